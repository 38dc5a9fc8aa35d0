#include "lamina/type.h"

#include <float.h>

const char *const lm_type_names[] = {"uint8",  "int8",  "uint16",  "int16",
                                     "uint32", "int32", "float32", NULL};

size_t lm_type_size(lm_type type)
{
    static const size_t sizes[] = {1, 1, 2, 2, 4, 4, 4};
    return sizes[type];
}

const char *lm_type_name(lm_type type)
{
    return lm_type_names[type];
}

bool lm_type_from_name(const char *name, lm_type *type)
{
    for (int i = 0; i < LM_TYPE_COUNT; i++) {
        if (g_str_equal(name, lm_type_names[i])) {
            *type = (lm_type)i;
            return true;
        }
    }
    return false;
}

bool lm_type_is_integer(lm_type type)
{
    return type != LM_FLOAT32;
}

void lm_type_range(lm_type type, double *least, double *greatest)
{
    static const double ranges[][2] = {
        {0, G_MAXUINT8},  {G_MININT8, G_MAXINT8},   {0, G_MAXUINT16},    {G_MININT16, G_MAXINT16},
        {0, G_MAXUINT32}, {G_MININT32, G_MAXINT32}, {-FLT_MAX, FLT_MAX},
    };
    *least = ranges[type][0];
    *greatest = ranges[type][1];
}
