/* A window from which files can be dragged, as from a file manager, for scripts that drive the
 * desktop: drag-source FILE|URI...
 *
 * Says "taken" or "refused" when they were let go, and ends.
 */
#include <gtk/gtk.h>

static GMainLoop *loop;

static GdkContentProvider *on_prepare(GtkDragSource *source, double x, double y, char **names)
{
    (void)source;
    (void)x;
    (void)y;
    GSList *files = NULL;
    for (char **name = names; *name; name++)
        files = g_slist_append(files, g_file_new_for_commandline_arg(*name));
    GdkFileList *list = gdk_file_list_new_from_list(files);
    GdkContentProvider *provider = gdk_content_provider_new_typed(GDK_TYPE_FILE_LIST, list);
    g_boxed_free(GDK_TYPE_FILE_LIST, list);
    g_slist_free_full(files, g_object_unref);
    return provider;
}

static gboolean on_refused(GtkDragSource *source, GdkDrag *drag, GdkDragCancelReason reason)
{
    (void)source;
    (void)drag;
    (void)reason;
    g_print("refused\n");
    g_main_loop_quit(loop);
    return FALSE;
}

static void on_taken(GtkDragSource *source, GdkDrag *drag, gboolean delete_data)
{
    (void)source;
    (void)drag;
    (void)delete_data;
    g_print("taken\n");
    g_main_loop_quit(loop);
}

int main(int argc, char **argv)
{
    gtk_init();
    loop = g_main_loop_new(NULL, FALSE);
    GtkDragSource *source = gtk_drag_source_new();
    gtk_drag_source_set_actions(source, GDK_ACTION_COPY | GDK_ACTION_MOVE);
    g_signal_connect(source, "prepare", G_CALLBACK(on_prepare), argv + MIN(argc, 1));
    g_signal_connect(source, "drag-cancel", G_CALLBACK(on_refused), NULL);
    g_signal_connect(source, "drag-end", G_CALLBACK(on_taken), NULL);
    GtkWidget *label = gtk_label_new("Files");
    gtk_widget_add_controller(label, GTK_EVENT_CONTROLLER(source));
    GtkWidget *window =
        g_object_new(GTK_TYPE_WINDOW, "title", "drag-source", "child", label, "decorated", FALSE,
                     "default-width", 120, "default-height", 60, NULL);
    gtk_window_present(GTK_WINDOW(window));
    g_main_loop_run(loop);
    gtk_window_destroy(GTK_WINDOW(window));
    g_main_loop_unref(loop);
    return 0;
}
