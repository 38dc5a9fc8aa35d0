/* The frame around all that is shown, in the directions of a camera. */
#pragma once

#include "lamina/camera.h"
#include "lamina/grid.h"

G_BEGIN_DECLS

typedef struct lm_frame {
    double axes[3][3];   /* right, up and towards of the camera */
    double lo[3], hi[3]; /* along them, mm */
} lm_frame;

/* A frame that holds nothing yet. */
lm_frame lm_frame_of(const lm_camera *camera);

/* Widens the frame to hold a point of the world. */
void lm_frame_hold(lm_frame *frame, const double point[3]);

/* Corner 0 to 7 of a box (x0 x1 y0 y1 z0 z1) counted in the voxels of a grid from the outer face of
 * the first. */
void lm_box_corner(const lm_grid *grid, const double box[6], int corner, double world[3]);

bool lm_frame_is_empty(const lm_frame *frame);

/* Moves the camera to the middle of a frame that is not empty, and sets its half height for a
 * picture of this shape, with a margin of a twentieth. */
void lm_frame_fit(const lm_frame *frame, int width, int height, lm_camera *camera);

/* For a camera that looks in the frame's directions: the point to look at, in the middle of the
 * depth, and the distance of the eye from it, more than the depth. */
double lm_frame_stand(const lm_frame *frame, const lm_camera *camera, double centre[3]);

G_END_DECLS
