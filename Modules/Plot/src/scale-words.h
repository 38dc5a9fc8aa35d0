/* What is written in a strip: marks that hang together, and the words they make. */
#pragma once

#include "scale-strip.h"

typedef struct plot_word {
    plot_rect rect;
    GArray *marks; /* of plot_rect, from left to right */
} plot_word;

plot_word *plot_word_new(void);
void plot_word_free(plot_word *word);
void plot_word_add(plot_word *word, const plot_rect *mark); /* right of those it has */

typedef struct plot_words {
    GPtrArray *labels;  /* of plot_word: the numbers beside the box, in order along it */
    GPtrArray *corner;  /* of plot_word: beyond the end where a power of ten would stand */
    double text_height; /* of a digit */
    double away;        /* from the box to the middle of the labels */
    gint64 gap;         /* clear pixels between the box and the labels, where ticks may be */
} plot_words;

/* False when there is nothing like labels. */
bool plot_words_find(plot_words *words, const plot_strip *strip, const plot_box *box,
                     plot_side side);
void plot_words_clear(plot_words *words);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(plot_word, plot_word_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(plot_words, plot_words_clear)
