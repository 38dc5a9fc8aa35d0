#include "lamina/describe.h"

#include <math.h>
#include <string.h>

/* Words for each bit of a set, as in JSON. */
typedef struct bit_name {
    unsigned bit;
    const char *name;
} bit_name;

static const bit_name kind_names[] = {
    {LM_VOLUME, "volume"}, {LM_MESH, "mesh"}, {LM_SERIES, "series"}, {0, NULL}};
static const bit_name flag_names[] = {{LM_OP_SCALAR, "scalar"},
                                      {LM_OP_SINK, "sink"},
                                      {LM_OP_CONTAINER, "container"},
                                      {LM_OP_SOURCE, "source"},
                                      {LM_OP_UNEVEN, "uneven"},
                                      {LM_OP_LABELS, "labels"},
                                      {0, NULL}};

static void add_set(JsonBuilder *json, const char *key, const bit_name *names, unsigned set)
{
    json_builder_set_member_name(json, key);
    json_builder_begin_array(json);
    for (; names->name; names++)
        if (set & names->bit)
            json_builder_add_string_value(json, names->name);
    json_builder_end_array(json);
}

static void add_text(JsonBuilder *json, const char *key, const char *text)
{
    json_builder_set_member_name(json, key);
    json_builder_add_string_value(json, text); /* NULL becomes null */
}

static void add_bool(JsonBuilder *json, const char *key, bool value)
{
    json_builder_set_member_name(json, key);
    json_builder_add_boolean_value(json, value);
}

static void add_number(JsonBuilder *json, const char *key, bool known, double value)
{
    json_builder_set_member_name(json, key);
    if (!known)
        json_builder_add_null_value(json);
    else if (value == floor(value) && fabs(value) < 0x1p53)
        json_builder_add_int_value(json, (gint64)value);
    else
        json_builder_add_double_value(json, value);
}

static void add_choices(JsonBuilder *json, const char *const *choices)
{
    json_builder_set_member_name(json, "choices");
    json_builder_begin_array(json);
    for (; choices && *choices; choices++)
        json_builder_add_string_value(json, *choices);
    json_builder_end_array(json);
}

static void add_param(JsonBuilder *json, const lm_param *param)
{
    bool ranged = param->min != 0 || param->max != 0, list = param->type == LM_PARAM_REALS;
    json_builder_begin_object(json);
    add_text(json, "name", param->name);
    add_text(json, "label", param->label);
    add_text(json, "help", param->help);
    add_text(json, "unit", param->unit);
    add_text(json, "type", lm_param_type_name(param->type));
    add_text(json, "default", param->def);
    add_number(json, "min", ranged, param->min);
    add_number(json, "max", ranged, param->max);
    add_number(json, "min_count", list, (double)MAX(param->min_count, 1));
    add_number(json, "max_count", list, (double)MIN(param->max_count, (size_t)LM_REALS_MAX));
    add_choices(json, param->choices);
    add_bool(json, "whole", param->type == LM_PARAM_INT || (param->flags & LM_PARAM_WHOLE));
    add_bool(json, "required", param->flags & LM_PARAM_REQUIRED);
    add_bool(json, "advanced", param->flags & LM_PARAM_ADVANCED);
    json_builder_end_object(json);
}

JsonNode *lm_op_json(const lm_op *op)
{
    g_autoptr(JsonBuilder) json = json_builder_new();
    json_builder_begin_object(json);
    add_text(json, "name", op->name);
    add_text(json, "title", op->title);
    add_text(json, "help", op->help);
    add_text(json, "group", op->group);
    add_text(json, "since", op->since);
    add_set(json, "in", kind_names, op->in);
    add_set(json, "out", kind_names, op->out);
    add_set(json, "flags", flag_names, op->flags);
    json_builder_set_member_name(json, "params");
    json_builder_begin_array(json);
    for (const lm_param *p = op->params; p && p->name; p++)
        add_param(json, p);
    json_builder_end_array(json);
    json_builder_end_object(json);
    return json_builder_get_root(json);
}

char *lm_op_takes(const lm_op *op)
{
    bool scalar = (op->flags & LM_OP_SCALAR) && (op->in & LM_VOLUME);
    if (!scalar)
        return g_strdup(lm_kind_text(op->in));
    return g_strconcat("volume of one component", op->in & LM_MESH ? " or mesh" : "", NULL);
}

/* With what is not taken everywhere. */
static char *takes_also(const lm_op *op)
{
    static const char *const also[] = {"", ", also of uneven slices", ", also of labels",
                                       ", also of labels or of uneven slices"};
    g_autofree char *takes = lm_op_takes(op);
    int which = (op->flags & LM_OP_UNEVEN ? 1 : 0) + (op->flags & LM_OP_LABELS ? 2 : 0);
    return g_strconcat(takes, also[which], NULL);
}

char *lm_op_gives(const lm_op *op)
{
    bool passes_on = op->flags & (LM_OP_SINK | LM_OP_CONTAINER);
    bool several = op->out & (op->out - 1);
    return g_strdup(passes_on || several ? "what came in" : lm_kind_text(op->out));
}

char *lm_op_summary(const lm_op *op)
{
    return g_strndup(op->help, strcspn(op->help, ".:"));
}

/* "required", "default 0.5", or NULL where nothing is assumed. */
static char *default_words(const lm_param *param)
{
    if (param->flags & LM_PARAM_REQUIRED)
        return g_strdup("required");
    return param->def ? g_strdup_printf("default %s", param->def) : NULL;
}

char *lm_markdown_escape(const char *text)
{
    GString *out = g_string_new(NULL);
    for (; *text; text++) {
        if (strchr("\\`*_[<|", *text))
            g_string_append_c(out, '\\');
        g_string_append_c(out, *text);
    }
    return g_string_free(out, FALSE);
}

static void markdown_param(GString *out, const lm_param *param)
{
    g_autofree char *expects = lm_param_expects(param);
    g_autofree char *typed = lm_markdown_escape(expects), *help = lm_markdown_escape(param->help);
    g_string_append_printf(out, "| `%s` | %s | ", param->name, typed);
    if (param->flags & LM_PARAM_REQUIRED)
        g_string_append(out, "**required**");
    else if (param->def)
        g_string_append_printf(out, "`%s`", param->def);
    g_string_append_printf(out, " | %s |\n", help);
}

char *lm_op_markdown(const lm_op *op)
{
    GString *out = g_string_new(NULL);
    g_autofree char *help = lm_markdown_escape(op->help);
    g_autofree char *takes = takes_also(op), *gives = lm_op_gives(op);
    g_string_append_printf(out, "### %s\n\n%s.\nTakes: %s. Gives: %s. Since %s.\n\n%s\n", op->name,
                           op->title, takes, gives, op->since, help);
    if (op->params && op->params->name)
        g_string_append(out, "\n| parameter | what may be typed | default | meaning |\n"
                             "|---|---|---|---|\n");
    for (const lm_param *p = op->params; p && p->name; p++)
        markdown_param(out, p);
    return g_string_free(out, FALSE);
}

char *lm_roff_escape(const char *text)
{
    GString *out = g_string_new(NULL);
    if (*text == '.' || *text == '\'')
        g_string_append(out, "\\&");
    for (; *text; text++) {
        if (*text == '\\')
            g_string_append(out, "\\e");
        else if (*text == '-')
            g_string_append(out, "\\-");
        else
            g_string_append_c(out, *text);
    }
    return g_string_free(out, FALSE);
}

static void roff_param(GString *out, const lm_param *param)
{
    g_autofree char *expects = lm_param_expects(param), *assumed = default_words(param);
    g_autofree char *words =
        assumed ? g_strdup_printf("%s; %s", expects, assumed) : g_strdup(expects);
    g_autofree char *name = lm_roff_escape(param->name), *typed = lm_roff_escape(words);
    g_autofree char *help = lm_roff_escape(param->help);
    g_string_append_printf(out, ".TP\n\\fB%s\\fR: %s\n%s\n", name, typed, help);
}

char *lm_op_roff(const lm_op *op)
{
    GString *out = g_string_new(NULL);
    g_autofree char *name = lm_roff_escape(op->name), *help = lm_roff_escape(op->help);
    g_autofree char *takes = takes_also(op), *gives = lm_op_gives(op);
    g_string_append_printf(out, ".SS %s\n%s\n.br\nTakes: %s. Gives: %s.\n", name, help, takes,
                           gives);
    for (const lm_param *p = op->params; p && p->name; p++)
        roff_param(out, p);
    return g_string_free(out, FALSE);
}

void lm_text_wrap(GString *out, size_t column, const char *text)
{
    static const size_t width = 79;
    size_t at = column;
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    for (char **word = words; *word; word++) {
        size_t length = (size_t)g_utf8_strlen(*word, -1);
        if (at > column && at + 1 + length > width) {
            g_string_append_printf(out, "\n%*s", (int)column, "");
            at = column;
        }
        g_string_append_printf(out, "%s%s", at > column ? " " : "", *word);
        at += length + (at > column);
    }
    g_string_append_c(out, '\n');
}

static void text_param(GString *out, const lm_param *param)
{
    static const int indent = 4;
    g_autofree char *expects = lm_param_expects(param), *assumed = default_words(param);
    g_autofree char *line = g_strdup_printf("%s: %s%s%s", param->name, expects, assumed ? "; " : "",
                                            assumed ? assumed : "");
    g_string_append_printf(out, "%*s", indent / 2, "");
    lm_text_wrap(out, (size_t)indent / 2, line);
    g_string_append_printf(out, "%*s", indent, "");
    lm_text_wrap(out, (size_t)indent, param->help);
}

char *lm_op_text(const lm_op *op)
{
    GString *out = g_string_new(NULL);
    g_autofree char *takes = takes_also(op), *gives = lm_op_gives(op);
    g_string_append_printf(out, "%s: %s\nTakes: %s. Gives: %s.\n\n", op->name, op->title, takes,
                           gives);
    lm_text_wrap(out, 0, op->help);
    if (op->params && op->params->name)
        g_string_append(out, "\nParameters:\n");
    for (const lm_param *p = op->params; p && p->name; p++)
        text_param(out, p);
    return g_string_free(out, FALSE);
}
