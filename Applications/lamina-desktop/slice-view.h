/* One view of the volume along one of its axes: the slice itself (slice-canvas.h), a slider through
 * the slices, and what lies under the pointer. */
#pragma once

#include "session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define LM_TYPE_SLICE_VIEW (lm_slice_view_get_type())
G_DECLARE_FINAL_TYPE(LmSliceView, lm_slice_view, LM, SLICE_VIEW, GtkWidget)

/* Along index axis 0, 1 or 2. Signal "maximise": it is to fill the window, or no longer. */
GtkWidget *lm_slice_view_new(LmSession *session, int axis);

G_END_DECLS
