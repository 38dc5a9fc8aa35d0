#include "between.h"

bool between_linear(const between_gap *gap, const double *at, size_t count, float *const *to,
                    lm_context *context, GError **error)
{
    const size_t pixels = (size_t)(gap->width * gap->height);
    const double left = gap->position[BETWEEN_LEFT], right = gap->position[BETWEEN_RIGHT];
    const float *a = gap->slice[BETWEEN_LEFT], *b = gap->slice[BETWEEN_RIGHT];
    for (size_t i = 0; i < count; i++) {
        if (!lm_context_go_on(context, error))
            return false;
        const float weight = (float)((at[i] - left) / (right - left));
        float *restrict line = to[i];
        for (size_t k = 0; k < pixels; k++)
            line[k] = a[k] + weight * (b[k] - a[k]);
    }
    return true;
}
