/* Which map colours come from.
 *
 * Each pixel is a colour of the map plus noise (JPEG's, or rounding), or a stranger (a line, a
 * label). What a stranger costs is bounded, and the size of the noise is that of the map that fits
 * best. A map that goes through more of all colours is nearer to any colour, so it has to be the
 * better the longer it is: the length is what a colour of the map says less by.
 */
#include "colormap-sketch.h"
#include "lamina/colormap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PIXELS_MOST = 2048 };

/* Distances are counted in bins of a quarter of a step. */
enum { BIN = 4, BINS = 128 * BIN };

static const double least_noise = 1.5; /* steps: what rounding makes */
static const double strange = 6;       /* in units of noise: what lies further away says no more */
static const double price_of_length = 0.1;
static const double clear = 0.03;

typedef struct judged {
    const lm_colormap *map;
    double length; /* steps */
    size_t n;      /* pixels */
    guint32 counts[BINS];
} judged;

static double median_of(const judged *j)
{
    size_t below = 0, bin = 0;
    for (; bin < BINS - 1; bin++) {
        below += j->counts[bin];
        if (2 * below > j->n)
            break;
    }
    return ((double)bin + 0.5) / BIN;
}

static double mean_of(const judged *j)
{
    double sum = 0;
    for (size_t bin = 0; bin < BINS; bin++)
        sum += j->counts[bin] * ((double)bin + 0.5) / BIN;
    return sum / (double)j->n;
}

static double score_of(const judged *j, double noise)
{
    double sum = 0;
    for (size_t bin = 0; bin < BINS; bin++) {
        double d = MIN(((double)bin + 0.5) / BIN / noise, strange);
        sum += j->counts[bin] * log1p(d * d);
    }
    return sum / (double)j->n + price_of_length * log(j->length);
}

/* ---- the pixels ---- */

enum { REACH = 2, CELLS = 64, LEVELS = 256 };
static const double calm_share = 0.2;

/* The greatest difference of any colour among the pixels up to REACH beside one. */
static unsigned unrest(const guint8 *rgb)
{
    int most = 0;
    for (int c = 0; c < 3; c++) {
        int least = rgb[c], greatest = rgb[c];
        for (int k = -REACH; k <= REACH; k++) {
            least = MIN(least, rgb[3 * k + c]);
            greatest = MAX(greatest, rgb[3 * k + c]);
        }
        most = MAX(most, greatest - least);
    }
    return (unsigned)most;
}

static unsigned cell_of(const guint8 *rgb)
{
    return (unsigned)(rgb[0] >> 6 << 4 | rgb[1] >> 6 << 2 | rgb[2] >> 6);
}

static bool has_neighbours(size_t i, size_t n, size_t run)
{
    return i % run >= REACH && i % run + REACH < run && i + REACH < n;
}

/* For each coarse kind of colour, how much unrest its calmest share of pixels has at most. */
static void find_limits(const guint8 *rgb, size_t n, size_t run, unsigned limits[CELLS])
{
    g_autofree guint32(*counts)[LEVELS] = g_malloc0_n(CELLS, sizeof *counts);
    guint32 total[CELLS] = {0};
    for (size_t i = 0; i < n; i++)
        if (has_neighbours(i, n, run)) {
            const unsigned cell = cell_of(rgb + 3 * i);
            counts[cell][unrest(rgb + 3 * i)]++;
            total[cell]++;
        }
    for (unsigned cell = 0; cell < CELLS; cell++) {
        guint32 below = counts[cell][0];
        for (limits[cell] = 0; below < calm_share * total[cell];)
            below += counts[cell][++limits[cell]];
    }
}

/* JPEG mixes the colours of neighbours, and lines and letters have edges, so the calmest pixels are
 * taken; but of each kind of colour, or a flat background would be all. */
static size_t take_calm(const guint8 *rgb, size_t n, size_t run, guint8 *calm)
{
    unsigned limits[CELLS];
    find_limits(rgb, n, run, limits);
    size_t taken = 0;
    for (size_t i = 0; i < n; i++)
        if (has_neighbours(i, n, run) && unrest(rgb + 3 * i) <= limits[cell_of(rgb + 3 * i)])
            memcpy(calm + 3 * taken++, rgb + 3 * i, 3);
    return taken;
}

/* ---- the maps ---- */

static void count(judged *j, const guint8 *rgb, size_t n, size_t step)
{
    const colormap_sketch *sketch = colormap_sketch_of(j->map);
    j->length = sketch->length;
    for (size_t i = 0; i < n; i += step) {
        double d = colormap_sketch_distance(sketch, rgb + 3 * i);
        j->counts[MIN((size_t)(d * BIN), (size_t)BINS - 1)]++;
        j->n++;
    }
}

static int by_score(const void *a, const void *b)
{
    const lm_colormap_rank *x = a, *y = b;
    return (x->score > y->score) - (x->score < y->score);
}

/* Keeps the first of each family. */
static size_t one_of_each(const lm_colormap_rank *all, size_t n, lm_colormap_rank *ranks,
                          size_t most)
{
    size_t kept = 0;
    for (size_t i = 0; i < n && kept < most; i++) {
        bool seen = false;
        for (size_t k = 0; k < kept; k++)
            seen |= strcmp(all[i].map->family, ranks[k].map->family) == 0;
        if (!seen)
            ranks[kept++] = all[i];
    }
    return kept;
}

/* Every map and how far the pixels are from it. */
static void judge(const guint8 *rgb, size_t n, judged *all)
{
    const size_t step = MAX(n / PIXELS_MOST, (size_t)1);
    for (const lm_colormap *const *map = lm_colormaps(); *map; map++, all++) {
        all->map = *map;
        count(all, rgb, n, step);
    }
}

static size_t rank_calm(const guint8 *rgb, size_t n, lm_colormap_rank *ranks, size_t most)
{
    const size_t maps = g_strv_length((char **)lm_colormaps());
    g_autofree judged *all = g_new0(judged, maps);
    judge(rgb, n, all);
    double noise = INFINITY;
    for (size_t i = 0; i < maps; i++)
        noise = MIN(noise, median_of(&all[i]));
    g_autofree lm_colormap_rank *sorted = g_new(lm_colormap_rank, maps);
    for (size_t i = 0; i < maps; i++)
        sorted[i] = (lm_colormap_rank){all[i].map, mean_of(&all[i]),
                                       score_of(&all[i], MAX(noise, least_noise))};
    qsort(sorted, maps, sizeof *sorted, by_score);
    return one_of_each(sorted, maps, ranks, most);
}

size_t lm_colormap_rank_all(const guint8 *rgb, size_t n, size_t run, lm_colormap_rank *ranks,
                            size_t most)
{
    if (run <= 2 * REACH)
        return n ? rank_calm(rgb, n, ranks, most) : 0;
    g_autofree guint8 *calm = g_malloc_n(n, 3);
    const size_t taken = take_calm(rgb, n, run, calm);
    return taken ? rank_calm(calm, taken, ranks, most) : 0;
}

size_t lm_colormap_rank_close(const lm_colormap_rank *ranks, size_t n)
{
    size_t close = 0;
    while (close < n && ranks[close].score < ranks[0].score + clear)
        close++;
    return close;
}
