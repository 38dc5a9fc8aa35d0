#include "lamina/histogram.h"

#include "lamina/error.h"

#include <float.h>
#include <math.h>
#include <string.h>

double lm_histogram_value(const lm_histogram *h, double bin)
{
    return h->least + bin * (h->greatest - h->least) / (double)(h->bins - 1);
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

/* Counts the values of one plane that lie between least and greatest. */
static void count_plane(lm_histogram *h, const lm_volume *volume, gint64 z)
{
    size_t n = lm_volume_plane_bytes(volume) / lm_type_size(volume->type);
    double scale = (double)(h->bins - 1) / (h->greatest - h->least), bins = (double)h->bins;
    switch (volume->type) {
#define COUNT(NAME, T)                                                                             \
    case LM_##NAME: {                                                                              \
        const T *v = (const T *)volume->data + (size_t)z * n;                                      \
        for (size_t i = 0; i < n; i++) {                                                           \
            double bin = ((double)v[i] - h->least) * scale + 0.5;                                  \
            if (bin >= 0 && bin < bins)                                                            \
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
    memset(h->counts, 0, h->bins * sizeof *h->counts);
    for (gint64 z = 0; z < volume->grid.size[2]; z++) {
        if (!lm_context_go_on(context, error))
            return false;
        count_plane(h, volume, z);
    }
    h->total = 0;
    for (size_t i = 0; i < h->bins; i++)
        h->total += h->counts[i];
    return true;
}

static lm_histogram *empty(size_t bins, double least, double greatest)
{
    lm_histogram *h = g_malloc(sizeof *h + bins * sizeof *h->counts); /* half a megabyte at most */
    *h = (lm_histogram){.least = least, .greatest = greatest, .bins = bins};
    return h;
}

lm_histogram *lm_histogram_new_range(const lm_volume *volume, size_t bins, double least,
                                     double greatest, lm_context *context, GError **error)
{
    g_return_val_if_fail(bins >= 2 && bins <= LM_HISTOGRAM_MAX && least < greatest, NULL);
    g_autoptr(lm_histogram) h = empty(bins, least, greatest);
    return count_all(h, volume, context, error) ? g_steal_pointer(&h) : NULL;
}

void lm_histogram_free(lm_histogram *histogram)
{
    g_free(histogram);
}

/* Narrows the range to a part of its bins when nearly all values crowd in them. */
static bool narrow(lm_histogram *h)
{
    size_t lo = lm_histogram_quantile(h, 0, h->bins, 1e-5);
    size_t hi = lm_histogram_quantile(h, 0, h->bins, 1 - 1e-5);
    if (hi - lo >= h->bins / 16 || !(h->greatest - h->least > FLT_MIN))
        return false;
    double least = lm_histogram_value(h, (double)lo - 1);
    double greatest = lm_histogram_value(h, (double)hi + 1);
    h->least = MAX(h->least, least);
    h->greatest = MIN(h->greatest, greatest);
    return true;
}

static bool has_two_values(const lm_histogram *h)
{
    return lm_histogram_quantile(h, 0, h->bins, 0) < lm_histogram_quantile(h, 0, h->bins, 1);
}

static void copy(lm_histogram *to, const lm_histogram *from)
{
    memcpy(to, from, sizeof *to + from->bins * sizeof *from->counts);
}

/* Closes in until the values spread; a rare value beside a single common one is no outlier. */
static bool close_in(lm_histogram *h, const lm_volume *volume, lm_context *context, GError **error)
{
    enum { PASSES = 16 }; /* each to a sixteenth at most, mostly to a two-thousandth */
    g_autoptr(lm_histogram) closer = empty(h->bins, h->least, h->greatest);
    copy(closer, h);
    for (int i = 0; i < PASSES && narrow(closer); i++) {
        if (!count_all(closer, volume, context, error))
            return false;
        if (has_two_values(closer))
            copy(h, closer);
    }
    return true;
}

lm_histogram *lm_histogram_new(const lm_volume *volume, size_t bins, lm_context *context,
                               GError **error)
{
    double least = 0, greatest = 0;
    lm_volume_range(volume, &least, &greatest);
    least = CLAMP(least, -(double)FLT_MAX, (double)FLT_MAX);
    greatest = CLAMP(greatest, -(double)FLT_MAX, (double)FLT_MAX);
    bool constant = !(least < greatest);
    if (constant) {
        double half = MAX(1, 1e-6 * fabs(least));
        greatest = least + half;
        least -= half;
    }
    g_autoptr(lm_histogram) h =
        lm_histogram_new_range(volume, bins, least, greatest, context, error);
    if (!h || (!constant && !close_in(h, volume, context, error)))
        return NULL;
    if (h->total == 0) {
        lm_fail(error, LM_ERROR_INPUT, "the volume has no finite value");
        return NULL;
    }
    return g_steal_pointer(&h);
}
