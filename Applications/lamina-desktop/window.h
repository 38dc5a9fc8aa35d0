/* The window: the parts, laid out, and what its menus and keys do. */
#pragma once

#include "session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define LM_TYPE_WINDOW (lm_window_get_type())
G_DECLARE_FINAL_TYPE(LmWindow, lm_window, LM, WINDOW, AdwApplicationWindow)

LmWindow *lm_window_new(AdwApplication *application, LmSession *session);

LmSession *lm_window_session(LmWindow *window); /* borrowed */

G_END_DECLS
