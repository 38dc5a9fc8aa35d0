#include "box-fit.h"

#include "lamina/alloc.h"

#include <math.h>
#include <stdlib.h>

/* One axis of the box: its ends, and the pixels from <= p < to that surely lie inside. */
typedef struct side {
    double lo, hi;
    gint64 samples, from, to;
} side;

enum { MARGIN = 3, FIGURES = 4 };

static side side_of(double lo, double hi, gint64 samples, gint64 pixels)
{
    return (side){lo, hi, samples, CLAMP((gint64)ceil(lo) + MARGIN, 1, pixels),
                  CLAMP((gint64)floor(hi) - MARGIN, 0, pixels)};
}

/* What is drawn over the image tells nothing of it. */
static unsigned change(const plot_inversion *in, gint64 z, gint64 x, gint64 y, int axis)
{
    const gint64 bx = x - (axis == 0), by = y - (axis == 1), width = in->figures->width;
    if (in->overlay && (in->overlay[y * width + x] || in->overlay[by * width + bx]))
        return 0;
    const guint8 *a = plot_pixel(in->figures, z, x, y), *b = plot_pixel(in->figures, z, bx, by);
    return (unsigned)abs((a[0] + 2 * a[1] + a[2]) - (b[0] + 2 * b[1] + b[2]));
}

/* How much colours change to each pixel from the one before, less the mean. */
static void find_changes(const plot_inversion *in, const side sides[2], int axis, double *changes)
{
    const side *along = &sides[axis], *across = &sides[1 - axis];
    const gint64 step = MAX(in->figures->count / FIGURES, 1), n = along->to - along->from;
    double sum = 0;
    for (gint64 z = 0; z < in->figures->count; z += step)
        for (gint64 q = across->from; q < across->to; q++)
            for (gint64 p = along->from; p < along->to; p++)
                changes[p - along->from] += change(in, z, axis ? q : p, axis ? p : q, axis);
    for (gint64 i = 0; i < n; i++)
        sum += changes[i];
    for (gint64 i = 0; i < n; i++)
        changes[i] -= sum / (double)n;
}

/* The first pixel of a cell is the first whose centre lies in it. */
static double changes_at_edges(const side *s, double lo, double hi, const double *changes)
{
    const double pitch = (hi - lo) / (double)s->samples;
    double sum = 0;
    for (gint64 k = 1; k < s->samples; k++) {
        const gint64 p = (gint64)ceil(lo + pitch * (double)k - 0.5);
        if (p >= s->from && p < s->to)
            sum += changes[p - s->from];
    }
    return sum;
}

/* Whether most of what changes more than the mean does so at the edges of cells: not where a
 * program smoothed the image, or JPEG left little of it. */
static bool is_sharp(const side *s, const double *changes)
{
    static const double most = 0.7;
    double above = 0;
    for (gint64 i = 0; i < s->to - s->from; i++)
        above += MAX(changes[i], 0);
    return changes_at_edges(s, s->lo, s->hi, changes) > most * above;
}

/* Of equally good ends, the middle of all. */
static void fit_ends(side *s, const double *changes)
{
    enum { PARTS = 10, REACH = 6 };
    double most = -INFINITY, lo = 0, hi = 0;
    int equal = 0;
    for (int i = -REACH; i <= REACH; i++)
        for (int j = -REACH; j <= REACH; j++) {
            const double at_lo = s->lo + (double)i / PARTS, at_hi = s->hi + (double)j / PARTS;
            const double sum = changes_at_edges(s, at_lo, at_hi, changes);
            if (sum > most) {
                most = sum;
                lo = hi = 0;
                equal = 0;
            }
            if (sum >= most) {
                lo += at_lo;
                hi += at_hi;
                equal++;
            }
        }
    s->lo = lo / equal;
    s->hi = hi / equal;
}

static bool fit_axis(const plot_inversion *in, side sides[2], int axis, GError **error)
{
    side *s = &sides[axis];
    if (s->samples < 2 || s->hi - s->lo < (double)s->samples + 1 || s->to <= s->from)
        return true;
    double *changes =
        lm_alloc0((size_t)(s->to - s->from), sizeof *changes, "the edges of cells", error);
    if (!changes)
        return false;
    find_changes(in, sides, axis, changes);
    side fitted = *s;
    fit_ends(&fitted, changes);
    if (is_sharp(&fitted, changes))
        *s = fitted;
    lm_free(changes);
    return true;
}

bool plot_fit_box(plot_inversion *in, GError **error)
{
    const plot_box *box = &in->box;
    side sides[2] = {side_of(box->x0, box->x1, in->size[0], in->figures->width),
                     side_of(box->y0, box->y1, in->size[1], in->figures->height)};
    if (!fit_axis(in, sides, 0, error) || !fit_axis(in, sides, 1, error))
        return false;
    in->box = (plot_box){sides[0].lo, sides[1].lo, sides[0].hi, sides[1].hi};
    return true;
}
