#include "lamina/alloc.h"
#include "lamina/measure.h"
#include "testing.h"

#include <math.h>
#include <string.h>

extern const lm_op lm_op_contour;

static lm_measures measures_of(const lm_mesh *mesh)
{
    g_autoptr(GError) error = NULL;
    lm_measures measures;
    g_assert_true(lm_mesh_measure(mesh, &measures, &error));
    g_assert_no_error(error);
    return measures;
}

static lm_mesh *contour(lm_volume *volume, const char *value, const char *close)
{
    lm_value in = {LM_VOLUME, volume, NULL};
    return test_run_mesh(&lm_op_contour, &in, "value", value, "close", close, NULL);
}

/* The corner of point p after whose triangle comes the one of `corner`, going round p. */
static size_t next_round(const lm_mesh *mesh, const size_t *corners, size_t count, size_t corner)
{
    gint32 before = mesh->triangles[corner - corner % 3 + (corner + 2) % 3];
    for (size_t i = 0; i < count; i++)
        if (mesh->triangles[corners[i] - corners[i] % 3 + (corners[i] + 1) % 3] == before)
            return corners[i];
    g_assert_not_reached();
}

/* The triangles at each point form one ring: the surface does not even touch itself. */
static void assert_rings(const lm_mesh *mesh)
{
    enum { MOST = 24 };
    g_autofree size_t(*corners)[MOST] = g_malloc0_n(mesh->n_points, sizeof *corners);
    g_autofree size_t *counts = g_new0(size_t, mesh->n_points);
    for (size_t c = 0; c < 3 * mesh->n_triangles; c++) {
        size_t p = (size_t)mesh->triangles[c];
        g_assert_cmpuint(counts[p], <, MOST);
        corners[p][counts[p]++] = c;
    }
    for (size_t p = 0; p < mesh->n_points; p++) {
        size_t length = 0, at = corners[p][0];
        do {
            at = next_round(mesh, corners[p], counts[p], at);
            length++;
        } while (at != corners[p][0]);
        g_assert_cmpuint(length, ==, counts[p]);
    }
}

/* Closed, manifold, right side out, nothing wasted or merged. */
static lm_measures assert_clean(const lm_mesh *mesh)
{
    lm_measures m = measures_of(mesh);
    g_assert_true(m.closed);
    g_assert_cmpuint(m.nonmanifold_edges, ==, 0);
    g_assert_cmpuint(m.points, ==, mesh->n_points);
    g_assert_cmpuint(m.triangles, ==, mesh->n_triangles);
    g_assert_cmpfloat(m.volume_mm3, >, 0);
    return m;
}

static lm_volume *volume_of(lm_type type, gint64 nx, gint64 ny, gint64 nz)
{
    g_autoptr(GError) error = NULL;
    lm_grid grid = lm_grid_make(nx, ny, nz);
    lm_volume *volume = lm_volume_new(&grid, type, 1, &error);
    g_assert_no_error(error);
    return volume;
}

/* Small random whole numbers below `levels`. */
static lm_volume *dice(lm_type type, gint64 nx, gint64 ny, gint64 nz, guint32 levels, guint32 seed)
{
    lm_volume *volume = volume_of(type, nx, ny, nz);
    for (gint64 i = 0; i < lm_grid_voxels(&volume->grid); i++) {
        seed = seed * 1664525u + 1013904223u;
        if (type == LM_FLOAT32)
            ((float *)volume->data)[i] = (float)((seed >> 16) % levels);
        else
            ((guint8 *)volume->data)[i] = (guint8)((seed >> 16) % levels);
    }
    return volume;
}

/* Every case of a cell beside every other, every row length around that of a word, ties included:
 * always closed and manifold. */
static void test_dice(void)
{
    for (guint32 seed = 0; seed < 40; seed++) {
        gint64 nx = seed % 4 == 0 ? 61 + seed % 7 : 1 + seed % 9;
        g_autoptr(lm_volume) two = dice(LM_UINT8, nx, 11, 9, 2, seed);
        g_autoptr(lm_mesh) middle = contour(two, "0.5", "true");
        assert_clean(middle);
        assert_rings(middle);
        g_autoptr(lm_volume) four = dice(LM_FLOAT32, nx, 8, 7, 4, seed);
        g_autoptr(lm_mesh) tied = contour(four, "2", "true");
        assert_clean(tied);
    }
}

/* A lone voxel is an octahedron, its points half-way. */
static void test_voxel(void)
{
    g_autoptr(lm_volume) volume = volume_of(LM_UINT8, 1, 1, 1);
    *(guint8 *)volume->data = 7;
    g_autoptr(lm_mesh) mesh = contour(volume, "7", "true");
    lm_measures m = assert_clean(mesh);
    g_assert_cmpuint(m.points, ==, 6);
    g_assert_cmpint(m.euler, ==, 2);
    g_assert_cmpfloat_with_epsilon(m.volume_mm3, 4.0 / 3 * 0.125, 1e-6);
}

/* `close` is flat on the faces of the voxels: a full box of n samples is n voxels long. */
static void test_full_box(void)
{
    g_autoptr(lm_volume) volume = volume_of(LM_UINT16, 70, 20, 10);
    for (int i = 0; i < 70 * 20 * 10; i++)
        ((guint16 *)volume->data)[i] = 1000;
    g_autoptr(lm_mesh) mesh = contour(volume, "10", "true");
    lm_measures m = assert_clean(mesh);
    static const double bounds[6] = {-0.5, 69.5, -0.5, 19.5, -0.5, 9.5};
    for (int i = 0; i < 6; i++)
        g_assert_cmpfloat(m.bounds[i], ==, bounds[i]);
    g_assert_cmpfloat_with_epsilon(m.volume_mm3, 14000, 60);
}

/* The middle of what a mesh encloses. */
static void centre_of(const lm_mesh *mesh, double centre[3])
{
    double sum[3] = {0, 0, 0}, six_volumes = 0;
    const double *far =
        (const double[]){(double)mesh->points[0], (double)mesh->points[1], (double)mesh->points[2]};
    for (size_t t = 0; t < mesh->n_triangles; t++) {
        double p[3][3];
        for (size_t i = 0; i < 3; i++)
            for (size_t k = 0; k < 3; k++)
                p[i][k] = (double)mesh->points[3 * (size_t)mesh->triangles[3 * t + i] + k] - far[k];
        double v = p[0][0] * (p[1][1] * p[2][2] - p[1][2] * p[2][1]) -
                   p[0][1] * (p[1][0] * p[2][2] - p[1][2] * p[2][0]) +
                   p[0][2] * (p[1][0] * p[2][1] - p[1][1] * p[2][0]);
        six_volumes += v;
        for (int k = 0; k < 3; k++)
            sum[k] += v * (p[0][k] + p[1][k] + p[2][k]) / 4;
    }
    for (int k = 0; k < 3; k++)
        centre[k] = far[k] + sum[k] / six_volumes;
}

/* A ball of radius 20, cut by this grid, comes back as a ball of radius 20 at its place. */
static void assert_ball(const lm_grid *grid, lm_type type)
{
    static const double pi = 3.14159265358979323846;
    double middle[3] = {25.3, 24.6, 24.8}, centre[3], found[3];
    for (int k = 0; k < 3; k++)
        middle[k] /= grid->spacing[k];
    lm_grid_to_world(grid, middle, centre);
    g_autoptr(lm_volume) volume = test_ball(grid, type, centre, 20, 2, 200, 0);
    g_autoptr(lm_mesh) mesh = contour(volume, "100", "false");
    lm_measures m = assert_clean(mesh);
    g_assert_cmpint(m.euler, ==, 2);
    g_assert_cmpuint(m.parts, ==, 1);
    g_assert_cmpfloat_with_epsilon(m.volume_mm3 / (4.0 / 3 * pi * 8000), 1, 0.005);
    g_assert_cmpfloat_with_epsilon(m.area_mm2 / (4 * pi * 400), 1, 0.01);
    centre_of(mesh, found);
    for (int k = 0; k < 3; k++)
        g_assert_cmpfloat_with_epsilon(found[k], centre[k], 0.05);
}

static void test_ball_axes(void)
{
    static const int orders[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                     {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    for (int i = 0; i < 48; i++) {
        lm_grid grid = lm_grid_make(51, 50, 50);
        memset(grid.direction, 0, sizeof grid.direction);
        for (int k = 0; k < 3; k++) {
            grid.direction[3 * orders[i / 8][k] + k] = i >> k & 1 ? -1 : 1;
            grid.origin[k] = 100 * k - 150;
        }
        assert_ball(&grid, LM_UINT8);
    }
}

static void test_ball_types(void)
{
    for (int type = 0; type < LM_TYPE_COUNT; type++) {
        lm_grid grid = lm_grid_make(51, 50, 50);
        if (type != LM_INT8)
            assert_ball(&grid, (lm_type)type);
    }
}

static void test_ball_oblique(void)
{
    /* A turn about (1, 2, 2)/3, then mirrored; spacing different along each axis. */
    double c = cos(0.7), s = sin(0.7), u[3] = {1.0 / 3, 2.0 / 3, 2.0 / 3};
    for (int mirror = -1; mirror <= 1; mirror += 2) {
        lm_grid grid = lm_grid_make(101, 64, 26);
        memcpy(grid.spacing, (double[]){0.5, 0.8, 2}, sizeof grid.spacing);
        memcpy(grid.origin, (double[]){-1200, 30, 812.5}, sizeof grid.origin);
        for (int row = 0; row < 3; row++)
            for (int col = 0; col < 3; col++) {
                int across = 3 - row - col;
                double cross = row == col ? 0 : (col == (row + 1) % 3 ? -1 : 1) * u[across];
                double turn = c * (row == col) + s * cross + (1 - c) * u[row] * u[col];
                grid.direction[3 * row + col] = col == 0 ? mirror * turn : turn;
            }
        g_assert_cmpint(lm_grid_handedness(&grid), ==, mirror);
        assert_ball(&grid, LM_FLOAT32);
    }
}

/* Far from the world's origin 32-bit coordinates are coarse; points still stay apart. */
static void test_far_ties(void)
{
    g_autoptr(lm_volume) volume = dice(LM_UINT8, 30, 30, 30, 3, 5);
    for (int k = 0; k < 3; k++) {
        volume->grid.spacing[k] = 0.02;
        volume->grid.origin[k] = 900 + k;
    }
    g_autoptr(lm_mesh) mesh = contour(volume, "1", "true");
    assert_clean(mesh);
}

/* NaN is outside; the surface passes half-way to it, as to an infinite value. */
static void test_nan(void)
{
    g_autoptr(lm_volume) volume = volume_of(LM_FLOAT32, 3, 3, 3);
    for (int i = 0; i < 27; i++)
        ((float *)volume->data)[i] = i == 13 ? 5.0f : i == 12 ? -INFINITY : NAN;
    g_autoptr(lm_mesh) mesh = contour(volume, "1", "false");
    lm_measures m = assert_clean(mesh);
    g_assert_cmpfloat(m.bounds[1], ==, 1.5);
    g_assert_cmpfloat(m.bounds[0], ==, 0.5);
}

static void test_open(void)
{
    lm_grid grid = lm_grid_make(30, 30, 15);
    g_autoptr(lm_volume) half =
        test_ball(&grid, LM_UINT8, (double[]){14.5, 14.5, 0}, 10, 2, 200, 0);
    g_autoptr(lm_mesh) open = contour(half, "100", "false"), closed = contour(half, "100", "true");
    lm_measures m = measures_of(open);
    g_assert_false(m.closed);
    g_assert_cmpuint(m.nonmanifold_edges, ==, 0);
    g_assert_cmpfloat(m.bounds[4], ==, 0);
    m = assert_clean(closed);
    g_assert_cmpfloat(m.bounds[4], ==, -0.5);
}

static void test_several(void)
{
    lm_grid grid = lm_grid_make(40, 40, 40);
    g_autoptr(lm_volume) ball =
        test_ball(&grid, LM_INT16, (double[]){20, 20, 20}, 12, 6, 1000, -1000);
    g_autoptr(lm_mesh) both = contour(ball, "-500 500", "false"),
                       outer = contour(ball, "-500", "false"),
                       inner = contour(ball, "500", "false");
    lm_measures m = assert_clean(both);
    g_assert_cmpuint(m.parts, ==, 2);
    g_assert_cmpuint(both->n_points, ==, outer->n_points + inner->n_points);
    g_assert_cmpuint(both->n_triangles, ==, outer->n_triangles + inner->n_triangles);
    g_assert_cmpfloat(both->scalars[0], ==, -500);
    g_assert_cmpfloat(both->scalars[both->n_points - 1], ==, 500);
    g_assert_null(outer->scalars);
}

static lm_mesh *run_on(unsigned threads, lm_volume *volume, const char *value, double *found)
{
    g_autoptr(lm_context) context = lm_context_new(threads, 0);
    g_autoptr(GError) error = NULL;
    lm_value in = {LM_VOLUME, volume, NULL}, out = {LM_NONE, NULL, NULL};
    lm_info info = test_info(&in);
    test_step step;
    g_assert_true(test_step_plan(&step, &lm_op_contour, &info, context, &error, "value", value,
                                 "close", "true", NULL));
    g_assert_true(lm_plan_run(&step.plan, &in, NULL, (lm_zrange){0, 0}, 0, &out, context, &error));
    g_assert_no_error(error);
    g_autoptr(GVariant) facts = lm_context_take_facts(context);
    g_assert_true(g_variant_lookup(facts, "value", "d", found));
    test_step_clear(&step);
    return out.mesh;
}

static void test_threads(void)
{
    lm_grid grid = lm_grid_make(67, 20, 21);
    for (int type = 0; type < LM_TYPE_COUNT; type++) {
        double a, b;
        g_autoptr(lm_volume) noise = test_noise(&grid, (lm_type)type, 1, 9);
        g_autoptr(lm_mesh) one = run_on(1, noise, "otsu", &a), four = run_on(4, noise, "otsu", &b);
        g_assert_cmpfloat(a, ==, b);
        assert_clean(one);
        g_assert_cmpuint(one->n_points, ==, four->n_points);
        g_assert_cmpuint(one->n_triangles, ==, four->n_triangles);
        g_assert_true(memcmp(one->points, four->points, 12 * one->n_points) == 0);
        g_assert_true(memcmp(one->triangles, four->triangles, 12 * one->n_triangles) == 0);
    }
}

/* Two levels: half-way. Three: the two classes with the least variance inside. */
static void test_otsu(void)
{
    double found;
    for (int type = 0; type < LM_TYPE_COUNT; type++) {
        g_autoptr(lm_volume) volume = volume_of((lm_type)type, 10, 10, 10);
        size_t size = lm_type_size((lm_type)type);
        memset(volume->data, 0, 1000 * size);
        for (size_t i = 400; i < 500; i++)
            if (type == LM_FLOAT32)
                ((float *)volume->data)[i] = 100;
            else
                ((guint8 *)volume->data)[i * size] = 100;
        g_autoptr(lm_mesh) mesh = run_on(2, volume, "otsu", &found);
        g_assert_cmpfloat_with_epsilon(found, 50, 1e-9);
        if (type == LM_FLOAT32)
            ((float *)volume->data)[999] = NAN;
        else
            ((guint8 *)volume->data)[999 * size] = 10;
        g_autoptr(lm_mesh) again = run_on(2, volume, "otsu", &found);
        g_assert_cmpfloat_with_epsilon(found, type == LM_FLOAT32 ? 50 : 55, 0.02);
    }
}

static void run_fails(lm_volume *volume, const char *value, lm_error code, const char *pattern)
{
    g_autoptr(lm_context) context = lm_context_new(2, 0);
    GError *error = NULL;
    lm_value in = {LM_VOLUME, volume, NULL}, out = {LM_NONE, NULL, NULL};
    lm_info info = test_info(&in);
    test_step step;
    g_assert_true(
        test_step_plan(&step, &lm_op_contour, &info, context, &error, "value", value, NULL));
    g_assert_false(lm_plan_run(&step.plan, &in, NULL, (lm_zrange){0, 0}, 0, &out, context, &error));
    g_assert_null(out.mesh);
    test_assert_error(&error, code, pattern);
    test_step_clear(&step);
}

static void test_no_surface(void)
{
    g_autoptr(lm_volume) volume = dice(LM_UINT8, 5, 5, 5, 10, 1);
    run_fails(volume, "12.5", LM_ERROR_INPUT, "no surface at 12.5: .* go from 0 to 9");
    run_fails(volume, "5 12.5", LM_ERROR_INPUT, "no surface at 12.5");
    memset(volume->data, 3, 125);
    run_fails(volume, "otsu", LM_ERROR_INPUT, "two different");
    run_fails(volume, "3", LM_ERROR_INPUT, "go from 3 to 3");
    g_autoptr(lm_volume) nothing = volume_of(LM_FLOAT32, 2, 2, 2);
    for (int i = 0; i < 8; i++)
        ((float *)nothing->data)[i] = NAN;
    run_fails(nothing, "3", LM_ERROR_INPUT, "holds no number");
    run_fails(nothing, "otsu", LM_ERROR_INPUT, "two different");
}

static void test_refused(void)
{
    g_autoptr(lm_volume) flat = dice(LM_UINT8, 5, 5, 1, 10, 1),
                         deep = dice(LM_UINT8, 5, 5, 5, 10, 1);
    lm_value one = {LM_VOLUME, flat, NULL}, five = {LM_VOLUME, deep, NULL};
    test_plan_fails(&lm_op_contour, &one, LM_ERROR_USAGE, "one along z; use close", NULL);
    test_plan_fails(&lm_op_contour, &five, LM_ERROR_USAGE, "given twice", "value", "3 4 3", NULL);
    test_plan_fails(&lm_op_contour, &five, LM_ERROR_USAGE, "uint8 can hold", "value", "256", NULL);
    test_plan_fails(&lm_op_contour, &five, LM_ERROR_USAGE, "uint8 can hold", "value", "0", NULL);
    test_plan_fails(&lm_op_contour, &five, LM_ERROR_USAGE, "expected", "value", "best", NULL);
}

static void test_memory(void)
{
    g_autoptr(lm_volume) volume = dice(LM_UINT8, 5, 5, 5, 10, 1);
    for (int i = 0; i < 50; i++) {
        g_autoptr(lm_context) context = lm_context_new(1, 0);
        GError *error = NULL;
        lm_value in = {LM_VOLUME, volume, NULL}, out = {LM_NONE, NULL, NULL};
        lm_info info = test_info(&in);
        test_step step;
        g_assert_true(
            test_step_plan(&step, &lm_op_contour, &info, context, &error, "value", "4 6", NULL));
        lm_alloc_fail_after(i);
        bool ok = lm_plan_run(&step.plan, &in, NULL, (lm_zrange){0, 0}, 0, &out, context, &error);
        int asked = lm_alloc_fail_after(-1);
        test_step_clear(&step);
        if (ok) {
            g_assert_cmpint(asked, ==, i);
            g_assert_cmpint(i, >, 5);
            lm_value_clear(&out);
            return;
        }
        test_assert_error(&error, LM_ERROR_MEMORY, "not enough memory");
    }
    g_assert_not_reached();
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/contour/dice", test_dice);
    g_test_add_func("/contour/voxel", test_voxel);
    g_test_add_func("/contour/full-box", test_full_box);
    g_test_add_func("/contour/ball-axes", test_ball_axes);
    g_test_add_func("/contour/ball-types", test_ball_types);
    g_test_add_func("/contour/ball-oblique", test_ball_oblique);
    g_test_add_func("/contour/far-ties", test_far_ties);
    g_test_add_func("/contour/nan", test_nan);
    g_test_add_func("/contour/open", test_open);
    g_test_add_func("/contour/several", test_several);
    g_test_add_func("/contour/threads", test_threads);
    g_test_add_func("/contour/otsu", test_otsu);
    g_test_add_func("/contour/no-surface", test_no_surface);
    g_test_add_func("/contour/refused", test_refused);
    g_test_add_func("/contour/memory", test_memory);
    return g_test_run();
}
