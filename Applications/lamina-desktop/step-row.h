/* One step in the list: its state, its name, what was given, what came of it, what went wrong. */
#pragma once

#include "engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define LM_TYPE_STEP_ROW (lm_step_row_get_type())
G_DECLARE_FINAL_TYPE(LmStepRow, lm_step_row, LM, STEP_ROW, GtkListBoxRow)

/* For the step with this tag, inside so many branches; empty until it is first shown. */
GtkWidget *lm_step_row_new(guint64 tag, int depth);

guint64 lm_step_row_tag(LmStepRow *row);
int lm_step_row_depth(LmStepRow *row);

/* Shows a step and what is known of it (NULL: nothing). `off` also when a branch around it is. */
void lm_step_row_show(LmStepRow *row, const lm_step *step, bool off, const LmResult *result,
                      bool busy);

G_END_DECLS
