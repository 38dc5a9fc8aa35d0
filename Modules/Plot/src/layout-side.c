#include "layout-side.h"

#include <math.h>

/* A side is judged by the mean colour of pixel rows parallel to it, over all figures: `outside` of
 * them before depth 0, and up to `reach` from there on; beyond those, `inside` that show the image
 * alone. Lines are thin on screens and thick in print, so a near reach is tried before a far one.
 */
enum { outside = 3, reach_near = 4, reach_far = 9, inside = 3, depths = 3 + 9 + 3 };
enum { most_along = 256, most_figures = 12 };
static const double ink = 28;      /* what differs more from the background is drawn */
static const double step = 0.05;   /* of places and widths that are tried, pixels */
static const double rough_fit = 5; /* 8-bit steps: the line is thicker than the reach */

const guint8 *plot_view_pixel(const plot_view *view, gint64 z, gint64 depth, gint64 t)
{
    const plot_figures *f = view->figures;
    const bool upright = view->side == PLOT_LEFT || view->side == PLOT_RIGHT;
    const bool first = view->side == PLOT_LEFT || view->side == PLOT_TOP;
    gint64 across = first ? view->base + depth : view->base - depth;
    gint64 x = upright ? across : t, y = upright ? t : across;
    return x < 0 || y < 0 || x >= f->width || y >= f->height ? NULL : plot_pixel(f, z, x, y);
}

double plot_view_place(const plot_view *view, double depth)
{
    const bool first = view->side == PLOT_LEFT || view->side == PLOT_TOP;
    return first ? (double)view->base + depth : (double)view->base + 1 - depth;
}

double plot_view_depth(const plot_view *view, double place)
{
    const bool first = view->side == PLOT_LEFT || view->side == PLOT_TOP;
    return first ? place - (double)view->base : (double)view->base + 1 - place;
}

/* Mean colours; [outside + d] is depth d. */
typedef struct cross_section {
    double mean[depths][3];
    double background[3];
} cross_section;

static bool crossed_outside(const plot_view *view, gint64 z, gint64 t, const double background[3])
{
    for (int d = -outside; d < -1; d++) {
        const guint8 *p = plot_view_pixel(view, z, d, t);
        for (int c = 0; p && c < 3; c++)
            if (fabs(p[c] - background[c]) > ink)
                return true;
    }
    return false;
}

static gint64 add_profile(const plot_view *view, const double background[3], bool all,
                          double sum[depths][3])
{
    const gint64 count = view->figures->count, along = view->to - view->from;
    const gint64 dz = (count + most_figures - 1) / most_figures,
                 dt = MAX((along + most_along - 1) / most_along, 1);
    gint64 n = 0;
    for (gint64 z = 0; z < count; z += dz)
        for (gint64 t = view->from; t < view->to; t += dt) {
            if (!all && crossed_outside(view, z, t, background))
                continue;
            n++;
            for (int d = 0; d < depths; d++) {
                const guint8 *p = plot_view_pixel(view, z, d - outside, t);
                for (int c = 0; c < 3; c++)
                    sum[d][c] += p ? p[c] : background[c];
            }
        }
    return n;
}

static void make_profile(const plot_view *view, const double background[3], cross_section *out)
{
    *out = (cross_section){0};
    gint64 n = add_profile(view, background, false, out->mean);
    if (n == 0)
        n = add_profile(view, background, true, out->mean);
    for (int c = 0; c < 3; c++) {
        out->background[c] = background[c];
        for (int d = 0; d < depths; d++)
            out->mean[d][c] /= (double)MAX(n, 1);
    }
}

/* A guess at what the side is made of. `shift`: -1, the image begins one pixel before the line;
 * 1, background shows for one pixel between line and image; 0, the line parts them. */
typedef struct guess {
    double outer, width;
    int shift;
    double grey, cost; /* found for it; cost: squared difference, 8-bit steps, per value */
} guess;

static double overlap(double a0, double a1, double b0, double b1)
{
    return MAX(MIN(a1, b1) - MAX(a0, b0), 0);
}

/* The shares of line and background in the pixel at depth d; the rest is image. */
static void shares(const guess *g, int d, double *line, double *background)
{
    const double far = outside + depths, end = g->outer + g->width;
    *line = overlap(g->outer, end, d, d + 1);
    *background = overlap(-far, g->outer + (g->shift < 0 ? -1 : 0), d, d + 1);
    if (g->shift > 0)
        *background += overlap(end, end + 1, d, d + 1);
}

static void judge(const cross_section *profile, const double image[3], int reach, guess *g)
{
    double rest[depths][3], line[depths], dot = 0, norm = 1e-9;
    for (int i = 0; i < outside + reach; i++) {
        double background;
        shares(g, i - outside, &line[i], &background);
        for (int c = 0; c < 3; c++) {
            rest[i][c] = profile->mean[i][c] - background * profile->background[c] -
                         (1 - line[i] - background) * image[c];
            dot += line[i] * rest[i][c];
            norm += line[i] * line[i];
        }
    }
    g->grey = CLAMP(dot / norm, 0, 255);
    g->cost = 0;
    for (int i = 0; i < outside + reach; i++)
        for (int c = 0; c < 3; c++) {
            double r = rest[i][c] - line[i] * g->grey;
            g->cost += r * r;
        }
    g->cost /= 3.0 * (outside + reach);
}

/* Lines are about a pixel wide unless the colours say otherwise: where the image is as dark as the
 * line, they do not. */
static double preference(const guess *g)
{
    return 0.02 * (g->width - 1) * (g->width - 1);
}

static guess best_guess(const cross_section *profile, const double image[3], int reach, int shift,
                        double least, double most)
{
    guess best = {.cost = HUGE_VAL};
    for (int w = (int)lround(least / step); w * step <= most + 1e-9; w++)
        for (int a = -40; a * step <= 2.5; a++) {
            guess g = {.outer = a * step, .width = w * step, .shift = shift};
            judge(profile, image, reach, &g);
            if (g.cost + preference(&g) < best.cost + preference(&best))
                best = g;
        }
    return best;
}

/* With an image that begins outside of the line or apart from it only where that is much better. */
static guess best_line(const cross_section *profile, const double image[3], int reach)
{
    guess best = best_guess(profile, image, reach, 0, 0.4, reach - 1.0);
    for (int shift = -1; shift <= 1; shift += 2) {
        guess g = best_guess(profile, image, reach, shift, 0.4, reach - 2.0);
        if (g.cost + 4 < 0.3 * best.cost)
            best = g;
    }
    return best;
}

static void image_colour(const cross_section *profile, int reach, double image[3])
{
    for (int c = 0; c < 3; c++) {
        image[c] = 0;
        for (int d = reach; d < reach + inside; d++)
            image[c] += profile->mean[outside + d][c] / inside;
    }
}

void plot_find_edge(const plot_view *view, const double background[3], plot_edge *edge)
{
    cross_section profile;
    make_profile(view, background, &profile);
    int reach = reach_near;
    double image[3];
    image_colour(&profile, reach, image);
    guess line = best_line(&profile, image, reach);
    if (line.cost > rough_fit * rough_fit) {
        double further[3];
        image_colour(&profile, reach_far, further);
        guess thick = best_line(&profile, further, reach_far);
        if (thick.cost < 0.5 * line.cost) {
            line = thick;
            reach = reach_far;
            for (int c = 0; c < 3; c++)
                image[c] = further[c];
        }
    }
    guess none = best_guess(&profile, image, reach, 0, 0, 0);
    const bool drawn = line.cost + 4 < 0.5 * none.cost;
    const guess *g = drawn ? &line : &none;
    *edge = (plot_edge){.line = drawn,
                        .outer = g->outer,
                        .inner = g->outer + g->width,
                        .apart = g->shift != 0,
                        .grey = g->grey};
    edge->image = g->shift < 0   ? g->outer - 1
                  : g->shift > 0 ? g->outer + g->width + 1
                                 : g->outer + g->width / 2;
}
