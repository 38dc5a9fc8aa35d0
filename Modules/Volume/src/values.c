#include "values.h"

#include "lamina/fast.h"

#include <string.h>

LM_FAST void lm_values_to_float(const void *from, lm_type type, size_t stride, size_t count,
                                float *to)
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

LM_FAST void lm_values_to_double(const void *from, lm_type type, size_t stride, size_t count,
                                 double *to)
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

/* Not floor(v + 0.5): that sum is rounded itself, and takes 0.49999997f to 1. What is a little less
 * than a half takes it down and still brings every half to the next whole number. */
static inline gint32 half_up_unsigned_float(float v)
{
    return (gint32)(v + 0x1.fffffep-2f);
}

static inline gint64 half_up_unsigned_double(double v)
{
    return (gint64)(v + 0x1.fffffffffffffp-2);
}

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

/* Cases of a switch: `from`, read as REAL, to the integer type T. NaN becomes 0, which is where
 * unsigned types begin. */
#define TO_UNSIGNED(NAME, T, REAL, HALF_UP)                                                        \
    case LM_##NAME: {                                                                              \
        const REAL hi = (REAL)greatest;                                                            \
        for (size_t i = 0; i < count; i++) {                                                       \
            REAL v = from[i] > 0 ? from[i] : 0;                                                    \
            v = v < hi ? v : hi;                                                                   \
            ((T *)to)[i * stride] = (T)HALF_UP(v);                                                 \
        }                                                                                          \
        break;                                                                                     \
    }
#define TO_SIGNED(NAME, T, REAL, HALF_UP)                                                          \
    case LM_##NAME: {                                                                              \
        const REAL lo = (REAL)least, hi = (REAL)greatest;                                          \
        for (size_t i = 0; i < count; i++) {                                                       \
            REAL v = from[i] == from[i] ? from[i] : 0;                                             \
            v = v > lo ? v : lo;                                                                   \
            v = v < hi ? v : hi;                                                                   \
            ((T *)to)[i * stride] = (T)HALF_UP(v);                                                 \
        }                                                                                          \
        break;                                                                                     \
    }

LM_FAST void lm_values_from_float(const float *from, size_t count, void *to, lm_type type,
                                  size_t stride)
{
    double least, greatest;
    lm_type_range(type, &least, &greatest);
    switch (type) {
        TO_UNSIGNED(UINT8, guint8, float, half_up_unsigned_float)
        TO_SIGNED(INT8, gint8, float, half_up_float)
        TO_UNSIGNED(UINT16, guint16, float, half_up_unsigned_float)
        TO_SIGNED(INT16, gint16, float, half_up_float)
        /* The ends of 32-bit ranges are no floats. */
        TO_UNSIGNED(UINT32, guint32, double, half_up_unsigned_double)
        TO_SIGNED(INT32, gint32, double, half_up_double)
    case LM_FLOAT32:
        for (size_t i = 0; i < count; i++)
            ((float *)to)[i * stride] = from[i];
        break;
    }
}

LM_FAST void lm_values_from_double(const double *from, size_t count, void *to, lm_type type,
                                   size_t stride)
{
    double least, greatest;
    lm_type_range(type, &least, &greatest);
    switch (type) {
        TO_UNSIGNED(UINT8, guint8, double, half_up_unsigned_double)
        TO_SIGNED(INT8, gint8, double, half_up_double)
        TO_UNSIGNED(UINT16, guint16, double, half_up_unsigned_double)
        TO_SIGNED(INT16, gint16, double, half_up_double)
        TO_UNSIGNED(UINT32, guint32, double, half_up_unsigned_double)
        TO_SIGNED(INT32, gint32, double, half_up_double)
    case LM_FLOAT32:
        for (size_t i = 0; i < count; i++)
            ((float *)to)[i * stride] = (float)from[i];
        break;
    }
}

/* The bits of floats above zero rise with them; those below fall, so all but the sign is turned.
 * Done twice it is undone. */
static inline gint32 turn_negative(gint32 bits)
{
    return bits < 0 ? bits ^ G_MAXINT32 : bits;
}

void lm_values_to_ranks(const void *from, lm_type type, size_t stride, size_t count, gint32 *to)
{
    switch (type) {
#define TO_RANK(NAME, T, RANK)                                                                     \
    case LM_##NAME: {                                                                              \
        const T *v = from;                                                                         \
        for (size_t i = 0; i < count; i++)                                                         \
            to[i] = RANK;                                                                          \
        break;                                                                                     \
    }
        TO_RANK(UINT8, guint8, v[i * stride])
        TO_RANK(INT8, gint8, v[i * stride])
        TO_RANK(UINT16, guint16, v[i * stride])
        TO_RANK(INT16, gint16, v[i * stride])
        TO_RANK(UINT32, guint32, (gint32)(v[i * stride] ^ 0x80000000u))
        TO_RANK(INT32, gint32, v[i * stride])
#undef TO_RANK
    case LM_FLOAT32:
        for (size_t i = 0; i < count; i++) {
            gint32 bits;
            memcpy(&bits, (const float *)from + i * stride, sizeof bits);
            to[i] = turn_negative(bits);
        }
        break;
    }
}

void lm_values_from_ranks(const gint32 *from, size_t count, void *to, lm_type type, size_t stride)
{
    switch (type) {
#define FROM_RANK(NAME, T, VALUE)                                                                  \
    case LM_##NAME:                                                                                \
        for (size_t i = 0; i < count; i++)                                                         \
            ((T *)to)[i * stride] = (T)(VALUE);                                                    \
        break;
        FROM_RANK(UINT8, guint8, from[i])
        FROM_RANK(INT8, gint8, from[i])
        FROM_RANK(UINT16, guint16, from[i])
        FROM_RANK(INT16, gint16, from[i])
        FROM_RANK(UINT32, guint32, (guint32)from[i] ^ 0x80000000u)
        FROM_RANK(INT32, gint32, from[i])
#undef FROM_RANK
    case LM_FLOAT32:
        for (size_t i = 0; i < count; i++) {
            gint32 bits = turn_negative(from[i]);
            memcpy((float *)to + i * stride, &bits, sizeof bits);
        }
        break;
    }
}
