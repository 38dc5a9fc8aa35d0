#include "slice-texture.h"

#include "lamina/error.h"

void lm_slice_texture_free(LmSliceTexture *texture)
{
    if (!texture)
        return;
    g_clear_object(&texture->texture);
    g_clear_pointer(&texture->surface, cairo_surface_destroy);
    g_free(texture);
}

typedef struct ask {
    lm_volume *volume;
    LmSlicePlane plane;
    gint64 slice;
    lm_window window;
} ask;

static void ask_free(gpointer data)
{
    ask *a = data;
    lm_volume_unref(a->volume);
    g_free(a);
}

/* How far one goes in the picture for one voxel to the right or downwards, and where one starts. */
static void steps_in(const lm_picture *picture, const LmSlicePlane *plane, ptrdiff_t step[2],
                     const guint8 **first)
{
    *first = picture->pixels;
    for (int d = 0; d < 2; d++) {
        bool is_row = plane->across[d] < plane->across[1 - d];
        step[d] = (is_row ? 1 : picture->width) * (ptrdiff_t)picture->components;
        if (plane->flipped[d]) {
            *first += step[d] * (plane->size[d] - 1);
            step[d] = -step[d];
        }
    }
}

/* `every` voxels to the right and downwards one pixel. */
static void turn(const lm_picture *picture, const LmSlicePlane *plane, const gint64 every[2],
                 cairo_surface_t *surface)
{
    ptrdiff_t step[2];
    const guint8 *first;
    steps_in(picture, plane, step, &first);
    int width = cairo_image_surface_get_width(surface);
    int height = cairo_image_surface_get_height(surface);
    guint8 *to = cairo_image_surface_get_data(surface);
    for (int y = 0; y < height; y++, to += cairo_image_surface_get_stride(surface)) {
        const guint8 *from = first + y * every[LM_DOWN] * step[LM_DOWN];
        guint32 *row = (guint32 *)(void *)to;
        for (int x = 0; x < width; x++, from += every[LM_RIGHT] * step[LM_RIGHT])
            row[x] = 0xffU << 24 | (guint32)from[0] << 16 | (guint32)from[1] << 8 | from[2];
    }
    cairo_surface_mark_dirty(surface);
}

static GdkTexture *texture_of(cairo_surface_t *surface)
{
    gsize stride = (gsize)cairo_image_surface_get_stride(surface);
    int height = cairo_image_surface_get_height(surface);
    g_autoptr(GBytes) bytes = g_bytes_new_with_free_func(
        cairo_image_surface_get_data(surface), stride * (gsize)height,
        (GDestroyNotify)cairo_surface_destroy, cairo_surface_reference(surface));
    return gdk_memory_texture_new(cairo_image_surface_get_width(surface), height,
                                  GDK_MEMORY_DEFAULT, bytes, stride);
}

static LmSliceTexture *make(const ask *a, GError **error)
{
    g_autoptr(lm_picture) picture =
        lm_slice_picture(a->volume, a->plane.axis, a->slice, &a->window, error);
    if (!picture)
        return NULL;
    gint64 every[2];
    int size[2];
    for (int d = 0; d < 2; d++) {
        every[d] = (a->plane.size[d] + LM_SLICE_SIDE_MOST - 1) / LM_SLICE_SIDE_MOST;
        size[d] = (int)((a->plane.size[d] + every[d] - 1) / every[d]);
    }
    g_autoptr(LmSliceTexture) made = g_new0(LmSliceTexture, 1);
    made->surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, size[0], size[1]);
    if (cairo_surface_status(made->surface) != CAIRO_STATUS_SUCCESS) {
        lm_fail(error, LM_ERROR_MEMORY, "no memory for a slice of %d x %d pixels", size[0],
                size[1]);
        return NULL;
    }
    turn(picture, &a->plane, every, made->surface);
    made->texture = texture_of(made->surface);
    made->plane = a->plane;
    for (int d = 0; d < 2; d++)
        made->voxels[d] = (double)every[d];
    return g_steal_pointer(&made);
}

static void work(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
    (void)source;
    (void)cancellable;
    GError *error = NULL;
    LmSliceTexture *made = make(data, &error);
    if (made)
        g_task_return_pointer(task, made, (GDestroyNotify)lm_slice_texture_free);
    else
        g_task_return_error(task, error);
}

void lm_slice_texture_make(GObject *source, lm_volume *volume, const LmSlicePlane *plane,
                           gint64 slice, const lm_window *window, GAsyncReadyCallback callback)
{
    g_autoptr(GTask) task = g_task_new(source, NULL, callback, NULL);
    ask *a = g_new0(ask, 1);
    *a = (ask){lm_volume_ref(volume), *plane, slice, *window};
    g_task_set_task_data(task, a, ask_free);
    g_task_run_in_thread(task, work);
}

LmSliceTexture *lm_slice_texture_finish(GAsyncResult *result, GError **error)
{
    return g_task_propagate_pointer(G_TASK(result), error);
}
