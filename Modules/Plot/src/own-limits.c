#include "own-limits.h"

#include <math.h>

/* Values sorted into equal bins; the first and the last are centred on the ends. */
enum { BINS = 8193 };

typedef struct histogram {
    gint64 counts[BINS], all;
    int occupied; /* bins that are not empty */
} histogram;

static histogram *histogram_of(const float *values, size_t n)
{
    histogram *h = g_new0(histogram, 1);
    for (size_t i = 0; i < n; i++) {
        if (isnan(values[i]))
            continue;
        gint64 *count = &h->counts[lround((double)CLAMP(values[i], 0.0F, 1.0F) * (BINS - 1))];
        h->occupied += (*count)++ == 0;
        h->all++;
    }
    return h;
}

static void look_from(const histogram *h, int end, plot_reach *reach)
{
    gint64 passed = 0;
    int found = 0;
    for (int bin = 0; bin < BINS; bin++) {
        const gint64 here = h->counts[end == 0 ? bin : BINS - 1 - bin];
        const double place = (double)bin / (BINS - 1);
        const gint64 level = lround(place * (reach->levels - 1));
        if (passed * 50 < h->all)
            reach->near[end] = place;
        passed += here;
        for (; found < PLOT_EXTREMES && found < passed; found++)
            reach->extremes[end][found] = place;
        if (level < PLOT_EXTREMES)
            reach->outer[end][level] += here;
    }
    for (; found < PLOT_EXTREMES; found++)
        reach->extremes[end][found] = 1;
}

plot_reach plot_reach_of(const float *values, size_t n, size_t entries)
{
    g_autofree histogram *h = histogram_of(values, n);
    plot_reach reach = {.levels = (int)MAX(MIN((size_t)h->occupied, entries), 2),
                        .exact = (size_t)h->occupied <= entries};
    for (int end = 0; end < 2; end++)
        look_from(h, end, &reach);
    return reach;
}

/* From the extreme nearest to the end, `from`, to the farthest. */
typedef struct extent {
    double from, to;
} extent;

static extent extremes_of(const plot_reach *figures, gint64 count, int end)
{
    extent all = {1, 0};
    for (gint64 z = 0; z < count; z++) {
        all.from = MIN(all.from, figures[z].extremes[end][0]);
        all.to = MAX(all.to, figures[z].extremes[end][0]);
    }
    return all;
}

/* Samples at the end for each figure, less those that are more than one because the next levels
 * hold as many. */
static double at_end(const plot_reach *figures, gint64 count, int end)
{
    double last = 0, before = 0;
    for (gint64 z = 0; z < count; z++) {
        last += (double)figures[z].outer[end][0];
        for (int k = 1; k < PLOT_EXTREMES; k++)
            before += (double)figures[z].outer[end][k] / (PLOT_EXTREMES - 1);
    }
    return MAX((last - before) / (double)count, 1);
}

/* Of the chance that limits cut off something of every figure: at_end() is the mean of that where
 * there is any, so r / (1 - exp(-r)). */
static double log_cut(const plot_reach *figures, gint64 count, int end)
{
    enum { STEPS = 64 };
    const double mean = at_end(figures, count, end);
    double rate = mean;
    for (int i = 0; i < STEPS; i++)
        rate = mean * -expm1(-rate);
    return (double)count * log(-expm1(-rate));
}

static double tail_scale(const plot_reach *figures, gint64 count, int end)
{
    double sum = 0;
    for (gint64 z = 0; z < count; z++)
        for (int i = 1; i < PLOT_EXTREMES; i++)
            sum += i * (figures[z].extremes[end][i] - figures[z].extremes[end][i - 1]);
    return sum / ((double)count * (PLOT_EXTREMES - 1));
}

static double movement(const plot_reach *figures, gint64 count, int end)
{
    double sum = 0;
    for (gint64 z = 1; z < count; z++)
        sum += fabs(figures[z].near[end] - figures[z - 1].near[end]);
    return sum / (double)(count - 1);
}

/* Whether tails run smoothly to both ends: neither is cut off, which JPEG would hide, nor is there
 * an even ground. */
static bool runs_out(const plot_reach *figures, gint64 count)
{
    static const double few = 3;
    for (gint64 z = 0; z < count; z++)
        if (!figures[z].exact)
            return false;
    return at_end(figures, count, 0) < few && at_end(figures, count, 1) < few;
}

/* Of the chance that extremes are as close to each other. `level`: closer than this, they are
 * alike. Tails too smooth for that tell nothing, but what they move by does. */
static double log_close(const plot_reach *figures, gint64 count, int end, double level)
{
    static const double least = 1e-6, far = 50;
    const extent extremes = extremes_of(figures, count, end);
    const double n = (double)count, within = extremes.to - extremes.from + level;
    const double tail = tail_scale(figures, count, end), moved = movement(figures, count, end);
    const bool smooth = tail < level && runs_out(figures, count);
    const double scale = smooth ? moved : MIN(tail, moved);
    if (scale < least)
        return 0;
    const double log_all = lgamma(n + 1) - n * log(n);
    return MIN(log_all + (n - 1) * log(expm1(MIN(within / scale, far))), 0);
}

double plot_common_chance(const plot_reach *figures, gint64 count)
{
    double sum = 0, reach = 0;
    int levels = 0;
    for (gint64 z = 0; z < count; z++) {
        levels = MAX(levels, figures[z].levels);
        reach = MAX(reach, figures[z].exact ? 0 : 0.05); /* JPEG moves extremes */
    }
    if (count < 2)
        return 1;
    const double level = 1.0 / (levels - 1);
    for (int end = 0; end < 2; end++) {
        if (extremes_of(figures, count, end).to > reach + level / 2)
            return 1;
        sum += MAX(log_close(figures, count, end, level), log_cut(figures, count, end));
    }
    return exp(sum);
}
