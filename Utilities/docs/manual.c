#include "command.h"
#include "lamina/describe.h"
#include "lamina/registry.h"
#include "page.h"

static void append_escaped(GString *page, const char *text)
{
    g_autofree char *escaped = lm_roff_escape(text);
    g_string_append(page, escaped);
}

static void append_option(GString *page, const GOptionEntry *option)
{
    g_string_append(page, ".TP\n");
    if (option->short_name)
        g_string_append_printf(page, "\\fB\\-%c\\fR, ", option->short_name);
    g_autofree char *name = lm_roff_escape(option->long_name);
    g_string_append_printf(page, "\\fB\\-\\-%s\\fR", name);
    if (option->arg_description) {
        g_autofree char *value = lm_roff_escape(option->arg_description);
        g_string_append_printf(page, " \\fI%s\\fR", value);
    }
    g_string_append_c(page, '\n');
    append_escaped(page, option->description);
    g_string_append(page, ".\n");
}

static void append_options(GString *page, const GOptionEntry *table)
{
    for (; table->long_name; table++)
        append_option(page, table);
}

static void append_command(GString *page, const command *c)
{
    g_string_append_printf(page, ".SS %s\n%s.\n", c->name, c->summary);
    append_escaped(page, c->description);
    g_string_append_c(page, '\n');
    for (const GOptionEntry *const *table = c->options; *table; table++)
        append_options(page, *table);
    g_string_append(page, ".PP\nFor example:\n.PP\n.nf\n");
    for (const char *const *example = c->examples; *example; example++) {
        append_escaped(page, *example);
        g_string_append_c(page, '\n');
    }
    g_string_append(page, ".fi\n");
}

static void append_synopsis(GString *page)
{
    g_string_append(page, ".SH SYNOPSIS\n.nf\n");
    for (const command *const *c = commands; *c; c++) {
        g_autofree char *arguments = lm_roff_escape((*c)->arguments);
        g_string_append_printf(page, "\\fBlamina %s\\fR [\\fIoptions\\fR] %s\n", (*c)->name,
                               arguments);
    }
    g_string_append(page, ".fi\n");
}

char *page_manual(const char *old)
{
    (void)old;
    GString *page = g_string_new(
        ".\\\" Generated from the declarations of commands and operations. Do not edit: build the "
        "target docs instead.\n"
        ".TH LAMINA 1 \"\" \"lamina " LAMINA_VERSION "\" \"User Commands\"\n"
        ".SH NAME\nlamina \\- from slices to true\\-to\\-scale volumes, pictures and surfaces\n");
    append_synopsis(page);
    g_string_append(page, ".SH COMMANDS\nEvery command has:\n");
    append_options(page, common_options);
    for (const command *const *c = commands; *c; c++)
        append_command(page, *c);
    g_string_append(page, ".SH OPERATIONS\nWhat the steps of a job can be.\n");
    for (const lm_op *const *op = lm_ops(); *op; op++) {
        g_autofree char *section = lm_op_roff(*op);
        g_string_append(page, section);
    }
    g_string_append(page, ".SH EXIT STATUS\n");
    append_escaped(page, exit_status_help);
    g_string_append_c(page, '\n');
    return g_string_free(page, FALSE);
}
