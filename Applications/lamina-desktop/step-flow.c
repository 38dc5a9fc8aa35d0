#include "step-flow.h"

#include "document.h"

#include "lamina/registry.h"

#include <glib/gi18n.h>

const lm_step *lm_flow_giver(const lm_job *job, const lm_step *step)
{
    lm_step *parent;
    guint at;
    if (!lm_job_find(job, step, &parent, &at))
        return NULL;
    if (at > 0)
        return (parent ? parent->steps : job->steps)->pdata[at - 1];
    return parent ? parent : job->input;
}

static lm_info of_input(const LmResult *result)
{
    lm_info info = {.kind = LM_VOLUME};
    if (result && result->series)
        info = *lm_series_info(result->series);
    info.series = true;
    return info;
}

static lm_info declared(const lm_op *op, const lm_info *in)
{
    bool one_kind = op->out == LM_VOLUME || op->out == LM_MESH;
    return (lm_info){.kind = one_kind ? (lm_kind)op->out : in->kind};
}

lm_info lm_flow_after(const lm_job *job, LmEngine *engine, guint64 tag)
{
    const lm_step *step = lm_step_tagged(job, tag);
    const LmResult *result = engine ? lm_engine_result(engine, tag) : NULL;
    if (!step)
        return (lm_info){.kind = LM_NONE};
    if (step->op->flags & LM_OP_SOURCE)
        return of_input(result);
    if (step->off || (step->op->flags & (LM_OP_SINK | LM_OP_CONTAINER)))
        return lm_flow_before(job, engine, tag);
    if (result && result->info.kind != LM_NONE)
        return result->info;
    lm_info in = lm_flow_before(job, engine, tag);
    return declared(step->op, &in);
}

lm_info lm_flow_before(const lm_job *job, LmEngine *engine, guint64 tag)
{
    const lm_step *step = lm_step_tagged(job, tag), *from = step ? lm_flow_giver(job, step) : NULL;
    return from ? lm_flow_after(job, engine, from->tag) : (lm_info){.kind = LM_NONE};
}

static const char *kind_words(unsigned kinds)
{
    return kinds & LM_VOLUME ? _("a volume") : _("a surface");
}

char *lm_flow_obstacle(const lm_op *op, const lm_info *in)
{
    if (!lm_op_takes_info(op, in))
        return op->in == LM_SERIES
                   ? g_strdup(_("Takes the pictures as they came: only right after the input"))
                   : g_strdup_printf(_("Takes %s, and here is %s"), kind_words(op->in),
                                     kind_words(in->kind));
    if ((op->flags & LM_OP_SCALAR) && in->kind == LM_VOLUME && in->components > 1)
        return g_strdup_printf(_("Needs one value per voxel: add “%s” before it"),
                               lm_op_find("to-scalar")->title);
    return NULL;
}
