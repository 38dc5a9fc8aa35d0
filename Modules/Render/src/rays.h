/* Rays through a volume, by the processor. */
#pragma once

#include "fragments.h"
#include "shot.h"

#include "lamina/context.h"
#include "lamina/transfer.h"
#include "lamina/volume.h"

G_BEGIN_DECLS

/* What rays through a volume need to know of it. */
typedef struct lm_rays lm_rays;

/* For a volume of one component, 8 or 16 bits and at least 2 voxels along each axis, which is
 * borrowed. Makes the gradients of its voxels ready where they fit (gradients.h): the same pictures
 * but for a grey level, several times as soon. */
lm_rays *lm_rays_new(const lm_volume *volume, const lm_transfer *transfer, lm_context *context,
                     GError **error);
/* On failure, and when cancelled, all is as before. */
bool lm_rays_set_transfer(lm_rays *rays, const lm_transfer *transfer, lm_context *context,
                          GError **error);
void lm_rays_free(lm_rays *rays);

/* Draws the volume over `pixels` of the shot, RGB, rows from bottom to top, in front of what lies
 * at `depths` (as of OpenGL, 0 to 1; NULL: nothing does).
 *
 * Each block of ray_pixels x ray_pixels has one ray; it begins at the near plane, and values are
 * looked at where they lie on it, interpolated linearly between voxels. They are lit (Blinn 1977)
 * as surfaces across the gradient, which is interpolated between central differences at voxels.
 * Colours are blended from the eye on (Levoy 1988) until less than a 128th of what lies behind
 * would be seen, surfaces that are seen through included. Blocks of voxels in which nothing can be
 * seen are leaped over.
 *
 * The picture does not depend on the number of threads. Stops within milliseconds when the context
 * is cancelled. */
bool lm_rays_cast(const lm_rays *rays, const lm_shot *shot, const float *depths, guint8 *pixels,
                  lm_context *context, GError **error);

/* The same for one part of the picture after another, by any threads. Where there are fragments of
 * the part, they lie before, in and behind the volume, and what they leave to be seen is blended
 * with it from the eye on. Does nothing more when the context is cancelled. */
typedef struct lm_cast lm_cast;
lm_cast *lm_cast_new(const lm_rays *rays, const lm_shot *shot, const float *depths, guint8 *pixels,
                     lm_context *context, GError **error);
void lm_cast_region(const lm_cast *cast, const lm_region *region, lm_fragments *fragments);
void lm_cast_free(lm_cast *cast);

/* Bytes for a volume of this grid. */
guint64 lm_rays_bytes(const lm_grid *grid);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(lm_rays, lm_rays_free)

G_END_DECLS
