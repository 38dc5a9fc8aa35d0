#include "start-page.h"

#include "place.h"

#include <glib/gi18n.h>
#include <string.h>

enum { RECENT = 5 };

struct _LmStartPage {
    AdwBin parent;
    LmSession *session;
    GtkWidget *recent;
    char *last; /* the path that was remembered last */
};

G_DEFINE_TYPE(LmStartPage, lm_start_page, ADW_TYPE_BIN)

/* ---- what was opened before ---- */

static void on_recent(AdwActionRow *row, LmStartPage *page)
{
    lm_session_open(page->session, g_object_get_data(G_OBJECT(row), "path"));
}

static GtkWidget *recent_row_new(LmStartPage *page, GtkRecentInfo *info, char *path)
{
    GtkWidget *row = adw_action_row_new();
    g_autofree char *folder = g_path_get_dirname(path);
    adw_preferences_row_set_use_markup(ADW_PREFERENCES_ROW(row), FALSE);
    adw_preferences_row_set_title(ADW_PREFERENCES_ROW(row), gtk_recent_info_get_display_name(info));
    g_autofree char *place = lm_place_words(folder);
    adw_action_row_set_subtitle(ADW_ACTION_ROW(row), place);
    gtk_list_box_row_set_activatable(GTK_LIST_BOX_ROW(row), TRUE);
    adw_action_row_add_suffix(ADW_ACTION_ROW(row),
                              gtk_image_new_from_icon_name("go-next-symbolic"));
    g_object_set_data_full(G_OBJECT(row), "path", path, g_free);
    g_signal_connect(row, "activated", G_CALLBACK(on_recent), page);
    return row;
}

static int latest_first(gconstpointer a, gconstpointer b)
{
    return g_date_time_compare(gtk_recent_info_get_modified((GtkRecentInfo *)b),
                               gtk_recent_info_get_modified((GtkRecentInfo *)a));
}

/* Those that this program opened. Whether they are still there is seen when they are opened. */
static void fill_recent(LmStartPage *page)
{
    GList *all = gtk_recent_manager_get_items(gtk_recent_manager_get_default());
    GtkWidget *group = adw_preferences_group_new();
    int shown = 0;
    all = g_list_sort(all, latest_first);
    for (GList *at = all; at && shown < RECENT; at = at->next) {
        GtkRecentInfo *info = at->data;
        char *path = g_filename_from_uri(gtk_recent_info_get_uri(info), NULL, NULL);
        if (path && gtk_recent_info_has_application(info, g_get_application_name())) {
            adw_preferences_group_add(ADW_PREFERENCES_GROUP(group),
                                      recent_row_new(page, info, path));
            shown++;
        } else {
            g_free(path);
        }
    }
    g_list_free_full(all, (GDestroyNotify)gtk_recent_info_unref);
    adw_preferences_group_set_title(ADW_PREFERENCES_GROUP(group), _("Recent"));
    adw_bin_set_child(ADW_BIN(page->recent), group);
    gtk_widget_set_visible(page->recent, shown > 0);
}

/* Whatever is opened or saved is remembered. */
static void remember(LmStartPage *page)
{
    LmDocument *document = lm_session_document(page->session);
    const char *input = lm_document_job(document)->input->texts[0];
    const char *path = lm_document_path(document) ? lm_document_path(document) : input;
    if (!path || strpbrk(path, "*?;") || g_strcmp0(path, page->last) == 0)
        return;
    g_free(page->last);
    page->last = g_strdup(path);
    g_autoptr(GFile) file = g_file_new_for_path(path);
    g_autofree char *uri = g_file_get_uri(file), *name = g_file_get_basename(file);
    g_autofree char *run = g_strdup_printf("%s %%u", g_get_prgname());
    bool is_job = g_str_has_suffix(path, ".xml");
    GtkRecentData data = {.display_name = name,
                          .mime_type = is_job ? "application/xml" : "application/octet-stream",
                          .app_name = (char *)g_get_application_name(),
                          .app_exec = run};
    gtk_recent_manager_add_full(gtk_recent_manager_get_default(), uri, &data);
}

/* ---- dropping ---- */

static gboolean on_drop(GtkDropTarget *target, const GValue *value, double x, double y,
                        LmSession *session)
{
    (void)target;
    (void)x;
    (void)y;
    g_autoptr(GString) paths = g_string_new(NULL);
    for (GSList *at = g_value_get_boxed(value); at; at = at->next) {
        g_autofree char *path = g_file_get_path(at->data);
        if (path)
            g_string_append_printf(paths, "%s%s", paths->len ? ";" : "", path);
    }
    if (paths->len)
        lm_session_open(session, paths->str);
    return paths->len > 0;
}

void lm_start_page_take_drops(GtkWidget *widget, LmSession *session)
{
    GtkDropTarget *target = gtk_drop_target_new(GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);
    g_signal_connect_object(target, "drop", G_CALLBACK(on_drop), session, 0);
    gtk_widget_add_controller(widget, GTK_EVENT_CONTROLLER(target));
}

/* ---- the widget ---- */

static GtkWidget *button_new(const char *label, const char *action, bool suggested)
{
    GtkWidget *button = gtk_button_new_with_label(label);
    gtk_actionable_set_action_name(GTK_ACTIONABLE(button), action);
    gtk_widget_add_css_class(button, "pill");
    if (suggested)
        gtk_widget_add_css_class(button, "suggested-action");
    return button;
}

static GtkWidget *content_new(LmStartPage *page)
{
    GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 24), *clamp = adw_clamp_new();
    GtkWidget *buttons = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 12);
    gtk_widget_set_halign(buttons, GTK_ALIGN_CENTER);
    gtk_box_append(GTK_BOX(buttons), button_new(_("Open a folder"), "win.open-folder", true));
    gtk_box_append(GTK_BOX(buttons), button_new(_("Open a file"), "win.open-file", false));
    page->recent = adw_bin_new();
    gtk_box_append(GTK_BOX(box), buttons);
    gtk_box_append(GTK_BOX(box), page->recent);
    adw_clamp_set_maximum_size(ADW_CLAMP(clamp), 480);
    adw_clamp_set_child(ADW_CLAMP(clamp), box);
    return clamp;
}

static void dispose(GObject *object)
{
    g_clear_object(&LM_START_PAGE(object)->session);
    G_OBJECT_CLASS(lm_start_page_parent_class)->dispose(object);
}

static void finalize(GObject *object)
{
    g_free(LM_START_PAGE(object)->last);
    G_OBJECT_CLASS(lm_start_page_parent_class)->finalize(object);
}

static void lm_start_page_class_init(LmStartPageClass *class)
{
    G_OBJECT_CLASS(class)->dispose = dispose;
    G_OBJECT_CLASS(class)->finalize = finalize;
}

static void lm_start_page_init(LmStartPage *page)
{
    AdwStatusPage *status = ADW_STATUS_PAGE(adw_status_page_new());
    adw_status_page_set_icon_name(status, "folder-download-symbolic");
    adw_status_page_set_title(status, _("Drop a folder of slices here"));
    adw_status_page_set_description(
        status, _("Pictures, DICOM, MAT files, a volume, or a job made before"));
    adw_status_page_set_child(status, content_new(page));
    adw_bin_set_child(ADW_BIN(page), GTK_WIDGET(status));
}

GtkWidget *lm_start_page_new(LmSession *session)
{
    LmStartPage *page = g_object_new(LM_TYPE_START_PAGE, NULL);
    LmDocument *document = lm_session_document(session);
    page->session = g_object_ref(session);
    g_signal_connect_object(session, "job", G_CALLBACK(remember), page, G_CONNECT_SWAPPED);
    g_signal_connect_object(document, "saved", G_CALLBACK(remember), page, G_CONNECT_SWAPPED);
    g_signal_connect_object(gtk_recent_manager_get_default(), "changed", G_CALLBACK(fill_recent),
                            page, G_CONNECT_SWAPPED);
    fill_recent(page);
    return GTK_WIDGET(page);
}
