/* Another scalar type. */
#include "lamina/error.h"
#include "lamina/number.h"
#include "lamina/op.h"
#include "values.h"

typedef struct cast_params {
    int type;
    lm_reals range;
} cast_params;

static const lm_param params[] = {
    {.name = "type",
     .label = "Type",
     .help = "Type of the new voxels.",
     .type = LM_PARAM_ENUM,
     .choices = lm_type_names,
     .flags = LM_PARAM_REQUIRED,
     LM_FIELD(cast_params, type, int)},
    {.name = "range",
     .label = "Range",
     .help = "Two values that become the least and the greatest of an integer type, with all "
             "between them in proportion. Without it values are kept.",
     .type = LM_PARAM_REALS,
     .min_count = 2,
     .max_count = 2,
     LM_FIELD(cast_params, range, lm_reals)},
    {.name = NULL},
};

static bool plan(lm_plan *plan, lm_context *context, GError **error)
{
    (void)context;
    const cast_params *p = plan->params;
    plan->out.type = (lm_type)p->type;
    plan->cost = (double)lm_grid_voxels(&plan->in.grid) * plan->in.components * 3e-9;
    if (plan->in.labels && (p->range.count || !lm_type_is_integer(plan->out.type)))
        return lm_fail(error, LM_ERROR_USAGE,
                       "labels stay what they are in an integer type and without range; leave "
                       "range out and take one of those");
    if (!p->range.count)
        return true;
    if (!lm_type_is_integer(plan->out.type))
        return lm_fail(error, LM_ERROR_USAGE,
                       "range goes with an integer type, whose ends it is mapped to; %s keeps the "
                       "values as they are: leave range out",
                       lm_type_name(plan->out.type));
    if (p->range.values[0] >= p->range.values[1]) {
        g_autofree char *text = lm_numbers_text(p->range.values, 2);
        return lm_fail(error, LM_ERROR_USAGE,
                       "range=\"%s\" is empty; give the lower value first and a greater one second",
                       text);
    }
    return true;
}

static lm_zrange need(const lm_plan *plan, lm_zrange out)
{
    (void)plan;
    return out;
}

static void map(double *v, size_t count, const double range[2], lm_type type)
{
    double least, greatest;
    lm_type_range(type, &least, &greatest);
    for (size_t i = 0; i < count; i++)
        v[i] = least + (v[i] - range[0]) / (range[1] - range[0]) * (greatest - least);
}

/* The nearest end of a type's range may be the name of something else. */
static bool labels_fit(const double *v, size_t count, lm_type type, GError **error)
{
    double least, greatest;
    lm_type_range(type, &least, &greatest);
    for (size_t i = 0; i < count; i++)
        if (v[i] < least || v[i] > greatest)
            return lm_fail(
                error, LM_ERROR_INPUT,
                "there is a label %.0f, which %s does not hold; take a type with a larger "
                "range",
                v[i], lm_type_name(type));
    return true;
}

static bool slab(const lm_plan *plan, const lm_slab *in, lm_slab *out, lm_context *context,
                 GError **error)
{
    const cast_params *p = plan->params;
    size_t plane = lm_slab_plane_values(out);
    double v[LM_VALUES_CHUNK];
    for (gint64 z = out->z.lo; z < out->z.hi; z++) {
        if (!lm_context_go_on(context, error))
            return false;
        const char *from = lm_slab_plane(in, z);
        char *to = lm_slab_plane(out, z);
        for (size_t at = 0; at < plane; at += LM_VALUES_CHUNK) {
            size_t count = MIN(plane - at, (size_t)LM_VALUES_CHUNK);
            lm_values_to_double(from + at * lm_type_size(in->type), in->type, 1, count, v);
            if (plan->in.labels && !labels_fit(v, count, out->type, error))
                return false;
            if (p->range.count)
                map(v, count, p->range.values, out->type);
            lm_values_from_double(v, count, to + at * lm_type_size(out->type), out->type, 1);
        }
    }
    return true;
}

const lm_op lm_op_cast = {
    .name = "cast",
    .title = "Change type",
    .help = "Stores the values as another type. In an integer type halves are rounded up, values "
            "outside its range become the nearest end of it, and what is not a number becomes 0.",
    .group = "volume",
    .since = "0.1",
    .in = LM_VOLUME,
    .out = LM_VOLUME,
    .flags = LM_OP_UNEVEN | LM_OP_LABELS,
    .params_size = sizeof(cast_params),
    .params = params,
    .plan = plan,
    .need = need,
    .slab = slab,
};
