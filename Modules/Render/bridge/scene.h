/* VTK's part of the renderer: props, lights and a window that is none. All calls of one scene come
 * from one thread, on which its OpenGL context is current. */
#pragma once

#include "camera.h"

#include "lamina/context.h"
#include "lamina/mesh.h"
#include "lamina/transfer.h"
#include "lamina/volume.h"

G_BEGIN_DECLS

typedef struct lm_scene lm_scene;

/* Draws `finer` times wider and higher than the picture is to be. Rays are cast once for each pixel
 * of the picture: volumes have no edges that need more. */
lm_scene *lm_scene_new(int width, int height, int finer, GError **error);
void lm_scene_free(lm_scene *scene);

/* Both borrow what they are given for as long as the scene lives. Normals are one for each point.
 */
bool lm_scene_add_volume(lm_scene *scene, const lm_volume *volume, const lm_transfer *transfer,
                         bool graphics_card, unsigned threads, GError **error);
bool lm_scene_add_mesh(lm_scene *scene, const lm_mesh *mesh, float *normals, const double colour[3],
                       GError **error);

/* Draws into `pixels`, RGB, all the finer ones, rows from bottom to top. */
bool lm_scene_draw(lm_scene *scene, const lm_camera *camera, const double centre[3],
                   const double background[3], guint8 *pixels, lm_context *context, GError **error);

G_END_DECLS
