/* Smoothing of volumes. */
#include "lamina/alloc.h"
#include "lamina/error.h"
#include "lamina/number.h"
#include "lamina/op.h"
#include "smoothing.h"
#include "values.h"

#include <math.h>
#include <string.h>

enum { GAUSSIAN, MEDIAN, CURVATURE };
static const char *const methods[] = {"gaussian", "median", "curvature", NULL};
static const char *const sigma_words[] = {"voxel", NULL};

/* The kernel's coefficients overflow not far beyond. */
static const double max_sigma_voxels = 25;

typedef struct smooth_params {
    int method;
    lm_reals sigma, radius;
    gint64 iterations;
    double conductance;
} smooth_params;

static const lm_param params[] = {
    {.name = "method",
     .label = "Method",
     .help = "gaussian: a weighted mean of the neighbourhood; median: its middle value, which "
             "removes specks and keeps edges; curvature: smooths along edges and not across them.",
     .type = LM_PARAM_ENUM,
     .choices = methods,
     .def = "gaussian",
     LM_FIELD(smooth_params, method, int)},
    {.name = "sigma",
     .label = "Sigma",
     .help = "gaussian: standard deviation, one number or three, 0 for an axis to leave alone; "
             "voxel: as much as the spacing along each axis.",
     .unit = "mm",
     .type = LM_PARAM_REALS,
     .max = 1e9,
     .min_count = 1,
     .max_count = 3,
     .choices = sigma_words,
     .def = "voxel",
     LM_FIELD(smooth_params, sigma, lm_reals)},
    {.name = "radius",
     .label = "Radius",
     .help = "median: how far the neighbourhood reaches to each side, one number or three.",
     .unit = "voxel",
     .type = LM_PARAM_REALS,
     .max = 15,
     .min_count = 1,
     .max_count = 3,
     .flags = LM_PARAM_WHOLE,
     .def = "1",
     LM_FIELD(smooth_params, radius, lm_reals)},
    {.name = "iterations",
     .label = "Iterations",
     .help = "curvature: how many small steps of smoothing.",
     .type = LM_PARAM_INT,
     .min = 1,
     .max = 1000,
     .def = "5",
     LM_FIELD(smooth_params, iterations, gint64)},
    {.name = "conductance",
     .label = "Conductance",
     .help = "curvature: from what height on a step counts as an edge, in units of the mean "
             "gradient; less keeps more edges.",
     .type = LM_PARAM_REAL,
     .min = 0.01,
     .max = 100,
     .def = "1",
     .flags = LM_PARAM_ADVANCED,
     LM_FIELD(smooth_params, conductance, double)},
    {.name = NULL},
};

/* What the parameters come to on the input's grid. */
typedef struct smooth_state {
    double variance[3]; /* squared voxels */
    gint64 radius[3];   /* of the neighbourhood, voxels */
} smooth_state;

static double each(const lm_reals *reals, int axis)
{
    return reals->values[reals->count == 1 ? 0 : axis];
}

static bool plan_gaussian(const smooth_params *p, const lm_grid *grid, smooth_state *state,
                          GError **error)
{
    for (int k = 0; k < 3; k++) {
        double sigma = p->sigma.word >= 0 ? 1 : each(&p->sigma, k) / grid->spacing[k];
        if (sigma > max_sigma_voxels) {
            g_autofree char *typed = lm_number_words(each(&p->sigma, k), 6);
            g_autofree char *most = lm_number_words(max_sigma_voxels * grid->spacing[k], 4);
            return lm_fail(error, LM_ERROR_USAGE,
                           "sigma: %s mm along %c is more than 25 voxels (%s mm); resample to a "
                           "larger spacing first, or smooth by less",
                           typed, "xyz"[k], most);
        }
        state->variance[k] = sigma * sigma;
        state->radius[k] = lm_bridge_gaussian_radius(state->variance[k]);
    }
    return true;
}

static void plan_memory_and_cost(lm_plan *plan, const smooth_state *state)
{
    const smooth_params *p = plan->params;
    const gint64 *size = plan->in.grid.size, *radius = state->radius;
    double values = (double)lm_grid_voxels(&plan->in.grid) * plan->in.components;
    guint64 plane = (guint64)size[0] * (guint64)size[1] * sizeof(float);
    if (p->method == CURVATURE) {
        bool in_place = plan->in.type == LM_FLOAT32 && plan->in.components == 1;
        plan->scratch = plane * (guint64)size[2] * (in_place ? 1 : 2);
        plan->cost = values * (double)p->iterations * 250e-9;
        return;
    }
    /* Four times the halo of one side, which then costs half as much again; more would hold much to
     * save little. */
    guint64 height = (guint64)MIN(MAX(1, 4 * radius[2]), size[2]);
    guint64 with_halo = MIN(height + 2 * (guint64)radius[2], (guint64)size[2]);
    plan->slab_planes = (gint64)height;
    plan->scratch_per_thread = plane * (with_halo + height * (p->method == GAUSSIAN ? 2 : 1));
    double box = (double)((2 * radius[0] + 1) * (2 * radius[1] + 1) * (2 * radius[2] + 1));
    double taps = (double)(2 * (radius[0] + radius[1] + radius[2]) + 3);
    plan->cost = values * (p->method == GAUSSIAN ? taps * 5.5e-9 : box * 13e-9);
}

static bool plan(lm_plan *plan, lm_context *context, GError **error)
{
    (void)context;
    const smooth_params *p = plan->params;
    if (p->sigma.count == 2 || p->radius.count == 2)
        return lm_fail(error, LM_ERROR_USAGE, "%s takes one number for all axes or three, not two",
                       p->sigma.count == 2 ? "sigma" : "radius");
    if (p->method != MEDIAN && (plan->in.type == LM_UINT32 || plan->in.type == LM_INT32))
        return lm_fail(error, LM_ERROR_USAGE,
                       "method=\"%s\" reckons in float32, which does not hold all values of %s; "
                       "put <cast type=\"float32\"/> before it, or use method=\"median\"",
                       methods[p->method], lm_type_name(plan->in.type));
    smooth_state state = {{0}, {0}};
    if (p->method == GAUSSIAN && !plan_gaussian(p, &plan->in.grid, &state, error))
        return false;
    for (int k = 0; k < 3 && p->method == MEDIAN; k++)
        state.radius[k] = (gint64)each(&p->radius, k);
    plan->whole = p->method == CURVATURE;
    plan_memory_and_cost(plan, &state);
    plan->state = g_memdup2(&state, sizeof state);
    plan->free_state = g_free;
    return true;
}

static lm_zrange need(const lm_plan *plan, lm_zrange out)
{
    const smooth_state *state = plan->state;
    return lm_zrange_grow(out, state->radius[2], plan->in.grid.size[2]);
}

/* The planes of `to`, one component of `from`; both numbers that ITK takes have four bytes. */
static void load(const lm_slab *from, int component, lm_slab *to)
{
    size_t count = lm_slab_plane_values(to), stride = (size_t)from->components;
    size_t offset = (size_t)component * lm_type_size(from->type);
    for (gint64 z = to->z.lo; z < to->z.hi; z++) {
        const char *plane = (const char *)lm_slab_plane(from, z) + offset;
        if (to->type == LM_FLOAT32)
            lm_values_to_float(plane, from->type, stride, count, lm_slab_plane(to, z));
        else
            lm_values_to_ranks(plane, from->type, stride, count, lm_slab_plane(to, z));
    }
}

static void store(const lm_slab *from, int component, lm_slab *to)
{
    size_t count = lm_slab_plane_values(from), stride = (size_t)to->components;
    size_t offset = (size_t)component * lm_type_size(to->type);
    for (gint64 z = to->z.lo; z < to->z.hi; z++) {
        char *plane = (char *)lm_slab_plane(to, z) + offset;
        if (from->type == LM_FLOAT32)
            lm_values_from_float(lm_slab_plane(from, z), count, plane, to->type, stride);
        else
            lm_values_from_ranks(lm_slab_plane(from, z), count, plane, to->type, stride);
    }
}

static bool slab(const lm_plan *plan, const lm_slab *in, lm_slab *out, lm_context *context,
                 GError **error)
{
    const smooth_params *p = plan->params;
    const smooth_state *state = plan->state;
    lm_slab from = {.grid = in->grid,
                    .type = p->method == GAUSSIAN ? LM_FLOAT32 : LM_INT32,
                    .components = 1,
                    .z = need(plan, out->z)};
    lm_slab to = from;
    to.z = out->z;
    size_t plane = lm_slab_plane_values(&from) * lm_type_size(from.type);
    size_t from_bytes = plane * (size_t)(from.z.hi - from.z.lo);
    from.data = lm_alloc((size_t)(from.z.hi - from.z.lo + to.z.hi - to.z.lo), plane,
                         "the planes of a smoothing", error);
    if (!from.data)
        return false;
    to.data = (char *)from.data + from_bytes;
    bool ok = true;
    for (int c = 0; ok && c < in->components; c++) {
        load(in, c, &from);
        ok = p->method == GAUSSIAN ? lm_bridge_gaussian(&from, &to, state->variance, context, error)
                                   : lm_bridge_median(&from, &to, state->radius, context, error);
        if (ok)
            store(&to, c, out);
    }
    lm_free(from.data);
    return ok;
}

static bool has_nan(const lm_volume *volume)
{
    if (volume->type != LM_FLOAT32)
        return false;
    const float *v = volume->data;
    size_t count = (size_t)lm_grid_voxels(&volume->grid) * (size_t)volume->components;
    for (size_t i = 0; i < count; i++)
        if (isnan(v[i]))
            return true;
    return false;
}

/* Voxels as far apart as the spacing says, with the smallest as the unit: what a step does then
 * depends on the shape of the voxels, and not on how large the object is in mm. */
static lm_grid in_units_of_smallest(const lm_grid *grid)
{
    lm_grid scaled = *grid;
    double least = MIN(MIN(grid->spacing[0], grid->spacing[1]), grid->spacing[2]);
    for (int k = 0; k < 3; k++)
        scaled.spacing[k] = grid->spacing[k] / least;
    return scaled;
}

/* In place where the output is float32 of one component already; else through one that is. */
static bool diffuse(const smooth_params *p, const lm_volume *in, lm_volume *out,
                    lm_context *context, GError **error)
{
    lm_slab from = lm_slab_of(in, in->held), to = lm_slab_of(out, out->held);
    lm_slab work = {.grid = in_units_of_smallest(&in->grid),
                    .type = LM_FLOAT32,
                    .components = 1,
                    .z = in->held,
                    .data = out->data};
    bool in_place = out->type == LM_FLOAT32 && out->components == 1;
    if (!in_place)
        work.data = lm_alloc((size_t)lm_grid_voxels(&in->grid), sizeof(float),
                             "the voxels of a smoothing", error);
    if (!work.data)
        return false;
    bool ok = true;
    for (int c = 0; ok && c < in->components; c++) {
        load(&from, c, &work);
        ok = lm_bridge_curvature(&work, p->iterations, p->conductance, context, error);
        if (ok && !in_place)
            store(&work, c, &to);
    }
    if (!in_place)
        lm_free(work.data);
    return ok;
}

static bool run(const lm_plan *plan, const lm_value *in, const lm_value *shown, lm_value *out,
                lm_context *context, GError **error)
{
    (void)shown;
    const lm_volume *from = in->volume;
    if (has_nan(from))
        return lm_fail(error, LM_ERROR_INPUT,
                       "the volume has voxels that are not a number, which method=\"curvature\" "
                       "would spread over all of it; use median or gaussian, or a cast to an "
                       "integer type, which makes them 0");
    g_autoptr(lm_volume) volume = lm_plan_new_volume(plan, error);
    if (!volume || !diffuse(plan->params, from, volume, context, error))
        return false;
    *out = lm_value_of_volume(g_steal_pointer(&volume));
    return true;
}

const lm_op lm_op_smooth = {
    .name = "smooth",
    .title = "Smooth",
    .help = "Removes noise from the volume. Beyond its faces the outermost values go on; integer "
            "types are rounded, halves up.",
    .group = "volume",
    .since = "0.1",
    .in = LM_VOLUME,
    .out = LM_VOLUME,
    .params_size = sizeof(smooth_params),
    .params = params,
    .plan = plan,
    .need = need,
    .slab = slab,
    .run = run,
};
