#include "visible.h"

#include "lamina/alloc.h"

#include <math.h>

/* One entry for each value a type of 16 bits can have, from the least on. */
enum { VALUES = 65536 };
typedef struct table {
    bool visible[VALUES];
    gint64 least; /* value of the first entry */
} table;

struct lm_visible {
    lm_grid grid;
    gint32 (*ends)[2]; /* of each row; the first after the last where nothing is visible */
};

static table *table_of(lm_type type, const lm_transfer *transfer)
{
    double least, greatest;
    lm_type_range(type, &least, &greatest);
    table *t = g_new0(table, 1);
    t->least = (gint64)least;
    for (gint64 v = (gint64)least; v <= (gint64)greatest; v++)
        t->visible[v - t->least] = lm_transfer_opacity(transfer, (double)v) > 0;
    return t;
}

/* Narrows first and last to the visible voxels between them. */
static void shrink_row(const table *t, const lm_volume *volume, gint64 row, gint64 *first,
                       gint64 *last)
{
    switch (volume->type) {
#define LOOK(NAME, T)                                                                              \
    case LM_##NAME: {                                                                              \
        const T *v = (const T *)volume->data + row * volume->grid.size[0];                         \
        while (*first <= *last && !t->visible[(gint64)v[*first] - t->least])                       \
            ++*first;                                                                              \
        while (*last > *first && !t->visible[(gint64)v[*last] - t->least])                         \
            --*last;                                                                               \
        break;                                                                                     \
    }
        LOOK(UINT8, guint8)
        LOOK(INT8, gint8)
        LOOK(UINT16, guint16)
        LOOK(INT16, gint16)
#undef LOOK
    default:
        break;
    }
}

/* The voxels of an axis whose centres lie between two faces. */
static void centres_between(const double faces[2], gint64 size, gint64 ends[2])
{
    ends[0] = (gint64)CLAMP(ceil(faces[0] - 0.5), 0, (double)size);
    ends[1] = (gint64)CLAMP(floor(faces[1] - 0.5), -1, (double)size - 1);
}

lm_visible *lm_visible_new(const lm_volume *volume, const lm_transfer *transfer,
                           const double box[6], lm_context *context, GError **error)
{
    g_autoptr(lm_visible) visible = g_new0(lm_visible, 1);
    const gint64 *size = volume->grid.size;
    visible->grid = volume->grid;
    visible->ends = lm_alloc((size_t)(size[1] * size[2]), sizeof *visible->ends,
                             "the ends of visible rows", error);
    if (!visible->ends)
        return NULL;
    g_autofree table *t = table_of(volume->type, transfer);
    gint64 in[3][2];
    for (int k = 0; k < 3; k++)
        centres_between(box + 2 * k, size[k], in[k]);
    for (gint64 z = 0; z < size[2]; z++) {
        if (!lm_context_go_on(context, error))
            return NULL;
        for (gint64 y = 0; y < size[1]; y++) {
            gint64 row = z * size[1] + y, first = 0, last = -1;
            if (z >= in[2][0] && z <= in[2][1] && y >= in[1][0] && y <= in[1][1]) {
                first = in[0][0];
                last = in[0][1];
                shrink_row(t, volume, row, &first, &last);
            }
            visible->ends[row][0] = (gint32)first;
            visible->ends[row][1] = (gint32)last;
        }
    }
    return g_steal_pointer(&visible);
}

void lm_visible_free(lm_visible *visible)
{
    if (!visible)
        return;
    lm_free(visible->ends);
    g_free(visible);
}

void lm_frame_hold_visible(lm_frame *frame, const lm_visible *visible)
{
    const gint64 *size = visible->grid.size;
    for (gint64 row = 0; row < size[1] * size[2]; row++) {
        const gint32 *ends = visible->ends[row];
        if (ends[0] > ends[1])
            continue;
        for (int e = 0; e < 2; e++) {
            double index[3] = {ends[e], (double)(row % size[1]), (double)(row / size[1])}, p[3];
            lm_grid_to_world(&visible->grid, index, p);
            lm_frame_hold(frame, p);
        }
    }
}

guint64 lm_visible_bytes(const lm_grid *grid)
{
    return 2 * sizeof(gint32) * (guint64)grid->size[1] * (guint64)grid->size[2];
}
