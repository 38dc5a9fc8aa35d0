#include "drop-area.h"

#include "openings.h"

#include <glib/gi18n.h>

static gboolean on_drop(GtkDropTarget *target, const GValue *value, double x, double y,
                        LmSession *session)
{
    (void)target;
    (void)x;
    (void)y;
    g_autoptr(GPtrArray) files = g_ptr_array_new();
    for (GSList *at = g_value_get_boxed(value); at; at = at->next)
        g_ptr_array_add(files, at->data);
    g_autofree char *refusal = NULL;
    g_auto(GStrv) paths = lm_openings((GFile *const *)files->pdata, files->len, &refusal);
    if (refusal)
        lm_session_say(session, "%s", refusal);
    /* The first opens here, unless there is work; the others in windows of their own. */
    for (char **path = paths; *path; path++)
        if (path == paths)
            lm_session_open(session, *path);
        else
            lm_session_open_elsewhere(session, *path);
    return paths[0] != NULL;
}

static void on_hover(GtkDropTarget *target, GParamSpec *pspec, GtkLabel *words)
{
    (void)pspec;
    LmSession *session = g_object_get_data(G_OBJECT(words), "session");
    gtk_label_set_text(words, lm_session_has_work(session) ? _("Drop to open in another window")
                                                           : _("Drop to open"));
    gtk_widget_set_visible(gtk_widget_get_parent(GTK_WIDGET(words)),
                           gtk_drop_target_get_current_drop(target) != NULL);
}

GtkWidget *lm_drop_area_new(LmSession *session, GtkWidget *child)
{
    GtkWidget *area = gtk_overlay_new(), *words = gtk_label_new(NULL);
    GtkWidget *veil =
        g_object_new(ADW_TYPE_BIN, "child", words, "visible", FALSE, "can-target", FALSE, NULL);
    GtkDropTarget *target = gtk_drop_target_new(GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);
    g_object_set_data_full(G_OBJECT(words), "session", g_object_ref(session), g_object_unref);
    g_object_set(words, "halign", GTK_ALIGN_CENTER, "valign", GTK_ALIGN_CENTER, NULL);
    gtk_widget_add_css_class(words, "title-2");
    gtk_widget_add_css_class(veil, "drop-here");
    gtk_overlay_set_child(GTK_OVERLAY(area), child);
    gtk_overlay_add_overlay(GTK_OVERLAY(area), veil);
    g_signal_connect_object(target, "drop", G_CALLBACK(on_drop), session, 0);
    g_signal_connect_object(target, "notify::current-drop", G_CALLBACK(on_hover), words, 0);
    gtk_widget_add_controller(area, GTK_EVENT_CONTROLLER(target));
    return area;
}
