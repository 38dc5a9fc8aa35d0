#include "values.h"

void lm_values_to_float(const void *from, lm_type type, size_t stride, size_t count, float *to)
{
    switch (type) {
#define TO_FLOAT(NAME, T)                                                                          \
    case LM_##NAME: {                                                                              \
        const T *v = from;                                                                         \
        for (size_t i = 0; i < count; i++)                                                         \
            to[i] = (float)v[i * stride];                                                          \
        break;                                                                                     \
    }
        LM_FOR_EACH_TYPE (TO_FLOAT)
#undef TO_FLOAT
    }
}

void lm_values_to_double(const void *from, lm_type type, size_t stride, size_t count, double *to)
{
    switch (type) {
#define TO_DOUBLE(NAME, T)                                                                         \
    case LM_##NAME: {                                                                              \
        const T *v = from;                                                                         \
        for (size_t i = 0; i < count; i++)                                                         \
            to[i] = (double)v[i * stride];                                                         \
        break;                                                                                     \
    }
        LM_FOR_EACH_TYPE (TO_DOUBLE)
#undef TO_DOUBLE
    }
}

/* Not floor(v + 0.5): that sum is rounded itself, and takes 0.49999997f to 1. */
static inline gint32 half_up_float(float v)
{
    gint32 whole = (gint32)v;
    float rest = v - (float)whole;
    return whole + (rest >= 0.5f) - (rest < -0.5f);
}

static inline gint64 half_up_double(double v)
{
    gint64 whole = (gint64)v;
    double rest = v - (double)whole;
    return whole + (rest >= 0.5) - (rest < -0.5);
}

/* One case of a switch: `from`, read as REAL, to the integer type T. */
#define TO_WHOLE(NAME, T, REAL, HALF_UP)                                                           \
    case LM_##NAME: {                                                                              \
        T *t = to;                                                                                 \
        const REAL lo = (REAL)least, hi = (REAL)greatest;                                          \
        for (size_t i = 0; i < count; i++) {                                                       \
            REAL v = from[i];                                                                      \
            v = v == v ? v : 0; /* NaN */                                                          \
            v = v < lo ? lo : v;                                                                   \
            v = v > hi ? hi : v;                                                                   \
            t[i * stride] = (T)HALF_UP(v);                                                         \
        }                                                                                          \
        break;                                                                                     \
    }

void lm_values_from_float(const float *from, size_t count, void *to, lm_type type, size_t stride)
{
    double least, greatest;
    lm_type_range(type, &least, &greatest);
    switch (type) {
        TO_WHOLE(UINT8, guint8, float, half_up_float)
        TO_WHOLE(INT8, gint8, float, half_up_float)
        TO_WHOLE(UINT16, guint16, float, half_up_float)
        TO_WHOLE(INT16, gint16, float, half_up_float)
        /* The ends of 32-bit ranges are no floats. */
        TO_WHOLE(UINT32, guint32, double, half_up_double)
        TO_WHOLE(INT32, gint32, double, half_up_double)
    case LM_FLOAT32:
        for (size_t i = 0; i < count; i++)
            ((float *)to)[i * stride] = from[i];
        break;
    }
}

void lm_values_from_double(const double *from, size_t count, void *to, lm_type type, size_t stride)
{
    double least, greatest;
    lm_type_range(type, &least, &greatest);
    switch (type) {
        TO_WHOLE(UINT8, guint8, double, half_up_double)
        TO_WHOLE(INT8, gint8, double, half_up_double)
        TO_WHOLE(UINT16, guint16, double, half_up_double)
        TO_WHOLE(INT16, gint16, double, half_up_double)
        TO_WHOLE(UINT32, guint32, double, half_up_double)
        TO_WHOLE(INT32, gint32, double, half_up_double)
    case LM_FLOAT32:
        for (size_t i = 0; i < count; i++)
            ((float *)to)[i * stride] = (float)from[i];
        break;
    }
}
