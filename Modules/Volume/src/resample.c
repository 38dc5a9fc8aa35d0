/* Another number of voxels in the same field of view. */
#include "lamina/error.h"
#include "lamina/number.h"
#include "lamina/op.h"
#include "resample_like.h"
#include "resample_slab.h"

#include <math.h>

enum { NEAREST, LINEAR, CUBIC, BSPLINE, LANCZOS };
static const char *const interpolators[] = {"nearest", "linear",  "cubic",
                                            "bspline", "lanczos", NULL};
static const resample_filter filters[] = {FILTER_NEAREST, FILTER_LINEAR, FILTER_CUBIC,
                                          FILTER_SPLINE, FILTER_LANCZOS};
static const char *const spacing_words[] = {"iso", NULL};

typedef struct resample_params {
    lm_reals spacing, size, factor;
    char *like;
    int interpolator;
    double fill;
} resample_params;

static const lm_param params[] = {
    {.name = "spacing",
     .label = "Spacing",
     .help = "Distance between voxels: one number for all axes, so that voxels become cubes, or "
             "three; iso: the smallest that the volume has, along every axis. The field of view "
             "stays exactly as it is and holds a whole number of voxels, so the spacing becomes "
             "the nearest one that divides it.",
     .unit = "mm",
     .type = LM_PARAM_REALS,
     .min = 1e-9,
     .max = 1e9,
     .min_count = 1,
     .max_count = 3,
     .choices = spacing_words,
     LM_FIELD(resample_params, spacing, lm_reals)},
    {.name = "size",
     .label = "Size",
     .help = "In place of a spacing: how many voxels along x, y and z.",
     .unit = "voxel",
     .type = LM_PARAM_REALS,
     .min = 1,
     .max = G_MAXINT32,
     .min_count = 3,
     .max_count = 3,
     .flags = LM_PARAM_WHOLE,
     LM_FIELD(resample_params, size, lm_reals)},
    {.name = "factor",
     .label = "Factor",
     .help = "In place of a spacing: how many times as many voxels, one number for all axes or "
             "three. 2 gives twice as many along an axis, at half the distance; 0.5 half as many.",
     .type = LM_PARAM_REALS,
     .min = 1e-9,
     .max = 1e9,
     .min_count = 1,
     .max_count = 3,
     LM_FIELD(resample_params, factor, lm_reals)},
    {.name = "like",
     .label = "Like",
     .help = "In place of a spacing: a file or folder with another volume, whose voxels the result "
             "takes over: their number, size, place and directions. What is in the same place in "
             "the world then has the same index in both.",
     .type = LM_PARAM_INPUT,
     LM_FIELD(resample_params, like, char *)},
    {.name = "interpolator",
     .label = "Interpolator",
     .help = "How values between voxels come about, from fast to fine. nearest: a copy of the "
             "closest voxel, for labels and masks; linear: between two neighbours along each "
             "axis; cubic: a smooth curve through four (Catmull-Rom); bspline: the smoothest "
             "curve through all of them (order 3); lanczos: the sharpest, from six. The last "
             "three may pass the values they lie between. Along an axis that gets fewer voxels "
             "all but nearest take the mean of what each new voxel covers.",
     .type = LM_PARAM_ENUM,
     .choices = interpolators,
     .def = "linear",
     LM_FIELD(resample_params, interpolator, int)},
    {.name = "fill",
     .label = "Fill",
     .help = "like: the value of voxels that lie outside of this volume.",
     .type = LM_PARAM_REAL,
     .def = "0",
     .flags = LM_PARAM_ADVANCED,
     LM_FIELD(resample_params, fill, double)},
    {.name = NULL},
};

static double wanted_spacing(const lm_reals *spacing, const lm_grid *grid, int axis)
{
    if (spacing->word >= 0)
        return MIN(MIN(grid->spacing[0], grid->spacing[1]), grid->spacing[2]);
    return spacing->values[spacing->count == 1 ? 0 : axis];
}

static bool size_from_spacing(const lm_reals *spacing, const lm_grid *grid, gint64 size[3],
                              GError **error)
{
    double extent[3];
    lm_grid_extent(grid, extent);
    for (int k = 0; k < 3; k++) {
        double wanted = wanted_spacing(spacing, grid, k);
        double count = MAX(round(extent[k] / wanted), 1);
        if (!(count <= G_MAXINT32)) {
            g_autofree char *typed = lm_number_text(wanted), *whole = lm_number_words(extent[k], 6);
            return lm_fail(error, LM_ERROR_USAGE,
                           "spacing=\"%s\" is too small for %s mm along %c: more than %d voxels",
                           typed, whole, "xyz"[k], G_MAXINT32);
        }
        size[k] = (gint64)count;
    }
    return true;
}

static void warn_when_far(const lm_reals *spacing, const lm_grid *in, const lm_grid *out,
                          lm_context *context)
{
    double extent[3];
    lm_grid_extent(in, extent);
    for (int k = 0; k < 3; k++) {
        double wanted = wanted_spacing(spacing, in, k);
        if (fabs(out->spacing[k] - wanted) <= 0.01 * wanted)
            continue;
        g_autofree char *typed = lm_number_words(wanted, 6), *whole = lm_number_words(extent[k], 6);
        g_autofree char *real = lm_number_words(out->spacing[k], 6);
        lm_context_warn(context,
                        "resample: a spacing of %s mm does not divide the %s mm along %c; it "
                        "becomes %s mm (%" G_GINT64_FORMAT " voxels)",
                        typed, whole, "xyz"[k], real, out -> size[k]);
    }
}

static bool has_spacing(const resample_params *p)
{
    return p->spacing.count || p->spacing.word >= 0;
}

static bool check_params(const resample_params *p, GError **error)
{
    const struct {
        const char *name;
        bool given;
        size_t count;
    } ways[] = {{"spacing", has_spacing(p), p->spacing.count},
                {"size", p->size.count > 0, 3},
                {"factor", p->factor.count > 0, p->factor.count},
                {"like", p->like != NULL, 1}};
    const char *first = NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(ways); i++) {
        if (!ways[i].given)
            continue;
        if (ways[i].count == 2)
            return lm_fail(error, LM_ERROR_USAGE,
                           "%s takes one number for all axes or three, not two", ways[i].name);
        if (first)
            return lm_fail(error, LM_ERROR_USAGE, "give one of %s and %s, not both", first,
                           ways[i].name);
        first = ways[i].name;
    }
    return first || lm_fail(error, LM_ERROR_USAGE, "say how: give spacing, size, factor or like");
}

static bool size_from_factor(const lm_reals *factor, const lm_grid *grid, gint64 size[3],
                             GError **error)
{
    for (int k = 0; k < 3; k++) {
        double times = factor->values[factor->count == 1 ? 0 : k];
        double count = MAX(round(times * (double)grid->size[k]), 1);
        if (!(count <= G_MAXINT32)) {
            g_autofree char *typed = lm_number_text(times);
            return lm_fail(error, LM_ERROR_USAGE,
                           "factor=\"%s\" is too large for %" G_GINT64_FORMAT
                           " voxels along %c: it gives more than %d",
                           typed, grid->size[k], "xyz"[k], G_MAXINT32);
        }
        size[k] = (gint64)count;
    }
    return true;
}

static bool size_of_result(const resample_params *p, const lm_grid *grid, gint64 size[3],
                           GError **error)
{
    if (has_spacing(p))
        return size_from_spacing(&p->spacing, grid, size, error);
    if (p->factor.count)
        return size_from_factor(&p->factor, grid, size, error);
    for (int k = 0; k < 3; k++)
        size[k] = (gint64)p->size.values[k];
    return true;
}

static bool fitted_grid(lm_plan *plan, lm_context *context, GError **error)
{
    const resample_params *p = plan->params;
    const lm_grid *grid = &plan->in.grid;
    gint64 size[3] = {0};
    if (!size_of_result(p, grid, size, error))
        return false;
    plan->out.grid = lm_grid_resized(grid, size);
    if (!lm_grid_check(&plan->out.grid, "the resampled volume", NULL))
        return lm_fail(error, LM_ERROR_USAGE,
                       "%" G_GINT64_FORMAT " x %" G_GINT64_FORMAT " x %" G_GINT64_FORMAT
                       " voxels are more than any machine holds; give a larger spacing or a "
                       "smaller size or factor",
                       size[0], size[1], size[2]);
    if (has_spacing(p))
        warn_when_far(&p->spacing, grid, &plan->out.grid, context);
    return true;
}

static bool grid_of_other(lm_plan *plan, lm_context *context, GError **error)
{
    const resample_params *p = plan->params;
    if (!resample_like_grid(p->like, context, &plan->out.grid, error))
        return false;
    return resample_overlaps(&plan->in.grid, &plan->out.grid) ||
           lm_fail(error, LM_ERROR_USAGE,
                   "like: %s is somewhere else: no voxel of it lies in this volume", p->like);
}

static void plan_slabs(lm_plan *plan)
{
    const resample_params *p = plan->params;
    resample_recipe recipe =
        resample_recipe_make(&plan->in.grid, &plan->out.grid, !p->like, filters[p->interpolator],
                             plan->in.type, plan->in.components);
    recipe.fill = p->fill;
    plan->slab_planes = resample_slab_planes(&recipe);
    plan->scratch_per_thread = resample_scratch(&recipe, plan->out.grid.size[2]);
    plan->cost = resample_cost(&recipe);
    plan->state = g_memdup2(&recipe, sizeof recipe);
    plan->free_state = g_free;
}

static lm_bridge_interpolator of_itk(int interpolator)
{
    return interpolator == NEAREST   ? LM_BRIDGE_NEAREST
           : interpolator == BSPLINE ? LM_BRIDGE_BSPLINE
           : interpolator == LANCZOS ? LM_BRIDGE_LANCZOS
                                     : LM_BRIDGE_LINEAR;
}

static bool plan_oblique(lm_plan *plan, lm_context *context, GError **error)
{
    const resample_params *p = plan->params;
    const lm_bridge_interpolator interpolator = of_itk(p->interpolator);
    if (p->interpolator == CUBIC)
        return lm_fail(error, LM_ERROR_USAGE,
                       "interpolator=\"cubic\" is not there for axes that are turned, as those of "
                       "%s are; use bspline or linear",
                       p->like);
    double volume = 1;
    for (int k = 0; k < 3; k++)
        volume *= plan->out.grid.spacing[k] / plan->in.grid.spacing[k];
    if (volume > 2 && p->interpolator != NEAREST)
        lm_context_warn(context,
                        "resample: the voxels of %s are larger than those of the volume, and as "
                        "its axes are turned each takes the value at its centre, not a mean; a "
                        "<resample spacing=\"...\"/> to their size before it takes means",
                        p->like);
    plan->whole = true;
    plan->scratch = resample_oblique_scratch(&plan->in, &plan->out, interpolator);
    plan->cost = resample_oblique_cost(&plan->out, interpolator);
    return true;
}

static bool plan(lm_plan *plan, lm_context *context, GError **error)
{
    const resample_params *p = plan->params;
    if (plan->in.labels && p->interpolator != NEAREST)
        return lm_fail(error, LM_ERROR_USAGE,
                       "what comes in are labels, and between two of them lies none; use "
                       "interpolator=\"nearest\", or <fill-between method=\"shape\"/> for new "
                       "slices");
    if (!check_params(p, error) || !(p->like ? grid_of_other : fitted_grid)(plan, context, error))
        return false;
    if (!resample_is_parallel(&plan->in.grid, &plan->out.grid))
        return plan_oblique(plan, context, error);
    plan_slabs(plan);
    return true;
}

static lm_zrange need(const lm_plan *plan, lm_zrange out)
{
    return resample_need(plan->state, out);
}

static bool slab(const lm_plan *plan, const lm_slab *in, lm_slab *out, lm_context *context,
                 GError **error)
{
    return resample_slab(plan->state, in, out, context, error);
}

/* Onto axes that are turned. */
static bool run(const lm_plan *plan, const lm_value *in, const lm_value *shown, lm_value *out,
                lm_context *context, GError **error)
{
    (void)shown;
    const resample_params *p = plan->params;
    const lm_info *info = &plan->out;
    g_autoptr(lm_volume) volume =
        lm_volume_new_in(plan->spill, &info->grid, info->type, info->components,
                         (lm_zrange){0, info->grid.size[2]}, error);
    if (!volume ||
        !resample_oblique(in->volume, volume, of_itk(p->interpolator), p->fill, context, error))
        return false;
    *out = lm_value_of_volume(g_steal_pointer(&volume));
    return true;
}

const lm_op lm_op_resample = {
    .name = "resample",
    .title = "Resample",
    .help =
        "Gives the volume another spacing or size. Its outer faces stay exactly where they are, "
        "unless it takes the place of another volume; beyond the outermost voxel centres their "
        "values go on. Halves are rounded up.",
    .group = "volume",
    .since = "0.1",
    .in = LM_VOLUME,
    .out = LM_VOLUME,
    .flags = LM_OP_LABELS,
    .params_size = sizeof(resample_params),
    .params = params,
    .plan = plan,
    .need = need,
    .slab = slab,
    .run = run,
};
