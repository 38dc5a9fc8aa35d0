#include "between_flow_confidence.h"

#include <string.h>

/* "Around the pixel" are so many to each side. */
enum { RADIUS = 6 };

/* The mean around each of `count` values that are `stride` apart; the ends go on. */
static void mean_along(const float *from, float *to, gint64 count, gint64 stride)
{
    double sum = 0;
    for (gint64 i = -RADIUS; i <= RADIUS; i++)
        sum += (double)from[CLAMP(i, 0, count - 1) * stride];
    for (gint64 i = 0; i < count; i++) {
        to[i * stride] = (float)MAX(sum / (2 * RADIUS + 1), 0);
        sum += (double)from[MIN(i + RADIUS + 1, count - 1) * stride] -
               (double)from[MAX(i - RADIUS, 0) * stride];
    }
}

static void mean_around(flow_image *image, float *scratch)
{
    for (gint64 y = 0; y < image->height; y++)
        mean_along(image->value + y * image->width, scratch + y * image->width, image->width, 1);
    for (gint64 x = 0; x < image->width; x++)
        mean_along(scratch + x, image->value + x, image->height, image->width);
}

/* The square of what is left between the slices after a motion. */
static float disagreement(const flow_image *left, const flow_image *right,
                          const flow_motion *motion, gint64 x, gint64 y)
{
    const gint64 i = y * left->width + x;
    const double dx = 0.5 * (double)motion->x.value[i], dy = 0.5 * (double)motion->y.value[i];
    const double difference = flow_image_cubic(right, (double)x + dx, (double)y + dy) -
                              flow_image_cubic(left, (double)x - dx, (double)y - dy);
    return (float)(difference * difference);
}

void flow_confidence(const flow_image *left, const flow_image *right, const flow_motion *motion,
                     int count, flow_image *confidence, float *scratch)
{
    const size_t pixels = flow_image_pixels(left);
    flow_image *moved = confidence, still = {left->width, left->height, scratch};
    gint64 i = 0;
    for (gint64 y = 0; y < left->height; y++)
        for (gint64 x = 0; x < left->width; x++, i++) {
            const float difference = right->value[i] - left->value[i];
            still.value[i] = difference * difference;
            moved->value[i] = 0;
            for (int k = 0; k < count; k++)
                moved->value[i] += disagreement(left, right, &motion[k], x, y) / (float)count;
        }
    mean_around(moved, scratch + pixels);
    mean_around(&still, scratch + pixels);
    for (size_t k = 0; k < pixels; k++) {
        const float both = still.value[k] + moved->value[k];
        confidence->value[k] = both > 0 ? still.value[k] / both : 1;
    }
}
