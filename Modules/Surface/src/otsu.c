#include "otsu.h"

#include "lamina/alloc.h"
#include "lamina/error.h"
#include "lamina/parallel.h"

#include <math.h>

enum { BINS = 4096 };

typedef struct range {
    double least, greatest;
} range;

typedef struct histogram {
    const lm_volume *volume;
    double start, scale; /* value v falls into bin (v - start) * scale */
    size_t bins;
    guint64 *counts; /* `bins` for each worker */
    range *ranges;   /* one for each worker */
} histogram;

static bool is_exact(lm_type type)
{
    return lm_type_is_integer(type) && lm_type_size(type) <= 2;
}

static size_t bins_of(lm_type type)
{
    return is_exact(type) ? (size_t)1 << 8 * lm_type_size(type) : BINS;
}

guint64 lm_otsu_scratch(lm_type type)
{
    return bins_of(type) * sizeof(guint64) + sizeof(range);
}

static size_t plane_voxels(const histogram *h)
{
    return (size_t)(h->volume->grid.size[0] * h->volume->grid.size[1]);
}

static bool find_range(gint64 lo, gint64 hi, unsigned worker, gpointer user, GError **error)
{
    (void)error;
    const histogram *h = user;
    range r = h->ranges[worker];
    switch (h->volume->type) {
#define RANGE(NAME, T)                                                                             \
    case LM_##NAME: {                                                                              \
        const T *values = h->volume->data;                                                         \
        for (size_t i = (size_t)lo * plane_voxels(h); i < (size_t)hi * plane_voxels(h); i++) {     \
            double v = (double)values[i];                                                          \
            if (!isfinite(v))                                                                      \
                continue;                                                                          \
            r.least = MIN(r.least, v);                                                             \
            r.greatest = MAX(r.greatest, v);                                                       \
        }                                                                                          \
        break;                                                                                     \
    }
        LM_FOR_EACH_TYPE (RANGE)
#undef RANGE
    }
    h->ranges[worker] = r;
    return true;
}

/* What is not finite falls into no bin. */
static bool count_planes(gint64 lo, gint64 hi, unsigned worker, gpointer user, GError **error)
{
    (void)error;
    const histogram *h = user;
    const double start = h->start, scale = h->scale, end = (double)h->bins;
    const size_t last = h->bins - 1;
    guint64 *counts = h->counts + worker * h->bins;
    switch (h->volume->type) {
#define COUNT(NAME, T)                                                                             \
    case LM_##NAME: {                                                                              \
        const T *values = h->volume->data;                                                         \
        for (size_t i = (size_t)lo * plane_voxels(h); i < (size_t)hi * plane_voxels(h); i++) {     \
            double bin = ((double)values[i] - start) * scale;                                      \
            if (bin >= 0 && bin <= end)                                                            \
                counts[MIN((size_t)bin, last)]++;                                                  \
        }                                                                                          \
        break;                                                                                     \
    }
        LM_FOR_EACH_TYPE (COUNT)
#undef COUNT
    }
    return true;
}

static bool all_same(GError **error)
{
    return lm_fail(error, LM_ERROR_INPUT,
                   "otsu finds no value: the volume does not hold two different ones");
}

/* Small integers get a bin each, with the integer in its middle. */
static bool lay_bins(histogram *h, lm_context *context, GError **error)
{
    range r;
    if (is_exact(h->volume->type)) {
        lm_type_range(h->volume->type, &r.least, &r.greatest);
        h->start = r.least - 0.5;
        h->scale = 1;
        return true;
    }
    unsigned workers = lm_context_threads(context);
    for (unsigned i = 0; i < workers; i++)
        h->ranges[i] = (range){INFINITY, -INFINITY};
    if (!lm_parallel(context, h->volume->grid.size[2], 1, find_range, h, error))
        return false;
    r = h->ranges[0];
    for (unsigned i = 1; i < workers; i++) {
        r.least = MIN(r.least, h->ranges[i].least);
        r.greatest = MAX(r.greatest, h->ranges[i].greatest);
    }
    if (!(r.least < r.greatest))
        return all_same(error);
    h->start = r.least;
    h->scale = (double)h->bins / (r.greatest - r.least);
    return true;
}

static void add_workers(histogram *h, unsigned workers)
{
    for (size_t i = h->bins; i < workers * h->bins; i++)
        h->counts[i % h->bins] += h->counts[i];
}

/* The best cut, in bins: after bin `first`. Bins that follow it and are empty could as well belong
 * to either side; the middle of the gap is chosen. */
static bool best_cut(const histogram *h, double *cut)
{
    double all = 0, sum = 0, below = 0, sum_below = 0, best = 0;
    size_t first = 0, last = 0;
    for (size_t i = 0; i < h->bins; i++) {
        all += (double)h->counts[i];
        sum += (double)h->counts[i] * (double)i;
    }
    for (size_t i = 0; i + 1 < h->bins; i++) {
        below += (double)h->counts[i];
        sum_below += (double)h->counts[i] * (double)i;
        if (best > 0 && last + 1 == i && h->counts[i] == 0)
            last = i;
        if (below == 0 || below == all || h->counts[i] == 0)
            continue;
        double gap = (sum - sum_below) / (all - below) - sum_below / below;
        double between = below * (all - below) * gap * gap;
        if (between > best) {
            best = between;
            first = last = i;
        }
    }
    *cut = (double)(first + last + 2) / 2;
    return best > 0;
}

bool lm_otsu(const lm_volume *volume, double *value, lm_context *context, GError **error)
{
    unsigned workers = lm_context_threads(context);
    histogram h = {.volume = volume, .bins = bins_of(volume->type)};
    h.ranges = lm_alloc(workers, sizeof *h.ranges, "a histogram", error);
    h.counts =
        h.ranges ? lm_alloc0(workers * h.bins, sizeof *h.counts, "a histogram", error) : NULL;
    bool ok = h.counts && lay_bins(&h, context, error) &&
              lm_parallel(context, volume->grid.size[2], 1, count_planes, &h, error);
    double cut = 0;
    if (ok) {
        add_workers(&h, workers);
        ok = best_cut(&h, &cut) || all_same(error);
        *value = h.start + cut / h.scale;
    }
    lm_free(h.counts);
    lm_free(h.ranges);
    return ok;
}
