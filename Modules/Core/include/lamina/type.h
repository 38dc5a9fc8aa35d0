/* Scalar types of voxels. Few on purpose: each kernel and each ITK or VTK bridge is compiled once
 * per type it takes. 64-bit input is narrowed where it is read, or refused, and a warning says
 * which. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

G_BEGIN_DECLS

typedef enum lm_type {
    LM_UINT8,
    LM_INT8,
    LM_UINT16,
    LM_INT16,
    LM_UINT32,
    LM_INT32,
    LM_FLOAT32,
} lm_type;
enum { LM_TYPE_COUNT = LM_FLOAT32 + 1 };

/* X(enumerator suffix, C type) for every scalar type: how a kernel is written once for all of them.
 */
#define LM_FOR_EACH_TYPE(X)                                                                        \
    X(UINT8, guint8)                                                                               \
    X(INT8, gint8)                                                                                 \
    X(UINT16, guint16)                                                                             \
    X(INT16, gint16)                                                                               \
    X(UINT32, guint32)                                                                             \
    X(INT32, gint32)                                                                               \
    X(FLOAT32, float)

size_t lm_type_size(lm_type type);
const char *lm_type_name(lm_type type); /* "uint8" ... "float32"; static */
bool lm_type_from_name(const char *name, lm_type *type);
bool lm_type_is_integer(lm_type type);

/* The least and greatest value an integer type holds; for float32, its finite range. */
void lm_type_range(lm_type type, double *least, double *greatest);

/* NULL-ended list of the names, in the order of the enum; static. For choices of a parameter. */
extern const char *const lm_type_names[];

G_END_DECLS
