/* What a surface measures: is it closed, how many parts, how large.
 *
 * All is judged with equal points merged, as a mesh file without indices (STL) makes of it; a
 * triangle with two equal corners is left out.
 */
#pragma once

#include "lamina/mesh.h"

G_BEGIN_DECLS

typedef struct lm_measures {
    guint64 points;            /* after merging */
    guint64 triangles;         /* without the degenerate */
    guint64 parts;             /* connected pieces */
    bool closed;               /* no edge with one triangle only, and at least one triangle */
    guint64 boundary_edges;    /* edges of one triangle */
    guint64 nonmanifold_edges; /* edges of three or more, or of two that run the same way */
    gint64 euler;              /* points - edges + triangles: 2 for each closed ball-like part */
    double volume_mm3;         /* enclosed (signed sum of tetrahedra; negative when inside out) */
    double area_mm2;
    double bounds[6]; /* xmin xmax ymin ymax zmin zmax, mm */
} lm_measures;

bool lm_mesh_measure(const lm_mesh *mesh, lm_measures *measures, GError **error);

/* As a vardict with the keys above, for reports and JSON; floating. */
GVariant *lm_measures_variant(const lm_measures *measures);

G_END_DECLS
