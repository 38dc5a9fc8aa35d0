/* A colour bar that touches its image, so that both are found as one box. */
#pragma once

#include "layout-side.h"

typedef struct plot_parting {
    plot_side side; /* of the image, where the bar touches it */
    plot_rect bar;
    double colour[3]; /* mean of the bar beside the image, 8-bit RGB */
} plot_parting;

/* A bar is a strip at a side of `rect`, the same in all figures, whose colours stay the same all
 * across and change along it; a line of one colour ends it, or else it could be the outermost
 * samples of the image. False when there is none; else `rect` is what is left, with the line. */
bool plot_part_bar(const plot_figures *figures, plot_rect *rect, plot_parting *parting);
