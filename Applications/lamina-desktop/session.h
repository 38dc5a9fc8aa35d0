/* What all parts of a window share: the job, its results, and what is looked at.
 *
 * Every part of the window is a widget that is made with the session, listens to its signals and
 * changes it; no part knows another. Main thread only.
 *
 * Signals: "job" the job changed; "result" (guint64 tag) what is known of a step changed;
 * "selected" another step is selected; "volume" another volume is looked at, or none; "crosshair"
 * it moved; "window" grey levels changed; "tool" another tool is in hand; "blocks" voxels are drawn
 * otherwise; "looks" a surface got another colour or was shown or hidden; "curve" the volume's
 * transfer function changed; "clip" the clipping box changed; "message" (char *text) something to
 * tell; "done" (char *text) the same, of a change that undo takes back; "undrawn" (char *text) the
 * same, of a curve that lm_session_draw_again() brings back; "elsewhere" (char *path) this is to be
 * opened in another window, for here is work that is not saved; "opening" a job file begins to be
 * read, or it was.
 */
#pragma once

#include "document.h"
#include "engine.h"

#include "lamina/transfer.h"

G_BEGIN_DECLS

/* What dragging in a slice does. */
typedef enum LmTool {
    LM_TOOL_LOOK,    /* moves the crosshair */
    LM_TOOL_WINDOW,  /* window and level */
    LM_TOOL_MEASURE, /* a line and its length */
    LM_TOOL_BOX,     /* the box of the selected step: crop's, or unplot's */
} LmTool;

/* How a surface is shown. */
typedef struct LmLook {
    double colour[3], opacity;
    bool visible;
} LmLook;

#define LM_TYPE_SESSION (lm_session_get_type())
G_DECLARE_FINAL_TYPE(LmSession, lm_session, LM, SESSION, GObject)

/* Runs the job anew whenever it changes. */
LmSession *lm_session_new(unsigned threads, guint64 memory);

LmDocument *lm_session_document(LmSession *session); /* borrowed, as the engine */
LmEngine *lm_session_engine(LmSession *session);

/* Opens a folder, a slice, a volume, or a job file (.xml); says what is wrong by "message". A job
 * takes the place of what is there once it was read; what is opened meanwhile goes before it. */
void lm_session_open(LmSession *session, const char *path);
/* In another window; a job that cannot be read is told of in this one. */
void lm_session_open_elsewhere(LmSession *session, const char *path);
/* Whether a job can hold this path; says what is wrong otherwise. */
bool lm_session_can_name(LmSession *session, const char *path);
bool lm_session_is_opening(LmSession *session);
/* Whether there is work that is not saved: what is opened then opens elsewhere. */
bool lm_session_has_work(LmSession *session);

/* Goes on where the person stopped: what was made until then stays. */
void lm_session_go_on(LmSession *session);

/* The selected step, by its tag; the input at first. Its copy in the job may be NULL for a moment
 * after an undo took it away; then the input is selected. */
guint64 lm_session_selected(LmSession *session);
void lm_session_select(LmSession *session, guint64 tag);
const lm_step *lm_session_selected_step(LmSession *session);

/* The volume that is looked at: that of the selected step, or of the last one before it in its line
 * that has one; NULL when there is none yet, when figures are selected, which are no
 * volume before numbers are recovered, or none can be for want of the input's spacing. Stale
 * ones are shown until new ones come. Borrowed. */
lm_volume *lm_session_volume(LmSession *session);
bool lm_session_volume_is_stale(LmSession *session);
/* The volume that comes into the selected step, where a crop box is drawn; NULL: none. */
lm_volume *lm_session_volume_before(LmSession *session);

/* The surfaces there are, by the tags of the steps whose values they are, in the order of the job:
 * of each line the last only. Caller frees the array; lm_session_mesh() is borrowed. */
GArray *lm_session_surfaces(LmSession *session);
lm_mesh *lm_session_mesh(LmSession *session, guint64 tag);
LmLook lm_session_look(LmSession *session, guint64 tag);
void lm_session_set_look(LmSession *session, guint64 tag, const LmLook *look);

/* A point of the world, mm: where the three slices meet. */
void lm_session_crosshair(LmSession *session, double world[3]);
void lm_session_set_crosshair(LmSession *session, const double world[3]);

/* The values drawn black and white in slices. Follows a new volume until it was set by hand. */
void lm_session_window(LmSession *session, double *low, double *high);
void lm_session_set_window(LmSession *session, double low, double high);
void lm_session_suggest_window(LmSession *session, double low, double high); /* until then */

/* How many pixels a voxel's side takes in the slice view along this axis, in the mean of its three;
 * 0 while there is nothing to be seen in it. Where voxels are large in one view, all draw them as
 * the blocks they are, and else all draw them smoothly. */
void lm_session_set_voxel_side(LmSession *session, int axis, double pixels);
bool lm_session_draws_blocks(LmSession *session);

LmTool lm_session_tool(LmSession *session);
void lm_session_set_tool(LmSession *session, LmTool tool);

/* The volume's transfer function; false while there is no volume. `preset` is the position in
 * lm_preset_names of the one it began with. */
bool lm_session_curve(LmSession *session, lm_transfer *curve, int *preset);
/* The opacities that were drawn by hand in place of the preset's; NULL: none. They stay until a
 * preset is chosen. Borrowed. */
const lm_curve *lm_session_drawn_curve(LmSession *session);
void lm_session_draw_curve(LmSession *session, const lm_curve *curve);
void lm_session_set_preset(LmSession *session, int preset);
/* Brings the last drawn curve back that a preset took the place of. It is no part of the job, whose
 * undo knows nothing of it. */
void lm_session_draw_again(LmSession *session);
bool lm_session_volume_visible(LmSession *session);
void lm_session_set_volume_visible(LmSession *session, bool visible);

/* The clipping box in indices of the volume, faces: x0 x1 y0 y1 z0 z1; false when all is shown. */
bool lm_session_clip(LmSession *session, double box[6]);
void lm_session_set_clip(LmSession *session, const double box[6]); /* NULL: shows all */

/* Tells the person something: a toast. */
void lm_session_say(LmSession *session, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* After a change of the job: a toast that offers to undo it, and goes when the job changes again.
 */
void lm_session_say_done(LmSession *session, const char *format, ...) G_GNUC_PRINTF(2, 3);

G_END_DECLS
