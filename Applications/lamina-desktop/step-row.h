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

/* The toolkit draws all rows of a list, and tells screen readers of all. */
typedef enum LmSight {
    LM_SIGHT_FAR,  /* is not there for them, as it is at first */
    LM_SIGHT_NEAR, /* is not drawn */
    LM_SIGHT_IN,
} LmSight;

LmSight lm_step_row_sight(LmStepRow *row);
void lm_step_row_set_sight(LmStepRow *row, LmSight sight);

/* Shows a step and what is known of it (NULL: nothing). `off` also when a branch around it is.
 * Whether that is something new. */
bool lm_step_row_show(LmStepRow *row, const lm_step *step, bool off, const LmResult *result,
                      bool busy);

G_END_DECLS
