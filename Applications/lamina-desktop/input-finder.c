#include "input-finder.h"

#include "chooser.h"
#include "paragraph.h"

#include <glib/gi18n.h>

struct _LmInputFinder {
    AdwBin parent;
    LmSession *session;
    GtkWidget *words;
};

G_DEFINE_TYPE(LmInputFinder, lm_input_finder, ADW_TYPE_BIN)

static const lm_step *input_of(LmInputFinder *finder)
{
    return lm_document_job(lm_session_document(finder->session))->input;
}

/* ---- choosing ---- */

static void on_chosen(GtkNativeDialog *dialog, int response, LmInputFinder *finder)
{
    g_autoptr(GFile) file = gtk_file_chooser_get_file(GTK_FILE_CHOOSER(dialog));
    g_autofree char *path = file ? g_file_get_path(file) : NULL;
    g_autoptr(GError) error = NULL;
    if (response == GTK_RESPONSE_ACCEPT && path && lm_session_can_name(finder->session, path) &&
        !lm_document_set(lm_session_document(finder->session), input_of(finder)->tag, "path", path,
                         &error))
        lm_session_say(finder->session, "%s", error->message);
    g_object_unref(dialog);
}

static void choose(LmInputFinder *finder, const char *title, GtkFileChooserAction action)
{
    GtkRoot *root = gtk_widget_get_root(GTK_WIDGET(finder));
    GtkFileChooserNative *dialog = lm_chooser_open(GTK_WINDOW(root), title, action, NULL);
    g_signal_connect_object(dialog, "response", G_CALLBACK(on_chosen), finder, 0);
}

static void choose_folder(LmInputFinder *finder)
{
    choose(finder, _("Where are the slices?"), GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER);
}

static void choose_file(LmInputFinder *finder)
{
    choose(finder, _("Where are the slices?"), GTK_FILE_CHOOSER_ACTION_OPEN);
}

/* ---- following the session ---- */

static void show(LmInputFinder *finder)
{
    LmEngine *engine = lm_session_engine(finder->session);
    const LmResult *result = lm_engine_result(engine, input_of(finder)->tag);
    bool asks = result && result->error && !result->series;
    if (asks)
        lm_paragraph_set_text(LM_PARAGRAPH(finder->words), result->error);
    gtk_widget_set_visible(GTK_WIDGET(finder), asks);
}

static void on_result(LmInputFinder *finder, guint64 tag)
{
    if (tag == input_of(finder)->tag)
        show(finder);
}

/* ---- the widget ---- */

static void dispose(GObject *object)
{
    g_clear_object(&LM_INPUT_FINDER(object)->session);
    G_OBJECT_CLASS(lm_input_finder_parent_class)->dispose(object);
}

static void lm_input_finder_class_init(LmInputFinderClass *class)
{
    G_OBJECT_CLASS(class)->dispose = dispose;
}

static void lm_input_finder_init(LmInputFinder *finder)
{
    GtkWidget *card = gtk_box_new(GTK_ORIENTATION_VERTICAL, 8);
    GtkWidget *heading = lm_paragraph_new(20, 0);
    GtkWidget *folder = gtk_button_new_with_label(_("Choose a folder"));
    GtkWidget *file = gtk_button_new_with_label(_("Choose a file"));
    finder->words = lm_paragraph_new(20, 0);
    lm_paragraph_set_text(LM_PARAGRAPH(heading), _("Where are the slices?"));
    gtk_widget_add_css_class(heading, "heading");
    gtk_widget_add_css_class(card, "card");
    gtk_widget_add_css_class(card, "question");
    gtk_widget_add_css_class(folder, "suggested-action");
    g_signal_connect_swapped(folder, "clicked", G_CALLBACK(choose_folder), finder);
    g_signal_connect_swapped(file, "clicked", G_CALLBACK(choose_file), finder);
    gtk_box_append(GTK_BOX(card), heading);
    gtk_box_append(GTK_BOX(card), finder->words);
    gtk_box_append(GTK_BOX(card), folder);
    gtk_box_append(GTK_BOX(card), file);
    adw_bin_set_child(ADW_BIN(finder), card);
}

GtkWidget *lm_input_finder_new(LmSession *session)
{
    LmInputFinder *finder = g_object_new(LM_TYPE_INPUT_FINDER, NULL);
    finder->session = g_object_ref(session);
    g_signal_connect_object(session, "result", G_CALLBACK(on_result), finder, G_CONNECT_SWAPPED);
    g_signal_connect_object(session, "job", G_CALLBACK(show), finder, G_CONNECT_SWAPPED);
    show(finder);
    return GTK_WIDGET(finder);
}
