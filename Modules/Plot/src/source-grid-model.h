/* Whether a lattice's cells, filled in the ways that programs fill them, are what the pixels show.
 *
 * Where changes are only greater at some places than at others, a lattice of n cells on w pixels
 * has a double of w - n, and images with more samples than pixels have one as well. What tells them
 * apart is the picture: once the samples that fit best are drawn again, what remains is noise.
 */
#pragma once

#include "source-grid-lattice.h"

/* Mean remainder, in luma steps for each degree of freedom, over some lines of the figures. */
typedef struct plot_remainder {
    double cells;  /* every pixel shows the sample whose cell it lies in */
    double smooth; /* matplotlib's default: between two samples, with a Hann window */
} plot_remainder;

plot_remainder plot_lattice_remainder(const plot_profile *profile, const plot_axis_view *view,
                                      const plot_lattice *lattice);
