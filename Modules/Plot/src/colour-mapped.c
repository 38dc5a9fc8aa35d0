#include "lamina/colormap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { RUN = 16, RUNS = 1500, GREY = 24 };

/* How far from grey a colour is. */
static int saturation(const guint8 *rgb)
{
    const int greatest = MAX(rgb[0], MAX(rgb[1], rgb[2]));
    return greatest - MIN(rgb[0], MIN(rgb[1], rgb[2]));
}

/* A run of neighbours in the plane, as RGB; false when most of it is grey. */
static bool take_run(const guint8 *from, size_t step, guint8 *rgb)
{
    int coloured = 0;
    for (size_t i = 0; i < RUN; i++) {
        memcpy(rgb + 3 * i, from + step * i, 3);
        coloured += saturation(rgb + 3 * i) > GREY;
    }
    return coloured > RUN / 2;
}

/* Runs spread evenly over a plane of so many pixels, of those that are coloured. */
static size_t sample(const guint8 *plane, size_t pixels, size_t step, guint8 *rgb, size_t *tried)
{
    size_t taken = 0;
    const size_t places = pixels - RUN + 1;
    *tried = MIN((size_t)RUNS, places);
    for (size_t k = 0; k < *tried; k++) {
        const size_t at = (size_t)((double)places * ((double)k + 0.5) / (double)*tried);
        if (take_run(plane + step * at, step, rgb + (size_t)(3 * RUN) * taken))
            taken++;
    }
    return taken;
}

static int ascending(const void *a, const void *b)
{
    const float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

/* The distance that the colours cover along the map, without the outermost twentieths: in 8-bit RGB
 * steps, from entry to entry. */
static double span(const lm_colormap *map, const guint8 *rgb, size_t n)
{
    g_autofree float *places = g_new(float, n);
    for (size_t i = 0; i < n; i++) {
        const float colour[3] = {(float)rgb[3 * i] / 255, (float)rgb[3 * i + 1] / 255,
                                 (float)rgb[3 * i + 2] / 255};
        places[i] = (float)lm_colormap_project(map, colour, NULL);
    }
    qsort(places, n, sizeof *places, ascending);
    const double last = (double)(map->n - 1);
    const size_t to = (size_t)(places[n - 1 - n / 20] * last);
    double length = 0;
    for (size_t i = (size_t)(places[n / 20] * last); i < to; i++) {
        const float *a = map->rgb[i], *b = map->rgb[i + 1];
        length +=
            255 * sqrt((double)((a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1]) +
                                (a[2] - b[2]) * (a[2] - b[2])));
    }
    return length;
}

const char *lm_colour_mapped(const lm_slab *slab, gint64 z)
{
    /* A figure in jet saved as JPEG with noise to the pixel has a mean of 9 on a span of 950; a
     * photograph or a stained section lies 15 to 50 from any map. */
    static const double mean = 12, least_span = 150, times = 30, least_share = 0.2;
    const size_t pixels = (size_t)slab->grid.size[0] * (size_t)slab->grid.size[1];
    if (slab->type != LM_UINT8 || slab->components < 3 || slab->components > 4 || pixels < RUN)
        return NULL;
    guint8 rgb[3 * RUN * RUNS];
    size_t tried;
    const size_t taken =
        sample(lm_slab_plane(slab, z), pixels, (size_t)slab->components, rgb, &tried);
    lm_colormap_rank best;
    if ((double)taken < least_share * (double)tried ||
        !lm_colormap_rank_all(rgb, taken * RUN, RUN, &best, 1) || best.mean > mean)
        return NULL;
    const double covered = span(best.map, rgb, taken * RUN);
    return covered > MAX(least_span, times * best.mean) ? best.map->family : NULL;
}
