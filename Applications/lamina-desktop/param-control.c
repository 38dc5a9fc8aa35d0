#include "param-control.h"

#include "chooser.h"
#include "icon-button.h"
#include "inner-name.h"
#include "job-edit.h"

#include "lamina/number.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

struct _LmParamControl {
    AdwBin parent;
    LmSession *session;
    guint64 tag;
    const lm_param *param;
    GtkWidget *input; /* the switch, spin button, list, box of checks, or entry */
    bool showing;
};

G_DEFINE_TYPE(LmParamControl, lm_param_control, ADW_TYPE_BIN)

static guint changed;

static void tell(LmParamControl *control, bool typing)
{
    if (!control->showing)
        g_signal_emit(control, changed, 0, (gboolean)typing);
}

static void on_set(LmParamControl *control)
{
    tell(control, false);
}

static void on_typed(LmParamControl *control)
{
    tell(control, true);
}

/* ---- numbers ---- */

static bool is_spin(const lm_param *param)
{
    bool is_number = param->type == LM_PARAM_INT || param->type == LM_PARAM_REAL;
    return is_number && (param->def || (param->flags & LM_PARAM_REQUIRED));
}

/* GTK's own conversions go through the locale. */
static int on_input(GtkSpinButton *spin, double *value, gpointer user)
{
    (void)user;
    return lm_number_parse(gtk_editable_get_text(GTK_EDITABLE(spin)), value) ? TRUE
                                                                             : GTK_INPUT_ERROR;
}

static gboolean on_output(GtkSpinButton *spin, gpointer user)
{
    (void)user;
    g_autofree char *text = lm_number_words(gtk_spin_button_get_value(spin), 12);
    if (!g_str_equal(text, gtk_editable_get_text(GTK_EDITABLE(spin))))
        gtk_editable_set_text(GTK_EDITABLE(spin), text);
    return TRUE;
}

/* A tenth of the size of a usual value. */
static double step_of(const lm_param *param)
{
    double usual = 1;
    if (param->type == LM_PARAM_INT || !param->def || !lm_number_parse(param->def, &usual) ||
        usual == 0)
        return 1;
    return pow(10, ceil(log10(fabs(usual))) - 1);
}

static GtkWidget *spin_new(LmParamControl *control)
{
    static const double far = 1e12;
    const lm_param *param = control->param;
    bool any = param->min == 0 && param->max == 0;
    double step = step_of(param);
    GtkAdjustment *adjustment =
        gtk_adjustment_new(0, any ? -far : param->min, any ? far : param->max, step, 10 * step, 0);
    GtkWidget *spin = gtk_spin_button_new(adjustment, 0, 0);
    gtk_editable_set_enable_undo(GTK_EDITABLE(spin), FALSE);
    gtk_spin_button_set_update_policy(GTK_SPIN_BUTTON(spin), GTK_UPDATE_IF_VALID);
    gtk_editable_set_width_chars(GTK_EDITABLE(spin), 6);
    gtk_editable_set_max_width_chars(GTK_EDITABLE(spin), 8);
    g_signal_connect(spin, "input", G_CALLBACK(on_input), NULL);
    g_signal_connect(spin, "output", G_CALLBACK(on_output), NULL);
    g_signal_connect_swapped(spin, "changed", G_CALLBACK(on_typed), control);
    return spin;
}

/* ---- any of several words ---- */

static void add_check(LmParamControl *control, const char *word, bool active)
{
    GtkWidget *check = gtk_check_button_new_with_label(word);
    gtk_check_button_set_active(GTK_CHECK_BUTTON(check), active);
    g_signal_connect_swapped(check, "toggled", G_CALLBACK(on_set), control);
    gtk_box_append(GTK_BOX(control->input), check);
}

static bool holds_step(const lm_step *step, guint64 tag)
{
    for (guint i = 0; step->steps && i < step->steps->len; i++) {
        const lm_step *inner = step->steps->pdata[i];
        if (inner->tag == tag || holds_step(inner, tag))
            return true;
    }
    return false;
}

/* main, and the names of what is complete before this step. */
static GPtrArray *names_before(LmParamControl *control)
{
    const lm_job *job = lm_document_job(lm_session_document(control->session));
    GPtrArray *names = g_ptr_array_new_null_terminated(8, g_free, TRUE);
    const lm_step *step;
    g_ptr_array_add(names, g_strdup("main"));
    for (guint i = 0; (step = lm_job_step_at(job, i)) && step->tag != control->tag; i++)
        if (step->id && !holds_step(step, control->tag))
            g_ptr_array_add(names, g_strdup(step->id));
    return names;
}

/* The words that can be chosen, and those of the text that are no longer among them. */
static void show_checks(LmParamControl *control, const char *text)
{
    GtkWidget *child;
    while ((child = gtk_widget_get_first_child(control->input)))
        gtk_box_remove(GTK_BOX(control->input), child);
    g_autoptr(GPtrArray) names = NULL;
    const char *const *words = control->param->choices;
    if (control->param->type == LM_PARAM_STEPS) {
        names = names_before(control);
        words = (const char *const *)names->pdata;
    }
    g_auto(GStrv) active = g_strsplit_set(text ? text : "", " ,\t\r\n", -1);
    for (const char *const *word = words; *word; word++)
        add_check(control, *word, g_strv_contains((const char *const *)active, *word));
    for (char **word = active; *word; word++)
        if (**word && !g_strv_contains(words, *word))
            add_check(control, *word, true);
}

static char *checked_words(LmParamControl *control)
{
    GString *text = g_string_new(NULL);
    for (GtkWidget *check = gtk_widget_get_first_child(control->input); check;
         check = gtk_widget_get_next_sibling(check))
        if (gtk_check_button_get_active(GTK_CHECK_BUTTON(check)))
            g_string_append_printf(text, "%s%s", text->len ? " " : "",
                                   gtk_check_button_get_label(GTK_CHECK_BUTTON(check)));
    return g_string_free(text, text->len == 0);
}

static GtkWidget *checks_new(LmParamControl *control)
{
    bool across = control->param->type == LM_PARAM_WORDS;
    return gtk_box_new(across ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL,
                       across ? 12 : 0);
}

/* ---- entries, and what may stand in them ---- */

static void on_word(GtkButton *button, LmParamControl *control)
{
    gtk_editable_set_text(GTK_EDITABLE(control->input), gtk_button_get_label(button));
}

static void on_file(GtkNativeDialog *dialog, int response, LmParamControl *control)
{
    g_autoptr(GFile) file = gtk_file_chooser_get_file(GTK_FILE_CHOOSER(dialog));
    g_autofree char *path = file ? g_file_get_path(file) : NULL;
    if (response == GTK_RESPONSE_ACCEPT && path && lm_session_can_name(control->session, path))
        gtk_editable_set_text(GTK_EDITABLE(control->input), path);
    g_object_unref(dialog);
}

static void choose_file(GtkButton *button, LmParamControl *control)
{
    int action = GPOINTER_TO_INT(g_object_get_data(G_OBJECT(button), "action"));
    GtkRoot *root = gtk_widget_get_root(GTK_WIDGET(control));
    GtkFileChooserNative *dialog = lm_chooser_open(GTK_WINDOW(root), _(control->param->label),
                                                   (GtkFileChooserAction)action, NULL);
    if (action == GTK_FILE_CHOOSER_ACTION_SAVE) {
        g_autofree char *text = lm_param_control_text(control);
        g_autofree char *name = g_path_get_basename(text ? text : "");
        gtk_file_chooser_set_current_name(GTK_FILE_CHOOSER(dialog), name);
    }
    g_signal_connect_object(dialog, "response", G_CALLBACK(on_file), control, 0);
}

static void add_file_button(LmParamControl *control, GtkWidget *box, const char *icon,
                            const char *words, GtkFileChooserAction action)
{
    GtkWidget *button = lm_icon_button_new(icon, words, NULL);
    g_object_set_data(G_OBJECT(button), "action", GINT_TO_POINTER(action));
    g_signal_connect(button, "clicked", G_CALLBACK(choose_file), control);
    gtk_box_append(GTK_BOX(box), button);
}

static void add_file_buttons(LmParamControl *control, GtkWidget *box)
{
    if (control->param->type == LM_PARAM_INPUT) {
        add_file_button(control, box, "folder-symbolic", _("Choose a folder"),
                        GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER);
        add_file_button(control, box, "image-x-generic-symbolic", _("Choose a file"),
                        GTK_FILE_CHOOSER_ACTION_OPEN);
    } else if (control->param->type == LM_PARAM_OUTPUT) {
        add_file_button(control, box, "document-save-symbolic", _("Choose a file to write"),
                        GTK_FILE_CHOOSER_ACTION_SAVE);
    }
}

static GtkWidget *entry_new(LmParamControl *control)
{
    const lm_param *param = control->param;
    GtkWidget *entry = gtk_entry_new();
    bool is_number = param->type != LM_PARAM_TEXT && param->type != LM_PARAM_INPUT &&
                     param->type != LM_PARAM_OUTPUT;
    g_autofree char *expected = is_number ? lm_param_expects(param) : NULL;
    gtk_entry_set_placeholder_text(GTK_ENTRY(entry), param->def ? param->def : expected);
    gtk_editable_set_enable_undo(GTK_EDITABLE(entry), FALSE); /* the job has its own */
    gtk_widget_set_hexpand(entry, TRUE);
    g_signal_connect_swapped(entry, "changed", G_CALLBACK(on_typed), control);
    g_signal_connect_swapped(entry, "activate", G_CALLBACK(on_set), control);
    return entry;
}

/* An entry with what may stand in it beside it. */
static GtkWidget *entry_box_new(LmParamControl *control)
{
    GtkWidget *box = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 0);
    gtk_widget_add_css_class(box, "linked");
    control->input = entry_new(control);
    gtk_box_append(GTK_BOX(box), control->input);
    const char *const *word = control->param->choices;
    for (; word && *word; word++) {
        GtkWidget *button = gtk_button_new_with_label(*word);
        g_signal_connect(button, "clicked", G_CALLBACK(on_word), control);
        gtk_box_append(GTK_BOX(box), button);
    }
    add_file_buttons(control, box);
    return box;
}

/* ---- all of them ---- */

char *lm_param_control_text(LmParamControl *control)
{
    const lm_param *param = control->param;
    switch (param->type) {
    case LM_PARAM_BOOL:
        return g_strdup(gtk_switch_get_active(GTK_SWITCH(control->input)) ? "true" : "false");
    case LM_PARAM_ENUM:
        return g_strdup(param->choices[gtk_drop_down_get_selected(GTK_DROP_DOWN(control->input))]);
    case LM_PARAM_WORDS:
    case LM_PARAM_STEPS:
        return checked_words(control);
    default:
        break;
    }
    const char *text = gtk_editable_get_text(GTK_EDITABLE(control->input));
    return *text ? g_strdup(text) : NULL;
}

static void show_bool(LmParamControl *control, const char *text)
{
    static const char *const yes[] = {"true", "yes", "1", NULL};
    gtk_switch_set_active(GTK_SWITCH(control->input), text && g_strv_contains(yes, text));
}

static void show_choice(LmParamControl *control, const char *text)
{
    const char *const *choices = control->param->choices;
    for (guint i = 0; text && choices[i]; i++)
        if (g_str_equal(choices[i], text))
            gtk_drop_down_set_selected(GTK_DROP_DOWN(control->input), i);
}

static void show_text(LmParamControl *control, const char *text)
{
    GtkEditable *editable = GTK_EDITABLE(control->input);
    if (g_str_equal(gtk_editable_get_text(editable), text))
        return;
    gtk_editable_set_text(editable, text);
    if (is_spin(control->param))
        gtk_spin_button_update(GTK_SPIN_BUTTON(editable));
}

void lm_param_control_show(LmParamControl *control, const char *text)
{
    const lm_param *param = control->param;
    const char *taken = text ? text : param->def;
    control->showing = true;
    if (param->type == LM_PARAM_BOOL)
        show_bool(control, taken);
    else if (param->type == LM_PARAM_ENUM)
        show_choice(control, taken);
    else if (param->type == LM_PARAM_WORDS || param->type == LM_PARAM_STEPS)
        show_checks(control, taken);
    else if (is_spin(param))
        show_text(control, taken ? taken : "0");
    else
        show_text(control, text ? text : "");
    control->showing = false;
    if (!text && is_spin(param))
        gtk_widget_add_css_class(control->input, "dim-label");
    else
        gtk_widget_remove_css_class(control->input, "dim-label");
}

bool lm_param_control_is_wide(LmParamControl *control)
{
    lm_param_type type = control->param->type;
    return type != LM_PARAM_BOOL && type != LM_PARAM_ENUM && type != LM_PARAM_WORDS &&
           !is_spin(control->param);
}

static GtkWidget *control_new(LmParamControl *control)
{
    const lm_param *param = control->param;
    GtkWidget *input = NULL;
    if (param->type == LM_PARAM_BOOL) {
        input = gtk_switch_new();
        g_signal_connect_swapped(input, "notify::active", G_CALLBACK(on_set), control);
    } else if (param->type == LM_PARAM_ENUM) {
        input = gtk_drop_down_new_from_strings(param->choices);
        g_signal_connect_swapped(input, "notify::selected", G_CALLBACK(on_set), control);
    } else if (param->type == LM_PARAM_WORDS || param->type == LM_PARAM_STEPS) {
        input = checks_new(control);
    } else if (is_spin(param)) {
        input = spin_new(control);
    } else {
        return entry_box_new(control);
    }
    control->input = input;
    gtk_widget_set_valign(input, GTK_ALIGN_CENTER);
    return input;
}

static void dispose(GObject *object)
{
    g_clear_object(&LM_PARAM_CONTROL(object)->session);
    G_OBJECT_CLASS(lm_param_control_parent_class)->dispose(object);
}

static void lm_param_control_class_init(LmParamControlClass *class)
{
    G_OBJECT_CLASS(class)->dispose = dispose;
    changed = g_signal_new("changed", LM_TYPE_PARAM_CONTROL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                           G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
}

static void lm_param_control_init(LmParamControl *control)
{
    (void)control;
}

GtkWidget *lm_param_control_new(LmSession *session, guint64 tag, const lm_param *param)
{
    LmParamControl *control = g_object_new(LM_TYPE_PARAM_CONTROL, NULL);
    control->session = g_object_ref(session);
    control->tag = tag;
    control->param = param;
    adw_bin_set_child(ADW_BIN(control), control_new(control));
    gtk_accessible_update_property(GTK_ACCESSIBLE(control->input), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                   _(param->label), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                   _(param->help), -1);
    if (param->type == LM_PARAM_ENUM)
        lm_inner_name_set(control->input, GTK_TYPE_TOGGLE_BUTTON, _(param->label));
    return GTK_WIDGET(control);
}
