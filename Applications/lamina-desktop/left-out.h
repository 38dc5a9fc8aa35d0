/* A file of the input that was left out of the series, looked at all the same: as a picture, in
 * pixels, for it has no place among the slices. It is read beside the main loop, and goes as soon
 * as something else is looked at: the crosshair moves, another step is selected, the job changes.
 *
 * There is one for each session. Main thread only.
 */
#pragma once

#include "session.h"

#include "lamina/slice-picture.h"

G_BEGIN_DECLS

#define LM_TYPE_LEFT_OUT (lm_left_out_get_type())
G_DECLARE_FINAL_TYPE(LmLeftOut, lm_left_out, LM, LEFT_OUT, GObject)

/* The session's; borrowed. Signal "changed" when anything below has. */
LmLeftOut *lm_left_out_of(LmSession *session);

/* Looks at a file; NULL: at none any more. */
void lm_left_out_show(LmLeftOut *left_out, const lm_series_file *file);

/* Its name without folders; NULL: none is looked at. Borrowed. */
const char *lm_left_out_name(LmLeftOut *left_out);

/* Its picture, whose grid is of indices; NULL: not read yet, or it cannot be. Borrowed. */
lm_volume *lm_left_out_volume(LmLeftOut *left_out);
/* Why it cannot be read; NULL: nothing is wrong. Borrowed. */
const char *lm_left_out_error(LmLeftOut *left_out);
/* The values to be drawn black and white. */
lm_window lm_left_out_window(LmLeftOut *left_out);

/* The pixel that is looked at. Beyond its slices the file is left. */
void lm_left_out_voxel(LmLeftOut *left_out, gint64 voxel[3]);
void lm_left_out_look_at(LmLeftOut *left_out, const gint64 voxel[3]);

G_END_DECLS
