/* The size of the array that a figure shows, and which pixels show which sample.
 *
 * A figure scales the array to the screen and repeats columns and rows: sample k of n is shown by
 * the pixels whose centres lie in its cell, from k / n to (k + 1) / n of the image. Changes of
 * colour therefore stand at the edges of cells only, and over all rows of all figures these edges
 * give n away, also after JPEG.
 *
 * Measured on figures of known arrays. Octave (OpenGL): the image ends where the axes do, at any
 * fraction of a pixel; pixel i shows sample floor((i + 0.5 - x0) * n / (x1 - x0)) to 0.01 pixels,
 * and the frame, drawn at the same place, hides the outermost. Matplotlib (Agg): the image is
 * stretched to whole pixels (up), its ends are those of the frame's outermost pixels or lie one
 * pixel further in, and the same rule holds. Its default, below three pixels a sample unless
 * exactly one or two, is no cells but transitions: a pixel whose centre lies t of the way from the
 * centre of one sample to the next has (1 - cos(pi t)) / 2 of the next; the pixel nearest to the
 * centre of a sample shows it best. Changes are then greatest at the edges of the cells.
 *
 * Where cells are large or stored without loss, their edges are all there is to see. Else sizes are
 * tried: for each, with each way of drawing and the ends that programs give images, the samples
 * that fit the pixels best are drawn again, and what remains tells (source-grid-scan,
 * source-grid-model).
 *
 * A lattice of edges a cell longer or shorter is the same lattice, so n is only as sure as the ends
 * of the box are right to half a cell; labels that count samples help.
 */
#pragma once

#include "lamina/colormap.h"
#include "layout.h"
#include "scale.h"

typedef struct plot_extent {
    gint64 samples;    /* along this axis */
    double confidence; /* 0 to 1 */
    bool fewer; /* the screen shows fewer pixels than the array had samples: each pixel counts
                   as a sample */
} plot_extent;

/* Along x (axis 0) or y (1) of a panel's box. `overlay` as made by plot_find_overlay(). `scale` is
 * what the axis is labelled with (labels 0: nothing), which for images drawn without coordinates
 * goes from 0.5 to n + 0.5: where edges are not all there is to see, sizes are tried around it
 * only. `map` drew the figures; NULL: not known, luma counts. */
void plot_find_extent(const plot_figures *figures, const plot_panel *panel, const guint8 *overlay,
                      int axis, const plot_scale *scale, const lm_colormap *map,
                      plot_extent *extent);
