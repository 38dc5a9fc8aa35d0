/* A volume: a grid, a scalar type, a number of components, and one buffer of voxels.
 *
 * Components are interleaved (RGBRGB...). A volume may hold only a range of its planes: what a
 * later crop does not need is never read. Everything that takes a volume and not a slab wants it
 * complete. Reference counted, thread-safe counts; the voxels themselves are written by one owner
 * only, before the volume is shared.
 */
#pragma once

#include "lamina/grid.h"
#include "lamina/provenance.h"
#include "lamina/spill.h"
#include "lamina/type.h"

G_BEGIN_DECLS

/* Planes lo <= z < hi of a grid. */
typedef struct lm_zrange {
    gint64 lo, hi;
} lm_zrange;

typedef struct lm_volume {
    lm_grid grid; /* of the whole */
    lm_type type;
    int components;
    lm_zrange held;            /* the planes that `data` holds; 0 .. grid.size[2] when complete */
    void *data;                /* voxel (0, 0, held.lo) */
    lm_spill *spill;           /* where `data` lies when that is in a file; NULL: in memory */
    lm_provenance *provenance; /* may be NULL */
    int ref_count;
} lm_volume;

/* A complete volume, voxels not set; NULL and LM_ERROR_MEMORY when there is no room. */
lm_volume *lm_volume_new(const lm_grid *grid, lm_type type, int components, GError **error);

/* The same, holding the planes of `held` only. */
lm_volume *lm_volume_new_planes(const lm_grid *grid, lm_type type, int components, lm_zrange held,
                                GError **error);

/* The same, in a file of `spill`; NULL: in memory. */
lm_volume *lm_volume_new_in(lm_spill *spill, const lm_grid *grid, lm_type type, int components,
                            lm_zrange held, GError **error);

lm_volume *lm_volume_ref(lm_volume *volume);
void lm_volume_unref(lm_volume *volume);

bool lm_volume_is_complete(const lm_volume *volume);
size_t lm_volume_voxel_bytes(const lm_volume *volume);
size_t lm_volume_plane_bytes(const lm_volume *volume);

/* Least and greatest value over all components, NaN left out; false when there is no number at all.
 */
bool lm_volume_range(const lm_volume *volume, double *least, double *greatest);

/* One value as a double, for tests and messages; (x, y, z) must be held. */
double lm_volume_get(const lm_volume *volume, gint64 x, gint64 y, gint64 z, int component);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(lm_volume, lm_volume_unref)

G_END_DECLS
