#include "scale-power.h"

#include "lamina/number.h"

#include <math.h>
#include <string.h>

static double middle_y(const plot_rect *r)
{
    return 0.5 * (double)(r->y0 + r->y1);
}

/* Of the lowest line in the corner (headings stand above it) what stands on the line, and what is
 * raised. */
static void split(const plot_words *words, plot_word *line, plot_word *raised)
{
    const plot_rect *lowest = NULL;
    for (guint i = 0; i < words->corner->len; i++) {
        const plot_word *word = words->corner->pdata[i];
        if (!lowest || word->rect.y1 > lowest->y1)
            lowest = &word->rect;
    }
    for (guint i = 0; i < words->corner->len; i++) {
        const plot_word *word = words->corner->pdata[i];
        if (fabs(middle_y(&word->rect) - middle_y(lowest)) > words->text_height)
            continue;
        for (guint k = 0; k < word->marks->len; k++) {
            const plot_rect *mark = &g_array_index(word->marks, plot_rect, k);
            const double up = (double)lowest->y1 - middle_y(mark);
            plot_word_add(up > 0.75 * words->text_height ? raised : line, mark);
        }
    }
}

/* "x10" with its power raised behind it. */
static bool read_raised(plot_reader *reader, const plot_strip *strip, double text_height,
                        const plot_word *line, const plot_word *raised, double *factor)
{
    plot_number exponent;
    int confidence;
    g_autofree char *text =
        plot_reader_text(reader, strip, &line->rect, text_height, "", &confidence);
    const double small = (double)(raised->rect.y1 - raised->rect.y0);
    if (!text || !g_regex_match_simple("^[^0-9]{0,2}10$", text, 0, 0) ||
        raised->rect.x0 < line->rect.x1 - 2 ||
        !plot_reader_number(reader, strip, raised, small, &exponent) ||
        exponent.value != rint(exponent.value) || fabs(exponent.value) > 30)
        return false;
    *factor = pow(10, exponent.value);
    return true;
}

bool plot_power_label(plot_reader *reader, const plot_strip *strip, const plot_word *word,
                      double text_height, double *exponent)
{
    g_autoptr(plot_word) line = plot_word_new();
    g_autoptr(plot_word) raised = plot_word_new();
    double power;
    for (guint k = 0; k < word->marks->len; k++) {
        const plot_rect *mark = &g_array_index(word->marks, plot_rect, k);
        const bool up = (double)(word->rect.y1 - mark->y1) > 0.25 * text_height;
        plot_word_add(up ? raised : line, mark);
    }
    if (raised->marks->len == 0 || line->marks->len == 0 ||
        !read_raised(reader, strip, text_height, line, raised, &power))
        return false;
    *exponent = rint(log10(power));
    return true;
}

/* "1e-5". The 1 may be too thin for Tesseract, and the sign too wide. */
static bool read_line(plot_reader *reader, const plot_strip *strip, double text_height,
                      const plot_word *line, double *factor)
{
    int confidence;
    gint64 behind;
    g_autofree char *text =
        plot_reader_text(reader, strip, &line->rect, text_height, "0123456789e-", &confidence);
    if (!text || !g_regex_match_simple("^1?e-?[0-9]{1,2}$", text, 0, 0) ||
        !plot_reader_exponent(reader, strip, &line->rect, text_height, text))
        return false;
    const bool minus = plot_reader_count_minus(strip, &line->rect, &behind) > 0;
    g_autofree char *whole =
        g_strconcat(minus ? "1e-" : "1e", strpbrk(strchr(text, 'e'), "0123456789"), NULL);
    return lm_number_parse(whole, factor);
}

/* A heading: letters, and nothing that may be a number. */
static bool is_heading(plot_reader *reader, const plot_strip *strip, double text_height,
                       const plot_word *line)
{
    int confidence;
    gint64 behind;
    g_autofree char *text =
        plot_reader_text(reader, strip, &line->rect, text_height, "", &confidence);
    return text && confidence >= 60 && g_regex_match_simple("^[][A-Za-z()/]+$", text, 0, 0) &&
           plot_reader_count_minus(strip, &line->rect, &behind) == 0;
}

bool plot_power_read(plot_reader *reader, const plot_strip *strip, const plot_words *words,
                     double *factor)
{
    *factor = 1;
    if (words->corner->len == 0)
        return true;
    g_autoptr(plot_word) line = plot_word_new();
    g_autoptr(plot_word) raised = plot_word_new();
    split(words, line, raised);
    const double height = words->text_height;
    if (raised->marks->len > 0 && line->marks->len > 0)
        return read_raised(reader, strip, height, line, raised, factor);
    const plot_word *only = line->marks->len > 0 ? line : raised; /* letters larger than digits */
    return read_line(reader, strip, height, only, factor) ||
           is_heading(reader, strip, height, only);
}
