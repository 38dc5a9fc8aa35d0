/* Surfaces that are seen through, drawn by the processor, with the volume that lies between them.
 *
 * All fragments of one tile of the picture at a time are gathered (fragments.h), and blended. They
 * are lit as opaque surfaces are. */
#pragma once

#include "raster.h"
#include "rays.h"

G_BEGIN_DECLS

/* Draws over what `pixels` show, which lies at `depths`, both as lm_raster_draw() leaves them; and
 * the volume, unless `rays` is NULL. The threads are the context's; neither they nor the order of
 * triangles changes the picture. Leaves within milliseconds when it is cancelled. */
bool lm_translucent_draw(const lm_shot *shot, const lm_raster_surface *surfaces, size_t count,
                         const lm_rays *rays, const float *depths, guint8 *pixels,
                         lm_context *context, GError **error);

/* Bytes for each thread, at most. */
guint64 lm_translucent_bytes(void);

G_END_DECLS
