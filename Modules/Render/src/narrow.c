#include "narrow.h"

enum { TOP = 32767 };

bool lm_narrow_not_needed(lm_type type)
{
    return lm_type_is_integer(type) && lm_type_size(type) <= 2;
}

/* One plane: (value - first) * scale, cut off at both ends. */
static void narrow_plane(const lm_volume *from, lm_volume *to, gint64 z, double first, double scale)
{
    size_t n = (size_t)(from->grid.size[0] * from->grid.size[1]);
    guint16 *out = (guint16 *)to->data + (size_t)z * n;
    switch (from->type) {
#define NARROW(NAME, T)                                                                            \
    case LM_##NAME: {                                                                              \
        const T *in = (const T *)from->data + (size_t)z * n;                                       \
        for (size_t i = 0; i < n; i++) {                                                           \
            double v = ((double)in[i] - first) * scale + 0.5;                                      \
            out[i] = v > 0 ? (guint16)MIN(v, TOP) : 0;                                             \
        }                                                                                          \
        break;                                                                                     \
    }
        LM_FOR_EACH_TYPE (NARROW)
#undef NARROW
    }
}

lm_narrowing lm_narrowing_for(const lm_transfer *transfer)
{
    double first = transfer->points[0].value, last = transfer->points[transfer->count - 1].value;
    double margin = (last - first) / 4; /* gradients at the first and last points stay right */
    first -= margin;
    return (lm_narrowing){first, TOP / (last + margin - first)};
}

bool lm_narrowing_serves(const lm_narrowing *n, const lm_transfer *transfer)
{
    double lo = (transfer->points[0].value - n->first) * n->scale;
    double hi = (transfer->points[transfer->count - 1].value - n->first) * n->scale;
    return lo >= 0 && hi <= TOP && hi - lo >= TOP / 8.0;
}

lm_volume *lm_narrow(const lm_volume *volume, const lm_narrowing *narrowing, lm_context *context,
                     GError **error)
{
    g_autoptr(lm_volume) narrow = lm_volume_new(&volume->grid, LM_UINT16, 1, error);
    if (!narrow)
        return NULL;
    for (gint64 z = 0; z < volume->grid.size[2]; z++) {
        if (!lm_context_go_on(context, error))
            return NULL;
        narrow_plane(volume, narrow, z, narrowing->first, narrowing->scale);
    }
    return g_steal_pointer(&narrow);
}

void lm_narrow_transfer(lm_transfer *transfer, const lm_narrowing *narrowing)
{
    for (size_t i = 0; i < transfer->count; i++)
        transfer->points[i].value =
            (transfer->points[i].value - narrowing->first) * narrowing->scale;
}
