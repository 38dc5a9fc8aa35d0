#include "lamina/job.h"

lm_step *lm_step_copy(const lm_step *step)
{
    lm_step *copy = lm_step_new(step->op);
    copy->id = g_strdup(step->id);
    copy->line = step->line;
    copy->tag = step->tag;
    for (guint i = 0; step->op->params && step->op->params[i].name; i++)
        copy->texts[i] = g_strdup(step->texts[i]);
    for (guint i = 0; step->steps && i < step->steps->len; i++)
        g_ptr_array_add(copy->steps, lm_step_copy(step->steps->pdata[i]));
    return copy;
}

lm_job *lm_job_copy(const lm_job *job)
{
    lm_job *copy = lm_job_new(job->name);
    lm_step_free(copy->input);
    copy->input = lm_step_copy(job->input);
    for (guint i = 0; i < job->steps->len; i++)
        g_ptr_array_add(copy->steps, lm_step_copy(job->steps->pdata[i]));
    return copy;
}

/* Counts `left` down over the steps, each before those inside it. */
static lm_step *step_after(const GPtrArray *steps, guint *left)
{
    for (guint i = 0; i < steps->len; i++) {
        lm_step *step = steps->pdata[i];
        if (--*left == 0)
            return step;
        lm_step *inner = step->steps ? step_after(step->steps, left) : NULL;
        if (inner)
            return inner;
    }
    return NULL;
}

lm_step *lm_job_step_at(const lm_job *job, guint number)
{
    return number == 0 ? job->input : step_after(job->steps, &number);
}
