#include "command.h"

#include "lamina/describe.h"
#include "lamina/error.h"
#include "lamina/registry.h"
#include "say.h"

#include <stdio.h>

extern const command command_run, command_info, command_check, command_new, command_do, command_ops,
    command_schema, command_measure, command_view;

const command *const commands[] = {&command_run,  &command_info, &command_check,  &command_new,
                                   &command_do,   &command_ops,  &command_schema, &command_measure,
                                   &command_view, NULL};

const char exit_status_help[] =
    "Exit status: 0 done; 1 the run failed (input missing, unreadable or inconsistent, output not\n"
    "writable, memory, disk); 2 the command, job, spacing or a parameter is wrong; 3 a require "
    "does\n"
    "not hold; 130 interrupted.";

static gboolean help_wanted;

const GOptionEntry common_options[] = {
    {"help", 'h', 0, G_OPTION_ARG_NONE, &help_wanted, "Show this help", NULL}, {NULL}};

static void print_help(void)
{
    printf("Usage:\n  lamina COMMAND ...\n\n"
           "Slices in; a true-to-scale volume, pictures and surfaces out.\n\nCommands:\n");
    for (const command *const *c = commands; *c; c++)
        printf("  %-9s %s\n", (*c)->name, (*c)->summary);
    printf("\nOptions:\n"
           "  -h, --help    Show this help; after a command, that command's\n"
           "  --version     Show the version\n\n"
           "%s\n",
           exit_status_help);
}

static bool unknown_command(const char *name, GError **error)
{
    const char *names[16] = {NULL};
    for (guint i = 0; commands[i] && i + 1 < G_N_ELEMENTS(names); i++)
        names[i] = commands[i]->name;
    const char *like = lm_name_like(names, name);
    if (like)
        return lm_fail(error, LM_ERROR_USAGE,
                       "there is no command \"%s\"; did you mean \"%s\"? See lamina --help", name,
                       like);
    return lm_fail(error, LM_ERROR_USAGE, "there is no command \"%s\"; see lamina --help", name);
}

static const command *find_command(const char *name)
{
    for (const command *const *c = commands; *c; c++)
        if (g_str_equal((*c)->name, name))
            return *c;
    return NULL;
}

static GOptionContext *option_context(const command *c)
{
    GOptionContext *options = g_option_context_new(c->arguments);
    g_option_context_set_help_enabled(options, FALSE); /* GLib's own ends the process */
    for (const GOptionEntry *const *table = c->options; *table; table++)
        g_option_context_add_main_entries(options, *table, NULL);
    g_option_context_add_main_entries(options, common_options, NULL);
    return options;
}

static void print_command_help(const command *c, GOptionContext *options)
{
    g_autoptr(GString) words = g_string_new(NULL);
    lm_text_wrap(words, 0, c->description);
    g_string_append(words, "\nFor example:");
    for (const char *const *example = c->examples; *example; example++)
        g_string_append_printf(words, "\n  %s", *example);
    g_option_context_set_description(options, words->str);
    g_option_context_set_summary(options, c->summary);
    g_autofree char *program = g_strdup_printf("lamina %s", c->name);
    g_set_prgname(program);
    g_autofree char *help = g_option_context_get_help(options, TRUE, NULL);
    fputs(help, stdout);
}

/* Options may stand anywhere among the arguments; what is left of these are the arguments. */
static bool read_options(const command *c, GOptionContext *options, char ***arguments,
                         GError **error)
{
    g_autoptr(GError) wrong = NULL;
    if (!g_option_context_parse_strv(options, arguments, &wrong))
        return lm_fail(error, LM_ERROR_USAGE, "%s; see lamina %s --help", wrong->message, c->name);
    return true;
}

static bool run_command(const command *c, char **arguments, GError **error)
{
    g_autoptr(GOptionContext) options = option_context(c);
    g_auto(GStrv) left = g_strdupv(arguments);
    if (!read_options(c, options, &left, error))
        return false;
    if (help_wanted) {
        print_command_help(c, options);
        return true;
    }
    char **first = left + 1; /* after the command's own name */
    if (*first && g_str_equal(*first, "--"))
        first++;
    guint count = g_strv_length(first);
    if (count < c->least)
        return lm_fail(error, LM_ERROR_USAGE, "usage: lamina %s %s; see lamina %s --help", c->name,
                       c->arguments, c->name);
    if (count > c->most)
        return lm_fail(error, LM_ERROR_USAGE,
                       "\"%s\" is one argument too many; usage: lamina %s %s", first[c->most],
                       c->name, c->arguments);
    return c->run(first, error);
}

static bool dispatch(char **arguments, GError **error)
{
    const char *name = arguments[0] ? arguments[1] : NULL;
    if (!name)
        return lm_fail(error, LM_ERROR_USAGE, "no command was given; see lamina --help");
    if (g_str_equal(name, "--help") || g_str_equal(name, "-h")) {
        print_help();
        return true;
    }
    if (g_str_equal(name, "--version")) {
        puts("lamina " LAMINA_VERSION);
        return true;
    }
    const command *c = find_command(name);
    return c ? run_command(c, arguments + 1, error) : unknown_command(name, error);
}

int lamina_main(char **arguments)
{
    g_autoptr(GError) error = NULL;
    if (dispatch(arguments, &error))
        say_all_written(&error);
    if (!error)
        return 0;
    say_error(error);
    return lm_error_exit_status(error);
}
