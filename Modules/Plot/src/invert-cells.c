#include "invert-cells.h"

#include "lamina/alloc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The first pixel whose centre lies at or behind an edge, kept in the picture. */
static gint64 first_behind(double edge, gint64 pixels)
{
    return (gint64)CLAMP(ceil(edge - 0.5), 0.0, (double)pixels);
}

/* One axis of the box. */
typedef struct side {
    double lo, hi;
    gint64 samples, from, to; /* pixels from <= p < to lie in the box */
} side;

static gint64 first_of_cell(const side *s, gint64 k)
{
    const double edge = s->lo + (s->hi - s->lo) * (double)k / (double)s->samples;
    return CLAMP(first_behind(edge, s->to), s->from, s->to);
}

/* What is drawn over the image tells nothing of it. */
static double change(const plot_inversion *in, gint64 z, gint64 x, gint64 y, int axis)
{
    const gint64 bx = x - (axis == 0), by = y - (axis == 1), width = in->figures->width;
    if (in->overlay && (in->overlay[y * width + x] || in->overlay[by * width + bx]))
        return 0;
    const guint8 *a = plot_pixel(in->figures, z, x, y), *b = plot_pixel(in->figures, z, bx, by);
    return abs((a[0] + 2 * a[1] + a[2]) - (b[0] + 2 * b[1] + b[2]));
}

enum { MARGIN = 3 };

/* How much colours change from each pixel of an axis to the next, less the mean: at p - from, from
 * the pixel before p to p. Nothing at the ends, where a frame may reach in. */
static void find_changes(const plot_inversion *in, gint64 z, const side sides[2], int axis,
                         double *changes)
{
    const side *along = &sides[axis], *across = &sides[1 - axis];
    double sum = 0;
    memset(changes, 0, (size_t)(along->to - along->from) * sizeof *changes);
    const gint64 lo = along->from + MARGIN, hi = along->to - MARGIN;
    for (gint64 q = across->from; q < across->to; q++)
        for (gint64 p = lo; p < hi; p++)
            changes[p - along->from] += change(in, z, axis ? q : p, axis ? p : q, axis);
    for (gint64 p = lo; p < hi; p++)
        sum += changes[p - along->from];
    for (gint64 p = lo; p < hi; p++)
        changes[p - along->from] -= sum / (double)(hi - lo);
}

static double changes_at_edges(const side *s, const double *changes)
{
    double sum = 0;
    gint64 last = s->from;
    for (gint64 k = 1; k < s->samples; k++) {
        const gint64 p = first_of_cell(s, k);
        if (p > last && p < s->to)
            sum += changes[p - s->from];
        last = p;
    }
    return sum;
}

/* Ends up to a pixel from where they were found; of equal ones the nearest. */
static void sharpen_side(side *s, const double *changes)
{
    enum { PARTS = 10 };
    const side found = *s;
    double most = -INFINITY;
    int moved = 0;
    for (int i = -PARTS; i <= PARTS; i++)
        for (int j = -PARTS; j <= PARTS; j++) {
            side moving = found;
            moving.lo += (double)i / PARTS;
            moving.hi += (double)j / PARTS;
            const double sum = changes_at_edges(&moving, changes);
            if (sum > most || (sum == most && i * i + j * j < moved))
                most = sum, *s = moving, moved = i * i + j * j;
        }
}

static bool sharpen_axis(const plot_inversion *in, gint64 z, side sides[2], int axis,
                         GError **error)
{
    side *s = &sides[axis];
    if (s->samples < 2 || s->hi - s->lo < (double)s->samples + 1 || s->to - s->from <= 2 * MARGIN)
        return true;
    double *changes =
        lm_alloc((size_t)(s->to - s->from), sizeof *changes, "the edges of cells", error);
    if (!changes)
        return false;
    find_changes(in, z, sides, axis, changes);
    sharpen_side(s, changes);
    lm_free(changes);
    return true;
}

static bool cut_axis(plot_cells *cells, int axis, const side *s, GError **error)
{
    const gint64 n = s->samples;
    gint64 *first = cells->first[axis] =
        lm_alloc((size_t)n + 1, sizeof *first, "the cells of a figure", error);
    if (!first)
        return false;
    for (gint64 k = 0; k <= n; k++)
        first[k] = first_of_cell(s, k);
    float *depth = cells->depth[axis] =
        lm_alloc((size_t)(first[n] - first[0]), sizeof *depth, "the cells of a figure", error);
    if (!depth)
        return false;
    for (gint64 k = 0; k < n; k++)
        for (gint64 p = first[k]; p < first[k + 1]; p++) {
            const double at = ((double)p + 0.5 - s->lo) / (s->hi - s->lo) * (double)n - (double)k;
            depth[p - first[0]] = (float)(MIN(at, 1 - at) * (s->hi - s->lo) / (double)n);
        }
    return true;
}

static side side_of(double lo, double hi, gint64 samples, gint64 pixels)
{
    return (side){lo, hi, samples, first_behind(lo, pixels), first_behind(hi, pixels)};
}

plot_cells *plot_cells_new(const plot_inversion *inversion, gint64 z, GError **error)
{
    g_autoptr(plot_cells) cells = g_new0(plot_cells, 1);
    const plot_box *box = &inversion->box;
    side sides[2] = {side_of(box->x0, box->x1, inversion->size[0], inversion->figures->width),
                     side_of(box->y0, box->y1, inversion->size[1], inversion->figures->height)};
    for (int axis = 0; axis < 2; axis++)
        if (!sharpen_axis(inversion, z, sides, axis, error))
            return NULL;
    if (!cut_axis(cells, 0, &sides[0], error) || !cut_axis(cells, 1, &sides[1], error))
        return NULL;
    return g_steal_pointer(&cells);
}

void plot_cells_free(plot_cells *cells)
{
    for (int axis = 0; cells && axis < 2; axis++) {
        lm_free(cells->first[axis]);
        lm_free(cells->depth[axis]);
    }
    g_free(cells);
}
