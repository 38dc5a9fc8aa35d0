#include "lamina/colormap.h"
#include "testing.h"

#include <math.h>
#include <string.h>

extern const lm_op lm_op_to_scalar;

static lm_volume *voxel_of(lm_type type, int components, const double *values)
{
    g_autoptr(GError) error = NULL;
    lm_grid grid = lm_grid_make(1, 1, 1);
    lm_volume *volume = lm_volume_new(&grid, type, components, &error);
    g_assert_no_error(error);
    for (int c = 0; c < components; c++) {
        switch (type) {
#define SET(NAME, T)                                                                               \
    case LM_##NAME:                                                                                \
        ((T *)volume->data)[c] = (T)values[c];                                                     \
        break;
            LM_FOR_EACH_TYPE (SET)
#undef SET
        }
    }
    return volume;
}

static double scalar_of(lm_type type, int components, const double *values, const char *method,
                        const char *component)
{
    g_autoptr(lm_volume) in = voxel_of(type, components, values);
    g_autoptr(lm_volume) out =
        test_run_volume(&lm_op_to_scalar, in, "method", method, "component", component, NULL);
    g_assert_cmpint(out->components, ==, 1);
    g_assert_cmpint(out->type, ==, type);
    return lm_volume_get(out, 0, 0, 0, 0);
}

/* By hand: 0.299 r + 0.587 g + 0.114 b, halves up. */
static void closed_forms(void)
{
    static const struct {
        lm_type type;
        int components;
        double values[4];
        const char *method, *component;
        double result;
    } cases[] = {
        {LM_UINT8, 3, {255, 0, 0}, "luminance", "0", 76},   /* 76.245 */
        {LM_UINT8, 3, {0, 255, 0}, "luminance", "0", 150},  /* 149.685 */
        {LM_UINT8, 3, {0, 0, 255}, "luminance", "0", 29},   /* 29.07 */
        {LM_UINT8, 3, {0, 0, 250}, "luminance", "0", 29},   /* 28.5 */
        {LM_INT16, 3, {0, 0, -250}, "luminance", "0", -28}, /* -28.5 */
        {LM_UINT8, 4, {10, 10, 10, 200}, "luminance", "0", 10},
        {LM_UINT8, 2, {77, 200}, "luminance", "0", 77},
        {LM_UINT8, 2, {77, 200}, "average", "0", 77},
        {LM_UINT8, 2, {77, 200}, "component", "1", 200},
        {LM_UINT8, 4, {1, 2, 3, 200}, "maximum", "0", 3},
        {LM_UINT8, 4, {1, 2, 3, 200}, "component", "3", 200},
        {LM_UINT16, 3, {1, 1, 0}, "average", "0", 1},    /* 2/3 */
        {LM_UINT16, 4, {1, 0, 0, 9}, "average", "0", 0}, /* 1/3 */
        {LM_INT8, 6, {-3, 0, 0, 0}, "average", "0", 0},  /* -1/2 */
        {LM_INT8, 6, {3, 0, 0, 0}, "average", "0", 1},   /* 1/2 */
        {LM_UINT32, 3, {4294967295., 4294967295., 4294967295.}, "luminance", "0", 4294967295.},
        {LM_UINT32, 3, {4294967295., 4294967295., 4294967294.}, "average", "0", 4294967295.},
        {LM_INT32, 3, {-2147483648., -2147483648., -2147483648.}, "average", "0", -2147483648.},
        {LM_FLOAT32, 3, {1, 2, 4}, "average", "0", (float)(7.0 / 3)},
        {LM_FLOAT32, 3, {1, 2, 4}, "luminance", "0", (float)1.929},
        {LM_FLOAT32, 3, {-1, -2, -4}, "maximum", "0", -1},
        {LM_FLOAT32, 3, {-1, NAN, -4}, "maximum", "0", -1},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        double values[6] = {0};
        for (int c = 0; c < MIN(cases[i].components, 4); c++)
            values[c] = cases[i].values[c];
        double got = scalar_of(cases[i].type, cases[i].components, values, cases[i].method,
                               cases[i].component);
        g_assert_cmpfloat(got, ==, cases[i].result);
    }
    static const double one_missing[] = {1, NAN, 1};
    g_assert_true(isnan(scalar_of(LM_FLOAT32, 3, one_missing, "luminance", "0")));
}

static void grey_stays(void)
{
    lm_grid grid = lm_grid_make(7, 5, 3);
    static const char *const methods[] = {"luminance", "average", "maximum"};
    for (int t = 0; t < LM_TYPE_COUNT; t++) {
        g_autoptr(lm_volume) grey = test_noise(&grid, (lm_type)t, 1, 5);
        g_autoptr(lm_volume) rgb = test_noise(&grid, (lm_type)t, 3, 5);
        size_t bytes = lm_type_size((lm_type)t);
        for (size_t i = 0; i < 7 * 5 * 3; i++)
            for (size_t c = 0; c < 3; c++)
                memcpy((char *)rgb->data + (3 * i + c) * bytes, (char *)grey->data + i * bytes,
                       bytes);
        for (size_t m = 0; m < G_N_ELEMENTS(methods); m++) {
            g_autoptr(lm_volume) from_rgb =
                test_run_volume(&lm_op_to_scalar, rgb, "method", methods[m], NULL);
            test_assert_same_volume(from_rgb, grey);
            g_autoptr(lm_volume) from_grey =
                test_run_volume(&lm_op_to_scalar, grey, "method", methods[m], NULL);
            test_assert_same_volume(from_grey, grey);
        }
    }
}

static void any_cut(void)
{
    lm_grid grid = lm_grid_make(61, 43, 9);
    static const char *const methods[] = {"luminance", "average", "maximum", "component"};
    for (int t = 0; t < LM_TYPE_COUNT; t++)
        for (int components = 1; components <= 4; components++)
            for (size_t m = 0; m < G_N_ELEMENTS(methods); m++) {
                g_autoptr(lm_volume) in = test_noise(&grid, (lm_type)t, components, 11);
                test_same_at_any_cut(&lm_op_to_scalar, in, "method", methods[m], NULL);
            }
}

static void refusals(void)
{
    static const double values[7] = {0};
    g_autoptr(lm_volume) seven = voxel_of(LM_UINT8, 7, values);
    lm_value value = {LM_VOLUME, seven, NULL};
    test_plan_fails(&lm_op_to_scalar, &value, LM_ERROR_USAGE, "7 components: use average", NULL);
    test_plan_fails(&lm_op_to_scalar, &value, LM_ERROR_USAGE, "7 components, from 0 to 6", "method",
                    "component", "component", "7", NULL);
    test_plan_fails(&lm_op_to_scalar, &value, LM_ERROR_USAGE,
                    "method=\"grey\".*luminance, average, maximum or component", "method", "grey",
                    NULL);
    test_plan_fails(&lm_op_to_scalar, &value, LM_ERROR_USAGE, "component=\"-1\"", "component", "-1",
                    NULL);
}

/* Three planes of waves, in the colours of a map. */
static lm_volume *waves(const char *name)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(lm_colormap) map = lm_colormap_find(name);
    lm_grid grid = lm_grid_make(90, 60, 3);
    lm_volume *volume = lm_volume_new(&grid, LM_UINT8, 3, &error);
    g_assert_no_error(error);
    guint8 *to = volume->data;
    for (int i = 0; i < 90 * 60 * 3; i++)
        for (int c = 0; c < 3; c++) {
            const size_t entry = (size_t)(127.9 * (1 + sin(0.07 * (i % 90) + 0.001 * i)));
            *to++ = (guint8)(255 * map->rgb[entry][c] + 0.5F);
        }
    return volume;
}

static guint warnings_for(const char *map)
{
    g_autoptr(lm_volume) in = waves(map);
    lm_value value = {LM_VOLUME, in, NULL}, out = {LM_NONE, NULL, NULL};
    lm_info info = test_info(&value);
    g_autoptr(lm_context) context = lm_context_new(2, 0);
    g_autoptr(GError) error = NULL;
    test_step step;
    g_assert_true(test_step_plan(&step, &lm_op_to_scalar, &info, context, &error, NULL));
    g_assert_true(
        lm_plan_run(&step.plan, &value, NULL, (lm_zrange){0, 3}, 1, &out, context, &error));
    test_step_clear(&step);
    lm_value_clear(&out);
    g_auto(GStrv) warnings = lm_context_warnings(context);
    if (warnings[0])
        g_assert_true(g_regex_match_simple("plane 1 lie on the colour map .*<unplot/>.*\\.mat",
                                           warnings[0], 0, 0));
    return g_strv_length(warnings);
}

static void colour_map(void)
{
    g_assert_cmpuint(warnings_for("jet"), ==, 1);
    g_assert_cmpuint(warnings_for("parula"), ==, 1);
    g_assert_cmpuint(warnings_for("gray"), ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/to-scalar/closed-forms", closed_forms);
    g_test_add_func("/to-scalar/grey-stays", grey_stays);
    g_test_add_func("/to-scalar/any-cut", any_cut);
    g_test_add_func("/to-scalar/refusals", refusals);
    g_test_add_func("/to-scalar/colour-map", colour_map);
    return g_test_run();
}
