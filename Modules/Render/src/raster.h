/* Opaque surfaces drawn by the processor, for where OpenGL would be as well: with millions of
 * triangles, most of which are smaller than a pixel, several times faster, without a copy of them.
 * What is seen is what OpenGL draws (centres of pixels, depths, light.h), but for rounding. */
#pragma once

#include "pieces.h"

G_BEGIN_DECLS

enum { LM_OPAQUE = 255 }; /* opacities are counted in 255ths */

typedef struct lm_raster_surface {
    const lm_mesh *mesh;
    const float *normals; /* one for each point */
    const lm_pieces *pieces;
    double colour[3]; /* 0 to 1 */
    int opacity;      /* what is less than LM_OPAQUE is for translucent.h */
} lm_raster_surface;

/* Draws into `pixels`, RGB, and `depths` (0 the nearest that can be, 1 the farthest, and where
 * nothing is), rows from bottom to top, over the shot's background. The threads are the context's;
 * the picture does not depend on them. Leaves within milliseconds when it is cancelled. */
bool lm_raster_draw(const lm_shot *shot, const lm_raster_surface *surfaces, size_t count,
                    guint8 *pixels, float *depths, lm_context *context, GError **error);

G_END_DECLS
