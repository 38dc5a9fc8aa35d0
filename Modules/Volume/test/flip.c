#include "oblique.h"
#include "testing.h"

extern const lm_op lm_op_flip;

static const char *const sets[] = {"x", "y", "z", "x y", "z x", "y,z", "x y z"};
static const unsigned bits[] = {1, 2, 4, 3, 5, 6, 7};

static void mirror_of(unsigned set, const lm_grid *grid, gint64 x, gint64 y, gint64 z, gint64 at[3])
{
    const gint64 index[3] = {x, y, z};
    for (int k = 0; k < 3; k++)
        at[k] = set >> k & 1 ? grid->size[k] - 1 - index[k] : index[k];
}

/* Both ways of keeping: values come from the other end; with "world" they do not move. */
static void values_and_places(void)
{
    lm_grid grid = oblique_grid(5, 4, 3);
    static const char *const keeps[] = {"grid", "world"};
    for (int t = 0; t < LM_TYPE_COUNT; t++)
        for (size_t s = 0; s < G_N_ELEMENTS(sets); s++)
            for (int keep = 0; keep < 2; keep++) {
                g_autoptr(lm_volume) in = test_noise(&grid, (lm_type)t, 1 + t % 3, 3);
                g_autoptr(lm_volume) out =
                    test_run_volume(&lm_op_flip, in, "axis", sets[s], "keep", keeps[keep], NULL);
                for (gint64 z = 0; z < 3; z++)
                    for (gint64 y = 0; y < 4; y++)
                        for (gint64 x = 0; x < 5; x++) {
                            gint64 at[3];
                            mirror_of(bits[s], &grid, x, y, z, at);
                            for (int c = 0; c < in->components; c++)
                                g_assert_cmpfloat(lm_volume_get(out, x, y, z, c), ==,
                                                  lm_volume_get(in, at[0], at[1], at[2], c));
                            double index[3] = {(double)x, (double)y, (double)z}, world[3];
                            lm_grid_to_world(&out->grid, index, world);
                            lm_grid_to_index(&in->grid, world, index);
                            const gint64 same[3] = {x, y, z};
                            for (int k = 0; k < 3; k++)
                                g_assert_cmpfloat_with_epsilon(
                                    index[k], (double)(keep ? at[k] : same[k]), 1e-9);
                        }
            }
}

/* Reversing the order of the axes' sign an odd number of times changes the hand; "grid" never. */
static void handedness(void)
{
    lm_grid grid = oblique_grid(2, 2, 2);
    g_autoptr(lm_volume) in = test_noise(&grid, LM_UINT8, 1, 3);
    g_autoptr(lm_volume) turned =
        test_run_volume(&lm_op_flip, in, "axis", "y", "keep", "world", NULL);
    g_assert_cmpint(lm_grid_handedness(&turned->grid), ==, -lm_grid_handedness(&grid));
    g_autoptr(lm_volume) mirrored = test_run_volume(&lm_op_flip, in, "axis", "y", NULL);
    g_assert_true(lm_grid_equal(&mirrored->grid, &grid, 0));
}

static void twice_is_identity(void)
{
    lm_grid grid = oblique_grid(6, 5, 4);
    static const char *const keeps[] = {"grid", "world"};
    for (size_t s = 0; s < G_N_ELEMENTS(sets); s++)
        for (int keep = 0; keep < 2; keep++) {
            g_autoptr(lm_volume) in = test_noise(&grid, LM_INT16, 2, 3);
            g_autoptr(lm_volume) once =
                test_run_volume(&lm_op_flip, in, "axis", sets[s], "keep", keeps[keep], NULL);
            g_autoptr(lm_volume) twice =
                test_run_volume(&lm_op_flip, once, "axis", sets[s], "keep", keeps[keep], NULL);
            test_assert_same_volume(in, twice);
        }
}

static void any_cut(void)
{
    lm_grid grid = oblique_grid(7, 6, 11);
    for (int t = 0; t < LM_TYPE_COUNT; t++)
        for (size_t s = 0; s < G_N_ELEMENTS(sets); s++) {
            g_autoptr(lm_volume) in = test_noise(&grid, (lm_type)t, 3, 3);
            test_same_at_any_cut(&lm_op_flip, in, "axis", sets[s], NULL);
        }
}

static void refusals(void)
{
    lm_grid grid = oblique_grid(1, 1, 1);
    g_autoptr(lm_volume) in = test_noise(&grid, LM_UINT8, 1, 3);
    g_autoptr(lm_volume) out = test_run_volume(&lm_op_flip, in, "axis", "x y z", NULL);
    test_assert_same_volume(in, out);
    lm_value value = {LM_VOLUME, in, NULL};
    test_plan_fails(&lm_op_flip, &value, LM_ERROR_USAGE, "any of x, y or z", "axis", "up", NULL);
    test_plan_fails(&lm_op_flip, &value, LM_ERROR_USAGE, "axis is empty.*x, y, z", "axis", "",
                    NULL);
    test_plan_fails(&lm_op_flip, &value, LM_ERROR_USAGE, "grid or world", "axis", "x", "keep",
                    "nothing", NULL);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/flip/values-and-places", values_and_places);
    g_test_add_func("/flip/handedness", handedness);
    g_test_add_func("/flip/twice-is-identity", twice_is_identity);
    g_test_add_func("/flip/any-cut", any_cut);
    g_test_add_func("/flip/refusals", refusals);
    return g_test_run();
}
