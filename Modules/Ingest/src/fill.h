/* A plane between two others. */
#pragma once

#include "lamina/type.h"

#include <stddef.h>

/* Replaces `first `count` values by what lies so far (0 to 1) from them to those of `beyond`; whole
 * numbers are rounded. */
void fill_plane(lm_type type, void *values, const void *beyond, double part, size_t count);
