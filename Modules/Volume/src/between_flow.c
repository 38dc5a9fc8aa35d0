/* The method `flow`: things move from slice to slice, and are drawn on their way.
 *
 * No motion is known for sure: where two slices are alike a stiff one is right, where things go
 * different ways a loose one. So several are found, each draws the slice, and the mean of the
 * drawings is nearest to the truth, as the mean of several estimates is (Breiman, Bagging
 * predictors, 1996). What a motion draws goes along its lines through all four slices: the curve
 * of `cubic` on what was moved (registration-based interpolation: Penney et al., IEEE TMI 2004).
 * Where motion explains little (flow_confidence()), the curve straight through the slices counts
 * as well.
 */
#include "between_flow_confidence.h"

#include "between.h"
#include "lamina/alloc.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

enum { MOTIONS = 3 };

/* From stiff to loose, three times as loose each. */
static const float data[MOTIONS] = {5.0F / 3, 5, 15};

/* What is found about a gap; pictures seen from the middle of it. */
typedef struct flow {
    flow_motion motion[MOTIONS];
    flow_image confidence;
} flow;

enum { FLOW_PLANES = 2 * MOTIONS + 1, FINDING_PLANES = 4 };

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

static size_t finding_values(size_t pixels)
{
    return MAX(FINDING_PLANES * pixels, 2 * SAMPLES);
}

static bool find(const between_gap *gap, flow *found, lm_context *context, GError **error)
{
    const float *a = gap->slice[BETWEEN_LEFT], *b = gap->slice[BETWEEN_RIGHT];
    const size_t pixels = flow_image_pixels(&found->confidence);
    float *block = lm_alloc(finding_values(pixels), sizeof *block, "two slices", error);
    if (!block)
        return false;
    const grey_range range = robust_range(a, b, pixels, block);
    flow_image left = {gap->width, gap->height, block};
    flow_image right = {gap->width, gap->height, block + pixels};
    scale(a, range, &left);
    scale(b, range, &right);
    bool ok = true;
    for (int k = 0; ok && k < MOTIONS; k++)
        ok = flow_motion_find(&left, &right, data[k], &found->motion[k], context, error);
    if (ok)
        flow_confidence(&left, &right, found->motion, MOTIONS, &found->confidence,
                        block + 2 * pixels);
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

/* The slices that join in a position, how much each counts, and how far away each is, in gaps. */
typedef struct joint {
    flow_image slice[BETWEEN_SLICES];
    double weight[BETWEEN_SLICES], away[BETWEEN_SLICES];
    float part; /* where the position is, from left to right */
} joint;

static joint joint_at(const between_gap *gap, double at)
{
    joint j;
    const double *p = gap->position, step = p[BETWEEN_RIGHT] - p[BETWEEN_LEFT];
    between_cubic_weights(gap, at, j.weight);
    for (int k = 0; k < BETWEEN_SLICES; k++) {
        /* One that is not there has no weight; any other may stand in its place. */
        int i = gap->slice[k] ? k : BETWEEN_LEFT;
        j.slice[k] = (flow_image){gap->width, gap->height, (float *)gap->slice[i]};
        j.away[k] = (p[i] - at) / step;
    }
    j.part = (float)((at - p[BETWEEN_LEFT]) / step);
    return j;
}

/* In differences from one of them, so that equal values stay what they are. */
static double curve(const double weight[BETWEEN_SLICES], const double value[BETWEEN_SLICES])
{
    double sum = value[BETWEEN_LEFT];
    for (int k = 0; k < BETWEEN_SLICES; k++)
        sum += weight[k] * (value[k] - value[BETWEEN_LEFT]);
    return sum;
}

static double moved(const joint *j, const flow_motion *motion, gint64 x, gint64 y)
{
    float m[2];
    double value[BETWEEN_SLICES];
    motion_at(motion, x, y, j->part, m);
    for (int k = 0; k < BETWEEN_SLICES; k++)
        value[k] = flow_image_cubic(&j->slice[k], (double)x + j->away[k] * (double)m[0],
                                    (double)y + j->away[k] * (double)m[1]);
    return curve(j->weight, value);
}

static double still(const joint *j, gint64 x, gint64 y)
{
    double value[BETWEEN_SLICES];
    for (int k = 0; k < BETWEEN_SLICES; k++)
        value[k] = (double)j->slice[k].value[y * j->slice[k].width + x];
    return curve(j->weight, value);
}

static bool draw(const between_gap *gap, const flow *found, double at, float *to,
                 lm_context *context, GError **error)
{
    const joint j = joint_at(gap, at);
    const float *confidence = found->confidence.value;
    for (gint64 y = 0; y < gap->height; y++) {
        if (!lm_context_go_on(context, error))
            return false;
        for (gint64 x = 0; x < gap->width; x++) {
            const double fixed = still(&j, x, y);
            double change = 0;
            for (int k = 0; k < MOTIONS; k++)
                change += (moved(&j, &found->motion[k], x, y) - fixed) / MOTIONS;
            const double sum = fixed + (double)*confidence++ * change;
            *to++ = (float)CLAMP(sum, (double)-FLT_MAX, (double)FLT_MAX);
        }
    }
    return true;
}

bool between_flow(const between_gap *gap, const double *at, size_t count, float *const *to,
                  lm_context *context, GError **error)
{
    const size_t pixels = (size_t)(gap->width * gap->height);
    float *block =
        lm_alloc(FLOW_PLANES * pixels, sizeof *block, "the motion between two slices", error);
    if (!block)
        return false;
    flow found;
    flow_image *plane[FLOW_PLANES] = {&found.confidence};
    for (int k = 0; k < MOTIONS; k++) {
        plane[1 + 2 * k] = &found.motion[k].x;
        plane[2 + 2 * k] = &found.motion[k].y;
    }
    for (size_t k = 0; k < FLOW_PLANES; k++)
        *plane[k] = (flow_image){gap->width, gap->height, block + k * pixels};
    bool ok = find(gap, &found, context, error);
    for (size_t i = 0; ok && i < count; i++)
        ok = draw(gap, &found, at[i], to[i], context, error);
    lm_free(block);
    return ok;
}

guint64 between_flow_scratch(gint64 width, gint64 height)
{
    const size_t pixels = (size_t)(width * height);
    return (FLOW_PLANES * pixels + finding_values(pixels)) * sizeof(float) +
           flow_motion_scratch(width, height);
}
