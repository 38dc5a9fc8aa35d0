/* A mask of the values between two. */
#include "lamina/error.h"
#include "lamina/number.h"
#include "lamina/op.h"
#include "values.h"

#include <math.h>

typedef struct threshold_params {
    lm_reals lower, upper;
    gint64 inside, outside;
} threshold_params;

static const lm_param params[] = {
    {.name = "lower",
     .label = "Lower",
     .help = "The least value that is inside; without it there is no lower end.",
     .type = LM_PARAM_REALS,
     .min_count = 1,
     .max_count = 1,
     LM_FIELD(threshold_params, lower, lm_reals)},
    {.name = "upper",
     .label = "Upper",
     .help = "The greatest value that is inside; without it there is no upper end.",
     .type = LM_PARAM_REALS,
     .min_count = 1,
     .max_count = 1,
     LM_FIELD(threshold_params, upper, lm_reals)},
    {.name = "inside",
     .label = "Inside",
     .help = "What the mask holds inside.",
     .type = LM_PARAM_INT,
     .max = G_MAXUINT8,
     .def = "1",
     .flags = LM_PARAM_ADVANCED,
     LM_FIELD(threshold_params, inside, gint64)},
    {.name = "outside",
     .label = "Outside",
     .help = "What the mask holds outside.",
     .type = LM_PARAM_INT,
     .max = G_MAXUINT8,
     .def = "0",
     .flags = LM_PARAM_ADVANCED,
     LM_FIELD(threshold_params, outside, gint64)},
    {.name = NULL},
};

static bool plan(lm_plan *plan, lm_context *context, GError **error)
{
    (void)context;
    const threshold_params *p = plan->params;
    if (!p->lower.count && !p->upper.count)
        return lm_fail(error, LM_ERROR_USAGE, "give lower, upper or both");
    if (p->lower.count && p->upper.count && p->lower.values[0] > p->upper.values[0]) {
        g_autofree char *lower = lm_number_text(p->lower.values[0]);
        g_autofree char *upper = lm_number_text(p->upper.values[0]);
        return lm_fail(error, LM_ERROR_USAGE,
                       "nothing lies between lower=\"%s\" and upper=\"%s\"; lower must not be "
                       "greater than upper",
                       lower, upper);
    }
    plan->out.type = LM_UINT8;
    plan->out.labels = false;
    plan->cost = (double)lm_grid_voxels(&plan->in.grid) * 1e-9;
    return true;
}

static lm_zrange need(const lm_plan *plan, lm_zrange out)
{
    (void)plan;
    return out;
}

static bool slab(const lm_plan *plan, const lm_slab *in, lm_slab *out, lm_context *context,
                 GError **error)
{
    const threshold_params *p = plan->params;
    const double lower = p->lower.count ? p->lower.values[0] : -INFINITY;
    const double upper = p->upper.count ? p->upper.values[0] : INFINITY;
    const guint8 inside = (guint8)p->inside, outside = (guint8)p->outside;
    size_t plane = lm_slab_plane_values(out);
    double v[LM_VALUES_CHUNK];
    for (gint64 z = out->z.lo; z < out->z.hi; z++) {
        if (!lm_context_go_on(context, error))
            return false;
        const char *from = lm_slab_plane(in, z);
        guint8 *to = lm_slab_plane(out, z);
        for (size_t at = 0; at < plane; at += LM_VALUES_CHUNK) {
            size_t count = MIN(plane - at, (size_t)LM_VALUES_CHUNK);
            lm_values_to_double(from + at * lm_type_size(in->type), in->type, 1, count, v);
            for (size_t i = 0; i < count; i++) /* false for NaN */
                to[at + i] = v[i] >= lower && v[i] <= upper ? inside : outside;
        }
    }
    return true;
}

const lm_op lm_op_threshold = {
    .name = "threshold",
    .title = "Threshold",
    .help = "Makes a mask (uint8): 1 where the value lies between lower and upper, both included, "
            "and 0 elsewhere and where it is not a number. A contour of the mask is at 0.5.",
    .group = "volume",
    .since = "0.1",
    .in = LM_VOLUME,
    .out = LM_VOLUME,
    .flags = LM_OP_SCALAR | LM_OP_UNEVEN | LM_OP_LABELS,
    .params_size = sizeof(threshold_params),
    .params = params,
    .plan = plan,
    .need = need,
    .slab = slab,
};
