/* A button with a picture in place of words, which are its tooltip and what a screen reader says.
 */
#pragma once

#include <gtk/gtk.h>

/* `action` is what it does; NULL: who made it connects to it. */
GtkWidget *lm_icon_button_new(const char *icon, const char *words, const char *action);
