#include "ticks.h"

#include <math.h>
#include <stdlib.h>

enum { TICK_APART = 3 }; /* from its middle to what is surely beside it */

/* Brightness summed across the side, for each pixel along it. */
typedef struct profile {
    gint64 start, n;
    double *sum;
    bool ink_is_dark;
} profile;

static profile sum_across(const plot_figures *figures, gint64 z, const plot_strip *strip,
                          const plot_box *box, plot_side side, gint64 from, gint64 to)
{
    profile p = {llround(plot_side_start(box, side)) - 2 * TICK_APART, 0, NULL,
                 strip->paper >= 128};
    p.n = llround(plot_side_end(box, side)) + 2 * TICK_APART - p.start;
    p.sum = g_new0(double, p.n);
    for (gint64 i = 0, x, y; i < p.n; i++)
        for (gint64 d = from; d < to; d++)
            if (plot_beside(figures, box, side, p.start + i, d, &x, &y))
                p.sum[i] += plot_luma(figures, z, x, y);
    return p;
}

/* How much more of the ink's colour a pixel has than those on both sides of it: a line, and not
 * the edge between two colours. */
static double response(const profile *p, gint64 i)
{
    if (i < TICK_APART || i + TICK_APART >= p->n)
        return 0;
    const double a = p->sum[i] - p->sum[i - TICK_APART], b = p->sum[i] - p->sum[i + TICK_APART];
    return MAX(0, p->ink_is_dark ? MIN(-a, -b) : MIN(a, b));
}

/* The middle of the strongest line within `reach` of a place; NAN when none is as strong as
 * `least`. */
static double strongest(const profile *p, double place, double reach, double least)
{
    const gint64 from = MAX(0, (gint64)floor(place - reach) - p->start);
    const gint64 to = MIN(p->n, (gint64)ceil(place + reach) - p->start);
    gint64 best = -1;
    for (gint64 i = from; i < to; i++)
        if (response(p, i) >= least && (best < 0 || response(p, i) > response(p, best)))
            best = i;
    if (best < 0)
        return NAN;
    double weight = 0, moment = 0;
    for (gint64 i = best - 1; i <= best + 1; i++) {
        const double r = response(p, i), w = r > 0.25 * response(p, best) ? r : 0;
        weight += w;
        moment += w * ((double)(p->start + i) + 0.5);
    }
    return moment / weight;
}

static int compare_number(gconstpointer a, gconstpointer b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The median of ticks from their labels' middles; NAN when fewer than 60 % agree with it. */
static double agreed_offset(const double *ticks, const double *middles, guint n)
{
    const double agree = 1.5;
    g_autoptr(GArray) offsets = g_array_new(FALSE, FALSE, sizeof(double));
    for (guint i = 0; i < n; i++) {
        const double offset = ticks[i] - middles[i];
        if (isfinite(offset))
            g_array_append_val(offsets, offset);
    }
    if (offsets->len == 0)
        return NAN;
    g_array_sort(offsets, compare_number);
    const double median = g_array_index(offsets, double, offsets->len / 2);
    guint agreeing = 0;
    for (guint i = 0; i < offsets->len; i++)
        agreeing += fabs(g_array_index(offsets, double, i) - median) <= agree;
    return 5 * agreeing >= 3 * n ? median : NAN;
}

/* Puts `places` from the labels' middles to their ticks; false when there are none. */
static bool move_to_ticks(const profile *p, guint n, double reach, double least, double *places)
{
    g_autofree double *ticks = g_new(double, n);
    for (guint i = 0; i < n; i++)
        ticks[i] = strongest(p, places[i], reach, least);
    const double offset = agreed_offset(ticks, places, n);
    if (!isfinite(offset))
        return false;
    for (guint i = 0; i < n; i++)
        places[i] = fabs(ticks[i] - places[i] - offset) <= 1.5 ? ticks[i] : places[i] + offset;
    return true;
}

void plot_ticks_find(const plot_figures *figures, gint64 z, const plot_strip *strip,
                     const plot_words *words, const plot_box *box, plot_side side, double *places)
{
    const bool upright = side == PLOT_LEFT || side == PLOT_RIGHT;
    const double reach = 0.5 * words->text_height + 1;
    const guint n = words->labels->len;
    for (guint i = 0; i < n; i++) {
        const plot_rect *r = &((plot_word *)words->labels->pdata[i])->rect;
        places[i] = 0.5 * (double)(upright ? r->y0 + r->y1 : r->x0 + r->x1);
    }
    profile p = sum_across(figures, z, strip, box, side, 0, MIN(PLOT_TICK_LONG, words->gap - 1));
    const bool outside = move_to_ticks(&p, n, reach, strip->threshold, places);
    g_free(p.sum);
    if (outside)
        return;
    p = sum_across(figures, z, strip, box, side, -PLOT_TICK_LONG, 0);
    move_to_ticks(&p, n, reach, strip->threshold, places);
    g_free(p.sum);
}
