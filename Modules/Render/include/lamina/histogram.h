/* How often which value occurs in a volume. */
#pragma once

#include "lamina/context.h"
#include "lamina/volume.h"

G_BEGIN_DECLS

enum { LM_HISTOGRAM_BINS = 4096 };

typedef struct lm_histogram {
    double least, greatest; /* centres of the outermost bins; least < greatest */
    guint64 counts[LM_HISTOGRAM_BINS];
    guint64 total; /* of counts; what lies beyond the outermost bins is left out */
} lm_histogram;

/* Of the finite values of a complete volume of one component. Closes in on where the values are
 * when a few outliers (to 1e38 in floats) stretch the range. LM_ERROR_INPUT when there are no two
 * different values. */
bool lm_histogram_find(const lm_volume *volume, lm_histogram *histogram, lm_context *context,
                       GError **error);

/* The value at a place between the bins, 0 being the centre of the first. */
double lm_histogram_value(const lm_histogram *histogram, double bin);

/* The first bin at which a share (0 to 1) of all counts in the bins lo <= i < hi is reached. */
size_t lm_histogram_quantile(const lm_histogram *histogram, size_t lo, size_t hi, double share);

G_END_DECLS
