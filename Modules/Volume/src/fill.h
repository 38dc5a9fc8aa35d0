/* A stack of slices and what the methods of `fill-between` make of its gaps: shared by the
 * operation and by the score of the methods.
 */
#pragma once

#include "between.h"
#include "lamina/op.h"

/* What there is to choose from, in the order of the operation's parameter. */
enum { FILL_LINEAR, FILL_CUBIC, FILL_SHAPE, FILL_FLOW, FILL_METHODS };
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
    bool labels;            /* values are names: by their shapes, whatever the method */
    const double *position; /* mm of every plane of the volume, increasing */
    const gint64 *slice;    /* the planes that are the slices, increasing ... */
    gint64 count;           /* ... and how many */
} fill_stack;

/* How new slices are made: the share of each method, together 1. */
typedef struct fill_mix {
    double share[FILL_METHODS];
} fill_mix;
fill_mix fill_by(int method); /* it alone */

/* New slices of one gap, at most FILL_AT_ONCE: planes[i], of the volume's type, is the one at the
 * position at[i] inside it. */
enum { FILL_AT_ONCE = 32 };
typedef struct fill_slices {
    size_t count;
    const double *at;
    void *const *planes;
} fill_slices;

/* Makes new slices in one gap; of labels by their shapes, whatever the mix. Where a slice beside
 * the gap holds a number that is none, so do the new ones, and no further. */
bool fill_gap(const fill_stack *stack, gint64 gap, const fill_mix *mix, const fill_slices *made,
              lm_context *context, GError **error);
/* Bytes that fill_gap() takes. */
guint64 fill_gap_scratch(const fill_mix *mix, const lm_info *in, size_t count);

/* How far the slices of the methods are from true ones. */
typedef struct fill_score {
    double product[FILL_METHODS][FILL_METHODS]; /* the difference of one method times that of
                                                   another, mean over the pixels */
    double range;                               /* of the volume's values */
} fill_score;

/* Of a mix: in the volume's unit, and in dB against the range (infinite when nothing differs). */
double fill_rms(const fill_score *score, const fill_mix *mix);
double fill_psnr(const fill_score *score, const fill_mix *mix);

/* Predicts the planes `hidden` (increasing, `count`, inside the stack and none of its slices) by
 * every method, rounded as the volume's type is, and compares. Runs on all threads; the result does
 * not depend on their number. */
bool fill_compare(const fill_stack *stack, const gint64 *hidden, gint64 count, fill_score *score,
                  lm_context *context, GError **error);

/* The same, leaving every second inner slice of the stack out, evenly chosen ones of them when they
 * are many. Needs three slices. */
bool fill_score_stack(const fill_stack *stack, fill_score *score, lm_context *context,
                      GError **error);

/* The mix that `auto` takes, in fifths: the one that scores best, or linear where none is better by
 * 0.05 dB. What is scored are gaps twice as wide, where everything is harder. */
fill_mix fill_best(const fill_score *score);
