/* Tooltips that cost nothing until they are seen.
 *
 * gtk_widget_set_tooltip_text() looks where the pointer is at once, which takes three answers of
 * the display server, even for the same text and for a widget that is in no window yet: in a list
 * of fifty steps, 30 ms of every change.
 */
#pragma once

#include <gtk/gtk.h>

/* NULL or "": none. A reader of the screen finds the text as the description. */
void lm_tooltip_set(GtkWidget *widget, const char *text);
