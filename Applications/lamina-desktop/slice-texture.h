/* A slice as a texture, made beside the main loop. */
#pragma once

#include "slice-geometry.h"

#include "lamina/slice-picture.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Turned as the plane says, one pixel for each voxel of the part. */
typedef struct LmSliceTexture {
    GdkTexture *texture;
    cairo_surface_t *surface; /* the same pixels */
    LmSlicePlane plane;
    LmSlicePart part;
} LmSliceTexture;

void lm_slice_texture_free(LmSliceTexture *texture);

/* Begins one; `callback` hears of it on the main loop. The volume is complete, or seen
 * along axis 2 and holds the slice. */
void lm_slice_texture_make(GObject *source, lm_volume *volume, const LmSlicePlane *plane,
                           const LmSlicePart *part, gint64 slice, const lm_window *window,
                           GAsyncReadyCallback callback);
LmSliceTexture *lm_slice_texture_finish(GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(LmSliceTexture, lm_slice_texture_free)

G_END_DECLS
