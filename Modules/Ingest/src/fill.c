#include "fill.h"

#include <math.h>

#define FILL(NAME, T)                                                                              \
    static void fill_##NAME(T *a, const T *b, double part, size_t count)                           \
    {                                                                                              \
        for (size_t i = 0; i < count; i++) {                                                       \
            double value = (double)a[i] + part * ((double)b[i] - (double)a[i]);                    \
            a[i] = (T)(LM_##NAME == LM_FLOAT32 ? value : floor(value + 0.5));                      \
        }                                                                                          \
    }
LM_FOR_EACH_TYPE (FILL)
#undef FILL

    void fill_plane(lm_type type, void *values, const void *beyond, double part, size_t count)
    {
        switch (type) {
#define CASE(NAME, T)                                                                              \
    case LM_##NAME:                                                                                \
        fill_##NAME(values, beyond, part, count);                                                  \
        break;
            LM_FOR_EACH_TYPE (CASE)
#undef CASE
        }
    }
