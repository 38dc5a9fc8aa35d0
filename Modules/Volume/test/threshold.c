#include "line.h"
#include "oblique.h"

#include <math.h>

extern const lm_op lm_op_threshold;

static void ends_are_inside(void)
{
    static const double values[] = {-1, 0, 1, 2, 3, 4};
    static const struct {
        const char *lower, *upper;
        double mask[6];
    } cases[] = {{"1", "3", {0, 0, 1, 1, 1, 0}},
                 {"1", NULL, {0, 0, 1, 1, 1, 1}},
                 {NULL, "1", {1, 1, 1, 0, 0, 0}},
                 {"2", "2", {0, 0, 0, 1, 0, 0}},
                 {"0.5", "1.5", {0, 0, 1, 0, 0, 0}}};
    static const lm_type types[] = {LM_INT8, LM_INT16, LM_INT32, LM_FLOAT32};
    for (size_t t = 0; t < G_N_ELEMENTS(types); t++)
        for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
            g_autoptr(lm_volume) in = line_of(types[t], values, 6);
            const char *first = cases[i].lower ? "lower" : "upper";
            const char *text = cases[i].lower ? cases[i].lower : cases[i].upper;
            g_autoptr(lm_volume) out =
                cases[i].lower && cases[i].upper
                    ? test_run_volume(&lm_op_threshold, in, "lower", cases[i].lower, "upper",
                                      cases[i].upper, NULL)
                    : test_run_volume(&lm_op_threshold, in, first, text, NULL);
            g_assert_cmpint(out->type, ==, LM_UINT8);
            g_assert_true(lm_grid_equal(&out->grid, &in->grid, 0));
            for (gint64 x = 0; x < 6; x++)
                g_assert_cmpfloat(lm_volume_get(out, x, 0, 0, 0), ==, cases[i].mask[x]);
        }
}

static void not_a_number_is_outside(void)
{
    static const double values[] = {NAN, -INFINITY, INFINITY, 0};
    g_autoptr(lm_volume) in = line_of(LM_FLOAT32, values, 4);
    g_autoptr(lm_volume) out =
        test_run_volume(&lm_op_threshold, in, "lower", "0", "inside", "255", "outside", "7", NULL);
    static const double mask[] = {7, 7, 255, 255};
    for (gint64 x = 0; x < 4; x++)
        g_assert_cmpfloat(lm_volume_get(out, x, 0, 0, 0), ==, mask[x]);
}

/* Neighbouring whole numbers that float32 does not tell apart. */
static void wide_integers_are_exact(void)
{
    static const double values[] = {4294967293., 4294967294., 4294967295.};
    g_autoptr(lm_volume) in = line_of(LM_UINT32, values, 3);
    g_autoptr(lm_volume) out =
        test_run_volume(&lm_op_threshold, in, "lower", "4294967294", "upper", "4294967294", NULL);
    for (gint64 x = 0; x < 3; x++)
        g_assert_cmpfloat(lm_volume_get(out, x, 0, 0, 0), ==, x == 1);
}

static void any_cut(void)
{
    lm_grid grid = oblique_grid(31, 37, 5);
    for (int t = 0; t < LM_TYPE_COUNT; t++) {
        g_autoptr(lm_volume) in = test_noise(&grid, (lm_type)t, 1, 5);
        test_same_at_any_cut(&lm_op_threshold, in, "lower", "10", "upper", "100", NULL);
    }
}

static void refusals(void)
{
    static const double one[] = {1};
    g_autoptr(lm_volume) in = line_of(LM_UINT8, one, 1);
    lm_value value = {LM_VOLUME, in, NULL};
    test_plan_fails(&lm_op_threshold, &value, LM_ERROR_USAGE, "lower, upper or both", NULL);
    test_plan_fails(&lm_op_threshold, &value, LM_ERROR_USAGE,
                    "between lower=\"2\" and upper=\"1\".*not be greater", "lower", "2", "upper",
                    "1", NULL);
    test_plan_fails(&lm_op_threshold, &value, LM_ERROR_USAGE, "from 0 to 255", "lower", "2",
                    "inside", "256", NULL);
    test_plan_fails(&lm_op_threshold, &value, LM_ERROR_USAGE, "lower=\"low\".*expected a number",
                    "lower", "low", NULL);
    g_assert_true(lm_op_threshold.flags & LM_OP_SCALAR);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/threshold/ends-are-inside", ends_are_inside);
    g_test_add_func("/threshold/not-a-number-is-outside", not_a_number_is_outside);
    g_test_add_func("/threshold/wide-integers-are-exact", wide_integers_are_exact);
    g_test_add_func("/threshold/any-cut", any_cut);
    g_test_add_func("/threshold/refusals", refusals);
    return g_test_run();
}
