/* Blocks hold the least and greatest of their voxels, and leaps end where something is seen:
 * against looking at every voxel, and every block. */
#include "blocks.h"
#include "lamina/alloc.h"
#include "leaps.h"
#include "testing.h"

static const lm_type types[] = {LM_UINT8, LM_INT8, LM_UINT16, LM_INT16};

static int value_at(const lm_volume *volume, gint64 x, gint64 y, gint64 z)
{
    const gint64 *n = volume->grid.size, at = (z * n[1] + y) * n[0] + x;
    switch (volume->type) {
    case LM_UINT8:
        return ((const guint8 *)volume->data)[at];
    case LM_INT8:
        return ((const gint8 *)volume->data)[at] + 128;
    case LM_UINT16:
        return ((const guint16 *)volume->data)[at];
    default:
        return ((const gint16 *)volume->data)[at] + 32768;
    }
}

/* A voxel is of a block when one of the block's cells touches it. */
static void check_block(const lm_volume *volume, const lm_blocks *blocks, gint64 i)
{
    const gint64 *size = volume->grid.size, *n = blocks->size;
    const gint64 lo[3] = {i % n[0] * LM_BLOCK, i / n[0] % n[1] * LM_BLOCK,
                          i / n[0] / n[1] * LM_BLOCK};
    int least = G_MAXINT, greatest = G_MININT;
    for (gint64 z = 0; z < size[2]; z++)
        for (gint64 y = 0; y < size[1]; y++)
            for (gint64 x = 0; x < size[0]; x++) {
                const gint64 at[3] = {x, y, z};
                bool is_in = true;
                for (int k = 0; k < 3; k++)
                    is_in = is_in && at[k] >= lo[k] && at[k] <= lo[k] + LM_BLOCK;
                if (is_in) {
                    least = MIN(least, value_at(volume, x, y, z));
                    greatest = MAX(greatest, value_at(volume, x, y, z));
                }
            }
    g_assert_cmpint(blocks->ranges[i][0], ==, least);
    g_assert_cmpint(blocks->ranges[i][1], ==, greatest);
}

static void test_ranges(void)
{
    static const gint64 sizes[][3] = {{2, 2, 2}, {9, 5, 6}, {13, 2, 7}, {3, 10, 17}};
    g_autoptr(lm_context) context = lm_context_new(2, 0);
    for (size_t s = 0; s < G_N_ELEMENTS(sizes); s++)
        for (size_t t = 0; t < G_N_ELEMENTS(types); t++) {
            lm_grid grid = lm_grid_make(sizes[s][0], sizes[s][1], sizes[s][2]);
            g_autoptr(lm_volume) volume = test_noise(&grid, types[t], 1, 7);
            g_autoptr(lm_blocks) blocks = lm_blocks_new(volume, context, NULL);
            gint64 count = 1;
            for (int k = 0; k < 3; k++) { /* each cell lies in one block, and none is empty */
                gint64 cells = sizes[s][k] - 1;
                g_assert_cmpint(blocks->size[k], ==, (cells + LM_BLOCK - 1) / LM_BLOCK);
                count *= blocks->size[k];
            }
            g_assert_cmpuint(lm_blocks_bytes(&grid), ==, 4 * (guint64)count);
            for (gint64 i = 0; i < count; i++)
                check_block(volume, blocks, i);
        }
}

static bool is_bright(guint16 least, guint16 greatest, gconstpointer user)
{
    (void)least;
    return greatest >= *(const guint16 *)user;
}

static gint64 nearest_seen(const lm_blocks *blocks, guint16 threshold, gint64 i)
{
    const gint64 *n = blocks->size;
    gint64 nearest = LM_LEAP_MOST;
    for (gint64 j = 0; j < n[0] * n[1] * n[2]; j++) {
        if (blocks->ranges[j][1] < threshold)
            continue;
        gint64 x = ABS(i % n[0] - j % n[0]), y = ABS(i / n[0] % n[1] - j / n[0] % n[1]);
        gint64 z = ABS(i / n[0] / n[1] - j / n[0] / n[1]);
        nearest = MIN(nearest, MAX(x, MAX(y, z)));
    }
    return nearest;
}

static void test_leaps(void)
{
    lm_grid grid = lm_grid_make(70, 45, 38);
    g_autoptr(lm_volume) volume = test_noise(&grid, LM_UINT16, 1, 3);
    for (unsigned threads = 1; threads <= 3; threads++) {
        g_autoptr(lm_context) context = lm_context_new(threads, 0);
        g_autoptr(lm_blocks) blocks = lm_blocks_new(volume, context, NULL);
        const gint64 count = blocks->size[0] * blocks->size[1] * blocks->size[2];
        static const guint16 thresholds[] = {0, 65000, 65520, 65534, G_MAXUINT16};
        for (size_t t = 0; t < G_N_ELEMENTS(thresholds); t++) {
            guint8 *leaps = lm_leaps_new(blocks, is_bright, &thresholds[t], context, NULL);
            for (gint64 i = 0; i < count; i++)
                g_assert_cmpint(leaps[i], ==, nearest_seen(blocks, thresholds[t], i));
            lm_free(leaps);
        }
    }
}

static void test_cancelled(void)
{
    lm_grid grid = lm_grid_make(9, 9, 9);
    g_autoptr(lm_volume) volume = test_noise(&grid, LM_INT8, 1, 3);
    g_autoptr(lm_context) context = lm_context_new(2, 0);
    g_autoptr(lm_blocks) blocks = lm_blocks_new(volume, context, NULL);
    GError *error = NULL;
    guint16 threshold = 0;
    lm_context_cancel(context);
    g_assert_null(lm_leaps_new(blocks, is_bright, &threshold, context, &error));
    test_assert_error(&error, LM_ERROR_CANCELLED, ".");
    g_assert_null(lm_blocks_new(volume, context, &error));
    test_assert_error(&error, LM_ERROR_CANCELLED, ".");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/render/blocks/ranges", test_ranges);
    g_test_add_func("/render/blocks/leaps", test_leaps);
    g_test_add_func("/render/blocks/cancelled", test_cancelled);
    return g_test_run();
}
