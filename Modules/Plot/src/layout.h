/* Where in the figures the images are: the axes boxes, and the colour bar of each.
 *
 * All figures of a stack come from one script, so they are looked at together: what differs from
 * the background in any of them is ink, and a box is what ink encloses with four straight sides.
 *
 * A box is the axes rectangle that the array is scaled to, to a part of a pixel. A program draws
 * its frame along the edge of that rectangle, so the line hides part of the outermost cells:
 * - where the line is smoothed, its middle is the edge (print() of MATLAB and Octave, Cairo);
 * - where it is exactly whole pixels, they belong to the image (MATLAB's and Octave's screen);
 * - where it is smoothed but set on whole pixels, the image was set on whole pixels as well, and
 *   begins with the pixel that holds the line (matplotlib);
 * - without a line, the share of background in the outermost pixels says where the edge is.
 */
#pragma once

#include "figures.h"

#include <stdbool.h>

typedef struct plot_panel {
    plot_box image; /* the axes rectangle; of it, what plot_find_overlay() marks is hidden */
    bool framed;    /* a line is drawn around it */
    bool bare;      /* neither margin nor box: the whole picture, which is an image of numbers only
                       if its colours turn out to lie on a colour map */
    bool has_bar;   /* a colour bar stands beside, above or below it: */
    plot_box bar;   /* its axes rectangle: the outermost pixels may be hidden by its frame */
    bool bar_upright;
} plot_panel;

enum { PLOT_PANELS_MAX = 64 };
typedef struct plot_layout {
    size_t n_panels; /* in reading order: rows from the top, from left to right */
    plot_panel panels[PLOT_PANELS_MAX];
    size_t largest;
} plot_layout;

/* False, with the reason in plain words as LM_ERROR_REQUIRE, when these pictures are no plots of
 * images: blank, grey all over without a box (a scan), a line plot, a surface in 3D, text. Coloured
 * pictures without margin and box give one panel that is `bare`. LM_ERROR_MEMORY. */
bool plot_find_layout(const plot_figures *figures, plot_layout *layout, GError **error);

/* What is drawn over the image: the frame where it reaches in, ticks, grid lines. One byte for each
 * pixel of a figure (width x height), the same for all figures; 1: this pixel does not show the
 * image. `overlay` holds 0 everywhere before. */
void plot_find_overlay(const plot_figures *figures, const plot_panel *panel, guint8 *overlay);
