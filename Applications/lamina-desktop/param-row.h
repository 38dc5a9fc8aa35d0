/* One parameter of a step as a row: its label, its unit, a control that fits its declaration, and a
 * way back to the default. What is typed is checked as it is typed: a wrong text is marked with the
 * words of the error and goes nowhere. */
#pragma once

#include "session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define LM_TYPE_PARAM_ROW (lm_param_row_get_type())
G_DECLARE_FINAL_TYPE(LmParamRow, lm_param_row, LM, PARAM_ROW, AdwPreferencesRow)

/* For a parameter of the step with this tag; "id" of any step is one as well, see lm_param_id. */
GtkWidget *lm_param_row_new(LmSession *session, guint64 tag, const lm_op *op,
                            const lm_param *param);

/* The name of a step, which every operation has. */
extern const lm_param lm_param_id;

/* Shows the text of the document (NULL: not given). */
void lm_param_row_show(LmParamRow *row, const char *text);

G_END_DECLS
