/* Tesseract, kept to one line of digits at a time. */
#pragma once

#include "scale-words.h"

typedef struct plot_number {
    double value;
    int confidence; /* 0 to 100 */
    bool has_point; /* or an exponent, which says as much */
    double spare;   /* of one without a point: how much wider it is than its digits, as a share of
                       their   height; above 0 there may be a point in it that nobody saw */
} plot_number;

/* What is written in a rectangle of the strip, spaces taken out, only characters of `allowed`.
 * Caller frees; NULL when Tesseract sees nothing. */
char *plot_reader_text(plot_reader *reader, const plot_strip *strip, const plot_rect *rect,
                       double text_height, const char *allowed, int *confidence);

/* What was read from the same pixels before: `key` names them. False when nothing was. */
bool plot_reader_recall(plot_reader *reader, const char *key, plot_scale *scale);
void plot_reader_remember(plot_reader *reader, const char *key, const plot_scale *scale);

/* How many minus signs there are, and where what follows the last begins. */
int plot_reader_count_minus(const plot_strip *strip, const plot_rect *word, gint64 *behind);

/* Whether the power in `text` ("1e-5") can be believed: the sign is there by its shape, or there is
 * no room for one, and the digits behind it, read once more alone, are the
 * same. */
bool plot_reader_exponent(plot_reader *reader, const plot_strip *strip, const plot_rect *rect,
                          double text_height, const char *text);

/* A word as a decimal number. Sign and decimal point are found by their shape and place as well,
 * so that none is lost in small print; a word whose marks are not what Tesseract read is refused.
 */
bool plot_reader_number(plot_reader *reader, const plot_strip *strip, const plot_word *word,
                        double text_height, plot_number *number);
