#include "layout-part.h"

#include "layout-content.h"

#include <math.h>

enum { most_frame = 8, most_line = 4, least_bar = 4 }; /* pixels */
static const double alike = 4, other = 16; /* mean difference of brightness, 8-bit steps */
static const double neutral = 24;          /* 8-bit steps of a channel */

static plot_view view_of(const plot_figures *f, const plot_rect *r, plot_side side)
{
    const bool upright = side == PLOT_LEFT || side == PLOT_RIGHT;
    const gint64 from = upright ? r->y0 : r->x0, to = upright ? r->y1 : r->x1,
                 inset = (to - from) / 20;
    return (plot_view){.figures = f,
                       .side = side,
                       .base = side == PLOT_LEFT    ? r->x0
                               : side == PLOT_RIGHT ? r->x1 - 1
                               : side == PLOT_TOP   ? r->y0
                                                    : r->y1 - 1,
                       .from = from + inset,
                       .to = to - inset};
}

static int brightness(const plot_view *view, gint64 z, gint64 depth, gint64 t)
{
    return plot_luma_256(plot_view_pixel(view, z, depth, t)) >> 8;
}

/* The mean difference between two rows of pixels along a side. */
static double difference(const plot_view *view, gint64 z, gint64 depth, gint64 z2, gint64 depth2)
{
    gint64 sum = 0;
    for (gint64 t = view->from; t < view->to; t++)
        sum += ABS(brightness(view, z, depth, t) - brightness(view, z2, depth2, t));
    return (double)sum / (double)MAX(view->to - view->from, 1);
}

/* The depths from `from` to `to` (not included) that are all alike; false when that is no strip, or
 * goes on and on. */
static bool find_strip(const plot_view *view, gint64 deep, gint64 *from, gint64 *to)
{
    *from = 0;
    while (*from < most_frame && difference(view, 0, *from, 0, *from + 1) > alike)
        (*from)++;
    *to = *from + 1;
    while (*to < deep / 2 && difference(view, 0, *from, 0, *to) <= alike)
        (*to)++;
    return *to - *from >= least_bar && *to < deep / 2;
}

static bool same_in_all(const plot_view *view, gint64 depth)
{
    for (gint64 z = 1; z < view->figures->count; z++)
        if (difference(view, 0, depth, z, depth) > alike)
            return false;
    return true;
}

static void mean_colour(const plot_view *view, gint64 depth, double colour[3])
{
    for (int c = 0; c < 3; c++) {
        double sum = 0;
        for (gint64 t = view->from; t < view->to; t++)
            sum += plot_view_pixel(view, 0, depth, t)[c];
        colour[c] = sum / (double)MAX(view->to - view->from, 1);
    }
}

/* How much brightness varies along a row of pixels: the mean difference from the mean. */
static double variation(const plot_view *view, gint64 depth)
{
    const double n = (double)(view->to - view->from);
    double mean = 0, sum = 0;
    for (gint64 t = view->from; t < view->to; t++)
        mean += brightness(view, 0, depth, t) / n;
    for (gint64 t = view->from; t < view->to; t++)
        sum += fabs(brightness(view, 0, depth, t) - mean) / n;
    return sum;
}

/* Grey, and far more even than the strip: what it is drawn on may shine through. */
static bool is_line(const plot_view *view, gint64 depth, gint64 strip)
{
    double colour[3];
    mean_colour(view, depth, colour);
    return fabs(colour[0] - colour[1]) < neutral && fabs(colour[1] - colour[2]) < neutral &&
           2 * variation(view, depth) < variation(view, strip);
}

/* Whether a line follows the strip, and then something else: grid lines cross what goes on. */
static bool ends_in_line(const plot_view *view, gint64 to)
{
    const gint64 before = to - 1, after = to + most_line;
    if (difference(view, 0, before, 0, after) < other)
        return false;
    for (gint64 depth = to; depth < after; depth++)
        if (is_line(view, depth, before) && difference(view, 0, depth, 0, before) > other &&
            difference(view, 0, depth, 0, after) > other)
            return true;
    return false;
}

static void cut(const plot_rect *r, plot_side side, gint64 depth, plot_rect *outer,
                plot_rect *inner)
{
    *outer = *inner = *r;
    switch (side) {
    case PLOT_LEFT:
        outer->x1 = inner->x0 = r->x0 + depth;
        break;
    case PLOT_RIGHT:
        outer->x0 = inner->x1 = r->x1 - depth;
        break;
    case PLOT_TOP:
        outer->y1 = inner->y0 = r->y0 + depth;
        break;
    case PLOT_BOTTOM:
        outer->y0 = inner->y1 = r->y1 - depth;
        break;
    }
}

static bool part_side(const plot_figures *f, plot_rect *r, plot_side side, plot_parting *parting)
{
    const bool upright = side == PLOT_LEFT || side == PLOT_RIGHT;
    const gint64 deep = upright ? r->x1 - r->x0 : r->y1 - r->y0;
    const plot_view view = view_of(f, r, side);
    gint64 from, to;
    if (deep < 4 * most_frame || view.to <= view.from || !find_strip(&view, deep, &from, &to) ||
        !ends_in_line(&view, to) || !same_in_all(&view, from))
        return false;
    plot_rect rest;
    cut(r, side, to, &parting->bar, &rest);
    if (!plot_is_bar(f, &parting->bar))
        return false;
    parting->side = side;
    mean_colour(&view, to - 1, parting->colour);
    *r = rest;
    return true;
}

bool plot_part_bar(const plot_figures *figures, plot_rect *rect, plot_parting *parting)
{
    for (int side = PLOT_LEFT; side <= PLOT_BOTTOM; side++)
        if (part_side(figures, rect, (plot_side)side, parting))
            return true;
    return false;
}
