/* The volume and the surfaces in 3D, as `render` draws them.
 *
 * Dragging turns, with Shift or the middle button it moves, the wheel zooms; shortcuts.c has the
 * keys that do the same. What moves is drawn as a draft, and in full once it rests.
 */
#pragma once

#include "session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define LM_TYPE_SOLID_VIEW (lm_solid_view_get_type())
G_DECLARE_FINAL_TYPE(LmSolidView, lm_solid_view, LM, SOLID_VIEW, GtkWidget)

/* Signals: "maximise" when it was double-clicked. */
GtkWidget *lm_solid_view_new(LmSession *session);

/* Adds a step to the job that draws this very picture into a file; false while there is none, and
 * when a job cannot say it. */
bool lm_solid_view_add_render(LmSolidView *view, const char *path, GError **error);

G_END_DECLS
