/* The box of the selected step, where it is drawn and moved in slices: what `crop` keeps, or where
 * `unplot` finds the image in its figures. */
#pragma once

#include "session.h"

G_BEGIN_DECLS

/* The volume it is drawn in: what comes into the step, figures also before they are a volume
 * (preview.h); NULL: the step has no box, or nothing comes in yet. Borrowed. */
lm_volume *lm_slice_box_volume(LmSession *session);

/* Whether it lies in figures: the same in each, and without extent across them. */
bool lm_slice_box_is_of_figures(LmSession *session);

/* By faces of that volume, see box-grip.h: as the step says, else as it was found, else all. */
void lm_slice_box_get(LmSession *session, const lm_volume *volume, double box[6]);

/* The box that was found in figures which nobody has asked to be taken back to numbers. */
void lm_slice_box_found(LmSession *session, const lm_volume *figures, double box[6]);

/* Gives it to the step; one edit for undo with those before of the same `drag`, which is never the
 * same for two drags. */
void lm_slice_box_set(LmSession *session, const lm_volume *volume, const double box[6],
                      unsigned drag);

G_END_DECLS
