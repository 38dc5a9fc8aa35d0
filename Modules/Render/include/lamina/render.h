/* The renderer: volumes and surfaces in the world, to pictures, without a display.
 *
 * Its contents, their looks, the size and the camera change as often as one likes; what did not
 * change is not prepared anew. A renderer has an OpenGL context of its own (lamina never opens a
 * window) and belongs to one thread from new to free. Where OpenGL would be drawn by the processor,
 * all is drawn without it; else VTK draws all on the graphics card.
 */
#pragma once

#include "lamina/camera.h"
#include "lamina/op.h"
#include "lamina/picture.h"
#include "lamina/transfer.h"

G_BEGIN_DECLS

typedef struct lm_renderer lm_renderer;

/* For pictures of this size in pixels, 1 to LM_RENDER_SIZE_MAX each way. Fails with
 * LM_ERROR_INTERNAL where OpenGL cannot be had. */
enum { LM_RENDER_SIZE_MAX = 4096 };
lm_renderer *lm_renderer_new(int width, int height, GError **error);
void lm_renderer_free(lm_renderer *renderer);

void lm_renderer_resize(lm_renderer *renderer, int width, int height);

/* What draws, in words: "llvmpipe (LLVM 15.0.6, 256 bits), volumes by the processor". Borrowed. */
const char *lm_renderer_device(const lm_renderer *renderer);

/* Overrides what draws: the graphics card (or what stands for it) or the processor. While no volume
 * is shown. */
void lm_renderer_use_graphics_card(lm_renderer *renderer, bool use);

/* Shows a volume of one component and 2 to 65535 voxels along each axis; only one can be shown.
 * `strength` (0 to 1) multiplies its opacity. Keeps a reference. Its threads are the context's; the
 * picture does not depend on them. */
bool lm_renderer_add_volume(lm_renderer *renderer, lm_volume *volume, const lm_transfer *transfer,
                            double strength, lm_context *context, GError **error);
void lm_renderer_remove_volume(lm_renderer *renderer);

/* Shows the volume that is shown by another transfer function. Takes milliseconds, except where
 * values of more than 16 bits must be reduced anew, because the points lie beyond what they were
 * reduced to, or within an eighth of it. On failure all is as before. */
bool lm_renderer_set_transfer(lm_renderer *renderer, const lm_transfer *transfer, double strength,
                              lm_context *context, GError **error);

/* Shows a surface in one colour (0 to 1), smoothly shaded: with its normals, or with ones made for
 * it when it has none, in the first picture. Keeps a reference. One that is shown already is
 * dressed anew. */
void lm_renderer_add_mesh(lm_renderer *renderer, lm_mesh *mesh, const double colour[3]);

/* The colour of a picture's surface number `at`, 0 to 1: bone, brick, sea, leaf, violet, ochre, in
 * turn. */
const double *lm_surface_colour(size_t at);

/* Of surfaces that were added; opaque and visible until told otherwise. Opacities, 0 to 1, are
 * rounded to 255ths. What is seen through is blended from the eye on, wherever surfaces and volume
 * lie in each other. */
void lm_renderer_remove_mesh(lm_renderer *renderer, const lm_mesh *mesh);
void lm_renderer_dress_mesh(lm_renderer *renderer, const lm_mesh *mesh, const double colour[3],
                            double opacity, bool visible);

/* Shows only what lies in a box (x0 x1 y0 y1 z0 z1) along the axes of a grid, surfaces and volume
 * alike, whatever their own grids. It is counted in voxels from the outer face of the first: from 0
 * to the size it holds the whole grid. NULL: shows all again. */
void lm_renderer_clip(lm_renderer *renderer, const lm_grid *grid, const double box[6]);

/* Puts all that can be seen into the frame, whatever the camera's directions: sets its centre and
 * half height. When that is nothing, or a point, it frames everything that is shown, and else the
 * world's zero. `*seen` (or NULL) becomes false when there is a volume of which nothing can be
 * seen. Reads the volume once after its transfer function or the box changed. */
bool lm_renderer_frame(lm_renderer *renderer, lm_camera *camera, bool *seen, lm_context *context,
                       GError **error);

typedef enum lm_quality {
    LM_QUALITY_DRAFT, /* while something moves: no smoothing of edges, fewer and longer rays, and a
                         stand-in of at most LM_STAND_IN_TRIANGLES for surfaces that have more, made
                         when one is drawn so for the first time. Where 45 ms are not enough, the
                         next draft is smaller: to be scaled up, its width and height are those of
                         the picture divided by 2, 3 or 4 (and rounded down); and then rays have
                         longer steps. */
    LM_QUALITY_FULL,  /* what `render` saves */
} lm_quality;
enum { LM_STAND_IN_TRIANGLES = 100000 };

/* Draws what is shown, RGB, with a framed camera; possibly nothing but background. Stops within
 * some tens of milliseconds when the context is cancelled. */
lm_picture *lm_renderer_draw_camera(lm_renderer *renderer, const lm_camera *camera,
                                    const double background[3], lm_quality quality,
                                    lm_context *context, GError **error);

/* Draws what is shown from there, framed, in full quality. */
lm_picture *lm_renderer_draw(lm_renderer *renderer, lm_view view, const double background[3],
                             lm_context *context, GError **error);

/* Bytes that a picture of this size of these values takes at the peak, besides the values. */
guint64 lm_renderer_bytes(int width, int height, const lm_info *shown, size_t n_shown);

/* And so many more for each thread when there are surfaces that are seen through. */
guint64 lm_renderer_bytes_seen_through(void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(lm_renderer, lm_renderer_free)

G_END_DECLS
