/* Files of colours. */
#include "lamina/colormap.h"

#include "lamina/error.h"
#include "lamina/number.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

enum { ENTRIES_MOST = 4096, BYTES_MOST = 1 << 20, LUT_BYTES = 768 };

/* What a text says, row by row. */
typedef struct rows {
    const char *path;
    size_t n, columns; /* 3, or 4: the first is where the colour stands */
    size_t line;       /* from 1, of the row at hand */
    double (*values)[4];
    double greatest; /* of all colours */
} rows;

static bool bad_file(GError **error, const char *path, const char *why)
{
    return lm_fail(error, LM_ERROR_INPUT, "colour map “%s”: %s", path, why);
}

static bool bad_row(const rows *r, GError **error, const char *why)
{
    return lm_fail(error, LM_ERROR_INPUT, "colour map “%s”, line %zu: %s", r->path, r->line, why);
}

/* NULL, or the bytes with a 0 behind them. */
static char *read_file(const char *path, size_t *size, GError **error)
{
    GStatBuf status;
    if (g_stat(path, &status) != 0) {
        bad_file(error, path, g_strerror(errno));
        return NULL;
    }
    if (!S_ISREG(status.st_mode) || status.st_size > BYTES_MOST) {
        bad_file(error, path, "this is not a file of colours: they have at most 1 MiB");
        return NULL;
    }
    char *bytes = NULL;
    g_autoptr(GError) cause = NULL;
    if (!g_file_get_contents(path, &bytes, size, &cause))
        bad_file(error, path, cause->message);
    return bytes;
}

/* "#rrggbb" as three numbers from 0 to 255. */
static bool hexadecimal(const char *word, double *values)
{
    if (word[0] != '#' || strlen(word) != 7)
        return false;
    for (int c = 0; c < 3; c++) {
        int high = g_ascii_xdigit_value(word[1 + 2 * c]);
        int low = g_ascii_xdigit_value(word[2 + 2 * c]);
        if (high < 0 || low < 0)
            return false;
        values[c] = 16 * high + low;
    }
    return true;
}

/* Numbers of a row, and how many; 0 when a word is none, or there are more than four. */
static size_t numbers(char *line, double values[4])
{
    size_t n = 0;
    char *rest = NULL;
    for (char *word = strtok_r(line, " \t\r,;'\"()\\", &rest); word;
         word = strtok_r(NULL, " \t\r,;'\"()\\", &rest)) {
        if (n <= 1 && hexadecimal(word, values + n))
            n += 3;
        else if (n == 4 || !lm_number_parse(word, &values[n++]))
            return 0;
    }
    return n;
}

/* A # that is not the start of a quoted colour begins a comment. */
static void cut_comment(char *line)
{
    for (char *at = strchr(line, '#'); at; at = strchr(at + 1, '#'))
        if (at == line || !strchr("'\"", at[-1])) {
            *at = 0;
            return;
        }
}

static bool take_row(rows *r, const double values[4], size_t columns, GError **error)
{
    if (columns != 3 && columns != 4)
        return bad_row(r, error, "three numbers are needed: red, green and blue");
    if (r->n && columns != r->columns)
        return bad_row(r, error, "this line has other columns than the lines before it");
    if (r->n == ENTRIES_MOST)
        return bad_row(r, error, "a colour map has at most 4096 entries");
    for (size_t c = columns - 3; c < columns; c++) {
        if (values[c] < 0 || values[c] > 255)
            return bad_row(r, error, "colours go from 0 to 1 or from 0 to 255");
        r->greatest = fmax(r->greatest, values[c]);
    }
    if (columns == 4 && r->n && values[0] < r->values[r->n - 1][0])
        return bad_row(r, error, "the first of four numbers, where the colour stands, must rise");
    r->columns = columns;
    memcpy(r->values[r->n++], values, sizeof r->values[0]);
    return true;
}

static bool take_line(rows *r, char *line, GError **error)
{
    cut_comment(line);
    g_strstrip(line);
    bool heading = !r->n && g_ascii_isalpha(line[0]);
    if (line[strspn(line, " \t,;()\\")] == 0 || heading)
        return true;
    double values[4];
    size_t columns = numbers(line, values);
    return take_row(r, values, columns, error);
}

static bool parse(rows *r, char *text, GError **error)
{
    char *next = text;
    for (char *line = next; line; line = next) {
        next = strchr(line, '\n');
        if (next)
            *next++ = 0;
        r->line++;
        if (!take_line(r, line, error))
            return false;
    }
    if (r->n < 2)
        return bad_file(error, r->path, "it holds fewer than two colours");
    return true;
}

static bool evenly(const rows *r)
{
    const double first = r->values[0][0], last = r->values[r->n - 1][0];
    for (size_t i = 0; i < r->n; i++) {
        double at = first + (last - first) * (double)i / (double)(r->n - 1);
        if (fabs(r->values[i][0] - at) > 1e-3 * (last - first) / (double)r->n)
            return false;
    }
    return true;
}

static void set_entry(const double *colour, double scale, guint8 to[3])
{
    for (int c = 0; c < 3; c++)
        to[c] = (guint8)floor(colour[c] * scale + 0.5);
}

/* Colours that stand anywhere, as entries at even distances. */
static void resample(const rows *r, double scale, guint8 (*to)[3], size_t n)
{
    const double first = r->values[0][0], last = r->values[r->n - 1][0];
    size_t k = 0;
    for (size_t i = 0; i < n; i++) {
        double at = first + (last - first) * (double)i / (double)(n - 1);
        while (k + 2 < r->n && r->values[k + 1][0] < at)
            k++;
        const double *a = r->values[k], *b = r->values[k + 1];
        double f = b[0] > a[0] ? CLAMP((at - a[0]) / (b[0] - a[0]), 0, 1) : 0;
        double colour[3];
        for (int c = 0; c < 3; c++)
            colour[c] = a[1 + c] + f * (b[1 + c] - a[1 + c]);
        set_entry(colour, scale, to[i]);
    }
}

static lm_colormap *from_rows(const rows *r)
{
    const double scale = r->greatest > 1 ? 1 : 255;
    const bool even = r->columns == 3 || evenly(r);
    const size_t n = even ? r->n : MAX(r->n, (size_t)256);
    g_autofree guint8(*rgb)[3] = g_malloc_n(n, sizeof *rgb);
    if (even)
        for (size_t i = 0; i < n; i++)
            set_entry(r->values[i] + (r->columns - 3), scale, rgb[i]);
    else
        resample(r, scale, rgb, n);
    g_autofree char *name = g_path_get_basename(r->path);
    return lm_colormap_new(name, (const guint8(*)[3])rgb, n);
}

/* ImageJ's: all reds, then all greens, then all blues. */
static lm_colormap *from_planes(const char *path, const guint8 *bytes)
{
    guint8 rgb[LUT_BYTES / 3][3];
    for (size_t i = 0; i < G_N_ELEMENTS(rgb); i++)
        for (size_t c = 0; c < 3; c++)
            rgb[i][c] = bytes[c * G_N_ELEMENTS(rgb) + i];
    g_autofree char *name = g_path_get_basename(path);
    return lm_colormap_new(name, (const guint8(*)[3])rgb, G_N_ELEMENTS(rgb));
}

lm_colormap *lm_colormap_load(const char *path, GError **error)
{
    size_t size = 0;
    g_autofree char *bytes = read_file(path, &size, error);
    if (!bytes)
        return NULL;
    if (size == LUT_BYTES && g_str_has_suffix(path, ".lut"))
        return from_planes(path, (const guint8 *)bytes);
    if (memchr(bytes, 0, size)) {
        bad_file(error, path, "this is neither text nor a .lut of 768 bytes");
        return NULL;
    }
    g_autofree double(*values)[4] = g_malloc_n(ENTRIES_MOST, sizeof *values);
    rows r = {.path = path, .values = values};
    return parse(&r, bytes, error) ? from_rows(&r) : NULL;
}
