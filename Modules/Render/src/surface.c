#include "surface.h"

#include "normals.h"
#include "stand-in.h"

#include "lamina/alloc.h"

lm_surface *lm_surface_new(lm_scene *scene, lm_mesh *mesh)
{
    lm_surface *s = g_new0(lm_surface, 1);
    s->scene = scene;
    s->fine.mesh = lm_mesh_ref(mesh);
    lm_mesh_bounds(mesh, s->bounds);
    return s;
}

static void body_clear(lm_body *b, lm_scene *scene)
{
    if (b->drawn)
        lm_scene_remove_mesh(scene, b->drawn);
    lm_pieces_free(b->pieces);
    lm_free(b->own_normals);
    lm_mesh_unref(b->mesh);
}

void lm_surface_free(gpointer data)
{
    lm_surface *s = data;
    body_clear(&s->fine, s->scene);
    body_clear(&s->coarse, s->scene);
    g_free(s);
}

static const float *normals_of(const lm_body *b)
{
    return b->mesh->normals ? b->mesh->normals : b->own_normals;
}

static bool make_normals(lm_body *b, lm_context *context, GError **error)
{
    return normals_of(b) || (b->own_normals = lm_normals_make(b->mesh, context, error));
}

static bool prepare(lm_body *b, lm_context *context, GError **error)
{
    if (!b->pieces && !(b->pieces = lm_pieces_new(b->mesh, context, error)))
        return false;
    return make_normals(b, context, error);
}

bool lm_surface_is_drawn(const lm_surface *s)
{
    return s->visible && s->opacity > 0;
}

lm_body *lm_surface_body(lm_surface *s, lm_quality quality, lm_context *context, GError **error)
{
    lm_body *b = &s->fine;
    if (quality == LM_QUALITY_DRAFT && s->fine.mesh->n_triangles > LM_STAND_IN_TRIANGLES) {
        b = &s->coarse;
        if (!b->mesh && make_normals(&s->fine, context, error))
            b->mesh = lm_stand_in_new(s->fine.mesh, normals_of(&s->fine), LM_STAND_IN_TRIANGLES,
                                      context, error);
    }
    return b->mesh && prepare(b, context, error) ? b : NULL;
}

lm_raster_surface lm_surface_raster(const lm_surface *s, const lm_body *b)
{
    return (lm_raster_surface){
        b->mesh, normals_of(b), b->pieces, {s->colour[0], s->colour[1], s->colour[2]}, s->opacity};
}

bool lm_surface_show(const lm_surface *s, lm_body *b, GError **error)
{
    if (!b->drawn)
        b->drawn = lm_scene_add_mesh(s->scene, b->mesh, b->pieces, normals_of(b), error);
    if (!b->drawn)
        return false;
    lm_scene_dress_mesh(b->drawn, s->colour, s->opacity / 255.0);
    lm_scene_show_mesh(b->drawn, true);
    return true;
}

void lm_surface_hide(const lm_surface *s)
{
    if (s->fine.drawn)
        lm_scene_show_mesh(s->fine.drawn, false);
    if (s->coarse.drawn)
        lm_scene_show_mesh(s->coarse.drawn, false);
}
