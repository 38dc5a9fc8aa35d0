#include "export-dialog.h"

#include "chooser.h"
#include "job-edit.h"

#include "lamina/registry.h"

#include <glib/gi18n.h>

/* Something that can be written. */
typedef struct choice {
    enum { VALUE, PICTURE, ALL } what;
    guint64 tag;       /* of the step whose value it is */
    const char *first; /* a first name */
} choice;

struct _LmExportDialog {
    AdwWindow parent;
    LmSession *session;
    LmSolidView *solid; /* that a picture is of */
    GArray *choices;    /* of choice */
    AdwComboRow *what;
    GtkEditable *name;
    AdwActionRow *folder_row;
    char *folder;
    GtkSwitch *keep, *report;
    GtkLabel *wrong;
};

#define LM_TYPE_EXPORT_DIALOG (lm_export_dialog_get_type())
G_DECLARE_FINAL_TYPE(LmExportDialog, lm_export_dialog, LM, EXPORT_DIALOG, AdwWindow)
G_DEFINE_TYPE(LmExportDialog, lm_export_dialog, ADW_TYPE_WINDOW)

static LmDocument *document_of(LmExportDialog *dialog)
{
    return lm_session_document(dialog->session);
}

/* ---- what there is ---- */

static void add_choice(LmExportDialog *dialog, GtkStringList *names, const char *name, choice c)
{
    gtk_string_list_append(names, name);
    g_array_append_val(dialog->choices, c);
}

/* The step whose value is the volume that is looked at; 0 when there is none. */
static guint64 step_of_volume(LmSession *session)
{
    const lm_job *job = lm_document_job(lm_session_document(session));
    const lm_step *step;
    for (guint i = 0; (step = lm_job_step_at(job, i)); i++) {
        const LmResult *result = lm_engine_result(lm_session_engine(session), step->tag);
        if (result && result->value.volume && result->value.volume == lm_session_volume(session))
            return step->tag;
    }
    return 0;
}

static GListModel *list_choices(LmExportDialog *dialog)
{
    GtkStringList *names = gtk_string_list_new(NULL);
    const lm_job *job = lm_document_job(document_of(dialog));
    g_autoptr(GArray) surfaces = lm_session_surfaces(dialog->session);
    for (guint i = 0; i < surfaces->len; i++) {
        guint64 tag = g_array_index(surfaces, guint64, i);
        const lm_step *step = lm_step_tagged(job, tag);
        g_autofree char *name =
            g_strdup_printf(_("Surface: %s"), step->id ? step->id : _(step->op->title));
        add_choice(dialog, names, name, (choice){VALUE, tag, "surface.stl"});
    }
    guint64 tag = step_of_volume(dialog->session);
    if (tag)
        add_choice(dialog, names, _("The volume that is shown"),
                   (choice){VALUE, tag, "volume.nrrd"});
    add_choice(dialog, names, _("The picture in 3D"), (choice){PICTURE, 0, "picture.png"});
    add_choice(dialog, names, _("All that the job writes"), (choice){ALL, 0, ""});
    return G_LIST_MODEL(names);
}

static const choice *chosen(LmExportDialog *dialog)
{
    return &g_array_index(dialog->choices, choice, adw_combo_row_get_selected(dialog->what));
}

static void on_choice(LmExportDialog *dialog)
{
    const choice *c = chosen(dialog);
    g_autofree char *name = lm_edit_free_output(lm_document_job(document_of(dialog)), c->first);
    gtk_editable_set_text(dialog->name, name);
    gtk_widget_set_sensitive(GTK_WIDGET(dialog->name), c->what != ALL);
    gtk_widget_set_sensitive(GTK_WIDGET(dialog->keep), c->what != ALL);
}

/* ---- writing ---- */

/* Everything off that writes, but this file. */
static void silence_others(const lm_job *job, const char *name)
{
    lm_step *step;
    for (guint i = 0; (step = lm_job_step_at(job, i)); i++) {
        const lm_param *path = lm_param_find(step->op->params, "path");
        if (!(step->op->flags & LM_OP_SINK))
            continue;
        const char *text = path ? step->texts[path - step->op->params] : NULL;
        step->off = step->off || g_strcmp0(text, name) != 0;
    }
}

/* Adds what writes the choice to the document. */
static bool add_to_document(LmExportDialog *dialog, const choice *c, const char *name,
                            GError **error)
{
    if (c->what == PICTURE)
        return lm_solid_view_add_render(dialog->solid, name, error);
    g_autoptr(lm_job) job = lm_document_edit(document_of(dialog));
    g_autoptr(lm_step) save = lm_step_new(lm_op_find("save"));
    if (!lm_step_set(save, "path", name, error))
        return false;
    lm_edit_insert(job, g_steal_pointer(&save), c->tag, LM_PLACE_AFTER);
    lm_document_commit(document_of(dialog), g_steal_pointer(&job), _("Export"), NULL);
    return true;
}

/* The job to run; its new step stays in the document when that is wanted. */
static lm_job *job_to_run(LmExportDialog *dialog, GError **error)
{
    const choice *c = chosen(dialog);
    const char *name = gtk_editable_get_text(dialog->name);
    if (c->what == ALL)
        return lm_document_edit(document_of(dialog));
    if (!add_to_document(dialog, c, name, error))
        return NULL;
    lm_job *job = lm_document_edit(document_of(dialog));
    silence_others(job, name);
    if (!gtk_switch_get_active(dialog->keep))
        lm_document_undo(document_of(dialog));
    return job;
}

/* A step that was added for an export, and goes again when that writes nothing; another change of
 * the job lets it stay. */
typedef struct trial {
    LmDocument *document;
    LmEngine *engine; /* borrowed: the trial ends with it */
} trial;

static void trial_free(gpointer data, GClosure *closure)
{
    (void)closure;
    trial *t = data;
    g_signal_handlers_disconnect_by_data(t->document, t);
    g_object_unref(t->document);
    g_free(t);
}

static void end_trial(trial *t)
{
    g_signal_handlers_disconnect_by_data(t->engine, t);
}

static void on_exported(LmEngine *engine, const GError *error, const char *output, trial *t)
{
    (void)output;
    if (lm_engine_is_exporting(engine))
        return; /* this was the one before */
    g_autoptr(LmDocument) document = g_object_ref(t->document);
    end_trial(t);
    if (error)
        lm_document_undo(document);
}

static void begin_trial(LmSession *session)
{
    trial *t = g_new0(trial, 1);
    t->document = g_object_ref(lm_session_document(session));
    t->engine = lm_session_engine(session);
    g_signal_connect_swapped(t->document, "changed", G_CALLBACK(end_trial), t);
    g_signal_connect_data(t->engine, "exported", G_CALLBACK(on_exported), t, trial_free, 0);
}

static void export_now(LmExportDialog *dialog)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(lm_job) job = job_to_run(dialog, &error);
    if (!job) {
        gtk_label_set_text(dialog->wrong, error->message);
        return;
    }
    g_autofree char *from = lm_document_folder(document_of(dialog));
    g_autofree char *report = gtk_switch_get_active(dialog->report)
                                  ? g_build_filename(dialog->folder, "report.html", NULL)
                                  : NULL;
    lm_engine_export(lm_session_engine(dialog->session), job, from, dialog->folder, report);
    if (chosen(dialog)->what != ALL && gtk_switch_get_active(dialog->keep))
        begin_trial(dialog->session);
    gtk_window_close(GTK_WINDOW(dialog));
}

/* ---- the folder ---- */

static void set_folder(LmExportDialog *dialog, char *folder)
{
    g_free(dialog->folder);
    dialog->folder = folder;
    g_autofree char *shown = g_filename_display_name(folder);
    adw_action_row_set_subtitle(dialog->folder_row, shown);
}

static void on_folder(GtkNativeDialog *chooser, int response, gpointer user)
{
    g_autoptr(GFile) file = gtk_file_chooser_get_file(GTK_FILE_CHOOSER(chooser));
    char *path = file ? g_file_get_path(file) : NULL;
    if (response == GTK_RESPONSE_ACCEPT && path)
        set_folder(LM_EXPORT_DIALOG(user), path);
    else
        g_free(path);
    g_object_unref(chooser);
}

static void choose_folder(LmExportDialog *dialog)
{
    GtkFileChooserNative *chooser =
        lm_chooser_open(GTK_WINDOW(dialog), _("Folder for the results"),
                        GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _("_Select"));
    g_signal_connect_object(chooser, "response", G_CALLBACK(on_folder), dialog, 0);
}

/* ---- the dialog ---- */

static GtkSwitch *add_switch(AdwPreferencesGroup *group, const char *title, const char *subtitle,
                             bool active)
{
    GtkWidget *row = g_object_new(ADW_TYPE_ACTION_ROW, "title", title, "subtitle", subtitle, NULL);
    GtkWidget *toggle =
        g_object_new(GTK_TYPE_SWITCH, "valign", GTK_ALIGN_CENTER, "active", active, NULL);
    adw_action_row_add_suffix(ADW_ACTION_ROW(row), toggle);
    adw_action_row_set_activatable_widget(ADW_ACTION_ROW(row), toggle);
    adw_preferences_group_add(group, row);
    return GTK_SWITCH(toggle);
}

static GtkWidget *make_group(LmExportDialog *dialog)
{
    GtkWidget *widget = adw_preferences_group_new();
    AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP(widget);
    g_autoptr(GListModel) choices = list_choices(dialog);
    dialog->what = g_object_new(ADW_TYPE_COMBO_ROW, "title", _("What"), "model", choices, NULL);
    dialog->name =
        g_object_new(ADW_TYPE_ENTRY_ROW, "title", _("File name"), "activates-default", TRUE, NULL);
    dialog->folder_row = g_object_new(ADW_TYPE_ACTION_ROW, "title", _("Folder"), NULL);
    GtkWidget *button = gtk_button_new_with_label(_("Choose…"));
    gtk_widget_set_valign(button, GTK_ALIGN_CENTER);
    g_signal_connect_object(button, "clicked", G_CALLBACK(choose_folder), dialog,
                            G_CONNECT_SWAPPED);
    adw_action_row_add_suffix(dialog->folder_row, button);
    adw_preferences_group_add(group, GTK_WIDGET(dialog->what));
    adw_preferences_group_add(group, GTK_WIDGET(dialog->name));
    adw_preferences_group_add(group, GTK_WIDGET(dialog->folder_row));
    dialog->keep = add_switch(group, _("Keep as a step of the job"),
                              _("The saved job then writes it as well"), true);
    dialog->report =
        add_switch(group, _("Report"), _("What was done, as a page: report.html"), false);
    g_signal_connect_object(dialog->what, "notify::selected", G_CALLBACK(on_choice), dialog,
                            G_CONNECT_SWAPPED);
    return widget;
}

static GtkWidget *make_header(LmExportDialog *dialog)
{
    GtkWidget *header = g_object_new(ADW_TYPE_HEADER_BAR, "show-end-title-buttons", FALSE,
                                     "show-start-title-buttons", FALSE, NULL);
    GtkWidget *cancel = gtk_button_new_with_label(_("Cancel"));
    GtkWidget *go = gtk_button_new_with_label(_("Export"));
    gtk_widget_add_css_class(go, "suggested-action");
    g_signal_connect_object(cancel, "clicked", G_CALLBACK(gtk_window_close), dialog,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(go, "clicked", G_CALLBACK(export_now), dialog, G_CONNECT_SWAPPED);
    adw_header_bar_pack_start(ADW_HEADER_BAR(header), cancel);
    adw_header_bar_pack_end(ADW_HEADER_BAR(header), go);
    gtk_window_set_default_widget(GTK_WINDOW(dialog), go);
    return header;
}

static void finalize(GObject *object)
{
    LmExportDialog *dialog = LM_EXPORT_DIALOG(object);
    g_array_unref(dialog->choices);
    g_free(dialog->folder);
    g_object_unref(dialog->session);
    g_object_unref(dialog->solid);
    G_OBJECT_CLASS(lm_export_dialog_parent_class)->finalize(object);
}

static void lm_export_dialog_class_init(LmExportDialogClass *class)
{
    G_OBJECT_CLASS(class)->finalize = finalize;
    gtk_widget_class_add_binding_action(GTK_WIDGET_CLASS(class), GDK_KEY_Escape, 0, "window.close",
                                        NULL);
}

static void lm_export_dialog_init(LmExportDialog *dialog)
{
    dialog->choices = g_array_new(FALSE, FALSE, sizeof(choice));
}

void lm_export_dialog_show(GtkWindow *parent, LmSession *session, LmSolidView *solid)
{
    LmExportDialog *dialog = g_object_new(LM_TYPE_EXPORT_DIALOG, "transient-for", parent, "modal",
                                          TRUE, "title", _("Export"), "default-width", 480, NULL);
    dialog->session = g_object_ref(session);
    dialog->solid = g_object_ref(solid);
    GtkWidget *group = make_group(dialog);
    gtk_widget_set_margin_start(group, 18);
    gtk_widget_set_margin_end(group, 18);
    dialog->wrong =
        g_object_new(GTK_TYPE_LABEL, "wrap", TRUE, "margin-top", 12, "margin-bottom", 18, NULL);
    gtk_widget_add_css_class(GTK_WIDGET(dialog->wrong), "error");
    GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 12);
    gtk_box_append(GTK_BOX(box), make_header(dialog));
    gtk_box_append(GTK_BOX(box), group);
    gtk_box_append(GTK_BOX(box), GTK_WIDGET(dialog->wrong));
    adw_window_set_content(ADW_WINDOW(dialog), box);
    set_folder(dialog, lm_document_folder(document_of(dialog)));
    on_choice(dialog);
    gtk_widget_grab_focus(GTK_WIDGET(dialog->name)); /* and not Cancel, the first that could be */
    gtk_window_present(GTK_WINDOW(dialog));
}
