/* One renderer whose contents, looks, size, camera and clipping box change: its pictures are those
 * of a renderer that never showed anything else. */
#include "difference.h"
#include "phantom.h"
#include "testing.h"

extern const lm_op lm_op_contour;

enum { SIDE = 160 };
static const double white[3] = {1, 1, 1}, red[3] = {0.8, 0.1, 0.1}, blue[3] = {0.1, 0.1, 0.8};

static void check(bool ok, GError *error)
{
    g_assert_no_error(error);
    g_assert_true(ok);
}

static lm_transfer transfer_of(const lm_volume *volume)
{
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    GError *error = NULL;
    lm_transfer transfer;
    check(lm_transfer_preset(0, volume, &transfer, context, &error), error);
    return transfer;
}

static void show(lm_renderer *renderer, lm_volume *volume)
{
    g_autoptr(lm_context) context = lm_context_new(2, 0);
    GError *error = NULL;
    lm_transfer transfer = transfer_of(volume);
    check(lm_renderer_add_volume(renderer, volume, &transfer, 1, context, &error), error);
}

static void set_transfer(lm_renderer *renderer, const lm_transfer *transfer, double strength)
{
    g_autoptr(lm_context) context = lm_context_new(2, 0);
    GError *error = NULL;
    check(lm_renderer_set_transfer(renderer, transfer, strength, context, &error), error);
}

static lm_camera camera_for(lm_renderer *renderer, lm_view view)
{
    g_autoptr(lm_context) context = lm_context_new(2, 0);
    GError *error = NULL;
    lm_camera camera = lm_camera_of(view);
    check(lm_renderer_frame(renderer, &camera, NULL, context, &error), error);
    return camera;
}

static lm_picture *draw(lm_renderer *renderer, const lm_camera *camera, lm_quality quality)
{
    g_autoptr(lm_context) context = lm_context_new(2, 0);
    GError *error = NULL;
    lm_picture *picture =
        lm_renderer_draw_camera(renderer, camera, white, quality, context, &error);
    check(picture != NULL, error);
    return picture;
}

static lm_picture *draw_view(lm_renderer *renderer, lm_view view)
{
    lm_camera camera = camera_for(renderer, view);
    return draw(renderer, &camera, LM_QUALITY_FULL);
}

static void assert_same(const lm_picture *a, const lm_picture *b)
{
    g_assert_cmpint(a->width, ==, b->width);
    g_assert_cmpint(a->height, ==, b->height);
    g_assert_true(memcmp(a->pixels, b->pixels, 3 * (size_t)(a->width * a->height)) == 0);
}

/* The mean of red, green and blue at a place in mm from the middle of a framed picture. */
static int brightness(const lm_picture *picture, double right, double up)
{
    double pixels_per_mm = picture->height / (2.0 * REACH * 1.05);
    int x = (int)(picture->width / 2.0 + right * pixels_per_mm);
    int y = (int)(picture->height / 2.0 - up * pixels_per_mm);
    const guint8 *p = picture->pixels + 3 * (y * picture->width + x);
    return (p[0] + p[1] + p[2]) / 3;
}

static bool is_blank(const lm_picture *picture)
{
    for (int i = 0; i < 3 * picture->width * picture->height; i++)
        if (picture->pixels[i] != 255)
            return false;
    return true;
}

static lm_mesh *surface_of(lm_volume *volume)
{
    lm_value in = {LM_VOLUME, volume, NULL};
    return test_run_mesh(&lm_op_contour, &in, "value", "100", NULL);
}

/* Everything about it is changed, and changed back. */
static void test_back_again(void)
{
    g_autoptr(lm_renderer) renderer = renderer_new(SIDE, SIDE);
    if (!renderer)
        return;
    g_autoptr(lm_volume) volume = phantom_on(identity, LM_UINT8, 200);
    g_autoptr(lm_mesh) mesh = surface_of(volume);
    lm_renderer_add_mesh(renderer, mesh, red);
    show(renderer, volume);
    lm_camera camera = camera_for(renderer, LM_VIEW_THREE_QUARTER);
    g_autoptr(lm_picture) before = draw(renderer, &camera, LM_QUALITY_FULL);

    lm_transfer own = transfer_of(volume), other = own;
    other.edges = 1;
    other.points[0].opacity = 0.5;
    const double box[6] = {0, 30, 5, 64, 0, 64};
    set_transfer(renderer, &other, 0.5);
    lm_renderer_clip(renderer, &volume->grid, box);
    lm_renderer_dress_mesh(renderer, mesh, blue, 0.5, true);
    lm_renderer_resize(renderer, SIDE / 2, SIDE);
    g_autoptr(lm_picture) draft = draw(renderer, &camera, LM_QUALITY_DRAFT);
    g_autoptr(lm_picture) full = draw(renderer, &camera, LM_QUALITY_FULL);
    g_assert_cmpint(full->width, ==, SIDE / 2);

    set_transfer(renderer, &own, 1);
    lm_renderer_clip(renderer, NULL, NULL);
    lm_renderer_dress_mesh(renderer, mesh, red, 1, true);
    lm_renderer_resize(renderer, SIDE, SIDE);
    g_autoptr(lm_picture) after = draw(renderer, &camera, LM_QUALITY_FULL);
    assert_same(before, after);
}

static void test_remove(void)
{
    g_autoptr(lm_renderer) renderer = renderer_new(SIDE, SIDE);
    if (!renderer)
        return;
    g_autoptr(lm_volume) volume = phantom_on(identity, LM_UINT8, 200);
    g_autoptr(lm_mesh) mesh = surface_of(volume);
    show(renderer, volume);
    g_autoptr(lm_picture) alone = draw_view(renderer, LM_VIEW_FRONT);
    lm_renderer_add_mesh(renderer, mesh, red);
    g_autoptr(lm_picture) both = draw_view(renderer, LM_VIEW_FRONT);
    g_assert_cmpfloat(difference(alone, both), >, 1);
    lm_renderer_remove_mesh(renderer, mesh);
    g_autoptr(lm_picture) again = draw_view(renderer, LM_VIEW_FRONT);
    assert_same(alone, again);
    lm_renderer_remove_volume(renderer);
    g_autoptr(lm_picture) nothing = draw_view(renderer, LM_VIEW_FRONT);
    g_assert_true(is_blank(nothing));
    show(renderer, volume);
    g_autoptr(lm_picture) back = draw_view(renderer, LM_VIEW_FRONT);
    assert_same(alone, back);
}

static void test_dress(void)
{
    g_autoptr(lm_renderer) renderer = renderer_new(SIDE, SIDE);
    if (!renderer)
        return;
    g_autoptr(lm_volume) volume = phantom_on(identity, LM_UINT8, 200);
    g_autoptr(lm_mesh) mesh = surface_of(volume);
    lm_renderer_add_mesh(renderer, mesh, red);
    lm_camera camera = camera_for(renderer, LM_VIEW_FRONT);
    g_autoptr(lm_picture) opaque = draw(renderer, &camera, LM_QUALITY_FULL);
    const size_t middle = 3 * (SIDE * SIDE / 2 + SIDE / 2);
    g_assert_cmpint(opaque->pixels[middle], >, opaque->pixels[middle + 2] + 50);
    lm_renderer_dress_mesh(renderer, mesh, blue, 1, true);
    g_autoptr(lm_picture) other = draw(renderer, &camera, LM_QUALITY_FULL);
    g_assert_cmpint(other->pixels[middle + 2], >, other->pixels[middle] + 50);
    lm_renderer_dress_mesh(renderer, mesh, red, 0.3, true);
    g_autoptr(lm_picture) thin = draw(renderer, &camera, LM_QUALITY_FULL);
    g_assert_cmpint(brightness(thin, 0, 0), >, brightness(opaque, 0, 0) + 20);
    g_assert_cmpint(brightness(thin, 0, 0), <, 250);
    lm_renderer_dress_mesh(renderer, mesh, red, 1, false);
    g_autoptr(lm_picture) hidden = draw(renderer, &camera, LM_QUALITY_FULL);
    g_assert_true(is_blank(hidden));
}

/* Values of more than 16 bits are reduced anew for a transfer function that stands elsewhere, and
 * need not be for one that is nearly the same. */
static void test_transfer_of_floats(void)
{
    g_autoptr(lm_renderer) changed = renderer_new(SIDE, SIDE), fresh = renderer_new(SIDE, SIDE);
    if (!changed || !fresh)
        return;
    g_autoptr(lm_volume) volume = phantom_on(identity, LM_FLOAT32, 200);
    static const double factors[] = {0.02, 0.95, 4};
    show(changed, volume);
    show(fresh, volume);
    for (size_t i = 0; i < G_N_ELEMENTS(factors); i++) {
        lm_transfer transfer = transfer_of(volume);
        for (size_t k = 0; k < transfer.count; k++)
            transfer.points[k].value = factors[i] * (transfer.points[k].value + 1);
        set_transfer(changed, &transfer, 1);
        lm_renderer_remove_volume(fresh);
        g_autoptr(lm_context) context = lm_context_new(2, 0);
        GError *error = NULL;
        check(lm_renderer_add_volume(fresh, volume, &transfer, 1, context, &error), error);
        lm_camera camera = camera_for(fresh, LM_VIEW_FRONT);
        g_autoptr(lm_picture) a = draw(changed, &camera, LM_QUALITY_FULL);
        g_autoptr(lm_picture) b = draw(fresh, &camera, LM_QUALITY_FULL);
        g_assert_cmpfloat(difference(a, b), <, 4);
    }
}

/* The bump on the patient's left is cut off by a box in the world's axes, whatever the axes of the
 * volume, by processor and graphics card, and of surfaces as well; and so it is by a box along the
 * volume's own axes. */
static void check_clipped(lm_renderer *renderer, const lm_grid *grid, const double box[6])
{
    lm_camera camera = camera_for(renderer, LM_VIEW_FRONT);
    lm_renderer_clip(renderer, grid, box);
    g_autoptr(lm_picture) picture = draw(renderer, &camera, LM_QUALITY_FULL);
    g_assert_cmpint(brightness(picture, BUMP, 0), >, 250);
    g_assert_cmpint(brightness(picture, -10, 0), <, 250);
    g_assert_cmpint(brightness(picture, 0, BUMP), <, 250);
    lm_renderer_clip(renderer, NULL, NULL);
}

static void test_clip(gconstpointer card)
{
    static const double directions[][9] = {
        {1, 0, 0, 0, 1, 0, 0, 0, 1},
        {-1, 0, 0, 0, 1, 0, 0, 0, -1},
        {0, 0, 1, 1, 0, 0, 0, -1, 0},
        {0.8660254037844387, 0.5, 0, 0.5, -0.8660254037844387, 0, 0, 0, 1},
    };
    lm_grid world = lm_grid_make(60, 60, 60);
    for (int k = 0; k < 3; k++)
        world.origin[k] = -29.5;
    const double box[6] = {0, 42, 0, 60, 0, 60};
    for (size_t i = 0; i < G_N_ELEMENTS(directions); i++) {
        g_autoptr(lm_renderer) renderer = renderer_new(SIDE, SIDE);
        if (!renderer)
            return;
        lm_renderer_use_graphics_card(renderer, card != NULL);
        g_autoptr(lm_volume) volume = phantom_on(directions[i], LM_UINT8, 200);
        show(renderer, volume);
        check_clipped(renderer, &world, box);
    }
}

static void test_clip_surface(void)
{
    g_autoptr(lm_renderer) renderer = renderer_new(SIDE, SIDE);
    if (!renderer)
        return;
    static const double mirrored[9] = {-1, 0, 0, 0, 1, 0, 0, 0, 1};
    g_autoptr(lm_volume) volume = phantom_on(mirrored, LM_UINT8, 200);
    g_autoptr(lm_mesh) mesh = surface_of(volume);
    const double box[6] = {20, 64, 0, 64, 0, 64}; /* along its own axes: x runs to the right */
    lm_renderer_add_mesh(renderer, mesh, red);
    check_clipped(renderer, &volume->grid, box);
}

/* What is clipped away is not framed. */
static void test_clip_framed(void)
{
    g_autoptr(lm_renderer) renderer = renderer_new(SIDE, SIDE);
    if (!renderer)
        return;
    g_autoptr(lm_volume) volume = phantom_on(identity, LM_UINT8, 200);
    g_autoptr(lm_mesh) mesh = surface_of(volume);
    const double box[6] = {20, 44, 20, 44, 20, 44};
    show(renderer, volume);
    lm_renderer_add_mesh(renderer, mesh, red);
    lm_renderer_clip(renderer, &volume->grid, box);
    lm_camera camera = camera_for(renderer, LM_VIEW_FRONT);
    g_assert_cmpfloat_with_epsilon(camera.half_height, 1.05 * 12, 1.5);
}

/* A draft looks like the full picture, if not so fine. */
static void test_draft(void)
{
    g_autoptr(lm_renderer) renderer = renderer_new(SIDE, SIDE);
    if (!renderer)
        return;
    g_autoptr(lm_volume) volume = phantom_on(identity, LM_UINT8, 200);
    show(renderer, volume);
    lm_camera camera = camera_for(renderer, LM_VIEW_THREE_QUARTER);
    g_autoptr(lm_picture) full = draw(renderer, &camera, LM_QUALITY_FULL);
    g_autoptr(lm_picture) draft = draw(renderer, &camera, LM_QUALITY_DRAFT);
    int coarser = SIDE / draft->width;
    g_assert_cmpint(draft->height, ==, SIDE / coarser);
    for (int y = 0; y < draft->height; y += 8 / coarser)
        for (int x = 0; x < draft->width; x += 8 / coarser) {
            const guint8 *a = full->pixels + 3 * coarser * (y * SIDE + x);
            const guint8 *b = draft->pixels + 3 * (y * draft->width + x);
            bool far_from_edges = true;
            for (int k = -6; far_from_edges && k <= 6; k++) {
                int at = CLAMP(coarser * (y * SIDE + x) + k * SIDE, 0, SIDE * SIDE - 7);
                far_from_edges = abs(full->pixels[3 * at] - a[0]) < 20 &&
                                 abs(full->pixels[3 * (at + 6)] - a[0]) < 20;
            }
            if (far_from_edges)
                g_assert_cmpint(abs(a[0] - b[0]), <, 60);
        }
}

/* The eye may look at any point: nothing is cut off before or behind. */
static void test_look_at(void)
{
    g_autoptr(lm_renderer) renderer = renderer_new(SIDE, SIDE);
    if (!renderer)
        return;
    g_autoptr(lm_volume) volume = phantom_on(identity, LM_UINT8, 200);
    g_autoptr(lm_mesh) mesh = surface_of(volume);
    lm_renderer_add_mesh(renderer, mesh, red);
    lm_camera camera = camera_for(renderer, LM_VIEW_THREE_QUARTER);
    g_autoptr(lm_picture) expected = draw(renderer, &camera, LM_QUALITY_FULL);
    for (int k = 0; k < 3; k++)
        camera.centre[k] += 500 * camera.towards[k];
    g_autoptr(lm_picture) picture = draw(renderer, &camera, LM_QUALITY_FULL);
    g_assert_cmpfloat(difference(expected, picture), <, 2);
    lm_camera_pan(&camera, SIDE, 40, 0);
    g_autoptr(lm_picture) panned = draw(renderer, &camera, LM_QUALITY_FULL);
    const size_t middle = 3 * (SIDE * SIDE / 2 + SIDE / 2);
    for (size_t c = 0; c < 3; c++)
        g_assert_cmpint(abs(panned->pixels[middle + 120 + c] - expected->pixels[middle + c]), <, 8);
}

/* A cancelled picture leaves nothing behind. */
static void test_cancelled(void)
{
    g_autoptr(lm_renderer) renderer = renderer_new(SIDE, SIDE);
    if (!renderer)
        return;
    g_autoptr(lm_volume) volume = phantom_on(identity, LM_UINT8, 200);
    show(renderer, volume);
    lm_camera camera = camera_for(renderer, LM_VIEW_LEFT);
    g_autoptr(lm_picture) before = draw(renderer, &camera, LM_QUALITY_FULL);
    g_autoptr(lm_context) context = lm_context_new(2, 0);
    lm_context_cancel(context);
    GError *error = NULL;
    g_assert_null(
        lm_renderer_draw_camera(renderer, &camera, white, LM_QUALITY_FULL, context, &error));
    test_assert_error(&error, LM_ERROR_CANCELLED, "");
    g_autoptr(lm_picture) after = draw(renderer, &camera, LM_QUALITY_FULL);
    assert_same(before, after);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/changes/back-again", test_back_again);
    g_test_add_func("/changes/remove", test_remove);
    g_test_add_func("/changes/dress", test_dress);
    g_test_add_func("/changes/transfer-of-floats", test_transfer_of_floats);
    g_test_add_data_func("/changes/clip/processor", NULL, test_clip);
    g_test_add_data_func("/changes/clip/graphics-card", "card", test_clip);
    g_test_add_func("/changes/clip/surface", test_clip_surface);
    g_test_add_func("/changes/clip/framed", test_clip_framed);
    g_test_add_func("/changes/draft", test_draft);
    g_test_add_func("/changes/look-at", test_look_at);
    g_test_add_func("/changes/cancelled", test_cancelled);
    return g_test_run();
}
