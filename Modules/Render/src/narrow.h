/* Volumes in a form that VTK's ray casters draw well: 16 bits. */
#pragma once

#include "lamina/transfer.h"

G_BEGIN_DECLS

/* True for types that are drawn as they are: integers of 8 and 16 bits. */
bool lm_narrow_not_needed(lm_type type);

/* How values become 0 to 32767, VTK's own resolution: (value - first) * scale, cut off at both
 * ends; NaN is 0. */
typedef struct lm_narrowing {
    double first, scale;
} lm_narrowing;

/* For the range of the transfer function's points and a quarter of it on both sides. */
lm_narrowing lm_narrowing_for(const lm_transfer *transfer);

/* Whether another transfer function is drawn well with it: its points lie within the range and take
 * up at least an eighth of it. */
bool lm_narrowing_serves(const lm_narrowing *narrowing, const lm_transfer *transfer);

/* A copy of the volume, and the points of the transfer function moved to its values. */
lm_volume *lm_narrow(const lm_volume *volume, const lm_narrowing *narrowing, lm_context *context,
                     GError **error);
void lm_narrow_transfer(lm_transfer *transfer, const lm_narrowing *narrowing);

G_END_DECLS
