#include "scale-strip.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    REACH_MIN = 64,
    REACH_MAX = 1024,
    PAST_MIN = 40,         /* beyond the box's ends */
    FRAME = 4,             /* the line around a box is not wider */
    PIXELS_MOST = 1 << 22, /* no margin of a figure made for eyes is larger */
    INK_LEAST = 24         /* fainter than this is the noise of JPEG */
};

int plot_luma(const plot_figures *figures, gint64 z, gint64 x, gint64 y)
{
    return plot_luma_256(plot_pixel(figures, z, x, y)) >> 8;
}

static bool upright(plot_side side)
{
    return side == PLOT_LEFT || side == PLOT_RIGHT;
}

double plot_side_start(const plot_box *box, plot_side side)
{
    return upright(side) ? box->y0 : box->x0;
}

double plot_side_end(const plot_box *box, plot_side side)
{
    return upright(side) ? box->y1 : box->x1;
}

bool plot_beside(const plot_figures *figures, const plot_box *box, plot_side side, gint64 along,
                 gint64 distance, gint64 *x, gint64 *y)
{
    *x = *y = along;
    switch (side) {
    case PLOT_LEFT:
        *x = llround(box->x0) - 1 - distance;
        break;
    case PLOT_RIGHT:
        *x = llround(box->x1) + distance;
        break;
    case PLOT_TOP:
        *y = llround(box->y0) - 1 - distance;
        break;
    case PLOT_BOTTOM:
        *y = llround(box->y1) + distance;
        break;
    }
    return *x >= 0 && *x < figures->width && *y >= 0 && *y < figures->height;
}

/* The commonest brightness from the box to `reach`. */
static int commonest(const plot_figures *figures, gint64 z, const plot_box *box, plot_side side,
                     gint64 reach)
{
    gint64 count[256] = {0}, x, y;
    const gint64 start = llround(plot_side_start(box, side));
    const gint64 end = llround(plot_side_end(box, side));
    for (gint64 along = start; along < end; along++)
        for (gint64 d = 0; d < reach; d++)
            if (plot_beside(figures, box, side, along, d, &x, &y))
                count[plot_luma(figures, z, x, y)]++;
    int best = 0;
    for (int i = 1; i < 256; i++)
        if (count[i] > count[best])
            best = i;
    return best;
}

/* How far out the margin goes: to the edge of the figure, to what is not paper nearly all along,
 * or to `reach`. */
static gint64 clear_reach(const plot_figures *figures, gint64 z, const plot_box *box,
                          plot_side side, gint64 reach, int paper)
{
    const gint64 start = llround(plot_side_start(box, side));
    const gint64 end = llround(plot_side_end(box, side));
    for (gint64 d = 0, x, y; d < reach; d++) {
        gint64 inked = 0;
        for (gint64 along = start; along < end; along++) {
            if (!plot_beside(figures, box, side, along, d, &x, &y))
                return d;
            inked += abs(plot_luma(figures, z, x, y) - paper) >= INK_LEAST;
        }
        if (d > FRAME && 4 * inked > 3 * (end - start))
            return d;
    }
    return reach;
}

static void place(plot_strip *strip, const plot_figures *figures, const plot_box *box,
                  plot_side side, gint64 reach, gint64 past)
{
    gint64 x0 = llround(box->x0) - past, x1 = llround(box->x1) + past;
    gint64 y0 = llround(box->y0) - past, y1 = llround(box->y1) + past;
    if (side == PLOT_LEFT)
        x0 = llround(box->x0) - reach;
    else if (side == PLOT_RIGHT)
        x1 = llround(box->x1) + reach;
    else if (side == PLOT_TOP)
        y0 = llround(box->y0) - reach;
    else
        y1 = llround(box->y1) + reach;
    strip->x = MAX(x0, 0);
    strip->y = MAX(y0, 0);
    strip->width = MIN(x1, figures->width) - strip->x;
    strip->height = MIN(y1, figures->height) - strip->y;
}

/* Level with the box only what lies outside on this side counts. */
static bool hidden(const plot_box *box, plot_side side, gint64 x, gint64 y)
{
    const double cx = (double)x + 0.5, cy = (double)y + 0.5;
    const bool level_x = cx > box->x0 - FRAME && cx < box->x1 + FRAME;
    const bool level_y = cy > box->y0 - FRAME && cy < box->y1 + FRAME;
    switch (side) {
    case PLOT_LEFT:
        return level_y && cx > box->x0;
    case PLOT_RIGHT:
        return level_y && cx < box->x1;
    case PLOT_TOP:
        return level_x && cy > box->y0;
    default:
        return level_x && cy < box->y1;
    }
}

static void fill(plot_strip *strip, const plot_figures *figures, gint64 z, const plot_box *box,
                 plot_side side)
{
    int most = 0;
    for (gint64 j = 0; j < strip->height; j++)
        for (gint64 i = 0; i < strip->width; i++) {
            const gint64 x = strip->x + i, y = strip->y + j;
            const int ink =
                hidden(box, side, x, y) ? 0 : abs(plot_luma(figures, z, x, y) - strip->paper);
            strip->ink[j * strip->width + i] = (guint8)ink;
            most = MAX(most, ink);
        }
    strip->threshold = MAX(INK_LEAST, most / 3);
}

static bool inside(const plot_figures *figures, const plot_box *box)
{
    return box->x0 >= 0 && box->y0 >= 0 && box->x1 <= (double)figures->width &&
           box->y1 <= (double)figures->height && box->x1 - box->x0 >= 2 && box->y1 - box->y0 >= 2;
}

bool plot_strip_cut(plot_strip *strip, const plot_figures *figures, gint64 z, const plot_box *box,
                    plot_side side)
{
    memset(strip, 0, sizeof *strip);
    if (!inside(figures, box))
        return false;
    const gint64 reach = CLAMP((figures->width + figures->height) / 8, REACH_MIN, REACH_MAX);
    strip->paper = commonest(figures, z, box, side, reach);
    const gint64 clear = clear_reach(figures, z, box, side, reach, strip->paper);
    if (clear <= FRAME)
        return false;
    place(strip, figures, box, side, clear, MAX(PAST_MIN, reach / 3));
    if (strip->width * strip->height > PIXELS_MOST)
        return false;
    strip->ink = g_new(guint8, strip->width * strip->height);
    fill(strip, figures, z, box, side);
    return true;
}

int plot_strip_ink(const plot_strip *strip, gint64 x, gint64 y)
{
    if (x < strip->x || y < strip->y || x >= strip->x + strip->width ||
        y >= strip->y + strip->height)
        return 0;
    return strip->ink[(y - strip->y) * strip->width + x - strip->x];
}

void plot_strip_clear(plot_strip *strip)
{
    g_clear_pointer(&strip->ink, g_free);
}
