/* A box in a volume, and moving its sides: arithmetic only.
 *
 * A box is given by faces, x0 x1 y0 y1 z0 z1: voxel i lies between faces i and i + 1. A grip is the
 * set of its sides that move: bit k for the k-th number; all of them move the whole box.
 */
#pragma once

#include "slice-geometry.h"

G_BEGIN_DECLS

enum { LM_GRIP_WHOLE = 63 };

/* Where the box lies in the widget: left, right, top, bottom, in pixels. */
void lm_box_on_screen(const double box[6], const LmSlicePlane *plane, const LmSliceFrame *frame,
                      double sides[4]);

/* What is at this pixel: an edge, a corner (two edges), the whole (inside), 0 (nothing). */
unsigned lm_box_grip_at(const double box[6], const LmSlicePlane *plane, const LmSliceFrame *frame,
                        const double pixel[2]);

/* Moves the sides of a grip by so many voxels along each index axis. The box stays within `size`,
 * on whole faces where it moved, and at least one voxel thick. */
void lm_box_move(double box[6], unsigned grip, const double by[3], const gint64 size[3]);

G_END_DECLS
