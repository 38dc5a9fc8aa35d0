/* The straight line through numbers at their places. */
#pragma once

#include "scale-reader.h"

typedef struct plot_line {
    double at_0, step;
    size_t labels; /* on the line */
} plot_line;

/* The line most labels lie on to within `tolerance` pixels, drawn through these. False when fewer
 * than three do, or not a clear majority; two alone are enough when both are read surely. */
bool plot_line_fit(const double *places, const plot_number *numbers, size_t n, double tolerance,
                   plot_line *line);

/* Whether a number at a place lies on the line, to within `tolerance` pixels. */
bool plot_line_holds(const plot_line *line, double place, double value, double tolerance);
