#include "lamina/run.h"

#include "lamina/alloc.h"
#include "lamina/error.h"
#include "lamina/number.h"
#include "lamina/output.h"
#include "lamina/positions.h"

#include <string.h>

static void append(GString *page, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* As printf, every text argument escaped for HTML. */
static void append(GString *page, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *text = g_markup_vprintf_escaped(format, args);
    va_end(args);
    g_string_append(page, text);
}

static const char style[] =
    "body{font:15px/1.5 system-ui,sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem;"
    "color:#222}table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.3rem "
    ".6rem;"
    "border-bottom:1px solid #ddd;vertical-align:top}th{font-weight:600}code{font-size:.9em}"
    "img{max-width:100%;border:1px solid #ddd}.bad{background:#fdecea;padding:.6rem}"
    ".warn{background:#fff6e0;padding:.6rem}td.n{text-align:right;white-space:nowrap}";

static void append_messages(GString *page, const lm_context *context, const GError *failure)
{
    if (failure)
        append(page, "<p class=\"bad\"><strong>The run failed.</strong> %s</p>\n",
               failure->message);
    g_auto(GStrv) warnings = lm_context_warnings(context);
    for (char **text = warnings; *text; text++)
        append(page, "<p class=\"warn\">%s</p>\n", *text);
}

/* What a step made: a file, a volume, a surface. */
static char *result_text(const lm_node *node)
{
    const lm_info *info = &node->plan.out;
    if (node->step->op->flags & LM_OP_CONTAINER)
        return g_strdup("");
    if (node->step->op->flags & LM_OP_SINK)
        return g_strdup(node->plan.outputs[0]);
    if (info->kind == LM_MESH)
        return g_strdup("surface");
    g_autofree char *extent = lm_grid_extent_text(&info->grid);
    g_autofree char *x = lm_number_words(info->grid.spacing[0], 5),
                    *y = lm_number_words(info->grid.spacing[1], 5),
                    *z = info->positions ? lm_positions_text(info->positions, info->grid.size[2])
                                         : lm_number_words(info->grid.spacing[2], 5);
    return g_strdup_printf("%" G_GINT64_FORMAT " x %" G_GINT64_FORMAT " x %" G_GINT64_FORMAT
                           " voxels of %s x %s x %s mm (%s), %s in all, %s%s",
                           info->grid.size[0], info->grid.size[1], info->grid.size[2], x, y, z,
                           lm_spacing_source_text(info->spacing_source), extent,
                           lm_type_name(info->type), info->labels ? " labels" : "");
}

static void append_steps(GString *page, const lm_job_plan *plan)
{
    append(page, "<h2>Steps</h2>\n<table><tr><th>Line</th><th>Step</th><th>Result</th>"
                 "<th>Seconds</th></tr>\n");
    for (guint i = 0; i < plan->nodes->len; i++) {
        const lm_node *node = plan->nodes->pdata[i];
        g_autofree char *text = lm_step_text(node->step), *result = result_text(node);
        g_autofree char *seconds = lm_number_words(node->seconds, 2);
        append(page,
               "<tr><td class=\"n\">%d</td><td style=\"padding-left:%dem\"><code>%s</code></td>"
               "<td>%s</td><td class=\"n\">%s</td></tr>\n",
               node->step->line, node->depth * 2 + 1, text, result, node->facts ? seconds : "");
    }
    append(page, "</table>\n");
}

static char *value_text(GVariant *value)
{
    if (g_variant_is_of_type(value, G_VARIANT_TYPE_STRING))
        return g_variant_dup_string(value, NULL);
    if (g_variant_is_of_type(value, G_VARIANT_TYPE_DOUBLE))
        return lm_number_words(g_variant_get_double(value), 7);
    if (!g_variant_is_container(value))
        return g_variant_print(value, FALSE);
    GString *text = g_string_new(NULL);
    for (gsize i = 0; i < g_variant_n_children(value); i++) {
        g_autoptr(GVariant) item = g_variant_get_child_value(value, i);
        g_autofree char *word = value_text(item);
        g_string_append_printf(text, "%s%s", i ? ", " : "", word);
    }
    return g_string_free(text, FALSE);
}

/* A fact as a row. Dictionaries (measures) come row by row; those inside another (the scores of
 * several methods) with their name before each. */
static void append_fact(GString *page, const char *before, const char *key, GVariant *value)
{
    if (g_variant_is_of_type(value, G_VARIANT_TYPE_VARDICT)) {
        GVariantIter at;
        const char *inner;
        GVariant *v;
        g_variant_iter_init(&at, value);
        while (g_variant_iter_loop(&at, "{&sv}", &inner, &v)) {
            g_autofree char *name = g_strconcat(before, inner, " ", NULL);
            bool deeper = g_variant_is_of_type(v, G_VARIANT_TYPE_VARDICT);
            append_fact(page, deeper ? name : before, inner, v);
        }
        return;
    }
    if (g_variant_is_of_type(value, G_VARIANT_TYPE_BYTESTRING))
        return;
    g_autofree char *text = value_text(value);
    append(page, "<tr><td>%s%s</td><td>%s</td></tr>\n", before, key, text);
}

static void append_picture(GString *page, const char *name, const void *png, gsize size)
{
    g_autofree char *base64 = g_base64_encode(png, size);
    append(page, "<p><img alt=\"%s\" src=\"data:image/png;base64,%s\"></p>\n", name, base64);
}

static void append_picture_file(GString *page, const char *path)
{
    g_autofree char *bytes = NULL;
    gsize size;
    if (g_str_has_suffix(path, ".png") && g_file_get_contents(path, &bytes, &size, NULL))
        append_picture(page, path, bytes, size);
}

/* The file that the step wrote, and the facts that are pictures themselves. */
static void append_pictures(GString *page, GVariant *facts)
{
    const char *file, *key;
    if (g_variant_lookup(facts, "file", "&s", &file))
        append_picture_file(page, file);
    GVariantIter at;
    GVariant *value;
    g_variant_iter_init(&at, facts);
    while (g_variant_iter_loop(&at, "{&sv}", &key, &value))
        if (g_variant_is_of_type(value, G_VARIANT_TYPE_BYTESTRING))
            append_picture(page, key, g_variant_get_data(value), g_variant_get_size(value));
}

static void append_facts(GString *page, const lm_job_plan *plan)
{
    for (guint i = 0; i < plan->nodes->len; i++) {
        const lm_node *node = plan->nodes->pdata[i];
        if (!node->facts || g_variant_n_children(node->facts) == 0)
            continue;
        g_autofree char *text = lm_step_text(node->step);
        append(page, "<h2><code>%s</code></h2>\n<table>\n", text);
        GVariantIter at;
        const char *key;
        GVariant *value;
        g_variant_iter_init(&at, node->facts);
        while (g_variant_iter_loop(&at, "{&sv}", &key, &value))
            append_fact(page, "", key, value);
        append(page, "</table>\n");
        append_pictures(page, node->facts);
    }
}

static char *page_of(const lm_job_plan *plan, const lm_context *context, const GError *failure)
{
    GString *page =
        g_string_new("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
    append(page, "<title>%s</title><style>%s</style></head><body>\n<h1>%s</h1>\n", plan->job->name,
           style, plan->job->name);
    append_messages(page, context, failure);
    append_steps(page, plan);
    append_facts(page, plan);
    append(page, "</body></html>\n");
    return g_string_free(page, FALSE);
}

bool lm_report_save(const char *path, const lm_job_plan *plan, const lm_context *context,
                    const GError *failure, GError **error)
{
    g_autofree char *text = NULL;
    if (g_str_has_suffix(path, ".json")) {
        g_autoptr(JsonNode) root = lm_job_plan_json(plan, context, failure);
        text = json_to_string(root, TRUE);
    } else if (g_str_has_suffix(path, ".html")) {
        text = page_of(plan, context, failure);
    } else {
        return lm_fail(error, LM_ERROR_USAGE, "--report %s: the name ends in .html or .json", path);
    }
    g_autoptr(lm_output) output = lm_output_new();
    return lm_output_open(output, path, error) &&
           lm_output_write(output, text, strlen(text), error) && lm_output_commit(output, 0, error);
}
