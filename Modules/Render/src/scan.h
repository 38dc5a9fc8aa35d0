/* Which pixels a triangle has: those whose middle lies in it. */
#pragma once

#include "corner.h"
#include "shot.h"

#include <string.h>

G_BEGIN_DECLS

/* A triangle while it is scanned. */
typedef struct lm_triangle {
    gint32 points[3];        /* counter-clockwise, as it is seen */
    bool is_back;            /* they are clockwise in the mesh */
    gint64 parts[3];         /* of the corners, at a pixel; less 1 where the edge is another's */
    gint64 across[3], up[3]; /* what they change by to the next pixel */
    float depth, slopes[2];  /* of the first corner, and from there for the parts of the others */
} lm_triangle;

/* Is called for each pixel of a triangle. */
typedef void (*lm_scan_fn)(gpointer user, const lm_triangle *t, int x, int y, const gint64 parts[3],
                           float depth);

/* Twice the area of a triangle, positive when its corners go round counter-clockwise. */
static inline gint64 lm_scan_area(const lm_corner *a, const lm_corner *b, const lm_corner *c)
{
    return (gint64)(b->x - a->x) * (c->y - a->y) - (gint64)(b->y - a->y) * (c->x - a->x);
}

/* How much of corner c there is at a place: a part of the area, which may be negative. */
static inline gint64 lm_scan_part(const lm_corner *a, const lm_corner *b, gint64 x, gint64 y)
{
    return (b->x - a->x) * (y - a->y) - (b->y - a->y) * (x - a->x);
}

/* The middle of a pixel. */
static inline gint64 lm_scan_middle(int pixel)
{
    return (gint64)pixel * LM_PART + LM_PART / 2;
}

/* False when it has no area. An edge between two triangles is of the one that lies to its left, so
 * that no pixel is left out and none is drawn twice. */
static inline bool lm_scan_begin(lm_triangle *t, const lm_corner *corners, const gint32 at[3],
                                 int x, int y)
{
    gint64 area = lm_scan_area(corners + at[0], corners + at[1], corners + at[2]);
    t->is_back = area < 0;
    t->points[0] = at[0];
    t->points[1] = at[t->is_back ? 2 : 1];
    t->points[2] = at[t->is_back ? 1 : 2];
    for (int k = 0; k < 3; k++) {
        const lm_corner *p = corners + t->points[(k + 1) % 3],
                        *q = corners + t->points[(k + 2) % 3];
        gint64 dx = q->x - p->x, dy = q->y - p->y;
        bool is_own = dy > 0 || (dy == 0 && dx > 0);
        t->parts[k] = lm_scan_part(p, q, lm_scan_middle(x), lm_scan_middle(y)) - !is_own;
        t->across[k] = -dy * LM_PART;
        t->up[k] = dx * LM_PART;
    }
    float whole = (float)(t->is_back ? -area : area);
    t->depth = corners[at[0]].depth;
    for (int k = 0; k < 2; k++)
        t->slopes[k] = (corners[t->points[k + 1]].depth - t->depth) / whole;
    return area != 0;
}

/* The pixels of a row, from *first to *last, that are inside; `parts` are at the first, and stay
 * so. */
static inline void lm_scan_narrow(const lm_triangle *t, gint64 parts[3], int *first, int *last)
{
    gint64 lo = 0, hi = *last - *first;
    for (int k = 0; k < 3; k++) {
        gint64 step = t->across[k];
        if (step > 0 && parts[k] < 0)
            lo = MAX(lo, (step - 1 - parts[k]) / step);
        else if (step < 0)
            hi = MIN(hi, parts[k] < 0 ? -1 : parts[k] / -step);
        else if (step == 0 && parts[k] < 0)
            hi = -1;
    }
    lo = MIN(lo, hi + 1);
    for (int k = 0; k < 3; k++)
        parts[k] += lo * t->across[k];
    *last = *first + (int)hi;
    *first += (int)lo;
}

static inline gint32 lm_scan_least(gint32 a, gint32 b, gint32 c)
{
    return MIN(a, MIN(b, c));
}

static inline gint32 lm_scan_most(gint32 a, gint32 b, gint32 c)
{
    return MAX(a, MAX(b, c));
}

/* The first pixel whose middle is not before a place, and the last that is not behind one. */
static inline int lm_scan_first(gint32 at)
{
    return (at + LM_PART / 2 - 1) >> LM_PART_BITS;
}

static inline int lm_scan_last(gint32 at)
{
    return (at - LM_PART / 2) >> LM_PART_BITS;
}

static inline G_ALWAYS_INLINE void lm_scan_row(const lm_triangle *t, int y, int first, int last,
                                               lm_scan_fn visit, gpointer user)
{
    enum { WIDE = 8 }; /* pixels: in wider rows it is worked out which are inside */
    gint64 parts[3];
    memcpy(parts, t->parts, sizeof parts);
    if (last - first >= WIDE)
        lm_scan_narrow(t, parts, &first, &last);
    for (int x = first; x <= last; x++) {
        if ((parts[0] | parts[1] | parts[2]) >= 0)
            visit(user, t, x, y, parts,
                  t->depth + (float)parts[1] * t->slopes[0] + (float)parts[2] * t->slopes[1]);
        for (int k = 0; k < 3; k++)
            parts[k] += t->across[k];
    }
}

/* Visits the pixels of a triangle, given by its points, in a region. Most triangles of a large
 * surface end before the first loop: there is no middle of a pixel among their rows and columns. */
static inline G_ALWAYS_INLINE void lm_scan(const lm_corner *corners, const gint32 at[3],
                                           const lm_region *region, lm_scan_fn visit, gpointer user)
{
    const lm_corner *a = corners + at[0], *b = corners + at[1], *c = corners + at[2];
    int x0 = MAX(lm_scan_first(lm_scan_least(a->x, b->x, c->x)), region->first_column);
    int x1 = MIN(lm_scan_last(lm_scan_most(a->x, b->x, c->x)), region->end_column - 1);
    int y0 = MAX(lm_scan_first(lm_scan_least(a->y, b->y, c->y)), region->first_row);
    int y1 = MIN(lm_scan_last(lm_scan_most(a->y, b->y, c->y)), region->end_row - 1);
    lm_triangle t;
    if (x0 > x1 || y0 > y1 || !lm_scan_begin(&t, corners, at, x0, y0))
        return;
    for (int y = y0; y <= y1; y++) {
        lm_scan_row(&t, y, x0, x1, visit, user);
        for (int k = 0; k < 3; k++)
            t.parts[k] += t.up[k];
    }
}

/* Where a place in a triangle, given by its parts, lies in the world. */
static inline void lm_scan_place(const gint32 points[3], const lm_mesh *mesh, const gint64 parts[3],
                                 double place[3])
{
    double whole = (double)(parts[0] + parts[1] + parts[2]);
    place[0] = place[1] = place[2] = 0;
    for (int c = 0; c < 3; c++) {
        const float *point = mesh->points + 3 * (size_t)points[c];
        for (int k = 0; k < 3; k++)
            place[k] += (double)parts[c] / whole * (double)point[k];
    }
}

G_END_DECLS
