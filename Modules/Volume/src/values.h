/* Voxel values of any type as real numbers, and back.
 *
 * Values lie `stride` apart in the voxels (the number of components, to walk one component) and
 * next to each other as real numbers. Double holds every type exactly; float every one of 8 and 16
 * bit. On the way back to an integer type a value is rounded to the nearest whole number, halves
 * upwards (-0.5 to 0, 0.5 to 1), what is outside the type's range becomes the nearest end of it,
 * and NaN becomes 0.
 */
#pragma once

#include "lamina/type.h"

G_BEGIN_DECLS

/* How many values an operation works on at a time when it keeps them on the stack. */
enum { LM_VALUES_CHUNK = 1024 };

void lm_values_to_float(const void *from, lm_type type, size_t stride, size_t count, float *to);
void lm_values_to_double(const void *from, lm_type type, size_t stride, size_t count, double *to);

void lm_values_from_float(const float *from, size_t count, void *to, lm_type type, size_t stride);
void lm_values_from_double(const double *from, size_t count, void *to, lm_type type, size_t stride);

/* Whole numbers in the same order as the values, for methods that only compare. Exact both ways for
 * every type; NaN comes beyond the infinity of its sign, so that the order is total. */
void lm_values_to_ranks(const void *from, lm_type type, size_t stride, size_t count, gint32 *to);
void lm_values_from_ranks(const gint32 *from, size_t count, void *to, lm_type type, size_t stride);

G_END_DECLS
