/* Pictures, drawn without a display: orientation, equality of the same object on different grids
 * and types, and the operation's refusals. */
#include "difference.h"
#include "phantom.h"
#include "testing.h"

#include <math.h>
#include <string.h>

extern const lm_op lm_op_render;

enum { SIDE = 160 };
static const double white[3] = {1, 1, 1};

static void add_volume(lm_renderer *renderer, lm_volume *volume, unsigned threads)
{
    g_autoptr(lm_context) context = lm_context_new(threads, 0);
    g_autoptr(GError) error = NULL;
    lm_transfer transfer;
    bool ok = lm_transfer_preset(0, volume, &transfer, context, &error) &&
              lm_renderer_add_volume(renderer, volume, &transfer, 1, context, &error);
    g_assert_no_error(error);
    g_assert_true(ok);
}

static lm_picture *draw(lm_renderer *renderer, lm_view view)
{
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    g_autoptr(GError) error = NULL;
    lm_picture *picture = lm_renderer_draw(renderer, view, white, context, &error);
    g_assert_no_error(error);
    g_assert_nonnull(picture);
    return picture;
}

static lm_picture *picture_by(bool graphics_card, lm_volume *volume, lm_view view, unsigned threads)
{
    g_autoptr(lm_renderer) renderer = renderer_new(SIDE, SIDE);
    if (!renderer)
        return NULL;
    lm_renderer_use_graphics_card(renderer, graphics_card);
    add_volume(renderer, volume, threads);
    return draw(renderer, view);
}

static lm_picture *picture_of(lm_volume *volume, lm_view view, unsigned threads)
{
    return picture_by(false, volume, view, threads);
}

/* Whether something is drawn at a place in mm from the middle. */
static bool is_drawn(const lm_picture *picture, double right, double up)
{
    double pixels_per_mm = picture->height / (2.0 * REACH * 1.05);
    int x = (int)(picture->width / 2.0 + right * pixels_per_mm);
    int y = (int)(picture->height / 2.0 - up * pixels_per_mm);
    return picture->pixels[3 * (y * picture->width + x)] < 250;
}

/* Where the bumps to the left, to the front and on top are to be seen: the signs of right and up in
 * the picture, both 0 for a bump before or behind the body. */
static const struct seen {
    lm_view view;
    int bumps[3][2];
} seen[] = {
    {LM_VIEW_FRONT, {{1, 0}, {0, 0}, {0, 1}}}, {LM_VIEW_BACK, {{-1, 0}, {0, 0}, {0, 1}}},
    {LM_VIEW_LEFT, {{0, 0}, {-1, 0}, {0, 1}}}, {LM_VIEW_RIGHT, {{0, 0}, {1, 0}, {0, 1}}},
    {LM_VIEW_TOP, {{-1, 0}, {0, 1}, {0, 0}}},  {LM_VIEW_BOTTOM, {{1, 0}, {0, 1}, {0, 0}}},
};

/* Each bump is where it should be, and nothing is in the mirrored place. */
static void check_view(const struct seen *s, const lm_picture *picture)
{
    for (int b = 0; b < 3; b++) {
        double right = s->bumps[b][0] * BUMP, up = s->bumps[b][1] * BUMP;
        if (right == 0 && up == 0)
            continue;
        g_assert_true(is_drawn(picture, right, up));
        g_assert_false(is_drawn(picture, -right, -up));
    }
}

static void test_views(void)
{
    g_autoptr(lm_volume) volume = phantom_on(identity, LM_UINT8, 200);
    for (size_t i = 0; i < G_N_ELEMENTS(seen); i++) {
        g_autoptr(lm_picture) picture = picture_of(volume, seen[i].view, 2);
        if (picture)
            check_view(&seen[i], picture);
    }
}

/* Axes in another order, mirrored, turned obliquely by 30 degrees about z, and that mirrored: the
 * same object in the world is the same picture. By the processor and by the ray caster for graphics
 * cards, run by whatever OpenGL there is. */
static void test_directions(gconstpointer graphics_card)
{
    bool card = graphics_card != NULL;
    static const double directions[][9] = {
        {-1, 0, 0, 0, -1, 0, 0, 0, 1},
        {-1, 0, 0, 0, 1, 0, 0, 0, 1},
        {1, 0, 0, 0, 1, 0, 0, 0, -1},
        {0, 0, 1, 1, 0, 0, 0, -1, 0},
        {0, 1, 0, 1, 0, 0, 0, 0, 1},
        {0.8660254037844387, -0.5, 0, 0.5, 0.8660254037844387, 0, 0, 0, 1},
        {0.8660254037844387, 0.5, 0, 0.5, -0.8660254037844387, 0, 0, 0, 1},
    };
    g_autoptr(lm_volume) reference = phantom_on(identity, LM_UINT8, 200);
    g_autoptr(lm_picture) expected = picture_by(card, reference, LM_VIEW_THREE_QUARTER, 2);
    for (size_t i = card ? 4 : 0; expected && i < G_N_ELEMENTS(directions); i++) { /* slow */
        g_autoptr(lm_volume) volume = phantom_on(directions[i], LM_UINT8, 200);
        g_autoptr(lm_picture) picture = picture_by(card, volume, LM_VIEW_THREE_QUARTER, 2);
        double worst = difference(expected, picture);
        g_test_message("direction %zu: differs by %.1f", i, worst);
        g_assert_cmpfloat(worst, <, 16);
    }
}

static void test_types(void)
{
    static const double tops[LM_TYPE_COUNT] = {
        [LM_UINT8] = 200,  [LM_INT8] = 100,  [LM_UINT16] = 6e4,  [LM_INT16] = 3e4,
        [LM_UINT32] = 4e9, [LM_INT32] = 2e9, [LM_FLOAT32] = 1e-3};
    g_autoptr(lm_volume) reference = phantom_on(identity, LM_UINT8, 200);
    g_autoptr(lm_picture) expected = picture_of(reference, LM_VIEW_FRONT, 2);
    for (int type = 0; expected && type < LM_TYPE_COUNT; type++) {
        g_autoptr(lm_volume) volume = phantom_on(identity, (lm_type)type, tops[type]);
        g_autoptr(lm_picture) picture = picture_of(volume, LM_VIEW_FRONT, 2);
        double worst = difference(expected, picture);
        g_test_message("%s: differs by %.1f", lm_type_name((lm_type)type), worst);
        g_assert_cmpfloat(worst, <, 8);
    }
}

static void test_threads(void)
{
    g_autoptr(lm_volume) volume = phantom_on(identity, LM_UINT8, 200);
    g_autoptr(lm_picture) one = picture_of(volume, LM_VIEW_THREE_QUARTER, 1);
    if (!one)
        return;
    for (unsigned threads = 2; threads < 6; threads++) {
        g_autoptr(lm_picture) many = picture_of(volume, LM_VIEW_THREE_QUARTER, threads);
        g_assert_true(memcmp(one->pixels, many->pixels, 3 * SIDE * SIDE) == 0);
    }
}

/* Where a picture goes, in a folder of its own. */
typedef struct place {
    char *folder, *path;
} place;

static place place_new(void)
{
    place p = {.folder = test_folder()};
    p.path = g_build_filename(p.folder, "picture.png", NULL);
    return p;
}

static void place_clear(place *p)
{
    g_free(p->path);
    test_folder_remove(p->folder);
}

/* True, after saying that the test is skipped, when OpenGL cannot be had. */
static bool skip_without_gl(GError **error)
{
    if (!*error || !g_str_has_prefix((*error)->message, "cannot draw: OpenGL"))
        return false;
    g_test_skip((*error)->message);
    g_clear_error(error);
    return true;
}

/* Plans and runs; the volume, or the mesh beside it, as shown. False with an error. */
static bool run_shown(const lm_value *shown, size_t n_shown, const char *path, const char *preset,
                      const char *size, lm_context *context, GError **error)
{
    lm_info infos[3];
    for (size_t i = 0; i < n_shown; i++)
        infos[i] = test_info(&shown[i]);
    test_step step;
    bool ok = test_step_plan(&step, &lm_op_render, &infos[0], context, error, "path", path,
                             "preset", preset, "size", size, NULL);
    g_assert_true(ok);
    lm_plan again = step.plan; /* with all that is shown */
    again.shown = infos;
    again.n_shown = n_shown;
    again.state = NULL;
    lm_value out = {LM_NONE, NULL, NULL};
    ok = lm_op_render.plan(&again, context, error) &&
         lm_plan_run(&again, &shown[0], shown, (lm_zrange){0, 0}, 0, &out, context, error);
    lm_value_clear(&out);
    lm_plan_clear(&again);
    test_step_clear(&step);
    return ok;
}

static void test_operation(void)
{
    g_autoptr(lm_context) context = lm_context_new(2, 0);
    GError *error = NULL;
    place p = place_new();
    lm_value volume = lm_value_of_volume(phantom_on(identity, LM_INT16, 1200));
    bool ok = run_shown(&volume, 1, p.path, "ct-bone", "120 90", context, &error);
    if (!skip_without_gl(&error)) {
        g_assert_no_error(error);
        g_assert_true(ok);
        g_assert_true(g_file_test(p.path, G_FILE_TEST_IS_REGULAR));
        g_autoptr(GVariant) facts = lm_context_take_facts(context);
        g_assert_true(g_variant_lookup(facts, "renderer", "&s", &(const char *){NULL}));
    }
    lm_value_clear(&volume);
    place_clear(&p);
}

/* Asserts that the run fails so and leaves no file. */
static void run_fails(const char *preset, const char *size, lm_context *context, lm_error code,
                      const char *pattern)
{
    GError *error = NULL;
    place p = place_new();
    lm_value volume = lm_value_of_volume(phantom_on(identity, LM_UINT8, 100));
    g_assert_false(run_shown(&volume, 1, p.path, preset, size, context, &error));
    if (!skip_without_gl(&error))
        test_assert_error(&error, code, pattern);
    g_assert_false(g_file_test(p.path, G_FILE_TEST_EXISTS));
    lm_value_clear(&volume);
    place_clear(&p);
}

static void test_blank(void)
{
    g_autoptr(lm_context) context = lm_context_new(2, 0);
    run_fails("ct-bone", "120 90", context, LM_ERROR_INPUT, "blank.*auto");
}

/* Cancelled while rays are cast (the picture is so big that progress is told before it is done): no
 * picture, no file. */
static void cancel_soon(double fraction, const char *step, gpointer context)
{
    (void)step;
    if (fraction > 0 && fraction < 1)
        lm_context_cancel(context);
}

static void test_cancelled(void)
{
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    lm_context_set_listener(context, cancel_soon, context);
    lm_context_begin_step(context, "render", 0, 1);
    run_fails("auto", "3000 3000", context, LM_ERROR_CANCELLED, "interrupted");
}

static void test_refused(void)
{
    lm_grid grid = lm_grid_make(8, 8, 8), flat = lm_grid_make(8, 8, 1);
    place p = place_new();
    g_autoptr(lm_volume) colour = test_noise(&grid, LM_UINT8, 3, 1);
    g_autoptr(lm_volume) slice = test_noise(&flat, LM_UINT8, 1, 1);
    g_autoptr(lm_volume) grey = test_noise(&grid, LM_UINT8, 1, 1);
    lm_value a = {LM_VOLUME, colour, NULL}, b = {LM_VOLUME, slice, NULL},
             c = {LM_VOLUME, grey, NULL};
    test_plan_fails(&lm_op_render, &a, LM_ERROR_USAGE, "3 components.*to-scalar", "path", p.path,
                    NULL);
    test_plan_fails(&lm_op_render, &b, LM_ERROR_USAGE, "8 x 8 x 1.*2 to 65535", "path", p.path,
                    NULL);
    test_plan_fails(&lm_op_render, &c, LM_ERROR_USAGE, "PNG", "path", "picture.jpg", NULL);
    test_plan_fails(&lm_op_render, &c, LM_ERROR_OUTPUT, "", "path", "/dev/null/picture.png", NULL);
    test_plan_fails(&lm_op_render, &c, LM_ERROR_USAGE, "size", "path", p.path, "size", "0 10",
                    NULL);
    test_plan_fails(&lm_op_render, &c, LM_ERROR_USAGE, "size", "path", p.path, "size",
                    "99999 99999", NULL);
    test_plan_fails(&lm_op_render, &c, LM_ERROR_USAGE, "auto", "path", p.path, "preset", "bones",
                    NULL);
    test_plan_fails(&lm_op_render, &c, LM_ERROR_USAGE, "clip.*axis y", "path", p.path, "clip",
                    "0 5 5 5 0 5", NULL);
    test_plan_fails(&lm_op_render, &c, LM_ERROR_USAGE, "curve: \"1\" is no point", "path", p.path,
                    "curve", "1", NULL);
    test_plan_fails(&lm_op_render, &c, LM_ERROR_USAGE, "colours.*more than surfaces.*0", "path",
                    p.path, "colours", "#ffffff", NULL);
    test_plan_fails(&lm_op_render, &c, LM_ERROR_USAGE, "zoom", "path", p.path, "zoom", "0", NULL);
    test_plan_fails(&lm_op_render, &c, LM_ERROR_USAGE, "turn", "path", p.path, "turn", "10", NULL);
    place_clear(&p);
}

static void test_two_volumes(void)
{
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    GError *error = NULL;
    place p = place_new();
    lm_value volume = lm_value_of_volume(phantom_on(identity, LM_UINT8, 100));
    lm_value both[2] = {volume, volume};
    g_assert_false(run_shown(both, 2, p.path, "auto", "120 90", context, &error));
    test_assert_error(&error, LM_ERROR_USAGE, "only one volume");
    lm_value_clear(&volume);
    place_clear(&p);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/render/views", test_views);
    g_test_add_data_func("/render/directions/processor", NULL, test_directions);
    g_test_add_data_func("/render/directions/graphics-card", "card", test_directions);
    g_test_add_func("/render/types", test_types);
    g_test_add_func("/render/threads", test_threads);
    g_test_add_func("/render/operation", test_operation);
    g_test_add_func("/render/blank", test_blank);
    g_test_add_func("/render/cancelled", test_cancelled);
    g_test_add_func("/render/refused", test_refused);
    g_test_add_func("/render/two-volumes", test_two_volumes);
    return g_test_run();
}
