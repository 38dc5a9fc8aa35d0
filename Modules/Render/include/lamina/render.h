/* The renderer: volumes and surfaces in the world, to pictures, without a display.
 *
 * The world is in millimetres, LPS (x to the patient's left, y to the back, z to the head). Views
 * are those of somebody who looks at a patient: in the front view the head is up and the patient's
 * left, +x, is at the right of the picture, as when one faces a person. The projection is parallel,
 * so that equal lengths are equally long wherever they are, and what was added fills the picture.
 *
 * A renderer has an OpenGL context of its own (lamina never opens a window) and belongs to one
 * thread from new to free. Where OpenGL is drawn by the processor, VTK's fixed-point ray caster
 * draws volumes, else its ray caster on the graphics card.
 */
#pragma once

#include "lamina/op.h"
#include "lamina/picture.h"
#include "lamina/transfer.h"

G_BEGIN_DECLS

/* Where one looks from, and what lies at the picture's right and top. */
typedef enum lm_view {
    LM_VIEW_THREE_QUARTER, /* the front, from 30 degrees to the left and 15 above; top: head */
    LM_VIEW_FRONT,         /* right: left (+x); top: head (+z) */
    LM_VIEW_BACK,          /* right: right (-x); top: head */
    LM_VIEW_LEFT,          /* from the patient's left; right: back (+y); top: head */
    LM_VIEW_RIGHT,         /* from the patient's right; right: front (-y); top: head */
    LM_VIEW_TOP,           /* from the head; right: right (-x); top: front (-y) */
    LM_VIEW_BOTTOM,        /* from the feet, as slices are shown; right: left (+x); top: front */
} lm_view;

/* Names in the order of the enum, NULL-ended; static. For choices of a parameter. */
extern const char *const lm_view_names[];

typedef struct lm_renderer lm_renderer;

/* For pictures of this size in pixels, 1 to LM_RENDER_SIZE_MAX each way. Fails with
 * LM_ERROR_INTERNAL where OpenGL cannot be had. */
enum { LM_RENDER_SIZE_MAX = 4096 };
lm_renderer *lm_renderer_new(int width, int height, GError **error);
void lm_renderer_free(lm_renderer *renderer);

/* What draws, in words: "llvmpipe (LLVM 15.0.6, 256 bits), volumes by the processor". Borrowed. */
const char *lm_renderer_device(const lm_renderer *renderer);

/* Overrides how volumes are drawn from now on: by the graphics card (or what stands for it) or by
 * the processor. */
void lm_renderer_use_graphics_card(lm_renderer *renderer, bool use);

/* Shows a volume of one component and 2 to 65535 voxels along each axis; only one can be shown.
 * `strength` (0 to 1) multiplies its opacity. Keeps a reference. Its threads are the context's; the
 * picture does not depend on them. */
bool lm_renderer_add_volume(lm_renderer *renderer, lm_volume *volume, const lm_transfer *transfer,
                            double strength, lm_context *context, GError **error);

/* Shows a surface in one colour (0 to 1), smoothly shaded: with its normals, or with ones made for
 * it when it has none. Keeps a reference. */
bool lm_renderer_add_mesh(lm_renderer *renderer, lm_mesh *mesh, const double colour[3],
                          GError **error);

/* The colour of a picture's surface number `at`, 0 to 1: bone, brick, sea, leaf, violet, ochre, in
 * turn. */
const double *lm_surface_colour(size_t at);

/* Draws what was added, RGB. A picture with nothing in it but background is an error
 * (LM_ERROR_INPUT). Stops when the context is cancelled. */
lm_picture *lm_renderer_draw(lm_renderer *renderer, lm_view view, const double background[3],
                             lm_context *context, GError **error);

/* Bytes that a picture of this size of these values takes at the peak, besides the values. */
guint64 lm_renderer_bytes(int width, int height, const lm_info *shown, size_t n_shown);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(lm_renderer, lm_renderer_free)

G_END_DECLS
