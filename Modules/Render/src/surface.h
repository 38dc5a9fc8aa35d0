/* A surface that is shown: its looks, what is made of its mesh when it is first drawn, and what
 * stands in for it in drafts. */
#pragma once

#include "raster.h"
#include "scene.h"

#include "lamina/context.h"
#include "lamina/render.h"

G_BEGIN_DECLS

/* Something of triangles, and what is made of it. */
typedef struct lm_body {
    lm_mesh *mesh;
    lm_pieces *pieces;
    float *own_normals;   /* where the mesh has none */
    lm_scene_mesh *drawn; /* by VTK; NULL where it has not been */
} lm_body;

typedef struct lm_surface {
    lm_scene *scene; /* that it is in; borrowed */
    lm_body fine, coarse;
    double colour[3];
    int opacity;      /* 0 to LM_OPAQUE */
    double bounds[6]; /* of the mesh */
    bool visible;
} lm_surface;

/* Takes a reference to the mesh. Makes nothing yet. */
lm_surface *lm_surface_new(lm_scene *scene, lm_mesh *mesh);
/* Of an lm_surface; in the scene's OpenGL context. */
void lm_surface_free(gpointer data);

bool lm_surface_is_drawn(const lm_surface *surface);

/* What is drawn of it in this quality: in drafts a stand-in, where it has more than
 * LM_STAND_IN_TRIANGLES. Made on all threads the first time; NULL on failure, and when the context
 * is cancelled. */
lm_body *lm_surface_body(lm_surface *surface, lm_quality quality, lm_context *context,
                         GError **error);

/* The same for the rasteriser; borrowed. */
lm_raster_surface lm_surface_raster(const lm_surface *surface, const lm_body *body);

/* Lets VTK draw a body of it, with its looks; or none. */
bool lm_surface_show(const lm_surface *surface, lm_body *body, GError **error);
void lm_surface_hide(const lm_surface *surface);

G_END_DECLS
