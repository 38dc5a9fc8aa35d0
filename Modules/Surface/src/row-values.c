#include "row-values.h"

#include <math.h>

void lm_row_values(const lm_volume *volume, gint64 x, gint64 y, gint64 z, size_t count, float *to)
{
    const lm_grid *grid = &volume->grid;
    size_t first = (size_t)(((z - volume->held.lo) * grid->size[1] + y) * grid->size[0] + x);
    switch (volume->type) {
#define READ(NAME, T)                                                                              \
    case LM_##NAME: {                                                                              \
        const T *from = (const T *)volume->data + first;                                           \
        for (size_t i = 0; i < count; i++) {                                                       \
            float value = (float)from[i];                                                          \
            to[i] = isfinite(value) ? value : NAN;                                                 \
        }                                                                                          \
        break;                                                                                     \
    }
        LM_FOR_EACH_TYPE (READ)
#undef READ
    }
}
