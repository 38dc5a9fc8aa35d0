/* From colours back to places on the colour map, one for each sample of the array.
 *
 * A colour is projected on the line through the map's entries, not given to the nearest entry.
 * JPEG keeps luma at full and chroma at half resolution and rounds both in blocks of 8 and 16
 * pixels; so luma decides the place, chroma (wide) the branch of the map, and neighbours settle
 * what both leave open. Several pixels show one sample, and those inside its cell say most.
 */
#pragma once

#include "figures.h"
#include "lamina/colormap.h"
#include "lamina/context.h"

typedef struct plot_inversion {
    const plot_figures *figures;
    plot_box box;          /* right to a pixel; its fractions are found by the cells' edges */
    gint64 size[2];        /* samples along x and y */
    const guint8 *overlay; /* width x height, 1: this pixel does not show the image */
    const lm_colormap *map;
} plot_inversion;

/* What came of one figure. */
typedef struct plot_residual {
    double mean, p95; /* distance of the colours from the map, in 8-bit RGB steps */
    gint64 missing;   /* samples whose colour is far from the map, or that nothing shows */
} plot_residual;

/* Writes size[0] x size[1] values from 0 (first entry of the map) to 1 (last), NaN where missing.
 * Where colours are the map's entries and none between them, each entry stands for an equal share
 * of that range, and the value is the middle of its share.
 * `distance`, one for each sample in 8-bit RGB steps (NaN where missing), may be NULL. Serves
 * several threads with different figures. False when cancelled or out of memory. */
bool plot_invert(const plot_inversion *inversion, gint64 z, float *values, float *distance,
                 plot_residual *residual, lm_context *context, GError **error);

/* Fills what is NaN from the nearest neighbours; all NaN stays. */
bool plot_fill_missing(float *values, gint64 nx, gint64 ny, GError **error);
