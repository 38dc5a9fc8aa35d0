/* What is drawn in a stack of figures, and the rectangles in it. */
#pragma once

#include "figures.h"

#include <stdbool.h>

typedef struct plot_ink {
    gint64 width, height;
    double background[3]; /* 8-bit RGB: the commonest colour along the pictures' outer edge */
    double margin;        /* how much of that edge has it, 0 to 1 */
    guint8 *drawn;        /* width x height; 1: not the background in at least one figure, or no
                             wider than a line between such pixels */
} plot_ink;

/* By how much, in 8-bit steps of a channel, a pixel of ink differs from the background; what JPEG
 * leaves around letters does not. */
enum { PLOT_INK = 28 };

plot_ink *plot_ink_new(const plot_figures *figures, GError **error);
void plot_ink_free(plot_ink *ink);

/* Rectangles with four straight sides, largest first: pieces of connected ink without the ticks
 * that stand out from them. One may lie in another. NULL: LM_ERROR_MEMORY. Of plot_rect; free with
 * g_array_unref(). */
GArray *plot_find_boxes(const plot_ink *ink, GError **error);

/* The share of ink in a rectangle. */
double plot_ink_share(const plot_ink *ink, const plot_rect *rect);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(plot_ink, plot_ink_free)
