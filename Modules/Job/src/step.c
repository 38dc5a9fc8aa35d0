#include "step-private.h"

#include "lamina/error.h"
#include "lamina/registry.h"

static size_t count_params(const lm_op *op)
{
    size_t n = 0;
    while (op->params && op->params[n].name)
        n++;
    return n;
}

lm_step *lm_step_new(const lm_op *op)
{
    lm_step *step = g_new0(lm_step, 1);
    step->op = op;
    step->texts = g_new0(char *, count_params(op) + 1);
    if (op->flags & LM_OP_CONTAINER)
        step->steps = g_ptr_array_new_with_free_func((GDestroyNotify)lm_step_free);
    return step;
}

lm_comments comments_copy(const lm_comments *comments)
{
    return (lm_comments){g_strdupv(comments->before), g_strdupv(comments->end)};
}

void comments_clear(lm_comments *comments)
{
    g_strfreev(comments->before);
    g_strfreev(comments->end);
}

void lm_step_free(lm_step *step)
{
    if (!step)
        return;
    g_free(step->id);
    size_t n = count_params(step->op);
    for (size_t i = 0; i < n; i++)
        g_free(step->texts[i]);
    g_free(step->texts);
    g_clear_pointer(&step->steps, g_ptr_array_unref);
    comments_clear(&step->comments);
    g_free(step);
}

static bool set_id(lm_step *step, const char *id, GError **error)
{
    if (step->op->flags & LM_OP_SOURCE)
        return lm_fail(error, LM_ERROR_USAGE, "%s has no id; pictures call its volume main",
                       step->op->name);
    if (id && !g_regex_match_simple("^[A-Za-z_][A-Za-z0-9_-]{0,63}$", id, 0, 0))
        return lm_fail(error, LM_ERROR_USAGE,
                       "id=\"%s\": an id is a letter followed by letters, digits, _ or -", id);
    if (id && (g_str_equal(id, "main") || g_str_equal(id, "input")))
        return lm_fail(error, LM_ERROR_USAGE,
                       "id=\"%s\": that name has a meaning of its own; choose another", id);
    g_free(step->id);
    step->id = g_strdup(id);
    return true;
}

/* The text is read as that of any switch is. */
static bool set_off(lm_step *step, const char *text, GError **error)
{
    typedef struct switched {
        bool off;
    } switched;
    static const lm_param off = {
        .name = "off", .type = LM_PARAM_BOOL, LM_FIELD(switched, off, bool)};
    if (step->op->flags & LM_OP_SOURCE)
        return lm_fail(error, LM_ERROR_USAGE, "%s cannot be off: every job begins with it",
                       step->op->name);
    switched value = {false};
    if (text && !lm_param_set(&off, &value, text, error))
        return false;
    step->off = value.off;
    return true;
}

static bool unknown(const lm_op *op, const char *name, GError **error)
{
    const char *like = lm_param_like(op->params, name);
    if (like)
        return lm_fail(error, LM_ERROR_USAGE, "there is no parameter \"%s\"; did you mean \"%s\"?",
                       name, like);
    GString *known = g_string_new(NULL);
    for (const lm_param *p = op->params; p && p->name; p++)
        g_string_append_printf(known, "%s%s", known->len ? ", " : "", p->name);
    lm_fail(error, LM_ERROR_USAGE, "there is no parameter \"%s\"; there are: %s", name,
            known->len ? known->str : "none");
    g_string_free(known, TRUE);
    return false;
}

/* Parses into a struct that is thrown away: only to know now that planning will not trip over it.
 */
static bool text_is_right(const lm_op *op, const lm_param *param, const char *text, GError **error)
{
    g_autofree void *params = g_malloc0(op->params_size);
    bool ok = lm_param_set(param, params, text, error);
    lm_params_clear(op->params, params);
    return ok;
}

bool lm_step_set(lm_step *step, const char *param, const char *text, GError **error)
{
    if (g_str_equal(param, "id"))
        return set_id(step, text, error);
    if (g_str_equal(param, "off"))
        return set_off(step, text, error);
    const lm_param *declared = lm_param_find(step->op->params, param);
    if (!declared)
        return unknown(step->op, param, error);
    if (text && !text_is_right(step->op, declared, text, error))
        return false;
    char **at = &step->texts[declared - step->op->params];
    g_free(*at);
    *at = g_strdup(text);
    return true;
}

static void append_params(GString *text, const lm_step *step)
{
    for (size_t i = 0; i < count_params(step->op); i++) {
        if (!step->texts[i])
            continue;
        g_autofree char *escaped = g_markup_escape_text(step->texts[i], -1);
        g_string_append_printf(text, " %s=\"%s\"", step->op->params[i].name, escaped);
    }
}

char *lm_step_text(const lm_step *step)
{
    GString *text = g_string_new(step->op->name);
    if (step->id)
        g_string_append_printf(text, " id=\"%s\"", step->id);
    if (step->off)
        g_string_append(text, " off=\"true\"");
    append_params(text, step);
    return g_string_free(text, FALSE);
}

char *step_done_text(const lm_step *step)
{
    GString *text = g_string_new(step->op->name);
    append_params(text, step);
    return g_string_free(text, FALSE);
}

char *lm_step_place(const lm_job *job, const lm_step *step)
{
    if (step->line > 0)
        return g_strdup_printf("%s:%d: %s", job->name, step->line, step->op->name);
    return g_strdup_printf("%s: %s", job->name, step->op->name);
}
