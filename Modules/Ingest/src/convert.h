/* From the scalar type a file has to the one a volume has: values kept, or refused. */
#pragma once

#include "lamina/type.h"

/* The type of volume that holds values stored so: itself, or what a 64-bit type is narrowed to. */
lm_type convert_target(int stored);

size_t convert_stored_size(int stored);
const char *convert_stored_name(int stored); /* "float64"; static */

/* Converts `count` values. False, with *culprit, at the first number that `to` cannot hold.
 */
bool convert_values(const void *from, int stored, void *to, lm_type type, size_t count,
                    double *culprit);

/* The same for pixels of red, green and blue that are all alike, to one grey value each. False when
 * they are not. */
bool convert_grey(const void *from, int stored, void *to, size_t pixels);
