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

/* A decimal point lost in some labels is seen by the line; lost in all, by their width. */
static bool point_lost(const plot_number *numbers, size_t n)
{
    double spare = 0;
    for (size_t i = 0; i < n; i++)
        spare += numbers[i].spare;
    return spare > 0;
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

bool plot_read_scale(plot_reader *reader, const plot_figures *figures, gint64 z,
                     const plot_box *box, plot_side side, plot_scale *scale)
{
    g_auto(plot_strip) strip = {0};
    g_auto(plot_words) words = {0};
    plot_line line;
    double factor;
    *scale = (plot_scale){0};
    if (!plot_strip_cut(&strip, figures, z, box, side) ||
        !plot_words_find(&words, &strip, box, side))
        return false;
    const guint n = words.labels->len;
    g_autofree double *places = g_new(double, n);
    g_autofree plot_number *numbers = g_new(plot_number, n);
    plot_ticks_find(figures, z, &strip, &words, box, side, places);
    const size_t read = read_labels(reader, &strip, &words, places, numbers);
    const double tolerance = MAX(1.5, 0.15 * words.text_height);
    if (3 * read < 2 * n || point_lost(numbers, read) ||
        !plot_line_fit(places, numbers, read, tolerance, &line) ||
        !plot_power_read(reader, &strip, &words, &factor))
        return false;
    describe(&line, factor, box, side, scale);
    return true;
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
