#include "oblique.h"
#include "testing.h"

extern const lm_op lm_op_crop;

/* Every voxel kept is the one that was at the same place in the world. */
static void assert_part_of(const lm_volume *part, const lm_volume *whole, const gint64 first[3])
{
    for (gint64 z = 0; z < part->grid.size[2]; z++)
        for (gint64 y = 0; y < part->grid.size[1]; y++)
            for (gint64 x = 0; x < part->grid.size[0]; x++) {
                double index[3] = {(double)x, (double)y, (double)z}, world[3], before[3];
                gint64 at[3] = {first[0] + x, first[1] + y, first[2] + z};
                lm_grid_to_world(&part->grid, index, world);
                lm_grid_to_index(&whole->grid, world, before);
                for (int k = 0; k < 3; k++)
                    g_assert_cmpfloat_with_epsilon(before[k], (double)at[k], 1e-9);
                for (int c = 0; c < part->components; c++)
                    g_assert_cmpfloat(lm_volume_get(part, x, y, z, c), ==,
                                      lm_volume_get(whole, at[0], at[1], at[2], c));
            }
}

static void voxels(void)
{
    lm_grid grid = oblique_grid(9, 8, 7);
    for (int t = 0; t < LM_TYPE_COUNT; t++)
        for (int components = 1; components <= 3; components += 2) {
            g_autoptr(lm_volume) in = test_noise(&grid, (lm_type)t, components, 3);
            g_autoptr(lm_volume) out = test_run_volume(&lm_op_crop, in, "box", "2 8 0 3 4 5", NULL);
            g_assert_cmpint(out->grid.size[0], ==, 7);
            g_assert_cmpint(out->grid.size[1], ==, 4);
            g_assert_cmpint(out->grid.size[2], ==, 2);
            assert_part_of(out, in, (gint64[]){2, 0, 4});
            test_same_at_any_cut(&lm_op_crop, in, "box", "2 8 0 3 1 6", NULL);
        }
}

static void whole_is_identity(void)
{
    lm_grid grid = oblique_grid(5, 4, 3);
    g_autoptr(lm_volume) in = test_noise(&grid, LM_INT16, 1, 3);
    g_autoptr(lm_volume) voxel = test_run_volume(&lm_op_crop, in, "box", "0 4 0 3 0 2", NULL);
    test_assert_same_volume(voxel, in);
    g_autoptr(lm_volume) mm =
        test_run_volume(&lm_op_crop, in, "unit", "mm", "box", "0 2.5 0 3 0 6", NULL);
    test_assert_same_volume(mm, in);
}

static void crop_of_crop(void)
{
    lm_grid grid = oblique_grid(20, 19, 18);
    g_autoptr(lm_volume) in = test_noise(&grid, LM_UINT16, 1, 3);
    g_autoptr(lm_volume) first = test_run_volume(&lm_op_crop, in, "box", "3 17 2 16 1 15", NULL);
    g_autoptr(lm_volume) second = test_run_volume(&lm_op_crop, first, "box", "2 9 5 6 4 4", NULL);
    g_autoptr(lm_volume) once = test_run_volume(&lm_op_crop, in, "box", "5 12 7 8 5 5", NULL);
    test_assert_same_volume(second, once);
}

/* Spacing 0.5 0.75 2: centres at 0.25 0.75 ..., 0.375 1.125 ..., 1 3 5 ... mm. */
static void millimetres(void)
{
    static const struct {
        const char *box;
        gint64 first[3], size[3];
    } cases[] = {
        {"0 2.5 0 3 0 6", {0, 0, 0}, {5, 4, 3}},
        {"0.25 0.75 0.375 0.375 1 3", {0, 0, 0}, {2, 1, 2}}, /* a centre on the end is within */
        {"0.26 1.24 0.38 1.2 1.01 5", {1, 1, 1}, {1, 1, 2}},
        {"0.5 1.5 0.75 2.25 2 4", {1, 1, 1}, {2, 2, 1}}, /* faces */
    };
    lm_grid grid = oblique_grid(5, 4, 3);
    g_autoptr(lm_volume) in = test_noise(&grid, LM_UINT8, 1, 3);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(lm_volume) out =
            test_run_volume(&lm_op_crop, in, "unit", "mm", "box", cases[i].box, NULL);
        for (int k = 0; k < 3; k++)
            g_assert_cmpint(out->grid.size[k], ==, cases[i].size[k]);
        assert_part_of(out, in, cases[i].first);
    }
}

/* 0.3 / 0.1 is less than 3: decimals that fall on a face or a centre still do. */
static void decimals(void)
{
    lm_grid grid = lm_grid_make(10, 10, 10);
    for (int k = 0; k < 3; k++)
        grid.spacing[k] = 0.1;
    g_autoptr(lm_volume) in = test_noise(&grid, LM_UINT8, 1, 3);
    g_autoptr(lm_volume) out =
        test_run_volume(&lm_op_crop, in, "unit", "mm", "box", "0.3 0.6 0.35 0.65 0.15 1", NULL);
    assert_part_of(out, in, (gint64[]){3, 3, 1});
    g_assert_cmpint(out->grid.size[0], ==, 3);
    g_assert_cmpint(out->grid.size[1], ==, 4);
    g_assert_cmpint(out->grid.size[2], ==, 9);
}

static void needs_no_more(void)
{
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    lm_info info = {
        .kind = LM_VOLUME, .grid = lm_grid_make(4, 4, 100), .type = LM_UINT8, .components = 1};
    test_step step;
    g_assert_true(
        test_step_plan(&step, &lm_op_crop, &info, context, NULL, "box", "0 3 0 3 40 49", NULL));
    lm_zrange all = lm_op_crop.need(&step.plan, (lm_zrange){0, 10});
    g_assert_cmpint(all.lo, ==, 40);
    g_assert_cmpint(all.hi, ==, 50);
    test_step_clear(&step);
}

static void refusals(void)
{
    static const struct {
        const char *unit, *box, *message;
    } cases[] = {
        {"voxel", "0 5 0 3 0 2", "0 to 5 along x is not in the volume.*from 0 to 4"},
        {"voxel", "0 4 -1 3 0 2", "-1 to 3 along y.*from 0 to 3"},
        {"voxel", "0 4 0 3 2 1", "2 to 1 along z.*from 0 to 2"},
        {"voxel", "0 4 0 3 0 1e30", "1e\\+30 along z"},
        {"voxel", "0 4.5 0 3 0 2", "along x are not whole numbers"},
        {"voxel", "0 4 0 3 0", "expected 6 numbers"},
        {"mm", "0 2.6 0 3 0 6", "0 to 2.6 mm along x.*from 0 to 2.5 mm"},
        {"mm", "0 2.5 2 1 0 6", "2 to 1 mm along y.*rising"},
        {"mm", "0 2.5 0 3 1.5 1.6", "1.5 to 1.6 mm along z holds no voxel's centre.*2 mm apart"},
        {"inch", "0 1 0 1 0 1", "unit=\"inch\".*voxel or mm"},
    };
    lm_grid grid = oblique_grid(5, 4, 3);
    g_autoptr(lm_volume) in = test_noise(&grid, LM_UINT8, 1, 3);
    lm_value value = {LM_VOLUME, in, NULL};
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        test_plan_fails(&lm_op_crop, &value, LM_ERROR_USAGE, cases[i].message, "unit",
                        cases[i].unit, "box", cases[i].box, NULL);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/crop/voxels", voxels);
    g_test_add_func("/crop/whole-is-identity", whole_is_identity);
    g_test_add_func("/crop/crop-of-crop", crop_of_crop);
    g_test_add_func("/crop/millimetres", millimetres);
    g_test_add_func("/crop/decimals", decimals);
    g_test_add_func("/crop/needs-no-more", needs_no_more);
    g_test_add_func("/crop/refusals", refusals);
    return g_test_run();
}
