#include "step-private.h"

lm_step *lm_step_copy(const lm_step *step)
{
    lm_step *copy = lm_step_new(step->op);
    copy->id = g_strdup(step->id);
    copy->off = step->off;
    copy->line = step->line;
    copy->tag = step->tag;
    for (guint i = 0; step->op->params && step->op->params[i].name; i++)
        copy->texts[i] = g_strdup(step->texts[i]);
    for (guint i = 0; step->steps && i < step->steps->len; i++)
        g_ptr_array_add(copy->steps, lm_step_copy(step->steps->pdata[i]));
    copy->comments = comments_copy(&step->comments);
    return copy;
}

static void forget_names(lm_step *step)
{
    g_clear_pointer(&step->id, g_free);
    step->tag = 0;
    for (guint i = 0; step->steps && i < step->steps->len; i++)
        forget_names(step->steps->pdata[i]);
}

lm_step *lm_step_duplicate(const lm_step *step)
{
    lm_step *copy = lm_step_copy(step);
    forget_names(copy);
    return copy;
}

lm_job *lm_job_copy(const lm_job *job)
{
    lm_job *copy = lm_job_new(job->name);
    lm_step_free(copy->input);
    copy->input = lm_step_copy(job->input);
    for (guint i = 0; i < job->steps->len; i++)
        g_ptr_array_add(copy->steps, lm_step_copy(job->steps->pdata[i]));
    copy->comments = comments_copy(&job->comments);
    copy->pipeline_comments = comments_copy(&job->pipeline_comments);
    copy->last_comments = g_strdupv(job->last_comments);
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

static bool find_in(const GPtrArray *steps, lm_step *around, const lm_step *step, lm_step **parent,
                    guint *position)
{
    for (guint i = 0; steps && i < steps->len; i++) {
        lm_step *at = steps->pdata[i];
        if (at == step) {
            *parent = around;
            *position = i;
            return true;
        }
        if (find_in(at->steps, at, step, parent, position))
            return true;
    }
    return false;
}

bool lm_job_find(const lm_job *job, const lm_step *step, lm_step **parent, guint *position)
{
    return find_in(job->steps, NULL, step, parent, position);
}

static GPtrArray *steps_in(lm_job *job, lm_step *parent)
{
    return parent ? parent->steps : job->steps;
}

void lm_job_insert(lm_job *job, lm_step *parent, guint position, lm_step *step)
{
    GPtrArray *steps = steps_in(job, parent);
    g_ptr_array_insert(steps, (gint)MIN(position, steps->len), step);
}

lm_step *lm_job_take(lm_job *job, const lm_step *step)
{
    lm_step *parent;
    guint position;
    if (!lm_job_find(job, step, &parent, &position))
        return NULL;
    return g_ptr_array_steal_index(steps_in(job, parent), position);
}

bool lm_job_move(lm_job *job, const lm_step *step, lm_step *parent, guint position)
{
    lm_step *from, *around;
    guint at, place;
    if (parent == step || !lm_job_find(job, step, &from, &at) ||
        (parent && find_in(step->steps, NULL, parent, &around, &place)))
        return false;
    lm_step *moved = lm_job_take(job, step);
    lm_job_insert(job, parent, from == parent && at < position ? position - 1 : position, moved);
    return true;
}
