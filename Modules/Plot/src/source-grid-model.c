#include "source-grid-model.h"

#include "map-search.h"

#include <math.h>

enum { LINES = 128 };

static const double ROUNDING = 1.0 / 12;

struct plot_lines {
    gint64 n;               /* pixels along each */
    bool *seen;             /* n */
    float (*values)[LINES]; /* n; less the mean of the line */
    double power, pixels;   /* sum of squares, and number in a line, of what is seen */
};

/* ---- which lines ---- */

static bool is_hidden(const plot_axis_view *view, gint64 along, gint64 across)
{
    const gint64 x = view->axis == 0 ? along : across, y = view->axis == 0 ? across : along;
    return view->overlay[y * view->figures->width + x];
}

/* The pixels of a line that something is drawn over. */
static gint64 count_hidden(const plot_axis_view *view, const plot_profile *p, gint64 across)
{
    gint64 hidden = 0;
    for (gint64 i = PLOT_PROFILE_HIDDEN; i < p->n - PLOT_PROFILE_HIDDEN; i++)
        hidden += is_hidden(view, p->first + i, across);
    return hidden;
}

/* Those lines of the box that least is drawn over. */
static GArray *clear_lines(const plot_axis_view *view, const plot_profile *p)
{
    const bool along_x = view->axis == 0;
    const double size = (double)(along_x ? view->figures->height : view->figures->width);
    const double low = fmax(along_x ? view->box->y0 : view->box->x0, 0);
    const double high = fmin(along_x ? view->box->y1 : view->box->x1, size);
    gint64 least = G_MAXINT64;
    GArray *clear = g_array_new(FALSE, FALSE, sizeof(gint64));
    for (gint64 across = (gint64)ceil(low); across < (gint64)high; across++) {
        const gint64 hidden = count_hidden(view, p, across);
        if (hidden < least)
            g_array_set_size(clear, 0);
        least = MIN(least, hidden);
        if (hidden == least)
            g_array_append_val(clear, across);
    }
    return clear;
}

/* ---- what they show ---- */

static float value_of(const plot_search *search, const guint8 *rgb)
{
    return search ? 255 * plot_search_find(search, plot_ycc_of(rgb))
                  : (float)plot_luma_256(rgb) / 256;
}

static void read_line(plot_lines *l, const plot_axis_view *view, const plot_search *search,
                      gint64 first, gint64 across, int line)
{
    for (gint64 i = 0; i < l->n; i++) {
        const gint64 x = view->axis == 0 ? first + i : across;
        const gint64 y = view->axis == 0 ? across : first + i;
        const gint64 z = line % view->figures->count;
        l->values[i][line] = value_of(search, plot_pixel(view->figures, z, x, y));
        l->seen[i] = l->seen[i] && !is_hidden(view, first + i, across);
    }
}

static void take_means(plot_lines *l)
{
    for (gint64 i = 0; i < l->n; i++)
        l->pixels += l->seen[i];
    for (int line = 0; line < LINES; line++) {
        double sum = 0;
        for (gint64 i = 0; i < l->n; i++)
            sum += l->seen[i] ? (double)l->values[i][line] : 0;
        for (gint64 i = 0; i < l->n; i++) {
            const double above = (double)l->values[i][line] - sum / fmax(l->pixels, 1);
            l->values[i][line] = (float)above;
            l->power += l->seen[i] ? above * above : 0;
        }
    }
}

plot_lines *plot_lines_new(const plot_profile *profile, const plot_axis_view *view,
                           const lm_colormap *map)
{
    g_autoptr(plot_search) search =
        map && !profile->compressed ? plot_search_new(map, 1, NULL) : NULL;
    g_autoptr(GArray) clear = clear_lines(view, profile);
    plot_lines *l = g_new0(plot_lines, 1);
    l->n = clear->len > 0 ? profile->n : 0;
    l->seen = g_new(bool, l->n);
    l->values = g_malloc_n((gsize)l->n, sizeof *l->values);
    for (gint64 i = 0; i < l->n; i++)
        l->seen[i] = i >= PLOT_PROFILE_HIDDEN && i < l->n - PLOT_PROFILE_HIDDEN;
    for (int line = 0; line < LINES && l->n > 0; line++) {
        const gsize at = clear->len * (2 * (gsize)line + 1) / (2 * LINES);
        read_line(l, view, search, profile->first, g_array_index(clear, gint64, at), line);
    }
    take_means(l);
    return l;
}

void plot_lines_free(plot_lines *lines)
{
    if (!lines)
        return;
    g_free(lines->seen);
    g_free(lines->values);
    g_free(lines);
}

/* ---- what an array explains of them ---- */

/* The normal equations of the samples, one beside the other, solved as pixels pass by. */
typedef struct fit {
    double diagonal, beside;         /* of this sample, and with the next */
    float right[LINES], next[LINES]; /* right sides of this sample and of the next */
    double next_diagonal;
    float explained[LINES];
    double samples;
} fit;

/* The sample has seen all its pixels: what it explains, and what it leaves to the next. */
static void finish_sample(fit *f)
{
    static const double nothing = 1e-6; /* no pixel shows the sample */
    const bool shown = f->diagonal > nothing;
    const float share = shown ? (float)(1 / f->diagonal) : 0, carried = (float)f->beside * share;
    for (int line = 0; line < LINES; line++) {
        f->explained[line] += share * f->right[line] * f->right[line];
        f->right[line] = f->next[line] - carried * f->right[line];
        f->next[line] = 0;
    }
    f->samples += shown;
    f->diagonal = f->next_diagonal - (double)carried * f->beside;
    f->beside = f->next_diagonal = 0;
}

/* A pixel that has `a` of this sample and `b` of the next. */
static void add_pixel(fit *f, const float values[LINES], double a, double b)
{
    f->diagonal += a * a;
    f->beside += a * b;
    f->next_diagonal += b * b;
    const float of_this = (float)a, of_next = (float)b;
    for (int line = 0; line < LINES; line++) {
        f->right[line] += of_this * values[line];
        f->next[line] += of_next * values[line];
    }
}

static void add_to_cell(fit *f, const float values[LINES])
{
    f->diagonal++;
    for (int line = 0; line < LINES; line++)
        f->right[line] += values[line];
}

/* Of a pixel's centre, in cells, or from the middle of the first cell to that of the last. */
static double place(plot_drawing drawing, gint64 cells, double at)
{
    const double n = (double)cells;
    return drawing == PLOT_CELLS ? CLAMP(at * n, 0, n - 1) : CLAMP(at * n - 0.5, 0, n - 1);
}

double plot_lines_noise(const plot_lines *l, plot_drawing drawing, gint64 cells, double x0,
                        double x1, double *freedom)
{
    fit f = {0};
    gint64 sample = 0;
    for (gint64 i = 0; i < l->n; i++) {
        if (!l->seen[i])
            continue;
        const double at = place(drawing, cells, ((double)i + 0.5 - x0) / (x1 - x0));
        for (; sample < (gint64)at; sample++)
            finish_sample(&f);
        if (drawing == PLOT_CELLS) {
            add_to_cell(&f, l->values[i]);
            continue;
        }
        const double to_next = 0.5 - 0.5 * cos(G_PI * (at - (double)sample));
        add_pixel(&f, l->values[i], 1 - to_next, to_next);
    }
    finish_sample(&f);
    finish_sample(&f);
    double left = l->power;
    for (int line = 0; line < LINES; line++)
        left -= (double)f.explained[line];
    *freedom = fmax(l->pixels - f.samples, 0);
    return *freedom > 0 ? fmax(left, 0) / (LINES * *freedom) + ROUNDING : G_MAXDOUBLE;
}
