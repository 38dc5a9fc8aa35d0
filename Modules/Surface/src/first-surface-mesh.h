/* A mesh over a map of heights. */
#pragma once

#include "lamina/mesh.h"
#include "lamina/volume.h"

G_BEGIN_DECLS

/* `heights` has one value for each column (x fastest) and slice of `grid`: rows down from the
 * centre of the first, NaN for none. Triangles are counter-clockwise seen from above the first row.
 */

/* The surface between the columns that have a height; without triangles where no three neighbours
 * have. With `solid`, for which every column has to have one, what lies between the surface and the
 * outer face of the last row: closed, with walls on the outer faces of the outermost columns and
 * slices. */
lm_mesh *lm_height_mesh(const lm_grid *grid, const float *heights, bool solid, GError **error);

/* Fills columns without a height from the nearest with one: straight between those on both sides in
 * the slice, level beyond the last of them; a slice that has none from the slices beside it in the
 * same way. At least one column has a height. */
void lm_height_bridge(const lm_grid *grid, float *heights);

/* How many points and triangles; at most, without `solid`. */
void lm_height_mesh_size(const lm_grid *grid, bool solid, guint64 *points, guint64 *triangles);

G_END_DECLS
