/* Gradients of voxels against differences of their values, for each type, at faces as well. */
#include "gradients.h"
#include "testing.h"

static double value_at(const lm_volume *volume, gint64 x, gint64 y, gint64 z)
{
    const gint64 *n = volume->grid.size;
    const gint64 at =
        (CLAMP(z, 0, n[2] - 1) * n[1] + CLAMP(y, 0, n[1] - 1)) * n[0] + CLAMP(x, 0, n[0] - 1);
    switch (volume->type) {
    case LM_UINT8:
        return ((const guint8 *)volume->data)[at];
    case LM_INT8:
        return ((const gint8 *)volume->data)[at] - G_MININT8;
    case LM_UINT16:
        return ((const guint16 *)volume->data)[at];
    default:
        return ((const gint16 *)volume->data)[at] - G_MININT16;
    }
}

static void check_voxel(const lm_volume *volume, const lm_gradients *g, const gint64 at[3])
{
    const gint16 *voxel = g->voxels[at[2] * g->plane + at[1] * g->row + at[0]];
    g_assert_cmpfloat((double)(voxel[0] + g->zero), ==, value_at(volume, at[0], at[1], at[2]));
    for (int k = 0; k < 3; k++) {
        const gint64 step[3] = {k == 0, k == 1, k == 2};
        const double difference =
            value_at(volume, at[0] + step[0], at[1] + step[1], at[2] + step[2]) -
            value_at(volume, at[0] - step[0], at[1] - step[1], at[2] - step[2]);
        g_assert_cmpfloat_with_epsilon((double)(voxel[1 + k] * g->unit), difference,
                                       g->unit > 1 ? 1.5 : 0.5);
    }
}

static void check(lm_volume *volume, double unit)
{
    g_autoptr(lm_context) context = lm_context_new(2, 0);
    GError *error = NULL;
    g_autoptr(lm_blocks) blocks = lm_blocks_new(volume, context, &error);
    g_assert_no_error(error);
    g_autoptr(lm_gradients) g = lm_gradients_new(volume, blocks, context, &error);
    g_assert_no_error(error);
    g_assert_cmpfloat((double)g->unit, ==, unit);
    const gint64 *n = volume->grid.size;
    for (gint64 i = 0; i < n[0] * n[1] * n[2]; i++)
        check_voxel(volume, g, (gint64[3]){i % n[0], i / n[0] % n[1], i / n[0] / n[1]});
}

static void test_types(void)
{
    static const lm_type types[] = {LM_UINT8, LM_INT8, LM_UINT16, LM_INT16};
    const lm_grid grids[] = {lm_grid_make(11, 6, 5), lm_grid_make(2, 2, 2)};
    for (size_t i = 0; i < G_N_ELEMENTS(types) * G_N_ELEMENTS(grids); i++) {
        g_autoptr(lm_volume) volume = test_noise(&grids[i / 4], types[i % 4], 1, 5);
        guint16 *values = volume->data;
        const gint64 count = lm_grid_voxels(&grids[i / 4]);
        if (i % 4 < 2) {
            check(volume, 1);
            continue;
        }
        values[0] = 0x7fff; /* the least and the greatest there are */
        values[1] = 0x8000;
        values[2] = types[i % 4] == LM_UINT16 ? 0xffff : 0;
        values[3] = 0;
        check(volume, 2);
        for (gint64 k = 0; k < count; k++)
            values[k] = (guint16)(values[k] % 32768 - (types[i % 4] == LM_INT16 ? 20000 : 0));
        check(volume, 1);
    }
}

/* Of a volume too large there are none, and no memory is planned for them. */
static void test_size(void)
{
    const lm_grid small = lm_grid_make(256, 256, 256), large = lm_grid_make(512, 512, 512),
                  largest = lm_grid_make(G_MAXUINT16, G_MAXUINT16, G_MAXUINT16);
    g_assert_true(lm_gradients_fit(&small));
    g_assert_cmpuint(lm_gradients_bytes(&small), >=, 8 << 24);
    g_assert_cmpuint(lm_gradients_bytes(&small), <, 9 << 24);
    g_assert_false(lm_gradients_fit(&large));
    g_assert_cmpuint(lm_gradients_bytes(&large), ==, 0);
    g_assert_false(lm_gradients_fit(&largest));
}

static void test_cancelled(void)
{
    const lm_grid grid = lm_grid_make(8, 8, 8);
    g_autoptr(lm_volume) volume = test_noise(&grid, LM_UINT8, 1, 5);
    g_autoptr(lm_context) context = lm_context_new(2, 0);
    g_autoptr(lm_blocks) blocks = lm_blocks_new(volume, context, NULL);
    GError *error = NULL;
    lm_context_cancel(context);
    g_assert_null(lm_gradients_new(volume, blocks, context, &error));
    test_assert_error(&error, LM_ERROR_CANCELLED, ".");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/render/gradients/types", test_types);
    g_test_add_func("/render/gradients/size", test_size);
    g_test_add_func("/render/gradients/cancelled", test_cancelled);
    return g_test_run();
}
