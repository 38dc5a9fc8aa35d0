#include "lamina/live.h"

#include "kept.h"
#include "lamina/error.h"
#include "live-key.h"
#include "memory.h"
#include "planner.h"
#include "run-private.h"
#include "structure.h"

struct lm_live {
    kept_store *store;
};

lm_live *lm_live_new(void)
{
    lm_live *live = g_new0(lm_live, 1);
    live->store = kept_store_new();
    return live;
}

void lm_live_free(lm_live *live)
{
    if (!live)
        return;
    kept_store_free(live->store);
    g_free(live);
}

guint64 lm_live_bytes(lm_live *live)
{
    return kept_store_bytes(live->store);
}

void lm_live_clear(lm_live *live)
{
    kept_store_clear(live->store);
}

/* ---- a run ---- */

/* What a run has to do with a step. */
typedef enum todo {
    TODO_NOTHING, /* it writes, is a branch, or its value is kept */
    TODO_SHOW,    /* make it if there is room: only to be looked at */
    TODO_MAKE,    /* it, or something that is made from it, has to be made */
} todo;

typedef struct live_step {
    lm_node *node;
    char *key; /* NULL when something before it is wrong */
    todo todo;
    bool planned;
    bool stopped;  /* failed, or not reached */
    kept *entry;   /* what came of it, while it is at hand */
    bool was_kept; /* `entry` is of an earlier run */
    GPtrArray *warnings;
} live_step;

typedef struct live_run {
    kept_store *store;
    guint64 number;
    lm_context *context;
    lm_live_fn told;
    gpointer user;
    planner planner;
    live_step *steps;
    int count;
    double done; /* progress so far, 0 to 1 */
} live_run;

static bool makes_value(const live_step *s)
{
    return !(s->node->step->op->flags & (LM_OP_SINK | LM_OP_CONTAINER));
}

/* ---- telling ---- */

static void take_warnings(const live_run *run, live_step *s)
{
    g_auto(GStrv) texts = lm_context_take_warnings(run->context);
    for (char **text = texts; *text; text++)
        g_ptr_array_add(s->warnings, g_strdup(*text));
}

static char **copy_warnings(const live_step *s)
{
    char **copy = g_new0(char *, s->warnings->len + 1);
    for (guint i = 0; i < s->warnings->len; i++)
        copy[i] = g_strdup(s->warnings->pdata[i]);
    return copy;
}

static lm_info exact_info(const kept *entry)
{
    lm_info info = entry->info;
    if (entry->value.mesh) {
        info.points = entry->value.mesh->n_points;
        info.triangles = entry->value.mesh->n_triangles;
    }
    info.estimate = false;
    return info;
}

static lm_series *series_of(const live_step *s)
{
    return s->node->from < 0 ? s->node->plan.state : NULL;
}

static void tell(const live_run *run, const live_step *s, lm_live_state state, const GError *error,
                 GVariant *facts)
{
    g_auto(GStrv) warnings = copy_warnings(s);
    lm_live_result result = {.step = s->node->step,
                             .number = s->node->number,
                             .state = state,
                             .info = s->planned ? &s->node->plan.out : NULL,
                             .series = series_of(s),
                             .facts = facts,
                             .warnings = (const char *const *)warnings,
                             .error = error,
                             .kept = s->was_kept};
    run->told(&result, run->user);
}

static void tell_made(const live_run *run, const live_step *s, lm_live_state state)
{
    const kept *entry = s->entry;
    lm_info info = exact_info(entry);
    const lm_live_result result = {.step = s->node->step,
                                   .number = s->node->number,
                                   .state = state,
                                   .info = &info,
                                   .value = state == LM_LIVE_DONE ? &entry->value : NULL,
                                   .series = entry->series,
                                   .facts = entry->facts,
                                   .warnings = (const char *const *)entry->warnings,
                                   .seconds = entry->seconds,
                                   .kept = s->was_kept};
    run->told(&result, run->user);
}

/* ---- what is at hand ---- */

static void step_clear(live_step *s)
{
    g_free(s->key);
    kept_unref(s->entry);
    g_ptr_array_unref(s->warnings);
}

static live_step *from_of(const live_run *run, const live_step *s)
{
    return s->node->from >= 0 ? &run->steps[s->node->from] : NULL;
}

static void find_entry(const live_run *run, live_step *s)
{
    const live_step *from = from_of(run, s);
    if (s->node->failure || (from && !from->key) || !makes_value(s))
        return;
    s->key = live_key(s->node, from ? from->key : NULL, run->context);
    s->entry = kept_store_find(run->store, s->key, run->number);
    s->was_kept = s->entry;
}

/* Backwards: what nobody takes is made to be seen, and what something else has to be made from. */
static void find_todo(const live_run *run)
{
    for (int i = run->count - 1; i >= 0; i--) {
        live_step *s = &run->steps[i];
        if (!makes_value(s) || s->entry)
            continue;
        bool taken = false;
        for (int k = i + 1; k < run->count && s->todo != TODO_MAKE; k++) {
            const live_step *taker = &run->steps[k];
            if (taker->node->from != i || !makes_value(taker) || !taker->key)
                continue;
            taken = true;
            if (taker->todo == TODO_MAKE)
                s->todo = TODO_MAKE;
        }
        if (s->todo != TODO_MAKE)
            s->todo = taken ? TODO_SHOW : TODO_MAKE;
    }
}

/* ---- planning ---- */

static void fail(const live_run *run, live_step *s, const GError *error)
{
    s->stopped = true;
    take_warnings(run, s);
    g_autoptr(GVariant) facts = lm_context_take_facts(run->context);
    tell(run, s, LM_LIVE_FAILED, error, facts);
}

/* The values that a step takes: whether one of them will never be, and whether all are planned. */
static void look_back(const live_run *run, const live_step *s, bool *stopped, bool *planned)
{
    const live_step *from = from_of(run, s);
    *stopped = from && from->stopped;
    *planned = !from || from->planned;
    for (size_t k = 0; s->node->shown && k < s->node->plan.n_shown; k++) {
        const live_step *shown = &run->steps[s->node->shown[k]];
        *stopped |= shown->stopped;
        *planned &= shown->planned;
    }
}

/* What is kept says what planning would. */
static void take_plan(const planner *p, lm_node *node, const kept *entry)
{
    node->plan.out = entry->info;
    for (char **path = entry->outputs; *path; path++)
        planner_claim(p, node->step, *path);
    if (entry->series) {
        node->plan.state = lm_series_ref(entry->series);
        node->plan.free_state = (GDestroyNotify)lm_series_unref;
    }
    for (char **text = entry->warnings; *text; text++)
        lm_context_warn(p->context, "%s", *text);
}

static void plan_from_entry(const live_run *run, live_step *s)
{
    take_plan(&run->planner, s->node, s->entry);
    g_strfreev(lm_context_take_warnings(run->context));
    s->planned = true;
}

/* Errors are told. False only when cancelled. */
static bool plan_step(const live_run *run, live_step *s, const lm_value *in, GError **error)
{
    g_autoptr(GError) why = NULL;
    s->node->plan.dry = true;
    if (planner_begin(&run->planner, s->node, &why) && (!s->node->step->op->probe || in) &&
        planner_end(&run->planner, s->node, in, &why)) {
        s->planned = true;
        take_warnings(run, s);
        return true;
    }
    if (lm_error_is_cancelled(why)) {
        g_propagate_error(error, g_steal_pointer(&why));
        return false;
    }
    if (why)
        fail(run, s, why);
    return true;
}

/* Plans what can be planned before anything is made, and tells what is kept. */
static bool plan_ahead(const live_run *run, live_step *s, GError **error)
{
    if (s->node->failure) {
        fail(run, s, s->node->failure);
        return true;
    }
    bool stopped, ready;
    look_back(run, s, &stopped, &ready);
    if (stopped) {
        s->stopped = true;
        tell(run, s, LM_LIVE_NOT_REACHED, NULL, NULL);
        return true;
    }
    if (s->entry) {
        plan_from_entry(run, s);
        tell_made(run, s, LM_LIVE_DONE);
        return true;
    }
    if (!ready)
        return true;
    if (!plan_step(run, s, NULL, error))
        return false;
    if (s->planned)
        tell(run, s, LM_LIVE_PLANNED, NULL, NULL);
    return true;
}

/* ---- memory ---- */

/* Whether a step from number `now` on will be made from the value of step i. */
static bool is_needed(const live_run *run, int i, int now)
{
    for (int k = MAX(now, i + 1); k < run->count; k++) {
        const live_step *taker = &run->steps[k];
        if (taker->node->from == i && taker->todo == TODO_MAKE && !taker->entry && !taker->stopped)
            return true;
    }
    return false;
}

static bool drop_unneeded(const live_run *run, int now)
{
    for (int i = 0; i < run->count; i++) {
        live_step *s = &run->steps[i];
        if (!s->entry || s->entry->bytes == 0 || is_needed(run, i, now))
            continue;
        kept_store_remove(run->store, s->entry);
        tell_made(run, s, LM_LIVE_DROPPED);
        g_clear_pointer(&s->entry, kept_unref);
        return true;
    }
    return false;
}

static guint64 bytes_with(const live_run *run, const live_step *s)
{
    const lm_plan *plan = &s->node->plan;
    return run->planner.base + kept_store_bytes(run->store) + lm_info_bytes(&plan->out) +
           plan->scratch + lm_context_threads(run->context) * plan->scratch_per_thread;
}

/* Makes room for what step number i will take; a value that is only to be looked at pushes away
 * nothing of this run. */
static bool make_room(const live_run *run, int i, GError **error)
{
    const live_step *s = &run->steps[i];
    guint64 need;
    while ((need = bytes_with(run, s)) > lm_context_memory(run->context))
        if (!kept_store_drop(run->store, run->number) &&
            (s->todo == TODO_SHOW || !drop_unneeded(run, i)))
            return memory_within_budget(need, run->context, error);
    return true;
}

/* ---- making ---- */

static guint64 bytes_of(const lm_value *value, const lm_value *in)
{
    if (in && in->volume == value->volume && in->mesh == value->mesh)
        return 0;
    if (value->volume)
        return (guint64)lm_volume_plane_bytes(value->volume) * (guint64)value->volume->grid.size[2];
    const lm_mesh *mesh = value->mesh;
    guint64 per_point = (3U + (mesh->normals ? 3U : 0U) + (mesh->scalars ? 1U : 0U));
    return mesh->n_points * per_point * sizeof(float) + mesh->n_triangles * 3 * sizeof(gint32);
}

static char **outputs_of(const lm_plan *plan)
{
    char **outputs = g_new0(char *, G_N_ELEMENTS(plan->outputs) + 1);
    for (size_t i = 0; i < G_N_ELEMENTS(plan->outputs) && plan->outputs[i]; i++)
        outputs[i] = g_strdup(plan->outputs[i]);
    return outputs;
}

static void keep(const live_run *run, live_step *s, lm_value *made, const lm_value *in,
                 double seconds)
{
    run_set_provenance(s->node, in, made);
    take_warnings(run, s);
    s->entry = kept_new(s->key);
    s->entry->info = s->node->plan.out;
    s->entry->value = *made;
    s->entry->bytes = bytes_of(made, in);
    s->entry->series = series_of(s) ? lm_series_ref(series_of(s)) : NULL;
    s->entry->facts = lm_context_take_facts(run->context);
    s->entry->warnings = copy_warnings(s);
    s->entry->outputs = outputs_of(&s->node->plan);
    s->entry->seconds = seconds;
    kept_store_add(run->store, s->entry, run->number);
}

static double weight(const live_step *s)
{
    return s->planned ? MAX(s->node->plan.cost, 0.01) : 1;
}

/* What is left of the bar goes to the steps that are left, by what they cost. */
static void begin(live_run *run, int i)
{
    double left = 0;
    for (int k = i; k < run->count; k++)
        if (run->steps[k].todo != TODO_NOTHING && !run->steps[k].stopped)
            left += weight(&run->steps[k]);
    double after = run->done + (1 - run->done) * weight(&run->steps[i]) / left;
    lm_context_begin_step(run->context, run->steps[i].node->step->op->name, run->done, after);
    run->done = after;
}

/* Plans what had to wait for the value, and makes the step. Errors are told; false when cancelled.
 */
static bool make(const live_run *run, int i, const lm_value *in, GError **error)
{
    live_step *s = &run->steps[i];
    gint64 began = g_get_monotonic_time();
    if (!s->planned && !plan_step(run, s, in, error))
        return false;
    if (!s->planned)
        return true;
    g_autoptr(GError) why = NULL;
    const lm_info *out = &s->node->plan.out;
    lm_zrange all = {0, out->kind == LM_VOLUME ? out->grid.size[2] : 0};
    lm_value made = {LM_NONE, NULL, NULL};
    if (make_room(run, i, &why) &&
        lm_plan_run(&s->node->plan, in, NULL, all, 0, &made, run->context, &why)) {
        keep(run, s, &made, in, (double)(g_get_monotonic_time() - began) / G_USEC_PER_SEC);
        tell_made(run, s, LM_LIVE_DONE);
        return true;
    }
    if (lm_error_is_cancelled(why)) {
        g_propagate_error(error, g_steal_pointer(&why));
        return false;
    }
    if (s->todo == TODO_SHOW && g_error_matches(why, LM_ERROR, LM_ERROR_MEMORY))
        tell(run, s, LM_LIVE_DROPPED, NULL, NULL);
    else
        fail(run, s, why);
    return true;
}

/* A value that is only to be looked at is made when what it is made from is there, and room. */
static bool can_be_made(const live_run *run, int i)
{
    const live_step *s = &run->steps[i], *from = from_of(run, s);
    return (!from || from->entry) &&
           (s->todo == TODO_MAKE || !s->planned || make_room(run, i, NULL));
}

static bool go_on(live_run *run, int i, GError **error)
{
    live_step *s = &run->steps[i];
    if (s->stopped || s->was_kept)
        return true;
    bool stopped, ready;
    look_back(run, s, &stopped, &ready);
    if (stopped) {
        s->stopped = true;
        tell(run, s, LM_LIVE_NOT_REACHED, NULL, NULL);
        return true;
    }
    if (s->todo == TODO_NOTHING)
        return s->planned || plan_ahead(run, s, error);
    const live_step *from = from_of(run, s);
    if (!can_be_made(run, i)) {
        tell(run, s, LM_LIVE_DROPPED, NULL, NULL);
        return true;
    }
    begin(run, i);
    tell(run, s, LM_LIVE_RUNNING, NULL, NULL);
    return make(run, i, from ? &from->entry->value : NULL, error);
}

static bool run_all(live_run *run, GError **error)
{
    g_strfreev(lm_context_take_warnings(run->context));
    for (int i = 0; i < run->count; i++)
        find_entry(run, &run->steps[i]);
    find_todo(run);
    for (int i = 0; i < run->count; i++)
        if (!lm_context_go_on(run->context, error) || !plan_ahead(run, &run->steps[i], error))
            return false;
    for (int i = 0; i < run->count; i++)
        if (!lm_context_go_on(run->context, error) || !go_on(run, i, error))
            return false;
    return true;
}

bool lm_live_run(lm_live *live, const lm_job *job, lm_context *context, lm_live_fn told,
                 gpointer user, GError **error)
{
    g_autoptr(lm_job_plan) plan = structure_new(job);
    live_run run = {.store = live->store,
                    .number = kept_store_begin(live->store),
                    .context = context,
                    .told = told,
                    .user = user,
                    .planner = planner_new(plan, context),
                    .steps = g_new0(live_step, plan->nodes->len),
                    .count = (int)plan->nodes->len};
    guint64 held = kept_store_bytes(live->store);
    run.planner.base -= MIN(run.planner.base, held);
    for (int i = 0; i < run.count; i++) {
        run.steps[i].node = plan->nodes->pdata[i];
        run.steps[i].warnings = g_ptr_array_new_with_free_func(g_free);
    }
    bool ok = run_all(&run, error);
    for (int i = 0; i < run.count; i++)
        step_clear(&run.steps[i]);
    g_free(run.steps);
    planner_clear(&run.planner);
    return ok;
}

/* ---- in earnest ---- */

typedef struct borrower {
    kept_store *store;
    guint64 run;
    GHashTable *keys; /* node -> key */
} borrower;

/* What would have written a file is made again, to write it. */
static bool borrow(const planner *p, lm_node *node, gpointer user)
{
    const borrower *b = user;
    const lm_node *from = node->from >= 0 ? p->plan->nodes->pdata[node->from] : NULL;
    const char *before = from ? g_hash_table_lookup(b->keys, from) : NULL;
    if (node->failure || (from && !before) ||
        (node->step->op->flags & (LM_OP_SINK | LM_OP_CONTAINER)))
        return false;
    char *key = live_key(node, before, p->context);
    g_hash_table_insert(b->keys, node, key);
    g_autoptr(kept) entry = kept_store_find(b->store, key, b->run);
    if (!entry || entry->outputs[0])
        return false;
    take_plan(p, node, entry);
    node->made = lm_value_ref(&entry->value);
    node->facts = g_variant_ref(entry->facts);
    node->borrowed = true;
    return true;
}

lm_job_plan *lm_live_plan(lm_live *live, const lm_job *job, lm_context *context, GError **error)
{
    g_autoptr(GHashTable) keys = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    borrower b = {live->store, kept_store_begin(live->store), keys};
    return planner_plan(job, context, borrow, &b, error);
}
