/* What lies between two slices: the methods of `fill-between`.
 *
 * The operation cuts a stack into gaps and asks a method for the new slices of one gap at a time,
 * several gaps at once on several threads. A method sees the two slices beside the gap and one
 * further out on each side, and nothing else: so the answer does not depend on how the work is
 * cut. Positions are millimetres along the stack's axis and increase.
 */
#pragma once

#include "lamina/context.h"

enum { BETWEEN_BEFORE, BETWEEN_LEFT, BETWEEN_RIGHT, BETWEEN_AFTER, BETWEEN_SLICES };

/* Grey slices of width x height values. Nothing in them is NaN or infinite: the operation fills
 * such places before, and puts them back after. */
typedef struct between_gap {
    gint64 width, height;
    double spacing[2];                  /* of the pixels, mm */
    double position[BETWEEN_SLICES];    /* mm, increasing */
    const float *slice[BETWEEN_SLICES]; /* `before` or `after` is NULL at an end of the stack */
} between_gap;

/* Slices of labels: any 32 bits that are equal mean the same label; 0 is a label as well. */
typedef struct between_labels {
    gint64 width, height;
    double spacing[2];
    double position[BETWEEN_SLICES];
    const guint32 *slice[BETWEEN_SLICES];
} between_labels;
