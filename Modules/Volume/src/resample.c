/* Another number of voxels in the same field of view. */
#include "lamina/alloc.h"
#include "lamina/error.h"
#include "lamina/number.h"
#include "lamina/op.h"
#include "values.h"

#include <math.h>
#include <string.h>

enum { NEAREST, LINEAR };
static const char *const interpolators[] = {"nearest", "linear", NULL};
static const char *const spacing_words[] = {"iso", NULL};

typedef struct resample_params {
    lm_reals spacing, size;
    int interpolator;
} resample_params;

static const lm_param params[] = {
    {.name = "spacing",
     .label = "Spacing",
     .help =
         "Distance between voxels, one number or three; iso: the smallest the volume has, along "
         "every axis. The field of view stays exactly as it is and holds a whole number of "
         "voxels, so the spacing becomes the nearest one that divides it.",
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
    {.name = "interpolator",
     .label = "Interpolator",
     .help =
         "linear: between the eight neighbours; nearest: a copy of the closest voxel, for labels "
         "and masks. Neither averages: to shrink a volume to less than half, smooth it first.",
     .type = LM_PARAM_ENUM,
     .choices = interpolators,
     .def = "linear",
     LM_FIELD(resample_params, interpolator, int)},
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

static bool size_of_result(const resample_params *p, const lm_grid *grid, gint64 size[3],
                           GError **error)
{
    bool spacing = has_spacing(p);
    if (spacing == (p->size.count > 0))
        return lm_fail(error, LM_ERROR_USAGE, "give either spacing or size%s",
                       spacing ? ", not both" : "");
    if (p->spacing.count == 2)
        return lm_fail(error, LM_ERROR_USAGE,
                       "spacing takes one number for all axes or three, not two");
    if (spacing)
        return size_from_spacing(&p->spacing, grid, size, error);
    for (int k = 0; k < 3; k++)
        size[k] = (gint64)p->size.values[k];
    return true;
}

static guint64 scratch(const lm_plan *plan)
{
    guint64 real =
        plan->in.type == LM_UINT32 || plan->in.type == LM_INT32 ? sizeof(double) : sizeof(float);
    guint64 n_in = (guint64)plan->in.grid.size[0] * (guint64)plan->in.components;
    guint64 n_out = (guint64)plan->out.grid.size[0] * (guint64)plan->in.components;
    return n_out * sizeof(size_t) + (3 * n_in + 2 * n_out) * real;
}

static bool plan(lm_plan *plan, lm_context *context, GError **error)
{
    const resample_params *p = plan->params;
    const lm_grid *grid = &plan->in.grid;
    gint64 size[3] = {0};
    if (plan->in.labels && p->interpolator != NEAREST)
        return lm_fail(error, LM_ERROR_USAGE,
                       "what comes in are labels, and between two of them lies none; use "
                       "interpolator=\"nearest\"");
    if (!size_of_result(p, grid, size, error))
        return false;
    plan->out.grid = lm_grid_resized(grid, size);
    if (!lm_grid_check(&plan->out.grid, "the resampled volume", NULL))
        return lm_fail(error, LM_ERROR_USAGE,
                       "%" G_GINT64_FORMAT " x %" G_GINT64_FORMAT " x %" G_GINT64_FORMAT
                       " voxels are more than any machine holds; give a larger spacing or a "
                       "smaller size",
                       size[0], size[1], size[2]);
    if (has_spacing(p))
        warn_when_far(&p->spacing, grid, &plan->out.grid, context);
    plan->scratch_per_thread = scratch(plan);
    plan->cost = (double)lm_grid_voxels(&plan->out.grid) * plan->in.components * 3e-9;
    return true;
}

/* Where an output voxel lies among the input's along one axis: between `left`, and the one after
 * it with this weight. Beyond the outermost centres there is only one neighbour. */
typedef struct tap {
    gint64 left;
    double weight;
} tap;

/* Outer faces coincide: centre i of n_out is at (i + 1/2) n_in / n_out - 1/2. In whole numbers, so
 * that equal grids meet exactly. */
static tap tap_of(gint64 i, gint64 n_in, gint64 n_out)
{
    gint64 place = (2 * i + 1) * n_in - n_out, unit = 2 * n_out;
    if (place <= 0)
        return (tap){0, 0};
    if (place / unit >= n_in - 1)
        return (tap){n_in - 1, 0};
    return (tap){place / unit, (double)(place % unit) / (double)unit};
}

static gint64 nearest_of(gint64 i, gint64 n_in, gint64 n_out)
{
    tap at = tap_of(i, n_in, n_out);
    return at.weight < 0.5 ? at.left : at.left + 1;
}

static lm_zrange need(const lm_plan *plan, lm_zrange out)
{
    gint64 n_in = plan->in.grid.size[2], n_out = plan->out.grid.size[2];
    tap first = tap_of(out.lo, n_in, n_out), last = tap_of(out.hi - 1, n_in, n_out);
    return (lm_zrange){first.left, last.left + (last.weight > 0) + 1};
}

#define REAL       float
#define IN_REAL(x) x##_float
#include "resample_linear.h"
#undef REAL
#undef IN_REAL
#define REAL       double
#define IN_REAL(x) x##_double
#include "resample_linear.h"
#undef REAL
#undef IN_REAL

/* Constant sizes, so that each copy is one move. */
static void pick(const char *from, const size_t *at, size_t count, size_t bytes, char *to)
{
    if (bytes == 1)
        for (size_t i = 0; i < count; i++)
            to[i] = from[at[i]];
    else if (bytes == 2)
        for (size_t i = 0; i < count; i++)
            memcpy(to + 2 * i, from + 2 * at[i], 2);
    else
        for (size_t i = 0; i < count; i++)
            memcpy(to + 4 * i, from + 4 * at[i], 4);
}

static bool nearest(const lm_slab *in, lm_slab *out, size_t *at, lm_context *context,
                    GError **error)
{
    size_t components = (size_t)in->components, bytes = lm_type_size(in->type);
    size_t n_in = (size_t)in->grid.size[0] * components;
    size_t n_out = (size_t)out->grid.size[0] * components;
    for (size_t i = 0; i < n_out; i++)
        at[i] = (size_t)nearest_of((gint64)(i / components), in->grid.size[0], out->grid.size[0]) *
                    components +
                i % components;
    for (gint64 z = out->z.lo; z < out->z.hi; z++) {
        if (!lm_context_go_on(context, error))
            return false;
        const char *from = lm_slab_plane(in, nearest_of(z, in->grid.size[2], out->grid.size[2]));
        char *to = lm_slab_plane(out, z);
        for (gint64 y = 0; y < out->grid.size[1]; y++) {
            gint64 row = nearest_of(y, in->grid.size[1], out->grid.size[1]);
            pick(from + (size_t)row * n_in * bytes, at, n_out, bytes, to);
            to += n_out * bytes;
        }
    }
    return true;
}

static bool slab(const lm_plan *plan, const lm_slab *in, lm_slab *out, lm_context *context,
                 GError **error)
{
    const resample_params *p = plan->params;
    size_t *at = lm_alloc((size_t)out->grid.size[0] * (size_t)out->components, sizeof *at,
                          "the columns of a resampling", error);
    if (!at)
        return false;
    bool ok = p->interpolator == NEAREST ? nearest(in, out, at, context, error)
              : in->type == LM_UINT32 || in->type == LM_INT32
                  ? linear_double(in, out, at, context, error)
                  : linear_float(in, out, at, context, error);
    lm_free(at);
    return ok;
}

const lm_op lm_op_resample = {
    .name = "resample",
    .title = "Resample",
    .help =
        "Gives the volume another spacing or size. Its outer faces stay exactly where they are; "
        "beyond the outermost voxel centres their values go on unchanged. Halves are rounded "
        "up.",
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
};
