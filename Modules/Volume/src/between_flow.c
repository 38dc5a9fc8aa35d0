#include "between_flow_motion.h"

#include "between.h"
#include "lamina/alloc.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

/* So many values of each slice decide what is black and what is white. */
enum { SAMPLES = 1 << 14 };

typedef struct grey_range {
    double low, high;
} grey_range;

static int by_value(const void *a, const void *b)
{
    const float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

/* What all but a hundredth of the values of two slices lie between, from evenly spread pixels; what
 * they all lie between when most are equal. `sample` has room for 2 SAMPLES. */
static grey_range robust_range(const float *left, const float *right, size_t pixels, float *sample)
{
    const size_t stride = (pixels + SAMPLES - 1) / SAMPLES;
    size_t count = 0;
    for (size_t i = 0; i < pixels; i += stride) {
        sample[count++] = left[i];
        sample[count++] = right[i];
    }
    qsort(sample, count, sizeof *sample, by_value);
    const size_t tail = count / 100;
    if (sample[tail] < sample[count - 1 - tail])
        return (grey_range){(double)sample[tail], (double)sample[count - 1 - tail]};
    return (grey_range){(double)sample[0], (double)sample[count - 1]};
}

/* Black 0, white 1; far beyond them nothing is gained by telling values apart. */
static void scale(const float *value, grey_range range, flow_image *to)
{
    const double factor = range.low < range.high ? 1 / (range.high - range.low) : 0;
    for (size_t i = 0; i < flow_image_pixels(to); i++) {
        const double grey = ((double)value[i] - range.low) * factor;
        to->value[i] = (float)CLAMP(grey, -1, 2);
    }
}

static bool find_motion(const between_gap *gap, flow_motion *motion, lm_context *context,
                        GError **error)
{
    const float *a = gap->slice[BETWEEN_LEFT], *b = gap->slice[BETWEEN_RIGHT];
    const size_t pixels = flow_image_pixels(&motion->x);
    const size_t values = MAX(2 * pixels, 2 * SAMPLES);
    float *block = lm_alloc(values, sizeof *block, "two slices", error);
    if (!block)
        return false;
    const grey_range range = robust_range(a, b, pixels, block);
    flow_image left = {gap->width, gap->height, block};
    flow_image right = {gap->width, gap->height, block + pixels};
    scale(a, range, &left);
    scale(b, range, &right);
    bool ok = flow_motion_find(&left, &right, motion, context, error);
    lm_free(block);
    return ok;
}

/* The motion of what passes x, y at `part` of the way from left to right. It is known where things
 * are in the middle; where that is for this one is found by looking there and correcting. */
static void motion_at(const flow_motion *motion, gint64 x, gint64 y, float part, float m[2])
{
    const float back = 0.5F - part;
    const size_t i = (size_t)(y * motion->x.width + x);
    m[0] = motion->x.value[i];
    m[1] = motion->y.value[i];
    for (int k = 0; k < 3 && back != 0; k++) {
        const float at_x = (float)x + back * m[0], at_y = (float)y + back * m[1];
        m[0] = flow_image_linear(&motion->x, at_x, at_y);
        m[1] = flow_image_linear(&motion->y, at_x, at_y);
    }
}

static bool follow(const between_gap *gap, const flow_motion *motion, double at, float *to,
                   lm_context *context, GError **error)
{
    const double *p = gap->position, step = p[BETWEEN_RIGHT] - p[BETWEEN_LEFT];
    double weight[BETWEEN_SLICES], along[BETWEEN_SLICES];
    between_cubic_weights(gap, at, weight);
    for (int k = 0; k < BETWEEN_SLICES; k++)
        along[k] = gap->slice[k] ? (p[k] - at) / step : 0;
    const float part = (float)((at - p[BETWEEN_LEFT]) / step);
    for (gint64 y = 0; y < gap->height; y++) {
        if (!lm_context_go_on(context, error))
            return false;
        for (gint64 x = 0; x < gap->width; x++) {
            float m[2];
            double value[BETWEEN_SLICES] = {0};
            motion_at(motion, x, y, part, m);
            for (int k = 0; k < BETWEEN_SLICES; k++) {
                /* Only read through. */
                const flow_image slice = {gap->width, gap->height, (float *)gap->slice[k]};
                if (slice.value)
                    value[k] = flow_image_cubic(&slice, (double)x + along[k] * (double)m[0],
                                                (double)y + along[k] * (double)m[1]);
            }
            double sum = value[BETWEEN_LEFT];
            for (int k = 0; k < BETWEEN_SLICES; k++)
                sum += weight[k] * (value[k] - value[BETWEEN_LEFT]);
            *to++ = (float)CLAMP(sum, (double)-FLT_MAX, (double)FLT_MAX);
        }
    }
    return true;
}

bool between_flow(const between_gap *gap, const double *at, size_t count, float *const *to,
                  lm_context *context, GError **error)
{
    const size_t pixels = (size_t)(gap->width * gap->height);
    float *block = lm_alloc(2 * pixels, sizeof *block, "the motion between two slices", error);
    if (!block)
        return false;
    flow_motion motion = {{gap->width, gap->height, block},
                          {gap->width, gap->height, block + pixels}};
    bool ok = find_motion(gap, &motion, context, error);
    for (size_t i = 0; ok && i < count; i++)
        ok = follow(gap, &motion, at[i], to[i], context, error);
    lm_free(block);
    return ok;
}

guint64 between_flow_scratch(gint64 width, gint64 height)
{
    const guint64 pixels = (guint64)(width * height);
    return (2 * pixels + MAX(2 * pixels, 2 * SAMPLES)) * sizeof(float) +
           flow_motion_scratch(width, height);
}
