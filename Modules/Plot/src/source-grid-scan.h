/* Every size of the array, tried with one drawing and one pair of ends.
 *
 * More samples explain more, of a picture and of what JPEG did to it, so what a size leaves
 * unexplained is compared with what sizes around it leave: only the true one falls out of line. How
 * far sizes scatter says by how much that can happen by chance.
 */
#pragma once

#include "source-grid-model.h"

typedef struct plot_scan {
    plot_drawing drawing;
    double x0, x1;
    gint64 low, n;         /* sizes from low to low + n - 1 */
    double *noise, *level; /* n: of the noise, and of that of the sizes around, logarithms */
    double *freedom;       /* n */
    double spread;         /* of noise about its level, for one degree of freedom */
} plot_scan;

/* Too few sizes make an empty scan (n 0). Free with plot_scan_clear(). */
void plot_scan_init(plot_scan *scan, const plot_lines *lines, plot_drawing drawing, double x0,
                    double x1, gint64 low, gint64 high);
void plot_scan_clear(plot_scan *scan);

/* By how many times the spread a size, 0 <= i < n, falls below its level. */
double plot_scan_drop(const plot_scan *scan, gint64 i);

typedef struct plot_verdict {
    double drop;  /* 0 when the lattice explains no less once its cells are moved, and least by half
                     a cell: blocks of JPEG agree with some sizes wherever cells begin */
    double depth; /* by how much the noise falls below its level, as a logarithm */
    double noise;
} plot_verdict;

/* A lattice of a size that was tried, whose ends may be others. */
plot_verdict plot_scan_judge(const plot_scan *scan, const plot_lines *lines,
                             const plot_lattice *lattice);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(plot_scan, plot_scan_clear)
