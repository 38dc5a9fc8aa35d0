/* The 256 ways in which a surface passes a cell of eight samples, made from first principles.
 *
 * Corner c of a cell lies at x = c & 1, y = c >> 1 & 1, z = c >> 2. Edge e runs along axis e / 4 at
 * position (e & 1, e >> 1 & 1) on the other two axes in their order. Bit c of a case says that
 * corner c is inside.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

enum { LM_CASE_TRIANGLES = 5 }; /* room; no case has more */

typedef struct lm_contour_case {
    guint16 crossed;                    /* bit e: the surface crosses edge e */
    guint8 count;                       /* triangles */
    guint8 edges[LM_CASE_TRIANGLES][3]; /* the edges their corners lie on, counter-clockwise seen
                                           from the samples outside */
} lm_contour_case;

/* All 256; made at the first call; static. Thread-safe. */
const lm_contour_case *lm_contour_cases(void);

/* The corner of edge e nearer to corner 0, and the axis it runs along. */
int lm_contour_edge_corner(int edge);

G_END_DECLS
