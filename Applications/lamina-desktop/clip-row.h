/* A row for the clipping box: on or off, and unfolded its faces in voxels. */
#pragma once

#include "session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define LM_TYPE_CLIP_ROW (lm_clip_row_get_type())
G_DECLARE_FINAL_TYPE(LmClipRow, lm_clip_row, LM, CLIP_ROW, AdwExpanderRow)

GtkWidget *lm_clip_row_new(LmSession *session);

G_END_DECLS
