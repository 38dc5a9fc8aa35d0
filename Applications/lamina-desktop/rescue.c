#include "rescue.h"

#include "lamina/error.h"
#include "lamina/output.h"

#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum { DELAY_MS = 700 };

/* Of one document: its file, and the lock that says that somebody still has it. */
typedef struct keeper {
    LmDocument *document; /* borrowed: it owns the keeper */
    char *file, *lock;
    int fd; /* of the lock */
    guint timer;
} keeper;

/* The last one waits for those before it: what is written last is the last state. */
static GThreadPool *writers;

typedef struct errand {
    char *file, *text; /* without a text the file goes */
    char *instead;     /* left by another process: goes once this is written; NULL: nothing */
} errand;

static void do_errand(gpointer data, gpointer unused)
{
    (void)unused;
    errand *e = data;
    g_autoptr(lm_output) output = lm_output_new();
    if (!e->text)
        g_unlink(e->file);
    else if (lm_output_open(output, e->file, NULL) &&
             lm_output_write(output, e->text, strlen(e->text), NULL) &&
             lm_output_commit(output, 0, NULL) && e->instead)
        lm_rescue_discard(e->instead);
    g_free(e->file);
    g_free(e->text);
    g_free(e->instead);
    g_free(e);
}

static void send(const char *file, char *text, const char *instead)
{
    if (!writers)
        writers = g_thread_pool_new(do_errand, NULL, 1, TRUE, NULL);
    errand e = {g_strdup(file), text, g_strdup(instead)};
    g_thread_pool_push(writers, g_memdup2(&e, sizeof e), NULL);
}

static char *folder(void)
{
    return g_build_filename(g_get_user_state_dir(), "lamina", "unsaved", NULL);
}

/* The document's own file on a line, escaped, then the job. Caller frees. */
static char *text_of(LmDocument *document)
{
    const char *path = lm_document_path(document);
    g_autofree char *escaped = g_uri_escape_string(path ? path : "", "/", FALSE);
    g_autofree char *xml = lm_job_xml(lm_document_job(document));
    return g_strdup_printf("%s\n%s", escaped, xml);
}

static gboolean write_now(gpointer data)
{
    keeper *k = data;
    k->timer = 0;
    send(k->file, lm_document_is_unsaved(k->document) ? text_of(k->document) : NULL, NULL);
    return G_SOURCE_REMOVE;
}

static void on_change(gpointer document, gpointer user)
{
    (void)document;
    keeper *k = user;
    if (!k->timer)
        k->timer = g_timeout_add(DELAY_MS, write_now, k);
}

static void keeper_free(gpointer data)
{
    keeper *k = data;
    g_clear_handle_id(&k->timer, g_source_remove);
    send(k->file, NULL, NULL);
    g_unlink(k->lock);
    close(k->fd);
    g_free(k->file);
    g_free(k->lock);
    g_free(k);
}

void lm_rescue_watch(LmDocument *document)
{
    static guint count;
    g_autofree char *where = folder();
    g_autofree char *name = g_strdup_printf("%d-%u", getpid(), count++);
    g_autofree char *stem = g_build_filename(where, name, NULL);
    keeper *k = g_new0(keeper, 1);
    k->document = document;
    k->file = g_strconcat(stem, ".job", NULL);
    k->lock = g_strconcat(stem, ".lock", NULL);
    g_mkdir_with_parents(where, 0700);
    k->fd = open(k->lock, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (k->fd < 0 || flock(k->fd, LOCK_EX | LOCK_NB) != 0) {
        if (k->fd >= 0)
            close(k->fd);
        g_free(k->file);
        g_free(k->lock);
        g_free(k);
        return; /* nowhere to write: then nothing is kept */
    }
    g_object_set_data_full(G_OBJECT(document), "lamina-rescue", k, keeper_free);
    g_signal_connect(document, "changed", G_CALLBACK(on_change), k);
    g_signal_connect(document, "saved", G_CALLBACK(on_change), k);
}

/* NULL when nothing is kept of it. */
static keeper *keeper_of(LmDocument *document)
{
    return g_object_get_data(G_OBJECT(document), "lamina-rescue");
}

void lm_rescue_forget(LmDocument *document)
{
    keeper *k = keeper_of(document);
    if (!k)
        return;
    g_signal_handlers_disconnect_by_data(document, k);
    g_object_set_data(G_OBJECT(document), "lamina-rescue", NULL);
}

void lm_rescue_settle(void)
{
    if (writers)
        g_thread_pool_free(g_steal_pointer(&writers), FALSE, TRUE);
}

/* ---- what was left behind ---- */

static char *lock_of(const char *file)
{
    g_autofree char *stem = g_strndup(file, strlen(file) - strlen(".job"));
    return g_strconcat(stem, ".lock", NULL);
}

static bool is_left(const char *file)
{
    g_autofree char *lock = lock_of(file);
    int fd = open(lock, O_RDWR | O_CLOEXEC);
    if (fd < 0)
        return true;
    bool is_free = flock(fd, LOCK_EX | LOCK_NB) == 0;
    close(fd);
    return is_free;
}

char **lm_rescue_found(void)
{
    g_autofree char *where = folder();
    g_autoptr(GDir) dir = g_dir_open(where, 0, NULL);
    GPtrArray *found = g_ptr_array_new();
    const char *name;
    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *file = g_build_filename(where, name, NULL);
        if (g_str_has_suffix(name, ".job") && is_left(file))
            g_ptr_array_add(found, g_steal_pointer(&file));
    }
    g_ptr_array_add(found, NULL);
    return (char **)g_ptr_array_free(found, FALSE);
}

void lm_rescue_discard(const char *found)
{
    g_autofree char *lock = lock_of(found);
    g_unlink(found);
    g_unlink(lock);
}

bool lm_rescue_bring_back(const char *found, LmDocument *document, GError **error)
{
    g_autofree char *text = NULL;
    if (!g_file_get_contents(found, &text, NULL, error))
        return false;
    char *xml = strchr(text, '\n');
    if (!xml)
        return lm_fail(error, LM_ERROR_INPUT, "%s holds no job", found);
    *xml++ = '\0';
    g_autofree char *path = g_uri_unescape_string(text, NULL);
    if (!lm_document_restore(document, xml, path && *path ? path : NULL, error))
        return false;
    keeper *k = keeper_of(document);
    if (k)
        send(k->file, text_of(document), found);
    return true;
}
