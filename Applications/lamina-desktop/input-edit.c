#include "input-edit.h"

#include "lamina/number.h"

static const char *text_of(const lm_job *job, const char *param)
{
    const lm_param *table = job->input->op->params;
    return job->input->texts[lm_param_find(table, param) - table];
}

/* ---- leaving out ---- */

/* The name as a pattern that stands in a list: what has a meaning there matches anything. */
static char *pattern_of(const char *name)
{
    return g_strdelimit(g_strdup(name), ";*", '?');
}

static char **skipped(const lm_job *job)
{
    const char *text = text_of(job, "skip");
    char **names = g_strsplit(text ? text : "", ";", -1);
    for (char **name = names; *name; name++)
        g_strstrip(*name);
    return names;
}

bool lm_input_is_left_out(const lm_job *job, const char *name)
{
    g_autofree char *pattern = pattern_of(name);
    g_auto(GStrv) names = skipped(job);
    return g_strv_contains((const char *const *)names, pattern);
}

bool lm_input_leave_out(lm_job *job, const char *name, const char *gaps, GError **error)
{
    g_autofree char *pattern = pattern_of(name);
    const char *before = text_of(job, "skip");
    g_autofree char *all = before && *before ? g_strconcat(before, ";", pattern, NULL) : NULL;
    if (!lm_input_is_left_out(job, name) &&
        !lm_step_set(job->input, "skip", all ? all : pattern, error))
        return false;
    return lm_step_set(job->input, "gaps", gaps, error);
}

bool lm_input_take_again(lm_job *job, const char *name, GError **error)
{
    g_autofree char *pattern = pattern_of(name);
    g_auto(GStrv) names = skipped(job);
    g_autoptr(GString) rest = g_string_new(NULL);
    for (char **other = names; *other; other++)
        if (**other && !g_str_equal(*other, pattern))
            g_string_append_printf(rest, "%s%s", rest->len ? ";" : "", *other);
    return lm_step_set(job->input, "skip", rest->len ? rest->str : NULL, error) &&
           (rest->len || lm_step_set(job->input, "gaps", NULL, error));
}

/* ---- choosing planes ---- */

/* What is taken now, counted as the files have it. */
typedef struct choice {
    gint64 first, last, step;
} choice;

static choice chosen(const lm_job *job, gint64 count)
{
    const char *text = text_of(job, "slices");
    double numbers[3];
    size_t n;
    if (!text || !lm_numbers_parse(text, numbers, 3, &n) || n < 2)
        return (choice){0, count - 1, 1};
    return (choice){(gint64)numbers[0], (gint64)numbers[1], n > 2 ? (gint64)numbers[2] : 1};
}

static bool choose(lm_job *job, const choice *c, GError **error)
{
    g_autofree char *step =
        c->step > 1 ? g_strdup_printf(" %" G_GINT64_FORMAT, c->step) : g_strdup("");
    g_autofree char *text =
        g_strdup_printf("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT "%s", c->first, c->last, step);
    return lm_step_set(job->input, "slices", text, error);
}

bool lm_input_take_only(lm_job *job, gint64 first, gint64 last, gint64 count, GError **error)
{
    choice c = chosen(job, count);
    if (lm_input_is_reversed(job)) {
        gint64 from = count - 1 - last;
        last = count - 1 - first;
        first = from;
    }
    c.last = c.first + last * c.step;
    c.first += first * c.step;
    return choose(job, &c, error);
}

gint64 lm_input_step(const lm_job *job)
{
    return chosen(job, 1).step;
}

bool lm_input_take_every(lm_job *job, gint64 step, gint64 count, GError **error)
{
    choice c = chosen(job, count);
    c.step = step;
    return choose(job, &c, error);
}

void lm_input_take_all(lm_job *job)
{
    lm_step_set(job->input, "slices", NULL, NULL);
}

/* ---- where they stand, and in which order ---- */

bool lm_input_has_positions(const lm_job *job)
{
    const char *text = text_of(job, "positions");
    return text && *text;
}

const char *lm_input_unit(const lm_job *job)
{
    const char *text = text_of(job, "unit");
    return text ? text : "mm";
}

bool lm_input_is_reversed(const lm_job *job)
{
    static const char *const yes[] = {"true", "yes", "1", NULL};
    const char *text = text_of(job, "reverse");
    return text && g_strv_contains(yes, text);
}

void lm_input_set_reversed(lm_job *job, bool reversed)
{
    lm_step_set(job->input, "reverse", reversed ? "true" : NULL, NULL);
}
