/* The slices of an input as long as there is no volume of them: because nobody has said their
 * spacing yet, because they do not fit together, or because they are still being read. They are
 * read one by one, beside the main loop, as they are looked at; no more than one is kept.
 *
 * Without a spacing they are pictures, in pixels: no place, no size and no distance in mm. There is
 * one for each session. Main thread only.
 */
#pragma once

#include "session.h"

G_BEGIN_DECLS

#define LM_TYPE_PREVIEW (lm_preview_get_type())
G_DECLARE_FINAL_TYPE(LmPreview, lm_preview, LM, PREVIEW, GObject)

/* The session's; borrowed. Signal "changed" when anything below has. */
LmPreview *lm_preview_of(LmSession *session);

/* Whether there are slices, and no volume. */
bool lm_preview_is_on(LmPreview *preview);

/* The last slice that was read: a volume that holds this plane (lm_volume.held), or all of a file
 * that cannot be read by planes. NULL while there is none. Borrowed. */
lm_volume *lm_preview_volume(LmPreview *preview);

/* Whether its pixels have no size in mm. Its grid is then of indices: a spacing of 1, no direction.
 */
bool lm_preview_in_pixels(LmPreview *preview);

/* Why the slice that is looked at cannot be read; NULL: nothing is wrong. Borrowed. */
const char *lm_preview_error(LmPreview *preview);

/* The pixel that is looked at, and its slice. */
void lm_preview_voxel(LmPreview *preview, gint64 voxel[3]);
void lm_preview_look_at(LmPreview *preview, const gint64 voxel[3]);

/* What is missing for a volume to be seen, in words: `of_side` in a slice that is cut through the
 * others, else in 3D. NULL while there is one, or no input. Static. */
const char *lm_preview_missing(LmPreview *preview, bool of_side);

/* Shows this plane of the input, in the volume when there is one. */
void lm_preview_show_plane(LmPreview *preview, gint64 plane);

G_END_DECLS
