/* Where the slices of a stack stand, as a person says it: in numbers, or in a file of them. */
#pragma once

#include "lamina/series.h"

/* Numbers in units of `mm` millimetres, separated by spaces or commas, as a list of
 * lm_series_position; or the path of a text file (relative to the context's input folder) that
 * holds one a line, each after the slice's file name if its writer likes, with spaces, tabs, commas
 * or semicolons between; empty lines and those that begin with # are passed over. NULL with
 * LM_ERROR_USAGE when it is neither, LM_ERROR_INPUT when the file cannot be read. */
GArray *positions_read(const char *text, double mm, const lm_context *context, GError **error);
