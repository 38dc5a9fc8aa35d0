/* A slice of the volume that is looked at, drawn true to scale, with what lies over it: crosshair,
 * letters of the sides, the box of the selected step, a measured line.
 *
 * It draws and knows what is shown; slice-input.h is what pointer and keys do in it.
 */
#pragma once

#include "session.h"
#include "slice-geometry.h"
#include "slice-overlay.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define LM_TYPE_SLICE_CANVAS (lm_slice_canvas_get_type())
G_DECLARE_FINAL_TYPE(LmSliceCanvas, lm_slice_canvas, LM, SLICE_CANVAS, GtkWidget)

/* Signals: "changed" another slice or volume, or the crosshair moved; "pointer" it is over another
 * place, or away; "maximise" the view is to fill the window, or no longer. */
LmSliceCanvas *lm_slice_canvas_new(LmSession *session, int axis);

typedef struct LmSliceShown {
    lm_volume *volume; /* NULL: nothing is shown, and the rest means nothing */
    LmSlicePlane plane;
    gint64 slice;
    LmSliceKind kind;
    bool is_preview; /* there is no volume yet; only this slice, or that one before, is there */
    const char *left_out; /* it is no slice but this file, which was left out; NULL: it is one */
    bool in_box;          /* it is what comes into the selected step, whose box is drawn */
    bool is_stale;
} LmSliceShown;

LmSession *lm_slice_canvas_session(LmSliceCanvas *canvas); /* borrowed, as the next */
const LmSliceShown *lm_slice_canvas_shown(LmSliceCanvas *canvas);
/* Why nothing is shown, in words; NULL: there is nothing to say. Borrowed. */
const char *lm_slice_canvas_message(LmSliceCanvas *canvas);
LmSliceFrame lm_slice_canvas_frame(LmSliceCanvas *canvas);

LmSliceZoom lm_slice_canvas_zoom(LmSliceCanvas *canvas);
void lm_slice_canvas_set_zoom(LmSliceCanvas *canvas, const LmSliceZoom *zoom);

/* The measured line; NULL takes it away. It goes with the volume. */
void lm_slice_canvas_set_line(LmSliceCanvas *canvas, const LmSliceLine *line);
bool lm_slice_canvas_has_line(LmSliceCanvas *canvas);

/* Where the crosshair is in the plane, mm. There is a volume. */
void lm_slice_canvas_crosshair(LmSliceCanvas *canvas, double mm[2]);

/* Where the pointer is; NULL: elsewhere. */
void lm_slice_canvas_set_pointer(LmSliceCanvas *canvas, const double pixel[2]);
bool lm_slice_canvas_pointer(LmSliceCanvas *canvas, double pixel[2]);
/* The voxel under the pointer, or the crosshair's when it is elsewhere; false: none there, or not
 * read yet. */
bool lm_slice_canvas_voxel(LmSliceCanvas *canvas, gint64 voxel[3]);

/* Moves the crosshair to this voxel, or to the nearest there is. */
void lm_slice_canvas_look_at(LmSliceCanvas *canvas, const gint64 voxel[3]);
/* Moves it by so many slices, or so many voxels to the right and downwards. */
void lm_slice_canvas_step(LmSliceCanvas *canvas, gint64 slices);
void lm_slice_canvas_nudge(LmSliceCanvas *canvas, int right, int down);

void lm_slice_canvas_maximise(LmSliceCanvas *canvas);

G_END_DECLS
