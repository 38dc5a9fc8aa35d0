/* A stack of slices and what the methods of `fill-between` make of its gaps: shared by the
 * operation and by the score of the methods.
 */
#pragma once

#include "between.h"
#include "lamina/volume.h"

/* What there is to choose from, in the order of the operation's parameter. */
enum { FILL_LINEAR, FILL_CUBIC, FILL_METHODS };
typedef struct fill_method {
    const char *name;
    between_fn fill;
    between_scratch_fn scratch; /* NULL: needs none */
    double per_gap, per_slice;  /* seconds for a pixel: once for a gap, and for each new slice */
} fill_method;
extern const fill_method fill_methods[FILL_METHODS];

/* Some planes of a volume, one component and complete, as if there were no others. Gap i is between
 * slices i and i + 1. */
typedef struct fill_stack {
    const lm_volume *volume;
    const double *position; /* mm of every plane of the volume, increasing */
    const gint64 *slice;    /* the planes that are the slices, increasing ... */
    gint64 count;           /* ... and how many */
} fill_stack;

/* How many new slices of a gap are made at a time, at most. */
enum { FILL_AT_ONCE = 32 };

/* The new slices of one gap at `count` positions inside it. Where a slice beside the gap holds a
 * number that is none, so do the new ones, and no further. */
bool fill_gap(const fill_stack *stack, gint64 gap, const fill_method *method, const double *at,
              size_t count, float *const *to, lm_context *context, GError **error);
/* Bytes that fill_gap() takes for slices of this size. */
guint64 fill_gap_scratch(const fill_method *method, const lm_grid *grid);

/* How far the slices of a method are from true ones. */
typedef struct fill_score {
    double rms;  /* root of the mean squared difference */
    double psnr; /* dB, against the range of the stack's values; infinite when all are equal */
} fill_score;

/* Predicts the planes `hidden` (increasing, `count`, inside the stack and none of its slices) by
 * every method, rounded as the volume's type is, and compares. Runs on all threads; the result does
 * not depend on their number. */
bool fill_compare(const fill_stack *stack, const gint64 *hidden, gint64 count,
                  fill_score scores[FILL_METHODS], lm_context *context, GError **error);

/* The same, leaving every second inner slice of the stack out, evenly chosen ones of them when they
 * are many. Needs three slices. */
bool fill_score_stack(const fill_stack *stack, fill_score scores[FILL_METHODS], lm_context *context,
                      GError **error);

/* The method that `auto` takes. The score is of gaps twice as wide, where clever methods have most
 * to win; so linear stays unless another is clearly better. */
int fill_best(const fill_score scores[FILL_METHODS]);
