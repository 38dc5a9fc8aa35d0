/* Where a box begins and ends to a part of a pixel.
 *
 * Programs place boxes at fractions of pixels, and a fraction shifts the edges of all cells. Where
 * several pixels show one sample, colours change at these edges only; the ends that put the edges
 * where most changes are, at most 0.6 of a pixel from where they were found, are the true ones.
 */
#pragma once

#include "invert.h"

/* Fits inversion->box, given its size; leaves it where pixels are too few for the samples, or the
 * cells not sharp enough, to tell.
 * LM_ERROR_MEMORY. */
bool plot_fit_box(plot_inversion *inversion, GError **error);
