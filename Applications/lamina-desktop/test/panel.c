/* The panel of a step, in a display of its own. */
#include "paragraph.h"
#include "param-control.h"
#include "param-row.h"
#include "step-panel.h"
#include "testing.h"

#include "lamina/registry.h"

/* A text that is right for a parameter and not its default. */
static char *some_text(const lm_param *param)
{
    switch (param->type) {
    case LM_PARAM_BOOL:
        return g_strdup(g_strcmp0(param->def, "true") == 0 ? "false" : "true");
    case LM_PARAM_INT:
    case LM_PARAM_REAL:
        return g_strdup(param->max > 0 && param->max <= 2 ? "0.25" : "3");
    case LM_PARAM_ENUM:
        return g_strdup(param->choices[1]);
    case LM_PARAM_WORDS:
        return g_strjoin(" ", param->choices[0], param->choices[1], NULL);
    case LM_PARAM_REALS: {
        const char *number = param->min > 2 ? "40" : "2";
        GString *text = g_string_new(number);
        for (size_t i = 1; i < param->min_count; i++)
            g_string_append_printf(text, " %s", number);
        return g_string_free(text, FALSE);
    }
    case LM_PARAM_STEPS:
        return g_strdup("main gone");
    case LM_PARAM_TEXT:
    case LM_PARAM_INPUT:
    case LM_PARAM_OUTPUT:
        return g_strdup("some text");
    }
    return NULL;
}

static void assert_says(GtkWidget *control, const char *expected)
{
    g_autofree char *text = lm_param_control_text(LM_PARAM_CONTROL(control));
    g_assert_cmpstr(text, ==, expected);
}

/* Every parameter of every operation has a control, which says what it was shown. */
static void test_controls(void)
{
    g_autoptr(LmSession) session = lm_session_new(1, 0);
    for (const lm_op *const *op = lm_ops(); *op; op++)
        for (const lm_param *param = (*op)->params; param && param->name; param++) {
            g_autoptr(lm_step) step = lm_step_new(*op);
            g_autofree char *text = some_text(param);
            GError *error = NULL;
            lm_step_set(step, param->name, text, &error);
            g_assert_no_error(error);
            GtkWidget *control = g_object_ref_sink(lm_param_control_new(session, 0, param));
            lm_param_control_show(LM_PARAM_CONTROL(control), text);
            assert_says(control, text);
            lm_param_control_show(LM_PARAM_CONTROL(control), NULL);
            lm_param_control_show(LM_PARAM_CONTROL(control), text);
            assert_says(control, text);
            g_object_unref(control);
        }
}

/* ---- typing ---- */

static GtkWidget *find(GtkWidget *widget, GType type)
{
    if (G_TYPE_CHECK_INSTANCE_TYPE(widget, type))
        return widget;
    GtkWidget *found = NULL;
    for (GtkWidget *child = gtk_widget_get_first_child(widget); child && !found;
         child = gtk_widget_get_next_sibling(child))
        found = find(child, type);
    return found;
}

static GtkWidget *row_named(GtkWidget *widget, const char *title)
{
    if (LM_IS_PARAM_ROW(widget) &&
        g_str_equal(adw_preferences_row_get_title(ADW_PREFERENCES_ROW(widget)), title))
        return widget;
    GtkWidget *found = NULL;
    for (GtkWidget *child = gtk_widget_get_first_child(widget); child && !found;
         child = gtk_widget_get_next_sibling(child))
        found = row_named(child, title);
    return found;
}

static void wait_ms(int ms)
{
    for (gint64 end = g_get_monotonic_time() + ms * 1000; g_get_monotonic_time() < end;)
        if (!g_main_context_iteration(NULL, FALSE))
            g_usleep(2000);
}

typedef struct fixture {
    LmSession *session;
    LmDocument *document;
    GtkWidget *panel;
    guint64 tag;
} fixture;

static void set_up(fixture *f, gconstpointer op)
{
    f->session = lm_session_new(1, 0);
    f->document = lm_session_document(f->session);
    lm_job *job = lm_document_edit(f->document);
    lm_step *step = lm_step_new(lm_op_find(op));
    lm_job_insert(job, NULL, 0, step);
    lm_document_commit(f->document, job, "Add", NULL);
    f->tag = step->tag;
    lm_session_select(f->session, f->tag);
    f->panel = g_object_ref_sink(lm_step_panel_new(f->session));
}

static void tear_down(fixture *f, gconstpointer op)
{
    (void)op;
    g_object_unref(f->panel);
    g_object_unref(f->session);
}

static void assert_step(const fixture *f, const char *expected)
{
    const lm_step *step = lm_step_tagged(lm_document_job(f->document), f->tag);
    g_autofree char *text = lm_step_text(step);
    g_assert_cmpstr(text, ==, expected);
}

static void type_fast(const fixture *f, const char *title, GType entry, const char *text)
{
    GtkWidget *editable = find(row_named(f->panel, title), entry);
    g_autoptr(GString) typed = g_string_new(NULL);
    for (const char *c = text; *c; c++) {
        g_string_append_c(typed, *c);
        gtk_editable_set_text(GTK_EDITABLE(editable), typed->str);
    }
}

static void type(const fixture *f, const char *title, GType entry, const char *text)
{
    type_fast(f, title, entry, text);
    wait_ms(600);
}

static void test_typing(fixture *f, gconstpointer op)
{
    (void)op;
    type(f, "Size", GTK_TYPE_ENTRY, "10 20 30");
    assert_step(f, "resample size=\"10 20 30\"");
    type(f, "Size", GTK_TYPE_ENTRY, "10 20 x");
    assert_step(f, "resample size=\"10 20 30\"");
    g_assert_nonnull(
        strstr(lm_paragraph_text(LM_PARAGRAPH(gtk_widget_get_last_child(
                   gtk_list_box_row_get_child(GTK_LIST_BOX_ROW(row_named(f->panel, "Size")))))),
               "10 20 x"));
    lm_document_undo(f->document);
    assert_step(f, "resample");
    GtkWidget *entry = find(row_named(f->panel, "Size"), GTK_TYPE_ENTRY);
    g_assert_cmpstr(gtk_editable_get_text(GTK_EDITABLE(entry)), ==, "");
    lm_document_redo(f->document);
    g_assert_cmpstr(gtk_editable_get_text(GTK_EDITABLE(entry)), ==, "10 20 30");
}

/* Saved before the pause that ends a word. */
static void test_saved_at_once(fixture *f, gconstpointer op)
{
    (void)op;
    char *folder = test_folder();
    g_autofree char *path = g_build_filename(folder, "job.xml", NULL), *saved = NULL;
    g_autoptr(GError) error = NULL;
    type_fast(f, "Size", GTK_TYPE_ENTRY, "10 20 30");
    assert_step(f, "resample");
    lm_document_save(f->document, path);
    while (lm_document_is_saving(f->document))
        g_main_context_iteration(NULL, TRUE);
    g_assert_false(lm_document_is_unsaved(f->document));
    g_assert_true(g_file_get_contents(path, &saved, NULL, &error));
    g_assert_nonnull(strstr(saved, "size=\"10 20 30\""));
    type_fast(f, "Size", GTK_TYPE_ENTRY, "10 20 40");
    lm_document_undo(f->document);
    assert_step(f, "resample size=\"10 20 30\"");
    test_folder_remove(folder);
}

static void test_spinning(fixture *f, gconstpointer op)
{
    (void)op;
    GtkWidget *row = row_named(f->panel, "Keep");
    type(f, "Keep", GTK_TYPE_SPIN_BUTTON, "0.125");
    assert_step(f, "decimate keep=\"0.125\"");
    GtkSpinButton *spin = GTK_SPIN_BUTTON(find(row, GTK_TYPE_SPIN_BUTTON));
    gtk_spin_button_update(spin); /* as a click on its buttons does */
    gtk_spin_button_spin(spin, GTK_SPIN_STEP_FORWARD, 0.1);
    wait_ms(600);
    assert_step(f, "decimate keep=\"0.225\"");
    g_signal_emit_by_name(find(row, GTK_TYPE_BUTTON), "clicked");
    assert_step(f, "decimate");
    g_assert_cmpstr(gtk_editable_get_text(GTK_EDITABLE(spin)), ==, "0.5");
}

/* The name of a step is one of its texts as well. */
static void test_name(fixture *f, gconstpointer op)
{
    (void)op;
    type(f, "Name", GTK_TYPE_ENTRY, "skin");
    assert_step(f, "decimate id=\"skin\"");
    type(f, "Name", GTK_TYPE_ENTRY, "main");
    assert_step(f, "decimate id=\"skin\"");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_setenv("GTK_A11Y", "none", TRUE);
    if (!gtk_init_check())
        return 77;
    adw_init();
    g_test_add_func("/desktop/panel/controls", test_controls);
    g_test_add("/desktop/panel/typing", fixture, "resample", set_up, test_typing, tear_down);
    g_test_add("/desktop/panel/saved-at-once", fixture, "resample", set_up, test_saved_at_once,
               tear_down);
    g_test_add("/desktop/panel/spinning", fixture, "decimate", set_up, test_spinning, tear_down);
    g_test_add("/desktop/panel/name", fixture, "decimate", set_up, test_name, tear_down);
    return g_test_run();
}
