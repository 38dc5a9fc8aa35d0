/* VTK's part of the renderer: props, lights and a window that is none. All calls of one scene come
 * from one thread, on which its OpenGL context is current. */
#pragma once

#include "pieces.h"

#include "lamina/context.h"
#include "lamina/mesh.h"
#include "lamina/transfer.h"
#include "lamina/volume.h"

G_BEGIN_DECLS

typedef struct lm_scene lm_scene;
typedef struct lm_scene_mesh lm_scene_mesh;

lm_scene *lm_scene_new(GError **error);
void lm_scene_free(lm_scene *scene); /* and all meshes in it */

/* Draws a volume with OpenGL; borrows the voxels until it is removed. One at a time. */
bool lm_scene_add_volume(lm_scene *scene, const lm_volume *volume, const lm_transfer *transfer,
                         GError **error);
bool lm_scene_set_transfer(lm_scene *scene, const lm_transfer *transfer, GError **error);
void lm_scene_remove_volume(lm_scene *scene);

/* Borrows points, pieces and normals, one for each point, until the mesh is removed. */
lm_scene_mesh *lm_scene_add_mesh(lm_scene *scene, const lm_mesh *mesh, const lm_pieces *pieces,
                                 const float *normals, GError **error);
void lm_scene_dress_mesh(lm_scene_mesh *mesh, const double colour[3], double opacity);
void lm_scene_show_mesh(lm_scene_mesh *mesh, bool visible);
void lm_scene_remove_mesh(lm_scene *scene, lm_scene_mesh *mesh);

/* Replaces the planes that cut all that is shown. */
bool lm_scene_clip(lm_scene *scene, const lm_plane *planes, size_t count, GError **error);

/* Draws all that is shown into `pixels`, RGB, rows from bottom to top. `depths` has room for one of
 * each pixel. */
bool lm_scene_draw(lm_scene *scene, const lm_shot *shot, guint8 *pixels, float *depths,
                   lm_context *context, GError **error);

G_END_DECLS
