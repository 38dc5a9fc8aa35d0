#include "result-table.h"

#include "step-words.h"

#include "lamina/number.h"

#include <glib/gi18n.h>

struct _LmResultTable {
    AdwBin parent;
    AdwPreferencesGroup *group;
    GtkGrid *grid;
    lm_volume *volume; /* whose range is known or looked for */
    char *range;       /* in words; NULL: not known */
};

G_DEFINE_TYPE(LmResultTable, lm_result_table, ADW_TYPE_BIN)

/* ---- the range ---- */

static void look(GTask *task, gpointer source, gpointer volume, GCancellable *cancellable)
{
    (void)source;
    (void)cancellable;
    double least, greatest;
    if (!lm_volume_range(volume, &least, &greatest)) {
        g_task_return_pointer(task, g_strdup(_("no numbers")), g_free);
        return;
    }
    g_autofree char *from = lm_number_words(least, 5), *to = lm_number_words(greatest, 5);
    g_task_return_pointer(task, g_strdup_printf(_("%s to %s"), from, to), g_free);
}

static GtkWidget *cell_new(const char *text, bool dim)
{
    GtkWidget *label = gtk_label_new(text);
    gtk_label_set_xalign(GTK_LABEL(label), 0);
    gtk_label_set_yalign(GTK_LABEL(label), 0);
    gtk_label_set_wrap(GTK_LABEL(label), TRUE);
    gtk_label_set_wrap_mode(GTK_LABEL(label), PANGO_WRAP_WORD_CHAR);
    gtk_label_set_selectable(GTK_LABEL(label), !dim);
    gtk_widget_add_css_class(label, dim ? "dim-label" : "numeric");
    return label;
}

static void add_row(LmResultTable *table, int row, const char *label, const char *text)
{
    GtkWidget *value = cell_new(text, false);
    gtk_widget_set_hexpand(value, TRUE);
    gtk_grid_attach(table->grid, cell_new(label, true), 0, row, 1, 1);
    gtk_grid_attach(table->grid, value, 1, row, 1, 1);
}

static void on_looked(GObject *source, GAsyncResult *result, gpointer user)
{
    (void)user;
    LmResultTable *table = LM_RESULT_TABLE(source);
    g_autofree char *range = g_task_propagate_pointer(G_TASK(result), NULL);
    if (!table->volume || table->volume != g_task_get_task_data(G_TASK(result)) || table->range)
        return;
    table->range = g_steal_pointer(&range);
    int rows = 0;
    while (gtk_grid_get_child_at(table->grid, 0, rows))
        rows++;
    add_row(table, rows, _("Values"), table->range);
}

static void take_volume(LmResultTable *table, lm_volume *volume)
{
    if (table->volume == volume)
        return;
    g_clear_pointer(&table->volume, lm_volume_unref);
    g_clear_pointer(&table->range, g_free);
    if (!volume)
        return;
    table->volume = lm_volume_ref(volume);
    g_autoptr(GTask) task = g_task_new(table, NULL, on_looked, NULL);
    g_task_set_task_data(task, lm_volume_ref(volume), (GDestroyNotify)lm_volume_unref);
    g_task_run_in_thread(task, look);
}

/* ---- the widget ---- */

void lm_result_table_show(LmResultTable *table, const LmResult *result)
{
    g_autoptr(GPtrArray) facts = lm_result_facts(result);
    GtkWidget *child;
    while ((child = gtk_widget_get_first_child(GTK_WIDGET(table->grid))))
        gtk_grid_remove(table->grid, child);
    for (guint i = 0; i < facts->len; i++) {
        const LmFact *fact = facts->pdata[i];
        add_row(table, (int)i, fact->label, fact->text);
    }
    take_volume(table, result ? result->value.volume : NULL);
    if (table->range)
        add_row(table, (int)facts->len, _("Values"), table->range);
    adw_preferences_group_set_description(
        table->group, result && result->stale ? _("From before the last change") : NULL);
    gtk_widget_set_visible(GTK_WIDGET(table), facts->len > 0);
}

static void dispose(GObject *object)
{
    g_clear_pointer(&LM_RESULT_TABLE(object)->volume, lm_volume_unref);
    g_clear_pointer(&LM_RESULT_TABLE(object)->range, g_free);
    G_OBJECT_CLASS(lm_result_table_parent_class)->dispose(object);
}

static void lm_result_table_class_init(LmResultTableClass *class)
{
    G_OBJECT_CLASS(class)->dispose = dispose;
}

static void lm_result_table_init(LmResultTable *table)
{
    table->group = ADW_PREFERENCES_GROUP(adw_preferences_group_new());
    table->grid = GTK_GRID(gtk_grid_new());
    adw_preferences_group_set_title(table->group, _("Result"));
    gtk_grid_set_column_spacing(table->grid, 12);
    gtk_grid_set_row_spacing(table->grid, 4);
    adw_preferences_group_add(table->group, GTK_WIDGET(table->grid));
    adw_bin_set_child(ADW_BIN(table), GTK_WIDGET(table->group));
}

GtkWidget *lm_result_table_new(void)
{
    return g_object_new(LM_TYPE_RESULT_TABLE, NULL);
}
