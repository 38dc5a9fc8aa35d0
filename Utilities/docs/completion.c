#include "command.h"
#include "lamina/registry.h"
#include "page.h"

#include <string.h>

static void append_commands(GString *lists)
{
    g_string_append(lists, "_lamina_commands=\"");
    for (const command *const *c = commands; *c; c++)
        g_string_append_printf(lists, "%s ", (*c)->name);
    g_string_append(lists, "--help --version\"\n_lamina_operations=\"");
    for (const lm_op *const *op = lm_ops(); *op; op++)
        if (!((*op)->flags & (LM_OP_SOURCE | LM_OP_CONTAINER)))
            g_string_append_printf(lists, "%s ", (*op)->name);
    g_string_append(lists, "\"\n");
}

static void append_option_names(GString *lists, const GOptionEntry *table)
{
    for (; table->long_name; table++)
        g_string_append_printf(lists, "--%s ", table->long_name);
}

static void append_options(GString *lists)
{
    g_string_append(lists, "declare -gA _lamina_options=(\n");
    for (const command *const *c = commands; *c; c++) {
        g_string_append_printf(lists, "    [%s]=\"", (*c)->name);
        for (const GOptionEntry *const *table = (*c)->options; *table; table++)
            append_option_names(lists, *table);
        append_option_names(lists, common_options);
        g_string_append(lists, "\"\n");
    }
    g_string_append(lists, ")\n");
}

/* Options whose value is one of some words: those are described as "a|b|c". */
static void append_values_of(GString *lists, const GOptionEntry *table)
{
    for (; table->long_name; table++) {
        const char *value = table->arg_description;
        if (!value || !strchr(value, '|') || !g_ascii_islower(*value))
            continue;
        g_autofree char *words = g_strdelimit(g_strdup(value), "|", ' ');
        g_string_append_printf(lists, "    [--%s]=\"%s\"\n", table->long_name, words);
        if (table->short_name)
            g_string_append_printf(lists, "    [-%c]=\"%s\"\n", table->short_name, words);
    }
}

static void append_values(GString *lists)
{
    GHashTable *seen = g_hash_table_new(NULL, NULL); /* commands share tables */
    g_string_append(lists, "declare -gA _lamina_values=(\n");
    for (const command *const *c = commands; *c; c++)
        for (const GOptionEntry *const *table = (*c)->options; *table; table++)
            if (g_hash_table_add(seen, (gpointer)*table))
                append_values_of(lists, *table);
    g_string_append(lists, ")\n");
    g_hash_table_unref(seen);
}

static void append_choices(GString *lists, const lm_op *op, const lm_param *param)
{
    static const char *const truth[] = {"true", "false", NULL};
    const char *const *choices = param->type == LM_PARAM_BOOL ? truth : param->choices;
    if (!choices)
        return;
    g_autofree char *words = g_strjoinv(" ", (char **)choices);
    g_string_append_printf(lists, "    [%s.%s]=\"%s\"\n", op->name, param->name, words);
}

static void append_params(GString *lists)
{
    g_string_append(lists, "declare -gA _lamina_params=(\n");
    for (const lm_op *const *op = lm_ops(); *op; op++) {
        g_string_append_printf(lists, "    [%s]=\"", (*op)->name);
        for (const lm_param *p = (*op)->params; p && p->name; p++)
            g_string_append_printf(lists, "%s= ", p->name);
        g_string_append(lists, "\"\n");
    }
    g_string_append(lists, ")\ndeclare -gA _lamina_choices=(\n");
    for (const lm_op *const *op = lm_ops(); *op; op++)
        for (const lm_param *p = (*op)->params; p && p->name; p++)
            append_choices(lists, *op, p);
    g_string_append(lists, ")\n");
}

char *page_completion(const char *old)
{
    g_autoptr(GString) lists = g_string_new(NULL);
    append_commands(lists);
    append_options(lists);
    append_values(lists);
    append_params(lists);
    return page_with_block(old, "# lists\n", "# end of lists\n", lists->str);
}
