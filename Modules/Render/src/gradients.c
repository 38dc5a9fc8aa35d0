#include "gradients.h"

#include "lamina/alloc.h"
#include "lamina/fast.h"
#include "lamina/parallel.h"
#include "lamina/type.h"

enum {
    LINE = 8,       /* voxels in a line of the processor's cache */
    MOST = 1 << 26, /* voxels */
};

/* Voxels from a plane to the next. A line more than there are rows for: planes that lie a power of
 * two apart would drive each other out of the processor's cache. */
static gint64 plane_of(const lm_grid *grid)
{
    return grid->size[0] * grid->size[1] + LINE;
}

bool lm_gradients_fit(const lm_grid *grid)
{
    return grid->size[2] <= MOST / plane_of(grid);
}

guint64 lm_gradients_bytes(const lm_grid *grid)
{
    return lm_gradients_fit(grid) ? (guint64)(plane_of(grid) * grid->size[2]) * 4 * sizeof(gint16)
                                  : 0;
}

typedef struct making {
    const lm_volume *volume;
    lm_gradients *gradients;
} making;

static inline G_ALWAYS_INLINE gint16 part(gint32 difference, bool halved)
{
    return (gint16)(halved ? difference / 2 : difference);
}

/* A voxel; the rows are those before and after its own along y and z. */
#define KIND(NAME, T, ZERO)                                                                        \
    static inline G_ALWAYS_INLINE void voxel_##NAME(const T *v, const T *const rows[4],            \
                                                    gint64 before, gint64 x, gint64 after,         \
                                                    bool halved, gint16 to[4])                     \
    {                                                                                              \
        to[0] = (gint16)(v[x] - (ZERO));                                                           \
        to[1] = part(v[after] - v[before], halved);                                                \
        to[2] = part(rows[1][x] - rows[0][x], halved);                                             \
        to[3] = part(rows[3][x] - rows[2][x], halved);                                             \
    }                                                                                              \
    static inline G_ALWAYS_INLINE void row_##NAME(const T *v, const T *const rows[4], gint64 n,    \
                                                  bool halved, gint16(*to)[4])                     \
    {                                                                                              \
        voxel_##NAME(v, rows, 0, 0, 1, halved, to[0]);                                             \
        for (gint64 x = 1; x < n - 1; x++)                                                         \
            voxel_##NAME(v, rows, x - 1, x, x + 1, halved, to[x]);                                 \
        voxel_##NAME(v, rows, n - 2, n - 1, n - 1, halved, to[n - 1]);                             \
    }                                                                                              \
    LM_FAST static void plane_##NAME(const making *m, gint64 z)                                    \
    {                                                                                              \
        const gint64 *n = m->volume->grid.size, plane = n[0] * n[1];                               \
        const lm_gradients *g = m->gradients;                                                      \
        for (gint64 y = 0; y < n[1]; y++) {                                                        \
            const T *v = (const T *)m->volume->data + z * plane + y * n[0];                        \
            const T *const rows[4] = {y > 0 ? v - n[0] : v, y + 1 < n[1] ? v + n[0] : v,           \
                                      z > 0 ? v - plane : v, z + 1 < n[2] ? v + plane : v};        \
            gint16(*to)[4] = g->voxels + z * g->plane + y * g->row;                                \
            if (g->unit > 1)                                                                       \
                row_##NAME(v, rows, n[0], true, to);                                               \
            else                                                                                   \
                row_##NAME(v, rows, n[0], false, to);                                              \
        }                                                                                          \
    }
KIND(UINT8, guint8, 0)
KIND(INT8, gint8, G_MININT8)
KIND(UINT16, guint16, -G_MININT16)
KIND(INT16, gint16, 0)
#undef KIND

static bool make_planes(gint64 lo, gint64 hi, unsigned worker, gpointer user, GError **error)
{
    (void)worker, (void)error;
    const making *m = user;
    for (gint64 z = lo; z < hi; z++)
        switch (m->volume->type) {
        case LM_UINT8:
            plane_UINT8(m, z);
            break;
        case LM_INT8:
            plane_INT8(m, z);
            break;
        case LM_UINT16:
            plane_UINT16(m, z);
            break;
        default:
            plane_INT16(m, z);
        }
    return true;
}

/* Whether no two values differ by more than 16 bits hold. */
static bool is_narrow(const lm_blocks *blocks)
{
    guint16 least = G_MAXUINT16, greatest = 0;
    for (gint64 i = 0; i < blocks->size[0] * blocks->size[1] * blocks->size[2]; i++) {
        least = MIN(least, blocks->ranges[i][0]);
        greatest = MAX(greatest, blocks->ranges[i][1]);
    }
    return greatest - least <= G_MAXINT16;
}

lm_gradients *lm_gradients_new(const lm_volume *volume, const lm_blocks *blocks,
                               lm_context *context, GError **error)
{
    const lm_grid *grid = &volume->grid;
    g_autoptr(lm_context) quiet = lm_context_new_step(context);
    g_autoptr(lm_gradients) g = g_new0(lm_gradients, 1);
    *g = (lm_gradients){.row = grid->size[0],
                        .plane = plane_of(grid),
                        .zero = lm_type_size(volume->type) == 1 ? 0 : -G_MININT16,
                        .unit = is_narrow(blocks) ? 1 : 2};
    g->voxels = lm_alloc((size_t)(g->plane * grid->size[2]), sizeof *g->voxels,
                         "the gradients of the volume", error);
    making m = {volume, g};
    if (!g->voxels || !lm_parallel(quiet, grid->size[2], 1, make_planes, &m, error))
        return NULL;
    return g_steal_pointer(&g);
}

void lm_gradients_free(lm_gradients *gradients)
{
    if (!gradients)
        return;
    lm_free(gradients->voxels);
    g_free(gradients);
}
