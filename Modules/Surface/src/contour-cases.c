#include "contour-cases.h"

#include <stdbool.h>

enum { EDGES = 12, NOWHERE = -1 };

int lm_contour_edge_corner(int edge)
{
    int axis = edge / 4, first = edge & 1, second = edge >> 1 & 1;
    int other = axis == 0 ? 1 : 0, last = axis == 2 ? 1 : 2;
    return first << other | second << last;
}

static int edge_between(int a, int b)
{
    for (int e = 0; e < EDGES; e++) {
        int near = lm_contour_edge_corner(e), far = near | 1 << e / 4;
        if ((near == a && far == b) || (near == b && far == a))
            return e;
    }
    return NOWHERE;
}

/* The corners of a face (axis, side), going round it counter-clockwise seen from outside the cell.
 */
static void face_corners(int axis, int side, int corners[4])
{
    int u = 1 << (axis + 1) % 3, v = 1 << (axis + 2) % 3, base = side << axis;
    int round[4] = {base, base | u, base | u | v, base | v};
    for (int i = 0; i < 4; i++)
        corners[i] = round[side ? i : 3 - i];
}

/* One face: going round it, each run of inside corners is cut off by a segment from the edge where
 * the run is entered to the edge where it is left. Where two corners inside lie across from each
 * other this keeps them apart; nothing but the face's corners decides, so both cells that share the
 * face draw the same segments, in opposite directions. */
static void trace_face(int inside, int axis, int side, int next[EDGES])
{
    int c[4];
    face_corners(axis, side, c);
    for (int i = 0; i < 4; i++) {
        if (!(inside >> c[i] & 1) || (inside >> c[(i + 3) % 4] & 1))
            continue;
        int last = i;
        while (inside >> c[(last + 1) % 4] & 1)
            last = (last + 1) % 4;
        next[edge_between(c[(i + 3) % 4], c[i])] = edge_between(c[last], c[(last + 1) % 4]);
    }
}

/* Whether two edges lie in one face of the cell. */
static bool share_face(int a, int b)
{
    int a0 = lm_contour_edge_corner(a), a1 = a0 | 1 << a / 4;
    int b0 = lm_contour_edge_corner(b), b1 = b0 | 1 << b / 4;
    return (a0 & a1 & b0 & b1) != 0 || (a0 | a1 | b0 | b1) != 7;
}

/* Squared distance between the middles of two edges, in half units. */
static int distance2(int a, int b)
{
    int sum = 0;
    for (int axis = 0; axis < 3; axis++) {
        int at_a = a / 4 == axis ? 1 : 2 * (lm_contour_edge_corner(a) >> axis & 1);
        int at_b = b / 4 == axis ? 1 : 2 * (lm_contour_edge_corner(b) >> axis & 1);
        sum += (at_a - at_b) * (at_a - at_b);
    }
    return sum;
}

enum { IMPOSSIBLE = 1000 };

/* What it costs to close the part lo..hi of a loop by the chord lo-hi: nothing for an edge of the
 * loop. A diagonal in a face could be used by the neighbouring cell too, and is out. */
static int chord(const int *loop, int length, int lo, int hi)
{
    if (hi - lo == 1 || hi - lo == length - 1)
        return 0;
    return share_face(loop[lo], loop[hi]) ? IMPOSSIBLE : distance2(loop[lo], loop[hi]);
}

/* The triangulation of the polygon lo..hi of a loop with the shortest diagonals (Klincsek 1980, by
 * plain recursion: loops are short). Adds its triangles when `result` is not NULL. */
static int triangulate(const int *loop, int length, int lo, int hi, lm_contour_case *result)
{
    if (hi - lo < 2)
        return 0;
    int best = lo + 1, best_cost = G_MAXINT;
    for (int apex = lo + 1; apex < hi; apex++) {
        int cost = chord(loop, length, lo, apex) + chord(loop, length, apex, hi) +
                   triangulate(loop, length, lo, apex, NULL) +
                   triangulate(loop, length, apex, hi, NULL);
        if (cost < best_cost) {
            best = apex;
            best_cost = cost;
        }
    }
    if (result) {
        g_assert(result->count < LM_CASE_TRIANGLES);
        guint8 *edges = result->edges[result->count++];
        edges[0] = (guint8)loop[lo];
        edges[1] = (guint8)loop[best];
        edges[2] = (guint8)loop[hi];
        triangulate(loop, length, lo, best, result);
        triangulate(loop, length, best, hi, result);
    }
    return best_cost;
}

static void make_case(int inside, lm_contour_case *result)
{
    int next[EDGES];
    for (int e = 0; e < EDGES; e++)
        next[e] = NOWHERE;
    for (int axis = 0; axis < 3; axis++)
        for (int side = 0; side < 2; side++)
            trace_face(inside, axis, side, next);
    for (int e = 0; e < EDGES; e++) {
        int loop[EDGES], length = 0;
        for (int at = e; next[at] != NOWHERE;) {
            int after = next[at];
            result->crossed = (guint16)(result->crossed | 1 << at);
            loop[length++] = at;
            next[at] = NOWHERE;
            at = after;
        }
        g_assert(triangulate(loop, length, 0, length - 1, result) < IMPOSSIBLE);
    }
}

static gpointer make_cases(gpointer unused)
{
    (void)unused;
    static lm_contour_case cases[256];
    for (int inside = 0; inside < 256; inside++)
        make_case(inside, &cases[inside]);
    return cases;
}

const lm_contour_case *lm_contour_cases(void)
{
    static GOnce once = G_ONCE_INIT;
    return g_once(&once, make_cases, NULL);
}
