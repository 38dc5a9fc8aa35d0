#include "lamina/coarser.h"
#include "lamina/error.h"
#include "testing.h"

#include <math.h>

static lm_volume *made_coarser(lm_volume *volume, gint64 most)
{
    g_autoptr(lm_context) context = lm_context_new(2, 0);
    g_autoptr(GError) error = NULL;
    lm_volume *result = lm_volume_coarser(volume, most, context, &error);
    g_assert_no_error(error);
    return result;
}

/* A ramp along all axes stays the same ramp in the world. */
static void test_ramp(void)
{
    lm_grid grid = lm_grid_make(12, 8, 6);
    grid.spacing[2] = 2;
    grid.origin[0] = -7;
    grid.direction[0] = -1;
    g_autoptr(lm_volume) volume = lm_volume_new(&grid, LM_FLOAT32, 1, NULL);
    float *v = volume->data;
    for (gint64 i = 0; i < lm_grid_voxels(&grid); i++) {
        double index[3] = {(double)(i % 12), (double)(i / 12 % 8), (double)(i / 96)}, p[3];
        lm_grid_to_world(&grid, index, p);
        v[i] = (float)(p[0] + 10 * p[1] + 100 * p[2]);
    }
    g_autoptr(lm_volume) small = made_coarser(volume, 12 * 8 * 6 / 4);
    g_assert_cmpint(small->grid.size[0], ==, 6);
    g_assert_cmpint(small->grid.size[1], ==, 4);
    g_assert_cmpint(small->grid.size[2], ==, 6);
    g_assert_cmpfloat(small->grid.spacing[0], ==, 2);
    for (gint64 z = 0; z < 6; z++)
        for (gint64 x = 0; x < 6; x++) {
            double index[3] = {(double)x, 1, (double)z}, p[3];
            lm_grid_to_world(&small->grid, index, p);
            double expected = p[0] + 10 * p[1] + 100 * p[2];
            g_assert_cmpfloat_with_epsilon(lm_volume_get(small, x, 1, z, 0), expected, 1e-3);
        }
}

static void test_small_stays(void)
{
    lm_grid grid = lm_grid_make(4, 4, 4);
    g_autoptr(lm_volume) volume = lm_volume_new(&grid, LM_UINT8, 1, NULL);
    g_autoptr(lm_volume) same = made_coarser(volume, 64);
    g_assert_true(same == volume);
}

/* Blocks of what is left at the end, negative means, and NaN. */
static void test_ends(void)
{
    lm_grid grid = lm_grid_make(5, 1, 1);
    g_autoptr(lm_volume) whole = lm_volume_new(&grid, LM_INT16, 1, NULL);
    static const gint16 values[] = {-3, -4, 10, 11, 7};
    memcpy(whole->data, values, sizeof values);
    g_autoptr(lm_volume) means = made_coarser(whole, 3);
    g_assert_cmpint(means->grid.size[0], ==, 3);
    g_assert_cmpfloat(lm_volume_get(means, 0, 0, 0, 0), ==, -3);
    g_assert_cmpfloat(lm_volume_get(means, 1, 0, 0, 0), ==, 11);
    g_assert_cmpfloat(lm_volume_get(means, 2, 0, 0, 0), ==, 7);

    g_autoptr(lm_volume) real = lm_volume_new(&grid, LM_FLOAT32, 1, NULL);
    static const float numbers[] = {NAN, 4, NAN, NAN, 1};
    memcpy(real->data, numbers, sizeof numbers);
    g_autoptr(lm_volume) fewer = made_coarser(real, 3);
    g_assert_cmpfloat(lm_volume_get(fewer, 0, 0, 0, 0), ==, 4);
    g_assert_true(isnan(lm_volume_get(fewer, 1, 0, 0, 0)));
}

static void test_every_type(void)
{
    for (lm_type type = LM_UINT8; type <= LM_FLOAT32; type++) {
        lm_grid grid = lm_grid_make(9, 9, 9);
        double centre[3] = {4, 4, 4};
        g_autoptr(lm_volume) volume = test_ball(&grid, type, centre, 20, 1, 77, 0);
        g_autoptr(lm_volume) one = made_coarser(volume, 1);
        g_assert_cmpint(lm_grid_voxels(&one->grid), ==, 1);
        g_assert_cmpfloat(lm_volume_get(one, 0, 0, 0, 0), ==, 77);
    }
}

static void test_cancel(void)
{
    lm_grid grid = lm_grid_make(9, 9, 9);
    g_autoptr(lm_volume) volume = lm_volume_new(&grid, LM_UINT8, 1, NULL);
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    lm_context_cancel(context);
    g_autoptr(GError) error = NULL;
    g_assert_null(lm_volume_coarser(volume, 8, context, &error));
    g_assert_true(lm_error_is_cancelled(error));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/coarser/ramp", test_ramp);
    g_test_add_func("/coarser/small-stays", test_small_stays);
    g_test_add_func("/coarser/ends", test_ends);
    g_test_add_func("/coarser/every-type", test_every_type);
    g_test_add_func("/coarser/cancel", test_cancel);
    return g_test_run();
}
