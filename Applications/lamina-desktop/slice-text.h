/* Places and values in a volume, as they are told to people. Callers free the texts. */
#pragma once

#include "slice-geometry.h"

#include "lamina/volume.h"

G_BEGIN_DECLS

/* "12 / 60, 27.5 mm"; without a place, "12 / 60". */
char *lm_slice_place_text(const lm_grid *grid, const LmSlicePlane *plane, gint64 slice,
                          LmSliceKind kind);

/* "Axial slice 12 of 60", "Slice 12 of 60", "Figure 12 of 60" */
char *lm_slice_label_text(const LmSlicePlane *plane, gint64 slice, LmSliceKind kind);

/* Value, index and place of a voxel, which is held: "132 at 40 12 7, 10.25 3.07 27.50 mm"; of
 * colours all three; without a place, "132 at pixel 40 12". */
char *lm_voxel_text(const lm_volume *volume, const gint64 voxel[3], LmSliceKind kind);

/* "12.5 mm"; of what has no size, "12.5 pixels". */
char *lm_slice_length_text(double length, LmSliceKind kind);

G_END_DECLS
