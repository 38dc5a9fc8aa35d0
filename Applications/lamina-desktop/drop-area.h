/* Where files and folders may be dropped to open them: a widget around the whole window. While
 * something is held over it, it says what would become of it. */
#pragma once

#include "session.h"

#include <adwaita.h>

G_BEGIN_DECLS

GtkWidget *lm_drop_area_new(LmSession *session, GtkWidget *child);

G_END_DECLS
