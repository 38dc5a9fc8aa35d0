/* A slice seen small: the means of its blocks, all components together. */
#pragma once

#include "lamina/volume.h"

enum { THUMBNAIL_SIDE = 16 };

typedef struct thumbnail {
    float means[THUMBNAIL_SIDE * THUMBNAIL_SIDE];
} thumbnail;

/* Of a volume that holds one plane. Blocks without a number (or without a pixel, in slices of fewer
 * than 16 x 16) are 0. */
void thumbnail_make(const lm_volume *plane, thumbnail *small);

/* The mean of the absolute differences. */
double thumbnail_distance(const thumbnail *a, const thumbnail *b);
