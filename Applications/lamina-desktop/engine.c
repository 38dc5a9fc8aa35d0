#include "engine.h"

#include "at-work.h"

#include "lamina/error.h"
#include "lamina/registry.h"
#include "lamina/run.h"

#include <glib/gi18n.h>
#include <sys/resource.h>
#include <unistd.h>

enum { PATIENCE_MS = 700, NICE = 5, TURN_MS = 20 };

/* One piece of work: made by the engine, done by a thread, freed by whoever leaves it last. */
typedef struct work {
    gint refs;
    LmEngine *engine; /* NULL once nobody wants to hear of it; main thread only */
    lm_live **live;   /* an rc box: an orphan goes on using it */
    lm_job *job;
    lm_context *context;
    bool is_export;
    char *output, *report; /* of an export */
} work;

struct _LmEngine {
    GObject parent;
    unsigned threads;
    guint64 memory;
    lm_live **live;
    GHashTable *results; /* tag -> LmResult */
    work *running, *next;
    bool is_stopped;
    guint patience; /* source that orphans what does not stop */
    gint64 began;
    double fraction;
    char *step;
};

G_DEFINE_TYPE(LmEngine, lm_engine, G_TYPE_OBJECT)

enum { RESULT, BUSY, EXPORTED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void free_live(gpointer box)
{
    lm_live_free(*(lm_live **)box);
}

static work *work_new(LmEngine *engine, const lm_job *job, const char *folder, const char *output)
{
    work *w = g_new0(work, 1);
    w->refs = 1;
    w->engine = engine;
    w->live = g_atomic_rc_box_acquire(engine->live);
    w->job = lm_job_copy(job);
    w->context = lm_context_new(engine->threads, engine->memory);
    lm_context_set_folders(w->context, folder, output);
    return w;
}

static work *work_ref(work *w)
{
    g_atomic_int_inc(&w->refs);
    return w;
}

static void work_unref(gpointer data)
{
    work *w = data;
    if (!w || !g_atomic_int_dec_and_test(&w->refs))
        return;
    g_atomic_rc_box_release_full(w->live, free_live);
    lm_job_free(w->job);
    lm_context_free(w->context);
    g_free(w->output);
    g_free(w->report);
    g_free(w);
}

static void result_clear(LmResult *r)
{
    lm_value_clear(&r->value);
    g_clear_pointer(&r->series, lm_series_unref);
    g_clear_pointer(&r->facts, g_variant_unref);
    g_clear_pointer(&r->warnings, g_strfreev);
    g_clear_pointer(&r->error, g_free);
}

static void result_free(gpointer data)
{
    result_clear(data);
    g_free(data);
}

/* ---- what the thread says, on its way to the main loop ---- */

typedef struct news {
    work *work;
    enum { TOLD, PROGRESS, ENDED } what;
    guint64 tag;     /* TOLD */
    LmResult result; /* TOLD */
    double fraction; /* PROGRESS */
    char *step;      /* PROGRESS */
    GError *error;   /* ENDED */
} news;

static void news_free(gpointer data)
{
    news *n = data;
    result_clear(&n->result);
    g_free(n->step);
    g_clear_error(&n->error);
    work_unref(n->work);
    g_free(n);
}

static void take_result(LmEngine *engine, news *n)
{
    LmResult *known = g_hash_table_lookup(engine->results, &n->tag);
    if (!known) {
        known = g_new0(LmResult, 1);
        g_hash_table_insert(engine->results, g_memdup2(&n->tag, sizeof n->tag), known);
    }
    LmResult fresh = n->result;
    bool is_over = fresh.state == LM_LIVE_DONE || fresh.state == LM_LIVE_DROPPED;
    fresh.stale = !is_over && known->value.kind != LM_NONE;
    if (fresh.stale) {
        fresh.value = known->value;
        known->value = (lm_value){LM_NONE, NULL, NULL};
    }
    result_clear(known);
    *known = fresh;
    n->result = (LmResult){.state = fresh.state};
    g_signal_emit(engine, signals[RESULT], 0, n->tag);
}

static void start(LmEngine *engine);

static void end(LmEngine *engine, const GError *error)
{
    work *w = g_steal_pointer(&engine->running);
    g_clear_handle_id(&engine->patience, g_source_remove);
    w->engine = NULL;
    engine->is_stopped = error && lm_error_is_cancelled(error) && !w->is_export;
    start(engine);
    if (w->is_export)
        g_signal_emit(engine, signals[EXPORTED], 0, error, w->output);
    work_unref(w);
}

static gboolean hear(gpointer data)
{
    news *n = data;
    LmEngine *engine = n->work->engine;
    if (!engine || engine->running != n->work)
        return G_SOURCE_REMOVE;
    gint64 turn = g_get_monotonic_time() - g_source_get_time(g_main_current_source());
    if (turn > TURN_MS * 1000) /* a person's click comes before the rest of the news */
        return G_SOURCE_CONTINUE;
    if (n->what == TOLD) {
        take_result(engine, n);
    } else if (n->what == ENDED) {
        end(engine, n->error);
    } else {
        engine->fraction = n->fraction;
        g_free(engine->step);
        engine->step = g_steal_pointer(&n->step);
        g_signal_emit(engine, signals[BUSY], 0);
    }
    return G_SOURCE_REMOVE;
}

static void send(news *n)
{
    g_main_context_invoke_full(NULL, G_PRIORITY_DEFAULT, hear, n, news_free);
}

static news *news_of(work *w)
{
    news *n = g_new0(news, 1);
    n->work = work_ref(w);
    return n;
}

/* ---- on the thread ---- */

static void on_told(const lm_live_result *told, gpointer user)
{
    news *n = news_of(user);
    n->what = TOLD;
    n->tag = told->step->tag;
    n->result = (LmResult){
        .state = told->state,
        .info = told->info ? *told->info : (lm_info){.kind = LM_NONE},
        .value = told->value ? lm_value_ref(told->value) : (lm_value){LM_NONE, NULL, NULL},
        .series = told->series ? lm_series_ref(told->series) : NULL,
        .facts = told->facts ? g_variant_ref(told->facts) : NULL,
        .warnings = g_strdupv((char **)told->warnings),
        .error = told->error ? g_strdup(told->error->message) : NULL,
        .code = told->error ? told->error->code : 0,
        .seconds = told->seconds,
    };
    send(n);
}

/* What people call the operations whose names these are, one after the other. */
static char *titles_of(const char *names)
{
    g_auto(GStrv) each = g_strsplit(names, ", ", -1);
    for (char **name = each; *name; name++) {
        const lm_op *op = lm_op_find(*name);
        if (op) {
            g_free(*name);
            *name = g_strdup(_(op->title));
        }
    }
    return g_strjoinv(", ", each);
}

static void on_progress(double fraction, const char *step, gpointer user)
{
    news *n = news_of(user);
    n->what = PROGRESS;
    n->fraction = fraction;
    n->step = titles_of(step);
    send(n);
}

static bool export_job(work *w, GError **error)
{
    g_autoptr(lm_job_plan) plan = lm_live_plan(*w->live, w->job, w->context, error);
    if (!plan)
        return false;
    g_autoptr(GError) failure = NULL;
    lm_job_run(plan, w->context, &failure);
    bool ok =
        !w->report || lm_report_save(w->report, plan, w->context, failure, failure ? NULL : error);
    if (failure)
        g_propagate_error(error, g_steal_pointer(&failure));
    return ok && !failure;
}

static gpointer labour(gpointer data)
{
    work *w = data;
    /* The window comes first, whatever there is to compute; threads made from here take it over. */
    setpriority(PRIO_PROCESS, (id_t)gettid(), NICE);
    news *n = news_of(w);
    n->what = ENDED;
    lm_context_set_listener(w->context, on_progress, w);
    if (w->is_export)
        export_job(w, &n->error);
    else
        lm_live_run(*w->live, w->job, w->context, on_told, w, &n->error);
    send(n);
    work_unref(w);
    lm_at_work_end();
    return NULL;
}

/* ---- on the main loop ---- */

static void start(LmEngine *engine)
{
    engine->running = g_steal_pointer(&engine->next);
    engine->fraction = 0;
    g_clear_pointer(&engine->step, g_free);
    if (engine->running) {
        engine->is_stopped = false;
        engine->began = g_get_monotonic_time();
        lm_at_work_begin();
        g_thread_unref(g_thread_new("lamina-engine", labour, work_ref(engine->running)));
    }
    g_signal_emit(engine, signals[BUSY], 0);
}

/* Lets what is running come to its end alone: nobody hears of it. */
static void orphan(LmEngine *engine)
{
    if (!engine->running)
        return;
    g_autoptr(GError) cancelled = NULL;
    lm_fail(&cancelled, LM_ERROR_CANCELLED, "interrupted");
    end(engine, cancelled);
}

static gboolean lose_patience(gpointer data)
{
    LmEngine *engine = data;
    engine->patience = 0;
    orphan(engine);
    return G_SOURCE_REMOVE;
}

static void stop_running(LmEngine *engine)
{
    lm_context_cancel(engine->running->context);
    if (!engine->patience)
        engine->patience = g_timeout_add(PATIENCE_MS, lose_patience, engine);
}

static void take(LmEngine *engine, work *w)
{
    work_unref(engine->next);
    engine->next = w;
    if (engine->running)
        stop_running(engine);
    else
        start(engine);
}

static void add_steps(GHashTable *there, const GPtrArray *steps)
{
    for (guint i = 0; i < steps->len; i++) {
        lm_step *step = steps->pdata[i];
        if (step->off)
            continue;
        g_hash_table_add(there, &step->tag);
        if (step->steps)
            add_steps(there, step->steps);
    }
}

/* What is known of steps that are gone, or switched off, is forgotten, the rest is of before. */
static void make_stale(LmEngine *engine, const lm_job *job)
{
    g_autoptr(GHashTable) there = g_hash_table_new(g_int64_hash, g_int64_equal);
    g_hash_table_add(there, &job->input->tag);
    add_steps(there, job->steps);
    g_autoptr(GArray) forgotten = g_array_new(FALSE, FALSE, sizeof(guint64));
    GHashTableIter iter;
    gpointer tag, result;
    g_hash_table_iter_init(&iter, engine->results);
    while (g_hash_table_iter_next(&iter, &tag, &result)) {
        if (g_hash_table_contains(there, tag)) {
            ((LmResult *)result)->stale = true;
            continue;
        }
        g_array_append_vals(forgotten, tag, 1);
        g_hash_table_iter_remove(&iter);
    }
    for (guint i = 0; i < forgotten->len; i++)
        g_signal_emit(engine, signals[RESULT], 0, g_array_index(forgotten, guint64, i));
}

void lm_engine_run(LmEngine *engine, const lm_job *job, const char *folder)
{
    make_stale(engine, job);
    take(engine, work_new(engine, job, folder, folder));
}

void lm_engine_export(LmEngine *engine, const lm_job *job, const char *folder, const char *output,
                      const char *report)
{
    work *w = work_new(engine, job, folder, output);
    w->is_export = true;
    w->output = g_strdup(output);
    w->report = g_strdup(report);
    take(engine, w);
}

void lm_engine_cancel(LmEngine *engine)
{
    g_clear_pointer(&engine->next, work_unref);
    if (engine->running)
        stop_running(engine);
}

void lm_engine_forget(LmEngine *engine)
{
    lm_engine_cancel(engine);
    lm_live_clear(*engine->live);
}

guint64 lm_engine_memory(LmEngine *engine)
{
    return engine->memory;
}

const LmResult *lm_engine_result(LmEngine *engine, guint64 tag)
{
    return g_hash_table_lookup(engine->results, &tag);
}

bool lm_engine_is_busy(LmEngine *engine)
{
    return engine->running != NULL;
}

bool lm_engine_is_stopped(LmEngine *engine)
{
    return engine->is_stopped;
}

bool lm_engine_is_exporting(LmEngine *engine)
{
    return engine->running && engine->running->is_export;
}

double lm_engine_progress(LmEngine *engine, const char **step, double *seconds_left)
{
    const double enough = 1; /* seconds of work before its rest is guessed */
    double spent = (double)(g_get_monotonic_time() - engine->began) / G_USEC_PER_SEC;
    bool known = engine->running && spent > enough && engine->fraction > 0.02;
    *step = engine->step;
    *seconds_left = known ? spent * (1 - engine->fraction) / engine->fraction : -1;
    return engine->fraction;
}

static void dispose(GObject *object)
{
    LmEngine *engine = LM_ENGINE(object);
    lm_engine_cancel(engine);
    g_clear_handle_id(&engine->patience, g_source_remove);
    if (engine->running)
        engine->running->engine = NULL;
    g_clear_pointer(&engine->running, work_unref);
    G_OBJECT_CLASS(lm_engine_parent_class)->dispose(object);
}

static void finalize(GObject *object)
{
    LmEngine *engine = LM_ENGINE(object);
    g_hash_table_unref(engine->results);
    g_atomic_rc_box_release_full(engine->live, free_live);
    g_free(engine->step);
    G_OBJECT_CLASS(lm_engine_parent_class)->finalize(object);
}

static void lm_engine_class_init(LmEngineClass *class)
{
    G_OBJECT_CLASS(class)->dispose = dispose;
    G_OBJECT_CLASS(class)->finalize = finalize;
    signals[RESULT] = g_signal_new("result", LM_TYPE_ENGINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_UINT64);
    signals[BUSY] = g_signal_new("busy", LM_TYPE_ENGINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
    signals[EXPORTED] = g_signal_new("exported", LM_TYPE_ENGINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                     NULL, G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_STRING);
}

static void lm_engine_init(LmEngine *engine)
{
    engine->live = g_atomic_rc_box_new0(lm_live *);
    *engine->live = lm_live_new();
    engine->results = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, result_free);
}

LmEngine *lm_engine_new(unsigned threads, guint64 memory)
{
    LmEngine *engine = g_object_new(LM_TYPE_ENGINE, NULL);
    engine->threads = threads;
    engine->memory = memory;
    return engine;
}
