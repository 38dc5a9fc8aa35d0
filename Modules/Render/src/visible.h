/* The part of a volume that a transfer function lets one see. */
#pragma once

#include "frame.h"

#include "lamina/transfer.h"

G_BEGIN_DECLS

/* The first and last voxel with any opacity of each row. */
typedef struct lm_visible lm_visible;

/* Of a volume of 8 or 16 bits with at most 2^31-1 voxels in a row; of the voxels whose centres lie
 * in `box`, faces as in frame.h. Reads the volume; keeps only its grid. */
lm_visible *lm_visible_new(const lm_volume *volume, const lm_transfer *transfer,
                           const double box[6], lm_context *context, GError **error);
void lm_visible_free(lm_visible *visible);

/* Widens the frame to hold every visible voxel. */
void lm_frame_hold_visible(lm_frame *frame, const lm_visible *visible);

/* Bytes for a volume of this grid. */
guint64 lm_visible_bytes(const lm_grid *grid);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(lm_visible, lm_visible_free)

G_END_DECLS
