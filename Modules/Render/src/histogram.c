#include "lamina/histogram.h"

#include "lamina/error.h"

#include <float.h>
#include <string.h>

enum { BINS = LM_HISTOGRAM_BINS };

double lm_histogram_value(const lm_histogram *h, double bin)
{
    return h->least + bin * (h->greatest - h->least) / (BINS - 1);
}

/* Counts the values of one plane that lie between least and greatest. */
static void count_plane(lm_histogram *h, const lm_volume *volume, gint64 z)
{
    size_t n = (size_t)(volume->grid.size[0] * volume->grid.size[1]);
    double scale = (BINS - 1) / (h->greatest - h->least);
    switch (volume->type) {
#define COUNT(NAME, T)                                                                             \
    case LM_##NAME: {                                                                              \
        const T *v = (const T *)volume->data + (size_t)z * n;                                      \
        for (size_t i = 0; i < n; i++) {                                                           \
            double bin = ((double)v[i] - h->least) * scale + 0.5;                                  \
            if (bin >= 0 && bin < BINS)                                                            \
                h->counts[(size_t)bin]++;                                                          \
        }                                                                                          \
        break;                                                                                     \
    }
        LM_FOR_EACH_TYPE (COUNT)
#undef COUNT
    }
}

static bool count_all(lm_histogram *h, const lm_volume *volume, lm_context *context, GError **error)
{
    memset(h->counts, 0, sizeof h->counts);
    for (gint64 z = 0; z < volume->grid.size[2]; z++) {
        if (!lm_context_go_on(context, error))
            return false;
        count_plane(h, volume, z);
    }
    h->total = 0;
    for (size_t i = 0; i < BINS; i++)
        h->total += h->counts[i];
    return true;
}

size_t lm_histogram_quantile(const lm_histogram *h, size_t lo, size_t hi, double share)
{
    guint64 all = 0, sum = 0;
    for (size_t i = lo; i < hi; i++)
        all += h->counts[i];
    for (size_t i = lo; i < hi; i++) {
        sum += h->counts[i];
        if (sum > 0 && (double)sum >= share * (double)all)
            return i;
    }
    return hi - 1;
}

/* Narrows the range to a part of its bins when nearly all values crowd in them. */
static bool narrow(lm_histogram *h)
{
    size_t lo = lm_histogram_quantile(h, 0, BINS, 1e-5),
           hi = lm_histogram_quantile(h, 0, BINS, 1 - 1e-5);
    if (hi - lo >= BINS / 16 || !(h->greatest - h->least > FLT_MIN))
        return false;
    double least = lm_histogram_value(h, (double)lo - 1),
           greatest = lm_histogram_value(h, (double)hi + 1);
    h->least = MAX(h->least, least);
    h->greatest = MIN(h->greatest, greatest);
    return true;
}

static bool has_two_values(const lm_histogram *h)
{
    size_t used = 0;
    for (size_t i = 0; i < BINS; i++)
        used += h->counts[i] > 0;
    return used > 1;
}

/* A histogram that a few outliers (to 1e38 in floats) do not squeeze into one bin. Closes in until
 * the values spread; a rare value beside a single common one is no outlier. */
static bool fit(lm_histogram *h, const lm_volume *volume, lm_context *context, GError **error)
{
    enum { PASSES = 16 }; /* each to a sixteenth at most, mostly to a two-thousandth */
    if (!count_all(h, volume, context, error))
        return false;
    lm_histogram closer = *h;
    for (int i = 0; i < PASSES && narrow(&closer); i++) {
        if (!count_all(&closer, volume, context, error))
            return false;
        if (has_two_values(&closer))
            *h = closer;
    }
    return true;
}

bool lm_histogram_find(const lm_volume *volume, lm_histogram *h, lm_context *context,
                       GError **error)
{
    double least, greatest;
    if (!lm_volume_range(volume, &least, &greatest) || !(least < greatest))
        return lm_fail(error, LM_ERROR_INPUT,
                       "all voxels have the same value: there is nothing to draw");
    h->least = MAX(least, -(double)FLT_MAX);
    h->greatest = MIN(greatest, (double)FLT_MAX);
    return fit(h, volume, context, error);
}
