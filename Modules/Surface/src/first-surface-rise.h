/* How well the first lasting rise above the noise fits each row of each column.
 *
 * The signal of a voxel says on which side of the threshold it lies: -1 at the level of the noise
 * or below, 0 at the threshold, 1 as far above it or more; the mean over 3 x 3 voxels of a slice
 * (3 x 1 in its outermost columns), and a little dark where nothing is known. Being bounded, it is
 * not moved far by outliers.
 *
 * The cost of a row is how many rows above it are bright, and how many of the `lasting` rows from
 * it on are dark (those below the volume are): least at the first rise that lasts, and the same
 * everywhere in a column without signal. It is bounded too, so that no column outvotes its
 * neighbours for ever.
 */
#pragma once

#include "lamina/volume.h"

G_BEGIN_DECLS

typedef struct lm_rise {
    const lm_volume *volume; /* of one component; y goes down */
    float level;             /* of the noise */
    float threshold;         /* above the level */
    gint64 lasting;          /* rows; at least 1 */
} lm_rise;

/* The signal of slice z: `signal` has a value for each column of each row. `scratch` has room for
 * lm_rise_scratch() floats. */
void lm_rise_signal(const lm_rise *rise, gint64 z, float *signal, float *scratch);
size_t lm_rise_scratch(const lm_grid *grid);

/* Costs of a slice, column by column (rows next to each other): 255 stands for the bound, which is
 * 2 * lasting rows. `scratch` as above. */
void lm_rise_costs(const lm_rise *rise, const float *signal, guint8 *costs, float *scratch);

G_END_DECLS
