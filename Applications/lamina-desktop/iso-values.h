/* The values of a `contour` step while they are dragged: as they are to be, and what is sent to the
 * document, no faster than surfaces are made. */
#pragma once

#include "session.h"

G_BEGIN_DECLS

#define LM_TYPE_ISO_VALUES (lm_iso_values_get_type())
G_DECLARE_FINAL_TYPE(LmIsoValues, lm_iso_values, LM, ISO_VALUES, GObject)

/* Signal: "changed" when there are other values, or another step is selected. */
LmIsoValues *lm_iso_values_new(LmSession *session);

/* Those of the selected step, by rising value; a threshold that the step found by itself is one.
 * NULL when the selected step is no contour, or its value is not known yet. Borrowed until the next
 * change. */
const lm_reals *lm_iso_values_get(LmIsoValues *self);

/* Whether the selected step is a contour. */
bool lm_iso_values_apply(LmIsoValues *self);

/* Whether the step finds its value by itself. */
bool lm_iso_values_are_automatic(LmIsoValues *self);
void lm_iso_values_set_automatic(LmIsoValues *self);

/* Moves one of them; it stays `gap` away from its neighbours. */
void lm_iso_values_move(LmIsoValues *self, guint i, double value, double gap);

G_END_DECLS
