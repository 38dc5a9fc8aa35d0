/* Steps dragged to other places in their list. */
#pragma once

#include "session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Makes a list of LmStepRow take steps that are let go over it: each is one edit of the document. A
 * line shows where it would come to. */
void lm_step_drag_take(GtkListBox *list, LmSession *session);

/* Makes a row of it one that can be dragged. */
void lm_step_drag_offer(GtkWidget *row);

G_END_DECLS
