/* Tesseract, kept to one line of digits at a time. */
#pragma once

#include "scale-words.h"

typedef struct plot_number {
    double value;
    int confidence; /* 0 to 100 */
    bool has_point; /* or an exponent, which says as much */
    double spare;   /* of one without a point: plot_reader_spare() */
} plot_number;

/* What is written in a rectangle of the strip, spaces taken out, only characters of `allowed`.
 * Caller frees; NULL when Tesseract sees nothing. */
char *plot_reader_text(plot_reader *reader, const plot_strip *strip, const plot_rect *rect,
                       double text_height, const char *allowed, int *confidence);

/* Where what follows begins when the columns at `from` are those of a minus sign: a flat mark half
 * way up and nothing else, also when it touches its neighbours. Else `from`. */
gint64 plot_reader_minus(const plot_strip *strip, const plot_rect *word, gint64 from);

/* What was read from the same pixels before: `key` names them. False when nothing was. */
bool plot_reader_recall(plot_reader *reader, const char *key, plot_scale *scale);
void plot_reader_remember(plot_reader *reader, const char *key, const plot_scale *scale);

/* How many minus signs there are, and where what follows the last begins. */
int plot_reader_count_minus(const plot_strip *strip, const plot_rect *word, gint64 *behind);

/* How much wider the rectangle is than so many digits of a wide typeface, as a share of their
 * height: above 0 there may be a sign or point in it that nobody saw. */
double plot_reader_spare(const plot_strip *strip, const plot_rect *rect, const char *digits);

/* Whether the power in `text` ("1e-5") can be believed: the sign is there by its shape, or there is
 * no room for one, and the digits behind it, read once more alone, are the same. */
bool plot_reader_exponent(plot_reader *reader, const plot_strip *strip, const plot_rect *rect,
                          double text_height, const char *text);

/* A word as a decimal number. Sign and decimal point are found by their shape and place as well,
 * so that none is lost in small print; a word whose marks are not what Tesseract read is refused.
 */
bool plot_reader_number(plot_reader *reader, const plot_strip *strip, const plot_word *word,
                        double text_height, plot_number *number);
