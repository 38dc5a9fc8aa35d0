#include "slices-table.h"

#include "survey.h"

#include "lamina/number.h"

#include <glib/gi18n.h>
#include <math.h>

struct _LmSlicesTable {
    AdwBin parent;
    LmSession *session;
    lm_series *series; /* that is shown; NULL: none */
    GListStore *slices;
    GtkWidget *summary, *issues, *table, *nothing;
};

G_DEFINE_TYPE(LmSlicesTable, lm_slices_table, ADW_TYPE_BIN)

/* ---- one row ---- */

#define LM_TYPE_SLICE (lm_slice_get_type())
G_DECLARE_FINAL_TYPE(LmSlice, lm_slice, LM, SLICE, GObject)

struct _LmSlice {
    GObject parent;
    const lm_series_file *file; /* of the series of the table */
};

G_DEFINE_TYPE(LmSlice, lm_slice, G_TYPE_OBJECT)

static void lm_slice_class_init(LmSliceClass *class)
{
    (void)class;
}

static void lm_slice_init(LmSlice *slice)
{
    (void)slice;
}

/* ---- columns ---- */

static char *number_text(const lm_series_file *file)
{
    return g_strdup_printf("%" G_GINT64_FORMAT, file->plane + 1);
}

static char *name_text(const lm_series_file *file)
{
    return g_filename_display_name(file->name);
}

static char *position_text(const lm_series_file *file)
{
    return isfinite(file->position) ? lm_number_words(file->position, 5) : g_strdup("");
}

static char *size_text(const lm_series_file *file)
{
    return g_strdup_printf("%" G_GINT64_FORMAT " × %" G_GINT64_FORMAT, file->width, file->height);
}

static char *type_text(const lm_series_file *file)
{
    return g_strdup(file->type);
}

typedef struct column {
    const char *title;
    char *(*text)(const lm_series_file *file);
    bool is_number, expands;
} column;

static const column columns[] = {
    {N_("No."), number_text, true, false},      {N_("File"), name_text, false, true},
    {N_("mm"), position_text, true, false},     {N_("Pixels"), size_text, true, false},
    {N_("Stored as"), type_text, false, false},
};

static void on_setup(GtkListItemFactory *factory, GtkListItem *item, const column *c)
{
    (void)factory;
    GtkWidget *label = gtk_label_new(NULL);
    gtk_label_set_xalign(GTK_LABEL(label), c->is_number ? 1 : 0);
    if (c->is_number)
        gtk_widget_add_css_class(label, "numeric");
    if (c->expands)
        gtk_label_set_ellipsize(GTK_LABEL(label), PANGO_ELLIPSIZE_MIDDLE);
    gtk_list_item_set_child(item, label);
}

static void on_bind(GtkListItemFactory *factory, GtkListItem *item, const column *c)
{
    (void)factory;
    const LmSlice *slice = gtk_list_item_get_item(item);
    g_autofree char *text = c->text(slice->file);
    gtk_label_set_text(GTK_LABEL(gtk_list_item_get_child(item)), text);
    gtk_widget_set_tooltip_text(gtk_list_item_get_child(item), c->expands ? text : NULL);
}

static void add_column(GtkColumnView *view, const column *c)
{
    GtkListItemFactory *factory = gtk_signal_list_item_factory_new();
    g_signal_connect(factory, "setup", G_CALLBACK(on_setup), (gpointer)c);
    g_signal_connect(factory, "bind", G_CALLBACK(on_bind), (gpointer)c);
    g_autoptr(GtkColumnViewColumn) made = gtk_column_view_column_new(_(c->title), factory);
    gtk_column_view_column_set_expand(made, c->expands);
    gtk_column_view_column_set_resizable(made, TRUE);
    gtk_column_view_append_column(view, made);
}

/* ---- what looks wrong ---- */

static void set_input(LmSlicesTable *table, const char *param, const char *text)
{
    LmDocument *document = lm_session_document(table->session);
    g_autoptr(GError) error = NULL;
    if (!lm_document_set(document, lm_document_job(document)->input->tag, param, text, &error))
        lm_session_say(table->session, "%s", error->message);
}

static GtkWidget *issue_new(const char *icon, const char *text)
{
    GtkWidget *box = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 8);
    GtkWidget *image = gtk_image_new_from_icon_name(icon), *label = gtk_label_new(text);
    gtk_label_set_xalign(GTK_LABEL(label), 0);
    gtk_label_set_wrap(GTK_LABEL(label), TRUE);
    gtk_label_set_wrap_mode(GTK_LABEL(label), PANGO_WRAP_WORD_CHAR);
    gtk_label_set_max_width_chars(GTK_LABEL(label), 30);
    gtk_widget_set_valign(image, GTK_ALIGN_START);
    gtk_widget_set_hexpand(label, TRUE);
    gtk_box_append(GTK_BOX(box), image);
    gtk_box_append(GTK_BOX(box), label);
    return box;
}

static void on_take_other(GtkButton *button, LmSlicesTable *table)
{
    set_input(table, "pattern", g_object_get_data(G_OBJECT(button), "pattern"));
}

static void add_other(LmSlicesTable *table, const lm_series_other *other)
{
    g_autofree char *text = g_strdup_printf(
        g_dngettext(NULL, "Also there: %s, %zu file", "Also there: %s, %zu files", other->files),
        other->name, other->files);
    GtkWidget *issue = issue_new("dialog-information-symbolic", text);
    GtkWidget *button = gtk_button_new_with_label(_("Take these"));
    gtk_widget_set_valign(button, GTK_ALIGN_CENTER);
    g_object_set_data_full(G_OBJECT(button), "pattern", g_strdup(other->pattern), g_free);
    g_signal_connect(button, "clicked", G_CALLBACK(on_take_other), table);
    gtk_box_append(GTK_BOX(issue), button);
    gtk_box_append(GTK_BOX(table->issues), issue);
}

static void show_issues(LmSlicesTable *table)
{
    GtkWidget *child;
    while ((child = gtk_widget_get_first_child(table->issues)))
        gtk_box_remove(GTK_BOX(table->issues), child);
    for (const char *const *w = lm_series_warnings(table->series); *w; w++)
        gtk_box_append(GTK_BOX(table->issues), issue_new("dialog-warning-symbolic", *w));
    for (size_t i = 0; i < lm_series_n_others(table->series); i++)
        add_other(table, lm_series_other_at(table->series, i));
    gtk_widget_set_visible(table->issues, gtk_widget_get_first_child(table->issues) != NULL);
}

/* ---- the table ---- */

static void show_summary(LmSlicesTable *table)
{
    const lm_info *info = lm_series_info(table->series);
    const gint64 *n = info->grid.size;
    g_autofree char *extent = lm_series_spacing_known(table->series)
                                  ? lm_grid_extent_text(&info->grid)
                                  : g_strdup(_("spacing not known"));
    g_autofree char *text = g_strdup_printf(
        "%s · %" G_GINT64_FORMAT " × %" G_GINT64_FORMAT " × %" G_GINT64_FORMAT " · %s",
        lm_series_format(table->series), n[0], n[1], n[2], extent);
    gtk_label_set_text(GTK_LABEL(table->summary), text);
}

static void fill(LmSlicesTable *table)
{
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(g_object_unref);
    for (size_t i = 0; i < lm_series_n_files(table->series); i++) {
        LmSlice *slice = g_object_new(LM_TYPE_SLICE, NULL);
        slice->file = lm_series_file_at(table->series, i);
        g_ptr_array_add(rows, slice);
    }
    g_list_store_splice(table->slices, 0, 0, rows->pdata, rows->len);
}

static void on_changed(LmSlicesTable *table)
{
    lm_series *series = lm_survey_series(lm_survey_of(table->session));
    if (series == table->series)
        return;
    g_list_store_remove_all(table->slices);
    g_clear_pointer(&table->series, lm_series_unref);
    gtk_widget_set_visible(table->table, series != NULL);
    gtk_widget_set_visible(table->nothing, series == NULL);
    if (!series)
        return;
    table->series = lm_series_ref(series);
    show_summary(table);
    show_issues(table);
    fill(table);
}

static GtkWidget *view_new(LmSlicesTable *table)
{
    GtkSelectionModel *model =
        GTK_SELECTION_MODEL(gtk_single_selection_new(G_LIST_MODEL(g_object_ref(table->slices))));
    GtkWidget *view = gtk_column_view_new(model), *scrolled = gtk_scrolled_window_new();
    for (size_t i = 0; i < G_N_ELEMENTS(columns); i++)
        add_column(GTK_COLUMN_VIEW(view), &columns[i]);
    gtk_widget_add_css_class(view, "data-table");
    gtk_accessible_update_property(GTK_ACCESSIBLE(view), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Slices"),
                                   -1);
    gtk_scrolled_window_set_child(GTK_SCROLLED_WINDOW(scrolled), view);
    gtk_widget_set_vexpand(scrolled, TRUE);
    return scrolled;
}

static void dispose(GObject *object)
{
    LmSlicesTable *table = LM_SLICES_TABLE(object);
    g_clear_object(&table->slices);
    g_clear_pointer(&table->series, lm_series_unref);
    g_clear_object(&table->session);
    G_OBJECT_CLASS(lm_slices_table_parent_class)->dispose(object);
}

static void lm_slices_table_class_init(LmSlicesTableClass *class)
{
    G_OBJECT_CLASS(class)->dispose = dispose;
}

static void lm_slices_table_init(LmSlicesTable *table)
{
    GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
    table->slices = g_list_store_new(LM_TYPE_SLICE);
    table->table = gtk_box_new(GTK_ORIENTATION_VERTICAL, 8);
    table->summary = gtk_label_new(NULL);
    table->issues = gtk_box_new(GTK_ORIENTATION_VERTICAL, 8);
    table->nothing = gtk_label_new(_("No slices yet"));
    gtk_label_set_xalign(GTK_LABEL(table->summary), 0);
    gtk_label_set_wrap(GTK_LABEL(table->summary), TRUE);
    gtk_widget_add_css_class(table->summary, "heading");
    gtk_widget_add_css_class(table->table, "side");
    gtk_widget_add_css_class(table->nothing, "dim-label");
    gtk_widget_set_vexpand(table->nothing, TRUE);
    gtk_box_append(GTK_BOX(table->table), table->summary);
    gtk_box_append(GTK_BOX(table->table), table->issues);
    gtk_box_append(GTK_BOX(table->table), view_new(table));
    gtk_box_append(GTK_BOX(box), table->table);
    gtk_box_append(GTK_BOX(box), table->nothing);
    gtk_widget_set_visible(table->table, FALSE);
    adw_bin_set_child(ADW_BIN(table), box);
}

GtkWidget *lm_slices_table_new(LmSession *session)
{
    LmSlicesTable *table = g_object_new(LM_TYPE_SLICES_TABLE, NULL);
    table->session = g_object_ref(session);
    g_signal_connect_object(lm_survey_of(session), "changed", G_CALLBACK(on_changed), table,
                            G_CONNECT_SWAPPED);
    on_changed(table);
    return GTK_WIDGET(table);
}
