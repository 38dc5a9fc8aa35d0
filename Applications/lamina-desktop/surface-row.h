/* A row for one surface: shown or hidden, its colour, and unfolded how opaque it is and what it
 * measures. */
#pragma once

#include "session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define LM_TYPE_SURFACE_ROW (lm_surface_row_get_type())
G_DECLARE_FINAL_TYPE(LmSurfaceRow, lm_surface_row, LM, SURFACE_ROW, AdwExpanderRow)

GtkWidget *lm_surface_row_new(LmSession *session, guint64 tag);

/* Shows what the session now says of it. */
void lm_surface_row_refresh(LmSurfaceRow *row);

G_END_DECLS
