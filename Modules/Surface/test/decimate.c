#include "lamina/alloc.h"
#include "lamina/measure.h"
#include "testing.h"

#include <math.h>
#include <string.h>

extern const lm_op lm_op_contour, lm_op_decimate;

static lm_mesh *contour(lm_volume *volume, const char *value, const char *close)
{
    lm_value in = {LM_VOLUME, volume, NULL};
    return test_run_mesh(&lm_op_contour, &in, "value", value, "close", close, NULL);
}

static lm_mesh *decimate(lm_mesh *mesh, const char *keep)
{
    lm_value in = {LM_MESH, NULL, mesh};
    return test_run_mesh(&lm_op_decimate, &in, "keep", keep, NULL);
}

static lm_measures measures_of(const lm_mesh *mesh)
{
    g_autoptr(GError) error = NULL;
    lm_measures measures;
    g_assert_true(lm_mesh_measure(mesh, &measures, &error));
    g_assert_no_error(error);
    return measures;
}

static lm_mesh *ball(gint64 depth, const char *value)
{
    lm_grid grid = lm_grid_make(50, 50, depth);
    grid.origin[0] = -1000;
    double centre[3] = {-975.2, 24.6, depth < 50 ? 0 : 24.9};
    g_autoptr(lm_volume) volume = test_ball(&grid, LM_UINT8, centre, 20, 3, 200, 0);
    return contour(volume, value, "false");
}

/* Small random whole numbers: a closed surface with every awkward place there is. */
static lm_mesh *rubble(void)
{
    g_autoptr(GError) error = NULL;
    lm_grid grid = lm_grid_make(20, 20, 20);
    g_autoptr(lm_volume) volume = lm_volume_new(&grid, LM_UINT8, 1, &error);
    guint32 seed = 11;
    for (int i = 0; i < 8000; i++) {
        seed = seed * 1664525u + 1013904223u;
        ((guint8 *)volume->data)[i] = (guint8)((seed >> 16) % 3);
    }
    return contour(volume, "1", "true");
}

static void test_ball_at(const char *keep, double share, double tolerance)
{
    g_autoptr(lm_mesh) fine = ball(50, "100"), coarse = decimate(fine, keep);
    lm_measures before = measures_of(fine), after = measures_of(coarse);
    g_assert_cmpfloat_with_epsilon((double)after.triangles, share * (double)before.triangles, 2);
    g_assert_true(after.closed);
    g_assert_cmpuint(after.nonmanifold_edges, ==, 0);
    g_assert_cmpint(after.euler, ==, 2);
    g_assert_cmpuint(after.points, ==, coarse->n_points);
    g_assert_cmpfloat_with_epsilon(after.volume_mm3 / before.volume_mm3, 1, tolerance);
    g_assert_cmpfloat_with_epsilon(after.area_mm2 / before.area_mm2, 1, 2 * tolerance);
}

static void test_balls(void)
{
    test_ball_at("0.5", 0.5, 0.0005);
    test_ball_at("0.1", 0.1, 0.004);
    test_ball_at("0.01", 0.01, 0.04);
    test_ball_at("1", 1, 1e-9);
}

/* Handles, holes, specks: their number is what it was, as far down as it goes. */
static void test_rubble(void)
{
    g_autoptr(lm_mesh) fine = rubble();
    lm_measures before = measures_of(fine);
    static const char *const keeps[] = {"0.7", "0.3", "0.001"};
    for (int i = 0; i < 3; i++) {
        g_autoptr(lm_mesh) coarse = decimate(fine, keeps[i]);
        lm_measures after = measures_of(coarse);
        g_assert_true(after.closed);
        g_assert_cmpuint(after.nonmanifold_edges, ==, 0);
        g_assert_cmpuint(after.parts, ==, before.parts);
        g_assert_cmpint(after.euler, ==, before.euler);
        g_assert_cmpuint(after.points, ==, coarse->n_points);
        g_assert_cmpuint(after.triangles, ==, coarse->n_triangles);
    }
}

/* A flat face needs few triangles, and the corner of a box stays a corner. */
static void test_box(void)
{
    g_autoptr(GError) error = NULL;
    lm_grid grid = lm_grid_make(20, 20, 20);
    g_autoptr(lm_volume) volume = lm_volume_new(&grid, LM_UINT8, 1, &error);
    memset(volume->data, 1, 8000);
    g_autoptr(lm_mesh) fine = contour(volume, "1", "true"), coarse = decimate(fine, "0.1");
    lm_measures before = measures_of(fine), after = measures_of(coarse);
    g_assert_cmpfloat_with_epsilon(after.volume_mm3 / before.volume_mm3, 1, 0.001);
    for (int k = 0; k < 6; k++)
        g_assert_cmpfloat_with_epsilon(after.bounds[k], before.bounds[k], 0.01);
}

static int compare_points(const void *a, const void *b)
{
    return memcmp(a, b, 12);
}

/* Every point of the rim is still there, and the border has as many edges. */
static void test_border(void)
{
    g_autoptr(lm_mesh) bowl = ball(20, "100"), coarse = decimate(bowl, "0.2");
    lm_measures before = measures_of(bowl), after = measures_of(coarse);
    g_assert_cmpuint(before.boundary_edges, >, 100);
    g_assert_cmpuint(after.boundary_edges, ==, before.boundary_edges);
    g_assert_cmpuint(after.nonmanifold_edges, ==, 0);
    g_assert_cmpuint(after.triangles, <, before.triangles / 4);
    qsort(coarse->points, coarse->n_points, 12, compare_points);
    for (size_t p = 0; p < bowl->n_points; p++)
        if (bowl->points[3 * p + 2] == 0)
            g_assert_nonnull(bsearch(bowl->points + 3 * p, coarse->points, coarse->n_points, 12,
                                     compare_points));
}

static void test_scalars(void)
{
    g_autoptr(lm_mesh) two = ball(50, "50 150"), coarse = decimate(two, "0.3");
    for (size_t p = 0; p < coarse->n_points; p++) {
        double d2 = 0, centre[3] = {-975.2, 24.6, 24.9};
        for (size_t k = 0; k < 3; k++)
            d2 += pow((double)coarse->points[3 * p + k] - centre[k], 2);
        g_assert_cmpfloat(coarse->scalars[p], ==, sqrt(d2) < 20 ? 150 : 50);
    }
}

static void test_warns_and_cancels(void)
{
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    GError *error = NULL;
    g_autoptr(lm_mesh) mesh = rubble();
    lm_value in = {LM_MESH, NULL, mesh}, out = {LM_NONE, NULL, NULL};
    lm_info info = test_info(&in);
    test_step step;
    g_assert_true(
        test_step_plan(&step, &lm_op_decimate, &info, context, &error, "keep", "0.001", NULL));
    g_assert_true(lm_plan_run(&step.plan, &in, NULL, (lm_zrange){0, 0}, 0, &out, context, &error));
    lm_value_clear(&out);
    g_auto(GStrv) warnings = lm_context_warnings(context);
    g_assert_cmpuint(g_strv_length(warnings), ==, 1);
    g_assert_true(
        g_regex_match_simple("stopped at [0-9.]+ % .* instead of 0.1 %", warnings[0], 0, 0));
    lm_context_cancel(context);
    g_assert_false(step.plan.op->run(&step.plan, &in, NULL, &out, context, &error));
    test_assert_error(&error, LM_ERROR_CANCELLED, "interrupted");
    test_step_clear(&step);
}

static void test_refused(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(lm_mesh) mesh = lm_mesh_new(0, 0, &error);
    lm_value in = {LM_MESH, NULL, mesh};
    test_plan_fails(&lm_op_decimate, &in, LM_ERROR_USAGE, "0.001 to 1", "keep", "2", NULL);
    test_plan_fails(&lm_op_decimate, &in, LM_ERROR_USAGE, "0.001 to 1", "keep", "0", NULL);
    g_autoptr(lm_mesh) nothing = decimate(mesh, "0.5");
    g_assert_cmpuint(nothing->n_points, ==, 0);
}

static void test_memory(void)
{
    g_autoptr(lm_mesh) two = ball(20, "50 150");
    lm_value in = {LM_MESH, NULL, two}, out = {LM_NONE, NULL, NULL};
    lm_info info = test_info(&in);
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    GError *error = NULL;
    test_step step;
    g_assert_true(test_step_plan(&step, &lm_op_decimate, &info, context, &error, NULL));
    for (int i = 0; i < 50; i++) {
        lm_alloc_fail_after(i);
        bool ok = lm_plan_run(&step.plan, &in, NULL, (lm_zrange){0, 0}, 0, &out, context, &error);
        int asked = lm_alloc_fail_after(-1);
        if (ok) {
            g_assert_cmpint(asked, ==, i);
            g_assert_cmpint(i, >, 10);
            break;
        }
        test_assert_error(&error, LM_ERROR_MEMORY, "not enough memory");
    }
    g_assert_nonnull(out.mesh);
    lm_value_clear(&out);
    test_step_clear(&step);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/decimate/balls", test_balls);
    g_test_add_func("/decimate/rubble", test_rubble);
    g_test_add_func("/decimate/box", test_box);
    g_test_add_func("/decimate/border", test_border);
    g_test_add_func("/decimate/scalars", test_scalars);
    g_test_add_func("/decimate/warns-and-cancels", test_warns_and_cancels);
    g_test_add_func("/decimate/refused", test_refused);
    g_test_add_func("/decimate/memory", test_memory);
    return g_test_run();
}
