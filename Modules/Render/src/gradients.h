/* Values and gradients of voxels, side by side: one place of memory for each place of a ray. */
#pragma once

#include "blocks.h"

G_BEGIN_DECLS

/* Of each voxel its value, less `zero`, and central differences along x, y and z, divided by
 * `unit`; at the faces of the volume differences from the voxel itself. All are exact where the
 * volume's values span no more than 32767; where they span more, the unit is 2. */
typedef struct lm_gradients {
    gint16 (*voxels)[4];
    gint64 row, plane; /* from a voxel to the next along y and z */
    float zero;        /* values are counted from the least of the volume's type */
    float unit;
} lm_gradients;

/* Whether a volume of this grid gets them: not where they would take more than 512 MiB. */
bool lm_gradients_fit(const lm_grid *grid);

/* Of a volume of 8 or 16 bits and at least 2 voxels along each axis, and its blocks; reads it once.
 * Stops within milliseconds when the context is cancelled. */
lm_gradients *lm_gradients_new(const lm_volume *volume, const lm_blocks *blocks,
                               lm_context *context, GError **error);
void lm_gradients_free(lm_gradients *gradients);

/* Bytes for a volume of this grid, which may get none. */
guint64 lm_gradients_bytes(const lm_grid *grid);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(lm_gradients, lm_gradients_free)

G_END_DECLS
