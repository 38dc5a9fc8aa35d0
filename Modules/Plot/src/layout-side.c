#include "layout-side.h"

#include <math.h>

/* A side is judged by the mean colour of pixel rows parallel to it, over all figures: `outside` of
 * them before depth 0, and up to `reach` from there on; beyond those, `inside` that show the image
 * alone. Lines are thin on screens and thick in print, so a near reach is tried before a far one.
 */
enum { outside = 3, reach_near = 4, reach_far = 9, inside = 3, depths = 3 + 9 + 3 };
enum { most_along = 256, most_figures = 12 };
static const double ink = 28;      /* what differs more from the background is drawn */
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

/* The colour of the image at its border, as what lies further in has it. */
typedef struct inside_colour {
    double middle, at[3], slope[3]; /* depth, colour there, change with depth */
} inside_colour;

static inside_colour colour_inside(const cross_section *profile, int from, int n, bool graded)
{
    inside_colour image = {.middle = from + 0.5 * (n - 1)};
    for (int c = 0; c < 3; c++) {
        for (int d = from; d < from + n; d++)
            image.at[c] += profile->mean[outside + d][c] / n;
        if (graded && n > 1)
            image.slope[c] =
                (profile->mean[outside + from + n - 1][c] - profile->mean[outside + from][c]) /
                (n - 1);
    }
    return image;
}

/* A guess at what the side is made of. `shift`: -1, the image begins one pixel before the line;
 * 1, background shows for one pixel between line and image; 0, the line parts them. */
typedef struct guess {
    double outer, width;
    int shift;
    double grey, cost; /* found for it; cost: squared difference, 8-bit steps, per value */
} guess;

typedef struct side_fit {
    const cross_section *profile;
    inside_colour image;
    int reach;
    double known_grey; /* of the line; negative: to be found */
} side_fit;

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

/* Lines are about a pixel wide unless the colours say otherwise: where the image is as dark as the
 * line, they do not. */
static double preference(const guess *g)
{
    return g->width > 0 ? 4 * (g->width - 1) * (g->width - 1) : 0;
}

/* The grey of the line that fits best, and how well that is. */
static void judge(const side_fit *fit, guess *g)
{
    double rest[depths][3], line[depths], dot = 0, norm = 1e-9;
    const int n = outside + fit->reach;
    for (int i = 0; i < n; i++) {
        double background;
        const double depth = i - outside;
        shares(g, i - outside, &line[i], &background);
        for (int c = 0; c < 3; c++) {
            const double image =
                fit->image.at[c] + fit->image.slope[c] * (depth - fit->image.middle);
            rest[i][c] = fit->profile->mean[i][c] - background * fit->profile->background[c] -
                         (1 - line[i] - background) * image;
            dot += line[i] * rest[i][c];
            norm += line[i] * line[i];
        }
    }
    g->grey = fit->known_grey >= 0 ? fit->known_grey : CLAMP(dot / norm, 0, 255);
    g->cost = 0;
    for (int i = 0; i < n; i++)
        for (int c = 0; c < 3; c++) {
            double r = rest[i][c] - line[i] * g->grey;
            g->cost += r * r;
        }
    g->cost = g->cost / (3.0 * n) + preference(g);
}

/* The best place within `by` of the one that is given, in steps of a fifth of that. */
static guess settle(const side_fit *fit, const guess *start, double by, int steps)
{
    guess best = {.cost = HUGE_VAL};
    for (int i = -steps; i <= steps; i++) {
        guess g = *start;
        g.outer += i * by / steps;
        judge(fit, &g);
        if (g.cost < best.cost)
            best = g;
    }
    return best;
}

static guess best_place(const side_fit *fit, double width, int shift)
{
    const guess start = {.outer = 0.25, .width = width, .shift = shift};
    guess coarse = settle(fit, &start, 2.25, 18);
    return settle(fit, &coarse, 0.125, 5);
}

static guess best_width(const side_fit *fit, int shift, double most)
{
    guess best = {.cost = HUGE_VAL};
    for (int w = 4; w <= lround(10 * most); w++) {
        guess g = best_place(fit, w / 10.0, shift);
        if (g.cost < best.cost)
            best = g;
    }
    const double middle = best.width;
    for (int w = -4; w <= 4; w++) {
        guess g = best;
        g.width = middle + w / 50.0;
        g = settle(fit, &g, 0.1, 10);
        if (g.cost < best.cost)
            best = g;
    }
    return best;
}

/* Whether the pixel that a guess says is background is. */
static bool shows_gap(const cross_section *profile, const guess *g)
{
    const int depth = CLAMP((int)floor(g->outer + g->width + 0.5), 0, reach_far);
    for (int c = 0; c < 3; c++)
        if (fabs(profile->mean[outside + depth][c] - profile->background[c]) > ink)
            return false;
    return true;
}

/* Whether the pixel that the line covers most is as grey as lines are: a strip of the image is not.
 */
static bool is_grey(const cross_section *profile, const guess *g)
{
    static const double neutral = 40;
    const int depth = CLAMP((int)floor(g->outer + g->width / 2), -outside, reach_far);
    const double *mean = profile->mean[outside + depth];
    return MAX(MAX(mean[0], mean[1]), mean[2]) - MIN(MIN(mean[0], mean[1]), mean[2]) < neutral;
}

/* With an image that begins outside of the line or apart from it only where that is much better. */
static guess best_line(const side_fit *fit)
{
    guess best = best_width(fit, 0, fit->reach - 1);
    for (int shift = -1; shift <= 1; shift += 2) {
        guess g = best_width(fit, shift, fit->reach - 2);
        if (g.cost + 4 < 0.3 * best.cost &&
            (shift < 0 || (shows_gap(fit->profile, &g) && is_grey(fit->profile, &g))))
            best = g;
    }
    return best;
}

static double trace_of(const cross_section *profile, double outer)
{
    const int depth = CLAMP((int)floor(outer + 0.5) - 1, -outside, 0);
    double most = 0;
    for (int c = 0; c < 3; c++)
        most = MAX(most, fabs(profile->mean[outside + depth][c] - profile->background[c]));
    return most;
}

static double solid_of(const cross_section *profile, const guess *g)
{
    const int depth = CLAMP((int)floor(g->outer + g->width / 2), -outside, reach_far);
    const double *mean = profile->mean[outside + depth];
    return (mean[0] + mean[1] + mean[2]) / 3;
}

static plot_edge make_edge(const side_fit *fit, const guess *line)
{
    const guess none = best_place(fit, 0, 0);
    const bool drawn = line->cost + 4 < 0.5 * none.cost;
    const guess *g = drawn ? line : &none;
    plot_edge edge = {.line = drawn,
                      .outer = g->outer,
                      .inner = g->outer + g->width,
                      .apart = g->shift != 0,
                      .grey = g->grey,
                      .solid = solid_of(fit->profile, g),
                      .trace = trace_of(fit->profile, g->outer)};
    const double *in = fit->image.at;
    edge.least = MIN(MIN(in[0], in[1]), in[2]);
    edge.most = MAX(MAX(in[0], in[1]), in[2]);
    edge.image = g->shift < 0   ? g->outer - 1
                 : g->shift > 0 ? g->outer + g->width + 1
                                : g->outer + g->width / 2;
    return edge;
}

/* Whether what looks like an image from near is a thick line. */
static bool may_be_thick(const side_fit *near, const side_fit *far)
{
    static const double alike = 12, other = 40;
    const double *in = near->image.at;
    if (fabs(in[0] - in[1]) > alike || fabs(in[1] - in[2]) > alike)
        return false;
    for (int c = 0; c < 3; c++)
        if (fabs(in[c] - far->image.at[c]) > other)
            return true;
    return false;
}

static plot_edge fit_edge(const cross_section *profile)
{
    const side_fit near = {profile, colour_inside(profile, reach_near, inside, false), reach_near,
                           -1};
    const side_fit far = {profile, colour_inside(profile, reach_far, inside, false), reach_far, -1};
    const guess line = best_line(&near);
    const bool rough = line.cost > rough_fit * rough_fit;
    if (rough || may_be_thick(&near, &far)) {
        const guess thick = best_line(&far);
        if (thick.cost < (rough ? 0.5 * line.cost : rough_fit * rough_fit))
            return make_edge(&far, &thick);
    }
    return make_edge(&near, &line);
}

void plot_find_edge(const plot_view *view, const double background[3], plot_edge *edge)
{
    cross_section profile;
    make_profile(view, background, &profile);
    *edge = fit_edge(&profile);
}

void plot_find_bar_edge(const plot_view *view, const double background[3], gint64 thickness,
                        const plot_edge *like, plot_edge *edge)
{
    cross_section profile;
    make_profile(view, background, &profile);
    const double width = like ? like->inner - like->outer : 1;
    const int room = (int)MIN(thickness / 2, reach_far),
              reach = MAX(MIN(width < reach_near - 1 ? reach_near : reach_far, room), 1),
              n = CLAMP(room - reach, 1, inside);
    const side_fit fit = {&profile, colour_inside(&profile, reach, n, true), reach,
                          like ? like->grey : -1};
    const guess line = like ? best_place(&fit, width, 0) : best_width(&fit, 0, MAX(reach - 1, 1));
    *edge = make_edge(&fit, &line);
}
