/* Two fingers on a view. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The pixel of the view between them; where they are not known to be, its middle. */
void lm_pinch_between(GtkGesture *fingers, GtkWidget *view, double pixel[2]);

G_END_DECLS
