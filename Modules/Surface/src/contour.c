#include "isosurface.h"
#include "otsu.h"

#include "lamina/error.h"
#include "lamina/number.h"
#include "lamina/op.h"

#include <math.h>

typedef struct contour {
    lm_reals value;
    bool close;
} contour;

static const char *const words[] = {"otsu", NULL};

static const lm_param params[] = {
    {.name = "value",
     .label = "Value",
     .help = "The value on the surface, several for several surfaces in one mesh, or otsu: the one "
             "that best divides the volume into dark and bright.",
     .type = LM_PARAM_REALS,
     LM_FIELD(contour, value, lm_reals),
     .def = "otsu",
     .min_count = 1,
     .max_count = LM_REALS_MAX,
     .choices = words},
    {.name = "close",
     .label = "Close",
     .help = "Where the object reaches the border of the volume, close the surface flat on the "
             "outer faces of the voxels, half a voxel outside the outermost samples.",
     .type = LM_PARAM_BOOL,
     LM_FIELD(contour, close, bool),
     .def = "false"},
    {NULL}};

/* Without `close` all voxels at or above a value leave no surface, as do all below it. */
static bool check_value(const contour *c, size_t i, lm_type type, GError **error)
{
    double lowest, highest, value = c->value.values[i];
    lm_type_range(type, &lowest, &highest);
    g_autofree char *text = lm_number_text(value);
    for (size_t k = 0; k < i; k++)
        if (c->value.values[k] == value)
            return lm_fail(error, LM_ERROR_USAGE, "value=\"%s\" is given twice", text);
    if (value > highest || (!c->close && value <= lowest))
        return lm_fail(error, LM_ERROR_USAGE,
                       "value=\"%s\" is outside what voxels of type %s can hold", text,
                       lm_type_name(type));
    return true;
}

/* Points of a real surface: for seven heads, chests and phantoms of CT and MR, of 0.4 to 33 million
 * voxels, 6 to 19 times the voxels to the power 2/3, the least in the smallest. For comparison, the
 * faces of a cube have 6 times as many. */
static double expected_points(const lm_grid *grid)
{
    return 17.5 * pow((double)lm_grid_voxels(grid), 2.0 / 3);
}

static bool plan(lm_plan *plan, lm_context *context, GError **error)
{
    (void)context;
    const contour *c = plan->params;
    const lm_grid *grid = &plan->in.grid;
    if (c->value.word >= 0 && plan->in.labels)
        return lm_fail(
            error, LM_ERROR_USAGE,
            "otsu divides grey values into dark and bright, and what comes in are labels; "
            "type a value between two of them, as value=\"0.5\" for all that are not 0");
    for (int k = 0; k < 3 && !c->close; k++)
        if (grid->size[k] < 2)
            return lm_fail(error, LM_ERROR_USAGE,
                           "a surface needs at least two samples along every axis, and this volume "
                           "has one along %c; use close=\"true\"",
                           "xyz"[k]);
    for (size_t i = 0; i < c->value.count; i++)
        if (!check_value(c, i, plan->in.type, error))
            return false;
    size_t surfaces = MAX(c->value.count, 1);
    plan->out.kind = LM_MESH;
    plan->out.estimate = true;
    plan->out.points = (guint64)ceil(expected_points(grid) * (double)surfaces);
    plan->out.triangles = 2 * plan->out.points;
    plan->scratch = surfaces * lm_isosurface_scratch(grid, c->close);
    if (surfaces > 1)
        plan->scratch += plan->out.points * sizeof(float); /* each point's value */
    if (c->value.word >= 0)
        plan->scratch_per_thread = lm_otsu_scratch(plan->in.type);
    plan->cost = (double)lm_grid_voxels(grid) * 1e-8 * (double)surfaces;
    return true;
}

/* One number, or a list of several. */
static void tell_values(const lm_reals *value, lm_context *context)
{
    GVariant *fact = value->count == 1
                         ? g_variant_new_double(value->values[0])
                         : g_variant_new_fixed_array(G_VARIANT_TYPE_DOUBLE, value->values,
                                                     value->count, sizeof *value->values);
    lm_context_fact(context, "value", fact);
}

static bool run(const lm_plan *plan, const lm_value *in, const lm_value *shown, lm_value *out,
                lm_context *context, GError **error)
{
    (void)shown;
    const contour *c = plan->params;
    lm_reals value = c->value;
    if (value.word >= 0) {
        value.count = 1;
        if (!lm_otsu(in->volume, value.values, context, error))
            return false;
        lm_context_fact(context, "otsu", g_variant_new_boolean(TRUE));
    }
    tell_values(&value, context);
    lm_mesh *mesh = lm_isosurface(in->volume, value.values, value.count, c->close, context, error);
    if (!mesh)
        return false;
    *out = lm_value_of_mesh(mesh);
    return true;
}

const lm_op lm_op_contour = {
    .name = "contour",
    .title = "Contour",
    .help = "Makes the surface on which the volume has a given value.",
    .group = "surface",
    .since = "0.1",
    .in = LM_VOLUME,
    .out = LM_MESH,
    .flags = LM_OP_SCALAR | LM_OP_LABELS,
    .params_size = sizeof(contour),
    .params = params,
    .plan = plan,
    .run = run,
};
