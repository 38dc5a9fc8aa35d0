/* The colour map as a colour bar shows it.
 *
 * A bar of p pixels shows the map's colours at p places; what the line around it and its ticks
 * cover is left out by taking medians across the bar and over figures.
 */
#pragma once

#include "lamina/colormap.h"
#include "layout.h"

/* From the least number (below, or left) to the greatest: 256 colours, the middle of each being
 * (k + 0.5) / 256 of the bar. NULL when the bar is too short to tell (under 8 pixels). */
lm_colormap *plot_bar_colours(const plot_figures *figures, const plot_panel *panel);

/* The known map, forwards or backwards, that the colours of the panel's bar are, as far as JPEG and
 * a program that draws few of a map's colours let tell; NULL when they are none of them. Its table
 * is better than what was read. Caller frees. */
lm_colormap *plot_bar_known(const lm_colormap *bar, const plot_panel *panel);

/* Whether a map's first colour is at the bar's end. */
bool plot_bar_against(const lm_colormap *bar, const lm_colormap *map);

/* Whether much of the bar shows colours that it shows again further on, as a jet printed in grey:
 * they stand for two numbers each. */
bool plot_bar_repeats(const lm_colormap *bar);
