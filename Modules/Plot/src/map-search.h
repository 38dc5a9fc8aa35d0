/* The nearest place on a colour map's line, found fast: a lattice over YCbCr remembers the nearest
 * entry, and from there the way is short.
 */
#pragma once

#include "lamina/colormap.h"

typedef struct plot_ycc {
    float y, cb, cr; /* 0 to 255, -128 to 128 */
} plot_ycc;

plot_ycc plot_ycc_of(const guint8 rgb[3]);

/* Immutable; may be used by several threads. */
typedef struct plot_search plot_search;

/* `chroma`: how much the square of a difference in chroma counts beside one in luma. NULL with
 * LM_ERROR_MEMORY. */
plot_search *plot_search_new(const lm_colormap *map, float chroma, GError **error);
void plot_search_free(plot_search *search);

/* The place, 0 to 1, whose colour is nearest. */
float plot_search_find(const plot_search *search, plot_ycc colour);

/* The colour of a place from 0 to 1. */
plot_ycc plot_search_colour(const plot_search *search, float place);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(plot_search, plot_search_free)
