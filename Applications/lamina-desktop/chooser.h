/* The dialog in which a person chooses a file or a folder. */
#pragma once

#include <gtk/gtk.h>

/* Modal; shown soon after, in a turn of the loop of its own, for making it takes the toolkit as
 * long as showing it. accept: the words of its button; NULL: as usual. Its "response" is the
 * caller's to hear, who then unrefs it. */
GtkFileChooserNative *lm_chooser_open(GtkWindow *parent, const char *title,
                                      GtkFileChooserAction action, const char *accept);
