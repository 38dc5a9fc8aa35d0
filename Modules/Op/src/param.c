#include "lamina/param.h"

#include "lamina/error.h"
#include "lamina/number.h"

#include <math.h>
#include <string.h>

const lm_param *lm_param_find(const lm_param *table, const char *name)
{
    for (const lm_param *p = table; p && p->name; p++)
        if (g_str_equal(p->name, name))
            return p;
    return NULL;
}

static bool is_text(lm_param_type type)
{
    return type == LM_PARAM_TEXT || type == LM_PARAM_INPUT || type == LM_PARAM_OUTPUT ||
           type == LM_PARAM_STEPS;
}

static void *field(const lm_param *param, const void *params)
{
    return (char *)params + param->offset;
}

void lm_params_clear(const lm_param *table, void *params)
{
    for (const lm_param *p = table; p && p->name; p++)
        if (is_text(p->type))
            g_clear_pointer((char **)field(p, params), g_free);
}

void lm_params_init(const lm_param *table, void *params)
{
    lm_params_clear(table, params);
    for (const lm_param *p = table; p && p->name; p++) {
        if (p->type == LM_PARAM_REALS)
            *(lm_reals *)field(p, params) = (lm_reals){.word = -1};
        g_autoptr(GError) error = NULL;
        if (p->def && !lm_param_set(p, params, p->def, &error))
            g_critical("the default of %s is wrong: %s", p->name, error->message);
    }
}

static bool expected(const lm_param *param, const char *text, GError **error)
{
    enum { SHOWN = 60 };
    g_autofree char *words = lm_param_expects(param);
    g_autofree char *start = g_utf8_make_valid(text, (gssize)strnlen(text, SHOWN));
    return lm_fail(error, LM_ERROR_USAGE, "%s=\"%s%s\" is not understood; expected %s", param->name,
                   start, strlen(text) > SHOWN ? "..." : "", words);
}

static int choice_of(const lm_param *param, const char *word)
{
    for (int i = 0; param->choices && param->choices[i]; i++)
        if (g_str_equal(param->choices[i], word))
            return i;
    return -1;
}

static bool in_range(const lm_param *param, double value)
{
    return (param->min == 0 && param->max == 0) || (value >= param->min && value <= param->max);
}

static bool set_bool(const lm_param *param, void *params, const char *text, GError **error)
{
    static const char *const yes[] = {"true", "yes", "1", NULL}, *const no[] = {"false", "no", "0",
                                                                                NULL};
    bool value = g_strv_contains(yes, text);
    if (!value && !g_strv_contains(no, text))
        return expected(param, text, error);
    *(bool *)field(param, params) = value;
    return true;
}

static bool set_number(const lm_param *param, void *params, const char *text, GError **error)
{
    double value;
    if (!lm_number_parse(text, &value) || !in_range(param, value))
        return expected(param, text, error);
    if (param->type == LM_PARAM_REAL) {
        *(double *)field(param, params) = value;
        return true;
    }
    if (value != floor(value) || fabs(value) > 0x1p53)
        return expected(param, text, error);
    *(gint64 *)field(param, params) = (gint64)value;
    return true;
}

static bool set_words(const lm_param *param, void *params, const char *text, GError **error)
{
    unsigned set = 0;
    g_auto(GStrv) words = g_strsplit_set(text, " ,\t\r\n", -1);
    for (char **word = words; *word; word++) {
        if (!**word)
            continue;
        int choice = choice_of(param, *word);
        if (choice < 0)
            return expected(param, text, error);
        set |= 1u << choice;
    }
    *(unsigned *)field(param, params) = set;
    return true;
}

static bool set_reals(const lm_param *param, void *params, const char *text, GError **error)
{
    lm_reals value = {.word = choice_of(param, text)};
    if (value.word < 0) {
        size_t max = MIN(param->max_count, (size_t)LM_REALS_MAX);
        if (!lm_numbers_parse(text, value.values, max, &value.count) ||
            value.count < MAX(param->min_count, 1))
            return expected(param, text, error);
        for (size_t i = 0; i < value.count; i++)
            if (!in_range(param, value.values[i]) ||
                ((param->flags & LM_PARAM_WHOLE) && value.values[i] != floor(value.values[i])))
                return expected(param, text, error);
    }
    *(lm_reals *)field(param, params) = value;
    return true;
}

static bool set_text(const lm_param *param, void *params, const char *text, GError **error)
{
    if (!*text && param->type != LM_PARAM_TEXT)
        return expected(param, text, error);
    char **at = field(param, params);
    g_free(*at);
    *at = g_strdup(text);
    return true;
}

bool lm_param_set(const lm_param *param, void *params, const char *text, GError **error)
{
    switch (param->type) {
    case LM_PARAM_BOOL:
        return set_bool(param, params, text, error);
    case LM_PARAM_INT:
    case LM_PARAM_REAL:
        return set_number(param, params, text, error);
    case LM_PARAM_ENUM: {
        int choice = choice_of(param, text);
        if (choice < 0)
            return expected(param, text, error);
        *(int *)field(param, params) = choice;
        return true;
    }
    case LM_PARAM_WORDS:
        return set_words(param, params, text, error);
    case LM_PARAM_REALS:
        return set_reals(param, params, text, error);
    case LM_PARAM_TEXT:
    case LM_PARAM_INPUT:
    case LM_PARAM_OUTPUT:
    case LM_PARAM_STEPS:
        return set_text(param, params, text, error);
    }
    return false;
}

static char *words_text(const lm_param *param, unsigned set)
{
    GString *text = g_string_new(NULL);
    for (int i = 0; param->choices[i]; i++)
        if (set & (1u << i))
            g_string_append_printf(text, "%s%s", text->len ? " " : "", param->choices[i]);
    return g_string_free(text, text->len == 0);
}

char *lm_param_get(const lm_param *param, const void *params)
{
    const void *at = field(param, params);
    switch (param->type) {
    case LM_PARAM_BOOL:
        return g_strdup(*(const bool *)at ? "true" : "false");
    case LM_PARAM_INT:
        return g_strdup_printf("%" G_GINT64_FORMAT, *(const gint64 *)at);
    case LM_PARAM_REAL:
        return lm_number_text(*(const double *)at);
    case LM_PARAM_ENUM:
        return g_strdup(param->choices[*(const int *)at]);
    case LM_PARAM_WORDS:
        return words_text(param, *(const unsigned *)at);
    case LM_PARAM_REALS: {
        const lm_reals *reals = at;
        if (reals->word >= 0)
            return g_strdup(param->choices[reals->word]);
        return reals->count ? lm_numbers_text(reals->values, reals->count) : NULL;
    }
    case LM_PARAM_TEXT:
    case LM_PARAM_INPUT:
    case LM_PARAM_OUTPUT:
    case LM_PARAM_STEPS:
        return g_strdup(*(char *const *)at);
    }
    return NULL;
}

static void append_choices(GString *text, const lm_param *param)
{
    for (int i = 0; param->choices[i]; i++) {
        const char *joint = i == 0 ? "" : param->choices[i + 1] ? ", " : " or ";
        g_string_append_printf(text, "%s%s", joint, param->choices[i]);
    }
}

static void append_range(GString *text, const lm_param *param)
{
    if (param->min == 0 && param->max == 0)
        return;
    g_autofree char *min = lm_number_words(param->min, 6), *max = lm_number_words(param->max, 6);
    g_string_append_printf(text, " from %s to %s", min, max);
}

static void append_reals(GString *text, const lm_param *param)
{
    const char *whole = param->flags & LM_PARAM_WHOLE ? "whole " : "";
    if (param->max_count == 1)
        g_string_append_printf(text, "a %snumber", whole);
    else if (param->min_count == param->max_count)
        g_string_append_printf(text, "%zu %snumbers", param->max_count, whole);
    else
        g_string_append_printf(text, "%zu to %zu %snumbers", MAX(param->min_count, 1),
                               MIN(param->max_count, (size_t)LM_REALS_MAX), whole);
    append_range(text, param);
    if (param->choices) {
        g_string_append(text, ", or ");
        append_choices(text, param);
    }
}

char *lm_param_expects(const lm_param *param)
{
    GString *text = g_string_new(NULL);
    switch (param->type) {
    case LM_PARAM_BOOL:
        g_string_append(text, "true or false");
        break;
    case LM_PARAM_INT:
        g_string_append(text, "a whole number");
        append_range(text, param);
        break;
    case LM_PARAM_REAL:
        g_string_append(text, "a number");
        append_range(text, param);
        break;
    case LM_PARAM_ENUM:
        append_choices(text, param);
        break;
    case LM_PARAM_WORDS:
        g_string_append(text, "any of ");
        append_choices(text, param);
        break;
    case LM_PARAM_REALS:
        append_reals(text, param);
        break;
    case LM_PARAM_TEXT:
        g_string_append(text, "a text");
        break;
    case LM_PARAM_INPUT:
    case LM_PARAM_OUTPUT:
        g_string_append(text, "a path");
        break;
    case LM_PARAM_STEPS:
        g_string_append(text, "names of earlier steps");
        break;
    }
    if (param->unit)
        g_string_append_printf(text, " (%s)", param->unit);
    return g_string_free(text, FALSE);
}

const char *lm_param_type_name(lm_param_type type)
{
    static const char *const names[] = {"bool",  "int",  "real",  "enum",   "words",
                                        "reals", "text", "input", "output", "steps"};
    return names[type];
}
