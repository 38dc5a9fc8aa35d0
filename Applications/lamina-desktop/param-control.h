/* What a parameter is set with, by its declaration: a switch for a yes or no, a spin button for a
 * number that has a default, a list for one of several words, toggles for any of them, and an entry
 * for everything else, with the words or the files that may stand there beside it.
 *
 * Signal: "changed" (gboolean typing): the person set it; while `typing`, more may come. */
#pragma once

#include "session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define LM_TYPE_PARAM_CONTROL (lm_param_control_get_type())
G_DECLARE_FINAL_TYPE(LmParamControl, lm_param_control, LM, PARAM_CONTROL, AdwBin)

/* `tag` is that of the step, whose earlier steps can be chosen. */
GtkWidget *lm_param_control_new(LmSession *session, guint64 tag, const lm_param *param);

/* What it says, NULL when nothing is given. Caller frees. */
char *lm_param_control_text(LmParamControl *control);

/* Shows a text, NULL: that nothing is given, and what is then taken. */
void lm_param_control_show(LmParamControl *control, const char *text);

/* Whether it needs the whole width of a panel. */
bool lm_param_control_is_wide(LmParamControl *control);

G_END_DECLS
