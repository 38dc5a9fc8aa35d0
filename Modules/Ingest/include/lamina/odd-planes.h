/* Planes that stand out of a stack: hints for a person who looks through it, no verdict. */
#pragma once

#include "lamina/context.h"
#include "lamina/volume.h"

G_BEGIN_DECLS

typedef enum lm_odd_plane {
    LM_PLANE_AS_BEFORE = 1, /* the same, voxel by voxel, as the plane before it, and not empty */
    LM_PLANE_UNLIKE = 2,    /* far from both its neighbours, while these are near to each other */
} lm_odd_plane;

enum { LM_ODD_PLANES = 16384 };

/* For each of the first LM_ODD_PLANES planes of a complete volume a set of lm_odd_plane, 0 where
 * there are none; caller frees with g_free(). Planes are compared by the means of a coarse grid of
 * samples. Fails only when cancelled. */
guint8 *lm_odd_planes(const lm_volume *volume, lm_context *context, GError **error);

G_END_DECLS
