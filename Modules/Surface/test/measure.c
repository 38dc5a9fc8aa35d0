#include "lamina/measure.h"

#include "lamina/alloc.h"
#include "testing.h"

#include <math.h>
#include <string.h>

/* A mesh without shared points: three for each triangle, as in an STL. */
static lm_mesh *soup(const float (*corners)[3], const int (*triangles)[3], size_t count)
{
    g_autoptr(GError) error = NULL;
    lm_mesh *mesh = lm_mesh_new(3 * count, count, &error);
    g_assert_no_error(error);
    for (size_t i = 0; i < 3 * count; i++) {
        memcpy(mesh->points + 3 * i, corners[triangles[i / 3][i % 3]], 3 * sizeof(float));
        mesh->triangles[i] = (gint32)i;
    }
    return mesh;
}

static lm_measures measures_of(const lm_mesh *mesh)
{
    g_autoptr(GError) error = NULL;
    lm_measures measures;
    g_assert_true(lm_mesh_measure(mesh, &measures, &error));
    g_assert_no_error(error);
    return measures;
}

/* The box 2 x 3 x 4 at (10, 20, 30); corner i has bit k of i on axis k. */
static const float box[8][3] = {{10, 20, 30}, {12, 20, 30}, {10, 23, 30}, {12, 23, 30},
                                {10, 20, 34}, {12, 20, 34}, {10, 23, 34}, {12, 23, 34}};
static const int box_triangles[12][3] = {{0, 2, 3}, {0, 3, 1}, {4, 5, 7}, {4, 7, 6},
                                         {0, 1, 5}, {0, 5, 4}, {2, 6, 7}, {2, 7, 3},
                                         {0, 4, 6}, {0, 6, 2}, {1, 3, 7}, {1, 7, 5}};

static void test_box(void)
{
    g_autoptr(lm_mesh) mesh = soup(box, box_triangles, 12);
    lm_measures m = measures_of(mesh);
    static const double bounds[6] = {10, 12, 20, 23, 30, 34};
    g_assert_cmpuint(m.points, ==, 8);
    g_assert_cmpuint(m.triangles, ==, 12);
    g_assert_cmpuint(m.parts, ==, 1);
    g_assert_true(m.closed);
    g_assert_cmpuint(m.nonmanifold_edges, ==, 0);
    g_assert_cmpint(m.euler, ==, 2);
    g_assert_cmpfloat(m.volume_mm3, ==, 24);
    g_assert_cmpfloat(m.area_mm2, ==, 52);
    g_assert_true(memcmp(m.bounds, bounds, sizeof bounds) == 0);
}

static void test_open(void)
{
    g_autoptr(lm_mesh) mesh = soup(box, box_triangles, 11);
    lm_measures m = measures_of(mesh);
    g_assert_false(m.closed);
    g_assert_cmpuint(m.boundary_edges, ==, 3);
    g_assert_cmpuint(m.nonmanifold_edges, ==, 0);
    g_assert_cmpint(m.euler, ==, 1);
}

static void test_nonmanifold(void)
{
    /* The first triangle once more, and one turned round. */
    int triangles[13][3];
    memcpy(triangles, box_triangles, sizeof box_triangles);
    memcpy(triangles[12], box_triangles[0], sizeof triangles[12]);
    g_autoptr(lm_mesh) twice = soup(box, triangles, 13);
    g_assert_cmpuint(measures_of(twice).nonmanifold_edges, ==, 3);
    memcpy(triangles[0], (int[]){0, 3, 2}, sizeof triangles[0]);
    g_autoptr(lm_mesh) turned = soup(box, triangles, 12);
    lm_measures m = measures_of(turned);
    g_assert_true(m.closed);
    g_assert_cmpuint(m.nonmanifold_edges, ==, 3);
}

static void test_inside_out(void)
{
    int triangles[12][3];
    for (int i = 0; i < 12; i++)
        for (int k = 0; k < 3; k++)
            triangles[i][k] = box_triangles[i][2 - k];
    g_autoptr(lm_mesh) mesh = soup(box, triangles, 12);
    lm_measures m = measures_of(mesh);
    g_assert_cmpfloat(m.volume_mm3, ==, -24);
    g_assert_cmpuint(m.nonmanifold_edges, ==, 0);
}

static void test_degenerate_and_parts(void)
{
    /* Minus zero is zero; a triangle with two equal corners is left out, points and all. */
    static const float p[7][3] = {{0, 0, 0}, {1, 0, 0}, {0, 1, 0}, {-0.0f, 0, 0},
                                  {5, 5, 5}, {6, 5, 5}, {5, 6, 5}};
    static const int t[3][3] = {{0, 1, 2}, {0, 3, 4}, {4, 5, 6}};
    g_autoptr(lm_mesh) mesh = soup(p, t, 3);
    lm_measures m = measures_of(mesh);
    g_assert_cmpuint(m.points, ==, 6);
    g_assert_cmpuint(m.triangles, ==, 2);
    g_assert_cmpuint(m.parts, ==, 2);
    g_assert_cmpfloat(m.area_mm2, ==, 1);
}

static void test_empty(void)
{
    g_autoptr(lm_mesh) mesh = soup(box, box_triangles, 0);
    lm_measures m = measures_of(mesh), none = {0};
    g_assert_true(memcmp(&m, &none, sizeof m) == 0);
}

static void test_memory(void)
{
    g_autoptr(lm_mesh) mesh = soup(box, box_triangles, 12);
    lm_measures m;
    lm_alloc_fail_after(-1);
    measures_of(mesh);
    int allocations = lm_alloc_fail_after(-1);
    g_assert_cmpint(allocations, >, 0);
    for (int i = 0; i < allocations; i++) {
        GError *error = NULL;
        lm_alloc_fail_after(i);
        g_assert_false(lm_mesh_measure(mesh, &m, &error));
        test_assert_error(&error, LM_ERROR_MEMORY, "not enough memory");
    }
    lm_alloc_fail_after(-1);
}

static void test_variant(void)
{
    g_autoptr(lm_mesh) mesh = soup(box, box_triangles, 12);
    lm_measures m = measures_of(mesh);
    g_autoptr(GVariant) dict = g_variant_ref_sink(lm_measures_variant(&m));
    double volume;
    gboolean closed;
    g_assert_true(g_variant_lookup(dict, "volume_mm3", "d", &volume));
    g_assert_true(g_variant_lookup(dict, "closed", "b", &closed));
    g_assert_cmpfloat(volume, ==, 24);
    g_assert_true(closed);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/measure/box", test_box);
    g_test_add_func("/measure/open", test_open);
    g_test_add_func("/measure/nonmanifold", test_nonmanifold);
    g_test_add_func("/measure/inside-out", test_inside_out);
    g_test_add_func("/measure/degenerate-and-parts", test_degenerate_and_parts);
    g_test_add_func("/measure/empty", test_empty);
    g_test_add_func("/measure/memory", test_memory);
    g_test_add_func("/measure/variant", test_variant);
    return g_test_run();
}
