/* Numbers along an axis or a colour bar: the tick marks, the labels beside them, and the straight
 * line through both.
 *
 * Read by Tesseract. A scale is believed only when the labels make a straight line of the ticks'
 * places; one label misread among several is left out, and two labels alone are believed when
 * Tesseract is sure of both. A power of ten over the bar or at the end of the axis counts; when
 * something stands there that cannot be read, nothing is believed. Where the labels are powers of
 * ten, their exponents make the line. Labels that are turned are not read.
 *
 * A tick places its label to a part of a pixel; without ticks the middle of the label does, which
 * is right to about 1.5 pixels.
 */
#pragma once

#include "figures.h"

#include <stdbool.h>

typedef enum plot_side { PLOT_LEFT, PLOT_RIGHT, PLOT_TOP, PLOT_BOTTOM } plot_side;

typedef struct plot_scale {
    size_t labels;          /* how many the line is drawn through; 0: not readable */
    bool logarithmic;       /* numbers here are exponents of ten */
    double away;            /* pixels from the box to the middle of the labels */
    double at_0, step;      /* the number at pixel edge p (x or y) is at_0 + step * p */
    double least, greatest; /* at the two ends of the box, in that order of numbers */
} plot_scale;

/* Loads Tesseract and its English numbers; NULL, with the reason, when they are not installed. One
 * reader serves one thread. */
typedef struct plot_reader plot_reader;
plot_reader *plot_reader_new(GError **error);
void plot_reader_free(plot_reader *reader);

/* The numbers on one side of a box (of the image or of a colour bar) in figure z; false when there
 * are none that can be read. The same pixels are read once. */
bool plot_read_scale(plot_reader *reader, const plot_figures *figures, gint64 z,
                     const plot_box *box, plot_side side, plot_scale *scale);

/* Whether what is written beside the box differs between two figures, by more than JPEG's noise. */
bool plot_scale_differs(const plot_figures *figures, gint64 z0, gint64 z1, const plot_box *box,
                        plot_side side);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(plot_reader, plot_reader_free)
