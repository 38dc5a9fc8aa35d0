/* A colour map as a line through the colour cube, in 8-bit steps, made ready for many look-ups.
 *
 * Places on the line go from 0 (first entry) to 1 (last).
 */
#pragma once

#include "lamina/colormap.h"

enum { PLOT_LINE_LEVELS = 256, PLOT_LINE_MEMORY = 1 << 16 };

typedef struct plot_line {
    const lm_colormap *map;
    float *rgb[3];                       /* the entries */
    float level[3][PLOT_LINE_LEVELS];    /* colours at equal steps of place */
    guint32 known[PLOT_LINE_MEMORY];     /* colours looked up before, plus one */
    float known_place[PLOT_LINE_MEMORY]; /* and what came of them */
    float known_distance[PLOT_LINE_MEMORY];
} plot_line;

/* NULL and LM_ERROR_MEMORY. One line serves one thread. */
plot_line *plot_line_new(const lm_colormap *map, GError **error);
void plot_line_free(plot_line *line);

/* The nearest place on the line and how far it is. */
float plot_line_project(const plot_line *line, const float rgb[3], float *distance);
/* The same for the colour of a pixel, remembered. */
float plot_line_place(plot_line *line, const guint8 *pixel, float *distance);
/* How far the nearest entry is. */
float plot_line_entry_distance(const plot_line *line, const guint8 *pixel);
/* Roughly how far the line is, by some of its levels: quick for any colour. */
float plot_line_level_distance(const plot_line *line, const guint8 *pixel);
/* The colour at a place. */
void plot_line_colour(const plot_line *line, float place, float rgb[3]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(plot_line, plot_line_free)
