#include "lamina/render.h"

#include "egl.h"
#include "frame.h"
#include "narrow.h"
#include "raster.h"
#include "rays.h"
#include "scene.h"
#include "surface.h"
#include "translucent.h"
#include "visible.h"

#include "lamina/alloc.h"
#include "lamina/error.h"
#include "lamina/parallel.h"

#include <math.h>
#include <string.h>

/* Full pictures are drawn so many times wider and higher, and averaged: no jagged edges. */
enum { FINER = 2 };

struct lm_renderer {
    int width, height;
    int coarser; /* how coarse drafts are: pixels of the picture across one of theirs, to COARSEST;
                    and then how many steps of rays are one */
    lm_egl *egl;
    lm_scene *scene;
    bool graphics_card;
    char *device;

    lm_volume *volume;      /* as it came; NULL when there is none */
    lm_volume *drawn;       /* the same, or of fewer bits */
    lm_narrowing narrowing; /* from the one to the other */
    lm_transfer transfer;   /* of the values of `drawn` */
    lm_rays *rays;          /* through `drawn`; NULL where the graphics card draws it */
    lm_visible *visible;    /* of `drawn`; NULL until asked for */
    GPtrArray *surfaces;    /* of lm_surface */
    bool clipped;
    lm_grid clip_grid;
    double clip[6];
    lm_plane planes[6]; /* of the box, when clipped */
};

lm_renderer *lm_renderer_new(int width, int height, GError **error)
{
    g_autoptr(lm_renderer) r = g_new0(lm_renderer, 1);
    lm_renderer_resize(r, width, height);
    r->coarser = 1;
    r->surfaces = g_ptr_array_new_with_free_func(lm_surface_free);
    r->egl = lm_egl_new(error);
    if (!r->egl || !lm_egl_enter(r->egl, error))
        return NULL;
    r->scene = lm_scene_new(error);
    if (!r->scene)
        return NULL;
    lm_renderer_use_graphics_card(r, !lm_egl_is_software(r->egl));
    return g_steal_pointer(&r);
}

void lm_renderer_free(lm_renderer *r)
{
    if (!r)
        return;
    if (r->scene && lm_egl_enter(r->egl, NULL)) {
        g_ptr_array_set_size(r->surfaces, 0);
        lm_renderer_remove_volume(r);
        lm_scene_free(r->scene);
    }
    lm_egl_free(r->egl);
    g_ptr_array_unref(r->surfaces);
    g_free(r->device);
    g_free(r);
}

void lm_renderer_resize(lm_renderer *r, int width, int height)
{
    r->width = CLAMP(width, 1, LM_RENDER_SIZE_MAX);
    r->height = CLAMP(height, 1, LM_RENDER_SIZE_MAX);
}

const char *lm_renderer_device(const lm_renderer *r)
{
    return r->device;
}

void lm_renderer_use_graphics_card(lm_renderer *r, bool use)
{
    g_return_if_fail(!r->volume);
    r->graphics_card = use;
    g_free(r->device);
    r->device = g_strdup_printf("%s, volumes by %s", lm_egl_device(r->egl),
                                use ? "OpenGL" : "the processor");
}

/* ---- the volume ---- */

/* A transfer function for the values of a volume, thinned. */
static lm_transfer thinned(const lm_transfer *transfer, double strength)
{
    lm_transfer t = *transfer;
    for (size_t i = 0; i < t.count; i++)
        t.points[i].opacity *= strength;
    return t;
}

void lm_renderer_remove_volume(lm_renderer *r)
{
    if (!r->volume || !lm_egl_enter(r->egl, NULL))
        return;
    if (!r->rays)
        lm_scene_remove_volume(r->scene);
    g_clear_pointer(&r->rays, lm_rays_free);
    g_clear_pointer(&r->drawn, lm_volume_unref);
    g_clear_pointer(&r->volume, lm_volume_unref);
    g_clear_pointer(&r->visible, lm_visible_free);
}

/* Reduces the volume to 16 bits where it has more, for this transfer function, and shows it in
 * place of what was shown. */
static bool show_volume(lm_renderer *r, lm_volume *volume, lm_transfer transfer,
                        lm_context *context, GError **error)
{
    lm_narrowing narrowing = lm_narrowing_for(&transfer);
    bool as_it_is = lm_narrow_not_needed(volume->type);
    g_autoptr(lm_volume) drawn =
        as_it_is ? lm_volume_ref(volume) : lm_narrow(volume, &narrowing, context, error);
    if (!as_it_is)
        lm_narrow_transfer(&transfer, &narrowing);
    if (!drawn || !lm_egl_enter(r->egl, error))
        return false;
    g_autoptr(lm_rays) rays =
        r->graphics_card ? NULL : lm_rays_new(drawn, &transfer, context, error);
    if (!rays && !r->graphics_card)
        return false;
    g_autoptr(lm_volume) kept = lm_volume_ref(volume);
    lm_renderer_remove_volume(r);
    if (!rays && !lm_scene_add_volume(r->scene, drawn, &transfer, error))
        return false;
    r->rays = g_steal_pointer(&rays);
    r->volume = g_steal_pointer(&kept);
    r->drawn = g_steal_pointer(&drawn);
    r->narrowing = narrowing;
    r->transfer = transfer;
    return true;
}

bool lm_renderer_add_volume(lm_renderer *r, lm_volume *volume, const lm_transfer *transfer,
                            double strength, lm_context *context, GError **error)
{
    g_return_val_if_fail(!r->volume, false);
    return show_volume(r, volume, thinned(transfer, strength), context, error);
}

static bool is_same(const lm_transfer *a, const lm_transfer *b)
{
    return a->count == b->count &&
           memcmp(a->points, b->points, a->count * sizeof *a->points) == 0 &&
           a->edges == b->edges && a->ambient == b->ambient && a->diffuse == b->diffuse &&
           a->specular == b->specular && a->shininess == b->shininess;
}

bool lm_renderer_set_transfer(lm_renderer *r, const lm_transfer *transfer, double strength,
                              lm_context *context, GError **error)
{
    g_return_val_if_fail(r->volume, false);
    lm_transfer thin = thinned(transfer, strength);
    if (r->drawn != r->volume) {
        if (!lm_narrowing_serves(&r->narrowing, &thin))
            return show_volume(r, r->volume, thin, context, error);
        lm_narrow_transfer(&thin, &r->narrowing);
    }
    if (is_same(&thin, &r->transfer))
        return true;
    if (!(r->rays ? lm_rays_set_transfer(r->rays, &thin, context, error)
                  : lm_scene_set_transfer(r->scene, &thin, error)))
        return false;
    g_clear_pointer(&r->visible, lm_visible_free);
    r->transfer = thin;
    return true;
}

/* ---- surfaces ---- */

static lm_surface *surface_of(const lm_renderer *r, const lm_mesh *mesh)
{
    for (guint i = 0; i < r->surfaces->len; i++) {
        lm_surface *s = r->surfaces->pdata[i];
        if (s->fine.mesh == mesh)
            return s;
    }
    return NULL;
}

void lm_renderer_add_mesh(lm_renderer *r, lm_mesh *mesh, const double colour[3])
{
    if (!surface_of(r, mesh))
        g_ptr_array_add(r->surfaces, lm_surface_new(r->scene, mesh));
    lm_renderer_dress_mesh(r, mesh, colour, 1, true);
}

void lm_renderer_remove_mesh(lm_renderer *r, const lm_mesh *mesh)
{
    lm_surface *s = surface_of(r, mesh);
    if (s && lm_egl_enter(r->egl, NULL))
        g_ptr_array_remove(r->surfaces, s);
}

void lm_renderer_dress_mesh(lm_renderer *r, const lm_mesh *mesh, const double colour[3],
                            double opacity, bool visible)
{
    lm_surface *s = surface_of(r, mesh);
    g_return_if_fail(s);
    memcpy(s->colour, colour, sizeof s->colour);
    s->opacity = (int)(CLAMP(opacity, 0, 1) * LM_OPAQUE + 0.5);
    s->visible = visible;
}

/* Makes all that is drawn in this quality and was not before. */
static bool prepare_surfaces(const lm_renderer *r, lm_quality quality, lm_context *context,
                             GError **error)
{
    for (guint i = 0; i < r->surfaces->len; i++) {
        lm_surface *s = r->surfaces->pdata[i];
        if (lm_surface_is_drawn(s) && !lm_surface_body(s, quality, context, error))
            return false;
    }
    return true;
}

/* Shows VTK what is drawn of the surfaces. */
static bool show_surfaces(lm_renderer *r, lm_quality quality, lm_context *context, GError **error)
{
    for (guint i = 0; i < r->surfaces->len; i++) {
        lm_surface *s = r->surfaces->pdata[i];
        lm_surface_hide(s);
        lm_body *b = lm_surface_is_drawn(s) ? lm_surface_body(s, quality, context, error) : NULL;
        if (lm_surface_is_drawn(s) && (!b || !lm_surface_show(s, b, error)))
            return false;
    }
    return true;
}

/* Adds what is drawn of the surfaces that are seen through, or of the others, to `list`, of
 * lm_raster_surface. */
static bool list_surfaces(lm_renderer *r, bool seen_through, lm_quality quality, GArray *list,
                          lm_context *context, GError **error)
{
    for (guint i = 0; i < r->surfaces->len; i++) {
        lm_surface *s = r->surfaces->pdata[i];
        if (!lm_surface_is_drawn(s) || (s->opacity < LM_OPAQUE) != seen_through)
            continue;
        lm_body *b = lm_surface_body(s, quality, context, error);
        if (!b)
            return false;
        lm_raster_surface one = lm_surface_raster(s, b);
        g_array_append_val(list, one);
    }
    return true;
}

/* ---- the clipping box ---- */

void lm_renderer_clip(lm_renderer *r, const lm_grid *grid, const double box[6])
{
    g_clear_pointer(&r->visible, lm_visible_free);
    r->clipped = box != NULL;
    if (!box) {
        lm_scene_clip(r->scene, NULL, 0, NULL);
        return;
    }
    r->clip_grid = *grid;
    memcpy(r->clip, box, sizeof r->clip);
    for (int side = 0; side < 6; side++) {
        int axis = side / 2, sign = side % 2 ? -1 : 1;
        double index[3] = {0, 0, 0};
        index[axis] = box[side] - 0.5;
        lm_grid_to_world(grid, index, r->planes[side].point);
        for (int k = 0; k < 3; k++)
            r->planes[side].normal[k] = sign * grid->direction[3 * k + axis];
    }
    lm_scene_clip(r->scene, r->planes, G_N_ELEMENTS(r->planes), NULL);
}

static bool is_clipped_away(const lm_renderer *r, const double point[3])
{
    if (!r->clipped)
        return false;
    double index[3];
    lm_grid_to_index(&r->clip_grid, point, index);
    for (int k = 0; k < 3; k++)
        if (index[k] + 0.5 < r->clip[2 * k] || index[k] + 0.5 > r->clip[2 * k + 1])
            return true;
    return false;
}

/* ---- what is in the frame ---- */

typedef struct holding {
    const lm_renderer *r;
    const lm_mesh *mesh;
    lm_frame empty, *frame;
    GMutex lock; /* of the frame */
} holding;

static bool hold_some(gint64 lo, gint64 hi, unsigned worker, gpointer user, GError **error)
{
    (void)worker, (void)error;
    holding *h = user;
    lm_frame frame = h->empty;
    for (const float *at = h->mesh->points + 3 * lo; at < h->mesh->points + 3 * hi; at += 3) {
        double p[3] = {(double)at[0], (double)at[1], (double)at[2]};
        if (!is_clipped_away(h->r, p))
            lm_frame_hold(&frame, p);
    }
    g_mutex_lock(&h->lock);
    for (int a = 0; a < 3; a++) {
        h->frame->lo[a] = MIN(h->frame->lo[a], frame.lo[a]);
        h->frame->hi[a] = MAX(h->frame->hi[a], frame.hi[a]);
    }
    g_mutex_unlock(&h->lock);
    return true;
}

static bool hold_points(const lm_renderer *r, const lm_mesh *mesh, lm_frame *frame,
                        lm_context *context, GError **error)
{
    enum { AT_ONCE = 1 << 15 };
    g_autoptr(lm_context) quiet = lm_context_new_step(context);
    holding h = {.r = r, .mesh = mesh, .empty = *frame, .frame = frame};
    g_mutex_init(&h.lock);
    bool ok = lm_parallel(quiet, (gint64)mesh->n_points, AT_ONCE, hold_some, &h, error);
    g_mutex_clear(&h.lock);
    return ok;
}

static void whole_box(const lm_grid *grid, double box[6])
{
    for (int k = 0; k < 3; k++) {
        box[2 * k] = 0;
        box[2 * k + 1] = (double)grid->size[k];
    }
}

/* What the clipping box leaves of the volume, in its own voxels. */
static void box_of_volume(const lm_renderer *r, double box[6])
{
    whole_box(&r->volume->grid, box);
    if (!r->clipped)
        return;
    double lo[3] = {INFINITY, INFINITY, INFINITY}, hi[3] = {-INFINITY, -INFINITY, -INFINITY};
    for (int corner = 0; corner < 8; corner++) {
        double world[3], index[3];
        lm_box_corner(&r->clip_grid, r->clip, corner, world);
        lm_grid_to_index(&r->volume->grid, world, index);
        for (int k = 0; k < 3; k++) {
            lo[k] = MIN(lo[k], index[k] + 0.5);
            hi[k] = MAX(hi[k], index[k] + 0.5);
        }
    }
    for (int k = 0; k < 3; k++) {
        box[2 * k] = MAX(box[2 * k], lo[k]);
        box[2 * k + 1] = MIN(box[2 * k + 1], hi[k]);
    }
}

/* The boxes of all that is shown, seen or not. */
static void hold_all(const lm_renderer *r, lm_frame *frame)
{
    for (guint i = 0; i < r->surfaces->len; i++) {
        const lm_surface *s = r->surfaces->pdata[i];
        for (int corner = 0; s->visible && corner < 8; corner++) {
            double p[3];
            for (int k = 0; k < 3; k++)
                p[k] = s->bounds[2 * k + (corner >> k & 1)];
            lm_frame_hold(frame, p);
        }
    }
    for (int corner = 0; r->volume && corner < 8; corner++) {
        double box[6], p[3];
        whole_box(&r->volume->grid, box);
        lm_box_corner(&r->volume->grid, box, corner, p);
        lm_frame_hold(frame, p);
    }
    if (lm_frame_is_empty(frame))
        for (int k = 0; k < 3; k++) {
            frame->lo[k] = -1;
            frame->hi[k] = 1;
        }
}

/* Just what can be seen; `seen` as in lm_renderer_frame(). */
static bool hold_seen(lm_renderer *r, lm_frame *frame, bool *seen, lm_context *context,
                      GError **error)
{
    if (r->volume && !r->visible) {
        double box[6];
        box_of_volume(r, box);
        r->visible = lm_visible_new(r->drawn, &r->transfer, box, context, error);
        if (!r->visible)
            return false;
    }
    if (r->visible)
        lm_frame_hold_visible(frame, r->visible);
    *seen = !r->volume || !lm_frame_is_empty(frame);
    for (guint i = 0; i < r->surfaces->len; i++) {
        const lm_surface *s = r->surfaces->pdata[i];
        if (s->visible && !hold_points(r, s->fine.mesh, frame, context, error))
            return false;
    }
    return true;
}

bool lm_renderer_frame(lm_renderer *r, lm_camera *camera, bool *seen, lm_context *context,
                       GError **error)
{
    lm_frame frame = lm_frame_of(camera), all = frame;
    bool any;
    if (!hold_seen(r, &frame, &any, context, error))
        return false;
    if (!lm_frame_is_empty(&frame))
        lm_frame_fit(&frame, r->width, r->height, camera);
    if (lm_frame_is_empty(&frame) || !(camera->half_height > 0)) {
        hold_all(r, &all);
        lm_frame_fit(&all, r->width, r->height, camera);
    }
    if (seen)
        *seen = any;
    return true;
}

/* ---- drawing ---- */

/* The mean of blocks of `finer` x `finer` pixels, which come with the lowest row first. */
static void average(const guint8 *from, size_t finer, lm_picture *picture)
{
    const size_t stride = (size_t)picture->width * finer * 3, area = finer * finer;
    for (int y = 0; y < picture->height; y++) {
        const guint8 *row = from + stride * finer * (size_t)(picture->height - 1 - y);
        guint8 *to = picture->pixels + 3 * (size_t)picture->width * (size_t)y;
        if (finer == 1) {
            memcpy(to, row, stride);
            continue;
        }
        for (size_t i = 0; i < (size_t)picture->width; i++, row += 3 * finer)
            for (size_t c = 0; c < 3; c++) {
                size_t sum = area / 2;
                for (size_t v = 0; v < finer; v++)
                    for (size_t u = 0; u < finer; u++)
                        sum += row[v * stride + 3 * u + c];
                *to++ = (guint8)(sum / area);
            }
    }
}

/* Where the eye stands: where it stands for a saved picture, so that rays begin at the same places,
 * or in a draft, quickly, before the boxes of all there is. */
static bool stand(lm_renderer *r, lm_quality quality, lm_shot *shot, lm_context *context,
                  GError **error)
{
    lm_frame frame = lm_frame_of(shot->camera);
    bool seen;
    if (quality == LM_QUALITY_FULL && !hold_seen(r, &frame, &seen, context, error))
        return false;
    if (lm_frame_is_empty(&frame))
        hold_all(r, &frame);
    shot->distance = lm_frame_stand(&frame, shot->camera, shot->centre);
    return true;
}

enum { COARSEST = 4, LONGEST = 4 };

static int draft_pixels(const lm_renderer *r)
{
    return MIN(r->coarser, COARSEST);
}

static int draft_steps(const lm_renderer *r)
{
    return 1 + r->coarser - draft_pixels(r);
}

/* Pixels of the picture across, for each ray in a draft: at most so many rays. */
static int draft_ray_pixels(const lm_renderer *r)
{
    static const double most_rays = 60000;
    return (int)ceil(sqrt((double)r->width * r->height / most_rays));
}

/* Of the picture across, for each of a draft. Where there is nothing but rays, it has no more
 * pixels than rays: scaled up they are smoother. */
static int draft_coarser(const lm_renderer *r)
{
    bool only_rays = r->rays != NULL;
    for (guint i = 0; only_rays && i < r->surfaces->len; i++)
        only_rays = !lm_surface_is_drawn(r->surfaces->pdata[i]);
    const int pixels = draft_pixels(r);
    return only_rays ? CLAMP(draft_ray_pixels(r), pixels, COARSEST) : pixels;
}

/* How rays go through the volume: in a draft at most so many, with at most so many samples each. */
static void choose_rays(const lm_renderer *r, lm_quality quality, lm_shot *shot)
{
    static const double most_samples = 300;
    shot->ray_pixels = FINER;
    shot->ray_step = 0.5;
    if (quality == LM_QUALITY_FULL || !r->volume)
        return;
    double extent[3];
    const double *spacing = r->volume->grid.spacing;
    lm_grid_extent(&r->volume->grid, extent);
    double diagonal = sqrt(extent[0] * extent[0] + extent[1] * extent[1] + extent[2] * extent[2]);
    double least = MIN(spacing[0], MIN(spacing[1], spacing[2]));
    double pixels = ceil((double)draft_ray_pixels(r) * shot->width / r->width);
    shot->ray_pixels = (int)CLAMP(pixels, 1, LM_SHOT_RAY_PIXELS);
    shot->ray_step = draft_steps(r) * MAX(1, diagonal / least / most_samples);
}

/* How much there is to do in so coarse a draft, as a part of one with all pixels: the rays that
 * there are, where there is a volume. */
static double work_of(const lm_renderer *r, int coarser)
{
    const int pixels = MAX(MIN(coarser, COARSEST), r->rays ? draft_ray_pixels(r) : 1);
    const int steps = 1 + MAX(coarser - COARSEST, 0);
    return 1.0 / (pixels * pixels * steps);
}

/* The next draft has fewer pixels, or samples, when this one took too long, and more when there is
 * time. */
static void pace(lm_renderer *r, gint64 start)
{
    static const double most = 0.045; /* seconds */
    const double took = (double)(g_get_monotonic_time() - start) / G_USEC_PER_SEC;
    const int coarsest = r->rays ? COARSEST + LONGEST - 1 : COARSEST;
    const double whole = took / work_of(r, r->coarser);
    if (took > most)
        while (r->coarser < coarsest && whole * work_of(r, r->coarser) > most)
            r->coarser++;
    else if (whole * work_of(r, r->coarser - 1) < 0.8 * most)
        r->coarser = MAX(r->coarser - 1, 1);
}

/* What is drawn on: colours, RGB, and depths (0 the nearest that can be, 1 the farthest), rows from
 * bottom to top. */
typedef struct canvas {
    guint8 *pixels;
    float *depths;
} canvas;

/* Draws the volume, and what is seen through, over what is opaque. */
static bool paint_over(lm_renderer *r, const lm_shot *shot, lm_quality quality, const canvas *c,
                       lm_context *context, GError **error)
{
    g_autoptr(GArray) list = g_array_new(FALSE, FALSE, sizeof(lm_raster_surface));
    if (!list_surfaces(r, true, quality, list, context, error))
        return false;
    lm_context_part(context, 1, 2);
    if (list->len > 0)
        return lm_translucent_draw(shot, (const lm_raster_surface *)(const void *)list->data,
                                   list->len, r->rays, c->depths, c->pixels, context, error);
    return !r->rays || lm_rays_cast(r->rays, shot, c->depths, c->pixels, context, error);
}

static bool paint(lm_renderer *r, const lm_shot *shot, lm_quality quality, const canvas *c,
                  lm_context *context, GError **error)
{
    if (r->graphics_card)
        return show_surfaces(r, quality, context, error) &&
               lm_scene_draw(r->scene, shot, c->pixels, c->depths, context, error);
    g_autoptr(GArray) list = g_array_new(FALSE, FALSE, sizeof(lm_raster_surface));
    lm_context_part(context, 0, 2);
    return list_surfaces(r, false, quality, list, context, error) &&
           lm_raster_draw(shot, (const lm_raster_surface *)(const void *)list->data, list->len,
                          c->pixels, c->depths, context, error) &&
           paint_over(r, shot, quality, c, context, error);
}

/* Draws into a picture of 1/`finer` of the shot's size. */
static bool shoot(lm_renderer *r, const lm_shot *shot, lm_quality quality, int finer,
                  lm_picture *picture, lm_context *context, GError **error)
{
    size_t pixels = (size_t)shot->width * (size_t)shot->height;
    canvas c = {.pixels = lm_alloc(pixels, 3, "the picture", error)};
    if (c.pixels)
        c.depths = lm_alloc(pixels, sizeof *c.depths, "the depths", error);
    bool ok = c.depths && paint(r, shot, quality, &c, context, error);
    if (ok)
        average(c.pixels, (size_t)finer, picture);
    lm_free(c.depths);
    lm_free(c.pixels);
    return ok;
}

lm_picture *lm_renderer_draw_camera(lm_renderer *r, const lm_camera *camera,
                                    const double background[3], lm_quality quality,
                                    lm_context *context, GError **error)
{
    g_return_val_if_fail(camera->half_height > 0, NULL);
    bool full = quality == LM_QUALITY_FULL;
    int finer = full ? FINER : 1, coarser = full ? 1 : draft_coarser(r);
    int width = MAX(r->width / coarser, 1), height = MAX(r->height / coarser, 1);
    lm_shot shot = {.camera = camera,
                    .background = {background[0], background[1], background[2]},
                    .width = finer * width,
                    .height = finer * height,
                    .planes = r->planes,
                    .n_planes = r->clipped ? G_N_ELEMENTS(r->planes) : 0};
    choose_rays(r, quality, &shot);
    g_autoptr(lm_picture) picture = lm_picture_new(width, height, 3, error);
    if (!picture || !stand(r, quality, &shot, context, error) ||
        !prepare_surfaces(r, quality, context, error) || !lm_egl_enter(r->egl, error))
        return NULL;
    const gint64 start = g_get_monotonic_time();
    if (!shoot(r, &shot, quality, finer, picture, context, error))
        return NULL;
    if (!full)
        pace(r, start);
    return g_steal_pointer(&picture);
}

lm_picture *lm_renderer_draw(lm_renderer *r, lm_view view, const double background[3],
                             lm_context *context, GError **error)
{
    lm_camera camera = lm_camera_of(view);
    return lm_renderer_frame(r, &camera, NULL, context, error)
               ? lm_renderer_draw_camera(r, &camera, background, LM_QUALITY_FULL, context, error)
               : NULL;
}

/* ---- memory ---- */

/* Measured with Mesa 22.3 (llvmpipe) and VTK 9.1 for pictures from 64 x 48 to 4000 x 3000, volumes
 * to 33 million voxels and surfaces to 4.1 million triangles. */
static guint64 bytes_of_volume(const lm_info *info)
{
    guint64 narrow = lm_narrow_not_needed(info->type) ? 0 : 2;
    return lm_visible_bytes(&info->grid) + lm_rays_bytes(&info->grid) +
           narrow * (guint64)lm_grid_voxels(&info->grid);
}

guint64 lm_renderer_bytes(int width, int height, const lm_info *shown, size_t n_shown)
{
    const guint64 pixels = (guint64)width * (guint64)height;
    guint64 points = 0, triangles = 0, bytes = 0;
    for (size_t i = 0; i < n_shown; i++) {
        const lm_info *info = &shown[i];
        if (info->kind == LM_VOLUME) {
            bytes += bytes_of_volume(info);
            continue;
        }
        points += info->points;
        triangles += info->triangles;
    }
    bytes += 24 * points + 12 * triangles;   /* normals, as they are seen; in pieces */
    return bytes + (64 << 20) + 31 * pixels; /* Mesa, LLVM and VTK, with what they compile */
}

guint64 lm_renderer_bytes_seen_through(void)
{
    return lm_translucent_bytes();
}
