#include "lamina/grid.h"
#include "lamina/error.h"

#include <math.h>
#include <string.h>

static lm_grid oblique(void)
{
    lm_grid grid = lm_grid_make(7, 5, 3);
    const double c = cos(0.3), s = sin(0.3);
    const double direction[9] = {c, -s, 0, s, c, 0, 0, 0, -1};
    for (int i = 0; i < 9; i++)
        grid.direction[i] = direction[i];
    for (int k = 0; k < 3; k++) {
        grid.spacing[k] = 0.5 + k;
        grid.origin[k] = -10 * k + 3;
    }
    return grid;
}

static void there_and_back(void)
{
    lm_grid grid = oblique();
    const double index[3] = {1.5, -2, 7};
    double world[3], back[3];
    lm_grid_to_world(&grid, index, world);
    lm_grid_to_index(&grid, world, back);
    for (int k = 0; k < 3; k++)
        g_assert_cmpfloat_with_epsilon(index[k], back[k], 1e-12);
    g_assert_cmpint(lm_grid_handedness(&grid), ==, -1);
}

static void sub_keeps_places(void)
{
    lm_grid grid = oblique();
    lm_grid sub = lm_grid_sub(&grid, (gint64[]){2, 1, 1}, (gint64[]){3, 2, 2});
    double a[3], b[3];
    lm_grid_to_world(&grid, (double[]){3, 2, 2}, a);
    lm_grid_to_world(&sub, (double[]){1, 1, 1}, b);
    for (int k = 0; k < 3; k++)
        g_assert_cmpfloat_with_epsilon(a[k], b[k], 1e-12);
}

static void resized_keeps_faces(void)
{
    lm_grid grid = oblique();
    lm_grid half = lm_grid_resized(&grid, (gint64[]){14, 3, 1});
    double a[3], b[3];
    lm_grid_to_world(&grid, (double[]){-0.5, 4.5, 2.5}, a);
    lm_grid_to_world(&half, (double[]){-0.5, 2.5, 0.5}, b);
    for (int k = 0; k < 3; k++)
        g_assert_cmpfloat_with_epsilon(a[k], b[k], 1e-12);
    g_autofree char *text = lm_grid_extent_text(&half);
    g_assert_cmpstr(text, ==, "3.5 x 7.5 x 7.5 mm");
}

static void refused(const lm_grid *grid, const char *part)
{
    g_autoptr(GError) error = NULL;
    g_assert_false(lm_grid_check(grid, "a.nrrd", &error));
    g_assert_error(error, LM_ERROR, LM_ERROR_INPUT);
    g_assert_nonnull(strstr(error->message, "a.nrrd"));
    g_assert_nonnull(strstr(error->message, part));
}

static void hostile(void)
{
    lm_grid grid = oblique();
    g_assert_true(lm_grid_check(&grid, "a.nrrd", NULL));
    grid.size[1] = 0;
    refused(&grid, "along y");
    grid.size[1] = G_MAXINT64;
    refused(&grid, "along y");
    grid.size[0] = grid.size[1] = grid.size[2] = G_MAXINT32;
    refused(&grid, "more than any machine");
    grid = oblique();
    grid.spacing[2] = 0;
    refused(&grid, "above zero");
    grid.spacing[2] = NAN;
    refused(&grid, "along z");
    grid = oblique();
    grid.origin[0] = INFINITY;
    refused(&grid, "origin");
    grid = oblique();
    grid.direction[4] = 0;
    refused(&grid, "perpendicular");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/grid/there-and-back", there_and_back);
    g_test_add_func("/grid/sub", sub_keeps_places);
    g_test_add_func("/grid/resized", resized_keeps_faces);
    g_test_add_func("/grid/hostile", hostile);
    return g_test_run();
}
