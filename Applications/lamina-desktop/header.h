/* What stands at the head of the window: buttons for the window's actions, the tools, the title and
 * the menu; in a narrow window, one that changes the side. */
#pragma once

#include "sides.h"

#include <adwaita.h>

G_BEGIN_DECLS

GtkWidget *lm_header_new(AdwWindowTitle *title, LmSides *sides);

G_END_DECLS
