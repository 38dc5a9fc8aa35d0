/* What is drawn over the picture of the solid view: the world's axes, a scale bar, the clipping
 * box. */
#pragma once

#include "clip-box.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The three directions of the world with their letters, in the left lower corner. */
void lm_marks_axes(GtkSnapshot *snapshot, GtkWidget *widget, const LmEye *eye, const GdkRGBA *ink);

/* A bar of a round length and what it is, in the right lower corner. */
void lm_marks_bar(GtkSnapshot *snapshot, GtkWidget *widget, const LmEye *eye, const GdkRGBA *ink);

/* The edges of the box and a handle in each face; `held` is the one to stress, -1: none. */
enum { LM_HANDLE_RADIUS = 6 };
void lm_marks_box(GtkSnapshot *snapshot, const LmEye *eye, const lm_grid *grid, const double box[6],
                  int held, const GdkRGBA *ink);

G_END_DECLS
