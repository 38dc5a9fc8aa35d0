#include "slices-table.h"

#include "inner-name.h"
#include "input-edit.h"
#include "left-out.h"
#include "length-words.h"
#include "paragraph.h"
#include "preview.h"
#include "slice.h"
#include "tooltip.h"

#include "lamina/number.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

struct _LmSlicesTable {
    AdwBin parent;
    LmSession *session;
    lm_series *series; /* that is shown; NULL: none */
    GListStore *slices;
    GtkSelectionModel *selection;
    GtkColumnView *view;
    GtkWidget *summary, *issues, *table, *nothing;
    GtkDropDown *every;
    GtkCheckButton *reversed;
    bool showing;
    GPtrArray *found; /* of LmSlice, those that look wrong first; NULL: none */
    GPtrArray *rows;  /* the same in the order that is shown */
    guint filling;    /* the source that shows them */
};

/* Rows are made a few at a time, and only for who looks: GTK makes 200 at once otherwise, which
 * holds the window for a quarter of a second. */
enum { ROWS_AT_A_TIME = 4 };

G_DEFINE_TYPE(LmSlicesTable, lm_slices_table, ADW_TYPE_BIN)

static LmSurvey *survey_of(LmSlicesTable *table)
{
    return lm_survey_of(table->session);
}

static LmDocument *document_of(LmSlicesTable *table)
{
    return lm_session_document(table->session);
}

/* ---- columns ---- */

static char *number_text(const LmSlice *slice)
{
    gint64 plane = lm_slice_file(slice)->plane;
    return plane < 0 ? g_strdup("–") : g_strdup_printf("%" G_GINT64_FORMAT, plane);
}

static char *name_text(const LmSlice *slice)
{
    return g_filename_display_name(lm_slice_file(slice)->name);
}

static char *position_text(const LmSlice *slice)
{
    const lm_series_file *file = lm_slice_file(slice);
    bool is_known = file->plane >= 0 && isfinite(file->position);
    return is_known ? lm_number_words(file->position, 5) : g_strdup("");
}

static char *size_text(const LmSlice *slice)
{
    const lm_series_file *file = lm_slice_file(slice);
    return file->type ? g_strdup_printf("%" G_GINT64_FORMAT " × %" G_GINT64_FORMAT, file->width,
                                        file->height)
                      : g_strdup("");
}

static char *type_text(const LmSlice *slice)
{
    const char *type = lm_slice_file(slice)->type;
    return g_strdup(type ? type : "");
}

static int by_plane(const LmSlice *a, const LmSlice *b)
{
    gint64 one = lm_slice_file(a)->plane, other = lm_slice_file(b)->plane;
    return (one > other) - (one < other);
}

static int by_name(const LmSlice *a, const LmSlice *b)
{
    g_autofree char *one = g_utf8_collate_key_for_filename(lm_slice_file(a)->name, -1);
    g_autofree char *other = g_utf8_collate_key_for_filename(lm_slice_file(b)->name, -1);
    return strcmp(one, other);
}

static int by_notes(const LmSlice *a, const LmSlice *b)
{
    g_autofree char *one = lm_slice_notes(a), *other = lm_slice_notes(b);
    return g_utf8_collate(one, other);
}

static int by_size(const LmSlice *a, const LmSlice *b)
{
    const lm_series_file *one = lm_slice_file(a), *other = lm_slice_file(b);
    gint64 wider = one->width - other->width, higher = one->height - other->height;
    gint64 more = wider ? wider : higher;
    return (more > 0) - (more < 0);
}

static int by_type(const LmSlice *a, const LmSlice *b)
{
    return g_strcmp0(lm_slice_file(a)->type, lm_slice_file(b)->type);
}

typedef struct column {
    const char *title;
    char *(*text)(const LmSlice *slice);
    int (*compare)(const LmSlice *a, const LmSlice *b);
    bool is_number;
    int width; /* of what may be cut, in characters; 0: never cut */
    PangoEllipsizeMode ellipsize;
} column;

static const column columns[] = {
    {N_("No."), number_text, by_plane, true, 0, PANGO_ELLIPSIZE_NONE},
    {N_("File"), name_text, by_name, false, 14, PANGO_ELLIPSIZE_MIDDLE},
    {N_("Notes"), lm_slice_notes, by_notes, false, 18, PANGO_ELLIPSIZE_END},
    {N_("mm"), position_text, by_plane, true, 0, PANGO_ELLIPSIZE_NONE},
    {N_("Pixels"), size_text, by_size, true, 0, PANGO_ELLIPSIZE_NONE},
    {N_("Stored as"), type_text, by_type, false, 0, PANGO_ELLIPSIZE_NONE},
};

static void on_setup(GtkListItemFactory *factory, GtkListItem *item, const column *c)
{
    (void)factory;
    GtkWidget *label =
        g_object_new(GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_NONE, NULL);
    gtk_label_set_xalign(GTK_LABEL(label), c->is_number ? 1 : 0);
    if (c->is_number)
        gtk_widget_add_css_class(label, "numeric");
    if (c->width) {
        gtk_label_set_ellipsize(GTK_LABEL(label), c->ellipsize);
        gtk_label_set_width_chars(GTK_LABEL(label), c->width);
    }
    gtk_list_item_set_child(item, label);
    /* The row is: GTK 4.8 hands a click to both, and what Ctrl selects twice is not selected. */
    gtk_list_item_set_selectable(item, FALSE);
}

/* The row that the cell stands in takes the focus. */
static void name_row(GtkWidget *label, const LmSlice *slice)
{
    GtkWidget *cell = gtk_widget_get_parent(label), *row = gtk_widget_get_parent(cell);
    g_autofree char *file = name_text(slice), *notes = lm_slice_notes(slice);
    g_autofree char *name = g_strdup_printf("%s%s%s", file, *notes ? ", " : "", notes);
    gtk_accessible_update_property(GTK_ACCESSIBLE(row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void on_bind(GtkListItemFactory *factory, GtkListItem *item, const column *c)
{
    (void)factory;
    const LmSlice *slice = gtk_list_item_get_item(item);
    GtkWidget *label = gtk_list_item_get_child(item);
    g_autofree char *text = c->text(slice);
    gtk_label_set_text(GTK_LABEL(label), text);
    lm_tooltip_set(label, c->width ? text : NULL);
    /* A reader of the screen asks for everything at once: the cell speaks for its label. */
    gtk_accessible_update_property(GTK_ACCESSIBLE(gtk_widget_get_parent(label)),
                                   GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
    gtk_widget_set_opacity(label, lm_slice_file(slice)->plane < 0 ? 0.6 : 1);
    if (lm_slice_is_doubtful(slice))
        gtk_widget_add_css_class(label, "warning");
    else
        gtk_widget_remove_css_class(label, "warning");
    name_row(label, slice);
}

static int compare(gconstpointer a, gconstpointer b, gpointer c)
{
    return ((const column *)c)->compare(LM_SLICE((gpointer)a), LM_SLICE((gpointer)b));
}

static void add_column(GtkColumnView *view, const column *c)
{
    GtkListItemFactory *factory = gtk_signal_list_item_factory_new();
    g_signal_connect(factory, "setup", G_CALLBACK(on_setup), (gpointer)c);
    g_signal_connect(factory, "bind", G_CALLBACK(on_bind), (gpointer)c);
    g_autoptr(GtkColumnViewColumn) made = gtk_column_view_column_new(_(c->title), factory);
    gtk_column_view_column_set_expand(made, c->width > 0);
    gtk_column_view_column_set_resizable(made, TRUE);
    g_autoptr(GtkSorter) sorter = GTK_SORTER(gtk_custom_sorter_new(compare, (gpointer)c, NULL));
    gtk_column_view_column_set_sorter(made, sorter);
    gtk_column_view_append_column(view, made);
}

/* ---- what looks wrong with the whole ---- */

static GtkWidget *issue_new(const char *icon, const char *text)
{
    GtkWidget *box = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 8);
    GtkWidget *image = gtk_image_new_from_icon_name(icon), *label = lm_paragraph_new(20, 0);
    lm_paragraph_set_text(LM_PARAGRAPH(label), text);
    gtk_widget_set_valign(image, GTK_ALIGN_START);
    gtk_widget_set_hexpand(label, TRUE);
    gtk_box_append(GTK_BOX(box), image);
    gtk_box_append(GTK_BOX(box), label);
    return box;
}

static GtkWidget *button_new(const char *label, const char *words, const char *action)
{
    GtkWidget *button = gtk_button_new_with_label(label);
    gtk_actionable_set_action_name(GTK_ACTIONABLE(button), action);
    lm_tooltip_set(button, words);
    gtk_widget_set_valign(button, GTK_ALIGN_CENTER);
    return button;
}

static void on_take_other(GtkButton *button, LmSlicesTable *table)
{
    const char *pattern = g_object_get_data(G_OBJECT(button), "pattern");
    guint64 input = lm_document_job(document_of(table))->input->tag;
    g_autoptr(GError) error = NULL;
    if (!lm_document_set(document_of(table), input, "pattern", pattern, &error))
        lm_session_say(table->session, "%s", error->message);
}

static void add_other(LmSlicesTable *table, const lm_series_other *other)
{
    g_autofree char *text = g_strdup_printf(_("Also there: %s (%zu)"), other->name, other->files);
    GtkWidget *issue = issue_new("dialog-information-symbolic", text);
    GtkWidget *button = button_new(_("Take these"), other->pattern, NULL);
    g_object_set_data_full(G_OBJECT(button), "pattern", g_strdup(other->pattern), g_free);
    g_signal_connect(button, "clicked", G_CALLBACK(on_take_other), table);
    gtk_box_append(GTK_BOX(issue), button);
    gtk_box_append(GTK_BOX(table->issues), issue);
}

static bool has_gaps(const lm_series *series)
{
    for (size_t i = 0; i < lm_series_n_files(series); i++)
        if (lm_series_file_at(series, i)->missing > 0)
            return true;
    return false;
}

static void add_gaps(LmSlicesTable *table)
{
    GtkWidget *issue = issue_new("dialog-information-symbolic", _("What becomes of the gaps?"));
    gtk_box_append(GTK_BOX(issue), button_new(_("Fill"),
                                              _("With what lies between the slices "
                                                "beside them"),
                                              "slices.fill"));
    gtk_box_append(GTK_BOX(issue), button_new(_("Close"),
                                              _("The slices beside them become "
                                                "neighbours"),
                                              "slices.close"));
    gtk_box_append(GTK_BOX(table->issues), issue);
}

static void show_issues(LmSlicesTable *table)
{
    GtkWidget *child;
    while ((child = gtk_widget_get_first_child(table->issues)))
        gtk_box_remove(GTK_BOX(table->issues), child);
    for (const char *const *w = lm_series_warnings(table->series); *w; w++)
        gtk_box_append(GTK_BOX(table->issues), issue_new("dialog-warning-symbolic", *w));
    if (has_gaps(table->series))
        add_gaps(table);
    for (size_t i = 0; i < lm_series_n_others(table->series); i++)
        add_other(table, lm_series_other_at(table->series, i));
    gtk_widget_set_visible(table->issues, gtk_widget_get_first_child(table->issues) != NULL);
}

/* ---- showing ---- */

static void show_summary(LmSlicesTable *table)
{
    const lm_info *info = lm_series_info(table->series);
    const gint64 *n = info->grid.size;
    g_autofree char *extent = lm_series_spacing_known(table->series)
                                  ? lm_extent_words(&info->grid)
                                  : g_strdup(_("spacing not known"));
    g_autofree char *text = g_strdup_printf(
        "%s · %" G_GINT64_FORMAT " × %" G_GINT64_FORMAT " × %" G_GINT64_FORMAT " · %s",
        lm_series_format(table->series), n[0], n[1], n[2], extent);
    lm_paragraph_set_text(LM_PARAGRAPH(table->summary), text);
}

static void show_choice(LmSlicesTable *table)
{
    const lm_job *job = lm_document_job(document_of(table));
    guint last = g_list_model_get_n_items(gtk_drop_down_get_model(table->every)) - 1;
    table->showing = true;
    gtk_drop_down_set_selected(table->every, (guint)CLAMP(lm_input_step(job) - 1, 0, (gint64)last));
    gtk_check_button_set_active(table->reversed, lm_input_is_reversed(job));
    table->showing = false;
}

static void update_actions(LmSlicesTable *table);

static gboolean fill_some(gpointer data)
{
    LmSlicesTable *table = data;
    guint shown = g_list_model_get_n_items(G_LIST_MODEL(table->slices));
    guint more = MIN(table->rows->len - shown, (guint)ROWS_AT_A_TIME);
    g_list_store_splice(table->slices, shown, 0, table->rows->pdata + shown, more);
    if (shown + more < table->rows->len)
        return G_SOURCE_CONTINUE;
    table->filling = 0;
    return G_SOURCE_REMOVE;
}

static void fill(LmSlicesTable *table)
{
    guint shown = g_list_model_get_n_items(G_LIST_MODEL(table->slices));
    bool wants = table->rows && shown < table->rows->len;
    if (wants && !table->filling && gtk_widget_get_mapped(GTK_WIDGET(table)))
        table->filling = g_idle_add(fill_some, table);
}

static int by_columns(gconstpointer a, gconstpointer b, gpointer sorter)
{
    return (int)gtk_sorter_compare(sorter, *(gpointer const *)a, *(gpointer const *)b);
}

static gpointer copy_ref(gconstpointer slice, gpointer unused)
{
    (void)unused;
    return g_object_ref((gpointer)slice);
}

/* As the titles of the columns say, or else as found. */
static void sort_rows(LmSlicesTable *table)
{
    GtkSorter *sorter = gtk_column_view_get_sorter(table->view);
    g_clear_handle_id(&table->filling, g_source_remove);
    g_list_store_remove_all(table->slices);
    g_clear_pointer(&table->rows, g_ptr_array_unref);
    if (!table->found)
        return;
    table->rows = g_ptr_array_copy(table->found, copy_ref, NULL);
    g_ptr_array_set_free_func(table->rows, g_object_unref);
    if (gtk_sorter_get_order(sorter) != GTK_SORTER_ORDER_NONE)
        g_ptr_array_sort_with_data(table->rows, by_columns, sorter);
    fill(table);
}

static void set_rows(LmSlicesTable *table, GPtrArray *found)
{
    g_clear_pointer(&table->found, g_ptr_array_unref);
    table->found = found;
    sort_rows(table);
}

static void on_changed(LmSlicesTable *table)
{
    lm_series *series = lm_survey_series(survey_of(table));
    const lm_job *job = lm_document_job(document_of(table));
    lm_series *old = table->series;
    table->series = series ? lm_series_ref(series) : NULL;
    set_rows(table, series ? lm_slices_of(survey_of(table), series, job) : NULL);
    lm_series_unref(old);
    gtk_widget_set_visible(table->table, series != NULL);
    gtk_widget_set_visible(table->nothing, series == NULL);
    if (!series)
        return;
    show_summary(table);
    show_issues(table);
    show_choice(table);
    update_actions(table);
}

/* ---- what can be done ---- */

/* Commits the job, or says what is wrong. */
static void finish(LmSlicesTable *table, lm_job *job, bool ok, const char *what, GError *error)
{
    if (ok) {
        lm_document_commit(document_of(table), job, what, NULL);
        return;
    }
    lm_job_free(job);
    lm_session_say(table->session, "%s", error->message);
    g_error_free(error);
}

/* The n-th of the selected; NULL when there are not so many. Caller unrefs. */
static LmSlice *selected(LmSlicesTable *table, guint n)
{
    g_autoptr(GtkBitset) set = gtk_selection_model_get_selection(table->selection);
    if (n >= gtk_bitset_get_size(set))
        return NULL;
    return g_list_model_get_item(G_LIST_MODEL(table->selection), gtk_bitset_get_nth(set, n));
}

static void leave_out(LmSlicesTable *table, const char *gaps)
{
    lm_job *job = lm_document_edit(document_of(table));
    GError *error = NULL;
    bool ok = true;
    LmSlice *slice;
    for (guint n = 0; ok && (slice = selected(table, n)); n++) {
        ok = lm_input_leave_out(job, lm_slice_file(slice)->name, gaps, &error);
        g_object_unref(slice);
    }
    finish(table, job, ok, _("Leave slices out"), error);
}

static void leave_and_fill(GtkWidget *widget, const char *action, GVariant *parameter)
{
    (void)action;
    (void)parameter;
    leave_out(LM_SLICES_TABLE(widget), "fill");
}

static void leave_and_close(GtkWidget *widget, const char *action, GVariant *parameter)
{
    (void)action;
    (void)parameter;
    leave_out(LM_SLICES_TABLE(widget), "close");
}

static void take_again(GtkWidget *widget, const char *action, GVariant *parameter)
{
    (void)action;
    (void)parameter;
    LmSlicesTable *table = LM_SLICES_TABLE(widget);
    lm_job *job = lm_document_edit(document_of(table));
    GError *error = NULL;
    bool ok = true;
    LmSlice *slice;
    for (guint n = 0; ok && (slice = selected(table, n)); n++) {
        ok = lm_input_take_again(job, lm_slice_file(slice)->name, &error);
        g_object_unref(slice);
    }
    finish(table, job, ok, _("Take slices again"), error);
}

static gint64 count_of(LmSlicesTable *table)
{
    return lm_series_info(table->series)->grid.size[2];
}

/* The planes of the selected; false when none of them is taken. */
static bool selected_planes(LmSlicesTable *table, gint64 *first, gint64 *last)
{
    LmSlice *slice;
    *first = G_MAXINT64;
    *last = -1;
    for (guint n = 0; (slice = selected(table, n)); n++) {
        gint64 plane = lm_slice_file(slice)->plane;
        *first = plane >= 0 ? MIN(*first, plane) : *first;
        *last = MAX(*last, plane);
        g_object_unref(slice);
    }
    return *last >= 0;
}

static void take_only(GtkWidget *widget, const char *action, GVariant *parameter)
{
    (void)action;
    (void)parameter;
    LmSlicesTable *table = LM_SLICES_TABLE(widget);
    gint64 first, last;
    if (!selected_planes(table, &first, &last))
        return;
    lm_job *job = lm_document_edit(document_of(table));
    GError *error = NULL;
    bool ok = lm_input_take_only(job, first, last, count_of(table), &error);
    finish(table, job, ok, _("Take only some slices"), error);
}

static void take_all(GtkWidget *widget, const char *action, GVariant *parameter)
{
    (void)action;
    (void)parameter;
    LmSlicesTable *table = LM_SLICES_TABLE(widget);
    lm_job *job = lm_document_edit(document_of(table));
    lm_input_take_all(job);
    lm_document_commit(document_of(table), job, _("Take all slices"), NULL);
}

static void set_gaps(LmSlicesTable *table, const char *gaps, const char *what)
{
    lm_job *job = lm_document_edit(document_of(table));
    GError *error = NULL;
    bool ok = lm_step_set(job->input, "gaps", gaps, &error);
    finish(table, job, ok, what, error);
}

static void fill_gaps(GtkWidget *widget, const char *action, GVariant *parameter)
{
    (void)action;
    (void)parameter;
    set_gaps(LM_SLICES_TABLE(widget), "fill", _("Fill gaps"));
}

static void close_gaps(GtkWidget *widget, const char *action, GVariant *parameter)
{
    (void)action;
    (void)parameter;
    set_gaps(LM_SLICES_TABLE(widget), "close", _("Close gaps"));
}

static void on_every(LmSlicesTable *table)
{
    if (table->showing || !table->series)
        return;
    lm_job *job = lm_document_edit(document_of(table));
    gint64 step = gtk_drop_down_get_selected(table->every) + 1;
    GError *error = NULL;
    bool ok = lm_input_take_every(job, step, count_of(table), &error);
    finish(table, job, ok, _("Take every few slices"), error);
}

static void on_reversed(LmSlicesTable *table)
{
    if (table->showing)
        return;
    lm_job *job = lm_document_edit(document_of(table));
    lm_input_set_reversed(job, gtk_check_button_get_active(table->reversed));
    lm_document_commit(document_of(table), job, _("Reverse the slices"), NULL);
}

/* The slice of the one that is selected; of what is no slice, its picture. */
static void show_slice(LmSlicesTable *table)
{
    g_autoptr(LmSlice) first = selected(table, 0), second = selected(table, 1);
    if (!first || second)
        return;
    const lm_series_file *file = lm_slice_file(first);
    lm_left_out_show(lm_left_out_of(table->session), file->plane < 0 ? file : NULL);
    if (file->plane >= 0)
        lm_preview_show_plane(lm_preview_of(table->session), file->plane);
}

static void update_actions(LmSlicesTable *table)
{
    static const char *const of_taken[] = {"slices.leave-fill", "slices.leave-close"};
    gint64 first, last;
    bool planes = selected_planes(table, &first, &last), left = false, any = false;
    bool by_file = table->series && lm_series_n_files(table->series) > 1;
    LmSlice *slice;
    for (guint n = 0; (slice = selected(table, n)); n++) {
        left |= lm_slice_is_left_out(slice);
        any |= !lm_slice_is_left_out(slice);
        g_object_unref(slice);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(of_taken); i++)
        gtk_widget_action_set_enabled(GTK_WIDGET(table), of_taken[i], by_file && any);
    gtk_widget_action_set_enabled(GTK_WIDGET(table), "slices.again", left);
    gtk_widget_action_set_enabled(GTK_WIDGET(table), "slices.only", by_file && planes);
}

/* ---- the widget ---- */

static GtkWidget *view_new(LmSlicesTable *table)
{
    table->slices = g_list_store_new(LM_TYPE_SLICE);
    GtkMultiSelection *selection =
        gtk_multi_selection_new(G_LIST_MODEL(g_object_ref(table->slices)));
    table->selection = GTK_SELECTION_MODEL(selection);
    GtkWidget *view = gtk_column_view_new(g_object_ref(table->selection));
    GtkWidget *scrolled = gtk_scrolled_window_new();
    g_signal_connect_swapped(selection, "selection-changed", G_CALLBACK(update_actions), table);
    g_signal_connect_swapped(selection, "selection-changed", G_CALLBACK(show_slice), table);
    for (size_t i = 0; i < G_N_ELEMENTS(columns); i++)
        add_column(GTK_COLUMN_VIEW(view), &columns[i]);
    table->view = GTK_COLUMN_VIEW(view);
    g_signal_connect_object(gtk_column_view_get_sorter(table->view), "changed",
                            G_CALLBACK(sort_rows), table, G_CONNECT_SWAPPED);
    gtk_widget_add_css_class(view, "data-table");
    lm_inner_name_set(view, GTK_TYPE_WIDGET, _("Columns")); /* the row of their titles */
    gtk_accessible_update_property(GTK_ACCESSIBLE(view), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Slices"),
                                   -1);
    gtk_scrolled_window_set_child(GTK_SCROLLED_WINDOW(scrolled), view);
    gtk_widget_set_vexpand(scrolled, TRUE);
    return scrolled;
}

static GtkWidget *leave_button_new(void)
{
    GtkWidget *button = gtk_menu_button_new();
    g_autoptr(GMenu) menu = g_menu_new();
    g_menu_append(menu, _("Fill the gap from the slices beside it"), "slices.leave-fill");
    g_menu_append(menu, _("Close the gap"), "slices.leave-close");
    gtk_menu_button_set_label(GTK_MENU_BUTTON(button), _("Leave out"));
    gtk_menu_button_set_menu_model(GTK_MENU_BUTTON(button), G_MENU_MODEL(menu));
    lm_tooltip_set(button, _("Leave the selected slices out"));
    gtk_accessible_update_property(GTK_ACCESSIBLE(button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                   _("Leave out"), -1);
    lm_inner_name_set(button, GTK_TYPE_TOGGLE_BUTTON, _("Leave out"));
    return button;
}

static GtkWidget *every_new(LmSlicesTable *table)
{
    const char *const words[] = {_("Every slice"), _("Every 2nd"), _("Every 3rd"), _("Every 4th"),
                                 NULL};
    GtkWidget *every = gtk_drop_down_new_from_strings(words);
    table->every = GTK_DROP_DOWN(every);
    gtk_accessible_update_property(GTK_ACCESSIBLE(every), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                   _("Which slices to take"), -1);
    lm_inner_name_set(every, GTK_TYPE_TOGGLE_BUTTON, _("Which slices to take"));
    g_signal_connect_swapped(every, "notify::selected", G_CALLBACK(on_every), table);
    return every;
}

static GtkWidget *bar_new(LmSlicesTable *table)
{
    GtkWidget *bar = gtk_flow_box_new(), *reversed = gtk_check_button_new_with_label(_("Reversed"));
    table->reversed = GTK_CHECK_BUTTON(reversed);
    lm_tooltip_set(reversed, _("The last slice comes first"));
    g_signal_connect_swapped(reversed, "toggled", G_CALLBACK(on_reversed), table);
    GtkWidget *const parts[] = {
        leave_button_new(),
        button_new(_("Take again"), _("Take the selected slices again"), "slices.again"),
        button_new(_("Only these"), _("From the first to the last that is selected"),
                   "slices.only"),
        button_new(_("All"), _("Take all slices again"), "slices.all"),
        every_new(table),
        reversed,
    };
    gtk_flow_box_set_selection_mode(GTK_FLOW_BOX(bar), GTK_SELECTION_NONE);
    gtk_flow_box_set_max_children_per_line(GTK_FLOW_BOX(bar), G_N_ELEMENTS(parts));
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
        gtk_flow_box_append(GTK_FLOW_BOX(bar), parts[i]);
        gtk_widget_set_focusable(gtk_widget_get_parent(parts[i]), FALSE);
    }
    return bar;
}

bool lm_slices_table_take_apart(LmSlicesTable *table)
{
    GListModel *left = gtk_column_view_get_columns(table->view);
    guint n = g_list_model_get_n_items(left);
    if (n > 0) {
        g_autoptr(GtkColumnViewColumn) last = g_list_model_get_item(left, n - 1);
        gtk_column_view_remove_column(table->view, last);
        return true;
    }
    bool has_rows = gtk_column_view_get_model(table->view) != NULL;
    gtk_column_view_set_model(table->view, NULL);
    return has_rows;
}

static void dispose(GObject *object)
{
    LmSlicesTable *table = LM_SLICES_TABLE(object);
    g_clear_handle_id(&table->filling, g_source_remove);
    g_clear_pointer(&table->rows, g_ptr_array_unref);
    g_clear_pointer(&table->found, g_ptr_array_unref);
    g_clear_object(&table->selection);
    g_clear_object(&table->slices);
    g_clear_pointer(&table->series, lm_series_unref);
    g_clear_object(&table->session);
    G_OBJECT_CLASS(lm_slices_table_parent_class)->dispose(object);
}

static void lm_slices_table_class_init(LmSlicesTableClass *class)
{
    static const struct {
        const char *name;
        GtkWidgetActionActivateFunc run;
    } actions[] = {
        {"slices.leave-fill", leave_and_fill},
        {"slices.leave-close", leave_and_close},
        {"slices.again", take_again},
        {"slices.only", take_only},
        {"slices.all", take_all},
        {"slices.fill", fill_gaps},
        {"slices.close", close_gaps},
    };
    G_OBJECT_CLASS(class)->dispose = dispose;
    for (size_t i = 0; i < G_N_ELEMENTS(actions); i++)
        gtk_widget_class_install_action(GTK_WIDGET_CLASS(class), actions[i].name, NULL,
                                        actions[i].run);
}

static void lm_slices_table_init(LmSlicesTable *table)
{
    GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
    table->table = gtk_box_new(GTK_ORIENTATION_VERTICAL, 8);
    table->summary = lm_paragraph_new(20, 0);
    table->issues = gtk_box_new(GTK_ORIENTATION_VERTICAL, 8);
    table->nothing = gtk_label_new(_("No slices yet"));
    gtk_widget_add_css_class(table->summary, "heading");
    gtk_widget_add_css_class(table->table, "side");
    gtk_widget_add_css_class(table->nothing, "dim-label");
    gtk_widget_set_vexpand(table->nothing, TRUE);
    gtk_box_append(GTK_BOX(table->table), table->summary);
    gtk_box_append(GTK_BOX(table->table), table->issues);
    gtk_box_append(GTK_BOX(table->table), view_new(table));
    gtk_box_append(GTK_BOX(table->table), bar_new(table));
    gtk_box_append(GTK_BOX(box), table->table);
    gtk_box_append(GTK_BOX(box), table->nothing);
    adw_bin_set_child(ADW_BIN(table), box);
}

GtkWidget *lm_slices_table_new(LmSession *session)
{
    LmSlicesTable *table = g_object_new(LM_TYPE_SLICES_TABLE, NULL);
    table->session = g_object_ref(session);
    g_signal_connect_object(survey_of(table), "changed", G_CALLBACK(on_changed), table,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(session, "job", G_CALLBACK(show_choice), table, G_CONNECT_SWAPPED);
    g_signal_connect(table, "map", G_CALLBACK(fill), NULL);
    on_changed(table);
    return GTK_WIDGET(table);
}
