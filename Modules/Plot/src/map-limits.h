/* The numbers at the two ends of the colour map, for each figure. */
#pragma once

#include "lamina/context.h"
#include "layout.h"

typedef enum plot_limits_source {
    PLOT_LIMITS_MAP,   /* nobody says: 0 to 1 of the map */
    PLOT_LIMITS_TYPED, /* one pair for all */
    PLOT_LIMITS_BAR,   /* the colour bar's labels, one pair for all figures */
    PLOT_LIMITS_BARS,  /* each figure's own */
} plot_limits_source;

typedef struct plot_limits {
    plot_limits_source source;
    gint64 count;
    bool logarithmic;   /* between them values go by equal ratios, not by equal steps */
    double (*pairs)[2]; /* at the first and the last colour, in each figure */
} plot_limits;

/* "typed", "colour bar", "colour bar of each figure", "0 to 1 of the map"; static. */
const char *plot_limits_source_text(plot_limits_source source);

/* `typed` NULL: from the colour bar, else 0 to 1. Bars that differ between figures are read each;
 * LM_ERROR_REQUIRE when one of these cannot be read, since the figures then have no common scale.
 * Warns when there is a bar that cannot be read at all. */
bool plot_limits_find(plot_limits *limits, const plot_figures *figures, const plot_panel *panel,
                      const double typed[2], lm_context *context, GError **error);
/* For a map that runs against the bar. */
void plot_limits_turn(plot_limits *limits);
void plot_limits_clear(plot_limits *limits);
