/* Numbers as text, the same in every locale, and exact on the way back. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

G_BEGIN_DECLS

/* The whole of `text` (spaces around it allowed) as a finite number. False when it is anything
 * else; hexadecimal, "inf" and "nan" are not numbers here. */
bool lm_number_parse(const char *text, double *value);

/* Numbers separated by spaces or commas. Fills at most `max`, and sets *count to how many there
 * are. False when one of them is no number or there are more than `max`. */
bool lm_numbers_parse(const char *text, double *values, size_t max, size_t *count);

/* A size in bytes: a whole number, or a number followed by KiB, MiB, GiB, TiB (or K, M, G, T). */
bool lm_bytes_parse(const char *text, guint64 *bytes);

/* The shortest text that reads back as exactly this number ("0.1", "1e-05", "250"). Caller frees.
 */
char *lm_number_text(double value);

/* The same for several, separated by one space. Caller frees. */
char *lm_numbers_text(const double *values, size_t count);

/* Text that reads back as exactly this float, short where few digits do, without allocating: for
 * files of millions of them. `value` is finite; minus zero is written as zero. Returns the length.
 */
enum { LM_FLOAT_TEXT = 24 };
size_t lm_float_text(float value, char text[LM_FLOAT_TEXT]);

/* A number for people: at most `digits` significant digits, no exponent in everyday ranges,
 * no trailing zeros. Caller frees. */
char *lm_number_words(double value, int digits);

G_END_DECLS
