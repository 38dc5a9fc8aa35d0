/* Tick marks: where exactly on the side of a box a label belongs. */
#pragma once

#include "scale-words.h"

enum { PLOT_TICK_LONG = 8 }; /* pixels looked at along a tick */

/* Fills `places` (one for each label) with the pixel edges of the middle of the labels' ticks:
 * marks outside the box, else inside it, else the middle of the labels themselves. */
void plot_ticks_find(const plot_figures *figures, gint64 z, const plot_strip *strip,
                     const plot_words *words, const plot_box *box, plot_side side, double *places);
