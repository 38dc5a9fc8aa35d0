#include "thumbnail.h"

#include <math.h>
#include <string.h>

typedef struct sums {
    double total[THUMBNAIL_SIDE];
    gint64 count[THUMBNAIL_SIDE];
} sums;

/* Adds a row of `width` pixels of n values to the sums of its blocks. */
#define ADD(NAME, T)                                                                               \
    static void add_##NAME(sums *s, const T *row, gint64 width, int n)                             \
    {                                                                                              \
        for (gint64 x = 0; x < width; x++)                                                         \
            for (int c = 0; c < n; c++) {                                                          \
                double value = (double)row[x * n + c];                                             \
                gint64 block = x * THUMBNAIL_SIDE / width;                                         \
                if (!isfinite(value))                                                              \
                    continue;                                                                      \
                s->total[block] += value;                                                          \
                s->count[block]++;                                                                 \
            }                                                                                      \
    }
LM_FOR_EACH_TYPE (ADD)
#undef ADD

    static void add_row(sums *s, const lm_volume *plane, const char *row)
    {
        switch (plane->type) {
#define CASE(NAME, T)                                                                              \
    case LM_##NAME:                                                                                \
        add_##NAME(s, (const T *)(gconstpointer)row, plane->grid.size[0], plane->components);      \
        break;
            LM_FOR_EACH_TYPE (CASE)
#undef CASE
        }
    }

void thumbnail_make(const lm_volume *plane, thumbnail *small)
{
    gint64 height = plane->grid.size[1], y = 0;
    size_t row_bytes = (size_t)plane->grid.size[0] * lm_volume_voxel_bytes(plane);
    for (int block = 0; block < THUMBNAIL_SIDE; block++) {
        sums s = {0};
        for (; y < height && y * THUMBNAIL_SIDE / height <= block; y++)
            add_row(&s, plane, (const char *)plane->data + (size_t)y * row_bytes);
        for (int k = 0; k < THUMBNAIL_SIDE; k++)
            small->means[block * THUMBNAIL_SIDE + k] =
                s.count[k] ? (float)(s.total[k] / (double)s.count[k]) : 0;
    }
}

double thumbnail_distance(const thumbnail *a, const thumbnail *b)
{
    double sum = 0;
    for (int i = 0; i < THUMBNAIL_SIDE * THUMBNAIL_SIDE; i++)
        sum += fabs((double)a->means[i] - (double)b->means[i]);
    return sum / (THUMBNAIL_SIDE * THUMBNAIL_SIDE);
}
