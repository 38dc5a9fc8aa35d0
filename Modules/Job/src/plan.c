#include "planner.h"

#include "fuse.h"
#include "lamina/alloc.h"
#include "lamina/error.h"
#include "lamina/positions.h"
#include "lamina/series.h"
#include "memory.h"
#include "run-private.h"
#include "structure.h"

static lm_node *node_at(const lm_job_plan *plan, int i)
{
    return plan->nodes->pdata[i];
}

/* ---- one step ---- */

/* A step of the same job, for a message: "<crop> of line 3". */
static char *words_of(const lm_step *step)
{
    return step->line > 0 ? g_strdup_printf("<%s> of line %d", step->op->name, step->line)
                          : g_strdup_printf("<%s>", step->op->name);
}

static bool check_kind(const planner *p, const lm_node *node, GError **error)
{
    const lm_op *op = node->step->op;
    const lm_info *in = &node->plan.in;
    if (node->from < 0 || lm_op_takes_info(op, in))
        return true;
    const lm_node *from = node_at(p->plan, node->from);
    g_autofree char *place = words_of(from->step);
    if (op->in == LM_SERIES)
        return lm_fail(error, LM_ERROR_USAGE,
                       "it takes the pictures as they came, and %s has changed them; put <%s/> "
                       "first",
                       place, op->name);
    return lm_fail(error, LM_ERROR_USAGE, "it takes a %s, but %s gives a %s", lm_kind_text(op->in),
                   place, lm_kind_text(in->kind));
}

/* Planes that stand unevenly, and labels, go only to those who know what to do with them. */
static bool check_volume(const lm_op *op, const lm_info *in, GError **error)
{
    if ((op->flags & LM_OP_SCALAR) && in->kind == LM_VOLUME && in->components != 1)
        return lm_fail(error, LM_ERROR_USAGE,
                       "it needs one value per voxel, but the volume has %d (colour); put "
                       "<to-scalar/> before it",
                       in->components);
    if (in->positions && !(op->flags & LM_OP_UNEVEN)) {
        g_autofree char *apart = lm_positions_text(in->positions, in->grid.size[2]);
        return lm_fail(error, LM_ERROR_USAGE,
                       "its slices are not evenly spaced (from %s mm apart); put <fill-between "
                       "spacing=\"...\"/> before it",
                       apart);
    }
    if (in->labels && !(op->flags & LM_OP_LABELS))
        return lm_fail(error, LM_ERROR_USAGE,
                       "it works on grey values, and what comes in are labels; put <threshold/> "
                       "before it, which makes a mask of one, or leave kind=\"labels\" of the "
                       "input away");
    return true;
}

static bool check_input(const planner *p, const lm_node *node, GError **error)
{
    const lm_op *op = node->step->op;
    bool ok = check_kind(p, node, error);
    if (!node->shown)
        return ok && check_volume(op, &node->plan.in, error);
    for (size_t k = 0; ok && k < node->plan.n_shown; k++)
        ok = check_volume(op, &node->plan.shown[k], error);
    return ok;
}

static void take_shown(const planner *p, lm_node *node)
{
    if (!node->shown || node->plan.shown)
        return;
    lm_info *infos = g_new0(lm_info, node->plan.n_shown);
    for (size_t k = 0; k < node->plan.n_shown; k++)
        infos[k] = node_at(p->plan, node->shown[k])->plan.out;
    node->plan.shown = infos;
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
            g_autofree char *place = words_of(before);
            return lm_fail(error, LM_ERROR_USAGE, "%s is written already, by %s",
                           node->plan.outputs[i], place);
        }
        planner_claim(p, node->step, node->plan.outputs[i]);
    }
    return true;
}

planner planner_new(lm_job_plan *plan, lm_context *context)
{
    return (planner){plan, context, g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
                     lm_process_memory()};
}

void planner_clear(planner *p)
{
    g_clear_pointer(&p->outputs, g_hash_table_unref);
}

void planner_claim(const planner *p, const lm_step *step, const char *path)
{
    g_hash_table_insert(p->outputs, g_strdup(path), (gpointer)step);
}

bool planner_begin(const planner *p, lm_node *node, GError **error)
{
    if (node->failure) {
        g_propagate_error(error, g_error_copy(node->failure));
        return false;
    }
    if (node->from >= 0)
        node->plan.in = node->plan.out = node_at(p->plan, node->from)->plan.out;
    take_shown(p, node);
    return check_input(p, node, error);
}

bool planner_end(const planner *p, lm_node *node, const lm_value *in, GError **error)
{
    return lm_plan_make(&node->plan, in, p->context, error) && claim_outputs(p, node, error);
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
    if (ok)
        run_set_provenance(node, in, &node->made);
    return ok;
}

/* Values that were made on the way are not kept: the run makes them slab by slab. */
static void drop_values_before(const planner *p, int last)
{
    for (int i = 0; i < last; i++)
        if (!node_at(p->plan, i)->borrowed)
            lm_value_clear(&node_at(p->plan, i)->made);
}

/* For an operation that looks into what comes in: the node is planned when that was made. */
static bool look(const planner *p, lm_node *node, GError **error)
{
    gint64 began = g_get_monotonic_time();
    node->probed = true;
    if (!make_value(p, node->from, error))
        return false;
    drop_values_before(p, node->from);
    bool ok = planner_end(p, node, &node_at(p->plan, node->from)->made, error);
    node->probe_seconds = (double)(g_get_monotonic_time() - began) / G_USEC_PER_SEC;
    return ok;
}

static bool plan_node(const planner *p, lm_node *node, GError **error)
{
    if (planner_begin(p, node, error) &&
        (node->step->op->probe ? look(p, node, error) : planner_end(p, node, NULL, error)))
        return true;
    g_autofree char *place = lm_step_place(p->plan->job, node->step);
    g_prefix_error(error, "%s: ", place);
    return false;
}

/* ---- what is needed ---- */

static void want(const lm_job_plan *plan, int value, lm_zrange z)
{
    lm_node *node = node_at(plan, value);
    node->needed = true;
    node->wanted = lm_zrange_union(node->wanted, z);
}

/* Backwards from what is written: a sink wants all of its input (a picture all that it shows
 * instead), a barrier too, and an operation that runs by slabs what it needs for the planes that
 * are wanted of it. */
static void find_wanted(lm_job_plan *plan)
{
    for (int i = (int)plan->nodes->len - 1; i >= 0; i--) {
        lm_node *node = node_at(plan, i);
        if (node->step->op->flags & LM_OP_SINK)
            node->needed = true;
        if (!node->needed)
            continue;
        bool by_slabs = lm_plan_by_slabs(&node->plan) && node->made.kind == LM_NONE;
        if (!by_slabs)
            node->wanted = all_planes(&node->plan.out);
        for (size_t k = 0; k < node->plan.n_shown; k++)
            want(plan, node->shown[k], all_planes(&node->plan.shown[k]));
        if (node->from < 0 || node->shown)
            continue;
        lm_zrange z =
            by_slabs ? node->step->op->need(&node->plan, node->wanted) : all_planes(&node->plan.in);
        want(plan, node->from, z);
    }
}

/* What is needed only of nodes whose values are there, or that are idle themselves. */
static void find_idle(lm_job_plan *plan)
{
    for (int i = (int)plan->nodes->len - 1; i >= 0; i--) {
        lm_node *node = node_at(plan, i);
        node->idle = node->made.kind == LM_NONE && !(node->step->op->flags & LM_OP_SINK);
        for (int k = i + 1; node->idle && k < (int)plan->nodes->len; k++)
            node->idle = !fuse_takes(node_at(plan, k), i);
        node->idle &= node->needed;
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

lm_job_plan *planner_plan(const lm_job *job, lm_context *context, planner_take take, gpointer user,
                          GError **error)
{
    g_autoptr(lm_job_plan) plan = structure_new(job);
    g_auto(planner) p = planner_new(plan, context);
    for (guint i = 0; i < plan->nodes->len; i++)
        if (!(take && take(&p, plan->nodes->pdata[i], user)) &&
            !plan_node(&p, plan->nodes->pdata[i], error))
            return NULL;
    find_wanted(plan);
    find_idle(plan);
    fuse_find(plan, lm_context_threads(context));
    warn_of_waste(&p);
    memory_find(&p);
    return g_steal_pointer(&plan);
}

lm_job_plan *lm_job_plan_new(const lm_job *job, lm_context *context, GError **error)
{
    return planner_plan(job, context, NULL, NULL, error);
}
