#include "step-flow.h"

#include "document.h"

#include "lamina/registry.h"

#include <glib/gi18n.h>

/* Adds the steps that lead to this one, and itself; false, and nothing added, when it is not there.
 */
static bool add_way_to(const lm_step *step, const GPtrArray *steps, GPtrArray *line)
{
    guint before = line->len;
    for (guint i = 0; steps && i < steps->len; i++) {
        lm_step *at = steps->pdata[i];
        g_ptr_array_add(line, at);
        if (at == step || add_way_to(step, at->steps, line))
            return true;
    }
    g_ptr_array_set_size(line, (gint)before);
    return false;
}

GPtrArray *lm_flow_line(const lm_job *job, const lm_step *step)
{
    GPtrArray *line = g_ptr_array_new();
    g_ptr_array_add(line, job->input);
    if (step != job->input && !add_way_to(step, job->steps, line))
        g_ptr_array_set_size(line, 0);
    return line;
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
    g_autoptr(GPtrArray) line = lm_flow_line(job, lm_step_tagged(job, tag));
    lm_info info = {.kind = LM_NONE};
    for (guint i = 0; i < line->len; i++) {
        const lm_step *step = line->pdata[i];
        const LmResult *result = engine ? lm_engine_result(engine, step->tag) : NULL;
        if (step->op->flags & LM_OP_SOURCE)
            info = of_input(result);
        else if (step->off || (step->op->flags & (LM_OP_SINK | LM_OP_CONTAINER)))
            continue;
        else if (result && result->info.kind != LM_NONE)
            info = result->info;
        else
            info = declared(step->op, &info);
    }
    return info;
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
