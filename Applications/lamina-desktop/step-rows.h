/* The list of a job's steps itself, one LmStepRow for each, the input first and what a branch holds
 * after it. However many they are: what became of them is told to so many rows in each frame, those
 * in sight first; rows out of sight are not drawn, and those far from it are not there for screen
 * readers. The focus that it is given goes to the
 * selected step, and when its row is made anew it stays in the list. */
#pragma once

#include "session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define LM_TYPE_STEP_ROWS (lm_step_rows_get_type())
G_DECLARE_FINAL_TYPE(LmStepRows, lm_step_rows, LM, STEP_ROWS, AdwBin)

GtkWidget *lm_step_rows_new(LmSession *session);

/* Takes some rows away, for all at once take long to be freed. False when there are none left. */
bool lm_step_rows_take_apart(LmStepRows *rows);

GtkListBox *lm_step_rows_list(LmStepRows *rows); /* borrowed */

G_END_DECLS
