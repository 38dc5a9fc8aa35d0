/* The histogram of the volume, and what stands on its values: the opacity curve of the solid view,
 * the grey levels of the slices, and the value of a surface that is being made. */
#pragma once

#include "session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define LM_TYPE_HISTOGRAM_PANEL (lm_histogram_panel_get_type())
G_DECLARE_FINAL_TYPE(LmHistogramPanel, lm_histogram_panel, LM, HISTOGRAM_PANEL, GtkWidget)

GtkWidget *lm_histogram_panel_new(LmSession *session);

G_END_DECLS
