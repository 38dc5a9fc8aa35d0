#include "left-out.h"

#include "lamina/alloc.h"
#include "lamina/error.h"

#include <glib/gi18n.h>

/* What is read, and what came of it. */
typedef struct picture {
    char *path, *name;
    guint64 memory; /* as the engine has it */
    lm_volume *volume;
    lm_window window;
    gint64 voxel[3];
    char *error;
} picture;

struct _LmLeftOut {
    GObject parent;
    LmSession *session; /* which owns this */
    GTask *reading;     /* the last begun, whose data is the picture; NULL: none is looked at */
    bool is_read;
};

G_DEFINE_TYPE(LmLeftOut, lm_left_out, G_TYPE_OBJECT)

static guint changed;

static void picture_free(gpointer data)
{
    picture *p = data;
    g_free(p->path);
    g_free(p->name);
    lm_volume_unref(p->volume);
    g_free(p->error);
    g_free(p);
}

/* ---- reading beside the main loop ---- */

static lm_volume *read_file(const picture *p, lm_context *context, GError **error)
{
    const char *const paths[] = {p->path, NULL};
    const lm_series_ask ask = {.paths = paths};
    g_autoptr(lm_series) series = lm_series_open(&ask, context, error);
    if (!series)
        return NULL;
    guint64 needed = lm_info_bytes(lm_series_info(series)) + lm_series_scratch(series);
    if (needed > lm_context_memory(context)) {
        g_autofree char *text = lm_bytes_text(needed);
        lm_fail(error, LM_ERROR_MEMORY, _("%s: reading it would take %s of memory"), p->path, text);
        return NULL;
    }
    return lm_series_read(series, context, error);
}

static void read_picture(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
    (void)source;
    (void)cancellable;
    picture *p = data;
    g_autoptr(lm_context) context = lm_context_new(1, p->memory);
    g_autoptr(GError) error = NULL;
    p->volume = read_file(p, context, &error);
    if (error)
        p->error = g_strdup(error->message);
    if (p->volume) {
        const gint64 *size = p->volume->grid.size;
        for (int k = 0; k < 3; k++)
            p->voxel[k] = size[k] / 2;
        p->volume->grid = lm_grid_make(size[0], size[1], size[2]);
        if (p->volume->type == LM_UINT8)
            p->window = (lm_window){0, G_MAXUINT8};
        else if (!lm_volume_range(p->volume, &p->window.low, &p->window.high))
            p->window = (lm_window){0, 1};
    }
    g_task_return_boolean(task, TRUE);
}

static void on_read(GObject *source, GAsyncResult *result, gpointer user)
{
    (void)user;
    LmLeftOut *left_out = LM_LEFT_OUT(source);
    if (G_TASK(result) != left_out->reading)
        return;
    left_out->is_read = true;
    g_signal_emit(left_out, changed, 0);
}

/* ---- what is told ---- */

static picture *picture_of(LmLeftOut *left_out)
{
    return left_out->is_read ? g_task_get_task_data(left_out->reading) : NULL;
}

void lm_left_out_show(LmLeftOut *left_out, const lm_series_file *file)
{
    if (!file && !left_out->reading)
        return;
    g_clear_object(&left_out->reading);
    left_out->is_read = false;
    if (file) {
        picture *p = g_new0(picture, 1);
        p->path = g_strdup(file->path);
        p->name = g_filename_display_name(file->name);
        p->memory = lm_engine_memory(lm_session_engine(left_out->session));
        left_out->reading = g_task_new(left_out, NULL, on_read, NULL);
        g_task_set_task_data(left_out->reading, p, picture_free);
        g_task_run_in_thread(left_out->reading, read_picture);
    }
    g_signal_emit(left_out, changed, 0);
}

const char *lm_left_out_name(LmLeftOut *left_out)
{
    const picture *p = left_out->reading ? g_task_get_task_data(left_out->reading) : NULL;
    return p ? p->name : NULL;
}

lm_volume *lm_left_out_volume(LmLeftOut *left_out)
{
    const picture *p = picture_of(left_out);
    return p ? p->volume : NULL;
}

const char *lm_left_out_error(LmLeftOut *left_out)
{
    const picture *p = picture_of(left_out);
    return p ? p->error : NULL;
}

lm_window lm_left_out_window(LmLeftOut *left_out)
{
    const picture *p = picture_of(left_out);
    return p ? p->window : (lm_window){0, 1};
}

void lm_left_out_voxel(LmLeftOut *left_out, gint64 voxel[3])
{
    const picture *p = picture_of(left_out);
    for (int k = 0; k < 3; k++)
        voxel[k] = p ? p->voxel[k] : 0;
}

void lm_left_out_look_at(LmLeftOut *left_out, const gint64 voxel[3])
{
    picture *p = picture_of(left_out);
    if (!p || !p->volume)
        return;
    const gint64 *size = p->volume->grid.size;
    if (voxel[2] < 0 || voxel[2] >= size[2]) {
        lm_left_out_show(left_out, NULL);
        return;
    }
    for (int k = 0; k < 3; k++)
        p->voxel[k] = CLAMP(voxel[k], 0, size[k] - 1);
    g_signal_emit(left_out, changed, 0);
}

/* ---- the object ---- */

static void leave(LmLeftOut *left_out)
{
    lm_left_out_show(left_out, NULL);
}

static void dispose(GObject *object)
{
    g_clear_object(&LM_LEFT_OUT(object)->reading);
    G_OBJECT_CLASS(lm_left_out_parent_class)->dispose(object);
}

static void lm_left_out_class_init(LmLeftOutClass *class)
{
    G_OBJECT_CLASS(class)->dispose = dispose;
    changed = g_signal_new("changed", LM_TYPE_LEFT_OUT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                           G_TYPE_NONE, 0);
}

static void lm_left_out_init(LmLeftOut *left_out)
{
    (void)left_out;
}

/* With the session; what is still being read ends alone. */
static void drop(gpointer left_out)
{
    g_object_run_dispose(left_out);
    g_object_unref(left_out);
}

LmLeftOut *lm_left_out_of(LmSession *session)
{
    static const char key[] = "lm-left-out";
    static const char *const heard[] = {"job", "selected", "crosshair"};
    LmLeftOut *left_out = g_object_get_data(G_OBJECT(session), key);
    if (left_out)
        return left_out;
    left_out = g_object_new(LM_TYPE_LEFT_OUT, NULL);
    left_out->session = session;
    g_object_set_data_full(G_OBJECT(session), key, left_out, drop);
    for (gsize i = 0; i < G_N_ELEMENTS(heard); i++)
        g_signal_connect_object(session, heard[i], G_CALLBACK(leave), left_out, G_CONNECT_SWAPPED);
    return left_out;
}
