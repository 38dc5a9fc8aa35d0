/* What is on a screen is what `render` saves: pictures of the operation against those of a renderer
 * that lives and was given the same by hand. */
#include "phantom.h"
#include "picture-read.h"
#include "testing.h"

#include "lamina/number.h"

extern const lm_op lm_op_contour, lm_op_render;

enum { WIDTH = 160, HEIGHT = 120 };
static const double white[3] = {1, 1, 1};

/* What somebody did with the mouse, and the numbers that say so in a job. */
typedef struct pose {
    lm_camera camera;
    char *turn, *zoom, *look_at;
} pose;

static pose pose_of(lm_renderer *renderer, lm_context *context)
{
    pose p;
    double turn[3];
    p.camera = lm_camera_of(LM_VIEW_THREE_QUARTER);
    lm_camera_turn(&p.camera, 33, -21);
    lm_camera_roll(&p.camera, 12);
    g_assert_true(lm_renderer_frame(renderer, &p.camera, NULL, context, NULL));
    lm_camera_zoom_at(&p.camera, WIDTH, HEIGHT, 50, 70, 1.4);
    lm_camera_turn_from(&p.camera, LM_VIEW_FRONT, turn);
    lm_camera framed = lm_camera_turned(LM_VIEW_FRONT, turn);
    g_assert_true(lm_renderer_frame(renderer, &framed, NULL, context, NULL));
    p.turn = lm_numbers_text(turn, 3);
    p.zoom = lm_number_text(framed.half_height / p.camera.half_height);
    p.look_at = lm_numbers_text(p.camera.centre, 3);
    return p;
}

static void pose_clear(pose *p)
{
    g_free(p->turn);
    g_free(p->zoom);
    g_free(p->look_at);
}

/* The picture that the operation saves; NULL parameters are left out. */
static lm_picture *saved(const lm_value *in, const pose *p, const char *key, const char *value,
                         const char *clip, lm_context *context)
{
    char *folder = test_folder();
    g_autofree char *path = g_build_filename(folder, "picture.png", NULL);
    g_autofree char *size = g_strdup_printf("%d %d", WIDTH, HEIGHT);
    lm_info info = test_info(in);
    g_autoptr(GError) error = NULL;
    test_step step;
    bool ok = test_step_plan(&step, &lm_op_render, &info, context, &error, "path", path, "size",
                             size, "view", "front", "turn", p->turn, "zoom", p->zoom, "look-at",
                             p->look_at, "clip", clip, key, value, NULL);
    g_assert_no_error(error);
    lm_value out = {LM_NONE, NULL, NULL};
    ok = ok && lm_plan_run(&step.plan, in, in, (lm_zrange){0, 0}, 0, &out, context, &error);
    g_assert_no_error(error);
    lm_value_clear(&out);
    test_step_clear(&step);
    lm_picture *picture = picture_read(path);
    test_folder_remove(folder);
    return picture;
}

/* Equal but for the rounding of the camera's numbers. */
static void assert_equal(const lm_picture *a, const lm_picture *b)
{
    size_t different = 0;
    for (size_t i = 0; i < 3 * WIDTH * HEIGHT; i++)
        different += abs(a->pixels[i] - b->pixels[i]) > 1;
    g_test_message("%zu values differ", different);
    g_assert_cmpuint(different, <=, 3 * WIDTH * HEIGHT / 1000);
}

static void test_volume(void)
{
    g_autoptr(lm_renderer) renderer = renderer_new(WIDTH, HEIGHT);
    if (!renderer)
        return;
    g_autoptr(lm_context) context = lm_context_new(2, 0);
    g_autoptr(lm_volume) volume = phantom_on(identity, LM_FLOAT32, 200);
    const double box[6] = {3, 40, 0, 64, 10.5, 64};
    lm_transfer transfer;
    lm_curve curve;
    g_assert_true(lm_transfer_preset(0, volume, &transfer, context, NULL));
    g_assert_true(lm_curve_parse("50:0 120:0.2 180:0.9", &curve, NULL));
    lm_transfer_set_curve(&transfer, &curve);
    g_assert_true(lm_renderer_add_volume(renderer, volume, &transfer, 1, context, NULL));
    lm_renderer_clip(renderer, &volume->grid, box);
    pose p = pose_of(renderer, context);
    g_autoptr(lm_picture) screen =
        lm_renderer_draw_camera(renderer, &p.camera, white, LM_QUALITY_FULL, context, NULL);
    lm_value in = {LM_VOLUME, volume, NULL};
    g_autoptr(lm_picture) picture =
        saved(&in, &p, "curve", "50:0 120:0.2 180:0.9", "3 40 0 64 10.5 64", context);
    assert_equal(screen, picture);
    pose_clear(&p);
}

static void test_surface(void)
{
    g_autoptr(lm_renderer) renderer = renderer_new(WIDTH, HEIGHT);
    if (!renderer)
        return;
    g_autoptr(lm_context) context = lm_context_new(2, 0);
    g_autoptr(lm_volume) volume = phantom_on(identity, LM_UINT8, 200);
    lm_value of = {LM_VOLUME, volume, NULL};
    g_autoptr(lm_mesh) mesh = test_run_mesh(&lm_op_contour, &of, "value", "100", NULL);
    const double colour[3] = {0x33 / 255.0, 0x66 / 255.0, 0xcc / 255.0};
    lm_renderer_add_mesh(renderer, mesh, colour);
    lm_renderer_dress_mesh(renderer, mesh, colour, 0x80 / 255.0, true);
    pose p = pose_of(renderer, context);
    g_autoptr(lm_picture) screen =
        lm_renderer_draw_camera(renderer, &p.camera, white, LM_QUALITY_FULL, context, NULL);
    lm_value in = {LM_MESH, NULL, mesh};
    g_autoptr(lm_picture) picture =
        saved(&in, &p, "colours", "#3366CC80", "-1e3 1e3 -1e3 1e3 -1e3 1e3", context);
    assert_equal(screen, picture);
    pose_clear(&p);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/screen/volume", test_volume);
    g_test_add_func("/screen/surface", test_surface);
    return g_test_run();
}
