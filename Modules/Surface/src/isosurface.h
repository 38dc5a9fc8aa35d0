/* The surfaces on which a volume of one component takes given values.
 *
 * A sample is inside when it is at or above the value; NaN is outside. On each edge of the sample
 * grid between inside and outside lies one point, linearly interpolated and kept a small fraction
 * away from both ends, so that no two points of a surface coincide, not even as 32-bit numbers.
 * The surface is closed and manifold except where it leaves the volume. With `close` the volume
 * stands in samples that are outside, and the surface ends half-way to them: flat, on the outer
 * faces of the voxels.
 *
 * Points are in the world, triangles counter-clockwise seen from the lower values, in an order that
 * does not depend on the number of threads. After Lorensen and Cline, Marching Cubes, 1987; passes
 * by rows after Schroeder, Maynard and Geveci, Flying Edges, 2015.
 */
#pragma once

#include "lamina/context.h"
#include "lamina/mesh.h"
#include "lamina/volume.h"

G_BEGIN_DECLS

/* One mesh that holds the surface of each of the `count` values; with several, the points carry
 * their value as scalar. A value that has no surface is an error that says why. */
lm_mesh *lm_isosurface(const lm_volume *volume, const double *values, size_t count, bool close,
                       lm_context *context, GError **error);

/* Bytes it needs for each value, besides volume and mesh. */
guint64 lm_isosurface_scratch(const lm_grid *grid, bool close);

G_END_DECLS
