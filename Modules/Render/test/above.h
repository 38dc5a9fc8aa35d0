/* A picture from above in which a pixel is a millimetre: pixel 0, 0 begins at the world's zero. */
#pragma once

#include "shot.h"

static inline lm_shot shot_from_above(lm_camera *camera, int width, int height)
{
    *camera = (lm_camera){
        .right = {1, 0, 0}, .up = {0, 1, 0}, .towards = {0, 0, -1}, .half_height = height / 2.0};
    return (lm_shot){.camera = camera,
                     .centre = {width / 2.0, height / 2.0, 0},
                     .distance = 100,
                     .width = width,
                     .height = height,
                     .ray_pixels = 2,
                     .ray_step = 0.5};
}
