#include "lamina/coarser.h"

#include "lamina/parallel.h"
#include "lamina/type.h"

#include <math.h>

typedef struct coarser {
    const lm_volume *from;
    lm_volume *to;
    gint64 block[3]; /* voxels along each axis that become one */
} coarser;

static gint64 blocks_along(const lm_grid *grid, const gint64 block[3], int axis)
{
    return (grid->size[axis] + block[axis] - 1) / block[axis];
}

/* Each time one voxel more along the axis that is finest by then. */
static void choose_blocks(const lm_grid *grid, gint64 most, gint64 block[3])
{
    block[0] = block[1] = block[2] = 1;
    for (;;) {
        gint64 left = 1;
        int finest = -1;
        for (int k = 0; k < 3; k++) {
            left *= blocks_along(grid, block, k);
            bool is_finer = finest < 0 || grid->spacing[k] * (double)block[k] <
                                              grid->spacing[finest] * (double)block[finest];
            if (block[k] < grid->size[k] && is_finer)
                finest = k;
        }
        if (left <= most || finest < 0)
            return;
        block[finest]++;
    }
}

static lm_grid grid_of(const lm_grid *grid, const gint64 block[3])
{
    lm_grid result = *grid;
    double middle[3]; /* of the first block */
    for (int k = 0; k < 3; k++) {
        middle[k] = ((double)block[k] - 1) / 2;
        result.size[k] = blocks_along(grid, block, k);
        result.spacing[k] *= (double)block[k];
    }
    lm_grid_to_world(grid, middle, result.origin);
    return result;
}

/* Where a block begins and ends along an axis. */
static void span(const coarser *c, int axis, gint64 at, gint64 *lo, gint64 *hi)
{
    *lo = at * c->block[axis];
    *hi = MIN(*lo + c->block[axis], c->from->grid.size[axis]);
}

/* One row of means. Whole numbers are rounded to the nearest. */
#define ROW(NAME, T)                                                                               \
    static void row_##NAME(const coarser *c, gint64 y, gint64 z)                                   \
    {                                                                                              \
        const lm_grid *in = &c->from->grid, *out = &c->to->grid;                                   \
        T *to = (T *)c->to->data + (z * out->size[1] + y) * out->size[0];                          \
        gint64 x0, x1, y0, y1, z0, z1;                                                             \
        span(c, 1, y, &y0, &y1);                                                                   \
        span(c, 2, z, &z0, &z1);                                                                   \
        for (gint64 x = 0; x < out->size[0]; x++) {                                                \
            double sum = 0, count = 0;                                                             \
            span(c, 0, x, &x0, &x1);                                                               \
            for (gint64 row = 0; row < (z1 - z0) * (y1 - y0); row++) {                             \
                gint64 iz = z0 + row / (y1 - y0), iy = y0 + row % (y1 - y0);                       \
                const T *from = (const T *)c->from->data + (iz * in->size[1] + iy) * in->size[0];  \
                for (gint64 i = x0; i < x1; i++) {                                                 \
                    bool is_number = !isnan((double)from[i]);                                      \
                    sum += is_number ? (double)from[i] : 0;                                        \
                    count += is_number;                                                            \
                }                                                                                  \
            }                                                                                      \
            double mean = sum / count;                                                             \
            to[x] = (T)(LM_##NAME == LM_FLOAT32 ? mean : floor(mean + 0.5));                       \
        }                                                                                          \
    }
LM_FOR_EACH_TYPE (ROW)
#undef ROW

    static bool make_planes(gint64 lo, gint64 hi, unsigned worker, gpointer user, GError **error)
    {
        (void)worker;
        (void)error;
        const coarser *c = user;
        for (gint64 z = lo; z < hi; z++)
            for (gint64 y = 0; y < c->to->grid.size[1]; y++)
                switch (c->from->type) {
#define CALL(NAME, T)                                                                              \
    case LM_##NAME:                                                                                \
        row_##NAME(c, y, z);                                                                       \
        break;
                    LM_FOR_EACH_TYPE (CALL)
#undef CALL
                }
        return true;
    }

lm_volume *lm_volume_coarser(lm_volume *volume, gint64 most, lm_context *context, GError **error)
{
    coarser c = {.from = volume};
    choose_blocks(&volume->grid, most, c.block);
    if (c.block[0] * c.block[1] * c.block[2] == 1)
        return lm_volume_ref(volume);
    lm_grid grid = grid_of(&volume->grid, c.block);
    g_autoptr(lm_volume) result = lm_volume_new(&grid, volume->type, 1, error);
    c.to = result;
    if (!result || !lm_parallel(context, grid.size[2], 1, make_planes, &c, error))
        return NULL;
    return g_steal_pointer(&result);
}
