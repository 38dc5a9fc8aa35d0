/* One side of a box looked at from outside: how far in the background ends, the line lies, and the
 * image begins, to a part of a pixel.
 */
#pragma once

#include "figures.h"

#include "scale.h"

/* Depth 0 is the pixel `base`, depth 1 the next further in; t runs along the side. */
typedef struct plot_view {
    const plot_figures *figures;
    plot_side side;
    gint64 base;     /* column (left, right) or row (top, bottom) of depth 0 */
    gint64 from, to; /* pixels along the side, the last one not included */
} plot_view;

/* NULL outside the picture. */
const guint8 *plot_view_pixel(const plot_view *view, gint64 z, gint64 depth, gint64 t);

/* A place in depth (0: the outer edge of `base`) as a place in the picture. */
double plot_view_place(const plot_view *view, double depth);

/* What a side was found to be. Depths in pixels from the outer edge of `base`. */
typedef struct plot_edge {
    bool line;           /* between background and image */
    double outer, inner; /* the line's two borders; equal without a line */
    double image;        /* where the image begins if that is outside the line or apart from it,
                            else the middle of the line */
    bool apart;          /* that is so */
    double grey;         /* of the line */
    double solid;        /* mean of the channels in the pixel that it covers most */
    double trace;        /* 8-bit steps from the background just outside of the line */
    double least, most; /* the image's darkest and brightest channel: a line may hide in its like */
} plot_edge;

/* `background`, 8-bit RGB, is what lies outside. */
void plot_find_edge(const plot_view *view, const double background[3], plot_edge *edge);

/* The same for an end or a side of a colour bar, `thickness` pixels from there to the other, whose
 * colours change steadily with depth. Where `like`, a line of the axes, is not NULL, the bar's line
 * has its width and grey. */
void plot_find_bar_edge(const plot_view *view, const double background[3], gint64 thickness,
                        const plot_edge *like, plot_edge *edge);
