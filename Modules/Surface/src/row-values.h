/* Values of a row of voxels as floats, whatever the type. */
#pragma once

#include "lamina/volume.h"

G_BEGIN_DECLS

/* `count` values from voxel (x, y, z) on, of a volume of one component that holds them. What is not
 * finite becomes NaN. */
void lm_row_values(const lm_volume *volume, gint64 x, gint64 y, gint64 z, size_t count, float *to);

G_END_DECLS
