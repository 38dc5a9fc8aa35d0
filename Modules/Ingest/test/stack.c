/* Slices in space: order, distance, and the shear of a tilted gantry undone. */
#include "stack.h"
#include "shear.h"
#include "testing.h"

#include <math.h>
#include <string.h>

enum { SLICES = 12, WIDTH = 20, HEIGHT = 16 };

/* Where slice z stands: every 2.5 mm, but those from number 7 on are `further`. */
static double stand(guint z, double further)
{
    return 2.5 * z + (z >= 7 ? further : 0);
}

/* Slices of an oblique stack, first given in the order 0 2 4 .. 1 3 5 .., displaced along their
 * columns by `slant` for each mm. */
static void make_stack(stack_slice *slices, double further, double slant)
{
    const double c = cos(0.3), s = sin(0.3);
    const double row[3] = {1, 0, 0}, column[3] = {0, c, s}, normal[3] = {0, -s, c};
    static char names[SLICES][8];
    for (guint i = 0; i < SLICES; i++) {
        guint z = i < SLICES / 2 ? 2 * i : 2 * i - SLICES + 1;
        g_snprintf(names[i], sizeof names[i], "I%u", z);
        slices[i] = (stack_slice){.name = names[i], .file = i};
        for (int k = 0; k < 3; k++) {
            slices[i].row[k] = row[k];
            slices[i].column[k] = column[k];
            slices[i].position[k] = 5 + stand(z, further) * (normal[k] + slant * column[k]);
        }
    }
}

static bool build(stack_slice *slices, lm_grid *grid, double shear_mm[2], GError **error)
{
    *grid = lm_grid_make(WIDTH, HEIGHT, SLICES);
    grid->spacing[0] = grid->spacing[1] = 0.5;
    return stack_build(slices, SLICES, grid, shear_mm, error);
}

static void test_straight(void)
{
    stack_slice slices[SLICES];
    lm_grid grid;
    double displacement[2];
    g_autoptr(GError) error = NULL;
    make_stack(slices, 0, 0);
    g_assert_true(build(slices, &grid, displacement, &error));
    g_assert_cmpstr(slices[1].name, ==, "I1");
    g_assert_cmpfloat_with_epsilon(grid.spacing[2], 2.5, 1e-9);
    g_assert_cmpfloat_with_epsilon(displacement[1], 0, 1e-9);
    for (guint z = 0; z < SLICES; z++) {
        double index[3] = {0, 0, z}, world[3];
        lm_grid_to_world(&grid, index, world);
        for (int k = 0; k < 3; k++)
            g_assert_cmpfloat_with_epsilon(world[k], slices[z].position[k], 1e-9);
    }
}

static char *uneven(double further)
{
    stack_slice slices[SLICES];
    lm_grid grid;
    double displacement[2];
    make_stack(slices, further, 0);
    g_assert_true(build(slices, &grid, displacement, NULL));
    g_assert_cmpfloat_with_epsilon(grid.spacing[2], 2.5 + further / (SLICES - 1), 1e-9);
    g_assert_cmpfloat_with_epsilon(slices[7].along - slices[0].along, stand(7, further), 1e-9);
    return stack_uneven(slices, SLICES);
}

static void test_uneven(void)
{
    g_autofree char *even = uneven(0.04), *odd = uneven(-1), *missing = uneven(5);
    g_assert_null(even);
    g_assert_nonnull(strstr(odd, "I6 and I7 are 1.5 mm apart, the others mostly 2.5 mm"));
    g_assert_nonnull(strstr(missing, "(2 missing?)"));
    stack_slice slices[SLICES];
    lm_grid grid;
    double displacement[2];
    GError *error = NULL;
    make_stack(slices, 0, 0);
    slices[2] = slices[3];
    g_assert_false(build(slices, &grid, displacement, &error));
    test_assert_error(&error, LM_ERROR_INPUT, "I6 and I6 lie in the same place");
}

/* Linear in the world, so that interpolation between pixels is exact. */
static double field(const double p[3])
{
    return 3 * p[0] - 2 * p[1] + 0.5 * p[2];
}

static void check_tilted(double displaced, double further)
{
    stack_slice slices[SLICES];
    lm_grid grid;
    double displacement[2];
    g_autoptr(GError) error = NULL;
    make_stack(slices, further, displaced / 2.5);
    g_assert_true(build(slices, &grid, displacement, &error));
    displaced *= stand(SLICES - 1, further) / stand(SLICES - 1, 0);
    g_assert_cmpfloat_with_epsilon(displacement[1], displaced, 1e-9);
    shear s = shear_make(displacement, &grid);
    g_assert_cmpint(grid.size[0], ==, WIDTH);
    g_assert_cmpint(grid.size[1], ==, HEIGHT + (gint64)ceil(fabs(displaced) / 0.5 * (SLICES - 1)));
    g_autofree float *plane = g_new(float, grid.size[0] * grid.size[1]);
    for (guint z = 0; z < SLICES; z++) {
        float stored[WIDTH * HEIGHT], least = INFINITY;
        double at = stand(z, further) / grid.spacing[2];
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            double p[3];
            for (int k = 0; k < 3; k++)
                p[k] = slices[z].position[k] + 0.5 * (i % WIDTH) * slices[z].row[k] +
                       0.5 * (i / WIDTH) * slices[z].column[k];
            stored[i] = (float)field(p);
            least = MIN(least, stored[i]);
        }
        shear_plane(&s, &grid, at, LM_FLOAT32, 1, stored, plane);
        int filled = 0;
        for (gint64 i = 0; i < grid.size[0] * grid.size[1]; i++) {
            double index[3] = {(double)(i % grid.size[0]), (double)(i / grid.size[0]), at}, p[3];
            lm_grid_to_world(&grid, index, p);
            bool is_field = fabs(plane[i] - field(p)) < 1e-4;
            g_assert_true(is_field || plane[i] == least);
            filled += is_field;
        }
        g_assert_cmpint(filled, >=, WIDTH * (HEIGHT - 1));
    }
}

static void test_tilted(void)
{
    check_tilted(0.7, 0);
    check_tilted(-0.7, 0);
    check_tilted(0.5, 0);
    check_tilted(0.7, 5);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/stack/straight", test_straight);
    g_test_add_func("/stack/uneven", test_uneven);
    g_test_add_func("/stack/tilted", test_tilted);
    return g_test_run();
}
