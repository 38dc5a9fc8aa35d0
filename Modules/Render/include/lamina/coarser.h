/* A volume with fewer voxels, for looking at while the whole would take too long or too much. */
#pragma once

#include "lamina/context.h"
#include "lamina/volume.h"

G_BEGIN_DECLS

/* The means of blocks of whole voxels, so large that at most `most` (at least 1) are left; finely
 * sampled axes are divided first. NaN does not count, and is what a block of nothing else becomes.
 * Blocks at the far ends may be smaller, but have their places as if they were not. The volume
 * itself, with one more reference, when it has no more. It is complete and of one component. */
lm_volume *lm_volume_coarser(lm_volume *volume, gint64 most, lm_context *context, GError **error);

G_END_DECLS
