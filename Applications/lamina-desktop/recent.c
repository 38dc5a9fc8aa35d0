#include "recent.h"

#include "place.h"

#include <glib/gi18n.h>

enum { MOST = 5 };

static GtkRecentManager *manager(void)
{
    return gtk_recent_manager_get_default();
}

void lm_recent_add(const char *path)
{
    g_autoptr(GFile) file = g_file_new_for_path(path);
    g_autofree char *uri = g_file_get_uri(file), *name = g_filename_display_basename(path);
    g_autofree char *run = g_strdup_printf("%s %%u", g_get_prgname());
    bool is_job = g_str_has_suffix(path, ".xml");
    GtkRecentData data = {.display_name = name,
                          .mime_type = is_job ? "application/xml" : "application/octet-stream",
                          .app_name = (char *)g_get_application_name(),
                          .app_exec = run};
    gtk_recent_manager_add_full(manager(), uri, &data);
}

static int latest_first(gconstpointer a, gconstpointer b)
{
    return g_date_time_compare(gtk_recent_info_get_modified((GtkRecentInfo *)b),
                               gtk_recent_info_get_modified((GtkRecentInfo *)a));
}

char **lm_recent_paths(void)
{
    GList *all = g_list_sort(gtk_recent_manager_get_items(manager()), latest_first);
    GPtrArray *paths = g_ptr_array_new();
    for (GList *at = all; at && paths->len < MOST; at = at->next) {
        GtkRecentInfo *info = at->data;
        char *path = g_filename_from_uri(gtk_recent_info_get_uri(info), NULL, NULL);
        if (path && gtk_recent_info_has_application(info, g_get_application_name()))
            g_ptr_array_add(paths, path);
        else
            g_free(path);
    }
    g_list_free_full(all, (GDestroyNotify)gtk_recent_info_unref);
    g_ptr_array_add(paths, NULL);
    return (char **)g_ptr_array_free(paths, FALSE);
}

/* ---- opening ---- */

static void on_known(GObject *source, GAsyncResult *result, gpointer user)
{
    g_autoptr(LmSession) session = user;
    g_autoptr(GError) error = NULL;
    g_autoptr(GFileInfo) info = g_file_query_info_finish(G_FILE(source), result, &error);
    g_autofree char *path = g_file_get_path(G_FILE(source));
    if (!g_error_matches(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND)) {
        lm_session_open(session, path);
        return;
    }
    g_autofree char *uri = g_file_get_uri(G_FILE(source)), *name = lm_place_words(path);
    gtk_recent_manager_remove_item(manager(), uri, NULL);
    lm_session_say(session, _("%s is not there any more"), name);
}

void lm_recent_open(LmSession *session, const char *path)
{
    g_autoptr(GFile) file = g_file_new_for_path(path);
    g_file_query_info_async(file, G_FILE_ATTRIBUTE_STANDARD_TYPE, G_FILE_QUERY_INFO_NONE,
                            G_PRIORITY_DEFAULT, NULL, on_known, g_object_ref(session));
}

/* ---- the menu ---- */

/* The name of a file as it stands in a menu, where an underscore would mark a letter. */
static char *label_of(const char *path)
{
    g_autofree char *name = g_filename_display_basename(path);
    g_auto(GStrv) parts = g_strsplit(name, "_", -1);
    return g_strjoinv("__", parts);
}

static void fill(GMenu *menu)
{
    g_auto(GStrv) paths = lm_recent_paths();
    g_menu_remove_all(menu);
    for (char **path = paths; *path; path++) {
        g_autofree char *label = label_of(*path);
        g_autoptr(GMenuItem) item = g_menu_item_new(label, NULL);
        g_menu_item_set_action_and_target_value(item, "win.open-recent",
                                                g_variant_new_bytestring(*path));
        g_menu_append_item(menu, item);
    }
}

GMenuModel *lm_recent_menu_new(void)
{
    GMenu *menu = g_menu_new();
    g_signal_connect_object(manager(), "changed", G_CALLBACK(fill), menu, G_CONNECT_SWAPPED);
    fill(menu);
    return G_MENU_MODEL(menu);
}
