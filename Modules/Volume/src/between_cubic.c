#include "between.h"

/* How much each of the four slices counts. */
typedef struct weights {
    double of[BETWEEN_SLICES];
} weights;

/* The slope in the middle of a parabola through three positions, as weights of its three values. */
static void parabola_slope(const double at[3], double slope[3])
{
    double before = at[1] - at[0], after = at[2] - at[1], both = before + after;
    slope[0] = -after / (before * both);
    slope[1] = (after - before) / (before * after);
    slope[2] = before / (after * both);
}

/* The slopes at the two ends of the gap, per millimetre. */
static void slopes(const between_gap *gap, weights *left, weights *right)
{
    const double *p = gap->position;
    double step = p[BETWEEN_RIGHT] - p[BETWEEN_LEFT];
    const weights chord = {{0, -1 / step, 1 / step, 0}};
    bool before = gap->slice[BETWEEN_BEFORE] != NULL;
    bool after = gap->slice[BETWEEN_AFTER] != NULL;
    *left = *right = chord;
    if (before)
        parabola_slope(p, left->of);
    if (after)
        parabola_slope(p + 1, right->of + 1);
    /* Without a neighbour further out: the slope that makes the curve a parabola. */
    for (int i = 0; i < BETWEEN_SLICES; i++) {
        if (!before && after)
            left->of[i] = 2 * chord.of[i] - right->of[i];
        if (before && !after)
            right->of[i] = 2 * chord.of[i] - left->of[i];
    }
}

/* Hermite's cubic from the values and slopes at both ends of the gap. */
void between_cubic_weights(const between_gap *gap, double at, double weight[BETWEEN_SLICES])
{
    weights left, right;
    slopes(gap, &left, &right);
    double step = gap->position[BETWEEN_RIGHT] - gap->position[BETWEEN_LEFT];
    double t = (at - gap->position[BETWEEN_LEFT]) / step, s = 1 - t;
    for (int i = 0; i < BETWEEN_SLICES; i++)
        weight[i] = step * s * t * (s * left.of[i] - t * right.of[i]);
    weight[BETWEEN_LEFT] += s * s * (1 + 2 * t);
    weight[BETWEEN_RIGHT] += t * t * (1 + 2 * s);
}

static void mix(const between_gap *gap, const double weight[BETWEEN_SLICES], float *restrict to)
{
    /* A slice that is not there has no weight; any other may stand in its place. */
    const float *slice[BETWEEN_SLICES];
    float f[BETWEEN_SLICES];
    for (int i = 0; i < BETWEEN_SLICES; i++) {
        slice[i] = gap->slice[i] ? gap->slice[i] : gap->slice[BETWEEN_LEFT];
        f[i] = (float)weight[i];
    }
    const float *a = slice[0], *b = slice[1], *c = slice[2], *d = slice[3];
    const size_t pixels = (size_t)(gap->width * gap->height);
    for (size_t k = 0; k < pixels; k++)
        to[k] = b[k] + (f[0] * (a[k] - b[k]) + f[2] * (c[k] - b[k]) + f[3] * (d[k] - b[k]));
}

bool between_cubic(const between_gap *gap, const double *at, size_t count, float *const *to,
                   lm_context *context, GError **error)
{
    for (size_t i = 0; i < count; i++) {
        if (!lm_context_go_on(context, error))
            return false;
        double weight[BETWEEN_SLICES];
        between_cubic_weights(gap, at[i], weight);
        mix(gap, weight, to[i]);
    }
    return true;
}
