/* From colours back to places on the colour map, one for each sample of the array.
 *
 * A colour is projected on the line through the map's entries, not given to the nearest entry.
 * Figures that were stored without loss tell each sample by the pixel in the middle of its cell.
 * JPEG keeps luma at full and chroma mostly at half resolution and rounds both: there, the mean
 * over the pixels of a cell counts, luma more than chroma, and what is found is drawn again with
 * chroma spread as JPEG spreads it; by what this differs from the figure the chroma of each sample
 * is put right, and the search repeated (analysis by synthesis). Luma thus gives the detail, and
 * chroma tells apart places of the map with equal luma.
 *
 * Sample k of n along an axis is shown by the pixels whose centres lie from k / n to (k + 1) / n of
 * the box. Colour differences are in YCbCr as JPEG defines it (ITU-T T.871), in 8-bit steps.
 */
#pragma once

#include "figures.h"
#include "lamina/colormap.h"
#include "lamina/context.h"

typedef struct plot_inversion {
    const plot_figures *figures;
    plot_box box;
    gint64 size[2];        /* samples along x and y */
    const guint8 *overlay; /* width x height, 1: this pixel does not show the image; NULL:
                              all do */
    const lm_colormap *map;
    int chroma[2]; /* pixels across and down that share one value of chroma; 0: 2, as usual */
} plot_inversion;

/* What is prepared once for all figures. Borrows what the inversion points to; may be used by
 * several threads. */
typedef struct plot_inverter plot_inverter;
plot_inverter *plot_inverter_new(const plot_inversion *inversion, GError **error);
void plot_inverter_free(plot_inverter *inverter);

/* What came of one figure. */
typedef struct plot_residual {
    double mean, p95; /* distance of the colours that count from the map, in 8-bit RGB steps */
    gint64 off_map;   /* samples whose colour is far from the map */
    gint64 unseen;    /* samples that no pixel shows, or only covered ones */
} plot_residual;

/* Writes size[0] x size[1] values from 0 (first entry of the map) to 1 (last), NaN where missing:
 * where nothing shows the sample, or its colour is much farther from the map than those of the
 * figure usually are. `distance`, one for each sample, may be NULL. False when cancelled or out of
 * memory. */
bool plot_invert(const plot_inverter *inverter, gint64 z, float *values, float *distance,
                 plot_residual *residual, lm_context *context, GError **error);

/* Bytes that inverting one figure takes besides its values. */
guint64 plot_invert_scratch(const plot_inversion *inversion);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(plot_inverter, plot_inverter_free)
