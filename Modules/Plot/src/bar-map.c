#include "bar-map.h"

#include <math.h>
#include <stdlib.h>

enum { ENTRIES = 256, FIGURES = 5 };

static int by_value(const void *a, const void *b)
{
    return *(const guint8 *)a - *(const guint8 *)b;
}

/* The pixels of the middle of a bar's breadth, where no tick reaches. */
typedef struct core {
    gint64 lo, hi;
} core;

static core middle_of(double from, double to)
{
    const double inset = 0.3 * (to - from);
    core c = {(gint64)ceil(from + inset), (gint64)floor(to - inset)};
    if (c.hi <= c.lo) {
        c.lo = (gint64)floor(0.5 * (from + to));
        c.hi = c.lo + 1;
    }
    return c;
}

static bool inside(const plot_figures *figures, gint64 x, gint64 y)
{
    return x >= 0 && y >= 0 && x < figures->width && y < figures->height;
}

/* The median colour at one place along the bar; false when nothing is there. */
static bool median_at(const plot_figures *figures, bool upright, gint64 along, core across,
                      float rgb[3])
{
    enum { MOST = 64 };
    guint8 values[3][FIGURES * MOST];
    size_t n = 0;
    for (gint64 z = 0; z < MIN(figures->count, FIGURES); z++)
        for (gint64 c = across.lo; c < MIN(across.hi, across.lo + MOST); c++) {
            const gint64 x = upright ? c : along, y = upright ? along : c;
            if (!inside(figures, x, y))
                continue;
            const guint8 *pixel = plot_pixel(figures, z, x, y);
            for (int k = 0; k < 3; k++)
                values[k][n] = pixel[k];
            n++;
        }
    for (int k = 0; n > 0 && k < 3; k++) {
        qsort(values[k], n, 1, by_value);
        rgb[k] = values[k][n / 2] / 255.0F;
    }
    return n > 0;
}

/* Colours of whole pixels, the least number first. */
static size_t read_colours(const plot_figures *figures, const plot_panel *panel, float (*rgb)[3],
                           size_t most)
{
    const plot_box *bar = &panel->bar;
    const bool upright = panel->bar_upright;
    const core across = upright ? middle_of(bar->x0, bar->x1) : middle_of(bar->y0, bar->y1);
    const gint64 from = (gint64)ceil((upright ? bar->y0 : bar->x0) - 0.25);
    const gint64 to = (gint64)floor((upright ? bar->y1 : bar->x1) + 0.25);
    size_t n = 0;
    for (gint64 i = 0; i < to - from && n < most; i++)
        n += median_at(figures, upright, upright ? to - 1 - i : from + i, across, rgb[n]);
    return n;
}

/* The colour at place p (0 the middle of the first pixel), between pixels and held at the ends. */
static void colour_at(const float (*rgb)[3], size_t n, double p, guint8 out[3])
{
    p = CLAMP(p, 0, (double)(n - 1));
    const size_t i = MIN((size_t)p, n - 2);
    const double t = p - (double)i;
    for (int k = 0; k < 3; k++)
        out[k] = (guint8)lround(255 * ((1 - t) * (double)rgb[i][k] + t * (double)rgb[i + 1][k]));
}

/* The outermost pixels of a bar may be mixed with the line around it. */
static void mend_ends(float (*rgb)[3], size_t n)
{
    for (int k = 0; k < 3; k++) {
        rgb[0][k] = CLAMP(2 * rgb[1][k] - rgb[2][k], 0, 1);
        rgb[n - 1][k] = CLAMP(2 * rgb[n - 2][k] - rgb[n - 3][k], 0, 1);
    }
}

lm_colormap *plot_bar_colours(const plot_figures *figures, const plot_panel *panel)
{
    enum { MOST = 4096, LEAST = 8 };
    g_autofree float(*rgb)[3] = g_malloc_n(MOST, sizeof *rgb);
    const size_t n = read_colours(figures, panel, rgb, MOST);
    if (n < LEAST)
        return NULL;
    mend_ends(rgb, n);
    guint8 colours[ENTRIES][3];
    for (size_t i = 0; i < ENTRIES; i++)
        colour_at((const float(*)[3])rgb, n, ((double)i + 0.5) / ENTRIES * (double)n - 0.5,
                  colours[i]);
    return lm_colormap_new("colour bar", (const guint8(*)[3])colours, ENTRIES);
}

/* ---- is it a known one? ---- */

static double entry(const lm_colormap *map, double p, int k)
{
    p = CLAMP(p, 0, (double)(map->n - 1));
    const size_t i = MIN((size_t)p, map->n - 2);
    const double t = p - (double)i;
    return (1 - t) * (double)map->rgb[i][k] + t * (double)map->rgb[i + 1][k];
}

/* By how much a map differs from the bar at its entry i, in 8-bit steps, when it is moved along the
 * bar by so many entries. */
static void difference(const lm_colormap *bar, const lm_colormap *map, bool backwards, size_t i,
                       double shift, double d[3])
{
    const double v = ((double)i + 0.5 + shift) / (double)bar->n;
    const double p = (backwards ? 1 - v : v) * (double)map->n - 0.5;
    for (int k = 0; k < 3; k++)
        d[k] = 255 * (entry(map, p, k) - (double)bar->rgb[i][k]);
}

static double square_of(const double d[3])
{
    return d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
}

static double mean_distance(const lm_colormap *bar, const lm_colormap *map, bool backwards)
{
    double sum = 0, d[3];
    for (size_t i = 0; i < bar->n; i++) {
        difference(bar, map, backwards, i, 0, d);
        sum += sqrt(square_of(d));
    }
    return sum / (double)bar->n;
}

/* JPEG errs up and down within its blocks of 8 or 16 pixels, and hardly in the mean over stretches
 * longer than these. A program that draws a map by 64 of its colours puts each up to two entries
 * off its place. */
enum { STRETCH = ENTRIES / 8, SHIFT_MOST = 4 };

/* For the stretch that begins at each entry from `first` to `last`, the least square of its mean
 * difference so far. */
static void compare_stretches(const lm_colormap *bar, const lm_colormap *map, bool backwards,
                              int shift, size_t first, size_t last, double least[ENTRIES])
{
    double sums[ENTRIES + 1][3] = {{0}}, d[3];
    for (size_t i = 0; i < bar->n; i++) {
        difference(bar, map, backwards, i, shift, d);
        for (int k = 0; k < 3; k++)
            sums[i + 1][k] = sums[i][k] + d[k];
    }
    for (size_t i = first; i <= last; i++) {
        for (int k = 0; k < 3; k++)
            d[k] = (sums[i + STRETCH][k] - sums[i][k]) / STRETCH;
        least[i] = MIN(least[i], square_of(d));
    }
}

/* Of the stretch of the bar that is least like the map. `hidden` entries at either end do not
 * count. */
static double worst_stretch(const lm_colormap *bar, const lm_colormap *map, bool backwards,
                            size_t hidden)
{
    const size_t first = hidden, last = ENTRIES - hidden - STRETCH;
    double least[ENTRIES], worst = 0;
    for (size_t i = first; i <= last; i++)
        least[i] = INFINITY;
    for (int shift = -SHIFT_MOST; shift <= SHIFT_MOST; shift++)
        compare_stretches(bar, map, backwards, shift, first, last, least);
    for (size_t i = first; i <= last; i++)
        worst = MAX(worst, least[i]);
    return sqrt(worst);
}

/* How many entries the line around the bar may have bled into at either end. */
static size_t hidden_entries(const plot_panel *panel)
{
    static const double bled = 4; /* pixels, by JPEG's chroma of half resolution */
    const plot_box *bar = &panel->bar;
    const double pixels = panel->bar_upright ? bar->y1 - bar->y0 : bar->x1 - bar->x0;
    return (size_t)ceil(ENTRIES * MIN(bled / pixels, 0.25));
}

lm_colormap *plot_bar_known(const lm_colormap *bar, const plot_panel *panel)
{
    /* 8-bit steps. Of 891 bars, a third of them in JPEG of quality 75, each lay within 6 of the map
     * it was drawn with and no nearer than 18 to any other. */
    static const double same = 9;
    const size_t hidden = hidden_entries(panel);
    const lm_colormap *best = NULL;
    bool best_backwards = false;
    double least = INFINITY;
    for (const lm_colormap *const *map = lm_colormaps(); *map; map++)
        for (int backwards = 0; backwards < 2; backwards++) {
            const double mean = mean_distance(bar, *map, backwards);
            if (mean >= least || worst_stretch(bar, *map, backwards, hidden) > same)
                continue;
            least = mean;
            best = *map;
            best_backwards = backwards;
        }
    if (!best)
        return NULL;
    g_autofree char *name = g_strconcat(best->name, best_backwards ? "_r" : "", NULL);
    return lm_colormap_find(name);
}

bool plot_bar_against(const lm_colormap *bar, const lm_colormap *map)
{
    return mean_distance(bar, map, true) < mean_distance(bar, map, false);
}

static double step_between(const float a[3], const float b[3])
{
    double most = 0;
    for (int k = 0; k < 3; k++)
        most = MAX(most, 255 * fabs((double)a[k] - (double)b[k]));
    return most;
}

/* Whether entry i comes back further along the bar, after other colours. */
static bool comes_back(const lm_colormap *bar, size_t i)
{
    static const double same = 3, other = 16; /* 8-bit steps */
    bool left = false;
    for (size_t k = i + 1; k < bar->n; k++) {
        const double step = step_between(bar->rgb[i], bar->rgb[k]);
        left |= step > other;
        if (left && step < same)
            return true;
    }
    return false;
}

bool plot_bar_repeats(const lm_colormap *bar)
{
    size_t n = 0;
    for (size_t i = 0; i < bar->n; i++)
        n += comes_back(bar, i);
    return 5 * n > bar->n;
}
