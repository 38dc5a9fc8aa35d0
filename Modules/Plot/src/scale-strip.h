/* The margin of a figure on one side of a box, as ink: how far each pixel's brightness is from that
 * of the paper, whatever the paper's colour.
 *
 * It reaches from the box to the next thing that stands like a wall (another box) and a little
 * past the box's ends, where the power of ten is written.
 */
#pragma once

#include "scale.h"

typedef struct plot_strip {
    gint64 x, y, width, height; /* pixels of the figure */
    int paper;                  /* its brightness */
    guint8 *ink;                /* x fastest; 0 in the box itself */
    int threshold;              /* what is written has at least this much */
} plot_strip;

/* One byte a pixel of the figure. */
int plot_luma(const plot_figures *figures, gint64 z, gint64 x, gint64 y);

/* The pixel on column (or row) `along` at `distance` from the box: 0 just outside, -1 just inside.
 * False outside the figure. */
bool plot_beside(const plot_figures *figures, const plot_box *box, plot_side side, gint64 along,
                 gint64 distance, gint64 *x, gint64 *y);

/* The box's ends along the side. */
double plot_side_start(const plot_box *box, plot_side side);
double plot_side_end(const plot_box *box, plot_side side);

/* False when nothing is there, or the box is not in the figure. */
bool plot_strip_cut(plot_strip *strip, const plot_figures *figures, gint64 z, const plot_box *box,
                    plot_side side);
/* 0 outside the strip. x and y in the figure. */
int plot_strip_ink(const plot_strip *strip, gint64 x, gint64 y);
void plot_strip_clear(plot_strip *strip);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(plot_strip, plot_strip_clear)
