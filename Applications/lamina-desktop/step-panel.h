/* The panel of the selected step, made from its operation's declaration: its name, its parameters,
 * the advanced ones folded away, and what is known of its result. */
#pragma once

#include "session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define LM_TYPE_STEP_PANEL (lm_step_panel_get_type())
G_DECLARE_FINAL_TYPE(LmStepPanel, lm_step_panel, LM, STEP_PANEL, AdwBin)

GtkWidget *lm_step_panel_new(LmSession *session);

G_END_DECLS
