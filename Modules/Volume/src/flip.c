/* Axes the other way round. */
#include "lamina/error.h"
#include "lamina/op.h"
#include "lamina/positions.h"

#include <string.h>

static const char *const axes[] = {"x", "y", "z", NULL};
enum { GRID, WORLD };
static const char *const keeps[] = {"grid", "world", NULL};

typedef struct flip_params {
    unsigned axis;
    int keep;
} flip_params;

static const lm_param params[] = {
    {.name = "axis",
     .label = "Axes",
     .help = "The volume's own axes along which the order of voxels is reversed.",
     .type = LM_PARAM_WORDS,
     .choices = axes,
     .flags = LM_PARAM_REQUIRED,
     LM_FIELD(flip_params, axis, unsigned)},
    {.name = "keep",
     .label = "What stays",
     .help = "grid: origin and axes stay and the object is mirrored, which puts right a stack that "
             "was read in the wrong order; world: every voxel stays where it is and the axes turn "
             "round, which changes the order in memory and in files only.",
     .type = LM_PARAM_ENUM,
     .choices = keeps,
     .def = "grid",
     LM_FIELD(flip_params, keep, int)},
    {.name = NULL},
};

static bool flips(const lm_plan *plan, int axis)
{
    const flip_params *p = plan->params;
    return p->axis >> axis & 1;
}

/* The same places counted from the other end. */
static void turn(lm_grid *grid, int axis)
{
    double last[3] = {0};
    last[axis] = (double)(grid->size[axis] - 1);
    lm_grid_to_world(grid, last, grid->origin);
    for (int r = 0; r < 3; r++)
        grid->direction[3 * r + axis] = 0 - grid->direction[3 * r + axis]; /* never -0 */
}

static bool plan(lm_plan *plan, lm_context *context, GError **error)
{
    (void)context;
    const flip_params *p = plan->params;
    if (!p->axis)
        return lm_fail(error, LM_ERROR_USAGE, "axis is empty; expected any of x, y, z");
    for (int k = 0; k < 3 && p->keep == WORLD; k++)
        if (flips(plan, k))
            turn(&plan->out.grid, k);
    if (flips(plan, 2) && plan->in.positions)
        plan->out.positions = lm_positions_reversed(plan->in.positions, plan->in.grid.size[2]);
    plan->cost = (double)lm_info_bytes(&plan->out) * 1e-9;
    return true;
}

static lm_zrange need(const lm_plan *plan, lm_zrange out)
{
    gint64 planes = plan->in.grid.size[2];
    return flips(plan, 2) ? (lm_zrange){planes - out.hi, planes - out.lo} : out;
}

/* Constant sizes, so that each copy is one move. */
static void reverse_row(const char *from, size_t voxels, size_t bytes, char *to)
{
    if (bytes == 1)
        for (size_t x = 0; x < voxels; x++)
            to[x] = from[voxels - 1 - x];
    else if (bytes == 2)
        for (size_t x = 0; x < voxels; x++)
            memcpy(to + 2 * x, from + 2 * (voxels - 1 - x), 2);
    else if (bytes == 4)
        for (size_t x = 0; x < voxels; x++)
            memcpy(to + 4 * x, from + 4 * (voxels - 1 - x), 4);
    else
        for (size_t x = 0; x < voxels; x++)
            memcpy(to + bytes * x, from + bytes * (voxels - 1 - x), bytes);
}

static bool slab(const lm_plan *plan, const lm_slab *in, lm_slab *out, lm_context *context,
                 GError **error)
{
    size_t voxel = lm_type_size(in->type) * (size_t)in->components;
    size_t nx = (size_t)in->grid.size[0], ny = (size_t)in->grid.size[1];
    for (gint64 z = out->z.lo; z < out->z.hi; z++) {
        if (!lm_context_go_on(context, error))
            return false;
        const char *from = lm_slab_plane(in, flips(plan, 2) ? in->grid.size[2] - 1 - z : z);
        char *to = lm_slab_plane(out, z);
        for (size_t y = 0; y < ny; y++, to += nx * voxel) {
            const char *row = from + (flips(plan, 1) ? ny - 1 - y : y) * nx * voxel;
            if (flips(plan, 0))
                reverse_row(row, nx, voxel, to);
            else
                memcpy(to, row, nx * voxel);
        }
    }
    return true;
}

const lm_op lm_op_flip = {
    .name = "flip",
    .title = "Flip",
    .help = "Reverses the order of voxels along one or more axes: mirrors the object, or keeps it "
            "in place and turns the axes.",
    .group = "volume",
    .since = "0.1",
    .in = LM_VOLUME,
    .out = LM_VOLUME,
    .flags = LM_OP_UNEVEN | LM_OP_LABELS,
    .params_size = sizeof(flip_params),
    .params = params,
    .plan = plan,
    .need = need,
    .slab = slab,
};
