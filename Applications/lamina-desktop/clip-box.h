/* The clipping box in the picture, and dragging its faces: arithmetic only.
 *
 * A box is given by faces, x0 x1 y0 y1 z0 z1: voxel i lies between faces i and i + 1. Handle k is
 * in the middle of the k-th face.
 */
#pragma once

#include "lamina/camera.h"
#include "lamina/grid.h"

G_BEGIN_DECLS

/* How the world comes to the picture. */
typedef struct LmEye {
    lm_camera camera;
    int width, height; /* pixels */
} LmEye;

/* The box that holds the whole grid. */
void lm_clip_whole(const lm_grid *grid, double box[6]);

/* Pixels of the eight corners, x varying fastest, and of the six handles. */
void lm_clip_corners(const LmEye *eye, const lm_grid *grid, const double box[6],
                     double pixels[8][2]);
void lm_clip_handles(const LmEye *eye, const lm_grid *grid, const double box[6],
                     double pixels[6][2]);

/* The handle within reach (in pixels) of a place in the picture, the nearest; -1: none. */
int lm_clip_handle_at(const LmEye *eye, const lm_grid *grid, const double box[6],
                      const double pixel[2], double reach);

/* Moves a face as its handle is dragged by so many pixels: along its axis, to whole voxels, within
 * the grid, and never closer to the face across than one voxel. */
void lm_clip_drag(const LmEye *eye, const lm_grid *grid, double box[6], int handle,
                  const double by[2]);

/* The same box in faces of another grid; false when their axes are not parallel. */
bool lm_clip_convert(const lm_grid *grid, const double box[6], const lm_grid *other,
                     double converted[6]);

G_END_DECLS
