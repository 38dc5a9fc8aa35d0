/* Places on the map from a figure that JPEG went over.
 *
 * By synthesis: what the places so far would look like is compared with the figure, luma for each
 * pixel and chroma for each 2 x 2 of them, as JPEG keeps it; each sample in turn takes the place
 * that fits both best while its neighbours stay, and this is repeated. In between, what JPEG may
 * have rounded away is granted: a difference from the figure counts only as far as it is larger
 * than half a step of JPEG's own rounding.
 */
#pragma once

#include "invert-cells.h"
#include "invert-line.h"

/* `image`: one byte for each pixel of the figure, 1 where it shows the image. Writes places for the
 * samples shown by such pixels, leaves the others. */
bool plot_fit_jpeg(const plot_inversion *inversion, gint64 z, const plot_line *line,
                   const plot_cells *cells, const guint8 *image, float *places, lm_context *context,
                   GError **error);
