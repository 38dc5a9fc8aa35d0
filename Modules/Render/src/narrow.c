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

lm_volume *lm_narrow(const lm_volume *volume, lm_transfer *transfer, lm_context *context,
                     GError **error)
{
    g_autoptr(lm_volume) narrow = lm_volume_new(&volume->grid, LM_UINT16, 1, error);
    if (!narrow)
        return NULL;
    lm_transfer_point *points = transfer->points;
    double first = points[0].value, last = points[transfer->count - 1].value;
    double margin = (last - first) / 4; /* gradients at the first and last points stay right */
    first -= margin;
    double scale = TOP / (last + margin - first);
    for (gint64 z = 0; z < volume->grid.size[2]; z++) {
        if (!lm_context_go_on(context, error))
            return NULL;
        narrow_plane(volume, narrow, z, first, scale);
    }
    for (size_t i = 0; i < transfer->count; i++)
        points[i].value = (points[i].value - first) * scale;
    return g_steal_pointer(&narrow);
}
