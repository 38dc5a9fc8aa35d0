/* The power of ten that is written once for all labels of a scale: "x10" with a raised number, or
 * "1e-5". */
#pragma once

#include "scale-reader.h"

/* The exponent of a label that is a power of ten, its exponent raised, as on a logarithmic scale.
 */
bool plot_power_label(plot_reader *reader, const plot_strip *strip, const plot_word *word,
                      double text_height, double *exponent);

/* Factor 1 where nothing is written, or a heading; false when there is something that cannot be
 * read. */
bool plot_power_read(plot_reader *reader, const plot_strip *strip, const plot_words *words,
                     double *factor);
