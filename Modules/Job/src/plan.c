#include "lamina/run.h"

#include "lamina/alloc.h"
#include "lamina/error.h"
#include "lamina/series.h"

#include <string.h>
#include <unistd.h>

typedef struct planner {
    lm_job_plan *plan;
    lm_context *context;
    GHashTable *names;   /* id -> number of the node that holds its value, plus one */
    int main_line;       /* the node whose value the main line holds */
    GHashTable *outputs; /* path -> the step that writes it */
    guint64 base;        /* bytes of the process before anything was read */
} planner;

static guint64 own_memory(void)
{
    g_autofree char *pages = NULL; /* "size resident ..." */
    if (!g_file_get_contents("/proc/self/statm", &pages, NULL, NULL))
        return 0;
    const char *resident = strchr(pages, ' ');
    return resident ? g_ascii_strtoull(resident, NULL, 10) * (guint64)sysconf(_SC_PAGESIZE) : 0;
}

static lm_node *node_at(const lm_job_plan *plan, int i)
{
    return plan->nodes->pdata[i];
}

static void node_free(gpointer data)
{
    lm_node *node = data;
    lm_plan_clear(&node->plan);
    lm_value_clear(&node->made);
    lm_params_clear(node->step->op->params, node->params);
    g_free(node->params);
    g_free((gpointer)node->plan.shown);
    g_free(node->shown);
    g_clear_pointer(&node->facts, g_variant_unref);
    g_free(node);
}

void lm_job_plan_free(lm_job_plan *plan)
{
    if (!plan)
        return;
    g_ptr_array_unref(plan->nodes);
    g_free(plan);
}

/* The node whose value goes on after node i: a sink's and a container's is the one that came in. */
static int value_of(const lm_job_plan *plan, int i)
{
    const lm_node *node = node_at(plan, i);
    return node->step->op->flags & (LM_OP_SINK | LM_OP_CONTAINER) ? node->from : i;
}

/* ---- one step ---- */

static bool read_params(lm_node *node, GError **error)
{
    const lm_step *step = node->step;
    const lm_param *table = step->op->params;
    node->params = g_malloc0(MAX(step->op->params_size, 1));
    node->plan.params = node->params;
    lm_params_init(table, node->params);
    for (size_t i = 0; table && table[i].name; i++) {
        if (step->texts[i] && !lm_param_set(&table[i], node->params, step->texts[i], error))
            return false;
        if (!step->texts[i] && (table[i].flags & LM_PARAM_REQUIRED))
            return lm_fail(error, LM_ERROR_USAGE, "%s=\"...\" is missing: %s", table[i].name,
                           table[i].help);
    }
    return true;
}

static bool check_input(const planner *p, const lm_node *node, GError **error)
{
    const lm_op *op = node->step->op;
    const lm_info *in = &node->plan.in;
    if (node->from >= 0 && !lm_op_takes_info(op, in)) {
        const lm_node *from = node_at(p->plan, node->from);
        g_autofree char *place = lm_step_place(p->plan->job, from->step);
        if (op->in == LM_SERIES)
            return lm_fail(error, LM_ERROR_USAGE,
                           "it takes the pictures as they came, and %s has changed them; put <%s/> "
                           "first",
                           place, op->name);
        return lm_fail(error, LM_ERROR_USAGE,
                       "it takes a %s, but what comes in is a %s (made by %s)",
                       lm_kind_text(op->in), lm_kind_text(in->kind), place);
    }
    if ((op->flags & LM_OP_SCALAR) && in->kind == LM_VOLUME && in->components != 1)
        return lm_fail(error, LM_ERROR_USAGE,
                       "it needs one value per voxel, but the volume has %d (colour); put "
                       "<to-scalar/> before it",
                       in->components);
    return true;
}

/* What comes in, when nothing is named. */
static bool show_input(const planner *p, lm_node *node)
{
    node->shown = g_memdup2(&node->from, sizeof node->from);
    node->plan.shown = g_memdup2(&node_at(p->plan, node->from)->plan.out, sizeof(lm_info));
    node->plan.n_shown = 1;
    return true;
}

/* Resolves the names of an LM_PARAM_STEPS parameter. */
static bool find_shown(const planner *p, lm_node *node, GError **error)
{
    const lm_param *param = node->step->op->params;
    while (param && param->name && param->type != LM_PARAM_STEPS)
        param++;
    if (!param || !param->name)
        return true;
    g_autofree char *text = lm_param_get(param, node->params);
    if (!text)
        return show_input(p, node);
    g_auto(GStrv) words = g_strsplit_set(text, " ,\t\r\n", -1);
    guint most = g_strv_length(words);
    node->shown = g_new0(int, most);
    lm_info *infos = g_new0(lm_info, most);
    node->plan.shown = infos;
    for (char **word = words; *word; word++) {
        if (!**word)
            continue;
        int at = g_str_equal(*word, "main")
                     ? p->main_line
                     : GPOINTER_TO_INT(g_hash_table_lookup(p->names, *word)) - 1;
        if (at < 0)
            return lm_fail(error, LM_ERROR_USAGE,
                           "%s=\"%s\": no earlier step has the id \"%s\"; there is main, and what "
                           "an id=\"...\" names",
                           param->name, text, *word);
        node->shown[node->plan.n_shown] = at;
        infos[node->plan.n_shown++] = node_at(p->plan, at)->plan.out;
    }
    return true;
}

/* Whether `path` is what is written as `output`, where %03d stands for the number of a slice. */
static bool is_written(const char *output, const char *path)
{
    g_autofree char *whole = g_canonicalize_filename(output, NULL);
    g_autofree char *input = g_canonicalize_filename(path, NULL);
    g_autofree char *escaped = g_regex_escape_string(whole, -1);
    g_autoptr(GRegex) number = g_regex_new("%0?[0-9]*d", G_REGEX_RAW, 0, NULL);
    g_autofree char *any = g_regex_replace_literal(number, escaped, -1, 0, "[0-9]+", 0, NULL);
    g_autofree char *pattern = g_strdup_printf("^%s$", any ? any : escaped);
    return g_str_equal(whole, input) || g_regex_match_simple(pattern, input, G_REGEX_RAW, 0);
}

/* What is read is not written over: half-way through, neither would be left. */
static bool spares_input(const planner *p, const char *output, GError **error)
{
    const lm_series *series = node_at(p->plan, 0)->plan.state;
    for (size_t i = 0; i < lm_series_n_files(series); i++) {
        const char *path = lm_series_file_at(series, i)->path;
        if (is_written(output, path))
            return lm_fail(error, LM_ERROR_USAGE,
                           "%s would be written over %s, which is read; choose another name or "
                           "folder",
                           output, path);
    }
    return true;
}

static bool claim_outputs(const planner *p, const lm_node *node, GError **error)
{
    for (size_t i = 0; i < G_N_ELEMENTS(node->plan.outputs) && node->plan.outputs[i]; i++) {
        if (!spares_input(p, node->plan.outputs[i], error))
            return false;
        const lm_step *before = g_hash_table_lookup(p->outputs, node->plan.outputs[i]);
        if (before) {
            g_autofree char *place = lm_step_place(p->plan->job, before);
            return lm_fail(error, LM_ERROR_USAGE, "%s is written already, by %s",
                           node->plan.outputs[i], place);
        }
        g_hash_table_insert(p->outputs, (gpointer)node->plan.outputs[i], (gpointer)node->step);
    }
    return true;
}

/* ---- looking into what comes in ---- */

static lm_zrange all_planes(const lm_info *info)
{
    return (lm_zrange){0, info->kind == LM_VOLUME ? info->grid.size[2] : 0};
}

static bool room_for(const planner *p, const lm_node *node, GError **error)
{
    guint64 need = p->base + lm_info_bytes(&node->plan.in) + lm_info_bytes(&node->plan.out) +
                   node->plan.scratch +
                   lm_context_threads(p->context) * node->plan.scratch_per_thread;
    guint64 budget = lm_context_memory(p->context);
    if (need <= budget)
        return true;
    g_autofree char *wanted = lm_bytes_text(need), *have = lm_bytes_text(budget);
    return lm_fail(error, LM_ERROR_MEMORY,
                   "its result has to be looked at to plan what follows; this would take %s of "
                   "memory, and the run may use %s; allow more with --memory",
                   wanted, have);
}

/* Makes the value of node i, and of those before it that are not there yet. */
static bool make_value(const planner *p, int i, GError **error)
{
    lm_node *node = node_at(p->plan, i);
    if (node->made.kind != LM_NONE)
        return true;
    if ((node->from >= 0 && !make_value(p, node->from, error)) || !room_for(p, node, error))
        return false;
    const lm_value *in = node->from >= 0 ? &node_at(p->plan, node->from)->made : NULL;
    lm_context_begin_step(p->context, node->step->op->name, 0, 0);
    bool ok = lm_plan_run(&node->plan, in, NULL, all_planes(&node->plan.out), 0, &node->made,
                          p->context, error);
    node->facts = lm_context_take_facts(p->context);
    return ok;
}

/* Values that were made on the way are not kept: the run makes them slab by slab. */
static void drop_values_before(const planner *p, int last)
{
    for (int i = 0; i < last; i++)
        lm_value_clear(&node_at(p->plan, i)->made);
}

static bool make_plan(const planner *p, lm_node *node, GError **error)
{
    if (!node->step->op->probe)
        return lm_plan_make(&node->plan, NULL, p->context, error);
    gint64 began = g_get_monotonic_time();
    node->probed = true;
    if (!make_value(p, node->from, error))
        return false;
    drop_values_before(p, node->from);
    bool ok = lm_plan_make(&node->plan, &node_at(p->plan, node->from)->made, p->context, error);
    node->probe_seconds = (double)(g_get_monotonic_time() - began) / G_USEC_PER_SEC;
    return ok;
}

static bool plan_node(const planner *p, lm_node *node, GError **error)
{
    return read_params(node, error) && check_input(p, node, error) && find_shown(p, node, error) &&
           make_plan(p, node, error) && claim_outputs(p, node, error);
}

static bool add_node(planner *p, const lm_step *step, int from, int depth, GError **error)
{
    lm_node *node = g_new0(lm_node, 1);
    node->step = step;
    node->from = from;
    node->depth = depth;
    node->plan.op = step->op;
    if (from >= 0)
        node->plan.in = node->plan.out = node_at(p->plan, from)->plan.out;
    g_ptr_array_add(p->plan->nodes, node);
    if (plan_node(p, node, error))
        return true;
    g_autofree char *place = lm_step_place(p->plan->job, step);
    g_prefix_error(error, "%s: ", place);
    return false;
}

/* ---- all steps ---- */

static bool take_name(const planner *p, const lm_step *step, int value, GError **error)
{
    if (!step->id || g_hash_table_insert(p->names, step->id, GINT_TO_POINTER(value + 1)))
        return true;
    g_autofree char *place = lm_step_place(p->plan->job, step);
    return lm_fail(error, LM_ERROR_USAGE,
                   "%s: the id \"%s\" is that of an earlier step already; choose another", place,
                   step->id);
}

static bool add_steps(planner *p, const GPtrArray *steps, int from, int depth, int *last,
                      GError **error)
{
    for (guint i = 0; i < steps->len; i++) {
        const lm_step *step = steps->pdata[i];
        if (depth == 0)
            p->main_line = from;
        if (!add_node(p, step, from, depth, error))
            return false;
        int named = from = value_of(p->plan, (int)p->plan->nodes->len - 1);
        if (step->steps && !add_steps(p, step->steps, from, depth + 1, &named, error))
            return false;
        if (!take_name(p, step, named, error))
            return false;
    }
    *last = from;
    return true;
}

/* ---- what is needed ---- */

static void want(lm_job_plan *plan, int value, lm_zrange z, int user)
{
    lm_node *node = node_at(plan, value);
    node->needed = true;
    node->wanted = lm_zrange_union(node->wanted, z);
    node->last_use = MAX(node->last_use, user);
}

/* Backwards from what is written: a sink wants all of its input (a picture all that it shows
 * instead), a barrier too, and an operation that runs by slabs what it needs for the planes that
 * are wanted of it. */
static void find_wanted(lm_job_plan *plan)
{
    for (int i = (int)plan->nodes->len - 1; i >= 0; i--) {
        lm_node *node = node_at(plan, i);
        node->last_use = MAX(node->last_use, i);
        if (node->step->op->flags & LM_OP_SINK)
            node->needed = true;
        if (!node->needed)
            continue;
        if (!lm_plan_by_slabs(&node->plan))
            node->wanted = all_planes(&node->plan.out);
        for (size_t k = 0; k < node->plan.n_shown; k++)
            want(plan, node->shown[k], all_planes(&node->plan.shown[k]), i);
        if (node->from < 0 || node->shown)
            continue;
        lm_zrange z = lm_plan_by_slabs(&node->plan)
                          ? node->step->op->need(&node->plan, node->wanted)
                          : all_planes(&node->plan.in);
        want(plan, node->from, z, i);
    }
}

static void warn_of_waste(const planner *p)
{
    for (guint i = 0; i < p->plan->nodes->len; i++) {
        const lm_node *node = node_at(p->plan, (int)i);
        if (node->needed || (node->step->op->flags & LM_OP_CONTAINER))
            continue;
        g_autofree char *place = lm_step_place(p->plan->job, node->step);
        lm_context_warn(p->context,
                        "%s: nothing uses its result, so it is left out; add a <save> "
                        "or a <render> after it",
                        place);
    }
}

/* ---- memory ---- */

static guint64 held_bytes(const lm_node *node)
{
    const lm_info *out = &node->plan.out;
    guint64 bytes = lm_info_bytes(out);
    if (out->kind != LM_VOLUME)
        return bytes;
    return bytes / (guint64)out->grid.size[2] * (guint64)(node->wanted.hi - node->wanted.lo);
}

static bool makes_value(const lm_node *node)
{
    return node->needed && !(node->step->op->flags & (LM_OP_SINK | LM_OP_CONTAINER));
}

static void find_peak(const planner *p)
{
    lm_job_plan *plan = p->plan;
    const guint64 threads = lm_context_threads(p->context);
    for (int i = 0; i < (int)plan->nodes->len; i++) {
        lm_node *node = node_at(plan, i);
        node->peak = p->base + (node->needed ? node->plan.scratch : 0) +
                     (node->needed ? threads * node->plan.scratch_per_thread : 0);
        for (int k = 0; k <= i; k++) {
            const lm_node *value = node_at(plan, k);
            if (makes_value(value) && value->last_use >= i)
                node->peak += held_bytes(value);
        }
        plan->peak = MAX(plan->peak, node->peak);
        plan->estimate |= node->needed && node->plan.out.estimate;
    }
}

static void warn_of_memory(const planner *p)
{
    guint64 budget = lm_context_memory(p->context);
    if (p->plan->peak <= budget)
        return;
    g_autofree char *need = lm_bytes_text(p->plan->peak), *have = lm_bytes_text(budget);
    lm_context_warn(p->context, "the run would take %s of memory, more than the %s it may use",
                    need, have);
}

lm_job_plan *lm_job_plan_new(const lm_job *job, lm_context *context, GError **error)
{
    g_autoptr(lm_job_plan) plan = g_new0(lm_job_plan, 1);
    plan->job = job;
    plan->nodes = g_ptr_array_new_with_free_func(node_free);
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) outputs = g_hash_table_new(g_str_hash, g_str_equal);
    planner p = {plan, context, names, 0, outputs, own_memory()};
    int last;
    if (!add_node(&p, job->input, -1, 0, error) || !add_steps(&p, job->steps, 0, 0, &last, error))
        return NULL;
    find_wanted(plan);
    find_peak(&p);
    warn_of_waste(&p);
    warn_of_memory(&p);
    return g_steal_pointer(&plan);
}
