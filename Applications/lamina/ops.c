#include "command.h"
#include "lamina/describe.h"
#include "lamina/error.h"
#include "lamina/registry.h"
#include "say.h"
#include "table.h"

#include <stdio.h>

static gboolean as_json;

static const GOptionEntry options[] = {
    {"json", 0, 0, G_OPTION_ARG_NONE, &as_json, "Print the declarations as JSON", NULL}, {NULL}};

static void print_all_json(void)
{
    g_autoptr(JsonNode) root = json_node_new(JSON_NODE_ARRAY);
    JsonArray *array = json_array_new();
    json_node_take_array(root, array);
    for (const lm_op *const *op = lm_ops(); *op; op++)
        json_array_add_element(array, lm_op_json(*op));
    say_json(root);
}

static void print_all(void)
{
    table *t = table_new("llll");
    table_row(t, (const char *const[]){"operation", "takes", "gives", ""});
    for (const lm_op *const *op = lm_ops(); *op; op++) {
        g_autofree char *takes = lm_op_takes(*op), *gives = lm_op_gives(*op);
        g_autofree char *help = lm_op_summary(*op);
        table_row(t, (const char *const[]){(*op)->name, takes, gives, help});
    }
    table_print(t, 0);
    puts("\nlamina ops NAME says more about one.");
}

static bool unknown_operation(const char *name, GError **error)
{
    const char *like = lm_op_like(name);
    if (like)
        return lm_fail(error, LM_ERROR_USAGE, "there is no operation \"%s\"; did you mean \"%s\"?",
                       name, like);
    return lm_fail(error, LM_ERROR_USAGE,
                   "there is no operation \"%s\"; lamina ops lists all of them", name);
}

static bool print_one(const char *name, GError **error)
{
    const lm_op *op = lm_op_find(name);
    if (!op)
        return unknown_operation(name, error);
    if (as_json) {
        g_autoptr(JsonNode) node = lm_op_json(op);
        say_json(node);
    } else {
        g_autofree char *text = lm_op_text(op);
        fputs(text, stdout);
    }
    return true;
}

static bool run(char **arguments, GError **error)
{
    if (arguments[0])
        return print_one(arguments[0], error);
    if (as_json)
        print_all_json();
    else
        print_all();
    return true;
}

const command command_ops = {
    .name = "ops",
    .arguments = "[NAME]",
    .summary = "List the operations, or describe one",
    .description = "Lists the operations a job can be made of. With a name: what it does, and its "
                   "parameters with what may be typed.",
    .examples =
        (const char *const[]){"lamina ops", "lamina ops contour", "lamina ops --json", NULL},
    .least = 0,
    .most = 1,
    .options = {options},
    .run = run,
};
