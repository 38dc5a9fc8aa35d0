/* Where the planes of a stack stand that are not evenly spaced: millimetres along the stack's axis
 * from the first plane, which is at 0, rising.
 *
 * Kept positions live as long as the process, one block for the same numbers (as with
 * g_intern_string()), so that a description of a volume is copied by assignment and outlives
 * whatever read the slices. They are small: eight bytes a plane. Thread-safe.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

G_BEGIN_DECLS

/* Whether no plane stands further than 2 % of the mean distance from where even spacing would put
 * it. Positions are finite and rise, and may begin anywhere. */
bool lm_positions_are_even(const double *positions, gint64 count);

/* Keeps positions that are not even; NULL when they are. */
const double *lm_positions_keep(const double *positions, gint64 count);

/* The same planes counted from the other end, of kept positions. */
const double *lm_positions_reversed(const double *kept, gint64 count);

/* Mean distance from plane to plane of two planes or more. */
double lm_positions_mean(const double *positions, gint64 count);

/* The least and the greatest distance from plane to plane in words, in mm: "0.2 to 0.5". Caller
 * frees. */
char *lm_positions_text(const double *positions, gint64 count);

G_END_DECLS
