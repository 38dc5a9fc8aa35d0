/* What is shown in 3D: the volume and each surface, and the clipping box. */
#pragma once

#include "session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define LM_TYPE_LOOKS (lm_looks_get_type())
G_DECLARE_FINAL_TYPE(LmLooks, lm_looks, LM, LOOKS, AdwBin)

GtkWidget *lm_looks_new(LmSession *session);

G_END_DECLS
