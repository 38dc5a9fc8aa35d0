#include "invert.h"

#include "lamina/alloc.h"
#include "map-search.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The pixels that show each sample along one axis: from edges[k] to edges[k + 1]. */
typedef struct cells {
    gint64 n;
    gint32 *edges;  /* n + 1 */
    gint32 *middle; /* n: the pixel nearest to the middle of the cell; -1 when it has none */
    gint32 *of;     /* the sample of each pixel of the figure; -1 outside the box */
} cells;

struct plot_inverter {
    plot_inversion about;
    cells axes[2];
    plot_search *plain; /* for figures stored without loss: chroma counts as luma does */
    plot_search *lossy; /* for JPEG's */
    gint64 step[2];     /* pixels across and down that share one value of chroma */
};

/* ---- which pixels show which sample ---- */

static void cells_set(cells *c, double from, double to, gint64 n, gint64 pixels)
{
    const double step = (to - from) / (double)n;
    c->n = n;
    c->edges = g_new(gint32, n + 1);
    c->middle = g_new(gint32, n);
    c->of = g_new(gint32, pixels);
    memset(c->of, -1, (size_t)pixels * sizeof *c->of);
    for (gint64 k = 0; k <= n; k++) {
        const double edge = ceil(from + (double)k * step - 0.5);
        c->edges[k] = (gint32)CLAMP(edge, 0, (double)pixels);
    }
    for (gint64 k = 0; k < n; k++) {
        const gint32 middle = (gint32)floor(from + ((double)k + 0.5) * step);
        const bool some = c->edges[k] < c->edges[k + 1];
        for (gint32 i = c->edges[k]; i < c->edges[k + 1]; i++)
            c->of[i] = (gint32)k;
        c->middle[k] = some ? CLAMP(middle, c->edges[k], c->edges[k + 1] - 1) : -1;
    }
}

static void cells_clear(cells *c)
{
    g_free(c->edges);
    g_free(c->middle);
    g_free(c->of);
}

/* How much the square of a difference in chroma counts beside one in luma: chroma is rounded in
 * coarser steps, and at lower resolution says still less. */
static float lossy_chroma(const gint64 step[2])
{
    return step[0] * step[1] > 1 ? 0.15F : 0.4F;
}

/* What nobody knows is as usual: half resolution. */
static gint64 step_of(const plot_inversion *inversion, int axis)
{
    return inversion->chroma[axis] > 0 ? inversion->chroma[axis] : 2;
}

static guint64 coarse_pixels(const plot_inversion *inversion)
{
    const gint64 x = step_of(inversion, 0), y = step_of(inversion, 1);
    if (x * y == 1)
        return 0;
    return (guint64)((inversion->figures->width + x - 1) / x) *
           (guint64)((inversion->figures->height + y - 1) / y);
}

plot_inverter *plot_inverter_new(const plot_inversion *inversion, GError **error)
{
    g_autoptr(plot_inverter) inverter = g_new0(plot_inverter, 1);
    const plot_box *box = &inversion->box;
    inverter->about = *inversion;
    cells_set(&inverter->axes[0], box->x0, box->x1, inversion->size[0], inversion->figures->width);
    cells_set(&inverter->axes[1], box->y0, box->y1, inversion->size[1], inversion->figures->height);
    for (int axis = 0; axis < 2; axis++)
        inverter->step[axis] = step_of(inversion, axis);
    inverter->plain = plot_search_new(inversion->map, 1, error);
    if (inverter->plain)
        inverter->lossy = plot_search_new(inversion->map, lossy_chroma(inverter->step), error);
    return inverter->lossy ? g_steal_pointer(&inverter) : NULL;
}

void plot_inverter_free(plot_inverter *inverter)
{
    if (!inverter)
        return;
    cells_clear(&inverter->axes[0]);
    cells_clear(&inverter->axes[1]);
    plot_search_free(inverter->plain);
    plot_search_free(inverter->lossy);
    g_free(inverter);
}

/* ---- one figure ---- */

typedef struct figure {
    const plot_inverter *inverter;
    const cells *x, *y;
    gint64 z, width, height;
    gint64 coarse_width, coarse_height;
    plot_ycc *observed; /* of each sample */
    float *values;
    float *chroma[2]; /* what the values look like, at the resolution of chroma */
    lm_context *context;
} figure;

guint64 plot_invert_scratch(const plot_inversion *inversion)
{
    const guint64 samples = (guint64)(inversion->size[0] * inversion->size[1]);
    return samples * (sizeof(plot_ycc) + sizeof(float)) +
           2 * coarse_pixels(inversion) * sizeof(float);
}

static const guint8 *pixel_at(const figure *f, gint64 x, gint64 y)
{
    return plot_pixel(f->inverter->about.figures, f->z, x, y);
}

static bool covered(const figure *f, gint64 x, gint64 y)
{
    const guint8 *overlay = f->inverter->about.overlay;
    return overlay && overlay[y * f->width + x];
}

static const plot_ycc nothing = {NAN, NAN, NAN};

/* The colour of the pixel in the middle of a cell, or of another when that is covered. */
static plot_ycc middle_colour(const figure *f, gint64 i, gint64 j)
{
    const gint32 x = f->x->middle[i], y = f->y->middle[j];
    if (x < 0 || y < 0)
        return nothing;
    if (!covered(f, x, y))
        return plot_ycc_of(pixel_at(f, x, y));
    for (gint32 v = f->y->edges[j]; v < f->y->edges[j + 1]; v++)
        for (gint32 u = f->x->edges[i]; u < f->x->edges[i + 1]; u++)
            if (!covered(f, u, v))
                return plot_ycc_of(pixel_at(f, u, v));
    return nothing;
}

/* The mean colour of a cell. */
static plot_ycc mean_colour(const figure *f, gint64 i, gint64 j)
{
    plot_ycc sum = {0, 0, 0};
    int n = 0;
    for (gint32 v = f->y->edges[j]; v < f->y->edges[j + 1]; v++)
        for (gint32 u = f->x->edges[i]; u < f->x->edges[i + 1]; u++) {
            if (covered(f, u, v))
                continue;
            const plot_ycc c = plot_ycc_of(pixel_at(f, u, v));
            sum = (plot_ycc){sum.y + c.y, sum.cb + c.cb, sum.cr + c.cr};
            n++;
        }
    const float share = n > 0 ? 1 / (float)n : NAN;
    return (plot_ycc){sum.y * share, sum.cb * share, sum.cr * share};
}

static bool observe(const figure *f, plot_ycc (*colour)(const figure *, gint64, gint64),
                    GError **error)
{
    plot_ycc *at = f->observed;
    for (gint64 j = 0; j < f->y->n; j++) {
        if (!lm_context_go_on(f->context, error))
            return false;
        for (gint64 i = 0; i < f->x->n; i++)
            *at++ = colour(f, i, j);
    }
    return true;
}

static void search_all(const figure *f, const plot_search *search)
{
    const gint64 n = f->x->n * f->y->n;
    for (gint64 k = 0; k < n; k++)
        f->values[k] = isnan(f->observed[k].y) ? NAN : plot_search_find(search, f->observed[k]);
}

/* ---- how far from the map ---- */

/* As between 8-bit RGB colours. */
static float distance_of(const figure *f, gint64 k)
{
    const plot_ycc a = f->observed[k], b = plot_search_colour(f->inverter->plain, f->values[k]);
    const float y = a.y - b.y, cb = a.cb - b.cb, cr = a.cr - b.cr;
    const float dr = y + 1.402F * cr, dg = y - 0.344136F * cb - 0.714136F * cr;
    const float db = y + 1.772F * cb;
    return sqrtf(dr * dr + dg * dg + db * db);
}

enum { BINS = 101 }; /* of a step each, up to what is strange */

static double quantile(const guint32 counts[BINS], guint64 all, double share)
{
    guint64 below = 0;
    int bin = 0;
    while (bin < BINS - 1 && (double)(below += counts[bin]) < share * (double)all)
        bin++;
    return bin;
}

/* No rounding and no JPEG of a quality that anyone exports moves a colour by more. */
static const float strange = 100;

/* Colours farther than this are not of the map: rounding alone makes a few steps, JPEG as many as
 * it makes everywhere in the figure. */
static float far_limit(const figure *f, const float *distance)
{
    guint32 counts[BINS] = {0};
    guint64 all = 0;
    for (gint64 k = 0; k < f->x->n * f->y->n; k++) {
        if (!(distance[k] < strange))
            continue;
        counts[(int)distance[k]]++;
        all++;
    }
    return MIN(12 + 6 * (float)quantile(counts, all, 0.5), strange);
}

/* Leaves out what is far, and tells of the rest. */
static void judge(const figure *f, const float *distance, plot_residual *residual)
{
    const float far = far_limit(f, distance);
    guint32 counts[BINS] = {0};
    double sum = 0;
    guint64 kept = 0;
    *residual = (plot_residual){0};
    for (gint64 k = 0; k < f->x->n * f->y->n; k++) {
        if (!(distance[k] <= far)) {
            f->values[k] = NAN;
            *(isnan(distance[k]) ? &residual->unseen : &residual->off_map) += 1;
            continue;
        }
        counts[(int)distance[k]]++;
        sum += (double)distance[k];
        kept++;
    }
    residual->mean = kept ? sum / (double)kept : 0;
    residual->p95 = quantile(counts, kept, 0.95);
}

static void measure(const figure *f, float *distance)
{
    for (gint64 k = 0; k < f->x->n * f->y->n; k++)
        distance[k] = isnan(f->values[k]) ? NAN : distance_of(f, k);
}

/* ---- JPEG: drawn again, and compared ---- */

/* What a pixel looks like with the values so far; outside the image, as it is. */
static plot_ycc drawn(const figure *f, gint64 x, gint64 y)
{
    const gint32 i = f->x->of[x], j = f->y->of[y];
    const float value = i < 0 || j < 0 ? NAN : f->values[j * f->x->n + i];
    if (isnan(value) || covered(f, x, y))
        return plot_ycc_of(pixel_at(f, x, y));
    return plot_search_colour(f->inverter->plain, value);
}

/* The mean chroma of the pixels that share coarse pixel (u, v). */
static void draw_coarse(const figure *f, gint64 u, gint64 v)
{
    const gint64 *step = f->inverter->step;
    float cb = 0, cr = 0;
    for (gint64 j = 0; j < step[1]; j++)
        for (gint64 i = 0; i < step[0]; i++) {
            const plot_ycc c =
                drawn(f, MIN(step[0] * u + i, f->width - 1), MIN(step[1] * v + j, f->height - 1));
            cb += c.cb;
            cr += c.cr;
        }
    const float share = 1 / (float)(step[0] * step[1]);
    f->chroma[0][v * f->coarse_width + u] = cb * share;
    f->chroma[1][v * f->coarse_width + u] = cr * share;
}

/* A pixel more than the image on every side, for what spreads into it. */
static void coarse_range(const cells *c, gint64 step, gint64 coarse, gint64 *lo, gint64 *hi)
{
    *lo = MAX(c->edges[0] / step - 1, 0);
    *hi = MIN(c->edges[c->n] / step + 2, coarse);
}

static void draw(const figure *f)
{
    gint64 x0, x1, y0, y1;
    coarse_range(f->x, f->inverter->step[0], f->coarse_width, &x0, &x1);
    coarse_range(f->y, f->inverter->step[1], f->coarse_height, &y0, &y1);
    for (gint64 v = y0; v < y1; v++)
        for (gint64 u = x0; u < x1; u++)
            draw_coarse(f, u, v);
}

/* Along one axis, the coarse pixel that holds a pixel, the next nearest, and how much of that
 * decoders mix in: a quarter where chroma is at half resolution, else nothing. */
typedef struct mixture {
    gint64 near, next;
    float share;
} mixture;

static mixture mixture_at(gint64 x, gint64 step, gint64 coarse)
{
    const gint64 near = x / step, next = x % step ? near + 1 : near - 1;
    return (mixture){near, CLAMP(next, 0, coarse - 1), step == 2 ? 0.25F : 0};
}

static float mixed(const float *row, mixture m)
{
    return (1 - m.share) * row[m.near] + m.share * row[m.next];
}

/* Chroma at full resolution as decoders spread it. */
static float spread(const figure *f, const float *chroma, gint64 x, gint64 y)
{
    const mixture across = mixture_at(x, f->inverter->step[0], f->coarse_width);
    const mixture down = mixture_at(y, f->inverter->step[1], f->coarse_height);
    const float near = mixed(chroma + down.near * f->coarse_width, across);
    const float next = mixed(chroma + down.next * f->coarse_width, across);
    return (1 - down.share) * near + down.share * next;
}

/* By how much the chroma of a cell's pixels differs from what was drawn. */
static plot_ycc shortfall(const figure *f, gint64 i, gint64 j)
{
    float cb = 0, cr = 0;
    int n = 0;
    for (gint32 y = f->y->edges[j]; y < f->y->edges[j + 1]; y++)
        for (gint32 x = f->x->edges[i]; x < f->x->edges[i + 1]; x++) {
            if (covered(f, x, y))
                continue;
            const plot_ycc c = plot_ycc_of(pixel_at(f, x, y));
            cb += c.cb - spread(f, f->chroma[0], x, y);
            cr += c.cr - spread(f, f->chroma[1], x, y);
            n++;
        }
    const float share = n > 0 ? 1 / (float)n : 0;
    return (plot_ycc){0, cb * share, cr * share};
}

/* One round of synthesis and search; luma is compared as it was observed. */
static bool put_right(const figure *f, GError **error)
{
    static const float gain = 0.7F; /* the whole would swing, for neighbours share their chroma */
    draw(f);
    float *values = f->values;
    for (gint64 j = 0; j < f->y->n; j++) {
        if (!lm_context_go_on(f->context, error))
            return false;
        for (gint64 i = 0; i < f->x->n; i++, values++) {
            if (isnan(*values))
                continue;
            const plot_ycc so_far = plot_search_colour(f->inverter->plain, *values);
            const plot_ycc less = shortfall(f, i, j);
            const plot_ycc wanted = {f->observed[j * f->x->n + i].y, so_far.cb + gain * less.cb,
                                     so_far.cr + gain * less.cr};
            *values = plot_search_find(f->inverter->lossy, wanted);
        }
    }
    return true;
}

static bool undo_jpeg(const figure *f, GError **error)
{
    enum { ROUNDS = 2 };
    search_all(f, f->inverter->lossy);
    for (int round = 0; round < ROUNDS && f->chroma[0]; round++)
        if (!put_right(f, error))
            return false;
    return true;
}

/* ---- all of it ---- */

/* Whether the colours of pixels lie on the map as closely as rounding alone leaves them. */
static bool without_loss(const figure *f)
{
    static const float rounding = 1.5F;
    const gint64 n = f->x->n * f->y->n, step = MAX(n / 4096, 1);
    gint64 close = 0, seen = 0;
    for (gint64 k = 0; k < n; k += step) {
        if (isnan(f->values[k]))
            continue;
        const float distance = distance_of(f, k);
        close += distance < rounding;
        seen += distance < strange;
    }
    return 2 * close > seen;
}

static bool invert(const figure *f, float *distance, plot_residual *residual, GError **error)
{
    if (!observe(f, middle_colour, error))
        return false;
    search_all(f, f->inverter->plain);
    const bool lossy = !without_loss(f);
    if (lossy) {
        if (!observe(f, mean_colour, error))
            return false;
        search_all(f, f->inverter->plain);
    }
    measure(f, distance);
    if (lossy && !undo_jpeg(f, error))
        return false;
    judge(f, distance, residual);
    return true;
}

static bool allocate(figure *f, GError **error)
{
    const size_t coarse = coarse_pixels(&f->inverter->about);
    f->observed = lm_alloc((size_t)(f->x->n * f->y->n), sizeof *f->observed, "colours", error);
    for (int k = 0; f->observed && coarse > 0 && k < 2; k++) {
        f->chroma[k] = lm_alloc(coarse, sizeof(float), "chroma", error);
        if (!f->chroma[k])
            return false;
    }
    return f->observed;
}

static void release(figure *f)
{
    lm_free(f->observed);
    lm_free(f->chroma[0]);
    lm_free(f->chroma[1]);
}

bool plot_invert(const plot_inverter *inverter, gint64 z, float *values, float *distance,
                 plot_residual *residual, lm_context *context, GError **error)
{
    const plot_figures *figures = inverter->about.figures;
    const gint64 *step = inverter->step;
    figure f = {.inverter = inverter,
                .x = &inverter->axes[0],
                .y = &inverter->axes[1],
                .z = z,
                .width = figures->width,
                .height = figures->height,
                .coarse_width = (figures->width + step[0] - 1) / step[0],
                .coarse_height = (figures->height + step[1] - 1) / step[1],
                .values = values,
                .context = context};
    float *own = NULL;
    if (!distance)
        distance = own =
            lm_alloc((size_t)(f.x->n * f.y->n), sizeof *own, "the distance from the map", error);
    const bool ok = distance && allocate(&f, error) && invert(&f, distance, residual, error);
    release(&f);
    lm_free(own);
    return ok;
}
