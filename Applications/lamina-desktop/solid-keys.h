/* What keys and the menu of the solid view do. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Actions "solid.*" and their keys, for the class of the view. */
void lm_solid_keys_install(GtkWidgetClass *class);

/* A menu of those actions. */
GMenuModel *lm_solid_menu_new(void);

G_END_DECLS
