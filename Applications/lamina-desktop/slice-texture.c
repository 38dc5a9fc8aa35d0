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
    LmSlicePart part;
    gint64 slice;
    lm_window window;
} ask;

static void ask_free(gpointer data)
{
    ask *a = data;
    lm_volume_unref(a->volume);
    g_free(a);
}

/* How far one goes in the picture for one pixel to the right or downwards, and where one starts. */
static const guint8 *way_through(const lm_picture *picture, const ask *a, ptrdiff_t step[2])
{
    const guint8 *first = picture->pixels;
    for (int d = 0; d < 2; d++) {
        bool is_row = a->plane.across[d] < a->plane.across[1 - d];
        step[d] = (is_row ? 1 : picture->width) * (ptrdiff_t)picture->components;
        if (a->plane.flipped[d]) {
            first += step[d] * (a->plane.size[d] - 1);
            step[d] = -step[d];
        }
        first += step[d] * a->part.from[d];
        step[d] *= a->part.every[d];
    }
    return first;
}

static void turn(const lm_picture *picture, const ask *a, cairo_surface_t *surface)
{
    ptrdiff_t step[2];
    const guint8 *first = way_through(picture, a, step);
    guint8 *to = cairo_image_surface_get_data(surface);
    for (int y = 0; y < a->part.count[LM_DOWN]; y++) {
        const guint8 *from = first + y * step[LM_DOWN];
        guint32 *row = (guint32 *)(void *)to;
        for (int x = 0; x < a->part.count[LM_RIGHT]; x++, from += step[LM_RIGHT])
            row[x] = 0xffU << 24 | (guint32)from[0] << 16 | (guint32)from[1] << 8 | from[2];
        to += cairo_image_surface_get_stride(surface);
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
    const int *size = a->part.count;
    g_autoptr(LmSliceTexture) made = g_new0(LmSliceTexture, 1);
    made->plane = a->plane;
    made->part = a->part;
    made->surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, size[0], size[1]);
    if (cairo_surface_status(made->surface) != CAIRO_STATUS_SUCCESS) {
        lm_fail(error, LM_ERROR_MEMORY, "no memory for a slice of %d x %d pixels", size[0],
                size[1]);
        return NULL;
    }
    turn(picture, a, made->surface);
    made->texture = texture_of(made->surface);
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
                           const LmSlicePart *part, gint64 slice, const lm_window *window,
                           GAsyncReadyCallback callback)
{
    g_autoptr(GTask) task = g_task_new(source, NULL, callback, NULL);
    ask *a = g_new0(ask, 1);
    *a = (ask){lm_volume_ref(volume), *plane, *part, slice, *window};
    g_task_set_task_data(task, a, ask_free);
    g_task_run_in_thread(task, work);
}

LmSliceTexture *lm_slice_texture_finish(GAsyncResult *result, GError **error)
{
    return g_task_propagate_pointer(G_TASK(result), error);
}
