/* Writing results: what, where, and under which name. */
#pragma once

#include "session.h"
#include "solid-view.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Asks, and writes what the person chose; progress and the outcome are the window's. What is
 * written becomes a step of the job, unless the person does not want that. */
void lm_export_dialog_show(GtkWindow *parent, LmSession *session, LmSolidView *solid);

G_END_DECLS
