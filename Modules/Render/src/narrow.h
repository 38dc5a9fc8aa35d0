/* Volumes in a form that VTK's ray casters draw well. */
#pragma once

#include "lamina/transfer.h"

G_BEGIN_DECLS

/* True for types that are drawn as they are: integers of 8 and 16 bits. */
bool lm_narrow_not_needed(lm_type type);

/* A copy of 16 bits: 0 to 32767, VTK's own resolution, for the range of the transfer function's
 * points and a quarter of it on both sides; what lies beyond is cut off, NaN is 0. The transfer
 * function is moved accordingly. */
lm_volume *lm_narrow(const lm_volume *volume, lm_transfer *transfer, lm_context *context,
                     GError **error);

G_END_DECLS
