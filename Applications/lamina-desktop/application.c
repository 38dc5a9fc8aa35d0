#include "application.h"

#include "at-work.h"
#include "openings.h"
#include "rescue.h"
#include "screenshot.h"
#include "stalls.h"
#include "window.h"

#include "lamina/number.h"

#include <glib/gi18n.h>

struct _LmApplication {
    AdwApplication parent;
    int threads;
    guint64 memory;
    char *screenshot;
    GQueue *left;    /* LmLeft, by a crash, while the person is asked about it */
    GQueue *to_open; /* paths */
    LmWindow *taker; /* the window that is made to open the first of them */
};

G_DEFINE_TYPE(LmApplication, lm_application, ADW_TYPE_APPLICATION)

enum { MOST_THREADS = 1024, WRONG_USAGE = 2 };

static LmWindow *new_window(LmApplication *application)
{
    g_autoptr(LmSession) session =
        lm_session_new((unsigned)application->threads, application->memory);
    lm_rescue_watch(lm_session_document(session));
    LmWindow *window = lm_window_new(ADW_APPLICATION(application), session);
    if (application->screenshot)
        lm_screenshot_when_ready(window, application->screenshot);
    g_signal_connect(window, "realize", G_CALLBACK(lm_stalls_watch_window), NULL);
    return window;
}

/* The window that is looked at, when nothing is open in it yet; else another. */
static LmWindow *window_to_open_in(LmApplication *application)
{
    GtkWindow *active = gtk_application_get_active_window(GTK_APPLICATION(application));
    if (!LM_IS_WINDOW(active))
        return new_window(application);
    LmSession *session = lm_window_session(LM_WINDOW(active));
    bool is_empty = !lm_session_is_opening(session) &&
                    !lm_document_job(lm_session_document(session))->input->texts[0];
    return is_empty ? LM_WINDOW(active) : new_window(application);
}

/* ---- work that a crash left behind ---- */

/* Each in a turn of its own. */
static gboolean bring_back_next(gpointer data)
{
    LmApplication *application = data;
    LmLeft *left = g_queue_pop_head(application->left);
    if (!left) {
        g_application_release(G_APPLICATION(application));
        return G_SOURCE_REMOVE;
    }
    LmWindow *window = window_to_open_in(application);
    LmSession *session = lm_window_session(window);
    g_autoptr(GError) error = NULL;
    gtk_window_present(GTK_WINDOW(window));
    if (!lm_rescue_bring_back(left, lm_session_document(session), &error))
        lm_session_say(session, "%s", error->message);
    lm_left_free(left);
    return G_SOURCE_CONTINUE;
}

static void on_answer(AdwMessageDialog *dialog, const char *response, gpointer user)
{
    (void)dialog;
    LmApplication *application = user;
    if (g_str_equal(response, "bring-back")) {
        g_application_hold(G_APPLICATION(application));
        g_idle_add(bring_back_next, application);
        return;
    }
    for (GList *left = application->left->head; left; left = left->next)
        if (g_str_equal(response, "discard"))
            lm_rescue_discard(left->data);
    g_queue_clear_full(application->left, (GDestroyNotify)lm_left_free);
}

static void ask_about_left(LmApplication *application, GtkWindow *window)
{
    GtkWidget *dialog = adw_message_dialog_new(
        window, _("Bring back unsaved work?"),
        _("Lamina ended without being closed. What was being worked on was kept."));
    adw_message_dialog_add_responses(ADW_MESSAGE_DIALOG(dialog), "later", _("Later"), "discard",
                                     _("Discard"), "bring-back", _("Bring back"), NULL);
    adw_message_dialog_set_response_appearance(ADW_MESSAGE_DIALOG(dialog), "discard",
                                               ADW_RESPONSE_DESTRUCTIVE);
    adw_message_dialog_set_response_appearance(ADW_MESSAGE_DIALOG(dialog), "bring-back",
                                               ADW_RESPONSE_SUGGESTED);
    adw_message_dialog_set_default_response(ADW_MESSAGE_DIALOG(dialog), "bring-back");
    adw_message_dialog_set_close_response(ADW_MESSAGE_DIALOG(dialog), "later");
    g_signal_connect_object(dialog, "response", G_CALLBACK(on_answer), application, 0);
    gtk_window_present(GTK_WINDOW(dialog));
}

static void find_left(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
    (void)source, (void)data, (void)cancellable;
    GPtrArray *found = lm_rescue_found();
    lm_at_work_end();
    g_task_return_pointer(task, found, (GDestroyNotify)g_ptr_array_unref);
}

static void on_found(GObject *source, GAsyncResult *result, gpointer unused)
{
    (void)unused;
    LmApplication *application = LM_APPLICATION(source);
    GtkWindow *window = gtk_application_get_active_window(GTK_APPLICATION(source));
    g_autoptr(GPtrArray) found = g_task_propagate_pointer(G_TASK(result), NULL);
    if (found->len == 0 || !LM_IS_WINDOW(window))
        return;
    while (found->len > 0)
        g_queue_push_tail(application->left, g_ptr_array_steal_index(found, 0));
    ask_about_left(application, window);
}

static void begin(LmApplication *application)
{
    gtk_window_present(GTK_WINDOW(new_window(application)));
    if (application->screenshot)
        return;
    g_autoptr(GTask) task = g_task_new(application, NULL, on_found, NULL);
    lm_at_work_begin();
    g_task_run_in_thread(task, find_left);
}

static void activate(GApplication *base)
{
    GtkWindow *active = gtk_application_get_active_window(GTK_APPLICATION(base));
    if (active)
        gtk_window_present(active);
    else
        begin(LM_APPLICATION(base));
}

/* A window is made, shown, and opens something, in turns of their own: others go on meanwhile. */
static gboolean open_next(gpointer data)
{
    LmApplication *application = data;
    if (!application->taker) {
        application->taker = g_object_ref(window_to_open_in(application));
        return G_SOURCE_CONTINUE;
    }
    if (!gtk_widget_get_visible(GTK_WIDGET(application->taker))) {
        gtk_window_present(GTK_WINDOW(application->taker));
        return G_SOURCE_CONTINUE;
    }
    g_autoptr(LmWindow) taker = g_steal_pointer(&application->taker);
    g_autofree char *path = g_queue_pop_head(application->to_open);
    if (lm_window_session(taker)) /* else it was closed */
        lm_session_open(lm_window_session(taker), path);
    if (!g_queue_is_empty(application->to_open))
        return G_SOURCE_CONTINUE;
    g_application_release(G_APPLICATION(application));
    return G_SOURCE_REMOVE;
}

static void open_files(GApplication *base, GFile **files, gint count, const char *hint)
{
    (void)hint;
    LmApplication *application = LM_APPLICATION(base);
    bool is_opening = !g_queue_is_empty(application->to_open);
    g_autofree char *refusal = NULL;
    g_auto(GStrv) paths = lm_openings(files, (guint)count, &refusal);
    for (char **path = paths; *path; path++)
        g_queue_push_tail(application->to_open, g_strdup(*path));
    if (refusal) {
        LmWindow *window = window_to_open_in(application);
        gtk_window_present(GTK_WINDOW(window));
        lm_session_say(lm_window_session(window), "%s", refusal);
    }
    if (is_opening || g_queue_is_empty(application->to_open))
        return;
    g_application_hold(base);
    g_idle_add_full(G_PRIORITY_HIGH_IDLE, open_next, base, NULL); /* before it is drawn */
}

static int wrong(const char *format, const char *text)
{
    g_autofree char *message = g_strdup_printf(format, text);
    g_printerr("lamina-desktop: %s\n", message);
    return WRONG_USAGE;
}

static int handle_options(GApplication *base, GVariantDict *options)
{
    LmApplication *application = LM_APPLICATION(base);
    const char *memory = NULL;
    if (g_variant_dict_contains(options, "version")) {
        g_print("lamina-desktop " LAMINA_VERSION "\n");
        return 0;
    }
    if (g_variant_dict_lookup(options, "memory", "^&ay", &memory) &&
        (!lm_bytes_parse(memory, &application->memory) || application->memory == 0))
        return wrong(_("--memory %s: expected a size such as 500MiB or 4GiB"), memory);
    if (g_variant_dict_lookup(options, "threads", "i", &application->threads) &&
        (application->threads < 0 || application->threads > MOST_THREADS))
        return wrong(_("--threads: expected a number from 1 to %s"), "1024");
    g_variant_dict_lookup(options, "screenshot", "^ay", &application->screenshot);
    return -1; /* go on */
}

/* Each window may first ask what is to become of its work. */
static void quit(GSimpleAction *action, GVariant *parameter, gpointer application)
{
    (void)action;
    (void)parameter;
    g_autoptr(GList) windows = g_list_copy(gtk_application_get_windows(application));
    for (GList *at = windows; at; at = at->next)
        if (LM_IS_WINDOW(at->data))
            gtk_window_close(at->data);
}

static void startup(GApplication *base)
{
    static const GActionEntry actions[] = {{.name = "quit", .activate = quit}};
    G_APPLICATION_CLASS(lm_application_parent_class)->startup(base);
    g_action_map_add_action_entries(G_ACTION_MAP(base), actions, G_N_ELEMENTS(actions), base);
    g_set_application_name("Lamina");
    gtk_window_set_default_icon_name(LAMINA_APPLICATION_ID);
}

static void finalize(GObject *object)
{
    g_free(LM_APPLICATION(object)->screenshot);
    g_queue_free_full(LM_APPLICATION(object)->left, (GDestroyNotify)lm_left_free);
    g_queue_free_full(LM_APPLICATION(object)->to_open, g_free);
    G_OBJECT_CLASS(lm_application_parent_class)->finalize(object);
}

static void lm_application_class_init(LmApplicationClass *class)
{
    G_OBJECT_CLASS(class)->finalize = finalize;
    GApplicationClass *application = G_APPLICATION_CLASS(class);
    application->activate = activate;
    application->open = open_files;
    application->startup = startup;
    application->handle_local_options = handle_options;
}

static void lm_application_init(LmApplication *application)
{
    application->to_open = g_queue_new();
    application->left = g_queue_new();
    static const GOptionEntry entries[] = {
        {"memory", 'm', 0, G_OPTION_ARG_FILENAME, NULL,
         /* xgettext:no-c-format */
         N_("Memory that may be used, such as 4GiB (80 % of the machine's)"), N_("SIZE")},
        {"threads", 't', 0, G_OPTION_ARG_INT, NULL,
         N_("Threads to work with (one for each processor)"), N_("N")},
        {"screenshot", 0, 0, G_OPTION_ARG_FILENAME, NULL,
         N_("Draw the window into this PNG file when all is done, and end"), N_("FILE.png")},
        {"version", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Show the version"), NULL},
        {NULL}};
    g_application_add_main_option_entries(G_APPLICATION(application), entries);
    g_application_set_option_context_parameter_string(G_APPLICATION(application),
                                                      _("[FOLDER|FILE|JOB.xml]..."));
}

LmApplication *lm_application_new(void)
{
    return g_object_new(LM_TYPE_APPLICATION, "application-id", LAMINA_APPLICATION_ID, "flags",
                        G_APPLICATION_HANDLES_OPEN | G_APPLICATION_NON_UNIQUE, NULL);
}
