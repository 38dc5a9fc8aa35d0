/* A volume of one row with given values. */
#pragma once

#include "testing.h"

static inline lm_volume *line_of(lm_type type, const double *values, gint64 count)
{
    lm_grid grid = lm_grid_make(count, 1, 1);
    lm_volume *volume = test_noise(&grid, type, 1, 1);
    for (gint64 i = 0; i < count; i++) {
        switch (type) {
#define SET(NAME, T)                                                                               \
    case LM_##NAME:                                                                                \
        ((T *)volume->data)[i] = (T)values[i];                                                     \
        break;
            LM_FOR_EACH_TYPE (SET)
#undef SET
        }
    }
    return volume;
}
