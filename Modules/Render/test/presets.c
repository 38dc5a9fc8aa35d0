#include "lamina/transfer.h"
#include "testing.h"

#include <float.h>
#include <math.h>

static double opacity_at(const lm_transfer *t, double value)
{
    if (value <= t->points[0].value)
        return t->points[0].opacity;
    for (size_t i = 1; i < t->count; i++) {
        const lm_transfer_point *a = &t->points[i - 1], *b = &t->points[i];
        if (value <= b->value)
            return a->opacity +
                   (b->opacity - a->opacity) * (value - a->value) / (b->value - a->value);
    }
    return t->points[t->count - 1].opacity;
}

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
        g_assert_cmpfloat(opacity_at(&t, -1000), ==, 0);
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
        g_assert_cmpfloat(opacity_at(&t, r[0] + 0.1 * (r[1] - r[0])), ==, 0);
        g_assert_cmpfloat(opacity_at(&t, r[0] + 0.9 * (r[1] - r[0])), >, 0.3);
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
    g_assert_cmpfloat(opacity_at(&t, 0), ==, 0);
    g_assert_cmpfloat(opacity_at(&t, 1), >, 0.3);
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

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/presets/every", test_every_preset);
    g_test_add_func("/presets/auto/any-type", test_auto_any_type);
    g_test_add_func("/presets/auto/outliers", test_auto_outliers);
    g_test_add_func("/presets/auto/sparse-mask", test_auto_sparse_mask);
    g_test_add_func("/presets/auto/constant", test_auto_constant);
    return g_test_run();
}
