#include "lamina/chain.h"

bool lm_op_takes_info(const lm_op *op, const lm_info *in)
{
    return op->in & ((unsigned)in->kind | (in->series ? LM_SERIES : 0U));
}

bool lm_plan_make(lm_plan *plan, const lm_value *in, lm_context *context, GError **error)
{
    const lm_op *op = plan->op;
    if (op->probe && !op->probe(plan, in, context, error))
        return false;
    if (op->plan && !op->plan(plan, context, error))
        return false;
    plan->out.series = op->out & LM_SERIES;
    if (plan->out.kind != LM_VOLUME) {
        plan->out.positions = NULL;
        plan->out.labels = false;
    }
    return true;
}

bool lm_plan_by_slabs(const lm_plan *plan)
{
    return plan->op->slab && !plan->whole;
}

void lm_plan_clear(lm_plan *plan)
{
    if (plan->free_state)
        plan->free_state(plan->state);
    plan->state = NULL;
    plan->free_state = NULL;
}

lm_volume *lm_plan_new_volume(const lm_plan *plan, GError **error)
{
    const lm_info *out = &plan->out;
    return lm_volume_new_in(plan->spill, &out->grid, out->type, out->components,
                            (lm_zrange){0, out->grid.size[2]}, error);
}

bool lm_plan_run(const lm_plan *plan, const lm_value *in, const lm_value *shown, lm_zrange wanted,
                 gint64 slab_planes, lm_value *out, lm_context *context, GError **error)
{
    if (!lm_context_go_on(context, error))
        return false;
    lm_link link = {.plan = plan};
    if (lm_plan_by_slabs(plan))
        return lm_chain_run(&link, 1, in ? in->volume : NULL, wanted, slab_planes, out, context,
                            error);
    lm_value made = {LM_NONE, NULL, NULL};
    if (!plan->op->run(plan, in, shown, &made, context, error)) {
        lm_value_clear(&made);
        return false;
    }
    lm_context_progress(context, 1);
    *out = plan->op->flags & LM_OP_SINK ? lm_value_ref(in) : made;
    return true;
}
