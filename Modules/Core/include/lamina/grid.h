/* Where voxels are: size, spacing, origin and direction.
 *
 * World coordinates are millimetres in LPS (x to the patient's left, y to the back, z to the head),
 * as in DICOM and ITK. Index (0, 0, 0) is the centre of the first voxel and `origin` is its place
 * in the world. `direction` is row-major; its column k is the unit vector of index axis k: world =
 * origin + direction * (spacing .* index). Voxels lie in memory with x fastest.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

G_BEGIN_DECLS

typedef struct lm_grid {
    gint64 size[3];
    double spacing[3]; /* mm, > 0 */
    double origin[3];  /* mm, LPS, centre of voxel (0, 0, 0) */
    double direction[9];
} lm_grid;

/* A grid of this size with spacing 1, origin 0 and the identity direction. */
lm_grid lm_grid_make(gint64 nx, gint64 ny, gint64 nz);

/* Checks a grid that came from outside: sizes from 1 to 2^31-1 whose product stays below 2^46 (one
 * that no machine of today holds), spacing finite and positive, origin finite, direction
 * orthonormal to 1e-3. `name` (a file, a step) begins the message; the code is LM_ERROR_INPUT. */
bool lm_grid_check(const lm_grid *grid, const char *name, GError **error);

gint64 lm_grid_voxels(const lm_grid *grid);

void lm_grid_to_world(const lm_grid *grid, const double index[3], double world[3]);
void lm_grid_to_index(const lm_grid *grid, const double world[3], double index[3]);

/* +1 or -1: whether the index axes are right-handed in the world. */
int lm_grid_handedness(const lm_grid *grid);

/* The part of `grid` that starts at voxel `first` and has `size`; its origin moves with it. */
lm_grid lm_grid_sub(const lm_grid *grid, const gint64 first[3], const gint64 size[3]);

/* The same field of view (outer faces of the outermost voxels) cut into `size` voxels. */
lm_grid lm_grid_resized(const lm_grid *grid, const gint64 size[3]);

/* Size of the field of view along each index axis in mm: size times spacing. */
void lm_grid_extent(const lm_grid *grid, double extent[3]);

/* The physical size in words, "6.0 x 4.5 x 2.3 mm". Caller frees. */
char *lm_grid_extent_text(const lm_grid *grid);

/* True when size is equal and the rest agrees to `tolerance` (relative to the spacing). */
bool lm_grid_equal(const lm_grid *a, const lm_grid *b, double tolerance);

G_END_DECLS
