#include "document.h"

#include "at-work.h"

#include "lamina/error.h"
#include "lamina/output.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>

/* In a box that counts who has it: the history, and whoever saves it. */
typedef struct state {
    lm_job *job;
    char *what, *merge;
} state;

/* What is to be written, and where. */
typedef struct save {
    state *state;
    char *path;
    GBytes *bytes;
    GBytes *known; /* what the file is to hold before; NULL: whatever there is may go */
    bool anyway;   /* what is there was asked about */
    guint begun;   /* the document's, then */
} save;

struct _LmDocument {
    GObject parent;
    GPtrArray *states; /* of state, at least one */
    guint now;         /* the state that is shown */
    const state *kept; /* the one that the file holds; NULL when none of them */
    const state *bare; /* the one that it was begun with, which nobody misses; NULL: none is */
    GBytes *original;  /* the file's own bytes; NULL until it was read or written */
    char *path;
    guint begun;   /* how often it was begun with another job */
    GQueue *saves; /* tasks: the first is under way, the others wait for it */
    guint64 last_tag;
};

G_DEFINE_TYPE(LmDocument, lm_document, G_TYPE_OBJECT)

enum { CHANGED, STEPPED, FILE_CHANGED, FAILED, OVERTAKEN, SETTLE, N_SIGNALS };
static guint signals[N_SIGNALS];

static void state_clear(gpointer data)
{
    state *s = data;
    lm_job_free(s->job);
    g_free(s->what);
    g_free(s->merge);
}

static void state_unref(gpointer s)
{
    g_atomic_rc_box_release_full(s, state_clear);
}

static state *state_at(LmDocument *document, guint at)
{
    return document->states->pdata[at];
}

static state *now(LmDocument *document)
{
    return state_at(document, document->now);
}

static void tag_steps(LmDocument *document, const lm_job *job)
{
    lm_step *step;
    for (guint i = 0; (step = lm_job_step_at(job, i)); i++)
        if (!step->tag)
            step->tag = ++document->last_tag;
}

static const state *push(LmDocument *document, lm_job *job, const char *what, const char *merge)
{
    tag_steps(document, job);
    state *s = g_atomic_rc_box_new(state);
    *s = (state){job, g_strdup(what), g_strdup(merge)};
    g_ptr_array_add(document->states, s);
    document->now = document->states->len - 1;
    return s;
}

static void lm_document_init(LmDocument *document)
{
    document->states = g_ptr_array_new_with_free_func(state_unref);
    document->saves = g_queue_new();
    document->kept = push(document, lm_job_new(_("New job")), "", NULL);
}

static void finalize(GObject *object)
{
    LmDocument *document = LM_DOCUMENT(object);
    g_ptr_array_unref(document->states);
    g_queue_free(document->saves); /* empty: each holds the document */
    g_clear_pointer(&document->original, g_bytes_unref);
    g_free(document->path);
    G_OBJECT_CLASS(lm_document_parent_class)->finalize(object);
}

static void lm_document_class_init(LmDocumentClass *class)
{
    G_OBJECT_CLASS(class)->finalize = finalize;
    signals[CHANGED] = g_signal_new("changed", LM_TYPE_DOCUMENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 0);
    signals[STEPPED] = g_signal_new("stepped", LM_TYPE_DOCUMENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 1, G_TYPE_UINT64);
    signals[FILE_CHANGED] = g_signal_new("file", LM_TYPE_DOCUMENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 0);
    signals[FAILED] = g_signal_new("failed", LM_TYPE_DOCUMENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
    signals[OVERTAKEN] = g_signal_new("overtaken", LM_TYPE_DOCUMENT, G_SIGNAL_RUN_LAST, 0, NULL,
                                      NULL, NULL, G_TYPE_NONE, 0);
    signals[SETTLE] = g_signal_new("settle", LM_TYPE_DOCUMENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

LmDocument *lm_document_new(void)
{
    return g_object_new(LM_TYPE_DOCUMENT, NULL);
}

/* ---- files ---- */

/* Emits nothing yet. */
static const state *start(LmDocument *document, lm_job *job, char *path, GBytes *original)
{
    g_ptr_array_set_size(document->states, 0);
    const state *first = push(document, job, "", NULL);
    document->begun++;
    document->kept = NULL;
    document->bare = NULL;
    g_free(document->path);
    document->path = path;
    g_clear_pointer(&document->original, g_bytes_unref);
    document->original = original;
    return first;
}

static void begin(LmDocument *document, lm_job *job)
{
    document->bare = start(document, job, NULL, NULL);
    g_signal_emit(document, signals[CHANGED], 0);
}

void lm_document_begin(LmDocument *document, const char *input)
{
    lm_job *job = lm_job_new(_("New job"));
    lm_step_set(job->input, "path", input, NULL);
    begin(document, job);
}

void lm_document_begin_with(LmDocument *document, lm_job *job)
{
    g_return_if_fail(document->bare && document->states->len == 1);
    begin(document, job);
}

void lm_document_settle(LmDocument *document)
{
    g_signal_emit(document, signals[SETTLE], 0);
}

/* ---- opening ---- */

/* A job as it was read. */
typedef struct reading {
    lm_job *job;
    GBytes *bytes;
} reading;

static void reading_free(gpointer data)
{
    reading *r = data;
    lm_job_free(r->job);
    g_clear_pointer(&r->bytes, g_bytes_unref);
    g_free(r);
}

static void read_job(GTask *task, gpointer source, gpointer path, GCancellable *cancellable)
{
    (void)source, (void)cancellable;
    reading *r = g_new0(reading, 1);
    GError *error = NULL;
    r->bytes = lm_job_read(path, &error);
    if (r->bytes)
        r->job = lm_job_parse(g_bytes_get_data(r->bytes, NULL), g_bytes_get_size(r->bytes), path,
                              &error);
    lm_at_work_end();
    if (r->job) {
        g_task_return_pointer(task, r, reading_free);
    } else {
        reading_free(r);
        g_task_return_error(task, error);
    }
}

void lm_document_open_async(LmDocument *document, const char *path, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user)
{
    g_autoptr(GTask) task = g_task_new(document, cancellable, callback, user);
    g_task_set_task_data(task, g_canonicalize_filename(path, NULL), g_free);
    lm_at_work_begin();
    g_task_run_in_thread(task, read_job);
}

bool lm_document_open_finish(LmDocument *document, GAsyncResult *result, GError **error)
{
    reading *r = g_task_propagate_pointer(G_TASK(result), error);
    if (!r)
        return false;
    char *path = g_strdup(g_task_get_task_data(G_TASK(result)));
    document->kept = start(document, g_steal_pointer(&r->job), path, g_steal_pointer(&r->bytes));
    reading_free(r);
    g_signal_emit(document, signals[CHANGED], 0);
    return true;
}

bool lm_document_restore(LmDocument *document, const char *xml, const char *path, GError **error)
{
    lm_job *job = lm_job_parse(xml, strlen(xml), path ? path : _("New job"), error);
    if (!job)
        return false;
    start(document, job, g_strdup(path), NULL);
    g_signal_emit(document, signals[CHANGED], 0);
    return true;
}

/* ---- saving ---- */

static void save_free(gpointer data)
{
    save *s = data;
    state_unref(s->state);
    g_free(s->path);
    g_bytes_unref(s->bytes);
    g_clear_pointer(&s->known, g_bytes_unref);
    g_free(s);
}

/* Patterns and lists of inputs are relative as much as single names. */
static char *absolute_inputs(const char *text, const char *folder)
{
    g_auto(GStrv) parts = g_strsplit(text, ";", -1);
    for (char **part = parts; *part; part++) {
        char *whole = g_canonicalize_filename(g_strstrip(*part), folder);
        g_free(*part);
        *part = whole;
    }
    return g_strjoinv(";", parts);
}

/* Makes relative inputs be found from another folder as well. True when there were any. */
static bool move(lm_job *job, const char *from, const char *to)
{
    if (g_str_equal(from, to))
        return false;
    const lm_param *params = job->input->op->params;
    bool moved = false;
    for (guint i = 0; params[i].name; i++) {
        const char *text = job->input->texts[i];
        if (params[i].type != LM_PARAM_INPUT || !text || g_path_is_absolute(text))
            continue;
        g_autofree char *whole = absolute_inputs(text, from);
        lm_step_set(job->input, params[i].name, whole, NULL);
        moved = true;
    }
    return moved;
}

/* The job as it is to be written to this path. */
static GBytes *bytes_for(LmDocument *document, const char *path)
{
    g_autofree char *from = lm_document_folder(document), *to = g_path_get_dirname(path);
    g_autoptr(lm_job) job = lm_document_edit(document);
    bool moved = move(job, from, to);
    if (!moved && document->original && document->kept == now(document))
        return g_bytes_ref(document->original);
    char *xml = lm_job_xml(job);
    return g_bytes_new_take(xml, strlen(xml));
}

/* The file holds that state now, whatever was edited meanwhile. */
static void take_over(LmDocument *document, const save *s)
{
    if (s->begun != document->begun)
        return;
    g_autofree char *from = lm_document_folder(document), *to = g_path_get_dirname(s->path);
    bool moved = false;
    for (guint i = 0; i < document->states->len; i++)
        moved = move(state_at(document, i)->job, from, to) || moved;
    g_free(document->path);
    document->path = g_strdup(s->path);
    g_clear_pointer(&document->original, g_bytes_unref);
    document->original = g_bytes_ref(s->bytes);
    document->kept = g_ptr_array_find(document->states, s->state, NULL) ? s->state : NULL;
    if (moved)
        g_signal_emit(document, signals[CHANGED], 0);
}

/* What another program wrote since is not to be lost; a file that is gone is no loss. */
static bool is_overtaken(const save *s)
{
    char *text;
    gsize size;
    if (!s->known || !g_file_get_contents(s->path, &text, &size, NULL))
        return false;
    g_autoptr(GBytes) there = g_bytes_new_take(text, size);
    return !g_bytes_equal(there, s->known);
}

static bool write_file(const save *s, GError **error)
{
    g_autoptr(lm_output) output = lm_output_new();
    gsize size;
    const void *bytes = g_bytes_get_data(s->bytes, &size);
    if (is_overtaken(s)) {
        g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG, "overtaken");
        return false;
    }
    return lm_output_open(output, s->path, error) && lm_output_write(output, bytes, size, error) &&
           lm_output_commit(output, 0, error);
}

static void write_job(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
    (void)source, (void)cancellable;
    GError *error = NULL;
    bool ok = write_file(data, &error);
    lm_at_work_end();
    if (ok)
        g_task_return_boolean(task, TRUE);
    else
        g_task_return_error(task, error);
}

static void write_next(LmDocument *document)
{
    if (g_queue_is_empty(document->saves))
        return;
    GTask *task = g_queue_peek_head(document->saves);
    save *s = g_task_get_task_data(task);
    bool is_own = s->begun == document->begun && g_strcmp0(s->path, document->path) == 0;
    if (is_own && !s->anyway && document->original)
        s->known = g_bytes_ref(document->original);
    lm_at_work_begin();
    g_task_run_in_thread(task, write_job);
}

static void on_written(GObject *source, GAsyncResult *result, gpointer unused)
{
    (void)result, (void)unused;
    LmDocument *document = LM_DOCUMENT(source);
    g_autoptr(GTask) task = g_queue_pop_head(document->saves);
    g_autoptr(GError) error = NULL;
    if (g_task_propagate_boolean(task, &error))
        take_over(document, g_task_get_task_data(task));
    write_next(document);
    if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG))
        g_signal_emit(document, signals[OVERTAKEN], 0);
    else if (error)
        g_signal_emit(document, signals[FAILED], 0, error->message);
    g_signal_emit(document, signals[FILE_CHANGED], 0);
}

/* The last save that was asked for and is not done; NULL: none. */
static const save *under_way(LmDocument *document)
{
    GTask *last = g_queue_peek_tail(document->saves);
    const save *s = last ? g_task_get_task_data(last) : NULL;
    return s && s->begun == document->begun ? s : NULL;
}

static void save_to(LmDocument *document, const char *path, bool anyway)
{
    lm_document_settle(document);
    const save *last = under_way(document);
    const char *own = last ? last->path : document->path;
    g_return_if_fail(path || own);
    g_autofree char *whole = g_canonicalize_filename(path ? path : own, NULL);
    if (last && last->state == now(document) && g_str_equal(last->path, whole))
        return;
    save s = {.state = g_atomic_rc_box_acquire(now(document)),
              .anyway = anyway,
              .begun = document->begun};
    s.bytes = bytes_for(document, whole);
    s.path = g_steal_pointer(&whole);
    GTask *task = g_task_new(document, NULL, on_written, NULL);
    g_task_set_task_data(task, g_memdup2(&s, sizeof s), save_free);
    g_queue_push_tail(document->saves, task);
    if (document->saves->length == 1)
        write_next(document);
    g_signal_emit(document, signals[FILE_CHANGED], 0);
}

void lm_document_save(LmDocument *document, const char *path)
{
    save_to(document, path, false);
}

void lm_document_save_anyway(LmDocument *document)
{
    save_to(document, NULL, true);
}

bool lm_document_is_saving(LmDocument *document)
{
    return under_way(document) != NULL;
}

const char *lm_document_path(LmDocument *document)
{
    return document->path;
}

char *lm_document_folder(LmDocument *document)
{
    return document->path ? g_path_get_dirname(document->path) : g_get_current_dir();
}

char *lm_document_title(LmDocument *document)
{
    const char *input = lm_document_job(document)->input->texts[0];
    const char *named = document->path ? document->path : input;
    if (!named)
        return g_strdup(_("New job"));
    /* Of several files at once, the folder. */
    bool is_list = !document->path && strpbrk(named, ";*?");
    g_autofree char *folder = g_path_get_dirname(named);
    return g_path_get_basename(is_list ? folder : named);
}

bool lm_document_is_unsaved(LmDocument *document)
{
    return document->kept != now(document);
}

bool lm_document_has_work(LmDocument *document)
{
    return lm_document_is_saving(document) ||
           (lm_document_is_unsaved(document) && document->bare != now(document));
}

/* ---- edits ---- */

const lm_job *lm_document_job(LmDocument *document)
{
    return now(document)->job;
}

lm_job *lm_document_edit(LmDocument *document)
{
    return lm_job_copy(now(document)->job);
}

static bool is_same(const lm_job *a, const lm_job *b)
{
    g_autofree char *one = lm_job_xml(a), *other = lm_job_xml(b);
    return g_str_equal(one, other);
}

static void forget_redo(LmDocument *document)
{
    for (guint i = document->now + 1; i < document->states->len; i++)
        if (document->states->pdata[i] == document->kept)
            document->kept = NULL;
    g_ptr_array_set_size(document->states, (gint)document->now + 1);
}

void lm_document_commit(LmDocument *document, lm_job *job, const char *what, const char *merge)
{
    if (is_same(job, now(document)->job)) {
        lm_job_free(job);
        return;
    }
    forget_redo(document);
    const state *last = now(document);
    if (merge && last != document->kept && g_strcmp0(merge, last->merge) == 0)
        g_ptr_array_set_size(document->states, (gint)document->now); /* in its place */
    push(document, job, what, merge);
    g_signal_emit(document, signals[CHANGED], 0);
}

bool lm_document_set(LmDocument *document, guint64 tag, const char *param, const char *text,
                     GError **error)
{
    g_autoptr(lm_job) job = lm_document_edit(document);
    lm_step *step = lm_step_tagged(job, tag);
    g_return_val_if_fail(step, false);
    if (!lm_step_set(step, param, text, error))
        return false;
    g_autofree char *merge = g_strdup_printf("%" G_GUINT64_FORMAT ".%s", tag, param);
    lm_document_commit(document, g_steal_pointer(&job), step->op->title, merge);
    return true;
}

static bool is_in(const lm_job *job, const lm_step *step)
{
    const lm_step *same = lm_step_tagged(job, step->tag);
    if (!same)
        return false;
    g_autofree char *text = lm_step_text(step), *other = lm_step_text(same);
    return g_str_equal(text, other);
}

/* The first step that is new or other than before, else the one before the first that went; 0 when
 * steps were only moved. */
static guint64 touched(const lm_job *before, const lm_job *after)
{
    const lm_step *step;
    for (guint i = 0; (step = lm_job_step_at(after, i)); i++)
        if (!is_in(before, step))
            return step->tag;
    guint64 last = after->input->tag;
    for (guint i = 0; (step = lm_job_step_at(before, i)); i++) {
        if (!lm_step_tagged(after, step->tag))
            return last;
        last = step->tag;
    }
    return 0;
}

static void go_to(LmDocument *document, guint at)
{
    guint64 tag = touched(now(document)->job, state_at(document, at)->job);
    document->now = at;
    if (tag)
        g_signal_emit(document, signals[STEPPED], 0, tag);
    g_signal_emit(document, signals[CHANGED], 0);
}

const char *lm_document_undo_name(LmDocument *document)
{
    return document->now > 0 ? now(document)->what : NULL;
}

const char *lm_document_redo_name(LmDocument *document)
{
    guint next = document->now + 1;
    return next < document->states->len ? state_at(document, next)->what : NULL;
}

void lm_document_undo(LmDocument *document)
{
    lm_document_settle(document);
    if (document->now > 0)
        go_to(document, document->now - 1);
}

void lm_document_redo(LmDocument *document)
{
    lm_document_settle(document);
    if (document->now + 1 < document->states->len)
        go_to(document, document->now + 1);
}

static lm_step *tagged_in(const GPtrArray *steps, guint64 tag)
{
    for (guint i = 0; steps && i < steps->len; i++) {
        lm_step *step = steps->pdata[i];
        lm_step *found = step->tag == tag ? step : tagged_in(step->steps, tag);
        if (found)
            return found;
    }
    return NULL;
}

lm_step *lm_step_tagged(const lm_job *job, guint64 tag)
{
    return job->input->tag == tag ? job->input : tagged_in(job->steps, tag);
}
