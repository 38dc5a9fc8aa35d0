/* Points as they are seen in a picture. */
#pragma once

#include "shot.h"

#include "lamina/context.h"
#include "lamina/mesh.h"

G_BEGIN_DECLS

/* Places are rounded to this part of a pixel, and all else is exact. */
enum { LM_PART_BITS = 8, LM_PART = 1 << LM_PART_BITS };

/* In parts of a pixel from the lower left corner of the picture; not farther away than is safe for
 * products of differences in 64 bits. */
typedef struct lm_corner {
    gint32 x, y;
    float depth; /* 0 the nearest that can be, 1 the farthest */
} lm_corner;

/* One for each point of the mesh. From lm_alloc(); NULL on failure. */
lm_corner *lm_corners_new(const lm_mesh *mesh, const lm_shot *shot, lm_context *context,
                          GError **error);

G_END_DECLS
