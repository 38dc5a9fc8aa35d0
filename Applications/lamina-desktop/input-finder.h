/* What a person is asked when the input cannot be opened, as that of a job from another machine:
 * where the slices are now. Hidden while there is nothing to ask. */
#pragma once

#include "session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define LM_TYPE_INPUT_FINDER (lm_input_finder_get_type())
G_DECLARE_FINAL_TYPE(LmInputFinder, lm_input_finder, LM, INPUT_FINDER, AdwBin)

GtkWidget *lm_input_finder_new(LmSession *session);

G_END_DECLS
