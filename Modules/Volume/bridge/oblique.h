/* ITK's resampling between grids that are turned against each other. Private to this module. */
#pragma once

#include "lamina/context.h"
#include "lamina/slab.h"

G_BEGIN_DECLS

typedef enum lm_bridge_interpolator {
    LM_BRIDGE_NEAREST,
    LM_BRIDGE_LINEAR,
    LM_BRIDGE_BSPLINE, /* order 3 */
    LM_BRIDGE_LANCZOS, /* three voxels to either side, which is not scaled to the sum 1 */
} lm_bridge_interpolator;

/* Whole volumes of one component, of floats, or of doubles whatever the slabs say their type is
 * (itk::ResampleImageFilter). Outputs outside the outer faces of the input become `fill`. On all
 * threads of the context; reports progress, and stops with LM_ERROR_CANCELLED when cancelled. */
bool lm_bridge_oblique_float(const lm_slab *in, lm_slab *out, lm_bridge_interpolator interpolator,
                             double fill, lm_context *context, GError **error);
bool lm_bridge_oblique_double(const lm_slab *in, lm_slab *out, lm_bridge_interpolator interpolator,
                              double fill, lm_context *context, GError **error);

G_END_DECLS
