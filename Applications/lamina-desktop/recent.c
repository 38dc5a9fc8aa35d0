#include "recent.h"

#include "at-work.h"
#include "place.h"

#include <glib/gi18n.h>

enum { MOST = 5 };

static GtkRecentManager *manager(void)
{
    return gtk_recent_manager_get_default();
}

/* ---- the list itself ----
 * GtkRecentManager would write it on the main loop, and wait there until it is on the disk. It sees
 * by itself what is written here. */

typedef struct change {
    char *uri, *name, *program; /* without a name the file goes from the list */
} change;

static void change_free(gpointer data)
{
    change *c = data;
    g_free(c->uri);
    g_free(c->name);
    g_free(c->program);
    g_free(c);
}

static void write_change(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
    (void)task, (void)source, (void)cancellable;
    static GMutex one_at_a_time;
    const change *c = data;
    g_autofree char *path = g_build_filename(g_get_user_data_dir(), "recently-used.xbel", NULL);
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&one_at_a_time);
    GBookmarkFile *list = g_bookmark_file_new();
    g_autoptr(GError) error = NULL;
    g_bookmark_file_load_from_file(list, path, &error);
    bool is_closed = error && error->domain == G_FILE_ERROR &&
                     !g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
    if (c->name) {
        bool is_job = g_str_has_suffix(c->uri, ".xml");
        g_bookmark_file_set_title(list, c->uri, c->name);
        g_bookmark_file_set_mime_type(list, c->uri,
                                      is_job ? "application/xml" : "application/octet-stream");
        g_bookmark_file_add_application(list, c->uri, g_get_application_name(), c->program);
    } else {
        g_bookmark_file_remove_item(list, c->uri, NULL);
    }
    g_autofree char *folder = g_path_get_dirname(path);
    if (!is_closed && g_mkdir_with_parents(folder, 0700) == 0)
        g_bookmark_file_to_file(list, path, NULL);
    g_bookmark_file_free(list);
    lm_at_work_end();
}

static void send(GFile *file, char *name)
{
    change c = {g_file_get_uri(file), name, g_strdup_printf("%s %%u", g_get_prgname())};
    g_autoptr(GTask) task = g_task_new(NULL, NULL, NULL, NULL);
    g_task_set_task_data(task, g_memdup2(&c, sizeof c), change_free);
    lm_at_work_begin();
    g_task_run_in_thread(task, write_change);
}

void lm_recent_add(const char *path)
{
    g_autoptr(GFile) file = g_file_new_for_path(path);
    send(file, g_filename_display_basename(path));
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
    g_autofree char *name = lm_place_words(path);
    send(G_FILE(source), NULL);
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
