#include "lamina/measure.h"
#include "testing.h"

#include <math.h>
#include <string.h>

extern const lm_op lm_op_contour, lm_op_smooth_mesh;

static lm_mesh *contour(lm_volume *volume, const char *value, const char *close)
{
    lm_value in = {LM_VOLUME, volume, NULL};
    return test_run_mesh(&lm_op_contour, &in, "value", value, "close", close, NULL);
}

static lm_mesh *smooth(lm_mesh *mesh, const char *iterations, const char *passband)
{
    lm_value in = {LM_MESH, NULL, mesh};
    return test_run_mesh(&lm_op_smooth_mesh, &in, "iterations", iterations, "passband", passband,
                         NULL);
}

static lm_measures measures_of(const lm_mesh *mesh)
{
    g_autoptr(GError) error = NULL;
    lm_measures measures;
    g_assert_true(lm_mesh_measure(mesh, &measures, &error));
    g_assert_no_error(error);
    return measures;
}

static void assert_same_triangles(const lm_mesh *a, const lm_mesh *b)
{
    g_assert_cmpuint(a->n_points, ==, b->n_points);
    g_assert_cmpuint(a->n_triangles, ==, b->n_triangles);
    g_assert_true(memcmp(a->triangles, b->triangles, 12 * a->n_triangles) == 0);
    for (size_t i = 0; i < 3 * b->n_points; i++)
        g_assert_true(isfinite(b->points[i]));
}

/* A ball with hard steps, as a mask has them: its volume stays however long it is smoothed, and the
 * area comes down to that of a ball. */
static void test_rough_ball(void)
{
    lm_grid grid = lm_grid_make(50, 50, 50);
    grid.origin[0] = 1000;
    double centre[3] = {1025, 25, 25}, radius = 20, area = 4 * G_PI * radius * radius;
    g_autoptr(lm_volume) mask = test_ball(&grid, LM_UINT8, centre, radius, 1e-6, 255, 0);
    g_autoptr(lm_mesh) rough = contour(mask, "127.5", "false");
    lm_measures before = measures_of(rough);
    double last = before.area_mm2 / area;
    g_assert_cmpfloat(last, >, 1.05);
    static const char *const iterations[] = {"5", "20", "500"};
    for (int i = 0; i < 3; i++) {
        g_autoptr(lm_mesh) even = smooth(rough, iterations[i], "0.1");
        assert_same_triangles(rough, even);
        lm_measures after = measures_of(even);
        g_assert_cmpfloat_with_epsilon(after.volume_mm3 / before.volume_mm3, 1, 0.005);
        g_assert_cmpfloat(after.area_mm2 / area, <, last);
        last = after.area_mm2 / area;
    }
    g_assert_cmpfloat_with_epsilon(last, 1, 0.01);
}

/* Specks that shrink to nothing in 32-bit numbers, far from the origin: still closed and manifold
 * with equal points merged. */
static void test_specks(void)
{
    g_autoptr(GError) error = NULL;
    lm_grid grid = lm_grid_make(24, 24, 24);
    for (int k = 0; k < 3; k++) {
        grid.spacing[k] = 0.01;
        grid.origin[k] = 700;
    }
    g_autoptr(lm_volume) volume = lm_volume_new(&grid, LM_UINT8, 1, &error);
    guint32 seed = 3;
    for (int i = 0; i < 24 * 24 * 24; i++) {
        seed = seed * 1664525u + 1013904223u;
        ((guint8 *)volume->data)[i] = (seed >> 16) % 20 == 0;
    }
    g_autoptr(lm_mesh) specks = contour(volume, "1", "true"), even = smooth(specks, "50", "0.05");
    assert_same_triangles(specks, even);
    lm_measures before = measures_of(specks), after = measures_of(even);
    g_assert_true(after.closed);
    g_assert_cmpuint(after.nonmanifold_edges, ==, 0);
    g_assert_cmpuint(after.points, ==, before.points);
    g_assert_cmpint(after.euler, ==, before.euler);
}

/* The rim of half a ball stays where it is, to the bit. */
static void test_border(void)
{
    lm_grid grid = lm_grid_make(40, 40, 20);
    g_autoptr(lm_volume) half = test_ball(&grid, LM_UINT8, (double[]){20, 20, 0}, 12, 1, 200, 0);
    g_autoptr(lm_mesh) bowl = contour(half, "100", "false"), even = smooth(bowl, "20", "0.1");
    assert_same_triangles(bowl, even);
    size_t rim = 0, moved = 0;
    for (size_t p = 0; p < bowl->n_points; p++) {
        bool same = memcmp(bowl->points + 3 * p, even->points + 3 * p, 12) == 0;
        moved += !same;
        if (bowl->points[3 * p + 2] == 0) {
            g_assert_true(same);
            rim++;
        }
    }
    g_assert_cmpuint(rim, >, 50);
    g_assert_cmpuint(moved, >, 1000);
}

static void test_scalars_and_threads(void)
{
    lm_grid grid = lm_grid_make(40, 40, 40);
    g_autoptr(lm_volume) ball = test_ball(&grid, LM_UINT8, (double[]){20, 20, 20}, 12, 6, 200, 0);
    g_autoptr(lm_mesh) two = contour(ball, "80 120", "false"), even = smooth(two, "10", "0.1");
    g_assert_true(memcmp(two->scalars, even->scalars, 4 * two->n_points) == 0);
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    g_autoptr(GError) error = NULL;
    lm_value in = {LM_MESH, NULL, two}, out = {LM_NONE, NULL, NULL};
    lm_info info = test_info(&in);
    test_step step;
    g_assert_true(test_step_plan(&step, &lm_op_smooth_mesh, &info, context, &error, "iterations",
                                 "10", NULL));
    g_assert_true(lm_plan_run(&step.plan, &in, NULL, (lm_zrange){0, 0}, 0, &out, context, &error));
    g_assert_true(memcmp(even->points, out.mesh->points, 12 * even->n_points) == 0);
    lm_value_clear(&out);
    lm_context_cancel(context);
    g_assert_false(lm_plan_run(&step.plan, &in, NULL, (lm_zrange){0, 0}, 0, &out, context, &error));
    test_assert_error(&error, LM_ERROR_CANCELLED, "interrupted");
    test_step_clear(&step);
}

static void test_refused(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(lm_mesh) mesh = lm_mesh_new(0, 0, &error);
    lm_value in = {LM_MESH, NULL, mesh};
    test_plan_fails(&lm_op_smooth_mesh, &in, LM_ERROR_USAGE, "1 to 1000", "iterations", "0", NULL);
    test_plan_fails(&lm_op_smooth_mesh, &in, LM_ERROR_USAGE, "0.001 to 2", "passband", "3", NULL);
    g_autoptr(lm_mesh) nothing = smooth(mesh, "3", "1");
    g_assert_cmpuint(nothing->n_points, ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/smooth-mesh/rough-ball", test_rough_ball);
    g_test_add_func("/smooth-mesh/specks", test_specks);
    g_test_add_func("/smooth-mesh/border", test_border);
    g_test_add_func("/smooth-mesh/scalars-and-threads", test_scalars_and_threads);
    g_test_add_func("/smooth-mesh/refused", test_refused);
    return g_test_run();
}
