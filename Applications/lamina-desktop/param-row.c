#include "param-row.h"

#include "paragraph.h"
#include "param-control.h"
#include "tooltip.h"

#include <glib/gi18n.h>

struct _LmParamRow {
    AdwPreferencesRow parent;
    LmSession *session;
    guint64 tag;
    const lm_op *op;
    const lm_param *param;
    LmParamControl *control;
    GtkWidget *reset, *error;
    guint pending;     /* source that commits what was typed */
    char *typed, *was; /* what is to be committed; what the document says */
    bool showing, shown;
};

G_DEFINE_TYPE(LmParamRow, lm_param_row, ADW_TYPE_PREFERENCES_ROW)

enum { TYPING_MS = 400 }; /* a pause that ends a word */

const lm_param lm_param_id = {
    .name = "id",
    .label = N_("Name"),
    .help = N_("By this name pictures show what comes out here; in the job it is the step's id."),
    .type = LM_PARAM_TEXT,
};

/* ---- from the control to the document ---- */

static void show_error(LmParamRow *row, const char *words)
{
    lm_paragraph_set_text(LM_PARAGRAPH(row->error), words);
    gtk_widget_set_visible(row->error, words != NULL);
    if (words)
        gtk_widget_add_css_class(GTK_WIDGET(row->control), "error");
    else
        gtk_widget_remove_css_class(GTK_WIDGET(row->control), "error");
    gtk_accessible_update_state(GTK_ACCESSIBLE(row->control), GTK_ACCESSIBLE_STATE_INVALID,
                                words ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                                -1);
}

static bool is_right(LmParamRow *row, const char *text)
{
    g_autoptr(lm_step) trial = lm_step_new(row->op);
    g_autoptr(GError) error = NULL;
    g_autofree char *expected = lm_param_expects(row->param);
    g_autofree char *missing = g_strdup_printf(_("Needed: %s"), expected);
    bool is_missing = !text && (row->param->flags & LM_PARAM_REQUIRED);
    bool ok = !is_missing && lm_step_set(trial, row->param->name, text, &error);
    show_error(row, ok ? NULL : is_missing ? missing : error->message);
    return ok;
}

static gboolean commit(gpointer user)
{
    LmParamRow *row = user;
    g_clear_handle_id(&row->pending, g_source_remove);
    LmDocument *document = lm_session_document(row->session);
    g_autofree char *text = g_steal_pointer(&row->typed);
    g_autoptr(GError) error = NULL;
    if (lm_step_tagged(lm_document_job(document), row->tag) &&
        !lm_document_set(document, row->tag, row->param->name, text, &error))
        show_error(row, error->message);
    return G_SOURCE_REMOVE;
}

/* Takes what the control says now; NULL: nothing is given. `text` is taken over. */
static void take(LmParamRow *row, char *text, bool at_once)
{
    g_clear_handle_id(&row->pending, g_source_remove);
    g_clear_pointer(&row->typed, g_free);
    bool right = is_right(row, text);
    if (!right || g_strcmp0(text, row->was) == 0) {
        g_free(text);
        return;
    }
    row->typed = text;
    if (at_once)
        commit(row);
    else
        row->pending = g_timeout_add(TYPING_MS, commit, row);
}

static void on_changed(GtkWidget *control, gboolean typing, LmParamRow *row)
{
    (void)control;
    if (!row->showing)
        take(row, lm_param_control_text(row->control), !typing);
}

/* What was typed is not to be lost when something else is clicked, or the job is saved. */
static void settle(LmParamRow *row)
{
    if (row->pending)
        commit(row);
}

static void on_reset(GtkButton *button, LmParamRow *row)
{
    (void)button;
    take(row, NULL, true);
}

/* ---- from the document to the control ---- */

void lm_param_row_show(LmParamRow *row, const char *text)
{
    bool given = text && !(row->param->flags & LM_PARAM_REQUIRED);
    gtk_widget_set_visible(row->reset, given);
    bool is_names = row->param->type == LM_PARAM_STEPS; /* what there is may have changed */
    if (row->shown && !is_names && g_strcmp0(text, row->was) == 0)
        return;
    row->shown = true;
    g_free(row->was);
    row->was = g_strdup(text);
    row->showing = true;
    lm_param_control_show(row->control, text);
    row->showing = false;
    show_error(row, NULL);
}

/* ---- the widget ---- */

static char *tooltip_of(const lm_param *param)
{
    return param->def ? g_strdup_printf(_("%s\nUsually: %s"), _(param->help), param->def)
                      : g_strdup(_(param->help));
}

static GtkWidget *label_new(const lm_param *param)
{
    g_autofree char *text = param->unit ? g_strdup_printf("%s (%s)", _(param->label), param->unit)
                                        : g_strdup(_(param->label));
    GtkWidget *label = gtk_label_new(text);
    gtk_label_set_xalign(GTK_LABEL(label), 0);
    gtk_label_set_wrap(GTK_LABEL(label), TRUE);
    gtk_widget_set_hexpand(label, TRUE);
    return label;
}

static GtkWidget *reset_new(LmParamRow *row)
{
    row->reset = gtk_button_new_from_icon_name("edit-clear-symbolic");
    gtk_widget_add_css_class(row->reset, "flat");
    gtk_widget_set_valign(row->reset, GTK_ALIGN_CENTER);
    gtk_widget_set_visible(row->reset, FALSE);
    g_autofree char *words = row->param->def
                                 ? g_strdup_printf(_("Back to the usual: %s"), row->param->def)
                                 : g_strdup(_("Take it back"));
    lm_tooltip_set(row->reset, words);
    gtk_accessible_update_property(GTK_ACCESSIBLE(row->reset), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                   -1);
    g_signal_connect(row->reset, "clicked", G_CALLBACK(on_reset), row);
    return row->reset;
}

static GtkWidget *error_new(LmParamRow *row)
{
    row->error = lm_paragraph_new(20, 0);
    gtk_widget_add_css_class(row->error, "error");
    gtk_widget_add_css_class(row->error, "caption");
    gtk_widget_set_visible(row->error, FALSE);
    return row->error;
}

/* Narrow controls stand beside their label, wide ones below it. */
static void lay_out(LmParamRow *row)
{
    GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 4);
    GtkWidget *head = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 6);
    gtk_box_append(GTK_BOX(head), label_new(row->param));
    bool wide = lm_param_control_is_wide(row->control);
    gtk_box_append(GTK_BOX(head), reset_new(row));
    gtk_box_append(GTK_BOX(wide ? box : head), GTK_WIDGET(row->control));
    gtk_box_prepend(GTK_BOX(box), head);
    gtk_box_append(GTK_BOX(box), error_new(row));
    gtk_widget_set_margin_top(box, 8);
    gtk_widget_set_margin_bottom(box, 8);
    gtk_widget_set_margin_start(box, 12);
    gtk_widget_set_margin_end(box, 12);
    gtk_list_box_row_set_child(GTK_LIST_BOX_ROW(row), box);
}

static void dispose(GObject *object)
{
    LmParamRow *row = LM_PARAM_ROW(object);
    g_clear_handle_id(&row->pending, g_source_remove);
    g_clear_object(&row->session);
    G_OBJECT_CLASS(lm_param_row_parent_class)->dispose(object);
}

static void finalize(GObject *object)
{
    LmParamRow *row = LM_PARAM_ROW(object);
    g_free(row->typed);
    g_free(row->was);
    G_OBJECT_CLASS(lm_param_row_parent_class)->finalize(object);
}

static void lm_param_row_class_init(LmParamRowClass *class)
{
    G_OBJECT_CLASS(class)->dispose = dispose;
    G_OBJECT_CLASS(class)->finalize = finalize;
}

static void lm_param_row_init(LmParamRow *row)
{
    gtk_list_box_row_set_activatable(GTK_LIST_BOX_ROW(row), FALSE);
    gtk_widget_set_focusable(GTK_WIDGET(row), FALSE);
    GtkEventController *focus = gtk_event_controller_focus_new();
    g_signal_connect_swapped(focus, "leave", G_CALLBACK(settle), row);
    gtk_widget_add_controller(GTK_WIDGET(row), focus);
}

GtkWidget *lm_param_row_new(LmSession *session, guint64 tag, const lm_op *op, const lm_param *param)
{
    LmParamRow *row = g_object_new(LM_TYPE_PARAM_ROW, NULL);
    row->session = g_object_ref(session);
    row->tag = tag;
    row->op = op;
    row->param = param;
    row->control = LM_PARAM_CONTROL(lm_param_control_new(session, tag, param));
    lay_out(row);
    g_autofree char *tooltip = tooltip_of(param);
    lm_tooltip_set(GTK_WIDGET(row), tooltip);
    adw_preferences_row_set_title(ADW_PREFERENCES_ROW(row), _(param->label));
    gtk_accessible_update_property(GTK_ACCESSIBLE(row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                   _(param->label), -1);
    g_signal_connect_object(row->control, "changed", G_CALLBACK(on_changed), row, 0);
    g_signal_connect_object(lm_session_document(session), "settle", G_CALLBACK(settle), row,
                            G_CONNECT_SWAPPED);
    lm_param_row_show(row, NULL);
    return GTK_WIDGET(row);
}
