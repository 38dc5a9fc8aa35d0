#include "rescue.h"

#include "lamina/error.h"
#include "lamina/output.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum { DELAY_MS = 700 };

/* Where one document is kept, and the lock that says that somebody still has it: made when there is
 * first something to write, by the thread that writes. */
typedef struct shelf {
    char *file, *lock;
    int fd; /* of the lock; -1: none yet */
} shelf;

/* Of one document. */
typedef struct keeper {
    LmDocument *document; /* borrowed: it owns the keeper */
    shelf *shelf;         /* in a box that its errands hold as well */
    guint timer;
} keeper;

/* The last one waits for those before it: what is written last is the last state. */
static GThreadPool *writers;

typedef struct errand {
    enum { WRITE, REMOVE, DISCARD } what;
    shelf *shelf;  /* of WRITE and REMOVE */
    char *text;    /* of WRITE */
    char *instead; /* left by another process; goes, of WRITE once that is done; NULL: nothing */
} errand;

static char *folder(void)
{
    return g_build_filename(g_get_user_state_dir(), "lamina", "unsaved", NULL);
}

/* ---- on the thread ---- */

static void shelf_clear(gpointer data)
{
    shelf *s = data;
    g_free(s->file);
    g_free(s->lock);
}

static void errand_free(errand *e)
{
    if (e->shelf)
        g_atomic_rc_box_release_full(e->shelf, shelf_clear);
    g_free(e->text);
    g_free(e->instead);
    g_free(e);
}

static char *lock_of(const char *file)
{
    g_autofree char *stem = g_strndup(file, strlen(file) - strlen(".job"));
    return g_strconcat(stem, ".lock", NULL);
}

/* A place of its own, whatever earlier processes of this number left. False: nowhere to write. */
static bool take_shelf(shelf *s)
{
    static guint count;
    g_autofree char *where = folder();
    if (g_mkdir_with_parents(where, 0700) != 0)
        return false;
    do {
        g_autofree char *name = g_strdup_printf("%d-%u.job", getpid(), count++);
        g_free(s->file);
        g_free(s->lock);
        s->file = g_build_filename(where, name, NULL);
        s->lock = lock_of(s->file);
        errno = EEXIST;
        if (!g_file_test(s->file, G_FILE_TEST_EXISTS))
            s->fd = open(s->lock, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    } while (s->fd < 0 && errno == EEXIST);
    if (s->fd >= 0 && flock(s->fd, LOCK_EX | LOCK_NB) != 0) {
        g_unlink(s->lock);
        close(s->fd);
        s->fd = -1;
    }
    return s->fd >= 0;
}

static bool put(shelf *s, const char *text)
{
    g_autoptr(lm_output) output = lm_output_new();
    return (s->fd >= 0 || take_shelf(s)) && lm_output_open(output, s->file, NULL) &&
           lm_output_write(output, text, strlen(text), NULL) && lm_output_commit(output, 0, NULL);
}

static void remove_left(const char *file)
{
    g_autofree char *lock = lock_of(file);
    g_unlink(file);
    g_unlink(lock);
}

static void do_errand(gpointer data, gpointer unused)
{
    (void)unused;
    errand *e = data;
    shelf *s = e->shelf;
    bool done = e->what != WRITE || put(s, e->text);
    if (e->what == REMOVE && s->fd >= 0) {
        remove_left(s->file);
        close(s->fd);
        s->fd = -1;
    }
    if (done && e->instead)
        remove_left(e->instead);
    errand_free(e);
}

/* ---- on the main loop ---- */

static void send(errand e)
{
    if (!writers)
        writers = g_thread_pool_new(do_errand, NULL, 1, TRUE, NULL);
    if (e.shelf)
        g_atomic_rc_box_acquire(e.shelf);
    g_thread_pool_push(writers, g_memdup2(&e, sizeof e), NULL);
}

/* The document's own file on a line, escaped, then the job. Caller frees. */
static char *text_of(LmDocument *document)
{
    const char *path = lm_document_path(document);
    g_autofree char *escaped = g_uri_escape_string(path ? path : "", "/", FALSE);
    g_autofree char *xml = lm_job_xml(lm_document_job(document));
    return g_strdup_printf("%s\n%s", escaped, xml);
}

static void keep(const keeper *k, const char *instead)
{
    send((errand){WRITE, k->shelf, text_of(k->document), g_strdup(instead)});
}

static gboolean write_now(gpointer data)
{
    keeper *k = data;
    k->timer = 0;
    if (lm_document_is_unsaved(k->document))
        keep(k, NULL);
    else
        send((errand){REMOVE, k->shelf, NULL, NULL});
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
    send((errand){REMOVE, k->shelf, NULL, NULL});
    g_atomic_rc_box_release_full(k->shelf, shelf_clear);
    g_free(k);
}

void lm_rescue_watch(LmDocument *document)
{
    keeper *k = g_new0(keeper, 1);
    k->document = document;
    k->shelf = g_atomic_rc_box_new0(shelf);
    k->shelf->fd = -1;
    g_object_set_data_full(G_OBJECT(document), "lamina-rescue", k, keeper_free);
    g_signal_connect(document, "changed", G_CALLBACK(on_change), k);
    g_signal_connect(document, "file", G_CALLBACK(on_change), k);
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

void lm_left_free(LmLeft *left)
{
    g_free(left->file);
    g_free(left->text);
    g_clear_error(&left->error);
    g_free(left);
}

static LmLeft *read_left(char *file)
{
    LmLeft *left = g_new0(LmLeft, 1);
    left->file = file;
    g_file_get_contents(file, &left->text, NULL, &left->error);
    return left;
}

GPtrArray *lm_rescue_found(void)
{
    g_autofree char *where = folder();
    g_autoptr(GDir) dir = g_dir_open(where, 0, NULL);
    GPtrArray *found = g_ptr_array_new_with_free_func((GDestroyNotify)lm_left_free);
    const char *name;
    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *file = g_build_filename(where, name, NULL);
        if (g_str_has_suffix(name, ".job") && is_left(file))
            g_ptr_array_add(found, read_left(g_steal_pointer(&file)));
    }
    return found;
}

void lm_rescue_discard(const LmLeft *left)
{
    send((errand){DISCARD, NULL, NULL, g_strdup(left->file)});
}

bool lm_rescue_bring_back(const LmLeft *left, LmDocument *document, GError **error)
{
    if (left->error) {
        g_propagate_error(error, g_error_copy(left->error));
        return false;
    }
    g_auto(GStrv) parts = g_strsplit(left->text, "\n", 2);
    if (!parts[0] || !parts[1])
        return lm_fail(error, LM_ERROR_INPUT, "%s holds no job", left->file);
    g_autofree char *path = g_uri_unescape_string(parts[0], NULL);
    if (!lm_document_restore(document, parts[1], path && *path ? path : NULL, error))
        return false;
    const keeper *k = keeper_of(document);
    if (k)
        keep(k, left->file);
    return true;
}
