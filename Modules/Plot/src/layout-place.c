#include "layout-place.h"

#include "layout.h"

#include <math.h>

static plot_view view_of(const plot_figures *f, const plot_rect *r, plot_side side)
{
    const bool upright = side == PLOT_LEFT || side == PLOT_RIGHT;
    const gint64 from = upright ? r->y0 : r->x0, to = upright ? r->y1 : r->x1,
                 inset = MIN(4 + (to - from) / 50, (to - from - 1) / 2);
    return (plot_view){.figures = f,
                       .side = side,
                       .base = side == PLOT_LEFT    ? r->x0
                               : side == PLOT_RIGHT ? r->x1 - 1
                               : side == PLOT_TOP   ? r->y0
                                                    : r->y1 - 1,
                       .from = from + inset,
                       .to = to - inset};
}

void plot_find_sides(const plot_figures *f, const plot_rect *r, const double background[3],
                     plot_sides *s)
{
    s->lines = 0;
    for (int i = 0; i < 4; i++) {
        s->view[i] = view_of(f, r, (plot_side)i);
        plot_find_edge(&s->view[i], background, &s->edge[i]);
        s->lines += s->edge[i].line;
    }
}

void plot_find_bar_sides(const plot_figures *f, const plot_rect *bar, const double background[3],
                         const plot_drawing *how, plot_sides *s)
{
    s->lines = 0;
    for (int i = 0; i < 4; i++) {
        const gint64 thickness = i < 2 ? bar->x1 - bar->x0 : bar->y1 - bar->y0;
        s->view[i] = view_of(f, bar, (plot_side)i);
        plot_find_bar_edge(&s->view[i], background, thickness, how->line, &s->edge[i]);
        s->lines += s->edge[i].line;
    }
}

static double from_whole(double x)
{
    return fabs(x - nearbyint(x));
}

/* Axes of MATLAB and Octave are dark grey, and on the screen their lines are exact pixels. */
static bool matlab_grey(double grey)
{
    return fabs(grey - 38) < 12;
}

typedef struct line_count {
    int lines, whole, middle, grey;
} line_count;

static void count_lines(const plot_sides *s, line_count *n, plot_drawing *found)
{
    static const double close = 0.12, untouched = 3;
    for (int i = 0; i < 4; i++) {
        const plot_edge *e = &s->edge[i];
        if (!e->line || e->apart)
            continue;
        if (!found->line || e->most > found->line->most)
            found->line = e;
        const bool middle = from_whole((e->outer + e->inner) / 2 - 0.5) < close;
        n->lines++;
        n->middle += middle;
        n->grey += matlab_grey(e->solid);
        n->whole += from_whole(e->outer) < close && (e->trace < untouched || middle);
    }
}

static int ascending(const void *a, const void *b)
{
    double p = *(const double *)a, q = *(const double *)b;
    return p < q ? -1 : p > q ? 1 : 0;
}

/* The upper median: on dark images lines look narrower than they are. */
static double line_width(const plot_sides *all, size_t n_boxes)
{
    double widths[4 * PLOT_PANELS_MAX] = {0};
    size_t n = 0;
    for (size_t i = 0; i < 4 * n_boxes; i++) {
        const plot_edge *e = &all[i / 4].edge[i % 4];
        if (e->line && !e->apart)
            widths[n++] = e->inner - e->outer;
    }
    qsort(widths, n, sizeof(double), ascending);
    return n ? widths[MIN(n / 2 + n / 4, n - 1)] : 0;
}

plot_drawing plot_find_drawing(const plot_sides *all, size_t n_boxes)
{
    plot_drawing found = {0};
    line_count n = {0};
    for (size_t i = 0; i < n_boxes; i++)
        count_lines(&all[i], &n, &found);
    found.width = line_width(all, n_boxes);
    found.middle = n.middle * 8 >= n.lines * 7;
    found.whole = n.whole * 8 >= n.lines * 7 && n.grey * 2 > n.lines;
    return found;
}

static double place_of(const plot_sides *s, int side, const plot_drawing *how)
{
    static const double alike = 60;
    const plot_edge *e = &s->edge[side], *line = how->line;
    const plot_view *view = &s->view[side];
    const bool hidden = line && !e->line && fabs(e->most - line->solid) < alike &&
                        fabs(e->least - line->solid) < alike;
    if (e->apart)
        return nearbyint(plot_view_place(view, e->image));
    if (!e->line && !hidden)
        return plot_view_place(view, e->outer);
    if (how->whole)
        return nearbyint(plot_view_place(view, e->outer));
    const bool unclear = hidden || fabs(e->most - e->solid) < alike;
    const double half = unclear ? how->width / 2 : e->image - e->outer;
    const double middle = plot_view_place(view, e->outer + half);
    return how->middle ? floor(middle + 0.01) : middle;
}

plot_box plot_place_box(const plot_figures *f, const plot_sides *s, const plot_drawing *how)
{
    return (plot_box){CLAMP(place_of(s, PLOT_LEFT, how), 0, (double)f->width),
                      CLAMP(place_of(s, PLOT_TOP, how), 0, (double)f->height),
                      CLAMP(place_of(s, PLOT_RIGHT, how), 0, (double)f->width),
                      CLAMP(place_of(s, PLOT_BOTTOM, how), 0, (double)f->height)};
}
