#include "window.h"

#include "chooser.h"
#include "drop-area.h"
#include "export-dialog.h"
#include "header.h"
#include "overwrite-dialog.h"
#include "place.h"
#include "recent.h"
#include "rescue.h"
#include "shortcuts.h"
#include "start-page.h"
#include "work-page.h"

#include <glib/gi18n.h>

enum { LONG_ENOUGH = 10 }; /* to think better of it, in seconds */

struct _LmWindow {
    AdwApplicationWindow parent;
    LmSession *session;
    AdwToastOverlay *toasts;
    AdwToast *said;     /* the last that was said, if it was not closed; NULL: nothing is */
    bool can_undo;      /* it offers to */
    bool tells_unsaved; /* it says that the job could not be saved */
    GtkStack *pages;    /* "start" and "work" */
    AdwWindowTitle *title;
    GtkWidget *start; /* the page; NULL once it was freed */
    LmWorkPage *work;
    bool closing;   /* as soon as the job is saved */
    bool may_close; /* the person said what is to become of unsaved work */
};

G_DEFINE_TYPE(LmWindow, lm_window, ADW_TYPE_APPLICATION_WINDOW)

LmSession *lm_window_session(LmWindow *window)
{
    return window->session;
}

static LmDocument *document_of(LmWindow *window)
{
    return lm_session_document(window->session);
}

/* ---- what the session says ---- */

static void on_dismissed(LmWindow *window)
{
    g_clear_object(&window->said);
}

/* In place of what was said before; `undo_action` takes it back, NULL: nothing does. */
static void say(LmWindow *window, const char *text, const char *undo_action)
{
    g_autofree char *escaped = g_markup_escape_text(text, -1);
    if (window->said)
        adw_toast_dismiss(window->said);
    window->said = adw_toast_new(escaped);
    window->can_undo = undo_action;
    window->tells_unsaved = false;
    adw_toast_set_timeout(window->said, undo_action ? LONG_ENOUGH : 0);
    if (undo_action) {
        adw_toast_set_button_label(window->said, _("Undo"));
        adw_toast_set_action_name(window->said, undo_action);
    }
    g_signal_connect_object(window->said, "dismissed", G_CALLBACK(on_dismissed), window,
                            G_CONNECT_SWAPPED);
    adw_toast_overlay_add_toast(window->toasts, g_object_ref(window->said));
}

/* It stays until it was closed, or something else is to be said. */
static void on_message(LmSession *session, const char *text, gpointer user)
{
    (void)session;
    say(user, text, NULL);
}

/* It goes at the next change of the job, for then undo takes that back. */
static void on_done(LmSession *session, const char *text, gpointer user)
{
    (void)session;
    say(user, text, "win.undo");
}

static void on_undrawn(LmSession *session, const char *text, gpointer user)
{
    (void)session;
    say(user, text, "win.draw-again");
}

static void on_elsewhere(LmSession *session, const char *path, gpointer user)
{
    (void)session;
    GtkApplication *application = gtk_window_get_application(user);
    g_autoptr(GFile) file = g_file_new_for_path(path);
    GFile *files[] = {file};
    g_application_open(G_APPLICATION(application), files, 1, "");
}

static void set_enabled(LmWindow *window, const char *action, bool enabled)
{
    gtk_widget_action_set_enabled(GTK_WIDGET(window), action, enabled);
}

/* What is being done with the job's file, else where it is. */
static char *subtitle_of(LmWindow *window)
{
    const char *path = lm_document_path(document_of(window));
    if (lm_session_is_opening(window->session))
        return g_strdup(_("Opening…"));
    if (lm_document_is_saving(document_of(window)))
        return g_strdup(window->closing ? _("Saving, then closing…") : _("Saving…"));
    return path ? lm_place_words(path) : g_strdup("");
}

static void show_title(LmWindow *window)
{
    LmDocument *document = document_of(window);
    g_autofree char *name = lm_document_title(document);
    g_autofree char *title =
        g_strdup_printf("%s%s", lm_document_is_unsaved(document) ? "• " : "", name);
    adw_window_title_set_title(window->title, title);
    g_autofree char *subtitle = subtitle_of(window);
    adw_window_title_set_subtitle(window->title, subtitle);
    gtk_window_set_title(GTK_WINDOW(window), title);
}

static void on_job(gpointer ignored, gpointer user)
{
    (void)ignored;
    LmWindow *window = user;
    LmDocument *document = document_of(window);
    bool is_open = lm_document_job(document)->input->texts[0] != NULL;
    gtk_stack_set_visible_child_name(window->pages, is_open ? "work" : "start");
    if (window->said && window->can_undo)
        adw_toast_dismiss(window->said);
    set_enabled(window, "win.undo", lm_document_undo_name(document));
    set_enabled(window, "win.redo", lm_document_redo_name(document));
    set_enabled(window, "win.save", is_open);
    set_enabled(window, "win.save-as", is_open);
    set_enabled(window, "win.export", is_open);
    set_enabled(window, "win.copy-command", is_open);
    show_title(window);
}

static void on_file(LmWindow *window)
{
    on_job(NULL, window);
    if (window->said && window->tells_unsaved && !lm_document_is_unsaved(document_of(window)))
        adw_toast_dismiss(window->said);
    if (window->closing && !lm_document_is_saving(document_of(window)))
        gtk_window_close(GTK_WINDOW(window));
}

/* Before "file", and after the message was said. */
static void on_failed(LmWindow *window)
{
    window->closing = false;
    window->tells_unsaved = true;
}

static void on_overtaken(LmWindow *window)
{
    window->closing = false;
    lm_overwrite_dialog_show(GTK_WINDOW(window), document_of(window));
}

/* ---- opening and saving ---- */

static void on_chosen(GtkNativeDialog *dialog, int response, gpointer user)
{
    LmWindow *window = user;
    g_autoptr(GFile) file = gtk_file_chooser_get_file(GTK_FILE_CHOOSER(dialog));
    g_autofree char *path = file ? g_file_get_path(file) : NULL;
    bool saves =
        gtk_file_chooser_get_action(GTK_FILE_CHOOSER(dialog)) == GTK_FILE_CHOOSER_ACTION_SAVE;
    if (response != GTK_RESPONSE_ACCEPT || !path)
        window->closing = false;
    else if (saves)
        lm_document_save(document_of(window), path);
    else
        lm_session_open(window->session, path);
    g_object_unref(dialog);
}

static void choose(LmWindow *window, const char *title, GtkFileChooserAction action,
                   const char *accept)
{
    GtkFileChooserNative *dialog = lm_chooser_open(GTK_WINDOW(window), title, action, accept);
    if (action == GTK_FILE_CHOOSER_ACTION_SAVE)
        gtk_file_chooser_set_current_name(GTK_FILE_CHOOSER(dialog), "job.xml");
    g_signal_connect_object(dialog, "response", G_CALLBACK(on_chosen), window, 0);
}

static void open_folder(GtkWidget *widget, const char *action, GVariant *parameter)
{
    (void)action;
    (void)parameter;
    choose(LM_WINDOW(widget), _("Open a folder of slices"), GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER,
           _("_Open"));
}

static void open_file(GtkWidget *widget, const char *action, GVariant *parameter)
{
    (void)action;
    (void)parameter;
    choose(LM_WINDOW(widget), _("Open a slice, a volume or a job"), GTK_FILE_CHOOSER_ACTION_OPEN,
           _("_Open"));
}

static void open_recent(GtkWidget *widget, const char *action, GVariant *path)
{
    (void)action;
    lm_recent_open(LM_WINDOW(widget)->session, g_variant_get_bytestring(path));
}

static void save_as(GtkWidget *widget, const char *action, GVariant *parameter)
{
    (void)action;
    (void)parameter;
    choose(LM_WINDOW(widget), _("Save the job as"), GTK_FILE_CHOOSER_ACTION_SAVE, _("_Save"));
}

static void save(GtkWidget *widget, const char *action, GVariant *parameter)
{
    LmDocument *document = document_of(LM_WINDOW(widget));
    if (lm_document_path(document) || lm_document_is_saving(document))
        lm_document_save(document, NULL);
    else
        save_as(widget, action, parameter);
}

/* ---- the other actions ---- */

static void undo(GtkWidget *widget, const char *action, GVariant *parameter)
{
    (void)action;
    (void)parameter;
    lm_document_undo(document_of(LM_WINDOW(widget)));
}

static void draw_again(GtkWidget *widget, const char *action, GVariant *parameter)
{
    (void)action;
    (void)parameter;
    lm_session_draw_again(LM_WINDOW(widget)->session);
}

static void redo(GtkWidget *widget, const char *action, GVariant *parameter)
{
    (void)action;
    (void)parameter;
    lm_document_redo(document_of(LM_WINDOW(widget)));
}

static void cancel(GtkWidget *widget, const char *action, GVariant *parameter)
{
    (void)action;
    (void)parameter;
    lm_engine_cancel(lm_session_engine(LM_WINDOW(widget)->session));
}

static void go_on(GtkWidget *widget, const char *action, GVariant *parameter)
{
    (void)action;
    (void)parameter;
    lm_session_go_on(LM_WINDOW(widget)->session);
}

static void export_all(GtkWidget *widget, const char *action, GVariant *parameter)
{
    (void)action;
    (void)parameter;
    LmWindow *window = LM_WINDOW(widget);
    lm_document_settle(document_of(window));
    lm_export_dialog_show(GTK_WINDOW(window), window->session, lm_work_page_solid(window->work));
}

static void copy_command(GtkWidget *widget, const char *action, GVariant *parameter)
{
    (void)action;
    (void)parameter;
    LmWindow *window = LM_WINDOW(widget);
    LmDocument *document = document_of(window);
    lm_document_settle(document);
    const char *path = lm_document_path(document), *why;
    g_autofree char *line =
        lm_job_command_line(lm_document_job(document), path ? path : "job.xml", &why);
    gdk_clipboard_set_text(gtk_widget_get_clipboard(widget), line);
    if (why)
        lm_session_say(window->session, _("Copied: %s (%s)"), line, why);
    else
        lm_session_say(window->session, _("Copied: %s"), line);
}

static void about(GtkWidget *widget, const char *action, GVariant *parameter)
{
    (void)action;
    (void)parameter;
    adw_show_about_window(GTK_WINDOW(widget), "application-name", "Lamina", "application-icon",
                          LAMINA_APPLICATION_ID, "version", LAMINA_VERSION, "developer-name",
                          _("The Lamina developers"), "license-type", GTK_LICENSE_APACHE_2_0,
                          "comments",
                          _("Slices in; a true-to-scale volume, pictures and surfaces out."), NULL);
}

static void show_shortcuts(GtkWidget *widget, const char *action, GVariant *parameter)
{
    (void)action;
    (void)parameter;
    lm_shortcuts_show(GTK_WINDOW(widget));
}

/* ---- closing ---- */

static void close_window(gpointer data)
{
    g_autoptr(LmWindow) window = data;
    gtk_window_close(GTK_WINDOW(window));
}

static void on_answer(AdwMessageDialog *dialog, const char *response, gpointer user)
{
    (void)dialog;
    LmWindow *window = user;
    if (g_str_equal(response, "cancel"))
        return;
    if (g_str_equal(response, "save")) {
        window->closing = true;
        save(GTK_WIDGET(window), NULL, NULL);
        return;
    }
    window->may_close = true;
    lm_rescue_forget(document_of(window));
    /* Once the dialog, which hangs on the window, has done with its answer. */
    g_idle_add_once(close_window, g_object_ref(window));
}

/* A window takes long to free, above all when a screen reader has seen it: unseen, in several
 * turns. */
static gboolean take_apart(gpointer data)
{
    LmWindow *window = data;
    if (lm_work_page_take_apart(window->work))
        return G_SOURCE_CONTINUE;
    if (window->start) {
        gtk_stack_remove(window->pages, g_steal_pointer(&window->start));
        return G_SOURCE_CONTINUE;
    }
    gtk_window_destroy(GTK_WINDOW(window));
    return G_SOURCE_REMOVE;
}

/* What is being saved is waited for; who closes again meanwhile is asked. */
static bool waits(LmWindow *window)
{
    window->closing = !window->closing && lm_document_is_saving(document_of(window));
    show_title(window);
    return window->closing;
}

static gboolean close_request(GtkWindow *base)
{
    LmWindow *window = LM_WINDOW(base);
    lm_document_settle(document_of(window));
    if (window->may_close || !lm_session_has_work(window->session)) {
        gtk_widget_set_visible(GTK_WIDGET(window), FALSE);
        g_idle_add_full(G_PRIORITY_DEFAULT_IDLE, take_apart, g_object_ref(window), g_object_unref);
        return TRUE;
    }
    if (waits(window))
        return TRUE;
    GtkWidget *dialog = adw_message_dialog_new(base, _("Save the job?"),
                                               _("What was changed since it was saved is lost "
                                                 "otherwise."));
    adw_message_dialog_add_responses(ADW_MESSAGE_DIALOG(dialog), "cancel", _("Cancel"), "discard",
                                     _("Discard"), "save", _("Save"), NULL);
    adw_message_dialog_set_response_appearance(ADW_MESSAGE_DIALOG(dialog), "discard",
                                               ADW_RESPONSE_DESTRUCTIVE);
    adw_message_dialog_set_response_appearance(ADW_MESSAGE_DIALOG(dialog), "save",
                                               ADW_RESPONSE_SUGGESTED);
    adw_message_dialog_set_default_response(ADW_MESSAGE_DIALOG(dialog), "save");
    adw_message_dialog_set_close_response(ADW_MESSAGE_DIALOG(dialog), "cancel");
    g_signal_connect_object(dialog, "response", G_CALLBACK(on_answer), window, 0);
    gtk_window_present(GTK_WINDOW(dialog));
    return TRUE;
}

/* ---- the object ---- */

static const char *const tool_names[] = {"look", "window", "measure", "box"};

static void on_tool(GSimpleAction *action, GVariant *state, gpointer user)
{
    const char *name = g_variant_get_string(state, NULL);
    for (int i = 0; i < (int)G_N_ELEMENTS(tool_names); i++)
        if (g_str_equal(name, tool_names[i]))
            lm_session_set_tool(LM_WINDOW(user)->session, (LmTool)i);
    g_simple_action_set_state(action, state);
}

static void on_tool_changed(LmSession *session, gpointer user)
{
    GVariant *name = g_variant_new_string(tool_names[lm_session_tool(session)]);
    g_action_group_change_action_state(G_ACTION_GROUP(user), "tool", name);
}

static void show_all_views(GtkWidget *widget, const char *action, GVariant *parameter)
{
    (void)action;
    (void)parameter;
    lm_work_page_show_all_views(LM_WINDOW(widget)->work);
}

static void add_tool_action(LmWindow *window)
{
    g_autoptr(GSimpleAction) action = g_simple_action_new_stateful(
        "tool", G_VARIANT_TYPE_STRING, g_variant_new_string(tool_names[0]));
    g_signal_connect_object(action, "change-state", G_CALLBACK(on_tool), window, 0);
    g_action_map_add_action(G_ACTION_MAP(window), G_ACTION(action));
    g_signal_connect_object(window->session, "tool", G_CALLBACK(on_tool_changed), window, 0);
}

static void on_page(GSimpleAction *action, GVariant *name, gpointer user)
{
    (void)action;
    lm_work_page_show_part(LM_WINDOW(user)->work, g_variant_get_string(name, NULL));
}

/* A page of the left side, or "looks", the right one. */
static void add_page_action(LmWindow *window)
{
    g_autoptr(GSimpleAction) action = g_simple_action_new("page", G_VARIANT_TYPE_STRING);
    g_signal_connect_object(action, "activate", G_CALLBACK(on_page), window, 0);
    g_action_map_add_action(G_ACTION_MAP(window), G_ACTION(action));
}

static void dispose(GObject *object)
{
    LmWindow *window = LM_WINDOW(object);
    g_clear_object(&window->said);
    g_clear_object(&window->session);
    G_OBJECT_CLASS(lm_window_parent_class)->dispose(object);
}

static void lm_window_class_init(LmWindowClass *class)
{
    G_OBJECT_CLASS(class)->dispose = dispose;
    GTK_WINDOW_CLASS(class)->close_request = close_request;
    static const struct {
        const char *name;
        GtkWidgetActionActivateFunc activate;
    } actions[] = {
        {"win.open-folder", open_folder},
        {"win.open-file", open_file},
        {"win.save", save},
        {"win.save-as", save_as},
        {"win.export", export_all},
        {"win.copy-command", copy_command},
        {"win.undo", undo},
        {"win.draw-again", draw_again},
        {"win.redo", redo},
        {"win.cancel", cancel},
        {"win.go-on", go_on},
        {"win.about", about},
        {"win.shortcuts", show_shortcuts},
        {"win.all-views", show_all_views},
    };
    GtkWidgetClass *widget = GTK_WIDGET_CLASS(class);
    gtk_widget_class_install_action(widget, "win.open-recent", "ay", open_recent);
    for (size_t i = 0; i < G_N_ELEMENTS(actions); i++)
        gtk_widget_class_install_action(widget, actions[i].name, NULL, actions[i].activate);
}

static void lm_window_init(LmWindow *window)
{
    gtk_window_set_default_size(GTK_WINDOW(window), 1440, 900);
}

LmWindow *lm_window_new(AdwApplication *application, LmSession *session)
{
    LmWindow *window = g_object_new(LM_TYPE_WINDOW, "application", application, NULL);
    window->session = g_object_ref(session);
    add_tool_action(window);
    add_page_action(window);
    lm_shortcuts_bind(GTK_WIDGET(window), LM_SHORTCUTS_JOB);
    lm_shortcuts_bind(GTK_WIDGET(window), LM_SHORTCUTS_WINDOW);
    /* What is not seen is not measured either. */
    window->pages =
        g_object_new(GTK_TYPE_STACK, "hhomogeneous", FALSE, "vhomogeneous", FALSE, NULL);
    window->start = lm_start_page_new(session);
    gtk_stack_add_named(window->pages, window->start, "start");
    window->work = LM_WORK_PAGE(lm_work_page_new(session));
    gtk_stack_add_named(window->pages, GTK_WIDGET(window->work), "work");
    window->title = ADW_WINDOW_TITLE(adw_window_title_new("Lamina", ""));
    window->toasts = ADW_TOAST_OVERLAY(adw_toast_overlay_new());
    adw_toast_overlay_set_child(window->toasts, GTK_WIDGET(window->pages));
    GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
    gtk_box_append(GTK_BOX(box), lm_header_new(window->title, lm_work_page_sides(window->work)));
    gtk_box_append(GTK_BOX(box), GTK_WIDGET(window->toasts));
    adw_application_window_set_content(ADW_APPLICATION_WINDOW(window),
                                       lm_drop_area_new(session, box));
    LmDocument *document = lm_session_document(session);
    g_signal_connect_object(session, "job", G_CALLBACK(on_job), window, 0);
    g_signal_connect_object(session, "message", G_CALLBACK(on_message), window, 0);
    g_signal_connect_object(session, "done", G_CALLBACK(on_done), window, 0);
    g_signal_connect_object(session, "undrawn", G_CALLBACK(on_undrawn), window, 0);
    g_signal_connect_object(session, "elsewhere", G_CALLBACK(on_elsewhere), window, 0);
    g_signal_connect_object(session, "opening", G_CALLBACK(show_title), window, G_CONNECT_SWAPPED);
    g_signal_connect_object(document, "failed", G_CALLBACK(on_failed), window, G_CONNECT_SWAPPED);
    g_signal_connect_object(document, "overtaken", G_CALLBACK(on_overtaken), window,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(document, "file", G_CALLBACK(on_file), window, G_CONNECT_SWAPPED);
    on_job(NULL, window);
    return window;
}
