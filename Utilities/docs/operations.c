#include "lamina/describe.h"
#include "lamina/registry.h"
#include "page.h"

static void append_table(GString *page, const char *link)
{
    g_string_append(page, "| operation | takes | gives | what it does |\n|---|---|---|---|\n");
    for (const lm_op *const *op = lm_ops(); *op; op++) {
        g_autofree char *takes = lm_op_takes(*op), *gives = lm_op_gives(*op);
        g_autofree char *summary = lm_op_summary(*op), *help = lm_markdown_escape(summary);
        g_string_append_printf(page, "| [%s](%s#%s) | %s | %s | %s |\n", (*op)->name, link,
                               (*op)->name, takes, gives, help);
    }
}

char *page_operations(const char *old)
{
    (void)old;
    GString *page = g_string_new(
        "<!-- Generated from the declarations of the operations. Do not edit; build the target "
        "docs. -->\n\n# Operations\n\n"
        "In a job each is an element of its name, and its parameters "
        "are attributes. Any step may have an `id`, and `off=\"true\"`, which leaves it out with "
        "all "
        "that is inside, as if it were not there.\n\n");
    append_table(page, "");
    for (const lm_op *const *op = lm_ops(); *op; op++) {
        g_autofree char *section = lm_op_markdown(*op);
        g_string_append_printf(page, "\n%s", section);
    }
    return g_string_free(page, FALSE);
}

char *page_readme(const char *old)
{
    g_autoptr(GString) table = g_string_new(NULL);
    append_table(table, "Utilities/docs/operations.md");
    return page_with_block(old, "<!-- operations -->\n", "<!-- /operations -->\n", table->str);
}

static void append_text(GString *page, const char *text)
{
    g_autofree char *escaped = g_strescape(text, NULL);
    g_string_append_printf(page, "/* xgettext:no-c-format */\nN_(\"%s\")\n", escaped);
}

char *page_texts(const char *old)
{
    (void)old;
    GString *page = g_string_new("/* Generated from the declarations of the operations, for "
                                 "xgettext. Do not edit; build the "
                                 "target docs. */\n");
    for (const lm_op *const *op = lm_ops(); *op; op++) {
        append_text(page, (*op)->title);
        append_text(page, (*op)->help);
        for (const lm_param *param = (*op)->params; param && param->name; param++) {
            append_text(page, param->label);
            append_text(page, param->help);
        }
    }
    return g_string_free(page, FALSE);
}
