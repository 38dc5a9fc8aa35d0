/* The motion from one picture to another, dense, seen from the middle between them.
 *
 * Found where it leaves least to explain, and is smooth:
 *
 *     sum of |right(x + m(x)/2) - left(x - m(x)/2)| + huber(grad m(x)) / data
 *
 * Zach, Pock, Bischof: A duality based approach for realtime TV-L1 optical flow, 2007; the form
 * that is the same from both sides: Werlberger, Pock, Unger, Bischof: Optical flow guided TV-L1
 * video interpolation and restoration, 2011; Huber's norm in place of total variation, which would
 * make terraces of a slope: Werlberger et al., Anisotropic Huber-L1 optical flow, 2009; solved with
 * Chambolle, Pock: A first-order primal-dual algorithm for convex problems, 2011; a median after
 * each warp: Sun, Roth, Black, Secrets of optical flow estimation, 2010. From coarse to fine.
 */
#pragma once

#include "between_flow_image.h"

/* How far things move from left to right, in pixels: m(x) = (x, y). */
typedef struct flow_motion {
    flow_image x, y;
} flow_motion;

/* `left` and `right`: grey values of which most lie within 0 and 1, of the same size. `data`: what
 * a difference of grey counts against a gradient of the motion, pixels. `motion` arrives with
 * images of the same size and is overwritten. Fails when cancelled or out of memory. */
bool flow_motion_find(const flow_image *left, const flow_image *right, float data,
                      flow_motion *motion, lm_context *context, GError **error);

/* The most bytes this takes besides. */
guint64 flow_motion_scratch(gint64 width, gint64 height);
