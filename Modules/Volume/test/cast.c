#include "line.h"
#include "oblique.h"

#include <math.h>

extern const lm_op lm_op_cast;

static void assert_cast(lm_type from, const double *values, gint64 count, const char *to,
                        const char *range, const double *expected)
{
    g_autoptr(lm_volume) in = line_of(from, values, count);
    g_autoptr(lm_volume) out =
        range ? test_run_volume(&lm_op_cast, in, "type", to, "range", range, NULL)
              : test_run_volume(&lm_op_cast, in, "type", to, NULL);
    g_assert_cmpstr(lm_type_name(out->type), ==, to);
    for (gint64 i = 0; i < count; i++)
        g_assert_cmpfloat(lm_volume_get(out, i, 0, 0, 0), ==, expected[i]);
}

static void rounding_and_ends(void)
{
    static const double floats[] = {-0.5, 0.49999997, 0.5,  1.5, 2.5,  -1.5,      -1.6,
                                    300,  -300,       -129, NAN, 1e30, -INFINITY, INFINITY};
    const gint64 n = G_N_ELEMENTS(floats);
    assert_cast(LM_FLOAT32, floats, n, "uint8", NULL,
                (double[]){0, 0, 1, 2, 3, 0, 0, 255, 0, 0, 0, 255, 0, 255});
    assert_cast(LM_FLOAT32, floats, n, "int8", NULL,
                (double[]){0, 0, 1, 2, 3, -1, -2, 127, -128, -128, 0, 127, -128, 127});
    assert_cast(LM_FLOAT32, floats, n, "int32", NULL,
                (double[]){0, 0, 1, 2, 3, -1, -2, 300, -300, -129, 0, 2147483647, -2147483648.,
                           2147483647});
    assert_cast(LM_FLOAT32, floats, n, "uint32", NULL,
                (double[]){0, 0, 1, 2, 3, 0, 0, 300, 0, 0, 0, 4294967295., 0, 4294967295.});
    static const double wide[] = {-2147483648., 2147483647, 32768, -32769};
    assert_cast(LM_INT32, wide, 4, "int16", NULL, (double[]){-32768, 32767, 32767, -32768});
    assert_cast(LM_INT32, wide, 4, "float32", NULL,
                (double[]){-2147483648., 2147483648., 32768, -32769});
}

static void ranges(void)
{
    static const double values[] = {-100, 0, 50, 100, 200, 25};
    assert_cast(LM_INT16, values, 6, "uint8", "0 100", (double[]){0, 0, 128, 255, 255, 64});
    assert_cast(LM_INT16, values, 6, "int8", "0 100", (double[]){-128, -128, 0, 127, 127, -64});
    static const double fractions[] = {0, 1, 0.25, NAN};
    assert_cast(LM_FLOAT32, fractions, 4, "uint32", "0 1",
                (double[]){0, 4294967295., 1073741824., 0});
}

/* Whatever a type holds survives the way to every type that holds it. */
static void there_and_back(void)
{
    lm_grid grid = oblique_grid(9, 7, 3);
    static const struct {
        lm_type narrow;
        const char *wide;
    } pairs[] = {{LM_UINT8, "int16"}, {LM_INT8, "int16"},     {LM_UINT16, "uint32"},
                 {LM_INT16, "int32"}, {LM_UINT16, "float32"}, {LM_INT16, "float32"}};
    for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++) {
        g_autoptr(lm_volume) in = test_noise(&grid, pairs[i].narrow, 3, 5);
        g_autoptr(lm_volume) wide = test_run_volume(&lm_op_cast, in, "type", pairs[i].wide, NULL);
        g_autoptr(lm_volume) back =
            test_run_volume(&lm_op_cast, wide, "type", lm_type_name(pairs[i].narrow), NULL);
        test_assert_same_volume(in, back);
    }
}

static void any_cut(void)
{
    lm_grid grid = oblique_grid(31, 37, 5);
    for (int from = 0; from < LM_TYPE_COUNT; from++)
        for (int to = 0; to < LM_TYPE_COUNT; to++) {
            g_autoptr(lm_volume) in = test_noise(&grid, (lm_type)from, 2, 5);
            const char *name = lm_type_name((lm_type)to);
            test_same_at_any_cut(&lm_op_cast, in, "type", name, NULL);
            if (to != LM_FLOAT32)
                test_same_at_any_cut(&lm_op_cast, in, "type", name, "range", "-3 100", NULL);
            if (from == to) {
                g_autoptr(lm_volume) same = test_run_volume(&lm_op_cast, in, "type", name, NULL);
                test_assert_same_volume(in, same);
            }
        }
}

static void refusals(void)
{
    static const double one[] = {1};
    g_autoptr(lm_volume) in = line_of(LM_UINT8, one, 1);
    lm_value value = {LM_VOLUME, in, NULL};
    test_plan_fails(&lm_op_cast, &value, LM_ERROR_USAGE, "uint8, int8.*or float32", "type",
                    "float64", NULL);
    test_plan_fails(&lm_op_cast, &value, LM_ERROR_USAGE, "range goes with an integer type", "type",
                    "float32", "range", "0 1", NULL);
    test_plan_fails(&lm_op_cast, &value, LM_ERROR_USAGE, "range=\"5 5\" is empty", "type", "uint8",
                    "range", "5 5", NULL);
    test_plan_fails(&lm_op_cast, &value, LM_ERROR_USAGE, "expected 2 numbers", "type", "uint8",
                    "range", "5", NULL);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/cast/rounding-and-ends", rounding_and_ends);
    g_test_add_func("/cast/ranges", ranges);
    g_test_add_func("/cast/there-and-back", there_and_back);
    g_test_add_func("/cast/any-cut", any_cut);
    g_test_add_func("/cast/refusals", refusals);
    return g_test_run();
}
