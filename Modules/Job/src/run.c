#include "run-private.h"

#include "lamina/alloc.h"
#include "lamina/error.h"
#include "step-private.h"

static lm_node *node_at(const lm_job_plan *plan, int i)
{
    return plan->nodes->pdata[i];
}

bool run_within_memory(guint64 peak, const lm_context *context, GError **error)
{
    guint64 budget = lm_context_memory(context);
    if (peak <= budget)
        return true;
    g_autofree char *need = lm_bytes_text(peak), *have = lm_bytes_text(budget);
    return lm_fail(error, LM_ERROR_MEMORY,
                   "this step would bring the run to %s of memory, and it may use %s; crop, take a "
                   "coarser spacing, or allow more with --memory",
                   need, have);
}

static bool within_memory(const lm_job_plan *plan, const lm_context *context, GError **error)
{
    const lm_node *worst = node_at(plan, 0);
    for (guint i = 1; i < plan->nodes->len; i++)
        if (node_at(plan, (int)i)->peak > worst->peak)
            worst = node_at(plan, (int)i);
    if (run_within_memory(worst->peak, context, error))
        return true;
    g_autofree char *place = lm_step_place(plan->job, worst->step);
    g_prefix_error(error, "%s: ", place);
    return false;
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

static bool run_node(const lm_job_plan *plan, lm_node *node, lm_value *values, lm_value *made,
                     lm_context *context, GError **error)
{
    g_autofree lm_value *shown = g_new0(lm_value, MAX(node->plan.n_shown, 1));
    for (size_t k = 0; k < node->plan.n_shown; k++)
        shown[k] = values[node->shown[k]];
    const lm_value *in = node->from >= 0 ? &values[node->from] : NULL;
    gint64 began = g_get_monotonic_time();
    bool ok = true;
    if (node->made.kind != LM_NONE) {
        *made = node->made;
        node->made = (lm_value){LM_NONE, NULL, NULL};
    } else {
        ok = lm_plan_run(&node->plan, in, shown, node->wanted, 0, made, context, error);
        g_clear_pointer(&node->facts, g_variant_unref);
        node->facts = lm_context_take_facts(context);
    }
    node->seconds = node->probe_seconds + (double)(g_get_monotonic_time() - began) / G_USEC_PER_SEC;
    if (ok && !node->borrowed && !(node->step->op->flags & LM_OP_SINK))
        run_set_provenance(node, in, made);
    if (!ok && error && !lm_error_is_cancelled(*error)) {
        g_autofree char *place = lm_step_place(plan->job, node->step);
        g_prefix_error(error, "%s: ", place);
    }
    return ok;
}

static bool is_run(const lm_node *node)
{
    return node->needed && !node->idle && !(node->step->op->flags & LM_OP_CONTAINER);
}

/* Even the cheapest step moves the bar. */
static double weight(const lm_node *node)
{
    return is_run(node) ? MAX(node->plan.cost, 0.01) : 0;
}

static void drop_used(const lm_job_plan *plan, lm_value *values, int now)
{
    for (int k = 0; k <= now; k++)
        if (node_at(plan, k)->last_use <= now)
            lm_value_clear(&values[k]);
}

bool lm_job_run(lm_job_plan *plan, lm_context *context, GError **error)
{
    if (!within_memory(plan, context, error))
        return false;
    int count = (int)plan->nodes->len;
    double total = 0, done = 0;
    for (int i = 0; i < count; i++)
        total += weight(node_at(plan, i));
    lm_value *values = g_new0(lm_value, (gsize)count);
    bool ok = true;
    for (int i = 0; ok && i < count; i++) {
        lm_node *node = node_at(plan, i);
        if (!is_run(node))
            continue;
        double after = done + weight(node);
        lm_context_begin_step(context, node->step->op->name, done / total, after / total);
        lm_value made = {LM_NONE, NULL, NULL};
        ok = run_node(plan, node, values, &made, context, error);
        if (node->step->op->flags & LM_OP_SINK)
            lm_value_clear(&made);
        values[i] = made;
        done = after;
        drop_used(plan, values, i);
    }
    for (int i = 0; i < count; i++)
        lm_value_clear(&values[i]);
    g_free(values);
    return ok;
}
