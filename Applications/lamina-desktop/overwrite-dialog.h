/* Asks what is to become of a file that another program, or another window, wrote since it was read
 * or saved here. */
#pragma once

#include "document.h"

#include <adwaita.h>

/* Modal over the window, whose action "win.save-as" it offers. */
void lm_overwrite_dialog_show(GtkWindow *window, LmDocument *document);
