/* The figures of a stack as they came: 8-bit RGB pictures of one size, first row on top.
 *
 * Places in a picture are pixel edges: pixel i covers i <= x < i + 1, so a box that holds the
 * pixels 66 to 456 goes from 66 to 457.
 */
#pragma once

#include "lamina/volume.h"

typedef struct plot_figures {
    gint64 width, height, count;
    guint8 *rgb; /* three a pixel, x fastest, then y, then figure */
} plot_figures;

typedef struct plot_box {
    double x0, y0, x1, y1; /* pixel edges */
} plot_box;

typedef struct plot_rect {
    gint64 x0, y0, x1, y1; /* whole pixels; x1 and y1 are not included */
} plot_rect;

/* No figure that is made for eyes is wider or higher; Cairo draws nothing that is. */
enum { PLOT_SIDE_MOST = 32767 };

/* From a complete volume of 1 (grey), 3 or 4 (the last is left out) components; 16 bits become 8.
 * LM_ERROR_REQUIRE for other types and for larger pictures than PLOT_SIDE_MOST; LM_ERROR_MEMORY. */
plot_figures *plot_figures_new(const lm_volume *pictures, GError **error);
void plot_figures_free(plot_figures *figures);

const guint8 *plot_pixel(const plot_figures *figures, gint64 z, gint64 x, gint64 y);

/* Luma of a colour as JPEG defines it, times 256. */
static inline int plot_luma_256(const guint8 rgb[3])
{
    return 77 * rgb[0] + 150 * rgb[1] + 29 * rgb[2];
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(plot_figures, plot_figures_free)
