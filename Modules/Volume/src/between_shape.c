/* Grey slices between two others, by shape-based interpolation of their level sets (Herman, Zheng
 * and Bucholtz, IEEE Comput. Graph. Appl. 12, 1992; Grevera and Udupa, IEEE Trans. Med. Imaging 15,
 * 1996): for each of a number of levels, how far inside the pixels above it a pixel lies runs
 * straight from one slice to the other. Higher levels stay inside lower ones, so the grey value
 * follows from the two levels whose borders lie on either side of the pixel.
 *
 * What the levels are too few to tell of the given slices is known, and runs straight as well: so
 * beside a slice the answer is that slice.
 */
#include "between.h"
#include "between_distance.h"

#include "lamina/alloc.h"

#include <math.h>

enum { LEVELS = 24 };

/* In pixels: the pixels' own steps pass for shape below the first, time runs out beyond the second.
 */
static const double least_limit = 3, most_limit = 32;

/* How far inside a level each pixel lies. */
typedef struct level {
    float value;
    float *left, *right;
} level;

typedef struct scratch {
    guint8 *mask;
    float *rows;
    level lower, upper;
    float *left, *right; /* what the levels tell of the slices themselves */
} scratch;

static size_t pixels_of(const between_gap *gap)
{
    return (size_t)(gap->width * gap->height);
}

static void range_of(const between_gap *gap, float *low, float *high)
{
    *low = INFINITY, *high = -INFINITY;
    for (int s = BETWEEN_LEFT; s <= BETWEEN_RIGHT; s++)
        for (size_t i = 0; i < pixels_of(gap); i++) {
            *low = fminf(*low, gap->slice[s][i]);
            *high = fmaxf(*high, gap->slice[s][i]);
        }
}

static void measure(const between_gap *gap, const float *slice, const scratch *s, float value,
                    float *distance)
{
    double pixel = sqrt(gap->spacing[0] * gap->spacing[1]);
    double step = gap->position[BETWEEN_RIGHT] - gap->position[BETWEEN_LEFT];
    const between_window window = {gap->width,
                                   gap->height,
                                   {gap->spacing[0], gap->spacing[1]},
                                   CLAMP(step, least_limit * pixel, most_limit * pixel)};
    for (size_t i = 0; i < pixels_of(gap); i++)
        s->mask[i] = slice[i] >= value;
    between_distance(&window, s->mask, s->rows, distance);
    between_distance_soften(&window, s->rows, distance);
}

/* Raises the pixels of a slice `weight` of the way from left to right that lie above the lower
 * level: to the upper one, or by as much as the pixel is past the lower border. */
static void lift(const scratch *s, bool lowest, float weight, size_t pixels, float *restrict to)
{
    const level *lower = &s->lower, *upper = &s->upper;
    const float step = upper->value - lower->value;
    for (size_t i = 0; i < pixels; i++) {
        float above = (1 - weight) * upper->left[i] + weight * upper->right[i];
        float below = (1 - weight) * lower->left[i] + weight * lower->right[i];
        if (above > 0)
            to[i] = upper->value;
        else if (!lowest && below > 0)
            to[i] = lower->value + step * (below / (below - above));
    }
}

static float weight_of(const between_gap *gap, double at)
{
    const double *p = gap->position;
    return (float)((at - p[BETWEEN_LEFT]) / (p[BETWEEN_RIGHT] - p[BETWEEN_LEFT]));
}

static void swap_levels(scratch *s)
{
    level upper = s->upper;
    s->upper = s->lower;
    s->lower = upper;
}

static bool build(const between_gap *gap, scratch *s, const double *at, size_t count,
                  float *const *to, lm_context *context, GError **error)
{
    const size_t pixels = pixels_of(gap);
    float low, high;
    range_of(gap, &low, &high);
    for (size_t i = 0; i < pixels; i++) {
        s->left[i] = s->right[i] = low;
        for (size_t k = 0; k < count; k++)
            to[k][i] = low;
    }
    for (int n = 0; n < LEVELS && high > low; n++) {
        if (!lm_context_go_on(context, error))
            return false;
        swap_levels(s);
        s->upper.value = low + (high - low) * (((float)n + 0.5F) / LEVELS);
        measure(gap, gap->slice[BETWEEN_LEFT], s, s->upper.value, s->upper.left);
        measure(gap, gap->slice[BETWEEN_RIGHT], s, s->upper.value, s->upper.right);
        if (n == LEVELS - 1)
            s->upper.value = high;
        lift(s, n == 0, 0, pixels, s->left);
        lift(s, n == 0, 1, pixels, s->right);
        for (size_t k = 0; k < count; k++)
            lift(s, n == 0, weight_of(gap, at[k]), pixels, to[k]);
    }
    return true;
}

static void add_the_rest(const between_gap *gap, const scratch *s, float weight, float *restrict to)
{
    const float *left = gap->slice[BETWEEN_LEFT], *right = gap->slice[BETWEEN_RIGHT];
    float low, high;
    range_of(gap, &low, &high);
    for (size_t i = 0; i < pixels_of(gap); i++) {
        float rest = (1 - weight) * (left[i] - s->left[i]) + weight * (right[i] - s->right[i]);
        to[i] = CLAMP(to[i] + rest, low, high);
    }
}

bool between_shape(const between_gap *gap, const double *at, size_t count, float *const *to,
                   lm_context *context, GError **error)
{
    scratch s = {0};
    float **const planes[] = {&s.lower.left,  &s.lower.right, &s.upper.left,
                              &s.upper.right, &s.left,        &s.right};
    const char *what = "the distances of level sets";
    bool ok = (s.mask = lm_alloc(pixels_of(gap), 1, what, error)) &&
              (s.rows = lm_alloc((size_t)gap->width, 4 * sizeof *s.rows, what, error));
    for (size_t i = 0; ok && i < G_N_ELEMENTS(planes); i++)
        ok = (*planes[i] = lm_alloc0(pixels_of(gap), sizeof(float), what, error));
    ok = ok && build(gap, &s, at, count, to, context, error);
    for (size_t k = 0; ok && k < count; k++)
        add_the_rest(gap, &s, weight_of(gap, at[k]), to[k]);
    for (size_t i = 0; i < G_N_ELEMENTS(planes); i++)
        lm_free(*planes[i]);
    lm_free(s.mask);
    lm_free(s.rows);
    return ok;
}

guint64 between_shape_scratch(gint64 width, gint64 height)
{
    /* The mask, the distances to two levels in both slices, and what they tell of both. */
    return (guint64)(width * height) * (1 + 6 * sizeof(float)) + (guint64)width * 4 * sizeof(float);
}
