#include "convert.h"

#include "image-io.h"

#include <math.h>
#include <string.h>

enum { BLOCK = 256 };

lm_type convert_target(int stored)
{
    switch (stored) {
    case STORED_INT64:
        return LM_INT32;
    case STORED_UINT64:
        return LM_UINT32;
    case STORED_FLOAT64:
        return LM_FLOAT32;
    default:
        return (lm_type)stored;
    }
}

size_t convert_stored_size(int stored)
{
    return stored >= LM_TYPE_COUNT ? 8 : lm_type_size((lm_type)stored);
}

const char *convert_stored_name(int stored)
{
    static const char *const wide[] = {"int64", "uint64", "float64"};
    return stored >= LM_TYPE_COUNT ? wide[stored - LM_TYPE_COUNT] : lm_type_name((lm_type)stored);
}

/* A double holds every value of every type but the largest 64-bit ones, which fit nowhere. */
static void load(const void *from, int stored, size_t first, size_t count, double *values)
{
    switch (stored) {
#define LOAD(STORED, T)                                                                            \
    case STORED:                                                                                   \
        for (size_t i = 0; i < count; i++)                                                         \
            values[i] = (double)((const T *)from)[first + i];                                      \
        break;
#define LOAD_TYPE(NAME, T) LOAD(LM_##NAME, T)
        LM_FOR_EACH_TYPE (LOAD_TYPE)
            LOAD(STORED_INT64, gint64)
        LOAD(STORED_UINT64, guint64)
        LOAD(STORED_FLOAT64, double)
#undef LOAD_TYPE
#undef LOAD
    }
}

static void store(const double *values, void *to, lm_type type, size_t first, size_t count)
{
    switch (type) {
#define STORE(NAME, T)                                                                             \
    case LM_##NAME:                                                                                \
        for (size_t i = 0; i < count; i++)                                                         \
            ((T *)to)[first + i] = (T)values[i];                                                   \
        break;
        LM_FOR_EACH_TYPE (STORE)
#undef STORE
    }
}

/* NaN and the infinities are values of a float32, too, and only it holds parts of whole numbers. */
static bool fits(double value, lm_type type, double least, double greatest)
{
    if (type == LM_FLOAT32 && !isfinite(value))
        return true;
    return value >= least && value <= greatest && (type == LM_FLOAT32 || value == floor(value));
}

bool convert_values(const void *from, int stored, void *to, lm_type type, size_t count,
                    double *culprit)
{
    double values[BLOCK], least, greatest;
    lm_type_range(type, &least, &greatest);
    for (size_t first = 0; first < count; first += BLOCK) {
        size_t n = MIN(count - first, (size_t)BLOCK);
        load(from, stored, first, n, values);
        for (size_t i = 0; i < n; i++)
            if (!fits(values[i], type, least, greatest)) {
                *culprit = values[i];
                return false;
            }
        store(values, to, type, first, n);
    }
    return true;
}

bool convert_grey(const void *from, int stored, void *to, size_t pixels)
{
    size_t size = convert_stored_size(stored);
    const char *p = from;
    char *q = to;
    for (size_t i = 0; i < pixels; i++, p += 3 * size, q += size) {
        if (memcmp(p, p + size, size) != 0 || memcmp(p, p + 2 * size, size) != 0)
            return false;
        memcpy(q, p, size);
    }
    return true;
}
