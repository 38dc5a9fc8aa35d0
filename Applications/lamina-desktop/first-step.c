#include "first-step.h"

#include "job-edit.h"

#include "lamina/number.h"

#include <string.h>

/* What the declarations do not say: of several parameters one is needed. */
static const struct {
    const char *op, *param, *text; /* text NULL: the level */
} needed[] = {{"resample", "spacing", "iso"}, {"threshold", "lower", NULL}};

static const char *usual_file(const lm_op *op, const lm_info *in)
{
    if (g_str_equal(op->group, "picture") || g_str_equal(op->group, "input"))
        return "picture.png";
    return in->kind == LM_MESH ? "surface.stl" : "volume.nrrd";
}

/* Of a parameter that takes two numbers for each axis: from the first to the last index. */
static double index_of(const lm_info *in, size_t i)
{
    return i % 2 && in->kind == LM_VOLUME ? (double)(in->grid.size[i / 2] - 1) : 0;
}

static double within(const lm_param *param, double value)
{
    bool any = param->min == 0 && param->max == 0;
    return any ? value : CLAMP(value, param->min, param->max);
}

static char *first_numbers(const lm_param *param, const lm_info *in)
{
    double values[LM_REALS_MAX];
    size_t n = CLAMP(param->min_count, 1, LM_REALS_MAX);
    for (size_t i = 0; i < n; i++)
        values[i] = within(param, n == 6 ? index_of(in, i) : 0);
    return lm_numbers_text(values, n);
}

static const char *first_choice(const lm_param *param, const lm_info *in)
{
    const char *type = in->kind == LM_VOLUME ? lm_type_name(in->type) : NULL;
    return type && g_strv_contains(param->choices, type) ? type : param->choices[0];
}

static char *first_text(const lm_job *job, const lm_op *op, const lm_param *param,
                        const lm_info *in)
{
    switch (param->type) {
    case LM_PARAM_BOOL:
        return g_strdup("false");
    case LM_PARAM_INT:
    case LM_PARAM_REAL:
        return lm_number_text(within(param, 0));
    case LM_PARAM_ENUM:
    case LM_PARAM_WORDS:
        return g_strdup(first_choice(param, in));
    case LM_PARAM_REALS:
        return param->choices ? g_strdup(param->choices[0]) : first_numbers(param, in);
    case LM_PARAM_TEXT:
    case LM_PARAM_INPUT:
        return g_strdup(param->name);
    case LM_PARAM_OUTPUT:
        return lm_edit_free_output(job, usual_file(op, in));
    case LM_PARAM_STEPS:
        return g_strdup("main");
    }
    return NULL;
}

static void fill_needed(lm_step *step, double level)
{
    for (size_t i = 0; i < G_N_ELEMENTS(needed); i++) {
        if (!g_str_equal(needed[i].op, step->op->name))
            continue;
        g_autofree char *rounded = lm_number_words(level, 4);
        lm_step_set(step, needed[i].param, needed[i].text ? needed[i].text : rounded, NULL);
    }
}

lm_step *lm_first_step(const lm_job *job, const lm_op *op, const lm_info *in, double level)
{
    lm_step *step = lm_step_new(op);
    for (const lm_param *param = op->params; param && param->name; param++) {
        if (!(param->flags & LM_PARAM_REQUIRED))
            continue;
        g_autofree char *text = first_text(job, op, param, in);
        g_autoptr(GError) error = NULL;
        if (!lm_step_set(step, param->name, text, &error))
            g_critical("%s: the first text is wrong: %s", op->name, error->message);
    }
    fill_needed(step, level);
    return step;
}
