/* A box of voxels. */
#include "lamina/error.h"
#include "lamina/number.h"
#include "lamina/op.h"

#include <math.h>
#include <string.h>

enum { VOXEL, MM };
static const char *const units[] = {"voxel", "mm", NULL};

typedef struct crop_params {
    lm_reals box;
    int unit;
} crop_params;

static const lm_param params[] = {
    {.name = "box",
     .label = "Box",
     .help = "What to keep, as x0 x1 y0 y1 z0 z1.",
     .type = LM_PARAM_REALS,
     .min_count = 6,
     .max_count = 6,
     .flags = LM_PARAM_REQUIRED,
     LM_FIELD(crop_params, box, lm_reals)},
    {.name = "unit",
     .label = "Unit",
     .help = "voxel: first and last index kept, from 0; mm: distances along the volume's own axes "
             "from the outer face of its first voxel, where voxels whose centre lies within the "
             "box are kept.",
     .type = LM_PARAM_ENUM,
     .choices = units,
     .def = "voxel",
     LM_FIELD(crop_params, unit, int)},
    {.name = NULL},
};

/* Where the box starts in the input; the output's grid says how far it goes. */
typedef struct crop_state {
    gint64 first[3];
} crop_state;

static bool range_in_voxels(char axis, const double range[2], gint64 size, GError **error)
{
    g_autofree char *lo = lm_number_text(range[0]), *hi = lm_number_text(range[1]);
    if (range[0] != floor(range[0]) || range[1] != floor(range[1]))
        return lm_fail(error, LM_ERROR_USAGE,
                       "box: %s to %s along %c are not whole numbers, as unit=\"voxel\" needs", lo,
                       hi, axis);
    if (range[0] < 0 || range[1] >= (double)size || range[0] > range[1])
        return lm_fail(error, LM_ERROR_USAGE,
                       "box: %s to %s along %c is not in the volume; give a first and a last index "
                       "from 0 to %" G_GINT64_FORMAT,
                       lo, hi, axis, size - 1);
    return true;
}

/* In place of distances the first and last voxel whose centre they hold. Ends that lie on a face
 * or a centre to a millionth of a voxel are taken to lie on it: decimals are rarely exact. */
static bool range_in_mm(char axis, double range[2], gint64 size, double spacing, GError **error)
{
    static const double slack = 1e-6;
    g_autofree char *lo = lm_number_text(range[0]), *hi = lm_number_text(range[1]);
    double from = range[0] / spacing, to = range[1] / spacing;
    if (from < -slack || to > (double)size + slack || from > to) {
        g_autofree char *extent = lm_number_words((double)size * spacing, 9);
        return lm_fail(error, LM_ERROR_USAGE,
                       "box: %s to %s mm along %c is not in the volume; give two rising distances "
                       "from 0 to %s mm",
                       lo, hi, axis, extent);
    }
    range[0] = ceil(from - 0.5 - slack);
    range[1] = floor(to - 0.5 + slack);
    if (range[0] <= range[1])
        return true;
    g_autofree char *step = lm_number_words(spacing, 6);
    return lm_fail(error, LM_ERROR_USAGE,
                   "box: %s to %s mm along %c holds no voxel's centre; voxels are %s mm apart, the "
                   "first centre at half of that",
                   lo, hi, axis, step);
}

static bool plan(lm_plan *plan, lm_context *context, GError **error)
{
    (void)context;
    const crop_params *p = plan->params;
    const lm_grid *grid = &plan->in.grid;
    crop_state state;
    gint64 size[3];
    if (p->unit == MM && plan->in.positions)
        return lm_fail(
            error, LM_ERROR_USAGE,
            "unit=\"mm\" takes voxels to be alike, and the slices are not evenly spaced; "
            "use unit=\"voxel\", or put <fill-between spacing=\"...\"/> before it");
    for (int k = 0; k < 3; k++) {
        double range[2] = {p->box.values[2 * k], p->box.values[2 * k + 1]};
        if (p->unit == MM
                ? !range_in_mm("xyz"[k], range, grid -> size[k], grid -> spacing[k], error)
                : !range_in_voxels("xyz"[k], range, grid -> size[k], error))
            return false;
        state.first[k] = (gint64)range[0];
        size[k] = (gint64)range[1] - state.first[k] + 1;
    }
    lm_info_take_part(&plan->out, state.first, size);
    plan->cost = (double)lm_info_bytes(&plan->out) * 0.3e-9;
    plan->state = g_memdup2(&state, sizeof state);
    plan->free_state = g_free;
    return true;
}

static lm_zrange need(const lm_plan *plan, lm_zrange out)
{
    const crop_state *state = plan->state;
    return (lm_zrange){out.lo + state->first[2], out.hi + state->first[2]};
}

static bool slab(const lm_plan *plan, const lm_slab *in, lm_slab *out, lm_context *context,
                 GError **error)
{
    const crop_state *state = plan->state;
    size_t voxel = lm_type_size(in->type) * (size_t)in->components;
    size_t in_row = (size_t)in->grid.size[0] * voxel, out_row = (size_t)out->grid.size[0] * voxel;
    for (gint64 z = out->z.lo; z < out->z.hi; z++) {
        if (!lm_context_go_on(context, error))
            return false;
        const char *from = (const char *)lm_slab_plane(in, z + state->first[2]) +
                           (size_t)state->first[1] * in_row + (size_t)state->first[0] * voxel;
        char *to = lm_slab_plane(out, z);
        for (size_t y = 0; y < (size_t)out->grid.size[1]; y++)
            memcpy(to + y * out_row, from + y * in_row, out_row);
    }
    return true;
}

const lm_op lm_op_crop = {
    .name = "crop",
    .title = "Crop",
    .help = "Keeps a box of voxels, which stay where they are in the world: the origin moves. "
            "Slices outside the box are not even read.",
    .group = "volume",
    .since = "0.1",
    .in = LM_VOLUME,
    .out = LM_VOLUME,
    .flags = LM_OP_UNEVEN | LM_OP_LABELS,
    .params_size = sizeof(crop_params),
    .params = params,
    .plan = plan,
    .need = need,
    .slab = slab,
};
