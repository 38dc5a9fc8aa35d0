/* Fewer triangles by collapsing edges, cheapest first, after Garland and Heckbert, Surface
 * Simplification Using Quadric Error Metrics, 1997.
 *
 * An edge is collapsed only where the surface stays what it is: the link condition (Dey et al.,
 * Topology Preserving Edge Contraction, 1999) keeps a manifold manifold, closed parts closed, and
 * every part and hole; no triangle turns over. Points on a border stay. One thread; the same
 * answer every time.
 */
#pragma once

#include "lamina/context.h"
#include "lamina/mesh.h"

G_BEGIN_DECLS

/* A mesh of at most `target` triangles, or as few as can be reached. */
lm_mesh *lm_edge_collapse(const lm_mesh *mesh, size_t target, lm_context *context, GError **error);

/* Bytes it needs at its peak besides `mesh`, the result included. */
guint64 lm_edge_collapse_bytes(guint64 points, guint64 triangles);

G_END_DECLS
