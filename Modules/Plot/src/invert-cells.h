/* Which pixels show which sample: sample k of n is shown by the pixels whose centres lie in its
 * cell, from k / n to (k + 1) / n of the box.
 *
 * A box is found to the pixel, and programs place it at fractions of one, which shifts the cells'
 * edges; where several pixels show one sample, colours change at these edges, which so tell the
 * fractions. */
#pragma once

#include "invert.h"

typedef struct plot_cells {
    gint64 *first[2]; /* along x and y: cell k holds the pixels first[k] to first[k + 1] - 1 */
    float
        *depth[2]; /* of each of these pixels, from first[0]: how far inside its cell, in pixels */
} plot_cells;

/* NULL and LM_ERROR_MEMORY. */
plot_cells *plot_cells_new(const plot_inversion *inversion, gint64 z, GError **error);
void plot_cells_free(plot_cells *cells);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(plot_cells, plot_cells_free)
