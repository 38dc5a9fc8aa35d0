#include "document.h"

#include "lamina/error.h"
#include "lamina/output.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>

typedef struct state {
    lm_job *job;
    char *what, *merge;
} state;

struct _LmDocument {
    GObject parent;
    GPtrArray *states; /* of state, at least one */
    guint now;         /* the state that is shown */
    const state *kept; /* the one that the file holds; NULL when none of them */
    const state *bare; /* the one that it was begun with, which nobody misses; NULL: none is */
    GBytes *original;  /* the file's own bytes, when it was read and not written since */
    char *path;
    guint64 last_tag;
};

G_DEFINE_TYPE(LmDocument, lm_document, G_TYPE_OBJECT)

enum { CHANGED, STEPPED, SAVED, SETTLE, N_SIGNALS };
static guint signals[N_SIGNALS];

static void state_free(gpointer data)
{
    state *s = data;
    lm_job_free(s->job);
    g_free(s->what);
    g_free(s->merge);
    g_free(s);
}

static const state *now(LmDocument *document)
{
    return document->states->pdata[document->now];
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
    state *s = g_new0(state, 1);
    *s = (state){job, g_strdup(what), g_strdup(merge)};
    g_ptr_array_add(document->states, s);
    document->now = document->states->len - 1;
    return s;
}

static void lm_document_init(LmDocument *document)
{
    document->states = g_ptr_array_new_with_free_func(state_free);
    document->kept = push(document, lm_job_new(_("New job")), "", NULL);
}

static void finalize(GObject *object)
{
    LmDocument *document = LM_DOCUMENT(object);
    g_ptr_array_unref(document->states);
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
    signals[SAVED] = g_signal_new("saved", LM_TYPE_DOCUMENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
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

bool lm_document_open(LmDocument *document, const char *path, GError **error)
{
    g_autofree char *whole = g_canonicalize_filename(path, NULL);
    lm_job *job = lm_job_load(whole, error);
    if (!job)
        return false;
    char *bytes;
    gsize size;
    if (!g_file_get_contents(whole, &bytes, &size, error)) {
        lm_job_free(job);
        return false;
    }
    document->kept = start(document, job, g_steal_pointer(&whole), g_bytes_new_take(bytes, size));
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

static bool write_file(const char *path, const void *bytes, gsize size, GError **error)
{
    g_autoptr(lm_output) output = lm_output_new();
    return lm_output_open(output, path, error) && lm_output_write(output, bytes, size, error) &&
           lm_output_commit(output, 0, error);
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

/* The job as it is to be written into another folder. */
static lm_job *moved(LmDocument *document, const char *path)
{
    g_autofree char *from = lm_document_folder(document), *to = g_path_get_dirname(path);
    lm_job *job = lm_job_copy(now(document)->job);
    const lm_param *params = job->input->op->params;
    for (guint i = 0; !g_str_equal(from, to) && params[i].name; i++) {
        const char *text = job->input->texts[i];
        if (params[i].type != LM_PARAM_INPUT || !text || g_path_is_absolute(text))
            continue;
        g_autofree char *whole = absolute_inputs(text, from);
        lm_step_set(job->input, params[i].name, whole, NULL);
    }
    return job;
}

bool lm_document_save(LmDocument *document, const char *path, GError **error)
{
    lm_document_settle(document);
    g_autofree char *whole = g_canonicalize_filename(path, NULL);
    g_autoptr(lm_job) job = moved(document, whole);
    g_autofree char *was = lm_job_xml(now(document)->job), *xml = lm_job_xml(job);
    bool same = document->original && document->kept == now(document) && g_str_equal(was, xml);
    gsize size = strlen(xml);
    const void *bytes = same ? g_bytes_get_data(document->original, &size) : xml;
    if (!write_file(whole, bytes, size, error))
        return false;
    if (!same)
        g_clear_pointer(&document->original, g_bytes_unref);
    g_free(document->path);
    document->path = g_steal_pointer(&whole);
    if (!g_str_equal(was, xml))
        lm_document_commit(document, g_steal_pointer(&job), _("Move to another folder"), NULL);
    document->kept = now(document);
    g_signal_emit(document, signals[SAVED], 0);
    return true;
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
    return lm_document_is_unsaved(document) && document->bare != now(document);
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
    state *last = document->states->pdata[document->now];
    if (merge && last != document->kept && g_strcmp0(merge, last->merge) == 0) {
        tag_steps(document, job);
        lm_job_free(last->job);
        last->job = job;
    } else {
        push(document, job, what, merge);
    }
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
    guint64 tag = touched(now(document)->job, ((state *)document->states->pdata[at])->job);
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
    return next < document->states->len ? ((state *)document->states->pdata[next])->what : NULL;
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

lm_step *lm_step_tagged(const lm_job *job, guint64 tag)
{
    lm_step *step;
    for (guint i = 0; (step = lm_job_step_at(job, i)); i++)
        if (step->tag == tag)
            return step;
    return NULL;
}
