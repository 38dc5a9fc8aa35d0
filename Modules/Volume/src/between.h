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

/* The slices at the `count` positions `at`, which increase and lie inside the gap, between left and
 * right: to[i] has room for width x height values and gets the one at at[i]. Called from several
 * threads at a time; one call uses one thread, looks at the context for cancellation now and then,
 * and gives the same values whatever else runs. What it allocates besides is at most what its
 * scratch function says, in bytes, however many slices are asked for. */
typedef bool (*between_fn)(const between_gap *gap, const double *at, size_t count, float *const *to,
                           lm_context *context, GError **error);
typedef guint64 (*between_scratch_fn)(gint64 width, gint64 height);

/* Straight lines from each pixel to the one opposite. Needs no scratch. */
bool between_linear(const between_gap *gap, const double *at, size_t count, float *const *to,
                    lm_context *context, GError **error);

/* Catmull-Rom curves along the stack through each pixel, for any positions: the slope at a slice is
 * that of the parabola through it and its neighbours; at an end of the stack the curve ends as a
 * parabola. Needs no scratch. */
bool between_cubic(const between_gap *gap, const double *at, size_t count, float *const *to,
                   lm_context *context, GError **error);
/* How much each of the four slices counts on these curves; one that is not there counts nothing. */
void between_cubic_weights(const between_gap *gap, double at, double weight[BETWEEN_SLICES]);

/* Dense motion between the slices, both ways (between_flow.c). */
bool between_flow(const between_gap *gap, const double *at, size_t count, float *const *to,
                  lm_context *context, GError **error);
guint64 between_flow_scratch(gint64 width, gint64 height);

/* Signed distances of grey level sets (between_shape.c). */
bool between_shape(const between_gap *gap, const double *at, size_t count, float *const *to,
                   lm_context *context, GError **error);
guint64 between_shape_scratch(gint64 width, gint64 height);

/* Signed distances per label, with no label that is not in the gap's slices; of labels that are
 * noise rather than shapes, those of the nearer slice (between_shape_labels.c). */
bool between_shape_labels(const between_labels *gap, const double *at, size_t count,
                          guint32 *const *to, lm_context *context, GError **error);
guint64 between_shape_labels_scratch(gint64 width, gint64 height);
