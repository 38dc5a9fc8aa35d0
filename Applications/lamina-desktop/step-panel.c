#include "step-panel.h"

#include "input-finder.h"
#include "paragraph.h"
#include "param-row.h"
#include "result-table.h"
#include "spacing-entry.h"

#include <glib/gi18n.h>

struct _LmStepPanel {
    AdwBin parent;
    LmSession *session;
    GtkBox *box;
    GtkWidget *step; /* heading and parameters of */
    guint64 tag;     /* this step, and */
    const lm_op *op;
    GPtrArray *rows; /* its rows, of LmParamRow, borrowed: "id" first, then as declared */
    GtkSwitch *drag; /* NULL: there is no box to drag */
    GtkWidget *result;
};

G_DEFINE_TYPE(LmStepPanel, lm_step_panel, ADW_TYPE_BIN)

/* ---- making it ---- */

static GtkWidget *row_new(LmStepPanel *panel, const lm_param *param)
{
    GtkWidget *row = lm_param_row_new(panel->session, panel->tag, panel->op, param);
    g_ptr_array_add(panel->rows, row);
    return row;
}

static gboolean on_drag(GtkSwitch *drag, gboolean active, LmStepPanel *panel)
{
    (void)drag;
    bool is_box = lm_session_tool(panel->session) == LM_TOOL_BOX;
    if (active != is_box)
        lm_session_set_tool(panel->session, active ? LM_TOOL_BOX : LM_TOOL_LOOK);
    return FALSE;
}

static void show_tool(LmStepPanel *panel)
{
    if (panel->drag)
        gtk_switch_set_active(panel->drag, lm_session_tool(panel->session) == LM_TOOL_BOX);
}

/* A box is easier dragged than typed. */
static GtkWidget *drag_row_new(LmStepPanel *panel)
{
    GtkWidget *row = adw_action_row_new(), *drag = gtk_switch_new();
    panel->drag = GTK_SWITCH(drag);
    gtk_widget_set_valign(drag, GTK_ALIGN_CENTER);
    g_signal_connect(drag, "state-set", G_CALLBACK(on_drag), panel);
    adw_preferences_row_set_title(ADW_PREFERENCES_ROW(row), _("Drag the box in the slices"));
    adw_action_row_add_suffix(ADW_ACTION_ROW(row), drag);
    adw_action_row_set_activatable_widget(ADW_ACTION_ROW(row), drag);
    show_tool(panel);
    return row;
}

static bool is_box(const lm_param *param)
{
    return param->type == LM_PARAM_REALS && g_str_equal(param->name, "box");
}

/* What few need: the name, and what is declared as advanced. */
static GtkWidget *more_new(GtkWidget *id_row)
{
    GtkWidget *more = adw_expander_row_new();
    adw_preferences_row_set_title(ADW_PREFERENCES_ROW(more), _("More"));
    gtk_accessible_update_property(GTK_ACCESSIBLE(more), GTK_ACCESSIBLE_PROPERTY_LABEL, _("More"),
                                   -1);
    if (id_row)
        adw_expander_row_add_row(ADW_EXPANDER_ROW(more), id_row);
    return more;
}

static void fill(LmStepPanel *panel, AdwPreferencesGroup *group)
{
    bool has_id = !(panel->op->flags & LM_OP_SOURCE);
    GtkWidget *more = more_new(has_id ? row_new(panel, &lm_param_id) : NULL);
    bool has_more = has_id;
    g_object_ref_sink(more);
    for (const lm_param *param = panel->op->params; param && param->name; param++) {
        GtkWidget *row = row_new(panel, param);
        bool advanced = param->flags & LM_PARAM_ADVANCED;
        has_more |= advanced;
        if (advanced)
            adw_expander_row_add_row(ADW_EXPANDER_ROW(more), row);
        else
            adw_preferences_group_add(group, row);
        if (is_box(param))
            adw_preferences_group_add(group, drag_row_new(panel));
    }
    if (has_more)
        adw_preferences_group_add(group, more);
    g_object_unref(more);
}

static GtkWidget *heading_new(const lm_op *op)
{
    GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 6);
    GtkWidget *title = gtk_label_new(_(op->title)), *help = lm_paragraph_new(20, 0);
    gtk_label_set_xalign(GTK_LABEL(title), 0);
    gtk_widget_add_css_class(title, "heading");
    lm_paragraph_set_text(LM_PARAGRAPH(help), _(op->help));
    gtk_widget_add_css_class(help, "dim-label");
    gtk_box_append(GTK_BOX(box), title);
    gtk_box_append(GTK_BOX(box), help);
    return box;
}

static void rebuild(LmStepPanel *panel, const lm_step *step)
{
    g_ptr_array_set_size(panel->rows, 0);
    panel->drag = NULL;
    panel->tag = step->tag;
    panel->op = step->op;
    if (panel->step)
        gtk_box_remove(panel->box, panel->step);
    panel->step = heading_new(step->op);
    gtk_box_insert_child_after(panel->box, panel->step, gtk_widget_get_prev_sibling(panel->result));
    GtkWidget *group = adw_preferences_group_new();
    gtk_widget_set_margin_top(group, 6);
    gtk_box_append(GTK_BOX(panel->step), group);
    fill(panel, ADW_PREFERENCES_GROUP(group));
}

/* ---- following the session ---- */

static void show_rows(LmStepPanel *panel, const lm_step *step)
{
    guint row = 0;
    if (!(step->op->flags & LM_OP_SOURCE))
        lm_param_row_show(panel->rows->pdata[row++], step->id);
    for (guint i = 0; step->op->params && step->op->params[i].name; i++)
        lm_param_row_show(panel->rows->pdata[row++], step->texts[i]);
}

static void show_result(LmStepPanel *panel)
{
    LmEngine *engine = lm_session_engine(panel->session);
    lm_result_table_show(LM_RESULT_TABLE(panel->result), lm_engine_result(engine, panel->tag));
}

static void on_job(LmStepPanel *panel)
{
    const lm_step *step = lm_session_selected_step(panel->session);
    if (step->tag != panel->tag || step->op != panel->op)
        rebuild(panel, step);
    show_rows(panel, step);
    show_result(panel);
}

static void on_result(LmStepPanel *panel, guint64 tag)
{
    if (tag == panel->tag)
        show_result(panel);
}

/* ---- the widget ---- */

static void dispose(GObject *object)
{
    g_clear_object(&LM_STEP_PANEL(object)->session);
    G_OBJECT_CLASS(lm_step_panel_parent_class)->dispose(object);
}

static void finalize(GObject *object)
{
    g_ptr_array_unref(LM_STEP_PANEL(object)->rows);
    G_OBJECT_CLASS(lm_step_panel_parent_class)->finalize(object);
}

static void lm_step_panel_class_init(LmStepPanelClass *class)
{
    G_OBJECT_CLASS(class)->dispose = dispose;
    G_OBJECT_CLASS(class)->finalize = finalize;
}

static void lm_step_panel_init(LmStepPanel *panel)
{
    GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 18);
    panel->box = GTK_BOX(box);
    panel->rows = g_ptr_array_new();
    gtk_widget_set_margin_top(box, 12);
    gtk_widget_set_margin_bottom(box, 12);
    gtk_widget_set_margin_start(box, 12);
    gtk_widget_set_margin_end(box, 12);
    adw_bin_set_child(ADW_BIN(panel), box);
}

GtkWidget *lm_step_panel_new(LmSession *session)
{
    LmStepPanel *panel = g_object_new(LM_TYPE_STEP_PANEL, NULL);
    panel->session = g_object_ref(session);
    panel->result = lm_result_table_new();
    gtk_box_append(panel->box, lm_input_finder_new(session));
    gtk_box_append(panel->box, lm_spacing_entry_new(session));
    gtk_box_append(panel->box, panel->result);
    g_signal_connect_object(session, "job", G_CALLBACK(on_job), panel, G_CONNECT_SWAPPED);
    g_signal_connect_object(session, "selected", G_CALLBACK(on_job), panel, G_CONNECT_SWAPPED);
    g_signal_connect_object(session, "result", G_CALLBACK(on_result), panel, G_CONNECT_SWAPPED);
    g_signal_connect_object(session, "tool", G_CALLBACK(show_tool), panel, G_CONNECT_SWAPPED);
    on_job(panel);
    return GTK_WIDGET(panel);
}
