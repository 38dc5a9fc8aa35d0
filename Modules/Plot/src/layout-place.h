/* Where a box lies, to a part of a pixel, from what its four sides were found to be. */
#pragma once

#include "layout-side.h"

typedef struct plot_sides {
    plot_view view[4]; /* in the order of plot_side */
    plot_edge edge[4];
    int lines; /* sides that have one */
} plot_sides;

/* How the program drew the frames, which is the same in all figures and on all sides. */
typedef struct plot_drawing {
    const plot_edge *line; /* the clearest, one of those looked at; NULL: no frames */
    bool whole;            /* exact pixels, part of the image */
    bool middle;           /* the lines' middles are those of pixels */
    double width;          /* of lines */
} plot_drawing;

/* `background`, 8-bit RGB, is what lies around. */
void plot_find_sides(const plot_figures *figures, const plot_rect *rect, const double background[3],
                     plot_sides *sides);

/* The same for a colour bar, whose frame is drawn like those of the axes, which are easier to see.
 */
void plot_find_bar_sides(const plot_figures *figures, const plot_rect *bar,
                         const double background[3], const plot_drawing *how, plot_sides *sides);

/* From the sides of all axes boxes, PLOT_PANELS_MAX at most. Borrows from them. */
plot_drawing plot_find_drawing(const plot_sides *all, size_t n_boxes);

/* The axes rectangle, as layout.h tells it. */
plot_box plot_place_box(const plot_figures *figures, const plot_sides *sides,
                        const plot_drawing *how);
