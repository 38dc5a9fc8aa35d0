/* Places and values in a volume, as they are told to people. Callers free the texts. */
#pragma once

#include "slice-geometry.h"

#include "lamina/volume.h"

G_BEGIN_DECLS

/* "12 / 60, 27.5 mm"; of figures, which have no place, "12 / 60". */
char *lm_slice_place_text(const lm_grid *grid, const LmSlicePlane *plane, gint64 slice,
                          bool is_figure);

/* "Axial slice 12 of 60", "Figure 12 of 60" */
char *lm_slice_label_text(const LmSlicePlane *plane, gint64 slice, bool is_figure);

/* Value, index and place of a voxel: "132 at 40 12 7, 10.25 3.07 27.50 mm"; of colours all three.
 */
char *lm_voxel_text(const lm_volume *volume, const gint64 voxel[3], bool with_mm);

G_END_DECLS
