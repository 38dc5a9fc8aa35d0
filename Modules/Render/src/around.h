/* Samples of a volume whose gradients are not ready, voxel by voxel. */
#pragma once

#include "cast.h"

#include <string.h>

G_BEGIN_DECLS

typedef guint8 lm_bytes __attribute__((vector_size(16)));
typedef guint16 lm_words __attribute__((vector_size(16)));
typedef guint64 lm_longs __attribute__((vector_size(16)));

/* The first four. */
static inline G_ALWAYS_INLINE lm_four lm_around_widen(lm_words w)
{
    typedef gint32 numbers __attribute__((vector_size(16)));
    const lm_words zero = {0};
    return __builtin_convertvector(
        (numbers)__builtin_shufflevector(w, zero, 0, 8, 1, 9, 2, 10, 3, 11), lm_four);
}

static inline G_ALWAYS_INLINE lm_four lm_around_widen_bytes(lm_bytes b)
{
    const lm_bytes zero = {0};
    return lm_around_widen((lm_words)__builtin_shufflevector(b, zero, 0, 16, 1, 17, 2, 18, 3, 19, 4,
                                                             20, 5, 21, 6, 22, 7, 23));
}

/* The voxel before `at` in its row, that one, and the two after it; at both ends of the row, as far
 * as there are. Values are counted from the least of their type. */
static inline G_ALWAYS_INLINE lm_four lm_around_load(const lm_cast *c, size_t size, gint64 at,
                                                     int x)
{
    const guint8 *v = (const guint8 *)c->rays->volume->data + at * (gint64)size;
    guint64 raw = 0; /* in a register */
    if (x > 0 && x + 2 < c->size[0])
        memcpy(&raw, v - size, 4 * size);
    else
        for (int k = 0; k < 4; k++) {
            gint64 place = CLAMP(x + k - 1, 0, c->size[0] - 1) - x;
            memcpy((guint8 *)&raw + (size_t)k * size, v + place * (gint64)size, size);
        }
    lm_bytes b = (lm_bytes)(lm_longs){raw ^ c->flip, 0};
    return size == 1 ? lm_around_widen_bytes(b) : lm_around_widen((lm_words)b);
}

/* The four rows of voxels around a place, and where it lies between them. */
typedef struct lm_around {
    int cell[3];        /* the voxel before it */
    gint64 at;          /* the same in memory */
    float part[3];      /* of the way to the next */
    lm_four rows[2][2]; /* by z and y */
} lm_around;

static inline G_ALWAYS_INLINE float lm_around_along_x(const lm_around *a, lm_four row)
{
    return row[1] + a->part[0] * (row[2] - row[1]);
}

static inline G_ALWAYS_INLINE lm_four lm_around_between(lm_four a, lm_four b, float part)
{
    return a + (b - a) * part;
}

/* Returns the row through the place. */
static inline G_ALWAYS_INLINE lm_four lm_around_look(const lm_cast *c, size_t size, lm_around *a)
{
    const gint64 y = c->size[0], z = c->size[0] * c->size[1];
    a->at = a->cell[2] * z + a->cell[1] * y + a->cell[0];
    for (int i = 0; i < 4; i++)
        a->rows[i / 2][i % 2] = lm_around_load(c, size, a->at + i / 2 * z + i % 2 * y, a->cell[0]);
    return lm_around_between(lm_around_between(a->rows[0][0], a->rows[0][1], a->part[1]),
                             lm_around_between(a->rows[1][0], a->rows[1][1], a->part[1]),
                             a->part[2]);
}

/* Differences across two voxels, added to a sample. `plane` is the row through the place. */
static inline G_ALWAYS_INLINE void lm_around_gradient(const lm_cast *c, size_t size,
                                                      const lm_around *a, lm_four plane,
                                                      lm_four *sample)
{
    const gint64 y = c->size[0], z = c->size[0] * c->size[1];
    const gint64 before_y = a->cell[1] > 0 ? -y : 0, before_z = a->cell[2] > 0 ? -z : 0;
    const gint64 after_y = a->cell[1] + 2 < c->size[1] ? 2 * y : y;
    const gint64 after_z = a->cell[2] + 2 < c->size[2] ? 2 * z : z;
    const int x = a->cell[0];
    lm_four dy[2], dz[2];
    for (int i = 0; i < 2; i++) {
        gint64 row = a->at + i * z, column = a->at + i * y;
        dy[i] = lm_around_between(a->rows[i][1] - lm_around_load(c, size, row + before_y, x),
                                  lm_around_load(c, size, row + after_y, x) - a->rows[i][0],
                                  a->part[1]);
        dz[i] = lm_around_between(a->rows[1][i] - lm_around_load(c, size, column + before_z, x),
                                  lm_around_load(c, size, column + after_z, x) - a->rows[0][i],
                                  a->part[2]);
    }
    float before = plane[2] - plane[0], after = plane[3] - plane[1];
    (*sample)[1] = before + a->part[0] * (after - before);
    (*sample)[2] = lm_around_along_x(a, lm_around_between(dy[0], dy[1], a->part[2]));
    (*sample)[3] = lm_around_along_x(a, lm_around_between(dz[0], dz[1], a->part[1]));
}

G_END_DECLS
