/* Slices of a volume as pictures, for looking at: one pixel a voxel. */
#pragma once

#include "lamina/context.h"
#include "lamina/picture.h"
#include "lamina/volume.h"

G_BEGIN_DECLS

/* Values that are drawn black and white; below and above it is as there. */
typedef struct lm_window {
    double low, high; /* low < high */
} lm_window;

/* The plane of voxels at `index` along index axis `axis` (0 to 2) of a volume that is complete or,
 * for axis 2, holds that plane. Of the other two axes the lower runs to the right and the higher
 * down. One component becomes grey, three become red, green and blue, all by one window; a second
 * or fourth, which is how opaque the pixel is, is left out. NaN is drawn in lm_slice_nan. */
lm_picture *lm_slice_picture(const lm_volume *volume, int axis, gint64 index,
                             const lm_window *window, GError **error);

/* A dark blue that no grey is: red, green, blue. */
extern const guint8 lm_slice_nan[3];

/* From the 1st to the 99th percentile of the volume's values, or their whole range when those are
 * equal; 0 to 255 for colours of 8 bits. */
bool lm_window_auto(const lm_volume *volume, lm_window *window, lm_context *context,
                    GError **error);

/* Windows for CT, in Hounsfield units. */
typedef struct lm_window_preset {
    const char *name;  /* "bone"; for a job or a key */
    const char *label; /* "Bone"; for people */
    lm_window window;
} lm_window_preset;
extern const lm_window_preset lm_window_presets[]; /* the last has no name */

G_END_DECLS
