/* The part of a volume that a transfer function lets one see. */
#pragma once

#include "camera.h"

G_BEGIN_DECLS

/* Widens the camera's frame to hold every voxel with any opacity; the volume is of 8 or 16 bits.
 * False, without an error, when there is none, and when cancelled. */
bool lm_camera_hold_visible(lm_camera *camera, const lm_volume *volume, const lm_transfer *transfer,
                            lm_context *context);

G_END_DECLS
