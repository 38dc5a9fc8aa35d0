#include "narrow.h"

#include "lamina/parallel.h"

enum { TOP = 32767 };

typedef struct narrowing {
    const lm_volume *from;
    lm_volume *to;
    double first, scale;
} narrowing;

bool lm_narrow_not_needed(lm_type type)
{
    return lm_type_is_integer(type) && lm_type_size(type) <= 2;
}

static bool narrow_planes(gint64 lo, gint64 hi, unsigned worker, gpointer user, GError **error)
{
    (void)worker;
    (void)error;
    const narrowing *n = user;
    size_t plane = (size_t)(n->from->grid.size[0] * n->from->grid.size[1]);
    guint16 *to = n->to->data;
    switch (n->from->type) {
#define NARROW(NAME, T)                                                                            \
    case LM_##NAME: {                                                                              \
        const T *from = n->from->data;                                                             \
        for (size_t i = (size_t)lo * plane; i < (size_t)hi * plane; i++) {                         \
            double v = ((double)from[i] - n->first) * n->scale + 0.5;                              \
            to[i] = v > 0 ? (guint16)MIN(v, TOP) : 0;                                              \
        }                                                                                          \
        break;                                                                                     \
    }
        LM_FOR_EACH_TYPE (NARROW)
#undef NARROW
    }
    return true;
}

lm_volume *lm_narrow(const lm_volume *volume, lm_transfer *transfer, lm_context *context,
                     GError **error)
{
    g_autoptr(lm_volume) narrow = lm_volume_new(&volume->grid, LM_UINT16, 1, error);
    if (!narrow)
        return NULL;
    lm_transfer_point *points = transfer->points;
    double first = points[0].value, last = points[transfer->count - 1].value;
    double margin = (last - first) / 4; /* gradients at the first and last points stay right */
    narrowing n = {volume, narrow, first - margin, TOP / (last - first + 2 * margin)};
    if (!lm_parallel(context, volume->grid.size[2], 1, narrow_planes, &n, error))
        return NULL;
    for (size_t i = 0; i < transfer->count; i++)
        points[i].value = (points[i].value - n.first) * n.scale;
    return g_steal_pointer(&narrow);
}
