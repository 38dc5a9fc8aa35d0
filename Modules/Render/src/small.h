/* Triangles that are small in the picture, many at a time: the pixels that lm_scan() visits, at the
 * same depths, found with numbers of 32 bits. */
#pragma once

#include "scan.h"

G_BEGIN_DECLS

enum {
    LM_SMALL_MOST = 64, /* triangles at a time */
    LM_SMALL_SIDE = 16, /* pixels: what is wider or higher is not small */
};

/* Of each triangle, as in lm_triangle. */
typedef struct lm_small {
    gint32 points[3][LM_SMALL_MOST], x[3][LM_SMALL_MOST], y[3][LM_SMALL_MOST];
    float depths[3][LM_SMALL_MOST];
    gint32 first_column[LM_SMALL_MOST], last_column[LM_SMALL_MOST]; /* in which it may have */
    gint32 first_row[LM_SMALL_MOST], last_row[LM_SMALL_MOST];       /* pixels */
    gint32 is_large[LM_SMALL_MOST];                                 /* leave it to lm_scan() */
    gint32 is_back[LM_SMALL_MOST];
    gint32 parts[3][LM_SMALL_MOST], across[3][LM_SMALL_MOST], up[3][LM_SMALL_MOST];
    float slopes[2][LM_SMALL_MOST];
} lm_small;

/* Reads `count` triangles, at most LM_SMALL_MOST, three indices each, in a structure that was
 * cleared once; fetches the corners of the next `ahead` as well. */
void lm_small_begin(lm_small *small, const lm_corner *corners, const gint32 *triangles,
                    size_t count, size_t ahead, const lm_region *region);

/* Pixels of triangles. */
enum { LM_SPECKS = 1024, LM_SPECKS_MOST = LM_SPECKS + (LM_SMALL_SIDE + 1) * (LM_SMALL_SIDE + 1) };
typedef struct lm_specks {
    size_t count;
    guint32 places[LM_SPECKS_MOST]; /* triangle, column and row from its first, 8 bits each */
    gint32 parts[2][LM_SPECKS_MOST];
} lm_specks;

/* Adds those of a triangle that is not large. There is room for one while there are less than
 * LM_SPECKS. */
static inline void lm_small_scan(const lm_small *s, size_t triangle, lm_specks *specks)
{
    gint32 row[3];
    for (int k = 0; k < 3; k++)
        row[k] = s->parts[k][triangle];
    const gint32 columns = s->last_column[triangle] - s->first_column[triangle] + 1;
    const gint32 rows = s->last_row[triangle] - s->first_row[triangle] + 1;
    size_t n = specks->count;
    for (gint32 y = 0; y < rows; y++) {
        gint32 a = row[0], b = row[1], c = row[2];
        for (gint32 x = 0; x < columns; x++) {
            specks->places[n] = (guint32)triangle | (guint32)x << 8 | (guint32)y << 16;
            specks->parts[0][n] = b;
            specks->parts[1][n] = c;
            n += (a | b | c) >= 0; /* nobody can guess which */
            a += s->across[0][triangle];
            b += s->across[1][triangle];
            c += s->across[2][triangle];
        }
        for (int k = 0; k < 3; k++)
            row[k] += s->up[k][triangle];
    }
    specks->count = n;
}

/* One of these, as lm_scan() tells of it. */
typedef struct lm_speck {
    size_t triangle;
    int x, y;
    gint32 parts[3];
    float depth;
} lm_speck;

static inline lm_speck lm_small_speck(const lm_small *s, const lm_specks *specks, size_t i)
{
    const size_t t = specks->places[i] & 0xFF;
    const gint32 b = specks->parts[0][i], c = specks->parts[1][i];
    return (lm_speck){.triangle = t,
                      .x = s->first_column[t] + (gint32)(specks->places[i] >> 8 & 0xFF),
                      .y = s->first_row[t] + (gint32)(specks->places[i] >> 16),
                      .parts = {s->parts[0][t] + s->parts[1][t] + s->parts[2][t] - b - c, b, c},
                      .depth = s->depths[0][t] + (float)b * s->slopes[0][t] +
                               (float)c * s->slopes[1][t]};
}

G_END_DECLS
