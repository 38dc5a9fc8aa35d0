/* Pictures of the motion's search: smaller copies of a slice, and values between its pixels. */
#pragma once

#include "lamina/context.h"

#include <stddef.h>

typedef struct flow_image {
    gint64 width, height;
    float *value;
} flow_image;

static inline size_t flow_image_pixels(const flow_image *image)
{
    return (size_t)(image->width * image->height);
}

/* What is at x, y in pixels, by Catmull-Rom's cubic in both directions (Keys, Cubic convolution
 * interpolation for digital image processing, 1981); exact on the pixels. Beyond the picture its
 * edge goes on. In double, so that no value of a float overflows on the way. */
double flow_image_cubic(const flow_image *image, double x, double y);

/* The same by straight lines. */
float flow_image_linear(const flow_image *image, float x, float y);

/* Every second pixel, the first one included, after the binomial filter 1 4 6 4 1 (Burt, Adelson,
 * The Laplacian pyramid as a compact image code, 1983). `half` has half as many pixels each way,
 * rounded up; `line` room for one of its columns of rows: half->width x image->height values. */
void flow_image_halve(const flow_image *image, flow_image *half, float *line);

/* Back to the size of `image`, the values twice as large: a motion in its own pixels. */
void flow_image_double(const flow_image *half, flow_image *image);

/* Each value becomes the median of its 3 x 3 neighbours; `scratch` has as many values. */
void flow_image_median(flow_image *image, float *scratch);
