#include "lamina/transfer.h"
#include "testing.h"

#include <float.h>
#include <math.h>

static lm_transfer preset_of(int preset, const lm_volume *volume)
{
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    g_autoptr(GError) error = NULL;
    lm_transfer transfer;
    bool ok = lm_transfer_preset(preset, volume, &transfer, context, &error);
    g_assert_no_error(error);
    g_assert_true(ok);
    return transfer;
}

static lm_volume *ball(lm_type type, double inside, double outside)
{
    lm_grid grid = lm_grid_make(24, 24, 24);
    double centre[3] = {11.5, 11.5, 11.5};
    return test_ball(&grid, type, centre, 8, 1, inside, outside);
}

/* Every preset can be read, rises, and lets nothing be seen of what is darkest. */
static void test_every_preset(void)
{
    g_autoptr(lm_volume) volume = ball(LM_INT16, 1500, -1000);
    g_assert_cmpstr(lm_preset_names[0], ==, "auto");
    int count = 0;
    for (; lm_preset_names[count]; count++) {
        lm_transfer t = preset_of(count, volume);
        g_assert_cmpuint(t.count, >=, 2);
        for (size_t i = 1; i < t.count; i++)
            g_assert_cmpfloat(t.points[i - 1].value, <, t.points[i].value);
        g_assert_cmpfloat(lm_transfer_opacity(&t, -1000), ==, 0);
        g_assert_cmpfloat(t.diffuse, >, 0);
    }
    g_assert_cmpint(count, >=, 5);
}

/* The same object in every type and range: background clear, object opaque. */
static void test_auto_any_type(void)
{
    static const double ranges[LM_TYPE_COUNT][2] = {
        [LM_UINT8] = {0, 255},      [LM_INT8] = {-100, 50},        [LM_UINT16] = {200, 4000},
        [LM_INT16] = {-1000, 1200}, [LM_UINT32] = {0, 3000000000}, [LM_INT32] = {-2000000, 70000},
        [LM_FLOAT32] = {0, 1e-6}};
    for (int type = 0; type < LM_TYPE_COUNT; type++) {
        const double *r = ranges[type];
        g_autoptr(lm_volume) volume = ball((lm_type)type, r[1], r[0]);
        lm_transfer t = preset_of(0, volume);
        g_assert_cmpfloat(lm_transfer_opacity(&t, r[0] + 0.1 * (r[1] - r[0])), ==, 0);
        g_assert_cmpfloat(lm_transfer_opacity(&t, r[0] + 0.9 * (r[1] - r[0])), >, 0.3);
    }
}

/* A few wild values, infinities and NaN change nothing much. */
static void test_auto_outliers(void)
{
    lm_grid grid = lm_grid_make(60, 60, 60);
    double centre[3] = {30, 30, 30};
    g_autoptr(lm_volume) volume = test_ball(&grid, LM_FLOAT32, centre, 20, 2, 1, 0);
    lm_transfer clean = preset_of(0, volume);
    float *v = volume->data;
    v[0] = FLT_MAX;
    v[1] = INFINITY;
    v[2] = NAN;
    v[3] = -INFINITY;
    lm_transfer wild = preset_of(0, volume);
    for (size_t i = 0; i < clean.count; i++)
        g_assert_cmpfloat_with_epsilon(clean.points[i].value, wild.points[i].value, 0.02);
}

/* A mask: one voxel in a hundred thousand is enough to be the object. */
static void test_auto_sparse_mask(void)
{
    lm_grid grid = lm_grid_make(100, 100, 100);
    double centre[3] = {50, 50, 50};
    g_autoptr(lm_volume) volume = test_ball(&grid, LM_UINT8, centre, 1.2, 0.01, 1, 0);
    lm_transfer t = preset_of(0, volume);
    g_assert_cmpfloat(lm_transfer_opacity(&t, 0), ==, 0);
    g_assert_cmpfloat(lm_transfer_opacity(&t, 1), >, 0.3);
}

static void test_auto_constant(void)
{
    g_autoptr(lm_volume) volume = ball(LM_UINT8, 7, 7);
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    GError *error = NULL;
    lm_transfer transfer;
    g_assert_false(lm_transfer_preset(0, volume, &transfer, context, &error));
    test_assert_error(&error, LM_ERROR_INPUT, "auto: .*same value");
}

static lm_curve curve_of(const char *text)
{
    lm_curve curve;
    g_autoptr(GError) error = NULL;
    bool ok = lm_curve_parse(text, &curve, &error);
    g_assert_no_error(error);
    g_assert_true(ok);
    return curve;
}

static void test_curve_text(void)
{
    lm_curve curve = curve_of("  -100:0, 0.25:0.5\t1e3:1 ");
    g_assert_cmpuint(curve.count, ==, 3);
    g_assert_cmpfloat(curve.points[1].value, ==, 0.25);
    g_assert_cmpfloat(curve.points[1].opacity, ==, 0.5);
    g_autofree char *text = lm_curve_text(&curve);
    g_assert_cmpstr(text, ==, "-100:0 0.25:0.5 1000:1");
}

static void test_curve_refused(void)
{
    static const char *const texts[][2] = {
        {"", "two points"},          {"5:1", "two points"},         {"1:0 2", "\"2\" is no point"},
        {"1:0 2:x", "\"2:x\""},      {"1:0 2:1:1", "\"2:1:1\""},    {"1:0 2:1.5", "from 0 to 1"},
        {"1:0 2:-1", "from 0 to 1"}, {"2:0 1:1", "must rise.*1:1"}, {"1:0 1:1", "must rise"},
    };
    lm_curve curve;
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        GError *error = NULL;
        g_assert_false(lm_curve_parse(texts[i][0], &curve, &error));
        test_assert_error(&error, LM_ERROR_USAGE, texts[i][1]);
    }
    g_autoptr(GString) many = g_string_new(NULL);
    for (int i = 0; i <= LM_CURVE_MAX; i++)
        g_string_append_printf(many, "%d:0 ", i);
    GError *error = NULL;
    g_assert_false(lm_curve_parse(many->str, &curve, &error));
    test_assert_error(&error, LM_ERROR_USAGE, "more than 32");
}

/* The most points a curve can have on a preset: opacities are the curve's everywhere, colours at
 * the preset's points the preset's. */
static void test_set_curve(void)
{
    g_autoptr(lm_volume) volume = ball(LM_INT16, 1500, -1000);
    g_autoptr(GString) text = g_string_new(NULL);
    for (int i = 0; i < LM_CURVE_MAX; i++)
        g_string_append_printf(text, "%d:%g ", 50 * i - 200, i % 2 ? 0.25 : 0.75);
    lm_curve curve = curve_of(text->str);
    for (int preset = 0; lm_preset_names[preset]; preset++) {
        lm_transfer before = preset_of(preset, volume), after = before;
        lm_transfer_set_curve(&after, &curve);
        for (size_t i = 1; i < after.count; i++)
            g_assert_cmpfloat(after.points[i - 1].value, <, after.points[i].value);
        for (int i = 0; i < LM_CURVE_MAX; i++)
            g_assert_cmpfloat(lm_transfer_opacity(&after, curve.points[i].value), ==,
                              curve.points[i].opacity);
        g_assert_cmpfloat(lm_transfer_opacity(&after, -1e6), ==, 0.75);
        g_assert_cmpfloat_with_epsilon(lm_transfer_opacity(&after, -175), 0.5, 1e-12);
        for (size_t i = 0, k = 0; i < before.count; i++) {
            while (after.points[k].value < before.points[i].value)
                k++;
            for (int c = 0; c < 3; c++)
                g_assert_cmpfloat(after.points[k].colour[c], ==, before.points[i].colour[c]);
        }
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/presets/every", test_every_preset);
    g_test_add_func("/presets/auto/any-type", test_auto_any_type);
    g_test_add_func("/presets/auto/outliers", test_auto_outliers);
    g_test_add_func("/presets/auto/sparse-mask", test_auto_sparse_mask);
    g_test_add_func("/presets/auto/constant", test_auto_constant);
    g_test_add_func("/presets/curve/text", test_curve_text);
    g_test_add_func("/presets/curve/refused", test_curve_refused);
    g_test_add_func("/presets/curve/set", test_set_curve);
    return g_test_run();
}
