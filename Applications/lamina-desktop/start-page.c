#include "start-page.h"

#include "place.h"
#include "recent.h"

#include <glib/gi18n.h>
#include <string.h>

struct _LmStartPage {
    AdwBin parent;
    LmSession *session;
    GtkWidget *recent; /* hidden when there is nothing */
    GtkListBox *rows;
    char *last; /* the path that was remembered last */
};

G_DEFINE_TYPE(LmStartPage, lm_start_page, ADW_TYPE_BIN)

/* ---- what was opened before ---- */

static void on_recent(GtkListBox *rows, GtkListBoxRow *row, LmStartPage *page)
{
    (void)rows;
    lm_recent_open(page->session, g_object_get_data(G_OBJECT(row), "path"));
}

/* One line, cut short where there is no room: a label that may break its text takes long to lay
 * out. */
static GtkWidget *line_new(const char *text, const char *style, float xalign)
{
    GtkWidget *line = g_object_new(GTK_TYPE_LABEL, "label", text, "xalign", xalign, "ellipsize",
                                   PANGO_ELLIPSIZE_MIDDLE, NULL);
    gtk_widget_add_css_class(line, style);
    return line;
}

static GtkWidget *recent_row_new(const char *path)
{
    g_autofree char *name = g_filename_display_basename(path), *parent = g_path_get_dirname(path);
    g_autofree char *folder = lm_place_words(parent);
    GtkWidget *lines = g_object_new(GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL,
                                    "hexpand", TRUE, "valign", GTK_ALIGN_CENTER, NULL);
    gtk_widget_add_css_class(lines, "title");
    gtk_box_append(GTK_BOX(lines), line_new(name, "title", 0));
    gtk_box_append(GTK_BOX(lines), line_new(folder, "subtitle", 0));
    GtkWidget *box = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 0);
    gtk_widget_add_css_class(box, "header");
    gtk_box_append(GTK_BOX(box), lines);
    gtk_box_append(GTK_BOX(box), gtk_image_new_from_icon_name("go-next-symbolic"));
    GtkWidget *row = g_object_new(GTK_TYPE_LIST_BOX_ROW, "child", box, NULL);
    gtk_accessible_update_property(GTK_ACCESSIBLE(row), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                   GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, folder, -1);
    g_object_set_data_full(G_OBJECT(row), "path", g_strdup(path), g_free);
    return row;
}

static void fill_recent(LmStartPage *page)
{
    g_auto(GStrv) paths = lm_recent_paths();
    for (GtkWidget *row; (row = gtk_widget_get_first_child(GTK_WIDGET(page->rows)));)
        gtk_list_box_remove(page->rows, row);
    for (char **path = paths; *path; path++)
        gtk_list_box_append(page->rows, recent_row_new(*path));
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

static GtkWidget *buttons_new(void)
{
    GtkWidget *buttons = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 12);
    gtk_widget_set_halign(buttons, GTK_ALIGN_CENTER);
    gtk_box_append(GTK_BOX(buttons), button_new(_("Open a folder"), "win.open-folder", true));
    gtk_box_append(GTK_BOX(buttons), button_new(_("Open a file"), "win.open-file", false));
    return buttons;
}

static GtkWidget *recent_new(LmStartPage *page)
{
    page->recent = gtk_box_new(GTK_ORIENTATION_VERTICAL, 12);
    page->rows = GTK_LIST_BOX(gtk_list_box_new());
    gtk_list_box_set_selection_mode(page->rows, GTK_SELECTION_NONE);
    gtk_widget_add_css_class(GTK_WIDGET(page->rows), "boxed-list");
    gtk_accessible_update_property(GTK_ACCESSIBLE(page->rows), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                   _("Recent"), -1);
    g_signal_connect(page->rows, "row-activated", G_CALLBACK(on_recent), page);
    gtk_box_append(GTK_BOX(page->recent), line_new(_("Recent"), "heading", 0));
    gtk_box_append(GTK_BOX(page->recent), GTK_WIDGET(page->rows));
    return page->recent;
}

/* As an AdwStatusPage, which takes long to lay out. */
static GtkWidget *content_new(LmStartPage *page)
{
    GtkWidget *box = g_object_new(GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL, "spacing",
                                  24, "valign", GTK_ALIGN_CENTER, "margin-top", 36, "margin-bottom",
                                  36, "margin-start", 12, "margin-end", 12, NULL);
    GtkWidget *icon =
        g_object_new(GTK_TYPE_IMAGE, "icon-name", "folder-download-symbolic", "pixel-size", 128,
                     "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
    gtk_widget_add_css_class(icon, "dim-label");
    gtk_box_append(GTK_BOX(box), icon);
    gtk_box_append(GTK_BOX(box), line_new(_("Drop a folder of slices here"), "title-1", 0.5));
    gtk_box_append(
        GTK_BOX(box),
        line_new(_("Pictures, DICOM, MAT files, a volume, or a job made before"), "body", 0.5));
    gtk_box_append(GTK_BOX(box), buttons_new());
    gtk_box_append(GTK_BOX(box), recent_new(page));
    return g_object_new(ADW_TYPE_CLAMP, "maximum-size", 480, "child", box, NULL);
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
    GtkWidget *scrolled =
        g_object_new(GTK_TYPE_SCROLLED_WINDOW, "hscrollbar-policy", GTK_POLICY_NEVER, "vexpand",
                     TRUE, "child", content_new(page), NULL);
    adw_bin_set_child(ADW_BIN(page), scrolled);
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
