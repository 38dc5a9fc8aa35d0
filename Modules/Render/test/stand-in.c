/* What stands in for a surface of many triangles. */
#include "stand-in.h"
#include "normals.h"
#include "testing.h"

#include "lamina/alloc.h"

#include <math.h>

extern const lm_op lm_op_contour;

static const double centre[3] = {30, 30, 30};

static lm_mesh *ball_surface(void)
{
    lm_grid grid = lm_grid_make(61, 61, 61);
    g_autoptr(lm_volume) volume = test_ball(&grid, LM_FLOAT32, centre, 25, 2, 1, 0);
    lm_value in = {LM_VOLUME, volume, NULL};
    return test_run_mesh(&lm_op_contour, &in, "value", "0.5", NULL);
}

/* Volume inside a closed mesh. */
static double inside(const lm_mesh *mesh)
{
    double six = 0;
    for (size_t i = 0; i < mesh->n_triangles; i++) {
        const float *p[3];
        for (size_t k = 0; k < 3; k++)
            p[k] = mesh->points + 3 * (size_t)mesh->triangles[3 * i + k];
        for (int k = 0; k < 3; k++) {
            int l = (k + 1) % 3, m = (k + 2) % 3;
            six += (double)p[0][k] *
                   ((double)p[1][l] * (double)p[2][m] - (double)p[1][m] * (double)p[2][l]);
        }
    }
    return six / 6;
}

static lm_mesh *stand_in_of(const lm_mesh *mesh, size_t most, lm_context *context, GError **error)
{
    float *normals = lm_normals_make(mesh, context, error);
    lm_mesh *few = normals ? lm_stand_in_new(mesh, normals, most, context, error) : NULL;
    lm_free(normals);
    return few;
}

/* As many triangles as there may be, not many fewer, near the ball, wound as before. */
static void test_ball_of_few(void)
{
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    g_autoptr(lm_mesh) mesh = ball_surface();
    static const size_t most[] = {10000, 3000, 500};
    for (size_t i = 0; i < G_N_ELEMENTS(most); i++) {
        g_assert_cmpuint(mesh->n_triangles, >, 2 * most[i]);
        g_autoptr(lm_mesh) few = stand_in_of(mesh, most[i], context, NULL);
        g_test_message("%zu of %zu triangles", few->n_triangles, mesh->n_triangles);
        g_assert_cmpuint(few->n_triangles, <=, most[i]);
        g_assert_cmpuint(few->n_triangles, >=, most[i] / 2);
        for (size_t k = 0; k < few->n_points; k++) {
            const float *p = few->points + 3 * k;
            double reach = hypot(hypot((double)p[0] - centre[0], (double)p[1] - centre[1]),
                                 (double)p[2] - centre[2]);
            g_assert_cmpfloat_with_epsilon(reach, 25, 1);
        }
        double ratio = inside(few) / inside(mesh);
        g_assert_cmpfloat(ratio, >, 0.93);
        g_assert_cmpfloat(ratio, <, 1.01);
    }
}

/* Of a rough surface, sheets fold over each other; no normal points to the other side than its
 * triangle, which would be black. */
static void test_rough(void)
{
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    lm_grid grid = lm_grid_make(40, 40, 40);
    g_autoptr(lm_volume) volume = test_noise(&grid, LM_UINT8, 1, 3);
    lm_value in = {LM_VOLUME, volume, NULL};
    g_autoptr(lm_mesh) mesh = test_run_mesh(&lm_op_contour, &in, "value", "128", NULL);
    g_autoptr(lm_mesh) few = stand_in_of(mesh, mesh->n_triangles / 8, context, NULL);
    g_assert_cmpuint(few->n_triangles, >, mesh->n_triangles / 20);
    for (size_t i = 0; i < few->n_triangles; i++) {
        const gint32 *t = few->triangles + 3 * i;
        double face[3], p[3][3];
        for (size_t c = 0; c < 3; c++)
            for (size_t k = 0; k < 3; k++)
                p[c][k] = (double)few->points[3 * (size_t)t[c] + k];
        for (int k = 0; k < 3; k++) {
            int l = (k + 1) % 3, m = (k + 2) % 3;
            face[k] = (p[1][l] - p[0][l]) * (p[2][m] - p[0][m]) -
                      (p[1][m] - p[0][m]) * (p[2][l] - p[0][l]);
        }
        for (size_t c = 0; c < 3; c++) {
            const float *n = few->normals + 3 * (size_t)t[c];
            double along = (double)n[0] * face[0] + (double)n[1] * face[1] + (double)n[2] * face[2];
            g_assert_cmpfloat(along, >, -1e-5);
        }
    }
}

/* A plate that is thinner than the cells keeps its two sides. */
static void test_thin(void)
{
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    lm_grid grid = lm_grid_make(80, 80, 6);
    g_autoptr(lm_volume) volume = lm_volume_new(&grid, LM_UINT8, 1, NULL);
    guint8 *v = volume->data;
    for (int i = 0; i < 80 * 80 * 6; i++) {
        int x = i % 80, y = i / 80 % 80, z = i / (80 * 80);
        v[i] = x >= 8 && x < 72 && y >= 8 && y < 72 && (z == 2 || z == 3) ? 200 : 0;
    }
    lm_value in = {LM_VOLUME, volume, NULL};
    g_autoptr(lm_mesh) mesh = test_run_mesh(&lm_op_contour, &in, "value", "100", NULL);
    g_autoptr(lm_mesh) few = stand_in_of(mesh, 1000, context, NULL);
    g_assert_cmpuint(few->n_triangles, >, 500);
    g_assert_cmpfloat(inside(few) / inside(mesh), >, 0.9);
    g_assert_cmpfloat(inside(few) / inside(mesh), <, 1.02);
}

/* Thousands of triangles in one place, which no lattice tells apart. */
static void test_in_one_place(void)
{
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    g_autoptr(lm_mesh) mesh = lm_mesh_new(3000, 1000, NULL);
    for (gint32 i = 0; i < 3000; i++) {
        mesh->triangles[i] = i;
        for (int k = 0; k < 3; k++)
            mesh->points[3 * i + k] = 5;
    }
    g_autoptr(lm_mesh) few = stand_in_of(mesh, 10, context, NULL);
    g_assert_cmpuint(few->n_triangles, ==, 0);
}

/* Needles of no area, far apart, and no numbers among their points. */
static void test_needles(void)
{
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    g_autoptr(lm_mesh) mesh = lm_mesh_new(3000, 1000, NULL);
    for (gint32 i = 0; i < 3000; i++) {
        mesh->triangles[i] = i;
        for (int k = 0; k < 3; k++)
            mesh->points[3 * i + k] = (float)i * 1e30f;
    }
    mesh->points[100] = NAN;
    g_autoptr(lm_mesh) few = stand_in_of(mesh, 10, context, NULL);
    g_assert_cmpuint(few->n_triangles, <=, 10);
}

static void test_cancelled(void)
{
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    g_autoptr(lm_mesh) mesh = ball_surface();
    lm_context_cancel(context);
    GError *error = NULL;
    g_assert_null(stand_in_of(mesh, 100, context, &error));
    test_assert_error(&error, LM_ERROR_CANCELLED, "");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/stand-in/ball", test_ball_of_few);
    g_test_add_func("/stand-in/rough", test_rough);
    g_test_add_func("/stand-in/thin", test_thin);
    g_test_add_func("/stand-in/in-one-place", test_in_one_place);
    g_test_add_func("/stand-in/needles", test_needles);
    g_test_add_func("/stand-in/cancelled", test_cancelled);
    return g_test_run();
}
