#include "invert-jpeg.h"

#include "invert-rounding.h"
#include "lamina/alloc.h"

#include <math.h>
#include <string.h>

enum { BLOCK = 16, STRIDE = 4, REACH = 8 };

/* The part of the figure that is looked at: the box and one block of 16 pixels around it, in whole
 * blocks of the picture. Luma has width x height pixels, chroma a quarter. */
typedef struct fit {
    const plot_inversion *in;
    gint64 z, x0, y0, width, height;
    const plot_cells *cells;
    const guint8 *image;
    float level[3][PLOT_LINE_LEVELS]; /* Y, Cb, Cr of the places on the map */
    float rough[3][PLOT_LINE_LEVELS / STRIDE];
    float *seen[3]; /* the figure */
    float *goal[3]; /* the same, with what JPEG's rounding grants */
    float *made[3]; /* what the places so far would look like */
    guint8 *at;     /* the level of each sample */
    plot_rounding rounding;
} fit;

static void to_ycc(const float rgb[3], float ycc[3])
{
    ycc[0] = 0.299f * rgb[0] + 0.587f * rgb[1] + 0.114f * rgb[2];
    ycc[1] = (rgb[2] - ycc[0]) / 1.772f;
    ycc[2] = (rgb[0] - ycc[0]) / 1.402f;
}

static size_t plane_pixels(const fit *f, int plane)
{
    return (size_t)(f->width * f->height) / (plane ? 4 : 1);
}

/* Luma of a pixel, chroma added to the 2 x 2 it belongs to. */
static void put_colour(const fit *f, float *const planes[3], gint64 x, gint64 y, const float ycc[3])
{
    const gint64 half = (y / 2) * (f->width / 2) + x / 2;
    planes[0][y * f->width + x] = ycc[0];
    planes[1][half] += ycc[1] / 4;
    planes[2][half] += ycc[2] / 4;
}

static const guint8 *pixel_of(const fit *f, gint64 x, gint64 y)
{
    const plot_figures *figures = f->in->figures;
    return plot_pixel(figures, f->z, MIN(f->x0 + x, figures->width - 1),
                      MIN(f->y0 + y, figures->height - 1));
}

static void see_figure(fit *f)
{
    for (gint64 y = 0; y < f->height; y++)
        for (gint64 x = 0; x < f->width; x++) {
            const guint8 *pixel = pixel_of(f, x, y);
            float ycc[3];
            to_ycc((const float[3]){pixel[0], pixel[1], pixel[2]}, ycc);
            put_colour(f, f->seen, x, y, ycc);
        }
}

static void set_levels(fit *f, const plot_line *line)
{
    for (size_t k = 0; k < PLOT_LINE_LEVELS; k++) {
        float ycc[3];
        to_ycc((const float[3]){line->level[0][k], line->level[1][k], line->level[2][k]}, ycc);
        for (int c = 0; c < 3; c++)
            f->level[c][k] = ycc[c];
    }
    for (int c = 0; c < 3; c++)
        for (int k = 0; k < PLOT_LINE_LEVELS; k += STRIDE)
            f->rough[c][k / STRIDE] = f->level[c][k];
}

/* Decoders draw chroma to full resolution with the weights 1/4 and 3/4, so the mean of 2 x 2 pixels
 * holds an eighth of each neighbour. */
static float spread(const float *p, gint64 k, gint64 n, gint64 step)
{
    return 0.75f * p[k * step] + 0.125f * (p[MAX(k - 1, 0) * step] + p[MIN(k + 1, n - 1) * step]);
}

static void spread_plane(const float *from, float *rows, float *to, gint64 nx, gint64 ny)
{
    for (gint64 y = 0; y < ny; y++)
        for (gint64 x = 0; x < nx; x++)
            rows[y * nx + x] = spread(from + y * nx, x, nx, 1);
    for (gint64 y = 0; y < ny; y++)
        for (gint64 x = 0; x < nx; x++)
            to[y * nx + x] = spread(rows + x, y, ny, nx);
}

static void sharpen_chroma(fit *f)
{
    enum { ROUNDS = 4 };
    const size_t n = plane_pixels(f, 1);
    for (int c = 1; c < 3; c++) {
        float *seen = f->seen[c], *sharp = f->goal[c];
        memcpy(sharp, seen, n * sizeof(float));
        for (int round = 0; round < ROUNDS; round++) {
            spread_plane(sharp, f->goal[0], f->made[c], f->width / 2, f->height / 2);
            for (size_t k = 0; k < n; k++)
                sharp[k] += seen[k] - f->made[c][k];
        }
        memcpy(seen, sharp, n * sizeof(float));
    }
}

/* What the pixels of one sample ask for. */
typedef struct wish {
    float colour[3], weight[3]; /* Y, Cb, Cr; weight 0: nothing */
} wish;

typedef struct cell {
    gint64 x0, x1, y0, y1; /* pixels of the looked-at part */
} cell;

static cell cell_of(const fit *f, gint64 i, gint64 j)
{
    const gint64 *fx = f->cells->first[0] + i, *fy = f->cells->first[1] + j;
    return (cell){fx[0] - f->x0, fx[1] - f->x0, fy[0] - f->y0, fy[1] - f->y0};
}

static bool shows_image(const fit *f, gint64 x, gint64 y)
{
    return f->image[(f->y0 + y) * f->in->figures->width + f->x0 + x];
}

/* Pixels of a sample in each 2 x 2 it touches, one after the other. */
static int count_in(const fit *f, const cell *k, gint64 hx, gint64 hy)
{
    int n = 0;
    for (gint64 y = MAX(2 * hy, k->y0); y < MIN(2 * hy + 2, k->y1); y++)
        for (gint64 x = MAX(2 * hx, k->x0); x < MIN(2 * hx + 2, k->x1); x++)
            n += shows_image(f, x, y);
    return n;
}

static void wish_luma(const fit *f, const cell *k, wish *w)
{
    for (gint64 y = k->y0; y < k->y1; y++)
        for (gint64 x = k->x0; x < k->x1; x++)
            if (shows_image(f, x, y)) {
                w->colour[0] += f->goal[0][y * f->width + x];
                w->weight[0]++;
            }
    w->colour[0] /= MAX(w->weight[0], 1);
}

/* A 2 x 2 of which the sample fills the share s is off by s times what the sample is off by. */
static void wish_chroma(const fit *f, const cell *k, int level, wish *w)
{
    float pull[3] = {0}, weight = 0;
    for (gint64 hy = k->y0 / 2; 2 * hy < k->y1; hy++)
        for (gint64 hx = k->x0 / 2; 2 * hx < k->x1; hx++) {
            const float share = (float)count_in(f, k, hx, hy) / 4;
            const gint64 at = hy * (f->width / 2) + hx;
            for (int c = 1; c < 3; c++)
                pull[c] += share * (f->goal[c][at] - f->made[c][at]);
            weight += share * share;
        }
    for (int c = 1; c < 3; c++) {
        w->colour[c] = f->level[c][level] + pull[c] / MAX(weight, 1e-6f);
        w->weight[c] = weight;
    }
}

static float misfit(const fit *f, const wish *w, int level)
{
    float sum = 0;
    for (int c = 0; c < 3; c++) {
        const float d = w->colour[c] - f->level[c][level];
        sum += w->weight[c] * d * d;
    }
    return sum;
}

/* The best of every fourth level. */
static int rough_level(const fit *f, const wish *w)
{
    float sums[PLOT_LINE_LEVELS / STRIDE] = {0};
    for (int c = 0; c < 3; c++)
        for (int k = 0; k < PLOT_LINE_LEVELS / STRIDE; k++) {
            const float d = w->colour[c] - f->rough[c][k];
            sums[k] += w->weight[c] * d * d;
        }
    int best = 0;
    for (int k = 1; k < PLOT_LINE_LEVELS / STRIDE; k++)
        if (sums[k] < sums[best])
            best = k;
    return best * STRIDE;
}

static int best_between(const fit *f, const wish *w, int lo, int hi)
{
    int best = CLAMP(lo, 0, PLOT_LINE_LEVELS - 1);
    float least = INFINITY;
    for (int k = best; k <= MIN(hi, PLOT_LINE_LEVELS - 1); k++) {
        const float m = misfit(f, w, k);
        if (m < least)
            least = m, best = k;
    }
    return best;
}

static int best_level(const fit *f, const wish *w)
{
    const int rough = rough_level(f, w);
    return best_between(f, w, rough - STRIDE, rough + STRIDE);
}

/* Near the level so far: the branch of the map is what the sample's own pixels said. Where branches
 * have colours alike, as the ends of a map that goes round, chroma of 2 x 2 would change it at
 * will. */
static int better_level(const fit *f, const wish *w, int now)
{
    return best_between(f, w, now - REACH, now + REACH);
}

/* The pixels of a sample change from one level to another. */
static void move_cell(fit *f, const cell *k, int from, int to)
{
    for (gint64 y = k->y0; y < k->y1; y++)
        for (gint64 x = k->x0; x < k->x1; x++)
            if (shows_image(f, x, y)) {
                const gint64 half = (y / 2) * (f->width / 2) + x / 2;
                f->made[0][y * f->width + x] = f->level[0][to];
                for (int c = 1; c < 3; c++)
                    f->made[c][half] += (f->level[c][to] - f->level[c][from]) / 4;
            }
}

static bool sweep(fit *f, lm_context *context, GError **error)
{
    for (gint64 j = 0; j < f->in->size[1]; j++) {
        if (!lm_context_go_on(context, error))
            return false;
        for (gint64 i = 0; i < f->in->size[0]; i++) {
            const cell k = cell_of(f, i, j);
            guint8 *at = &f->at[j * f->in->size[0] + i];
            wish w = {0};
            wish_luma(f, &k, &w);
            wish_chroma(f, &k, *at, &w);
            if (w.weight[0] == 0)
                continue;
            const int to = better_level(f, &w, *at);
            move_cell(f, &k, *at, to);
            *at = (guint8)to;
        }
    }
    return true;
}

/* To begin with: each sample by its own pixels alone, their chroma as it is drawn. */
static void begin_cell(fit *f, gint64 i, gint64 j)
{
    const cell k = cell_of(f, i, j);
    wish w = {0};
    for (gint64 y = k.y0; y < k.y1; y++)
        for (gint64 x = k.x0; x < k.x1; x++)
            if (shows_image(f, x, y)) {
                const guint8 *pixel = pixel_of(f, x, y);
                float ycc[3];
                to_ycc((const float[3]){pixel[0], pixel[1], pixel[2]}, ycc);
                for (int c = 0; c < 3; c++)
                    w.colour[c] += ycc[c], w.weight[c]++;
            }
    for (int c = 0; c < 3; c++)
        w.colour[c] /= MAX(w.weight[c], 1);
    f->at[j * f->in->size[0] + i] = (guint8)best_level(f, &w);
}

static void put_cell(fit *f, gint64 i, gint64 j)
{
    const cell k = cell_of(f, i, j);
    const int level = f->at[j * f->in->size[0] + i];
    const float ycc[3] = {f->level[0][level], f->level[1][level], f->level[2][level]};
    for (gint64 y = k.y0; y < k.y1; y++)
        for (gint64 x = k.x0; x < k.x1; x++)
            if (shows_image(f, x, y))
                put_colour(f, f->made, x, y, ycc);
}

/* The first picture made: the samples in their cells, and all else as it is in the figure. */
static void make_picture(fit *f)
{
    for (int c = 1; c < 3; c++)
        memset(f->made[c], 0, plane_pixels(f, c) * sizeof(float));
    for (gint64 y = 0; y < f->height; y++)
        for (gint64 x = 0; x < f->width; x++) {
            if (f->x0 + x < f->in->figures->width && f->y0 + y < f->in->figures->height &&
                shows_image(f, x, y))
                continue;
            const guint8 *pixel = pixel_of(f, x, y);
            float ycc[3];
            to_ycc((const float[3]){pixel[0], pixel[1], pixel[2]}, ycc);
            put_colour(f, f->made, x, y, ycc);
        }
    for (gint64 j = 0; j < f->in->size[1]; j++)
        for (gint64 i = 0; i < f->in->size[0]; i++)
            put_cell(f, i, j);
}

static void begin(fit *f)
{
    see_figure(f);
    sharpen_chroma(f);
    plot_rounding_find(&f->rounding, f->seen[0], f->width, f->height);
    for (gint64 j = 0; j < f->in->size[1]; j++)
        for (gint64 i = 0; i < f->in->size[0]; i++)
            begin_cell(f, i, j);
    make_picture(f);
}

static void grant(fit *f)
{
    const plot_rounding *r = &f->rounding;
    plot_rounding_grant(r, r->luma, f->seen[0], f->made[0], f->goal[0], f->width, f->height);
    for (int c = 1; c < 3; c++)
        plot_rounding_grant(r, r->chroma, f->seen[c], f->made[c], f->goal[c], f->width / 2,
                            f->height / 2);
}

static void write_places(const fit *f, float *places)
{
    for (gint64 j = 0; j < f->in->size[1]; j++)
        for (gint64 i = 0; i < f->in->size[0]; i++) {
            const cell k = cell_of(f, i, j);
            const gint64 at = j * f->in->size[0] + i;
            bool shown = false;
            for (gint64 y = k.y0; y < k.y1 && !shown; y++)
                for (gint64 x = k.x0; x < k.x1 && !shown; x++)
                    shown = shows_image(f, x, y);
            places[at] = shown ? (float)f->at[at] / (PLOT_LINE_LEVELS - 1) : NAN;
        }
}

static void choose_part(fit *f)
{
    const gint64 *size = f->in->size;
    const gint64 *const *first = (const gint64 *const *)f->cells->first;
    f->x0 = MAX(first[0][0] / BLOCK * BLOCK - BLOCK, 0);
    f->y0 = MAX(first[1][0] / BLOCK * BLOCK - BLOCK, 0);
    const gint64 x1 = MIN(first[0][size[0]] + BLOCK, f->in->figures->width);
    const gint64 y1 = MIN(first[1][size[1]] + BLOCK, f->in->figures->height);
    f->width = (x1 - f->x0 + BLOCK - 1) / BLOCK * BLOCK;
    f->height = (y1 - f->y0 + BLOCK - 1) / BLOCK * BLOCK;
}

static bool take_memory(fit *f, GError **error)
{
    for (int c = 0; c < 3; c++) {
        const size_t n = plane_pixels(f, c);
        f->seen[c] = lm_alloc0(n, sizeof(float), "the picture to compare", error);
        f->goal[c] =
            f->seen[c] ? lm_alloc(n, sizeof(float), "the picture to compare", error) : NULL;
        f->made[c] =
            f->goal[c] ? lm_alloc(n, sizeof(float), "the picture to compare", error) : NULL;
        if (!f->made[c])
            return false;
    }
    f->at = lm_alloc((size_t)f->in->size[0], (size_t)f->in->size[1], "the samples", error);
    return f->at;
}

static void give_back(fit *f)
{
    for (int c = 0; c < 3; c++) {
        lm_free(f->seen[c]);
        lm_free(f->goal[c]);
        lm_free(f->made[c]);
    }
    lm_free(f->at);
}

bool plot_fit_jpeg(const plot_inversion *inversion, gint64 z, const plot_line *line,
                   const plot_cells *cells, const guint8 *image, float *places, lm_context *context,
                   GError **error)
{
    enum { SWEEPS = 2 };
    fit f = {.in = inversion, .z = z, .cells = cells, .image = image};
    choose_part(&f);
    set_levels(&f, line);
    bool done = take_memory(&f, error);
    if (done)
        begin(&f);
    for (int k = 0; k < SWEEPS && done; k++) {
        grant(&f);
        done = sweep(&f, context, error);
    }
    if (done)
        write_places(&f, places);
    give_back(&f);
    return done;
}
