#include "lamina/render.h"

#include "camera.h"
#include "egl.h"
#include "narrow.h"
#include "normals.h"
#include "scene.h"
#include "visible.h"

#include "lamina/alloc.h"
#include "lamina/error.h"

#include <math.h>

/* Pictures are drawn so many times wider and higher, and averaged: no jagged edges. */
enum { FINER = 2 };

struct lm_renderer {
    int width, height;
    lm_egl *egl;
    lm_scene *scene;
    bool graphics_card;
    char *device;

    lm_volume *volume;    /* as drawn; NULL when there is none */
    lm_transfer transfer; /* of its values */
    GPtrArray *meshes;    /* of lm_mesh */
    GPtrArray *normals;   /* those made here, of float */
};

lm_renderer *lm_renderer_new(int width, int height, GError **error)
{
    g_autoptr(lm_renderer) r = g_new0(lm_renderer, 1);
    r->width = width;
    r->height = height;
    r->meshes = g_ptr_array_new_with_free_func((GDestroyNotify)lm_mesh_unref);
    r->normals = g_ptr_array_new_with_free_func(lm_free);
    r->egl = lm_egl_new(error);
    if (!r->egl || !lm_egl_enter(r->egl, error))
        return NULL;
    r->scene = lm_scene_new(width, height, FINER, error);
    if (!r->scene)
        return NULL;
    lm_renderer_use_graphics_card(r, !lm_egl_is_software(r->egl));
    return g_steal_pointer(&r);
}

void lm_renderer_free(lm_renderer *r)
{
    if (!r)
        return;
    if (r->scene && lm_egl_enter(r->egl, NULL))
        lm_scene_free(r->scene);
    lm_egl_free(r->egl);
    lm_volume_unref(r->volume);
    g_ptr_array_unref(r->normals);
    g_ptr_array_unref(r->meshes);
    g_free(r->device);
    g_free(r);
}

const char *lm_renderer_device(const lm_renderer *r)
{
    return r->device;
}

void lm_renderer_use_graphics_card(lm_renderer *r, bool use)
{
    r->graphics_card = use;
    g_free(r->device);
    r->device = g_strdup_printf("%s, volumes by %s", lm_egl_device(r->egl),
                                use ? "OpenGL" : "the processor");
}

bool lm_renderer_add_volume(lm_renderer *r, lm_volume *volume, const lm_transfer *transfer,
                            double strength, lm_context *context, GError **error)
{
    g_return_val_if_fail(!r->volume, false);
    r->transfer = *transfer;
    for (size_t i = 0; i < transfer->count; i++)
        r->transfer.points[i].opacity *= strength;
    r->volume = lm_narrow_not_needed(volume->type)
                    ? lm_volume_ref(volume)
                    : lm_narrow(volume, &r->transfer, context, error);
    return r->volume && lm_scene_add_volume(r->scene, r->volume, &r->transfer, r->graphics_card,
                                            lm_context_threads(context), error);
}

bool lm_renderer_add_mesh(lm_renderer *r, lm_mesh *mesh, const double colour[3], GError **error)
{
    float *normals = mesh->normals;
    if (!normals) {
        normals = lm_normals_make(mesh, error);
        if (!normals)
            return false;
        g_ptr_array_add(r->normals, normals);
    }
    g_ptr_array_add(r->meshes, lm_mesh_ref(mesh));
    return lm_scene_add_mesh(r->scene, mesh, normals, colour, error);
}

/* The mean of the finer pixels, which come with the lowest row first. */
static void average(const guint8 *finer, lm_picture *picture)
{
    const size_t stride = (size_t)picture->width * FINER * 3;
    for (int y = 0; y < picture->height; y++) {
        const guint8 *from = finer + stride * FINER * (size_t)(picture->height - 1 - y);
        guint8 *to = picture->pixels + 3 * (size_t)picture->width * (size_t)y;
        for (size_t i = 0; i < 3 * (size_t)picture->width; i++) {
            const guint8 *block = from + i / 3 * FINER * 3 + i % 3;
            unsigned sum = 0;
            for (size_t k = 0; k < FINER * FINER; k++)
                sum += block[k / FINER * stride + k % FINER * 3];
            to[i] = (guint8)((sum + FINER * FINER / 2) / (FINER * FINER));
        }
    }
}

/* True when no pixel differs from the background by more than its rounding. */
static bool is_blank(const lm_picture *picture, const double background[3])
{
    size_t count = 3 * (size_t)picture->width * (size_t)picture->height;
    for (size_t i = 0; i < count; i++)
        if (fabs(picture->pixels[i] - 255 * background[i % 3]) > 2)
            return false;
    return true;
}

static bool blank(GError **error)
{
    return lm_fail(error, LM_ERROR_INPUT,
                   "the picture is blank: nothing of what is shown can be seen; choose another "
                   "preset or background");
}

static bool draw(lm_renderer *r, const lm_camera *camera, const double centre[3],
                 const double background[3], lm_picture *picture, lm_context *context,
                 GError **error)
{
    size_t pixels = (size_t)FINER * FINER * (size_t)r->width * (size_t)r->height;
    guint8 *finer = lm_alloc(pixels, 3, "the picture", error);
    bool ok = finer && lm_egl_enter(r->egl, error) &&
              lm_scene_draw(r->scene, camera, centre, background, finer, context, error);
    if (ok)
        average(finer, picture);
    lm_free(finer);
    return ok;
}

/* Puts all that is shown into the camera's frame. */
static bool frame(const lm_renderer *r, lm_camera *camera, lm_context *context, GError **error)
{
    for (guint i = 0; i < r->meshes->len; i++) {
        const lm_mesh *mesh = r->meshes->pdata[i];
        for (size_t k = 0; k < mesh->n_points; k++) {
            double p[3] = {(double)mesh->points[3 * k], (double)mesh->points[3 * k + 1],
                           (double)mesh->points[3 * k + 2]};
            lm_camera_hold(camera, p);
        }
    }
    if (r->volume && !lm_camera_hold_visible(camera, r->volume, &r->transfer, context))
        return lm_context_go_on(context, error) &&
               lm_fail(error, LM_ERROR_INPUT,
                       "the picture would be blank: at none of the volume's values is anything "
                       "drawn; use preset=\"auto\", which follows the values there are");
    return true;
}

lm_picture *lm_renderer_draw(lm_renderer *r, lm_view view, const double background[3],
                             lm_context *context, GError **error)
{
    lm_camera camera = lm_camera_of(view);
    if (!frame(r, &camera, context, error))
        return NULL;
    double centre[3];
    lm_camera_fit(&camera, r->width, r->height, centre);
    g_autoptr(lm_picture) picture = lm_picture_new(r->width, r->height, 3, error);
    if (!picture || !(camera.half_height > 0 || blank(error)) ||
        !draw(r, &camera, centre, background, picture, context, error) ||
        (is_blank(picture, background) && !blank(error)))
        return NULL;
    return g_steal_pointer(&picture);
}

static guint64 power_of_two(int least)
{
    guint64 power = 1;
    while (power < (guint64)least)
        power *= 2;
    return power;
}

/* Measured with Mesa 22.3 (llvmpipe) and VTK 9.1 for pictures from 64 x 48 to 4000 x 3000, volumes
 * to 33 million voxels and surfaces to 1.5 million triangles. */
guint64 lm_renderer_bytes(int width, int height, const lm_info *shown, size_t n_shown)
{
    guint64 drivers = 90 << 20; /* Mesa, LLVM and VTK, with what they compile */
    guint64 pixels = (guint64)width * (guint64)height;
    guint64 bytes = drivers + 128 * pixels;
    for (size_t i = 0; i < n_shown; i++) {
        const lm_info *info = &shown[i];
        if (info->kind == LM_MESH) {
            bytes += 250 * info->triangles; /* 150 to 290, as its threads happen to run */
            continue;
        }
        guint64 gradient = 3, narrow = lm_narrow_not_needed(info->type) ? 0 : 2;
        bytes += (gradient + narrow) * (guint64)lm_grid_voxels(&info->grid) +
                 16 * power_of_two(width) * power_of_two(height); /* the rays' own picture, twice */
    }
    return bytes;
}
