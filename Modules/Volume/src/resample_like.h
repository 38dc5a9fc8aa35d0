/* The grid of another file, and resampling onto one that is turned against the volume's own. */
#pragma once

#include "lamina/op.h"
#include "oblique.h"

G_BEGIN_DECLS

/* The grid of the volume in a file or folder, by its header alone. `path` as the job has it. */
bool resample_like_grid(const char *path, lm_context *context, lm_grid *grid, GError **error);

/* Whether axes of the same number run in the same direction. */
bool resample_is_parallel(const lm_grid *a, const lm_grid *b);

/* False only when no voxel of one lies in the other. */
bool resample_overlaps(const lm_grid *in, const lm_grid *out);

/* Bytes besides input and output, and seconds of one processor, roughly. */
guint64 resample_oblique_scratch(const lm_info *in, const lm_info *out,
                                 lm_bridge_interpolator interpolator);
double resample_oblique_cost(const lm_info *out, lm_bridge_interpolator interpolator);

/* One component after the other, in float; 32-bit integers in double. */
bool resample_oblique(const lm_volume *in, lm_volume *out, lm_bridge_interpolator interpolator,
                      double fill, lm_context *context, GError **error);

G_END_DECLS
