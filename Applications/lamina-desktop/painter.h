/* The painter: draws the solid view beside the main loop.
 *
 * One thread owns the renderer and its OpenGL context, and always draws what was asked for last:
 * what was asked for in between is never drawn, and a picture in full quality is given up as soon
 * as something else is wanted. A draft is always drawn to its end, so that turning stays fluent.
 * Everything here is called, and heard of, on the main thread.
 */
#pragma once

#include "stage.h"

#include "lamina/render.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A picture that is done. */
typedef struct LmFrame {
    guint number; /* of the request */
    GdkTexture *texture;
    lm_camera camera; /* that it was drawn with, framed */
    lm_camera framed; /* in full quality: the same, as it would frame everything */
    lm_quality quality;
    double seconds; /* that drawing took */
} LmFrame;

#define LM_TYPE_PAINTER (lm_painter_get_type())
G_DECLARE_FINAL_TYPE(LmPainter, lm_painter, LM, PAINTER, GObject)

/* Signals: "frame" (LmFrame *, borrowed) when a picture is done; "failed" (char *) when something
 * cannot be drawn, in words. Its thread ends when it can. */
LmPainter *lm_painter_new(unsigned threads);

/* Asks for a picture; returns the request's number, which rises. A camera whose half height is 0 is
 * framed first: the frame tells how. */
guint lm_painter_draw(LmPainter *painter, LmStage *stage, const lm_camera *camera, int width,
                      int height, lm_quality quality);

/* Whether a volume is drawn with fewer voxels than it has, and than `render` saves: preparing so
 * many would take too long. */
bool lm_painter_is_coarser(const lm_volume *volume);

G_END_DECLS
