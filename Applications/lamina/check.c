#include "command.h"
#include "context-options.h"
#include "job-file.h"
#include "lamina/alloc.h"
#include "lamina/number.h"
#include "lamina/positions.h"
#include "lamina/run.h"
#include "say.h"
#include "table.h"

#include <stdio.h>

static gboolean as_json;

static const GOptionEntry options[] = {
    {"json", 0, 0, G_OPTION_ARG_NONE, &as_json, "Print the plan as JSON", NULL}, {NULL}};

static char *spacing_text(const lm_info *info)
{
    g_autofree char *x = lm_number_words(info->grid.spacing[0], 4);
    g_autofree char *y = lm_number_words(info->grid.spacing[1], 4);
    g_autofree char *z = info->positions ? lm_positions_text(info->positions, info->grid.size[2])
                                         : lm_number_words(info->grid.spacing[2], 4);
    return g_strdup_printf("%s x %s x %s (%s)", x, y, z,
                           lm_spacing_source_text(info->spacing_source));
}

static char *type_text(const lm_info *info)
{
    if (info->labels)
        return g_strdup_printf("%s labels", lm_type_name(info->type));
    return info->components == 1
               ? g_strdup(lm_type_name(info->type))
               : g_strdup_printf("%d x %s", info->components, lm_type_name(info->type));
}

static char *step_text(const lm_step *step, int depth)
{
    return g_strdup_printf("%*s%s%s%s%s", 2 * depth, "", step->op->name, step->id ? " (" : "",
                           step->id ? step->id : "", step->id ? ")" : "");
}

/* What a step adds to the plan: cells from "result" to "memory". */
typedef struct cells {
    char *result, *spacing, *extent, *type, *memory;
} cells;

static void cells_clear(cells *c)
{
    g_free(c->result);
    g_free(c->spacing);
    g_free(c->extent);
    g_free(c->type);
    g_free(c->memory);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(cells, cells_clear)

static cells cells_of(const lm_node *node)
{
    const lm_info *out = &node->plan.out;
    const gint64 *n = out->grid.size;
    if (node->step->op->flags & LM_OP_SINK)
        return (cells){.result = g_strdup(say_path(node->plan.outputs[0]))};
    if (node->step->op->flags & LM_OP_CONTAINER)
        return (cells){0};
    if (out->kind == LM_MESH)
        return (cells){.result = g_strdup_printf("%s%" G_GUINT64_FORMAT " triangles",
                                                 out->estimate ? "about " : "", out->triangles),
                       .memory = lm_bytes_text(lm_info_bytes(out))};
    return (cells){.result = g_strdup_printf("%" G_GINT64_FORMAT " x %" G_GINT64_FORMAT
                                             " x %" G_GINT64_FORMAT,
                                             n[0], n[1], n[2]),
                   .spacing = spacing_text(out),
                   .extent = lm_grid_extent_text(&out->grid),
                   .type = type_text(out),
                   .memory = node->fused ? NULL : lm_bytes_text(lm_info_bytes(out))};
}

static const char *remark(const lm_node *node)
{
    if (node->step->op->flags & (LM_OP_CONTAINER | LM_OP_SINK))
        return "";
    return !node->needed             ? "left out"
           : node->plan.out.estimate ? "estimate"
           : node->probed            ? "the slices were looked at"
           : node->fused             ? "slab by slab with the next"
           : node->spilled           ? "in a scratch file"
                                     : "";
}

static void add_row(table *t, const lm_node *node)
{
    g_auto(cells) c = cells_of(node);
    g_autofree char *line = g_strdup_printf("%d", node->step->line);
    g_autofree char *step = step_text(node->step, node->depth), *peak = lm_bytes_text(node->peak);
    table_row(t, (const char *const[]){line, step, c.result, c.spacing, c.extent, c.type, c.memory,
                                       peak, remark(node)});
}

static void print_plan(const lm_job_plan *plan, const lm_context *context)
{
    table *t = table_new("rlllllrrl");
    table_row(t, (const char *const[]){"line", "step", "result", "spacing in mm", "physical size",
                                       "type", "memory", "peak", ""});
    for (guint i = 0; i < plan->nodes->len; i++)
        add_row(t, plan->nodes->pdata[i]);
    table_print(t, 0);
    g_autofree char *peak = lm_bytes_text(plan->peak);
    g_autofree char *budget = lm_bytes_text(lm_context_memory(context));
    printf("\nPeak memory: %s%s, of %s that the run may use\n", plan->estimate ? "about " : "",
           peak, budget);
    if (plan->disk == 0)
        return;
    g_autofree char *disk = lm_bytes_text(plan->disk), *room = lm_bytes_text(lm_spill_room());
    printf("Scratch files: %s, in %s, where %s are free\n", disk, lm_spill_folder(), room);
}

static bool run(char **arguments, GError **error)
{
    g_autofree char *folder = NULL;
    g_autoptr(lm_job) job = job_file_open(arguments[0], &folder, error);
    g_autoptr(lm_context) context = job ? context_from_options(folder, error) : NULL;
    if (!context)
        return false;
    g_autoptr(lm_job_plan) plan = lm_job_plan_new(job, context, error);
    say_warnings(context, 0);
    if (!plan)
        return false;
    if (as_json) {
        g_autoptr(JsonNode) node = lm_job_plan_json(plan, context, NULL);
        say_json(node);
    } else {
        print_plan(plan, context);
    }
    return true;
}

const command command_check = {
    .name = "check",
    .arguments = "JOB.xml",
    .summary = "Say what a job would do, without computing anything",
    .description =
        "Reads the headers of the input, plans every step and prints sizes, spacing with its "
        "source, and memory. Sizes that depend on the data are marked as estimates; where a step "
        "cannot be planned without looking at the slices, they are read, and that is said. Steps "
        "that run slab by slab with the next take no memory of their own. Values that --memory "
        "does not hold go to scratch files in the folder that TMPDIR names, else in /var/tmp: how "
        "much of that disk they take is said as well (scratch_disk in the JSON; for each step, "
        "fused and spilled).",
    .examples = (const char *const[]){"lamina check job.xml", "lamina check job.xml --json",
                                      "lamina check job.xml --input specimen7", NULL},
    .least = 1,
    .most = 1,
    .options = {options, job_file_options, context_options},
    .run = run,
};
