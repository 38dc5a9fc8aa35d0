#include "clip-box.h"

#include <math.h>

/* The pixel of a place given in faces. */
static void pixel_of(const LmEye *eye, const lm_grid *grid, const double faces[3], double pixel[2])
{
    double index[3], world[3], depth;
    for (int k = 0; k < 3; k++)
        index[k] = faces[k] - 0.5;
    lm_grid_to_world(grid, index, world);
    lm_camera_project(&eye->camera, eye->width, eye->height, world, pixel, &depth);
}

static void middle_of_face(const double box[6], int handle, double faces[3])
{
    for (int k = 0; k < 3; k++)
        faces[k] = (box[2 * k] + box[2 * k + 1]) / 2;
    faces[handle / 2] = box[handle];
}

void lm_clip_whole(const lm_grid *grid, double box[6])
{
    for (int k = 0; k < 3; k++) {
        box[2 * k] = 0;
        box[2 * k + 1] = (double)grid->size[k];
    }
}

void lm_clip_corners(const LmEye *eye, const lm_grid *grid, const double box[6],
                     double pixels[8][2])
{
    for (int corner = 0; corner < 8; corner++) {
        double faces[3];
        for (int k = 0; k < 3; k++)
            faces[k] = box[2 * k + (corner >> k & 1)];
        pixel_of(eye, grid, faces, pixels[corner]);
    }
}

void lm_clip_handles(const LmEye *eye, const lm_grid *grid, const double box[6],
                     double pixels[6][2])
{
    for (int handle = 0; handle < 6; handle++) {
        double faces[3];
        middle_of_face(box, handle, faces);
        pixel_of(eye, grid, faces, pixels[handle]);
    }
}

int lm_clip_handle_at(const LmEye *eye, const lm_grid *grid, const double box[6],
                      const double pixel[2], double reach)
{
    double pixels[6][2], nearest = reach;
    int found = -1;
    lm_clip_handles(eye, grid, box, pixels);
    for (int handle = 0; handle < 6; handle++) {
        double distance = hypot(pixels[handle][0] - pixel[0], pixels[handle][1] - pixel[1]);
        if (distance <= nearest) {
            nearest = distance;
            found = handle;
        }
    }
    return found;
}

void lm_clip_drag(const LmEye *eye, const lm_grid *grid, double box[6], int handle,
                  const double by[2])
{
    int axis = handle / 2;
    double faces[3], from[2], to[2];
    middle_of_face(box, handle, faces);
    pixel_of(eye, grid, faces, from);
    faces[axis] += 1;
    pixel_of(eye, grid, faces, to);
    /* An axis that points at the eye moves not more than four voxels' width for one. */
    double along[2] = {to[0] - from[0], to[1] - from[1]};
    double voxel = grid->spacing[axis] * eye->height / (2 * eye->camera.half_height);
    double square = MAX(along[0] * along[0] + along[1] * along[1], voxel * voxel / 16);
    double moved = round(box[handle] + (by[0] * along[0] + by[1] * along[1]) / square);
    double least = handle % 2 ? box[handle - 1] + 1 : 0;
    double most = handle % 2 ? (double)grid->size[axis] : box[handle + 1] - 1;
    box[handle] = CLAMP(moved, least, most);
}

static void faces_in(const lm_grid *grid, const double faces[3], const lm_grid *other,
                     double converted[3])
{
    double index[3], world[3];
    for (int k = 0; k < 3; k++)
        index[k] = faces[k] - 0.5;
    lm_grid_to_world(grid, index, world);
    lm_grid_to_index(other, world, converted);
    for (int k = 0; k < 3; k++)
        converted[k] += 0.5;
}

bool lm_clip_convert(const lm_grid *grid, const double box[6], const lm_grid *other,
                     double converted[6])
{
    static const double nothing = 1e-3; /* voxels */
    double near[3] = {box[0], box[2], box[4]}, from[3];
    faces_in(grid, near, other, from);
    for (int axis = 0; axis < 3; axis++) {
        double corner[3] = {near[0], near[1], near[2]}, to[3];
        int along = 0, edges = 0;
        corner[axis] = box[2 * axis + 1];
        faces_in(grid, corner, other, to);
        for (int k = 0; k < 3; k++)
            if (fabs(to[k] - from[k]) > nothing) {
                along = k;
                edges++;
            }
        if (edges != 1)
            return false;
        converted[2 * along] = fmin(from[along], to[along]);
        converted[2 * along + 1] = fmax(from[along], to[along]);
    }
    return true;
}
