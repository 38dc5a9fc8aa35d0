#include "run-private.h"

#include "fuse.h"
#include "lamina/error.h"
#include "memory.h"
#include "step-private.h"

static lm_node *node_at(const lm_job_plan *plan, int i)
{
    return plan->nodes->pdata[i];
}

static lm_provenance *provenance_of(const lm_node *node, const lm_value *in)
{
    if (!in)
        return lm_provenance_new(node->step->texts[0] ? node->step->texts[0] : "",
                                 node->plan.out.spacing_source);
    const lm_provenance *before = in->volume ? in->volume->provenance : in->mesh->provenance;
    g_autofree char *text = step_done_text(node->step);
    return lm_provenance_after(before, text);
}

void run_set_provenance(const lm_node *node, const lm_value *in, lm_value *made)
{
    if (in && in->volume == made->volume && in->mesh == made->mesh)
        return;
    lm_provenance **at = made->volume ? &made->volume->provenance : &made->mesh->provenance;
    lm_provenance_unref(*at);
    *at = provenance_of(node, in);
}

static bool is_run(const lm_node *node)
{
    return node->needed && !node->idle && !(node->step->op->flags & LM_OP_CONTAINER);
}

/* ---- one step ---- */

static bool blame(const lm_job_plan *plan, const lm_node *node, GError **error)
{
    if (error && !lm_error_is_cancelled(*error)) {
        g_autofree char *place = lm_step_place(plan->job, node->step);
        g_prefix_error(error, "%s: ", place);
    }
    return false;
}

static void take_facts(lm_node *node, lm_context *context)
{
    g_clear_pointer(&node->facts, g_variant_unref);
    node->facts = lm_context_take_facts(context);
}

static bool run_whole(const lm_job_plan *plan, lm_node *node, const lm_value *values,
                      lm_value *made, lm_context *context, GError **error)
{
    g_autofree lm_value *shown = g_new0(lm_value, MAX(node->plan.n_shown, 1));
    for (size_t k = 0; k < node->plan.n_shown; k++)
        shown[k] = values[node->shown[k]];
    const lm_value *in = node->from >= 0 ? &values[node->from] : NULL;
    gint64 began = g_get_monotonic_time();
    bool ok = lm_plan_run(&node->plan, in, shown, node->wanted, 0, made, context, error);
    take_facts(node, context);
    node->seconds = node->probe_seconds + (double)(g_get_monotonic_time() - began) / G_USEC_PER_SEC;
    if (ok && !(node->step->op->flags & LM_OP_SINK))
        run_set_provenance(node, in, made);
    return ok || blame(plan, node, error);
}

static bool take_made(lm_node *node, lm_value *made)
{
    *made = node->made;
    node->made = (lm_value){LM_NONE, NULL, NULL};
    node->seconds = node->probe_seconds;
    return true;
}

/* ---- a chain ---- */

typedef struct running_chain {
    lm_node *nodes[LM_CHAIN_MOST];
    lm_link links[LM_CHAIN_MOST];
    char *places[LM_CHAIN_MOST];
    size_t count;
} running_chain;

static running_chain begin_chain(const lm_job_plan *plan, int i, lm_context *context)
{
    running_chain r = {.count = 0};
    r.count = fuse_chain(plan, i, r.nodes, r.links);
    for (size_t k = 0; k < r.count; k++) {
        r.links[k].place = r.places[k] = lm_step_place(plan->job, r.nodes[k]->step);
        r.links[k].context = lm_context_new_step(context);
    }
    return r;
}

static void end_chain(running_chain *r)
{
    for (size_t k = 0; k < r->count; k++) {
        take_facts(r->nodes[k], r->links[k].context);
        r->nodes[k]->seconds = r->nodes[k]->probe_seconds + r->links[k].seconds;
        lm_context_free(r->links[k].context);
        g_free(r->places[k]);
    }
}

/* What made the value that alone exists: all steps of the chain, one after the other. */
static void set_provenance(const running_chain *r, const lm_value *in, lm_volume *made)
{
    const lm_value so_far = {LM_VOLUME, made, NULL};
    for (size_t k = 0; k < r->count; k++) {
        lm_provenance *before = made->provenance;
        made->provenance = provenance_of(r->nodes[k], k > 0 ? &so_far : in);
        lm_provenance_unref(before);
    }
}

static bool run_chain(const lm_job_plan *plan, int i, const lm_value *values, lm_value *made,
                      lm_context *context, GError **error)
{
    running_chain r = begin_chain(plan, i, context);
    const lm_value *in = r.nodes[0]->from >= 0 ? &values[r.nodes[0]->from] : NULL;
    bool ok = lm_chain_run(r.links, r.count, in ? in->volume : NULL, node_at(plan, i)->wanted, 0,
                           made, context, error);
    if (ok)
        set_provenance(&r, in, made->volume);
    end_chain(&r);
    return ok;
}

/* ---- all steps ---- */

static bool run_node(const lm_job_plan *plan, int i, const lm_value *values, lm_value *made,
                     lm_context *context, GError **error)
{
    lm_node *node = node_at(plan, i);
    if (node->made.kind != LM_NONE)
        return take_made(node, made);
    return lm_plan_by_slabs(&node->plan) ? run_chain(plan, i, values, made, context, error)
                                         : run_whole(plan, node, values, made, context, error);
}

/* Even the cheapest step moves the bar. */
static double weight(const lm_node *node)
{
    return is_run(node) ? MAX(node->plan.cost, 0.01) : 0;
}

/* Begins what ends with node i; returns the weight of all its steps. */
static double begin_steps(const lm_job_plan *plan, int i, double done, double total,
                          lm_context *context)
{
    double sum = 0;
    g_autoptr(GString) names = g_string_new(NULL);
    for (int k = 0; k <= i; k++) {
        const lm_node *node = node_at(plan, k);
        if (node->runs_with != i || !is_run(node))
            continue;
        g_string_append_printf(names, "%s%s", names->len ? ", " : "", node->step->op->name);
        sum += weight(node);
    }
    lm_context_begin_step(context, names->str, done / total, (done + sum) / total);
    return sum;
}

static void drop_used(const lm_job_plan *plan, lm_value *values, int now)
{
    for (int k = 0; k <= now; k++)
        if (node_at(plan, k)->last_use <= now)
            lm_value_clear(&values[k]);
}

static bool run_all(const lm_job_plan *plan, lm_value *values, lm_context *context, GError **error)
{
    int count = (int)plan->nodes->len;
    double total = 0, done = 0;
    for (int i = 0; i < count; i++)
        total += weight(node_at(plan, i));
    bool ok = true;
    for (int i = 0; ok && i < count; i++) {
        const lm_node *node = node_at(plan, i);
        if (!is_run(node) || node->fused)
            continue;
        done += begin_steps(plan, i, done, total, context);
        ok = run_node(plan, i, values, &values[i], context, error);
        if (node->step->op->flags & LM_OP_SINK)
            lm_value_clear(&values[i]);
        drop_used(plan, values, i);
    }
    return ok;
}

/* Where values go that memory would not hold; NULL when it holds all. */
static bool open_spill(const lm_job_plan *plan, const lm_context *context, lm_spill **spill,
                       GError **error)
{
    *spill = NULL;
    if (plan->disk && !(*spill = lm_spill_new(lm_context_memory(context), error)))
        return false;
    for (guint i = 0; i < plan->nodes->len; i++) {
        lm_node *node = node_at(plan, (int)i);
        node->plan.spill = node->spilled ? *spill : NULL;
    }
    return true;
}

bool lm_job_run(lm_job_plan *plan, lm_context *context, GError **error)
{
    g_autoptr(lm_spill) spill = NULL;
    if (!memory_allows(plan, context, error) || !open_spill(plan, context, &spill, error))
        return false;
    lm_value *values = g_new0(lm_value, (gsize)plan->nodes->len);
    bool ok = run_all(plan, values, context, error);
    for (guint i = 0; i < plan->nodes->len; i++) {
        lm_value_clear(&values[i]);
        node_at(plan, (int)i)->plan.spill = NULL;
    }
    g_free(values);
    return ok;
}
