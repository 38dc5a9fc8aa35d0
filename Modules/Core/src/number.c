#include "lamina/number.h"

#include <math.h>
#include <string.h>

bool lm_number_parse(const char *text, double *value)
{
    while (g_ascii_isspace(*text))
        text++;
    /* g_ascii_strtod() also takes hexadecimal, infinities and NaN, which nobody means here. */
    size_t length = strspn(text, "+-.0123456789eE");
    if (length == 0)
        return false;
    char *end;
    double number = g_ascii_strtod(text, &end);
    if (end != text + length || !isfinite(number))
        return false;
    while (g_ascii_isspace(*end))
        end++;
    if (*end)
        return false;
    *value = number;
    return true;
}

bool lm_numbers_parse(const char *text, double *values, size_t max, size_t *count)
{
    static const char separators[] = " ,\t\r\n";
    *count = 0;
    while (*(text += strspn(text, separators))) {
        g_autofree char *word = g_strndup(text, strcspn(text, separators));
        if (*count == max || !lm_number_parse(word, &values[*count]))
            return false;
        ++*count;
        text += strlen(word);
    }
    return true;
}

bool lm_bytes_parse(const char *text, guint64 *bytes)
{
    static const char letters[] = "KMGT";
    size_t length = strspn(text, "0123456789.");
    g_autofree char *digits = g_strndup(text, length);
    double number;
    if (!lm_number_parse(digits, &number))
        return false;
    const char *unit = text + length;
    while (*unit == ' ')
        unit++;
    if (*unit) {
        const char *letter = strchr(letters, g_ascii_toupper(*unit));
        if (!letter || (unit[1] && g_ascii_strcasecmp(unit + 1, "iB") != 0 &&
                        g_ascii_strcasecmp(unit + 1, "B") != 0))
            return false;
        number *= exp2(10.0 * (double)(letter - letters + 1));
    } else if (number != floor(number)) {
        return false;
    }
    if (number >= 0x1p63)
        return false;
    *bytes = (guint64)number;
    return true;
}

char *lm_number_text(double value)
{
    char text[G_ASCII_DTOSTR_BUF_SIZE];
    double magnitude = fabs(value);
    /* From all digits before the point on: with fewer, %g would write 10 as 1e+01. */
    int least = magnitude >= 1 && magnitude < 1e15 ? (int)floor(log10(magnitude)) + 1 : 1;
    for (int digits = least; digits <= 17; digits++) {
        char format[8];
        g_snprintf(format, sizeof format, "%%.%dg", digits);
        g_ascii_formatd(text, sizeof text, format, value);
        if (g_ascii_strtod(text, NULL) == value)
            break;
    }
    return g_strdup(text);
}

char *lm_numbers_text(const double *values, size_t count)
{
    GString *text = g_string_new(NULL);
    for (size_t i = 0; i < count; i++) {
        g_autofree char *number = lm_number_text(values[i]);
        g_string_append_printf(text, "%s%s", i ? " " : "", number);
    }
    return g_string_free(text, FALSE);
}

/* True when a decimal that lies as near to `back` as doubles can tell reads as `value`. */
static bool reads_as(double back, double value)
{
    return (double)(float)(back * (1 - 0x1p-50)) == value &&
           (double)(float)(back * (1 + 0x1p-50)) == value;
}

static size_t fixed_text(bool negative, guint64 digits, int decimals, char text[LM_FLOAT_TEXT])
{
    char backwards[LM_FLOAT_TEXT];
    size_t length = 0, at = 0;
    for (int i = 0; i <= decimals || digits; i++, digits /= 10) {
        if (i == decimals && decimals > 0)
            backwards[length++] = '.';
        backwards[length++] = (char)('0' + digits % 10);
    }
    if (negative)
        backwards[length++] = '-';
    while (length)
        text[at++] = backwards[--length];
    text[at] = 0;
    return at;
}

size_t lm_float_text(float value, char text[LM_FLOAT_TEXT])
{
    static const double tens[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
    double magnitude = fabs((double)value);
    for (int decimals = 0; magnitude < 1e6 && decimals < (int)G_N_ELEMENTS(tens); decimals++) {
        double digits = rint(magnitude * tens[decimals]);
        if (reads_as(digits / tens[decimals], magnitude))
            return fixed_text(value < 0, (guint64)digits, decimals, text);
    }
    return strlen(g_ascii_formatd(text, LM_FLOAT_TEXT, "%.9g", (double)value));
}

char *lm_number_words(double value, int digits)
{
    if (!isfinite(value))
        return g_strdup(isnan(value) ? "not a number" : value > 0 ? "infinite" : "-infinite");
    double magnitude = fabs(value);
    if (magnitude != 0 && (magnitude < 1e-4 || magnitude >= 1e15)) {
        char format[8], text[G_ASCII_DTOSTR_BUF_SIZE];
        g_snprintf(format, sizeof format, "%%.%dg", digits);
        return g_strdup(g_ascii_formatd(text, sizeof text, format, value));
    }
    int before = magnitude < 1 ? 0 : (int)floor(log10(magnitude)) + 1;
    int decimals = magnitude != 0 && magnitude < 1 ? digits - 1 - (int)floor(log10(magnitude))
                                                   : digits - before;
    char format[8], text[64];
    g_snprintf(format, sizeof format, "%%.%df", CLAMP(decimals, 0, 17));
    g_ascii_formatd(text, sizeof text, format, value);
    if (strchr(text, '.')) {
        size_t length = strlen(text);
        while (text[length - 1] == '0')
            text[--length] = 0;
        if (text[length - 1] == '.')
            text[--length] = 0;
    }
    return g_strdup(strcmp(text, "-0") == 0 ? "0" : text);
}
