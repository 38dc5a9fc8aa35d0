/* Where in a volume there is anything to see, block by block. */
#pragma once

#include "lamina/context.h"
#include "lamina/volume.h"

G_BEGIN_DECLS

/* Cells between voxels across one block. */
enum { LM_BLOCK_BITS = 2, LM_BLOCK = 1 << LM_BLOCK_BITS };

/* The least and the greatest value in each block, in the order of voxels, counted from the least
 * that the volume's type can have. A value between two voxels lies within those of its block. */
typedef struct lm_blocks {
    gint64 size[3];
    guint16 (*ranges)[2];
} lm_blocks;

/* Of a volume of 8 or 16 bits and at least 2 voxels along each axis; reads it once. */
lm_blocks *lm_blocks_new(const lm_volume *volume, lm_context *context, GError **error);
void lm_blocks_free(lm_blocks *blocks);

/* Bytes for a volume of this grid. */
guint64 lm_blocks_bytes(const lm_grid *grid);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(lm_blocks, lm_blocks_free)

G_END_DECLS
