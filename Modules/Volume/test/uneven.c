/* Operations that take slices which are not evenly spaced, or labels, say what becomes of them. */
#include "lamina/positions.h"
#include "oblique.h"
#include "testing.h"

extern const lm_op lm_op_crop, lm_op_flip, lm_op_cast, lm_op_threshold, lm_op_resample;

/* Six planes; the last four stand evenly. */
static const double stand[] = {0, 0.5, 2.5, 3.5, 4.5, 5.5};

static lm_info uneven(void)
{
    lm_info info = {.kind = LM_VOLUME, .grid = oblique_grid(4, 4, 6), .components = 1};
    info.type = LM_UINT8;
    info.positions = lm_positions_keep(stand, 6);
    info.grid.spacing[2] = lm_positions_mean(stand, 6);
    return info;
}

static void place_of(const lm_info *info, gint64 plane, double world[3])
{
    double at = info->positions ? info->positions[plane] / info->grid.spacing[2] : (double)plane;
    lm_grid_to_world(&info->grid, (double[]){0, 0, at}, world);
}

/* Plane `lo` + z of the whole is where plane z of the part is. */
static void assert_stays(const lm_info *part, const lm_info *whole, gint64 lo, bool turned)
{
    for (gint64 z = 0; z < part->grid.size[2]; z++) {
        double a[3], b[3];
        place_of(part, z, a);
        place_of(whole, turned ? whole->grid.size[2] - 1 - z : lo + z, b);
        for (int k = 0; k < 3; k++)
            g_assert_cmpfloat_with_epsilon(a[k], b[k], 1e-9);
    }
}

static lm_info plan(const lm_op *op, const lm_info *in, const char *name, const char *value,
                    const char *more, const char *as)
{
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    g_autoptr(GError) error = NULL;
    test_step step;
    g_assert_true(test_step_plan(&step, op, in, context, &error, name, value, more, as, NULL));
    lm_info out = step.plan.out;
    test_step_clear(&step);
    return out;
}

static void refuses(const lm_op *op, const lm_info *in, const char *pattern, const char *name,
                    const char *value, const char *more, const char *as)
{
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    GError *error = NULL;
    test_step step;
    g_assert_false(test_step_plan(&step, op, in, context, &error, name, value, more, as, NULL));
    test_assert_error(&error, LM_ERROR_USAGE, pattern);
    test_step_clear(&step);
}

static void crop(void)
{
    lm_info in = uneven();
    lm_info part = plan(&lm_op_crop, &in, "box", "0 3 0 3 1 4", NULL, NULL);
    g_assert_nonnull(part.positions);
    g_assert_cmpfloat(part.grid.spacing[2], ==, 4.0 / 3);
    assert_stays(&part, &in, 1, false);
    part = plan(&lm_op_crop, &in, "box", "0 3 0 3 2 5", NULL, NULL);
    g_assert_null(part.positions);
    g_assert_cmpfloat(part.grid.spacing[2], ==, 1);
    assert_stays(&part, &in, 2, false);
    part = plan(&lm_op_crop, &in, "box", "0 3 0 3 5 5", NULL, NULL);
    g_assert_null(part.positions);
    assert_stays(&part, &in, 5, false);
    refuses(&lm_op_crop, &in, "not evenly spaced.*fill-between", "box", "0 1 0 1 0 1", "unit",
            "mm");
}

static void flip(void)
{
    lm_info in = uneven();
    lm_info out = plan(&lm_op_flip, &in, "axis", "z", "keep", "world");
    assert_stays(&out, &in, 0, true);
    out = plan(&lm_op_flip, &in, "axis", "z", NULL, NULL);
    g_assert_true(lm_grid_equal(&out.grid, &in.grid, 0));
    g_assert_cmpfloat(out.positions[1], ==, 1);
    g_assert_cmpfloat(out.positions[5], ==, 5.5);
    out = plan(&lm_op_flip, &in, "axis", "x", NULL, NULL);
    g_assert_true(out.positions == in.positions);
}

static void labels(void)
{
    lm_info in = uneven(), out;
    in.positions = NULL;
    in.labels = true;
    out = plan(&lm_op_crop, &in, "box", "0 3 0 3 1 4", NULL, NULL);
    g_assert_true(out.labels);
    out = plan(&lm_op_resample, &in, "size", "2 2 2", "interpolator", "nearest");
    g_assert_true(out.labels);
    refuses(&lm_op_resample, &in, "labels.*nearest", "size", "2 2 2", "interpolator", "linear");
    out = plan(&lm_op_cast, &in, "type", "int32", NULL, NULL);
    g_assert_true(out.labels);
    refuses(&lm_op_cast, &in, "labels.*integer", "type", "float32", NULL, NULL);
    refuses(&lm_op_cast, &in, "labels.*range", "type", "uint8", "range", "0 9");
    out = plan(&lm_op_threshold, &in, "lower", "1", NULL, NULL);
    g_assert_false(out.labels);
}

/* No two labels become one. */
static void labels_that_do_not_fit(void)
{
    lm_grid grid = lm_grid_make(3, 3, 3);
    lm_value in = lm_value_of_volume(test_noise(&grid, LM_UINT16, 1, 3)),
             out = {LM_NONE, NULL, NULL};
    lm_info info = test_info(&in);
    info.labels = true;
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    GError *error = NULL;
    test_step step;
    g_assert_true(
        test_step_plan(&step, &lm_op_cast, &info, context, &error, "type", "uint8", NULL));
    g_assert_false(lm_plan_run(&step.plan, &in, NULL, (lm_zrange){0, 3}, 0, &out, context, &error));
    test_assert_error(&error, LM_ERROR_INPUT, "a label [0-9]+, which uint8 does not hold");
    test_step_clear(&step);
    lm_value_clear(&in);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/uneven/crop", crop);
    g_test_add_func("/uneven/flip", flip);
    g_test_add_func("/uneven/labels", labels);
    g_test_add_func("/uneven/labels-that-do-not-fit", labels_that_do_not_fit);
    return g_test_run();
}
