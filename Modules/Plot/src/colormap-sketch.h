/* A known map by as few straight lines as stay within half a step of it: ten times as fast to
 * measure distances from as all its entries. */
#pragma once

#include "lamina/colormap.h"

typedef struct colormap_sketch {
    size_t n;      /* lines */
    double length; /* of all, in 8-bit RGB steps */
    float *a[3], *d[3], *inverse;
} colormap_sketch;

/* Of one of lm_colormaps(). Static. */
const colormap_sketch *colormap_sketch_of(const lm_colormap *map);

/* 8-bit RGB steps. */
double colormap_sketch_distance(const colormap_sketch *sketch, const guint8 rgb[3]);
