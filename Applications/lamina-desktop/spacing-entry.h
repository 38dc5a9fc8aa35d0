/* What a person is asked when the files do not say it: how far apart pixels and slices are. What is
 * typed is shown as the size it would make. Above that, when the input looks like plots, what to do
 * about it. Hidden while there is nothing to ask. */
#pragma once

#include "session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define LM_TYPE_SPACING_ENTRY (lm_spacing_entry_get_type())
G_DECLARE_FINAL_TYPE(LmSpacingEntry, lm_spacing_entry, LM, SPACING_ENTRY, AdwBin)

GtkWidget *lm_spacing_entry_new(LmSession *session);

G_END_DECLS
