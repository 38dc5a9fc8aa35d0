#include "blocks.h"

#include "lamina/alloc.h"
#include "lamina/parallel.h"

static gint64 blocks_along(gint64 size)
{
    return (MAX(size, 2) - 2) / LM_BLOCK + 1;
}

/* Widens a block's range by the voxels of one of its rows. */
static void widen(const lm_volume *volume, const gint64 at[3], gint64 count, guint16 range[2])
{
    const gint64 *size = volume->grid.size;
    gint64 first = (at[2] * size[1] + at[1]) * size[0] + at[0];
    switch (volume->type) {
#define WIDEN(NAME, T, LEAST)                                                                      \
    case LM_##NAME: {                                                                              \
        const T *v = (const T *)volume->data + first;                                              \
        T least = v[0], greatest = v[0];                                                           \
        for (gint64 i = 1; i < count; i++) {                                                       \
            least = MIN(least, v[i]);                                                              \
            greatest = MAX(greatest, v[i]);                                                        \
        }                                                                                          \
        range[0] = (guint16)MIN(range[0], least - (LEAST));                                        \
        range[1] = (guint16)MAX(range[1], greatest - (LEAST));                                     \
        break;                                                                                     \
    }
        WIDEN(UINT8, guint8, 0)
        WIDEN(INT8, gint8, G_MININT8)
        WIDEN(UINT16, guint16, 0)
        WIDEN(INT16, gint16, G_MININT16)
#undef WIDEN
    default:
        break;
    }
}

typedef struct making {
    const lm_volume *volume;
    lm_blocks *blocks;
} making;

static bool make_layers(gint64 lo, gint64 hi, unsigned worker, gpointer user, GError **error)
{
    (void)worker;
    (void)error;
    const making *m = user;
    const gint64 *size = m->volume->grid.size, *blocks = m->blocks->size;
    for (gint64 i = lo * blocks[0] * blocks[1]; i < hi * blocks[0] * blocks[1]; i++) {
        gint64 at[3] = {i % blocks[0] * LM_BLOCK, i / blocks[0] % blocks[1] * LM_BLOCK,
                        i / blocks[0] / blocks[1] * LM_BLOCK};
        gint64 y_end = MIN(at[1] + LM_BLOCK + 1, size[1]),
               z_end = MIN(at[2] + LM_BLOCK + 1, size[2]);
        gint64 count = MIN(LM_BLOCK + 1, size[0] - at[0]);
        guint16 *range = m->blocks->ranges[i];
        range[0] = G_MAXUINT16;
        range[1] = 0;
        for (gint64 z = at[2]; z < z_end; z++)
            for (gint64 y = at[1]; y < y_end; y++)
                widen(m->volume, (gint64[3]){at[0], y, z}, count, range);
    }
    return true;
}

lm_blocks *lm_blocks_new(const lm_volume *volume, lm_context *context, GError **error)
{
    g_autoptr(lm_blocks) blocks = g_new0(lm_blocks, 1);
    for (int k = 0; k < 3; k++)
        blocks->size[k] = blocks_along(volume->grid.size[k]);
    const gint64 *n = blocks->size;
    blocks->ranges = lm_alloc((size_t)(n[0] * n[1] * n[2]), sizeof *blocks->ranges,
                              "the ranges of blocks", error);
    g_autoptr(lm_context) quiet = lm_context_new_step(context); /* a small part of the work */
    making m = {volume, blocks};
    if (!blocks->ranges || !lm_parallel(quiet, n[2], 1, make_layers, &m, error))
        return NULL;
    return g_steal_pointer(&blocks);
}

void lm_blocks_free(lm_blocks *blocks)
{
    if (!blocks)
        return;
    lm_free(blocks->ranges);
    g_free(blocks);
}

guint64 lm_blocks_bytes(const lm_grid *grid)
{
    guint64 count = 1;
    for (int k = 0; k < 3; k++)
        count *= (guint64)blocks_along(grid->size[k]);
    return count * 2 * sizeof(guint16);
}
