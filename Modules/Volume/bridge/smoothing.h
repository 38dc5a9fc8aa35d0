/* ITK's smoothing filters on slabs of one component. Private to this module.
 *
 * ITK sees a slab as a region of the whole image, so that a voxel's neighbours, and with them its
 * result, do not depend on where the slab is cut; beyond the volume the outermost values go on. The
 * slab-wise ones run on the calling thread and may be called from several at a time. All stop
 * with LM_ERROR_CANCELLED when the context is cancelled.
 */
#pragma once

#include "lamina/context.h"
#include "lamina/slab.h"

G_BEGIN_DECLS

/* How many voxels the kernel of lm_bridge_gaussian() reaches to each side. */
gint64 lm_bridge_gaussian_radius(double variance);

/* Discrete Gaussian (itk::GaussianOperator: T. Lindeberg, Scale-space for discrete signals, PAMI
 * 1990), of which at most 0.1 % is cut off, with a variance in squared voxels along each axis, up
 * to 625; axes of variance 0 are left alone. float32; `in` holds the planes of `out` and the
 * kernel's radius around them. */
bool lm_bridge_gaussian(const lm_slab *in, lm_slab *out, const double variance[3],
                        lm_context *context, GError **error);

/* Median of the box that reaches `radius` voxels to each side (itk::MedianImageFilter). int32; `in`
 * holds the planes of `out` and the radius around them. */
bool lm_bridge_median(const lm_slab *in, lm_slab *out, const gint64 radius[3], lm_context *context,
                      GError **error);

/* Modified curvature diffusion (itk::CurvatureAnisotropicDiffusionImageFilter: R. Whitaker and
 * X. Xue, Variable-conductance, level-set curvature for image denoising, ICIP 2001) of a whole
 * volume in place, on all threads of the context; reports progress. float32 without NaN; the
 * smallest spacing must be 1, as the time step is the largest stable one for that. */
bool lm_bridge_curvature(lm_slab *whole, gint64 iterations, double conductance, lm_context *context,
                         GError **error);

G_END_DECLS
