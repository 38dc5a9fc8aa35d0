/* Where in the figures the images are: the axes boxes, and the colour bar of each.
 *
 * All figures of a stack come from one script, so they are looked at together: a pixel column that
 * is an edge in one figure by chance is not in the others. What a box holds is the image itself,
 * without the line drawn around it.
 */
#pragma once

#include "figures.h"

#include <stdbool.h>

typedef struct plot_panel {
    plot_box image;
    bool framed;  /* a line is drawn around it */
    bool has_bar; /* a colour bar stands beside or below it: */
    plot_box bar; /* its colours, without the line around them */
    bool bar_upright;
} plot_panel;

enum { PLOT_PANELS_MAX = 64 };
typedef struct plot_layout {
    size_t n_panels; /* in reading order: rows from the top, from left to right */
    plot_panel panels[PLOT_PANELS_MAX];
    size_t largest;
} plot_layout;

/* False, with the reason in plain words as LM_ERROR_REQUIRE, when these pictures are no plots of
 * images: no margin, no box, a photograph, a line plot. */
bool plot_find_layout(const plot_figures *figures, plot_layout *layout, GError **error);

/* What is drawn over the image: the frame where it reaches in, ticks, grid lines. One byte for each
 * pixel of a figure (width x height), the same for all figures; 1: this pixel does not show the
 * image. `overlay` holds 0 everywhere before. */
void plot_find_overlay(const plot_figures *figures, const plot_panel *panel, guint8 *overlay);
