/* From how neighbours lie on each other to where each slice lies, and what of it is jitter.
 *
 * All pairs of slices up to ALIGN_REACH apart are solved together by least squares, so that errors
 * do not add up along a chain; pairs that contradict the rest are given less weight, step by step
 * (Cauchy weights, scaled by the median). Angles and scales are solved first, shifts with them
 * known.
 *
 * The path of the slices is then taken for a smooth curve and a jump of each slice by itself. That
 * is all that can be known: an object that leans or bends from slice to slice and a stack that was
 * pushed over slowly look the same. The curve is a Whittaker smoother with second differences
 * (P. Eilers: "A perfect smoother", Anal. Chem. 75, 2003), which takes a straight line as it is,
 * and how smooth it is follows from the path by restricted maximum likelihood, for each of shift x,
 * shift y, angle and scale alone: a stack without jumps has a curve that follows every bend, and
 * nothing is undone. A straight line is preferred to a curve, and no drift to a line, as long as
 * there is no strong evidence against it: jumps feign some drift by chance, in short stacks above
 * all, and would not be undone to the last.
 */
#pragma once

#include "align_motion.h"

#include <stdbool.h>

/* Slices `a` and `b`: the motion takes places in `a` to those of the same content in `b`. */
typedef struct align_link {
    gint64 a, b; /* a < b <= a + ALIGN_REACH */
    align_motion motion;
    double weight; /* how sure it is, > 0 */
} align_link;

/* How many slices apart those of a pair are at most: the next but one tells when the next is not
 * like the others. */
enum { ALIGN_REACH = 2 };

/* For each of `count` slices the motion to the common frame, in which the content of all lies
 * where that of its neighbours does. Slices without links stay. `radius` is that of a slice in mm,
 * `still` what counts for no contradiction, in mm. Both functions are false when memory runs out.
 */
bool align_path(const align_link *links, gint64 n_links, gint64 count, double radius, double still,
                align_motion *path, GError **error);

/* The smooth curve of a path. `position` are those of the slices along the stack and increase;
 * slices that are not `known` have no say. */
bool align_curve(const align_motion *path, const bool *known, const double *position, gint64 count,
                 double radius, double still, align_motion *curve, GError **error);

/* Sorts the values; of an even number of them the upper one. */
double align_median(double *values, gint64 count);
