/* How a picture is drawn. */
#pragma once

#include "lamina/camera.h"

#include <stdbool.h>
#include <stddef.h>

G_BEGIN_DECLS

enum { LM_SHOT_RAY_PIXELS = 16 };

/* A plane of the world: what lies on the normal's side stays. */
typedef struct lm_plane {
    double point[3], normal[3];
} lm_plane;

/* From the plane, along its normal. */
static inline double lm_plane_distance(const lm_plane *plane, const double place[3])
{
    double distance = 0;
    for (int k = 0; k < 3; k++)
        distance += plane->normal[k] * (place[k] - plane->point[k]);
    return distance;
}

typedef struct lm_shot {
    const lm_camera *camera;
    double centre[3], distance; /* looked at, in the middle of the depth; the eye's from there */
    double background[3];
    int width, height;      /* of what is drawn, pixels */
    int ray_pixels;         /* across, for each ray through a volume; 1 to LM_SHOT_RAY_PIXELS */
    double ray_step;        /* along a ray, in least voxel spacings */
    const lm_plane *planes; /* that cut all that is shown, at most 6 */
    size_t n_planes;
} lm_shot;

/* A part of a picture, from the first to before the end; rows from bottom to top. */
typedef struct lm_region {
    int first_column, end_column, first_row, end_row;
} lm_region;

/* What is nearer to the eye, or farther, is not drawn: parts of the distance. */
#define LM_SHOT_NEAR 0.4
#define LM_SHOT_FAR  1.6

/* Whether the planes leave a place; or anything of a box, x0 x1 y0 y1 z0 z1, mm, of which each
 * place must be looked at when it is cut. */
bool lm_shot_leaves(const lm_shot *shot, const double place[3]);
bool lm_shot_leaves_some(const lm_shot *shot, const float box[6], bool *is_cut);

G_END_DECLS
