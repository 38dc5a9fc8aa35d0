#include "layout-side.h"
#include "layout.h"

#include <math.h>
#include <stdlib.h>

enum { most_figures = 10, most_depth = 48, least_tick = 3 };
static const double hardly = 0.04;  /* of a pixel: too little to show */
static const double tinted = 0.08;  /* share of a line's colour that shows */
static const double crossed = 0.25; /* ... that a line leaves even where it lies on two pixels */

/* Half of the places where something is drawn over the image are found along a side, so a picture
 * is written to through a view as well. */
typedef struct paper {
    guint8 *overlay;
    gint64 width, height;
} paper;

static void mark(const paper *canvas, const plot_view *view, gint64 depth, gint64 t)
{
    const bool upright = view->side == PLOT_LEFT || view->side == PLOT_RIGHT;
    const bool first = view->side == PLOT_LEFT || view->side == PLOT_TOP;
    const gint64 across = first ? view->base + depth : view->base - depth;
    const gint64 x = upright ? across : t, y = upright ? t : across;
    if (x >= 0 && y >= 0 && x < canvas->width && y < canvas->height)
        canvas->overlay[y * canvas->width + x] = 1;
}

/* --- the frame --- */

static plot_view view_of(const plot_figures *f, const plot_box *box, plot_side side)
{
    const gint64 x0 = (gint64)floor(box->x0), y0 = (gint64)floor(box->y0),
                 x1 = (gint64)ceil(box->x1), y1 = (gint64)ceil(box->y1);
    const bool upright = side == PLOT_LEFT || side == PLOT_RIGHT;
    return (plot_view){.figures = f,
                       .side = side,
                       .base = side == PLOT_LEFT    ? x0
                               : side == PLOT_RIGHT ? x1 - 1
                               : side == PLOT_TOP   ? y0
                                                    : y1 - 1,
                       .from = upright ? y0 : x0,
                       .to = upright ? y1 : x1};
}

/* What lies around the box: the mean of what is alike along it, so of all but ticks and labels. */
static void colour_outside(const plot_view *view, double colour[3])
{
    double sum[3] = {0};
    gint64 n = 0;
    guint8 first[3] = {255, 255, 255};
    for (gint64 t = view->from; t < view->to; t++) {
        const guint8 *p = plot_view_pixel(view, 0, -3, t);
        if (!p || (n > 0 && (ABS(p[0] - first[0]) > 20 || ABS(p[1] - first[1]) > 20)))
            continue;
        for (int c = 0; c < 3; c++) {
            first[c] = n == 0 ? p[c] : first[c];
            sum[c] += p[c];
        }
        n++;
    }
    for (int c = 0; c < 3; c++)
        colour[c] = n > 0 ? sum[c] / (double)n : 255;
}

typedef struct border {
    plot_view view;
    plot_edge edge;
    gint64 depth; /* pixels of the box that are hidden */
} border;

static border find_border(const plot_figures *f, const plot_box *box, plot_side side)
{
    border b = {.view = view_of(f, box, side)};
    plot_view middle = b.view;
    const gint64 inset = (middle.to - middle.from) / 20;
    middle.from += inset;
    middle.to -= inset;
    double outside[3];
    colour_outside(&middle, outside);
    plot_find_edge(&middle, outside, &b.edge);
    double inner = b.edge.apart ? MAX(b.edge.inner, b.edge.image) : b.edge.inner;
    b.depth = MAX((gint64)ceil(inner - hardly), 0);
    return b;
}

static void mark_border(const paper *canvas, const border *b)
{
    for (gint64 d = 0; d < b->depth; d++)
        for (gint64 t = b->view.from; t < b->view.to; t++)
            mark(canvas, &b->view, d, t);
}

/* --- ticks --- */

/* Lines across a side, from the border inwards (or, to learn their places, outwards). */
typedef struct tooth_comb {
    plot_view view; /* depth 0 is the first pixel beyond the border */
    gint64 reach;   /* depths looked at */
    gint64 spread;  /* pixels from a line to what it is drawn on */
    double grey;
    float *cover; /* along x reach: share of the line's colour; NaN: not to be told */
} tooth_comb;

/* The share of the line's colour in pixel p between two others; NaN where they are alike. */
static double share_of_line(const guint8 *p, const guint8 *a, const guint8 *b, double grey)
{
    double dot = 0, norm = 0;
    for (int c = 0; c < 3; c++) {
        double ground = 0.5 * (a[c] + b[c]), to_line = grey - ground;
        dot += (p[c] - ground) * to_line;
        norm += to_line * to_line;
    }
    return norm < 900 ? NAN : CLAMP(dot / norm, -1, 1.5);
}

static double mean_share(const tooth_comb *comb, gint64 depth, gint64 t)
{
    const gint64 count = comb->view.figures->count, dz = (count + most_figures - 1) / most_figures;
    double sum = 0;
    int n = 0;
    for (gint64 z = 0; z < count; z += dz) {
        const guint8 *p = plot_view_pixel(&comb->view, z, depth, t),
                     *a = plot_view_pixel(&comb->view, z, depth, t - comb->spread),
                     *b = plot_view_pixel(&comb->view, z, depth, t + comb->spread);
        double share = p && a && b ? share_of_line(p, a, b, comb->grey) : NAN;
        if (!isnan(share)) {
            sum += share;
            n++;
        }
    }
    return n ? sum / n : NAN;
}

static tooth_comb comb_new(const plot_view *view, double width, double grey)
{
    tooth_comb comb = {.view = *view, .spread = (gint64)ceil(width) + 1, .grey = grey};
    const plot_figures *f = view->figures;
    comb.reach = MIN(MAX(f->width, f->height) / 40 + 3, most_depth);
    const gint64 along = view->to - view->from;
    comb.cover = g_new(float, (gsize)(along * comb.reach));
    for (gint64 t = 0; t < along; t++)
        for (gint64 d = 0; d < comb.reach; d++)
            comb.cover[t * comb.reach + d] = (float)mean_share(&comb, d, view->from + t);
    return comb;
}

/* How deep a line at t reaches in; 0 where there is none. */
static gint64 depth_at(const tooth_comb *comb, gint64 t)
{
    const float *cover = comb->cover + t * comb->reach;
    gint64 d = 0, told = 0;
    while (d < comb->reach && !(cover[d] < crossed))
        told += !isnan(cover[d++]);
    return told * 2 > d ? d : 0;
}

typedef struct tick_mark {
    gint64 from, to, length; /* along the side, the last pixel not included */
    double middle;
    bool taken;
} tick_mark;

/* The pixels beside each other that cross the border by about as much. */
static GArray *find_teeth(const tooth_comb *comb)
{
    GArray *teeth = g_array_new(FALSE, TRUE, sizeof(tick_mark));
    const gint64 along = comb->view.to - comb->view.from;
    for (gint64 t = 0; t < along;) {
        gint64 start = t, length = 0;
        for (gint64 depth; t < along && (depth = depth_at(comb, t)) >= least_tick; t++)
            length = MAX(length, depth);
        if (t > start && t - start <= comb->spread && length < comb->reach) {
            tick_mark tooth = {start, t, length, 0.5 * (double)(start + t), false};
            g_array_append_val(teeth, tooth);
        }
        t = MAX(t, start + 1);
    }
    return teeth;
}

/* Whether places lie on a ruler: all distances are multiples of the least one. */
static bool regular(const double *places, guint n)
{
    if (n < 3)
        return false;
    double least = HUGE_VAL;
    for (guint i = 1; i < n; i++)
        least = MIN(least, places[i] - places[i - 1]);
    if (least < 4)
        return false;
    guint steps = 0;
    for (guint i = 1; i < n; i++)
        steps += (guint)lround((places[i] - places[i - 1]) / least);
    const double unit = (places[n - 1] - places[0]) / steps;
    for (guint i = 0; i < n; i++) {
        double at = (places[i] - places[0]) / unit;
        if (fabs(at - nearbyint(at)) * unit > 1.2)
            return false;
    }
    return steps < 2 * n;
}

/* Ticks are of one length and on a ruler. Long ones are looked for first, then the minor ones. */
static void keep_ticks(GArray *teeth, gint64 longest)
{
    g_autofree double *places = g_new(double, teeth->len + 1);
    g_autofree guint *which = g_new(guint, teeth->len + 1);
    for (gint64 length = longest; length >= least_tick; length--) {
        guint n = 0;
        for (guint i = 0; i < teeth->len; i++) {
            const tick_mark *tooth = &g_array_index(teeth, tick_mark, i);
            if (!tooth->taken && ABS(tooth->length - length) <= 1) {
                which[n] = i;
                places[n++] = tooth->middle;
            }
        }
        if (regular(places, n))
            for (guint i = 0; i < n; i++)
                g_array_index(teeth, tick_mark, which[i]).taken = true;
    }
    for (guint i = teeth->len; i-- > 0;)
        if (!g_array_index(teeth, tick_mark, i).taken)
            g_array_remove_index(teeth, i);
}

static GArray *find_ticks(const tooth_comb *comb)
{
    GArray *teeth = find_teeth(comb);
    keep_ticks(teeth, comb->reach);
    return teeth;
}

static void mark_tick(const paper *canvas, const tooth_comb *comb, const tick_mark *tick)
{
    const gint64 along = comb->view.to - comb->view.from;
    for (gint64 t = MAX(tick->from - 1, 0); t < MIN(tick->to + 1, along); t++) {
        double sum = 0;
        for (gint64 d = 0; d < tick->length; d++) {
            double cover = comb->cover[t * comb->reach + d];
            sum += isnan(cover) ? 0 : cover;
        }
        if (sum < tinted * (double)tick->length && (t < tick->from || t >= tick->to))
            continue;
        for (gint64 d = 0; d <= tick->length; d++)
            if (d < tick->length || comb->cover[t * comb->reach + d] >= tinted)
                mark(canvas, &comb->view, d, comb->view.from + t);
    }
}

/* From the border on inwards, or outwards. */
static plot_view beyond(const border *b, bool inwards)
{
    plot_view view = b->view;
    const gint64 depth = inwards ? b->depth : (gint64)floor(b->edge.outer + hardly) - 1;
    const bool first = view.side == PLOT_LEFT || view.side == PLOT_TOP;
    view.base += first ? depth : -depth;
    if (!inwards)
        view.side = view.side == PLOT_LEFT    ? PLOT_RIGHT
                    : view.side == PLOT_RIGHT ? PLOT_LEFT
                    : view.side == PLOT_TOP   ? PLOT_BOTTOM
                                              : PLOT_TOP;
    return view;
}

/* Marks the ticks inside of a side; returns the places of all its ticks, inside and outside. */
static GArray *mark_ticks(const paper *canvas, const border *b)
{
    GArray *places = g_array_new(FALSE, FALSE, sizeof(double));
    if (!b->edge.line)
        return places;
    for (int inwards = 0; inwards < 2; inwards++) {
        plot_view view = beyond(b, inwards);
        tooth_comb comb = comb_new(&view, b->edge.inner - b->edge.outer, b->edge.grey);
        g_autoptr(GArray) ticks = find_ticks(&comb);
        for (guint i = 0; i < ticks->len; i++) {
            const tick_mark *tick = &g_array_index(ticks, tick_mark, i);
            double place = tick->middle + (double)view.from;
            g_array_append_val(places, place);
            if (inwards)
                mark_tick(canvas, &comb, tick);
        }
        g_free(comb.cover);
    }
    return places;
}

/* --- grid lines --- */

enum { stretches = 4, most_across = 640 }; /* parts of a line; pixels of it that are looked at */
static const double least_step = 2;        /* of brightness */

/* Mean brightness along each line from a side through the whole box, and of its stretches. */
typedef struct line_mean {
    double all, part[stretches];
} line_mean;

static int brightness(const plot_view *view, gint64 z, gint64 depth, gint64 t)
{
    return plot_luma_256(plot_view_pixel(view, z, depth, t)) >> 8;
}

static line_mean *find_means(const border *b, gint64 depth, gint64 end)
{
    const plot_view *view = &b->view;
    const gint64 along = view->to - view->from, count = view->figures->count,
                 dz = (count + most_figures - 1) / most_figures,
                 dd = MAX((end - depth) / most_across, 1);
    line_mean *means = g_new0(line_mean, (gsize)along);
    gint64 n[stretches] = {0};
    for (gint64 z = 0; z < count; z += dz)
        for (gint64 d = depth; d < end; d += dd) {
            const gint64 part = (d - depth) * stretches / (end - depth);
            n[part]++;
            for (gint64 t = 0; t < along; t++)
                means[t].part[part] += brightness(view, z, d, view->from + t);
        }
    for (gint64 t = 0; t < along; t++)
        for (int part = 0; part < stretches; part++) {
            means[t].part[part] /= (double)MAX(n[part], 1);
            means[t].all += means[t].part[part] / stretches;
        }
    return means;
}

static int ascending(const void *a, const void *b)
{
    const double p = *(const double *)a, q = *(const double *)b;
    return p < q ? -1 : p > q ? 1 : 0;
}

/* By how much lines usually differ from those beside them (standard deviation, from the median). */
static double usual_step(const line_mean *means, gint64 along, gint64 spread)
{
    g_autofree double *steps = g_new0(double, along);
    gint64 n = 0;
    for (gint64 t = spread; t < along - spread; t++)
        steps[n++] = fabs(means[t].all - 0.5 * (means[t - spread].all + means[t + spread].all));
    qsort(steps, (size_t)n, sizeof *steps, ascending);
    return n ? 1.48 * steps[n / 2] : 0;
}

/* Whether a line is brighter (`sign` 1) or darker (-1) than those on both sides of it, all along.
 */
static bool stands_out(const line_mean *means, gint64 t, gint64 spread, int sign, double least)
{
    const line_mean *here = &means[t], *before = &means[t - spread], *after = &means[t + spread];
    if (sign * here->all - MAX(sign * before->all, sign * after->all) < least)
        return false;
    for (int i = 0; i < stretches; i++)
        if (sign * (here->part[i] - 0.5 * (before->part[i] + after->part[i])) <= 0)
            return false;
    return true;
}

static bool at_tick(double place, const GArray *ticks)
{
    for (guint i = 0; i < ticks->len; i++)
        if (fabs(place - g_array_index(ticks, double, i)) <= 1.6)
            return true;
    return false;
}

static void add_line(GArray *lines, const bool *drawn, gint64 *t, gint64 along)
{
    tick_mark line = {.from = *t};
    while (*t < along && drawn[*t])
        (*t)++;
    line.to = *t;
    line.middle = 0.5 * (double)(line.from + line.to);
    g_array_append_val(lines, line);
}

/* Grid lines lie on a ruler or at the ticks; one that does not is the image's own. */
static void keep_grid(GArray *lines, gint64 from, const GArray *ticks, gint64 spread)
{
    g_autofree double *places = g_new(double, lines->len + 1);
    guint n = 0;
    for (guint i = lines->len; i-- > 0;) {
        const tick_mark *line = &g_array_index(lines, tick_mark, i);
        if (line->to - line->from > spread)
            g_array_remove_index(lines, i);
    }
    for (guint i = 0; i < lines->len; i++)
        places[n++] = g_array_index(lines, tick_mark, i).middle;
    if (regular(places, n))
        return;
    for (guint i = lines->len; i-- > 0;)
        if (!at_tick(g_array_index(lines, tick_mark, i).middle + (double)from, ticks))
            g_array_remove_index(lines, i);
}

static void mark_lines(const paper *canvas, const plot_view *view, const GArray *lines, gint64 end)
{
    for (guint i = 0; i < lines->len; i++) {
        const tick_mark *line = &g_array_index(lines, tick_mark, i);
        for (gint64 t = line->from; t < line->to; t++)
            for (gint64 d = 0; d < end; d++)
                mark(canvas, view, d, view->from + t);
    }
}

static GArray *find_lines(const border *near, const line_mean *means, gint64 spread, int sign)
{
    static const double rare = 5;
    const gint64 along = near->view.to - near->view.from;
    const double least = MAX(least_step, rare * usual_step(means, along, spread));
    g_autofree bool *drawn = g_new0(bool, (gsize)along);
    for (gint64 t = spread + near->depth; t < along - spread - near->depth; t++)
        drawn[t] = stands_out(means, t, spread, sign, least);
    GArray *lines = g_array_new(FALSE, TRUE, sizeof(tick_mark));
    for (gint64 t = 0; t < along; t++)
        if (drawn[t])
            add_line(lines, drawn, &t, along);
    return lines;
}

static void mark_grid(const paper *canvas, const border *near, const border *far,
                      const GArray *ticks)
{
    const gint64 across = ABS(near->view.base - far->view.base) + 1, end = across - far->depth,
                 along = near->view.to - near->view.from,
                 spread = (gint64)ceil(near->edge.inner - near->edge.outer) + 1;
    if (end - near->depth < 2 * stretches || along < 8 * spread)
        return;
    g_autofree line_mean *means = find_means(near, near->depth, end);
    for (int sign = -1; sign <= 1; sign += 2) {
        g_autoptr(GArray) lines = find_lines(near, means, spread, sign);
        keep_grid(lines, near->view.from, ticks, spread);
        mark_lines(canvas, &near->view, lines, across);
    }
}

static GArray *ticks_of_both(const paper *canvas, const border *near, const border *far)
{
    GArray *ticks = mark_ticks(canvas, near);
    g_autoptr(GArray) others = mark_ticks(canvas, far);
    g_array_append_vals(ticks, others->data, others->len);
    return ticks;
}

void plot_find_overlay(const plot_figures *figures, const plot_panel *panel, guint8 *overlay)
{
    const paper canvas = {overlay, figures->width, figures->height};
    const plot_box *box = &panel->image;
    if (panel->bare || box->x1 - box->x0 < 1 || box->y1 - box->y0 < 1)
        return;
    border borders[4];
    for (int side = 0; side < 4; side++) {
        borders[side] = find_border(figures, box, (plot_side)side);
        mark_border(&canvas, &borders[side]);
    }
    for (int side = PLOT_LEFT; side <= PLOT_TOP; side += 2) {
        g_autoptr(GArray) ticks = ticks_of_both(&canvas, &borders[side], &borders[side + 1]);
        mark_grid(&canvas, &borders[side], &borders[side + 1], ticks);
    }
}
