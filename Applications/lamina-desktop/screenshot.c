#include "screenshot.h"

#include <glib/gi18n.h>

/* Waits until nothing has moved for so long: the full picture comes after a rest. */
enum { CALM_MS = 3000 };

typedef struct shot {
    LmWindow *window;
    char *path;
    guint calm;
    GdkTexture *taken; /* NULL before */
} shot;

/* Pixels as on the screen; NULL: there are none. */
static GdkTexture *picture_of(GtkWidget *window)
{
    int width = gtk_widget_get_width(window), height = gtk_widget_get_height(window);
    g_autoptr(GdkPaintable) paintable = gtk_widget_paintable_new(window);
    g_autoptr(GtkSnapshot) snapshot = gtk_snapshot_new();
    float scale = (float)gtk_widget_get_scale_factor(window);
    gtk_snapshot_scale(snapshot, scale, scale);
    gdk_paintable_snapshot(paintable, snapshot, width, height);
    g_autoptr(GskRenderNode) node = gtk_snapshot_to_node(snapshot);
    GskRenderer *renderer = gtk_native_get_renderer(GTK_NATIVE(window));
    return node ? gsk_renderer_render_texture(renderer, node, NULL) : NULL;
}

static void write_picture(GTask *task, gpointer window, gpointer data, GCancellable *cancellable)
{
    (void)window;
    (void)cancellable;
    shot *s = data;
    g_task_return_boolean(task, s->taken && gdk_texture_save_to_png(s->taken, s->path));
}

static void on_written(GObject *window, GAsyncResult *result, gpointer user)
{
    (void)window;
    shot *s = user;
    if (!g_task_propagate_boolean(G_TASK(result), NULL)) {
        g_printerr("lamina-desktop: %s: %s\n", s->path, _("the picture cannot be written"));
        exit(1);
    }
    g_application_quit(g_application_get_default());
}

/* Packing the picture takes long: beside the main loop. */
static gboolean take(gpointer data)
{
    shot *s = data;
    s->calm = 0;
    s->taken = picture_of(GTK_WIDGET(s->window));
    g_autoptr(GTask) task = g_task_new(s->window, NULL, on_written, s);
    g_task_set_task_data(task, s, NULL);
    g_task_run_in_thread(task, write_picture);
    return G_SOURCE_REMOVE;
}

/* Anything that changes begins the wait again. */
static void stir(shot *s)
{
    g_clear_handle_id(&s->calm, g_source_remove);
    if (!s->taken && !lm_engine_is_busy(lm_session_engine(lm_window_session(s->window))))
        s->calm = g_timeout_add(CALM_MS, take, s);
}

static void shot_free(gpointer data, GClosure *closure)
{
    (void)closure;
    shot *s = data;
    g_clear_handle_id(&s->calm, g_source_remove);
    g_clear_object(&s->taken);
    g_free(s->path);
    g_free(s);
}

void lm_screenshot_when_ready(LmWindow *window, const char *path)
{
    shot *s = g_new0(shot, 1);
    s->window = window;
    s->path = g_strdup(path);
    LmEngine *engine = lm_session_engine(lm_window_session(window));
    g_signal_connect_data(engine, "busy", G_CALLBACK(stir), s, shot_free, G_CONNECT_SWAPPED);
    stir(s);
}
