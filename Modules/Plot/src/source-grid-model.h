/* How well an array of a given size, drawn as programs draw it, explains the pixels.
 *
 * Along some lines of the figures the samples that fit best (least squares) are drawn again; what
 * remains, for each degree of freedom that the samples leave, is noise. The array's true size and
 * ends leave that of rounding or of JPEG; so do twice as many samples, and nothing else near: not a
 * sample more or less, and not the rhythm of the edges, which others may share.
 */
#pragma once

#include "lamina/colormap.h"
#include "source-grid-lattice.h"

typedef enum plot_drawing {
    PLOT_CELLS,      /* every pixel shows the sample whose cell it lies in */
    PLOT_TRANSITIONS /* matplotlib's default: from sample to sample with a Hann window */
} plot_drawing;

/* Sampled lines of the figures, free of what is drawn over the image: places on the map, whose
 * entries programs mix samples before they look up, times 255; in luma steps where JPEG, which
 * keeps luma best, or `map` NULL. Free with plot_lines_free(). */
typedef struct plot_lines plot_lines;
plot_lines *plot_lines_new(const plot_profile *profile, const plot_axis_view *view,
                           const lm_colormap *map);
void plot_lines_free(plot_lines *lines);

/* Variance, in squared steps, of what `cells` samples from x0 to x1 (in pixels from the
 * profile's first) leave unexplained; rounding included. `freedom`: for each line. */
double plot_lines_noise(const plot_lines *lines, plot_drawing drawing, gint64 cells, double x0,
                        double x1, double *freedom);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(plot_lines, plot_lines_free)
