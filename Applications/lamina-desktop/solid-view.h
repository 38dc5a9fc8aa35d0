/* The volume and the surfaces in 3D, as `render` draws them.
 *
 * Dragging turns, with Shift or the middle button it moves, the wheel zooms; arrows, plus and
 * minus do the same, 0 frames everything and 1 to 7 are the views of lm_view. What moves is drawn
 * as a draft, and in full once it rests.
 */
#pragma once

#include "session.h"

#include "lamina/camera.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define LM_TYPE_SOLID_VIEW (lm_solid_view_get_type())
G_DECLARE_FINAL_TYPE(LmSolidView, lm_solid_view, LM, SOLID_VIEW, GtkWidget)

/* Signals: "maximise" when it was double-clicked. */
GtkWidget *lm_solid_view_new(LmSession *session);

/* Turns by degrees, moves by pixels, zooms around the middle. */
void lm_solid_view_turn(LmSolidView *view, double right, double down);
void lm_solid_view_pan(LmSolidView *view, double right, double down);
void lm_solid_view_zoom(LmSolidView *view, double factor);

/* Frames everything; the second from there. */
void lm_solid_view_show_all(LmSolidView *view);
void lm_solid_view_look_from(LmSolidView *view, lm_view from);

/* Shows the clipping box around everything, or takes it away. */
void lm_solid_view_switch_clip(LmSolidView *view);

/* Adds a step to the job that draws this very picture into a file; false while there is none, and
 * when a job cannot say it. */
bool lm_solid_view_add_render(LmSolidView *view, const char *path, GError **error);

/* The same, once the picture is drawn in full, into a file that the job does not write yet; says
 * what came of it. */
void lm_solid_view_add_picture(LmSolidView *view);

G_END_DECLS
