/* Where the camera stands: a view, and a frame around all that is shown. */
#pragma once

#include "lamina/render.h"

G_BEGIN_DECLS

/* A parallel camera in the world. */
typedef struct lm_camera {
    double right[3], up[3], towards[3]; /* unit vectors; `towards` points from the eye */
    double lo[3], hi[3];                /* of what is shown, along right, up and towards */
    double half_height;                 /* of the picture, mm */
    double distance;                    /* of the eye from the middle, more than the depth */
} lm_camera;

/* A camera that shows nothing yet. */
lm_camera lm_camera_of(lm_view view);

/* Widens the frame to hold a point of the world. */
void lm_camera_hold(lm_camera *camera, const double point[3]);

/* The middle of the frame in the world; sets half height and distance for a picture of this shape,
 * with a margin of a twentieth. The half height is not above 0 when the camera holds nothing. */
void lm_camera_fit(lm_camera *camera, int width, int height, double centre[3]);

G_END_DECLS
