/* Tilted slices made straight: a CT gantry that leans back makes slices that are parallel, and yet
 * each displaced within its plane against the one before. No grid says that; so each slice is moved
 * to its true place, between pixels by linear interpolation, inside a grid made wide enough for
 * all.
 */
#pragma once

#include "lamina/volume.h"

typedef struct shear {
    double step[2];  /* pixels along x and y from one slice to the next, in the mean when they are
                        not  evenly spaced; both 0: straight */
    double start[2]; /* of the first slice in the widened grid, pixels */
    gint64 size[2];  /* of a slice as it is stored */
} shear;

/* From the displacement in mm per slice; widens the grid, and moves its origin, so that all slices
 * fit. Displacements that sum up to less than half a pixel are none. */
shear shear_make(const double displacement[2], lm_grid *grid);

bool shear_is_none(const shear *s);

/* Puts a stored slice that stands `z` (mean) distances from the first where it belongs in the plane
 * `to` of the widened grid. What is outside the slice gets its least value (of each component). */
void shear_plane(const shear *s, const lm_grid *grid, double z, lm_type type, int components,
                 const void *from, void *to);
