/* The heights of a surface over columns and slices: one row for each column, chosen by dynamic
 * programming.
 *
 * In each slice the path with the least sum of costs and jumps is found exactly; then each slice
 * again, drawn to the rows of the two slices beside it where these are sure, first all even ones
 * and then all odd ones, twice. A jump of one row costs `along` between columns and `across`
 * between slices, so that neighbours far apart bind each other less. After Amini, Weymouth and
 * Jain, Using dynamic programming for solving variational problems in vision, 1990; the least over
 * all jumps by two sweeps after Felzenszwalb and Huttenlocher, Distance transforms of sampled
 * functions, 2012.
 */
#pragma once

#include "first-surface-rise.h"

#include "lamina/context.h"

G_BEGIN_DECLS

typedef struct lm_path {
    lm_rise rise;
    float along, across; /* in rows of cost, for a jump of one row */
} lm_path;

/* Fills `heights`, one for each column (x fastest) and slice: rows down from the centre of the
 * first, where the signal rises through 0; NaN where the column has no lasting rise, also where it
 * is bright from its first row on. Each is the median over up to nine columns. Its
 * progress is that of parts 1 to LM_PATH_PARTS - 1; part 0 is the caller's. */
enum { LM_PATH_PARTS = 8 };
bool lm_path_heights(const lm_path *path, float *heights, lm_context *context, GError **error);

/* Bytes it needs besides volume and heights, and for each thread. */
guint64 lm_path_scratch(const lm_grid *grid);
guint64 lm_path_scratch_per_thread(const lm_grid *grid);

G_END_DECLS
