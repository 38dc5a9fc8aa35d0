#include "levels.h"

#include "lamina/error.h"
#include "lamina/histogram.h"

enum { BINS = 4096 };

/* Where the dark class ends (in bins) when the variance between the classes is greatest. Where a
 * whole range of bins does equally well (nothing lies in the gap), its middle. */
static double otsu(const lm_histogram *h)
{
    double sum = 0, dark = 0, dark_sum = 0, best = -1;
    size_t first = 0, last = 0;
    for (size_t i = 0; i < BINS; i++)
        sum += (double)i * (double)h->counts[i];
    for (size_t i = 0; i + 1 < BINS; i++) {
        dark += (double)h->counts[i];
        dark_sum += (double)i * (double)h->counts[i];
        double bright = (double)h->total - dark;
        if (dark == 0 || bright == 0)
            continue;
        double distance = dark_sum / dark - (sum - dark_sum) / bright;
        double between = dark * bright * distance * distance;
        if (between > best)
            first = i;
        if (between >= best) {
            best = between;
            last = i;
        }
    }
    return ((double)first + (double)last + 1) / 2;
}

bool lm_levels_find(const lm_volume *volume, lm_levels *levels, lm_context *context, GError **error)
{
    g_autoptr(lm_histogram) h = lm_histogram_new(volume, BINS, context, error);
    if (!h)
        return false;
    if (lm_histogram_quantile(h, 0, BINS, 0) == lm_histogram_quantile(h, 0, BINS, 1))
        return lm_fail(error, LM_ERROR_INPUT,
                       "all voxels have the same value: there is nothing to draw");
    double edge = otsu(h);
    size_t above = (size_t)edge + 1;
    levels->dark = lm_histogram_value(h, (double)lm_histogram_quantile(h, 0, above, 0.5));
    levels->edge = lm_histogram_value(h, edge);
    levels->bright = lm_histogram_value(h, (double)lm_histogram_quantile(h, above, BINS, 0.999));
    return true;
}
