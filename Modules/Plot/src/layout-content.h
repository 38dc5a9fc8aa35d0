/* What a rectangle in a stack of figures holds: an image, a colour bar, or neither. */
#pragma once

#include "figures.h"

#include <stdbool.h>

/* An image fills its box, or is solid and in many shades where it does not; bars and areas of a
 * chart have few colours. `background`, 8-bit RGB, is what lies around; `framed`: lines are drawn
 * around it. */
bool plot_holds_image(const plot_figures *figures, const plot_rect *rect,
                      const double background[3], bool framed);

/* Long, each colour all across, and the colours change along it. */
bool plot_is_bar(const plot_figures *figures, const plot_rect *rect);

/* The share of pixels that are not grey. */
double plot_coloured_share(const plot_figures *figures);
