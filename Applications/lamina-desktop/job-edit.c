#include "job-edit.h"

#include "lamina/registry.h"

#include <string.h>

static bool find_in(GPtrArray *steps, guint64 tag, const lm_step *around, GPtrArray **line,
                    guint *at, const lm_step **parent)
{
    for (guint i = 0; i < steps->len; i++) {
        const lm_step *step = steps->pdata[i];
        if (step->tag == tag) {
            *line = steps;
            *at = i;
            if (parent)
                *parent = around;
            return true;
        }
        if (step->steps && find_in(step->steps, tag, step, line, at, parent))
            return true;
    }
    return false;
}

bool lm_edit_find(const lm_job *job, guint64 tag, GPtrArray **line, guint *at,
                  const lm_step **parent)
{
    return find_in(job->steps, tag, NULL, line, at, parent);
}

/* The line and the position that are meant; false when there is no such place. */
static bool find_place(lm_job *job, guint64 beside, LmPlace place, GPtrArray **line, guint *at)
{
    if (beside == job->input->tag) {
        *line = job->steps;
        *at = 0;
        return place == LM_PLACE_AFTER;
    }
    if (!lm_edit_find(job, beside, line, at, NULL))
        return false;
    if (place == LM_PLACE_INSIDE) {
        const lm_step *step = (*line)->pdata[*at];
        if (!step->steps)
            return false;
        *line = step->steps;
        *at = step->steps->len;
    } else if (place == LM_PLACE_AFTER) {
        ++*at;
    }
    return true;
}

void lm_edit_insert(lm_job *job, lm_step *step, guint64 beside, LmPlace place)
{
    GPtrArray *line;
    guint at;
    if (!find_place(job, beside, place, &line, &at)) {
        line = job->steps;
        at = line->len;
    }
    g_ptr_array_insert(line, (gint)at, step);
}

static lm_step *take(lm_job *job, guint64 tag)
{
    GPtrArray *line;
    guint at;
    if (!lm_edit_find(job, tag, &line, &at, NULL))
        return NULL;
    return g_ptr_array_steal_index(line, at);
}

bool lm_edit_remove(lm_job *job, guint64 tag)
{
    g_autoptr(lm_step) step = take(job, tag);
    return step;
}

static bool is_inside(const lm_step *step, guint64 tag)
{
    GPtrArray *line;
    guint at;
    return step->tag == tag || (step->steps && find_in(step->steps, tag, step, &line, &at, NULL));
}

bool lm_edit_move(lm_job *job, guint64 tag, guint64 beside, LmPlace place)
{
    GPtrArray *line;
    guint at;
    if (!lm_edit_find(job, tag, &line, &at, NULL) || is_inside(line->pdata[at], beside) ||
        !find_place(job, beside, place, &line, &at))
        return false;
    lm_edit_insert(job, take(job, tag), beside, place);
    return true;
}

bool lm_edit_shift(lm_job *job, guint64 tag, int by)
{
    GPtrArray *line;
    guint at;
    const lm_step *parent;
    if (!lm_edit_find(job, tag, &line, &at, &parent))
        return false;
    bool at_end = by < 0 ? at == 0 : at + 1 == line->len;
    if (at_end)
        return parent &&
               lm_edit_move(job, tag, parent->tag, by < 0 ? LM_PLACE_BEFORE : LM_PLACE_AFTER);
    const lm_step *next = line->pdata[by < 0 ? at - 1 : at + 1];
    if (!next->steps)
        return lm_edit_move(job, tag, next->tag, by < 0 ? LM_PLACE_BEFORE : LM_PLACE_AFTER);
    if (by > 0 && next->steps->len)
        return lm_edit_move(job, tag, ((lm_step *)next->steps->pdata[0])->tag, LM_PLACE_BEFORE);
    return lm_edit_move(job, tag, next->tag, LM_PLACE_INSIDE);
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

/* Makes a copy a step of its own: another tag, no id, other files. */
static void make_new(const lm_job *job, lm_step *step)
{
    step->tag = 0;
    step->line = 0;
    lm_step_set(step, "id", NULL, NULL);
    for (guint k = 0; step->op->params && step->op->params[k].name; k++) {
        const lm_param *param = &step->op->params[k];
        if (param->type != LM_PARAM_OUTPUT || !step->texts[k])
            continue;
        g_autofree char *path = lm_edit_free_output(job, step->texts[k]);
        lm_step_set(step, param->name, path, NULL);
    }
    for (guint i = 0; step->steps && i < step->steps->len; i++)
        make_new(job, step->steps->pdata[i]);
}

lm_step *lm_edit_duplicate(lm_job *job, guint64 tag)
{
    GPtrArray *line;
    guint at;
    if (!lm_edit_find(job, tag, &line, &at, NULL))
        return NULL;
    lm_step *copy = lm_step_copy(line->pdata[at]);
    make_new(job, copy);
    g_ptr_array_insert(line, (gint)at + 1, copy);
    return copy;
}

lm_step *lm_edit_wrap(lm_job *job, guint64 tag)
{
    GPtrArray *line;
    guint at;
    if (!lm_edit_find(job, tag, &line, &at, NULL))
        return NULL;
    lm_step *branch = lm_step_new(lm_op_find("branch"));
    g_ptr_array_add(branch->steps, g_ptr_array_steal_index(line, at));
    g_ptr_array_insert(line, (gint)at, branch);
    return branch;
}
