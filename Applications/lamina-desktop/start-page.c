#include "start-page.h"

#include "place.h"
#include "recent.h"

#include <glib/gi18n.h>
#include <string.h>

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
    lm_recent_open(page->session, g_object_get_data(G_OBJECT(row), "path"));
}

static GtkWidget *recent_row_new(LmStartPage *page, const char *path)
{
    GtkWidget *row = adw_action_row_new();
    g_autofree char *name = g_filename_display_basename(path), *parent = g_path_get_dirname(path);
    g_autofree char *folder = lm_place_words(parent);
    adw_preferences_row_set_use_markup(ADW_PREFERENCES_ROW(row), FALSE);
    adw_preferences_row_set_title(ADW_PREFERENCES_ROW(row), name);
    adw_action_row_set_subtitle(ADW_ACTION_ROW(row), folder);
    gtk_list_box_row_set_activatable(GTK_LIST_BOX_ROW(row), TRUE);
    adw_action_row_add_suffix(ADW_ACTION_ROW(row),
                              gtk_image_new_from_icon_name("go-next-symbolic"));
    g_object_set_data_full(G_OBJECT(row), "path", g_strdup(path), g_free);
    g_signal_connect(row, "activated", G_CALLBACK(on_recent), page);
    return row;
}

static void fill_recent(LmStartPage *page)
{
    g_auto(GStrv) paths = lm_recent_paths();
    GtkWidget *group = adw_preferences_group_new();
    for (char **path = paths; *path; path++)
        adw_preferences_group_add(ADW_PREFERENCES_GROUP(group), recent_row_new(page, *path));
    adw_preferences_group_set_title(ADW_PREFERENCES_GROUP(group), _("Recent"));
    adw_bin_set_child(ADW_BIN(page->recent), group);
    gtk_widget_set_visible(page->recent, paths[0] != NULL);
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
    lm_recent_add(path);
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
    g_signal_connect_object(document, "file", G_CALLBACK(remember), page, G_CONNECT_SWAPPED);
    g_signal_connect_object(gtk_recent_manager_get_default(), "changed", G_CALLBACK(fill_recent),
                            page, G_CONNECT_SWAPPED);
    fill_recent(page);
    return GTK_WIDGET(page);
}
