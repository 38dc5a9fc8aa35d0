/* What an empty window shows: a call to drop things, buttons to choose them, and those opened
 * before. */
#pragma once

#include "session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define LM_TYPE_START_PAGE (lm_start_page_get_type())
G_DECLARE_FINAL_TYPE(LmStartPage, lm_start_page, LM, START_PAGE, AdwBin)

/* Its buttons are the window's actions win.open-folder and win.open-file. */
GtkWidget *lm_start_page_new(LmSession *session);

G_END_DECLS
