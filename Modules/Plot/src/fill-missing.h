/* Filling what is missing from what surrounds it. */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Fills the NaN of an image ring by ring from the edges of each hole inwards; an image that is all
 * NaN stays. Takes time in proportion to the image. LM_ERROR_MEMORY. */
bool plot_fill_missing(float *values, gint64 nx, gint64 ny, GError **error);
