#include "invert.h"

#include "invert-cells.h"
#include "invert-jpeg.h"
#include "invert-line.h"
#include "lamina/alloc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* How the pixels of a figure lie about the map. */
typedef struct manner {
    bool exact;     /* on it, but for rounding to 8 bits */
    bool entries;   /* on its entries, not between them */
    float far_away; /* a distance that no colour of the image has */
} manner;

typedef struct run {
    const plot_inversion *in;
    gint64 z;
    plot_line *line;
    const plot_cells *cells;
    manner manner;
    guint8
        *image; /* for each pixel of the figure: 1 where it shows the image and lies near the map */
    lm_context *context;
} run;

static int ascending(const void *a, const void *b)
{
    const float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

/* A probe: the distances of at most PROBES pixels from the line and from the entries, each sorted.
 */
enum { PROBES = 2048 };
typedef struct probe {
    size_t n;
    float line[PROBES], entry[PROBES];
} probe;

static void probe_pixel(run *r, gint64 x, gint64 y, probe *p)
{
    const plot_inversion *in = r->in;
    if (in->overlay && in->overlay[y * in->figures->width + x])
        return;
    const guint8 *pixel = plot_pixel(in->figures, r->z, x, y);
    plot_line_place(r->line, pixel, &p->line[p->n]);
    p->entry[p->n] = plot_line_entry_distance(r->line, pixel);
    p->n++;
}

static void probe_figure(run *r, probe *p)
{
    const gint64 *const *first = (const gint64 *const *)r->cells->first;
    const gint64 x0 = first[0][0], y0 = first[1][0];
    const gint64 nx = first[0][r->in->size[0]] - x0, ny = first[1][r->in->size[1]] - y0;
    p->n = 0;
    const gint64 pixels = nx * ny, count = MIN(pixels, (gint64)PROBES);
    for (gint64 k = 0; k < count; k++) {
        /* in steps of the golden section, so that no pattern of the image is met */
        const double share = fmod((double)k * 0.6180339887498949, 1);
        const gint64 at = pixels <= PROBES ? k : MIN((gint64)(share * (double)pixels), pixels - 1);
        probe_pixel(r, x0 + at % nx, y0 + at / nx, p);
    }
    qsort(p->line, p->n, sizeof(float), ascending);
    qsort(p->entry, p->n, sizeof(float), ascending);
}

static size_t count_up_to(const float *sorted, size_t n, float most)
{
    size_t k = 0;
    while (k < n && sorted[k] <= most)
        k++;
    return k;
}

/* JPEG spreads colours about the map, more than rounding does; in flat parts it does not, so nearly
 * all must be exact. Even where three quarters of the pixels show something else it does not pass
 * for the image. */
static manner find_manner(run *r)
{
    const float rounding = 1.5f, jpeg = 64;
    g_autofree probe *p = g_new(probe, 1);
    probe_figure(r, p);
    if (!p->n)
        return (manner){true, true, 0};
    const size_t on_map = count_up_to(p->line, p->n, rounding);
    const bool exact = (double)on_map >= 0.95 * (double)count_up_to(p->line, p->n, jpeg);
    const float quarter = p->line[p->n / 4];
    const bool entries = p->entry[p->n / 4] <= quarter + 1;
    return (manner){exact, entries, exact ? jpeg / 4 : MIN(jpeg + 4 * quarter, 2 * jpeg)};
}

static float distance_of(run *r, const guint8 *pixel)
{
    float distance;
    if (r->manner.exact)
        plot_line_place(r->line, pixel, &distance);
    else
        distance = plot_line_level_distance(r->line, pixel);
    return distance;
}

static void mark_image(run *r)
{
    const plot_inversion *in = r->in;
    const gint64 width = in->figures->width;
    const gint64 *const *first = (const gint64 *const *)r->cells->first;
    for (gint64 y = first[1][0]; y < first[1][in->size[1]]; y++)
        for (gint64 x = first[0][0]; x < first[0][in->size[0]]; x++) {
            const float distance = distance_of(r, plot_pixel(in->figures, r->z, x, y));
            r->image[y * width + x] =
                distance <= r->manner.far_away && !(in->overlay && in->overlay[y * width + x]);
        }
}

static float depth_of(const plot_cells *cells, gint64 x, gint64 y)
{
    return MIN(cells->depth[0][x - cells->first[0][0]], cells->depth[1][y - cells->first[1][0]]);
}

/* The place of the pixel deepest inside its cell, and of those that agree with it. */
static float exact_place(run *r, gint64 i, gint64 j)
{
    const gint64 *fx = r->cells->first[0] + i, *fy = r->cells->first[1] + j;
    const float near = 2.0f / (float)r->in->map->n;
    float deepest = -1, sum = NAN;
    int count = 0;
    for (gint64 y = fy[0]; y < fy[1]; y++)
        for (gint64 x = fx[0]; x < fx[1]; x++) {
            if (!r->image[y * r->in->figures->width + x])
                continue;
            float distance;
            const float depth = depth_of(r->cells, x, y);
            const float place =
                plot_line_place(r->line, plot_pixel(r->in->figures, r->z, x, y), &distance);
            if (count && fabsf(place - sum / (float)count) <= near)
                sum += place, count++, deepest = MAX(deepest, depth);
            else if (!count || depth > deepest)
                sum = place, count = 1, deepest = depth;
        }
    return sum / (float)MAX(count, 1);
}

static bool exact_places(run *r, float *places, GError **error)
{
    for (gint64 j = 0; j < r->in->size[1]; j++) {
        if (!lm_context_go_on(r->context, error))
            return false;
        for (gint64 i = 0; i < r->in->size[0]; i++)
            places[j * r->in->size[0] + i] = exact_place(r, i, j);
    }
    return true;
}

/* How far the mean colour of the pixels of a sample lies from its place on the map. */
static float cell_distance(const run *r, gint64 i, gint64 j, float place)
{
    const gint64 *fx = r->cells->first[0] + i, *fy = r->cells->first[1] + j;
    float colour[3], mean[3] = {0}, sum = 0;
    int count = 0;
    for (gint64 y = fy[0]; y < fy[1]; y++)
        for (gint64 x = fx[0]; x < fx[1]; x++) {
            if (!r->image[y * r->in->figures->width + x])
                continue;
            const guint8 *pixel = plot_pixel(r->in->figures, r->z, x, y);
            for (int c = 0; c < 3; c++)
                mean[c] += pixel[c];
            count++;
        }
    plot_line_colour(r->line, place, colour);
    for (int c = 0; c < 3; c++)
        sum += (mean[c] / (float)count - colour[c]) * (mean[c] / (float)count - colour[c]);
    return sqrtf(sum);
}

/* Distances by their nearest step, for the mean and the share below. */
enum { STEPS = 445 };
typedef struct tally {
    gint64 count, of[STEPS];
    double sum;
} tally;

static double share_below(const tally *t, double share)
{
    gint64 sum = 0;
    for (int k = 0; k < STEPS; k++) {
        sum += t->of[k];
        if ((double)sum >= share * (double)t->count)
            return t->count ? k : 0;
    }
    return STEPS - 1;
}

/* A table of colours gives each entry an equal share of the range, and a value is taken from the
 * middle of it. A few colours with a line between them stand for their own places. */
static float value_of(const run *r, float place)
{
    const float n = (float)r->in->map->n;
    return r->manner.entries ? (place * (n - 1) + 0.5f) / n : place;
}

static void places_to_values(const run *r, float *values, float *distance, plot_residual *residual)
{
    tally t = {0};
    residual->missing = 0;
    for (gint64 j = 0; j < r->in->size[1]; j++)
        for (gint64 i = 0; i < r->in->size[0]; i++) {
            const gint64 at = j * r->in->size[0] + i;
            const bool missing = isnan(values[at]);
            const float d = missing ? NAN : cell_distance(r, i, j, values[at]);
            if (distance)
                distance[at] = d;
            residual->missing += missing;
            if (missing)
                continue;
            values[at] = value_of(r, values[at]);
            t.of[CLAMP((int)lrintf(d), 0, STEPS - 1)]++;
            t.sum += d;
            t.count++;
        }
    residual->mean = t.sum / (double)MAX(t.count, 1);
    residual->p95 = share_below(&t, 0.95);
}

static bool find_places(run *r, float *places, GError **error)
{
    const plot_figures *figures = r->in->figures;
    r->image = lm_alloc0((size_t)figures->width, (size_t)figures->height, "the image", error);
    if (!r->image)
        return false;
    r->manner = find_manner(r);
    mark_image(r);
    if (r->manner.exact)
        return exact_places(r, places, error);
    return plot_fit_jpeg(r->in, r->z, r->line, r->cells, r->image, places, r->context, error);
}

bool plot_invert(const plot_inversion *inversion, gint64 z, float *values, float *distance,
                 plot_residual *residual, lm_context *context, GError **error)
{
    g_autoptr(plot_line) line = plot_line_new(inversion->map, error);
    if (!line)
        return false;
    g_autoptr(plot_cells) cells = plot_cells_new(inversion, z, error);
    if (!cells)
        return false;
    run r = {.in = inversion, .z = z, .line = line, .cells = cells, .context = context};
    const bool done = find_places(&r, values, error);
    if (done)
        places_to_values(&r, values, distance, residual);
    lm_free(r.image);
    return done;
}
