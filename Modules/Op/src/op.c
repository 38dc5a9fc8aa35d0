#include "lamina/op.h"

#include "lamina/error.h"
#include "lamina/parallel.h"
#include "lamina/positions.h"

guint64 lm_info_bytes(const lm_info *info)
{
    if (info->kind == LM_MESH)
        return info->points * 3 * sizeof(float) + info->triangles * 3 * sizeof(gint32);
    if (info->kind == LM_VOLUME)
        return (guint64)lm_grid_voxels(&info->grid) * lm_type_size(info->type) *
               (guint64)info->components;
    return 0;
}

void lm_info_take_part(lm_info *info, const gint64 first[3], const gint64 size[3])
{
    const lm_grid whole = info->grid;
    const double *stand = info->positions ? info->positions + first[2] : NULL;
    info->grid = lm_grid_sub(&whole, first, size);
    if (!stand)
        return;
    double index[3] = {(double)first[0], (double)first[1], *stand / whole.spacing[2]};
    lm_grid_to_world(&whole, index, info->grid.origin);
    if (size[2] > 1)
        info->grid.spacing[2] = lm_positions_mean(stand, size[2]);
    info->positions = lm_positions_keep(stand, size[2]);
}

bool lm_op_takes_info(const lm_op *op, const lm_info *in)
{
    return op->in & ((unsigned)in->kind | (in->series ? LM_SERIES : 0U));
}

bool lm_plan_make(lm_plan *plan, const lm_value *in, lm_context *context, GError **error)
{
    const lm_op *op = plan->op;
    if (op->probe && !op->probe(plan, in, context, error))
        return false;
    if (op->plan && !op->plan(plan, context, error))
        return false;
    plan->out.series = op->out & LM_SERIES;
    if (plan->out.kind != LM_VOLUME) {
        plan->out.positions = NULL;
        plan->out.labels = false;
    }
    return true;
}

bool lm_plan_by_slabs(const lm_plan *plan)
{
    return plan->op->slab && !plan->whole;
}

void lm_plan_clear(lm_plan *plan)
{
    if (plan->free_state)
        plan->free_state(plan->state);
    plan->state = NULL;
    plan->free_state = NULL;
}

typedef struct slab_job {
    const lm_plan *plan;
    const lm_volume *in;
    lm_volume *out;
    lm_zrange wanted;
    lm_context *context;
} slab_job;

static bool one_slab(gint64 lo, gint64 hi, unsigned worker, gpointer user, GError **error)
{
    (void)worker;
    const slab_job *job = user;
    lm_zrange z = {job->wanted.lo + lo, job->wanted.lo + hi};
    lm_slab out = lm_slab_of(job->out, z);
    if (!job->in)
        return job->plan->op->slab(job->plan, NULL, &out, job->context, error);
    lm_slab in = lm_slab_of(job->in, job->plan->op->need(job->plan, z));
    return job->plan->op->slab(job->plan, &in, &out, job->context, error);
}

/* Slabs of about 4 MiB stay in the cache of one processor; at least four for each thread keep all
 * busy to the end. */
static gint64 slab_height(const lm_plan *plan, const slab_job *job)
{
    static const gint64 bytes_in_cache = 4 << 20;
    if (plan->slab_planes > 0)
        return plan->slab_planes;
    gint64 planes = job->wanted.hi - job->wanted.lo;
    gint64 plane_bytes =
        (gint64)MAX(lm_volume_plane_bytes(job->out), job->in ? lm_volume_plane_bytes(job->in) : 1);
    gint64 for_threads = planes / (4 * (gint64)lm_context_threads(job->context));
    return MAX(1, MIN(bytes_in_cache / plane_bytes, for_threads));
}

static bool run_by_slabs(const lm_plan *plan, const lm_value *in, lm_zrange wanted,
                         gint64 slab_planes, lm_value *out, lm_context *context, GError **error)
{
    const lm_info *info = &plan->out;
    g_autoptr(lm_volume) volume =
        lm_volume_new_planes(&info->grid, info->type, info->components, wanted, error);
    if (!volume)
        return false;
    slab_job job = {plan, in ? in->volume : NULL, volume, wanted, context};
    gint64 height = slab_planes > 0 ? slab_planes : slab_height(plan, &job);
    if (!lm_parallel(context, wanted.hi - wanted.lo, height, one_slab, &job, error))
        return false;
    *out = lm_value_of_volume(g_steal_pointer(&volume));
    return true;
}

bool lm_plan_run(const lm_plan *plan, const lm_value *in, const lm_value *shown, lm_zrange wanted,
                 gint64 slab_planes, lm_value *out, lm_context *context, GError **error)
{
    if (!lm_context_go_on(context, error))
        return false;
    if (lm_plan_by_slabs(plan))
        return run_by_slabs(plan, in, wanted, slab_planes, out, context, error);
    lm_value made = {LM_NONE, NULL, NULL};
    if (!plan->op->run(plan, in, shown, &made, context, error)) {
        lm_value_clear(&made);
        return false;
    }
    lm_context_progress(context, 1);
    *out = plan->op->flags & LM_OP_SINK ? lm_value_ref(in) : made;
    return true;
}
