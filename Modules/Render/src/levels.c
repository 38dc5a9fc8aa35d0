#include "levels.h"

#include "lamina/error.h"

#include <float.h>
#include <string.h>

enum { BINS = 4096 };

typedef struct histogram {
    double least, greatest; /* centres of the outermost bins */
    guint64 counts[BINS];
    guint64 total;
} histogram;

static double value_of(const histogram *h, double bin)
{
    return h->least + bin * (h->greatest - h->least) / (BINS - 1);
}

/* Counts the values of one plane that lie between least and greatest. */
static void count_plane(histogram *h, const lm_volume *volume, gint64 z)
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

static bool count_all(histogram *h, const lm_volume *volume, lm_context *context, GError **error)
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

/* The first bin at which a share of all counts in the bins lo <= i < hi is reached. */
static size_t quantile(const histogram *h, size_t lo, size_t hi, double share)
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
static bool narrow(histogram *h)
{
    size_t lo = quantile(h, 0, BINS, 1e-5), hi = quantile(h, 0, BINS, 1 - 1e-5);
    if (hi - lo >= BINS / 16 || !(h->greatest - h->least > FLT_MIN))
        return false;
    double least = value_of(h, (double)lo - 1), greatest = value_of(h, (double)hi + 1);
    h->least = MAX(h->least, least);
    h->greatest = MIN(h->greatest, greatest);
    return true;
}

static bool has_two_values(const histogram *h)
{
    size_t used = 0;
    for (size_t i = 0; i < BINS; i++)
        used += h->counts[i] > 0;
    return used > 1;
}

/* A histogram that a few outliers (to 1e38 in floats) do not squeeze into one bin. Closes in until
 * the values spread; a rare value beside a single common one is no outlier. */
static bool fit(histogram *h, const lm_volume *volume, lm_context *context, GError **error)
{
    enum { PASSES = 16 }; /* each to a sixteenth at most, mostly to a two-thousandth */
    if (!count_all(h, volume, context, error))
        return false;
    histogram closer = *h;
    for (int i = 0; i < PASSES && narrow(&closer); i++) {
        if (!count_all(&closer, volume, context, error))
            return false;
        if (has_two_values(&closer))
            *h = closer;
    }
    return true;
}

/* Where the dark class ends (in bins) when the variance between the classes is greatest. Where a
 * whole range of bins does equally well (nothing lies in the gap), its middle. */
static double otsu(const histogram *h)
{
    double sum = 0, dark = 0, dark_sum = 0, best = -1;
    size_t first = 0, last = 0;
    for (size_t i = 0; i < BINS; i++)
        sum += (double)i * (double)h->counts[i];
    for (size_t i = 0; i + 1 < BINS; i++) {
        dark += (double)h->counts[i];
        dark_sum += (double)i * (double)h->counts[i];
        double bright = (double)h->total - dark;
        if (dark == 0 || bright == 0)
            continue;
        double distance = dark_sum / dark - (sum - dark_sum) / bright;
        double between = dark * bright * distance * distance;
        if (between > best)
            first = i;
        if (between >= best) {
            best = between;
            last = i;
        }
    }
    return ((double)first + (double)last + 1) / 2;
}

bool lm_levels_find(const lm_volume *volume, lm_levels *levels, lm_context *context, GError **error)
{
    histogram h;
    double least, greatest;
    if (!lm_volume_range(volume, &least, &greatest) || !(least < greatest))
        return lm_fail(error, LM_ERROR_INPUT,
                       "all voxels have the same value: there is nothing to draw");
    h.least = MAX(least, -(double)FLT_MAX);
    h.greatest = MIN(greatest, (double)FLT_MAX);
    if (!fit(&h, volume, context, error))
        return false;
    double edge = otsu(&h);
    size_t above = (size_t)edge + 1;
    levels->dark = value_of(&h, (double)quantile(&h, 0, above, 0.5));
    levels->edge = value_of(&h, edge);
    levels->bright = value_of(&h, (double)quantile(&h, above, BINS, 0.999));
    return true;
}
