/* Names, for screen readers, of what the toolkit builds into its own widgets. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Names the first widget of this type within `widget`: the button of a list that drops down, the
 * switch of a row. It is what takes the focus, and GTK 4.8 does not name it after its owner. */
void lm_inner_name_set(GtkWidget *widget, GType type, const char *name);

G_END_DECLS
