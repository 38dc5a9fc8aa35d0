/* What is drawn over a slice. All places are pixels of the widget. */
#pragma once

#include "slice-geometry.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A measured line: its ends in mm (of what has no size, in pixels) on its slice. */
typedef struct LmSliceLine {
    gint64 slice;
    double ends[2][2];
} LmSliceLine;

/* The colour of the slices along this index axis, in title and crosshairs. */
GdkRGBA lm_slice_colour(int axis);

/* The other two planes through this point, each in its colour. */
void lm_slice_draw_crosshair(GtkSnapshot *snapshot, const LmSlicePlane *plane,
                             const double pixel[2], int width, int height);

/* Which side is which, beside what the title will cover. */
void lm_slice_draw_sides(GtkSnapshot *snapshot, GtkWidget *widget, const LmSlicePlane *plane,
                         const char *title);

/* What is shown, in the colour of its axis; `mark` (NULL: none) in the other corner. */
void lm_slice_draw_title(GtkSnapshot *snapshot, GtkWidget *widget, int axis, const char *title,
                         const char *mark);

/* Left, right, top, bottom; what lies outside is dimmed. One that can be moved has grips on edges
 * and corners. */
void lm_slice_draw_box(GtkSnapshot *snapshot, const double sides[4], int width, int height,
                       bool has_grips);

/* With its length, in words. */
void lm_slice_draw_line(GtkSnapshot *snapshot, GtkWidget *widget, const LmSliceFrame *frame,
                        const LmSliceLine *line, const char *words);

/* A few words in the middle. */
void lm_slice_draw_message(GtkSnapshot *snapshot, GtkWidget *widget, const char *words);

G_END_DECLS
