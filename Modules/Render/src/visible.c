#include "visible.h"

/* One entry for each value a type of 16 bits can have, from the least on. */
enum { VALUES = 65536 };
typedef struct table {
    bool visible[VALUES];
    gint64 least; /* value of the first entry */
} table;

static double opacity_at(const lm_transfer *transfer, double value)
{
    const lm_transfer_point *p = transfer->points;
    if (value <= p[0].value)
        return p[0].opacity;
    for (size_t i = 1; i < transfer->count; i++)
        if (value <= p[i].value)
            return p[i - 1].opacity + (p[i].opacity - p[i - 1].opacity) * (value - p[i - 1].value) /
                                          (p[i].value - p[i - 1].value);
    return p[transfer->count - 1].opacity;
}

static table *table_of(lm_type type, const lm_transfer *transfer)
{
    double least, greatest;
    lm_type_range(type, &least, &greatest);
    table *t = g_new0(table, 1);
    t->least = (gint64)least;
    for (gint64 v = (gint64)least; v <= (gint64)greatest; v++)
        t->visible[v - t->least] = opacity_at(transfer, (double)v) > 0;
    return t;
}

/* The first and the last visible voxel of a row; false when there is none. */
static bool ends_of_row(const table *t, const lm_volume *volume, gint64 row, gint64 ends[2])
{
    gint64 n = volume->grid.size[0], first = 0, last = n - 1;
    switch (volume->type) {
#define LOOK(NAME, T)                                                                              \
    case LM_##NAME: {                                                                              \
        const T *v = (const T *)volume->data + row * n;                                            \
        while (first < n && !t->visible[(gint64)v[first] - t->least])                              \
            first++;                                                                               \
        while (last > first && !t->visible[(gint64)v[last] - t->least])                            \
            last--;                                                                                \
        break;                                                                                     \
    }
        LOOK(UINT8, guint8)
        LOOK(INT8, gint8)
        LOOK(UINT16, guint16)
        LOOK(INT16, gint16)
#undef LOOK
    default:
        return false;
    }
    ends[0] = first;
    ends[1] = last;
    return first < n;
}

bool lm_camera_hold_visible(lm_camera *camera, const lm_volume *volume, const lm_transfer *transfer,
                            lm_context *context)
{
    g_autofree table *t = table_of(volume->type, transfer);
    bool any = false;
    for (gint64 z = 0; z < volume->grid.size[2] && !lm_context_cancelled(context); z++)
        for (gint64 y = 0; y < volume->grid.size[1]; y++) {
            gint64 ends[2];
            if (!ends_of_row(t, volume, z * volume->grid.size[1] + y, ends))
                continue;
            any = true;
            for (int e = 0; e < 2; e++) {
                double index[3] = {(double)ends[e], (double)y, (double)z}, p[3];
                lm_grid_to_world(&volume->grid, index, p);
                lm_camera_hold(camera, p);
            }
        }
    return any;
}
