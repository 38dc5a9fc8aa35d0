#include "scale.h"

#include "scale-line.h"
#include "scale-power.h"
#include "ticks.h"

#include <math.h>
#include <stdlib.h>

/* Labels' numbers with their places, those that can be read. */
static size_t read_labels(plot_reader *reader, const plot_strip *strip, const plot_words *words,
                          double *places, plot_number *numbers)
{
    size_t n = 0;
    for (guint i = 0; i < words->labels->len; i++) {
        const plot_word *label = words->labels->pdata[i];
        if (plot_reader_number(reader, strip, label, words->text_height, &numbers[n]))
            places[n++] = places[i];
    }
    return n;
}

/* Exponents of those labels that are powers of ten. */
static size_t read_powers(plot_reader *reader, const plot_strip *strip, const plot_words *words,
                          double *places, plot_number *numbers)
{
    size_t n = 0;
    for (guint i = 0; i < words->labels->len; i++) {
        numbers[n] = (plot_number){.has_point = true};
        if (plot_power_label(reader, strip, words->labels->pdata[i], words->text_height,
                             &numbers[n].value))
            places[n++] = places[i];
    }
    return n;
}

/* A decimal point lost in one label puts it off the line; lost in most, the line itself is wrong
 * (but at 0). That shows by their width, and by those that kept theirs and are off the line. */
static bool points_lost(const plot_line *line, const double *places, const plot_number *numbers,
                        size_t n, double tolerance)
{
    double spare = 0;
    bool any_on = false, any_off = false;
    for (size_t i = 0; i < n; i++) {
        const bool on = plot_line_holds(line, places[i], numbers[i].value, tolerance);
        any_on |= on && numbers[i].has_point && numbers[i].value != 0;
        any_off |= !on && numbers[i].has_point;
        spare += on && !numbers[i].has_point ? numbers[i].spare : 0;
    }
    return !any_on && (any_off || spare > 0);
}

static void describe(const plot_line *line, double factor, const plot_box *box, plot_side side,
                     plot_scale *scale)
{
    scale->labels = line->labels;
    scale->at_0 = factor * line->at_0;
    scale->step = factor * line->step;
    const double a = scale->at_0 + scale->step * plot_side_start(box, side);
    const double b = scale->at_0 + scale->step * plot_side_end(box, side);
    scale->least = MIN(a, b);
    scale->greatest = MAX(a, b);
}

static bool read_strip(plot_reader *reader, const plot_figures *figures, gint64 z,
                       const plot_strip *strip, const plot_box *box, plot_side side,
                       plot_scale *scale)
{
    g_auto(plot_words) words = {0};
    if (!plot_words_find(&words, strip, box, side))
        return false;
    const guint n = words.labels->len;
    g_autofree double *places = g_new(double, n);
    g_autofree plot_number *numbers = g_new(plot_number, n);
    plot_ticks_find(figures, z, strip, &words, box, side, places);
    size_t read = read_labels(reader, strip, &words, places, numbers);
    const bool logarithmic = read == 0;
    if (logarithmic)
        read = read_powers(reader, strip, &words, places, numbers);
    const double tolerance = MAX(1.5, 0.15 * words.text_height);
    plot_line line;
    double factor;
    if (3 * read < 2 * n || !plot_line_fit(places, numbers, read, tolerance, &line) ||
        points_lost(&line, places, numbers, read, tolerance) ||
        !plot_power_read(reader, strip, &words, &factor) || (logarithmic && factor != 1))
        return false;
    describe(&line, factor, box, side, scale);
    scale->away = words.away;
    scale->logarithmic = logarithmic;
    return true;
}

/* Of all that a scale is read from. */
static char *fingerprint(const plot_figures *figures, gint64 z, const plot_strip *strip,
                         const plot_box *box, plot_side side)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA1);
    g_checksum_update(sum, (const guchar *)box, sizeof *box);
    g_checksum_update(sum, (const guchar *)&side, sizeof side);
    g_checksum_update(sum, strip->ink, (gssize)(strip->width * strip->height));
    const gint64 end = llround(plot_side_end(box, side));
    for (gint64 along = llround(plot_side_start(box, side)), x, y; along < end; along++)
        for (gint64 d = -PLOT_TICK_LONG; d < 0; d++)
            if (plot_beside(figures, box, side, along, d, &x, &y))
                g_checksum_update(sum, plot_pixel(figures, z, x, y), 3);
    return g_strdup(g_checksum_get_string(sum));
}

bool plot_read_scale(plot_reader *reader, const plot_figures *figures, gint64 z,
                     const plot_box *box, plot_side side, plot_scale *scale)
{
    g_auto(plot_strip) strip = {0};
    *scale = (plot_scale){0};
    if (!plot_strip_cut(&strip, figures, z, box, side))
        return false;
    g_autofree char *key = fingerprint(figures, z, &strip, box, side);
    if (!plot_reader_recall(reader, key, scale)) {
        read_strip(reader, figures, z, &strip, box, side, scale);
        plot_reader_remember(reader, key, scale);
    }
    return scale->labels > 0;
}

/* The same words at the same places with the same pixels: JPEG's noise is smaller than a stroke. */
static bool same_ink(const plot_strip *a, const plot_strip *b, const plot_rect *rect)
{
    const int stroke = MAX(a->threshold, b->threshold);
    int differing = 0;
    for (gint64 y = rect->y0; y < rect->y1; y++)
        for (gint64 x = rect->x0; x < rect->x1; x++)
            differing += abs(plot_strip_ink(a, x, y) - plot_strip_ink(b, x, y)) >= stroke;
    return differing < 2;
}

static bool same_words(const plot_strip *a, const plot_strip *b, const GPtrArray *words)
{
    for (guint i = 0; i < words->len; i++)
        if (!same_ink(a, b, &((const plot_word *)words->pdata[i])->rect))
            return false;
    return true;
}

bool plot_scale_differs(const plot_figures *figures, gint64 z0, gint64 z1, const plot_box *box,
                        plot_side side)
{
    const gint64 z[2] = {z0, z1};
    plot_strip strips[2] = {0};
    plot_words words[2] = {0};
    bool found[2], same = true;
    for (int i = 0; i < 2; i++)
        found[i] = plot_strip_cut(&strips[i], figures, z[i], box, side) &&
                   plot_words_find(&words[i], &strips[i], box, side);
    if (found[0] || found[1])
        same = found[0] && found[1];
    for (int i = 0; i < 2 && same && found[0]; i++)
        same = same_words(&strips[0], &strips[1], words[i].labels) &&
               same_words(&strips[0], &strips[1], words[i].corner);
    for (int i = 0; i < 2; i++) {
        plot_words_clear(&words[i]);
        plot_strip_clear(&strips[i]);
    }
    return !same;
}
