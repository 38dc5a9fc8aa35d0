/* A triangle mesh in the world: millimetres, LPS.
 *
 * Triangles are three point indices each, counter-clockwise seen from outside. Points are 32-bit,
 * as every mesh file keeps them, so that what is measured is what is written. Reference counted;
 * written by one owner before it is shared.
 */
#pragma once

#include "lamina/provenance.h"

#include <stdbool.h>
#include <stddef.h>

G_BEGIN_DECLS

typedef struct lm_mesh {
    size_t n_points;
    float *points; /* x y z each */
    size_t n_triangles;
    gint32 *triangles;         /* three each, 0 <= index < n_points < 2^31 */
    float *normals;            /* three per point, unit length; NULL when there are none */
    float *scalars;            /* one per point; NULL when there are none */
    lm_provenance *provenance; /* may be NULL */
    int ref_count;
} lm_mesh;

/* A mesh with room for so many points and triangles, contents not set, without normals and scalars.
 * Refuses more than 2^31-1 points. */
lm_mesh *lm_mesh_new(size_t n_points, size_t n_triangles, GError **error);

/* Takes arrays that came from lm_alloc() (on failure as well: then they are freed). */
lm_mesh *lm_mesh_new_take(float *points, size_t n_points, gint32 *triangles, size_t n_triangles,
                          GError **error);

lm_mesh *lm_mesh_ref(lm_mesh *mesh);
void lm_mesh_unref(lm_mesh *mesh);

/* xmin xmax ymin ymax zmin zmax; all zero when there are no points. */
void lm_mesh_bounds(const lm_mesh *mesh, double bounds[6]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(lm_mesh, lm_mesh_unref)

G_END_DECLS
