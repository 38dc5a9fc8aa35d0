/* The value that best divides a volume into dark and bright. */
#pragma once

#include "lamina/context.h"
#include "lamina/volume.h"

G_BEGIN_DECLS

/* The threshold with the greatest variance between the two classes (Otsu 1979), over all finite
 * values of a volume of one component: exact for integers of 8 and 16 bits, else by a histogram of
 * 4096 equal bins over the range. It lies half-way between the two classes' nearest values. Fails
 * when there are no two different values. */
bool lm_otsu(const lm_volume *volume, double *value, lm_context *context, GError **error);

/* Bytes it needs, for each thread. */
guint64 lm_otsu_scratch(lm_type type);

G_END_DECLS
