/* How often which values occur in a volume. */
#pragma once

#include "lamina/context.h"
#include "lamina/volume.h"

G_BEGIN_DECLS

typedef struct lm_histogram {
    double least, greatest; /* the centres of the first and the last bin; least < greatest */
    size_t bins;            /* at least 2 */
    guint64 total;          /* of all bins */
    guint64 counts[];
} lm_histogram;

/* Of the finite values of all components, in so many bins (2 to LM_HISTOGRAM_MAX). The range is
 * that of the values; when a few outliers stretch it (to 1e38 in floats), it closes in on where
 * nearly all are, and the outliers are not counted. Where there is one value only, the range is
 * around it; LM_ERROR_INPUT where there is none. Reads the volume at least twice. */
enum { LM_HISTOGRAM_MAX = 65536 };
lm_histogram *lm_histogram_new(const lm_volume *volume, size_t bins, lm_context *context,
                               GError **error);

/* The same over a range that is given; values beyond it are not counted. */
lm_histogram *lm_histogram_new_range(const lm_volume *volume, size_t bins, double least,
                                     double greatest, lm_context *context, GError **error);
void lm_histogram_free(lm_histogram *histogram);

/* The value at the middle of a bin; `bin` may lie between two. */
double lm_histogram_value(const lm_histogram *histogram, double bin);

/* The first of the bins lo <= i < hi at which a share (0 to 1) of their counts is reached. */
size_t lm_histogram_quantile(const lm_histogram *histogram, size_t lo, size_t hi, double share);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(lm_histogram, lm_histogram_free)

G_END_DECLS
