#include "small.h"

#include "lamina/fast.h"

static void fetch(lm_small *s, const lm_corner *corners, const gint32 *triangles, size_t count,
                  size_t ahead)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t c = 0; c < 3; c++) {
            const gint32 point = triangles[3 * i + c];
            const lm_corner *corner = corners + point;
            s->points[c][i] = point;
            s->x[c][i] = corner->x;
            s->y[c][i] = corner->y;
            s->depths[c][i] = corner->depth;
        }
        if (i < ahead)
            for (size_t c = 0; c < 3; c++)
                __builtin_prefetch(corners + triangles[3 * (count + i) + c]);
    }
}

/* Where there are large triangles numbers overflow, as unsigned ones may, and are not used. */
static inline gint32 product(gint32 a, gint32 b)
{
    return (gint32)((guint32)a * (guint32)b);
}

static inline gint32 difference(gint32 a, gint32 b)
{
    return (gint32)((guint32)a - (guint32)b);
}

static LM_FAST void find_rows(lm_small *s, const lm_region *region)
{
    const lm_region r = *region;
    for (size_t i = 0; i < LM_SMALL_MOST; i++) {
        const gint32 x0 = lm_scan_least(s->x[0][i], s->x[1][i], s->x[2][i]),
                     x1 = lm_scan_most(s->x[0][i], s->x[1][i], s->x[2][i]),
                     y0 = lm_scan_least(s->y[0][i], s->y[1][i], s->y[2][i]),
                     y1 = lm_scan_most(s->y[0][i], s->y[1][i], s->y[2][i]);
        const gint32 column = MAX(lm_scan_first(x0), r.first_column),
                     last = MIN(lm_scan_last(x1), r.end_column - 1),
                     row = MAX(lm_scan_first(y0), r.first_row),
                     top = MIN(lm_scan_last(y1), r.end_row - 1);
        s->first_column[i] = column;
        s->last_column[i] = last;
        s->first_row[i] = row;
        s->last_row[i] = column > last ? row - 1 : top;
        s->is_large[i] = (x1 - x0 > LM_SMALL_SIDE * LM_PART) | (y1 - y0 > LM_SMALL_SIDE * LM_PART);
    }
}

/* Turns over those whose back is seen. */
static LM_FAST void turn(lm_small *s)
{
    for (size_t i = 0; i < LM_SMALL_MOST; i++) {
        const gint32 area = difference(
            product(difference(s->x[1][i], s->x[0][i]), difference(s->y[2][i], s->y[0][i])),
            product(difference(s->y[1][i], s->y[0][i]), difference(s->x[2][i], s->x[0][i])));
        const gint32 back = area < 0;
        const float whole = (float)(back ? difference(0, area) : area);
#define TURN(T, OF)                                                                                \
    do {                                                                                           \
        const T b = s->OF[1][i], c = s->OF[2][i];                                                  \
        s->OF[1][i] = back ? c : b;                                                                \
        s->OF[2][i] = back ? b : c;                                                                \
    } while (0)
        TURN(gint32, points);
        TURN(gint32, x);
        TURN(gint32, y);
        TURN(float, depths);
#undef TURN
        s->is_back[i] = back;
        s->last_row[i] = area | s->is_large[i] ? s->last_row[i] : s->first_row[i] - 1;
        s->slopes[0][i] = (s->depths[1][i] - s->depths[0][i]) / whole;
        s->slopes[1][i] = (s->depths[2][i] - s->depths[0][i]) / whole;
    }
}

static inline G_ALWAYS_INLINE void find_parts(lm_small *s, size_t k)
{
    const gint32 *px = s->x[(k + 1) % 3], *py = s->y[(k + 1) % 3], *qx = s->x[(k + 2) % 3],
                 *qy = s->y[(k + 2) % 3];
    for (size_t i = 0; i < LM_SMALL_MOST; i++) {
        const gint32 dx = difference(qx[i], px[i]), dy = difference(qy[i], py[i]);
        const gint32 x = difference(s->first_column[i] * LM_PART + LM_PART / 2, px[i]),
                     y = difference(s->first_row[i] * LM_PART + LM_PART / 2, py[i]);
        const gint32 is_own = (dy > 0) | ((dy == 0) & (dx > 0));
        s->parts[k][i] = difference(difference(product(dx, y), product(dy, x)), 1 - is_own);
        s->across[k][i] = product(dy, -LM_PART);
        s->up[k][i] = product(dx, LM_PART);
    }
}

static LM_FAST void find_all_parts(lm_small *s)
{
    for (size_t k = 0; k < 3; k++)
        find_parts(s, k);
}

void lm_small_begin(lm_small *s, const lm_corner *corners, const gint32 *triangles, size_t count,
                    size_t ahead, const lm_region *region)
{
    fetch(s, corners, triangles, count, ahead);
    find_rows(s, region);
    turn(s);
    find_all_parts(s);
}
