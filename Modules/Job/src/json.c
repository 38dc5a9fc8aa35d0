#include "lamina/run.h"

#include "lamina/error.h"

static void add_numbers(JsonBuilder *builder, const char *name, const double *values, gint64 count)
{
    json_builder_set_member_name(builder, name);
    if (!values) {
        json_builder_add_null_value(builder);
        return;
    }
    json_builder_begin_array(builder);
    for (gint64 i = 0; i < count; i++)
        json_builder_add_double_value(builder, values[i]);
    json_builder_end_array(builder);
}

static void add_text(JsonBuilder *builder, const char *name, const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1); /* names of files may be anything */
    json_builder_set_member_name(builder, name);
    json_builder_add_string_value(builder, valid);
}

static void add_count(JsonBuilder *builder, const char *name, guint64 count)
{
    json_builder_set_member_name(builder, name);
    json_builder_add_int_value(builder, (gint64)MIN(count, (guint64)G_MAXINT64));
}

static void add_flag(JsonBuilder *builder, const char *name, bool value)
{
    json_builder_set_member_name(builder, name);
    json_builder_add_boolean_value(builder, value);
}

void lm_json_add_volume(JsonBuilder *builder, const lm_info *info)
{
    const lm_grid *grid = &info->grid;
    json_builder_set_member_name(builder, "size");
    json_builder_begin_array(builder);
    for (int k = 0; k < 3; k++)
        json_builder_add_int_value(builder, grid->size[k]);
    json_builder_end_array(builder);
    add_numbers(builder, "spacing", grid->spacing, 3);
    add_numbers(builder, "positions", info->positions, grid->size[2]);
    add_numbers(builder, "origin", grid->origin, 3);
    add_numbers(builder, "direction", grid->direction, 9);
    add_text(builder, "type", lm_type_name(info->type));
    add_count(builder, "components", (guint64)info->components);
    add_flag(builder, "labels", info->labels);
}

static void add_info(JsonBuilder *builder, const lm_info *info)
{
    add_text(builder, "kind", lm_kind_text(info->kind));
    if (info->kind == LM_VOLUME) {
        lm_json_add_volume(builder, info);
    } else {
        add_count(builder, "points", info->points);
        add_count(builder, "triangles", info->triangles);
    }
    add_text(builder, "spacing_source", lm_spacing_source_text(info->spacing_source));
    add_flag(builder, "estimate", info->estimate);
    add_count(builder, "memory", lm_info_bytes(info));
}

static void add_facts(JsonBuilder *builder, GVariant *facts)
{
    GVariantIter at;
    const char *key;
    GVariant *value;
    g_variant_iter_init(&at, facts);
    while (g_variant_iter_loop(&at, "{&sv}", &key, &value)) {
        if (g_variant_is_of_type(value, G_VARIANT_TYPE_BYTESTRING))
            continue; /* a picture, for the page */
        json_builder_set_member_name(builder, key);
        json_builder_add_value(builder, json_gvariant_serialize(value));
    }
}

static void add_step(JsonBuilder *builder, const lm_node *node)
{
    json_builder_begin_object(builder);
    add_text(builder, "op", node->step->op->name);
    if (node->step->id)
        add_text(builder, "id", node->step->id);
    if (node->step->line)
        add_count(builder, "line", (guint64)node->step->line);
    g_autofree char *text = lm_step_text(node->step);
    add_text(builder, "step", text);
    add_count(builder, "depth", (guint64)node->depth);
    add_flag(builder, "needed", node->needed);
    add_flag(builder, "probed", node->probed);
    add_info(builder, &node->plan.out);
    add_flag(builder, "fused", node->fused);
    add_flag(builder, "spilled", node->spilled);
    add_count(builder, "peak_memory", node->peak);
    if (node->facts) {
        json_builder_set_member_name(builder, "seconds");
        json_builder_add_double_value(builder, node->seconds);
        add_facts(builder, node->facts);
    }
    json_builder_end_object(builder);
}

static void add_texts(JsonBuilder *builder, const char *name, char *const *texts)
{
    json_builder_set_member_name(builder, name);
    json_builder_begin_array(builder);
    for (; *texts; texts++) {
        g_autofree char *valid = g_utf8_make_valid(*texts, -1);
        json_builder_add_string_value(builder, valid);
    }
    json_builder_end_array(builder);
}

JsonNode *lm_job_plan_json(const lm_job_plan *plan, const lm_context *context,
                           const GError *failure)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    add_text(builder, "job", plan->job->name);
    add_count(builder, "peak_memory", plan->peak);
    add_count(builder, "memory_budget", lm_context_memory(context));
    add_count(builder, "scratch_disk", plan->disk);
    add_flag(builder, "estimate", plan->estimate);
    json_builder_set_member_name(builder, "steps");
    json_builder_begin_array(builder);
    for (guint i = 0; i < plan->nodes->len; i++)
        add_step(builder, plan->nodes->pdata[i]);
    json_builder_end_array(builder);
    g_auto(GStrv) warnings = lm_context_warnings(context);
    add_texts(builder, "warnings", warnings);
    if (failure)
        add_text(builder, "error", failure->message);
    json_builder_end_object(builder);
    return json_builder_get_root(builder);
}
