#include "add-step.h"

#include "step-flow.h"
#include "tooltip.h"

#include "lamina/registry.h"

#include <glib/gi18n.h>
#include <string.h>

struct _LmAddStep {
    GtkPopover parent;
    GtkWidget *search, *list, *nothing;
};

G_DEFINE_TYPE(LmAddStep, lm_add_step, GTK_TYPE_POPOVER)

static guint chosen;

static const lm_op *op_of(GtkListBoxRow *row)
{
    return g_object_get_data(G_OBJECT(row), "op");
}

static void choose(LmAddStep *add, GtkListBoxRow *row)
{
    const lm_op *op = op_of(row);
    gtk_popover_popdown(GTK_POPOVER(add));
    g_signal_emit(add, chosen, 0, op);
}

static void on_activated(GtkListBox *list, GtkListBoxRow *row, LmAddStep *add)
{
    (void)list;
    choose(add, row);
}

/* Enter takes the first that is left. */
static void on_enter(GtkSearchEntry *search, LmAddStep *add)
{
    (void)search;
    GtkListBoxRow *row;
    for (int i = 0; (row = gtk_list_box_get_row_at_index(GTK_LIST_BOX(add->list), i)); i++)
        if (gtk_widget_get_child_visible(GTK_WIDGET(row)) &&
            gtk_widget_is_sensitive(GTK_WIDGET(row))) {
            choose(add, row);
            return;
        }
}

static void on_search(GtkSearchEntry *search, LmAddStep *add)
{
    (void)search;
    gtk_list_box_invalidate_filter(GTK_LIST_BOX(add->list));
    gtk_list_box_invalidate_headers(GTK_LIST_BOX(add->list));
}

static bool holds(const char *text, const char *words)
{
    g_autofree char *folded = g_utf8_casefold(text, -1), *sought = g_utf8_casefold(words, -1);
    return strstr(folded, sought);
}

static gboolean is_sought(GtkListBoxRow *row, gpointer user)
{
    LmAddStep *add = user;
    const char *words = gtk_editable_get_text(GTK_EDITABLE(add->search));
    const lm_op *op = op_of(row);
    return holds(_(op->title), words) || holds(op->name, words) || holds(_(op->help), words);
}

static const char *group_title(const char *group)
{
    static const struct {
        const char *group, *title;
    } titles[] = {{"volume", N_("Volume")},
                  {"surface", N_("Surface")},
                  {"picture", N_("Picture")},
                  {"output", N_("Files")},
                  {"structure", N_("Order")}};
    for (size_t i = 0; i < G_N_ELEMENTS(titles); i++)
        if (g_str_equal(titles[i].group, group))
            return _(titles[i].title);
    return group;
}

static const char *heading_of(GtkListBoxRow *row)
{
    return gtk_widget_get_sensitive(GTK_WIDGET(row)) ? group_title(op_of(row)->group)
                                                     : _("Not here");
}

static void set_header(GtkListBoxRow *row, GtkListBoxRow *before, gpointer user)
{
    (void)user;
    const char *heading = heading_of(row);
    if (before && g_str_equal(heading, heading_of(before))) {
        gtk_list_box_row_set_header(row, NULL);
        return;
    }
    GtkWidget *label = gtk_label_new(heading);
    gtk_label_set_xalign(GTK_LABEL(label), 0);
    gtk_widget_add_css_class(label, "caption-heading");
    gtk_widget_add_css_class(label, "dim-label");
    gtk_widget_set_margin_start(label, 12);
    gtk_widget_set_margin_top(label, 8);
    gtk_list_box_row_set_header(row, label);
}

static GtkWidget *line_new(const char *text, const char *class)
{
    GtkWidget *label = gtk_label_new(text);
    gtk_label_set_xalign(GTK_LABEL(label), 0);
    gtk_label_set_wrap(GTK_LABEL(label), TRUE);
    gtk_label_set_max_width_chars(GTK_LABEL(label), 44);
    gtk_widget_add_css_class(label, class);
    return label;
}

static GtkWidget *row_new(const lm_op *op, const char *obstacle)
{
    GtkWidget *row = gtk_list_box_row_new(), *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
    const char *help = _(op->help);
    g_autofree char *summary = g_strndup(help, strcspn(help, ".:")); /* as lm_op_summary() */
    GtkWidget *below = line_new(obstacle ? obstacle : summary, "caption");
    if (!obstacle) /* greyed already: why it cannot be chosen is to be read */
        gtk_widget_add_css_class(below, "dim-label");
    gtk_widget_add_css_class(box, "offer");
    gtk_box_append(GTK_BOX(box), line_new(_(op->title), "heading"));
    gtk_box_append(GTK_BOX(box), below);
    gtk_list_box_row_set_child(GTK_LIST_BOX_ROW(row), box);
    lm_tooltip_set(row, help);
    gtk_widget_set_sensitive(row, !obstacle);
    g_object_set_data(G_OBJECT(row), "op", (gpointer)op);
    gtk_accessible_update_property(GTK_ACCESSIBLE(row), GTK_ACCESSIBLE_PROPERTY_LABEL, _(op->title),
                                   -1);
    return row;
}

static void add_rows(LmAddStep *add, const lm_info *in, bool fitting)
{
    for (const lm_op *const *op = lm_ops(); *op; op++) {
        g_autofree char *obstacle = lm_flow_obstacle(*op, in);
        if (!((*op)->flags & LM_OP_SOURCE) && fitting == !obstacle)
            gtk_list_box_append(GTK_LIST_BOX(add->list), row_new(*op, obstacle));
    }
}

void lm_add_step_offer(LmAddStep *add, const lm_info *in)
{
    GtkWidget *row;
    while ((row = GTK_WIDGET(gtk_list_box_get_row_at_index(GTK_LIST_BOX(add->list), 0))))
        gtk_list_box_remove(GTK_LIST_BOX(add->list), row);
    add_rows(add, in, true);
    add_rows(add, in, false);
    gtk_editable_set_text(GTK_EDITABLE(add->search), "");
    gtk_widget_grab_focus(add->search);
}

static void lm_add_step_class_init(LmAddStepClass *class)
{
    (void)class;
    chosen = g_signal_new("chosen", LM_TYPE_ADD_STEP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                          G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void lm_add_step_init(LmAddStep *add)
{
    GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 6);
    GtkWidget *scrolled = gtk_scrolled_window_new();
    add->search = gtk_search_entry_new();
    add->list = gtk_list_box_new();
    add->nothing = gtk_label_new(_("No step of that name"));
    gtk_accessible_update_property(GTK_ACCESSIBLE(add->search), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                   _("Search steps"), -1);
    gtk_accessible_update_property(GTK_ACCESSIBLE(add->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                   _("Steps to add"), -1);
    gtk_list_box_set_selection_mode(GTK_LIST_BOX(add->list), GTK_SELECTION_NONE);
    gtk_list_box_set_filter_func(GTK_LIST_BOX(add->list), is_sought, add, NULL);
    gtk_list_box_set_header_func(GTK_LIST_BOX(add->list), set_header, NULL, NULL);
    gtk_list_box_set_placeholder(GTK_LIST_BOX(add->list), add->nothing);
    g_signal_connect(add->list, "row-activated", G_CALLBACK(on_activated), add);
    g_signal_connect(add->search, "search-changed", G_CALLBACK(on_search), add);
    g_signal_connect(add->search, "activate", G_CALLBACK(on_enter), add);
    g_signal_connect_swapped(add->search, "stop-search", G_CALLBACK(gtk_popover_popdown), add);
    gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(scrolled), GTK_POLICY_NEVER,
                                   GTK_POLICY_AUTOMATIC);
    gtk_scrolled_window_set_propagate_natural_height(GTK_SCROLLED_WINDOW(scrolled), TRUE);
    gtk_scrolled_window_set_max_content_height(GTK_SCROLLED_WINDOW(scrolled), 480);
    gtk_widget_set_size_request(scrolled, 340, -1);
    gtk_scrolled_window_set_child(GTK_SCROLLED_WINDOW(scrolled), add->list);
    gtk_box_append(GTK_BOX(box), add->search);
    gtk_box_append(GTK_BOX(box), scrolled);
    gtk_popover_set_child(GTK_POPOVER(add), box);
}

GtkWidget *lm_add_step_new(void)
{
    return g_object_new(LM_TYPE_ADD_STEP, NULL);
}
