/* The pipeline as a list that reads like the XML, the input first and the steps of a branch
 * indented, each with its state. Here steps are added, moved, switched off, copied and deleted:
 * each of it is one edit of the document. Its actions: step.surface, step.delete, step.duplicate,
 * step.off, step.branch, step.wrap, step.earlier, step.later; step.add opens the menu. The focus
 * that it is given goes to the selected step. */
#pragma once

#include "session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define LM_TYPE_STEPS_LIST (lm_steps_list_get_type())
G_DECLARE_FINAL_TYPE(LmStepsList, lm_steps_list, LM, STEPS_LIST, AdwBin)

GtkWidget *lm_steps_list_new(LmSession *session);

/* As lm_step_rows_take_apart(). */
bool lm_steps_list_take_apart(LmStepsList *steps);

G_END_DECLS
