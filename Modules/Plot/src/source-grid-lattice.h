/* Lattices of cell edges, and how well they explain a profile of change.
 *
 * A lattice divides the image into equal cells; pixel i shows the cell that its centre lies in. It
 * explains the profile when changes at its edges are greater than elsewhere. The pixels give the
 * pitch and the place of the edges, often to a hundredth of a pixel; where the lattice ends is
 * another question, for the outermost cells may lie below the frame.
 */
#pragma once

#include "source-grid-profile.h"

/* How much likelier fewer cells are before anything is seen, as a power of their number. Half the
 * cells explain less, and twice as many may explain no less where most edges show nothing. */
#define PLOT_LATTICE_PLAIN 3.0

typedef struct plot_lattice {
    gint64 cells;
    double x0, x1;     /* ends, in pixels from the profile's first */
    double explained;  /* share of the profile's variance, 0 to 1 */
    double likelihood; /* natural logarithm, 0 for no lattice at all */
} plot_lattice;

/* The best lattices with different numbers of cells, most likely first; at most `most`. Their ends
 * are within 1.5 pixels of `x0` and `x1`. Returns how many. */
size_t plot_find_lattices(const plot_profile *profile, double x0, double x1, plot_lattice *lattices,
                          size_t most);

/* The best one with this many cells. */
plot_lattice plot_refine_lattice(const plot_profile *profile, gint64 cells, double x0, double x1);

/* How great changes within cells are, compared with those at edges: near 0 where cells are sharp
 * and the figure lossless. */
double plot_lattice_blur(const plot_profile *profile, const plot_lattice *lattice);
