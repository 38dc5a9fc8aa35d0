/* The noise of B-scans, from the quiet part above the sample.
 *
 * The volume is cut into small tiles, and Otsu's value divides their means into dark and bright.
 * What is dark in a column of tiles before the first two bright ones in succession is quiet, but
 * for the tile next to them; a bright line at the top of the scans or a lone reflection does not
 * end the quiet part, and the dark behind the sample is no part of it. Where so little is quiet
 * that it says nothing, all dark tiles are taken. Level and spread are the median of the quiet
 * voxels and their median deviation from it, which outliers do not move.
 */
#pragma once

#include "lamina/context.h"
#include "lamina/volume.h"

G_BEGIN_DECLS

typedef struct lm_noise {
    double level;  /* the median */
    double spread; /* as of a normal distribution with the same median deviation */
    double bright; /* what divides dark tiles from bright ones; above level */
} lm_noise;

/* Rows of `volume`, which has one component, go down. A volume without two different values is an
 * error. */
bool lm_noise_measure(const lm_volume *volume, lm_noise *noise, lm_context *context,
                      GError **error);

/* Bytes it needs besides the volume, and for each thread. */
guint64 lm_noise_scratch(const lm_grid *grid);
guint64 lm_noise_scratch_per_thread(const lm_grid *grid);

G_END_DECLS
