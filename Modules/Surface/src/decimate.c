#include "edge-collapse.h"

#include "lamina/number.h"
#include "lamina/op.h"

#include <math.h>

typedef struct decimate {
    double keep;
} decimate;

static const lm_param params[] = {{.name = "keep",
                                   .label = "Keep",
                                   .help = "The share of the triangles that stays.",
                                   .type = LM_PARAM_REAL,
                                   LM_FIELD(decimate, keep, double),
                                   .def = "0.5",
                                   .min = 0.001,
                                   .max = 1},
                                  {NULL}};

static bool plan(lm_plan *plan, lm_context *context, GError **error)
{
    (void)context, (void)error;
    const decimate *d = plan->params;
    const lm_info *in = &plan->in;
    plan->out.points = (guint64)ceil((double)in->points * d->keep);
    plan->out.triangles = (guint64)ceil((double)in->triangles * d->keep);
    guint64 work = lm_edge_collapse_bytes(in->points, in->triangles);
    guint64 out = lm_info_bytes(&plan->out);
    plan->scratch = work > out ? work - out : 0;
    plan->cost = (double)in->triangles * (6e-7 + 2.5e-6 * (1 - d->keep));
    return true;
}

static bool run(const lm_plan *plan, const lm_value *in, const lm_value *shown, lm_value *out,
                lm_context *context, GError **error)
{
    (void)shown;
    const decimate *d = plan->params;
    double before = (double)in->mesh->n_triangles, target = ceil(before * d->keep);
    lm_mesh *mesh = lm_edge_collapse(in->mesh, (size_t)target, context, error);
    if (!mesh)
        return false;
    double kept = (double)mesh->n_triangles / before;
    if (kept > d->keep + 0.01) {
        g_autofree char *left = lm_number_words(100 * kept, 3),
                        *wanted = lm_number_words(100 * d->keep, 3);
        lm_context_warn(context,
                        "decimate stopped at %s %% of the triangles instead of %s %%: fewer would "
                        "tear, join or fold the surface",
                        left, wanted);
    }
    *out = lm_value_of_mesh(mesh);
    return true;
}

const lm_op lm_op_decimate = {
    .name = "decimate",
    .title = "Fewer triangles",
    .help =
        "Takes triangles away where the surface needs them least. A closed surface stays closed "
        "and manifold; a border stays where it is.",
    .group = "surface",
    .since = "0.1",
    .in = LM_MESH,
    .out = LM_MESH,
    .params_size = sizeof(decimate),
    .params = params,
    .plan = plan,
    .run = run,
};
