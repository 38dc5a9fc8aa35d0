#include "job-edit.h"

#include "lamina/registry.h"

#include <string.h>

/* The branch and the position that are meant; false when there is no such place. */
static bool find_place(lm_job *job, guint64 beside, LmPlace place, lm_step **parent,
                       guint *position)
{
    lm_step *step = lm_step_tagged(job, beside);
    *parent = NULL;
    *position = 0;
    if (step == job->input)
        return place == LM_PLACE_AFTER;
    if (!step || !lm_job_find(job, step, parent, position))
        return false;
    if (place == LM_PLACE_AFTER)
        ++*position;
    if (place != LM_PLACE_INSIDE)
        return true;
    *parent = step;
    *position = step->steps ? step->steps->len : 0;
    return step->steps;
}

void lm_edit_insert(lm_job *job, lm_step *step, guint64 beside, LmPlace place)
{
    lm_step *parent;
    guint position;
    if (find_place(job, beside, place, &parent, &position))
        lm_job_insert(job, parent, position, step);
    else
        lm_job_insert(job, NULL, job->steps->len, step);
}

bool lm_edit_remove(lm_job *job, guint64 tag)
{
    g_autoptr(lm_step) step = lm_job_take(job, lm_step_tagged(job, tag));
    return step;
}

bool lm_edit_move(lm_job *job, guint64 tag, guint64 beside, LmPlace place)
{
    lm_step *parent;
    guint position;
    return find_place(job, beside, place, &parent, &position) &&
           lm_job_move(job, lm_step_tagged(job, tag), parent, position);
}

bool lm_edit_shift(lm_job *job, guint64 tag, int by)
{
    lm_step *step = lm_step_tagged(job, tag), *parent;
    guint at;
    if (!step || !lm_job_find(job, step, &parent, &at))
        return false;
    const GPtrArray *line = parent ? parent->steps : job->steps;
    LmPlace near = by < 0 ? LM_PLACE_BEFORE : LM_PLACE_AFTER;
    if (by < 0 ? at == 0 : at + 1 == line->len)
        return parent && lm_edit_move(job, tag, parent->tag, near);
    lm_step *next = line->pdata[by < 0 ? at - 1 : at + 1];
    if (!next->steps)
        return lm_edit_move(job, tag, next->tag, near);
    return lm_job_move(job, step, next, by < 0 ? next->steps->len : 0);
}

static bool has_output(const lm_job *job, const char *path)
{
    lm_step *step;
    for (guint i = 0; (step = lm_job_step_at(job, i)); i++)
        for (guint k = 0; step->op->params && step->op->params[k].name; k++)
            if (step->op->params[k].type == LM_PARAM_OUTPUT && g_strcmp0(step->texts[k], path) == 0)
                return true;
    return false;
}

char *lm_edit_free_output(const lm_job *job, const char *path)
{
    const char *name = strrchr(path, '/'), *ending = strchr(name ? name : path, '.');
    int stem = (int)(ending ? ending - path : (ptrdiff_t)strlen(path));
    char *free_path = g_strdup(path);
    for (int i = 2; has_output(job, free_path); i++) {
        g_free(free_path);
        free_path = g_strdup_printf("%.*s-%d%s", stem, path, i, ending ? ending : "");
    }
    return free_path;
}

static bool has_id(const lm_job *job, const char *id)
{
    lm_step *step;
    for (guint i = 0; (step = lm_job_step_at(job, i)); i++)
        if (g_strcmp0(step->id, id) == 0)
            return true;
    return false;
}

char *lm_edit_free_id(const lm_job *job, const char *name)
{
    char *id = g_strdup(name);
    for (int i = 2; has_id(job, id); i++) {
        g_free(id);
        id = g_strdup_printf("%s-%d", name, i);
    }
    return id;
}

/* Gives the files that a copy writes names of their own. */
static void rename_outputs(const lm_job *job, lm_step *step)
{
    for (guint k = 0; step->op->params && step->op->params[k].name; k++) {
        const lm_param *param = &step->op->params[k];
        if (param->type != LM_PARAM_OUTPUT || !step->texts[k])
            continue;
        g_autofree char *path = lm_edit_free_output(job, step->texts[k]);
        lm_step_set(step, param->name, path, NULL);
    }
    for (guint i = 0; step->steps && i < step->steps->len; i++)
        rename_outputs(job, step->steps->pdata[i]);
}

lm_step *lm_edit_duplicate(lm_job *job, guint64 tag)
{
    lm_step *step = lm_step_tagged(job, tag), *parent;
    guint at;
    if (!step || !lm_job_find(job, step, &parent, &at))
        return NULL;
    lm_step *copy = lm_step_duplicate(step);
    rename_outputs(job, copy);
    lm_job_insert(job, parent, at + 1, copy);
    return copy;
}

lm_step *lm_edit_wrap(lm_job *job, guint64 tag)
{
    lm_step *step = lm_step_tagged(job, tag), *parent;
    guint at;
    if (!step || !lm_job_find(job, step, &parent, &at))
        return NULL;
    lm_step *branch = lm_step_new(lm_op_find("branch"));
    lm_job_insert(job, parent, at, branch);
    lm_job_move(job, step, branch, 0);
    return branch;
}
