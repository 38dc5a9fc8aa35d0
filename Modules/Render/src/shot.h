/* How a picture is drawn. */
#pragma once

#include "lamina/camera.h"

G_BEGIN_DECLS

typedef struct lm_shot {
    const lm_camera *camera;
    double centre[3], distance; /* looked at, in the middle of the depth; the eye's from there */
    double background[3];
    int width, height; /* of what is drawn, pixels */
    int ray_pixels;    /* across, for each ray through a volume */
    double ray_step;   /* along a ray, in least voxel spacings */
} lm_shot;

/* What is nearer to the eye, or farther, is not drawn: parts of the distance. */
#define LM_SHOT_NEAR 0.4
#define LM_SHOT_FAR  1.6

G_END_DECLS
