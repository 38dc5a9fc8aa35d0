/* A slab: some planes of a volume, which knows its place in the whole.
 *
 * Slabs are how volume operations work: the runner asks an operation for planes z.lo to z.hi of its
 * output and hands it the planes of the input that the operation said it needs. A slab borrows its
 * memory from a volume; it lives no longer than that.
 */
#pragma once

#include "lamina/volume.h"

G_BEGIN_DECLS

typedef struct lm_slab {
    lm_grid grid; /* of the whole volume */
    lm_type type;
    int components;
    lm_zrange z; /* the planes of this slab */
    void *data;  /* voxel (0, 0, z.lo) */
} lm_slab;

/* The planes `z` of `volume`, which must hold them. */
lm_slab lm_slab_of(const lm_volume *volume, lm_zrange z);

/* The first voxel of plane z, which must be in the slab. */
void *lm_slab_plane(const lm_slab *slab, gint64 z);

size_t lm_slab_plane_values(const lm_slab *slab); /* values (voxels times components) in a plane */

/* `z` widened by `halo` planes on each side and kept inside a volume of `planes` planes. */
lm_zrange lm_zrange_grow(lm_zrange z, gint64 halo, gint64 planes);

/* The smallest range that holds both. An empty range (lo == hi) adds nothing. */
lm_zrange lm_zrange_union(lm_zrange a, lm_zrange b);

G_END_DECLS
