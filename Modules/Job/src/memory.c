#include "memory.h"

#include "fuse.h"
#include "lamina/alloc.h"
#include "lamina/error.h"

static lm_node *node_at(const lm_job_plan *plan, int i)
{
    return plan->nodes->pdata[i];
}

static bool makes_value(const lm_node *node)
{
    return node->needed && !node->idle && !node->borrowed && !node->fused &&
           !(node->step->op->flags & (LM_OP_SINK | LM_OP_CONTAINER));
}

static void find_last_uses(const lm_job_plan *plan)
{
    int count = (int)plan->nodes->len;
    for (int i = 0; i < count; i++) {
        lm_node *node = node_at(plan, i);
        node->last_use = i;
        for (int k = i + 1; k < count; k++)
            if (fuse_takes(node_at(plan, k), i))
                node->last_use = MAX(node->last_use, node_at(plan, k)->runs_with);
    }
}

static guint64 value_bytes(const lm_node *node)
{
    const lm_info *out = &node->plan.out;
    guint64 bytes = lm_info_bytes(out);
    if (out->kind != LM_VOLUME)
        return bytes;
    return bytes / (guint64)out->grid.size[2] * (guint64)(node->wanted.hi - node->wanted.lo);
}

/* Of what a step, or the chain that ends with it, takes besides the values. The steps of a chain
 * take turns on a thread. */
static guint64 work_bytes(const lm_job_plan *plan, int i, unsigned threads)
{
    lm_node *nodes[LM_CHAIN_MOST];
    lm_link links[LM_CHAIN_MOST];
    const lm_node *node = node_at(plan, i);
    if (!node->needed || node->borrowed || node->idle || node->fused)
        return 0;
    size_t count = fuse_chain(plan, i, nodes, links);
    guint64 bytes = 0, each = 0;
    for (size_t k = 0; k < count; k++) {
        bytes += nodes[k]->plan.scratch;
        each = MAX(each, nodes[k]->plan.scratch_per_thread);
    }
    if (count > 1) {
        lm_chain_cut cut = lm_chain_cut_for(links, count, node->wanted, 0, threads);
        bytes += MIN(threads, (guint64)cut.stripes) * cut.between;
    }
    return bytes + threads * each;
}

/* What is there while node i runs. */
typedef struct load {
    guint64 memory; /* that stays there whatever happens */
    guint64 files;  /* the values in scratch files */
} load;

static bool is_alive(const lm_job_plan *plan, int value, int now)
{
    const lm_node *node = node_at(plan, value);
    return makes_value(node) && node->last_use >= now &&
           (value <= now || node->made.kind != LM_NONE);
}

static load load_at(const planner *p, int i)
{
    load l = {.memory = p->base + work_bytes(p->plan, i, lm_context_threads(p->context))};
    for (int k = 0; k < (int)p->plan->nodes->len; k++)
        if (is_alive(p->plan, k, i))
            *(node_at(p->plan, k)->spilled ? &l.files : &l.memory) +=
                value_bytes(node_at(p->plan, k));
    l.memory += MIN(l.files, LM_SPILL_WINDOW);
    return l;
}

/* Of a scratch file as much is in memory as there is room for. */
static guint64 peak_of(load l, guint64 budget)
{
    guint64 more = l.files - MIN(l.files, LM_SPILL_WINDOW);
    return l.memory + MIN(more, budget > l.memory ? budget - l.memory : 0);
}

/* The largest value there is at node i that can go to a file. */
static lm_node *spillable(const lm_job_plan *plan, int i)
{
    lm_node *found = NULL;
    for (int k = 0; k <= i; k++) {
        lm_node *node = node_at(plan, k);
        if (is_alive(plan, k, i) && !node->spilled && node->made.kind == LM_NONE &&
            node->plan.out.kind == LM_VOLUME && (!found || value_bytes(node) > value_bytes(found)))
            found = node;
    }
    return found;
}

/* From the first node that would pass the budget on; all or nothing. */
static void choose_spilled(const planner *p)
{
    int count = (int)p->plan->nodes->len;
    bool enough = true;
    for (int i = 0; enough && i < count; i++)
        while (enough && load_at(p, i).memory > lm_context_memory(p->context)) {
            lm_node *node = spillable(p->plan, i);
            enough = node != NULL;
            if (node)
                node->spilled = true;
        }
    for (int i = 0; !enough && i < count; i++)
        node_at(p->plan, i)->spilled = false;
}

static void find_peaks(const planner *p)
{
    lm_job_plan *plan = p->plan;
    for (int i = 0; i < (int)plan->nodes->len; i++) {
        lm_node *node = node_at(plan, i);
        load l = load_at(p, i);
        node->peak = peak_of(l, lm_context_memory(p->context));
        plan->peak = MAX(plan->peak, node->peak);
        plan->disk = MAX(plan->disk, l.files);
        plan->estimate |= node->needed && node->plan.out.estimate;
    }
    for (int i = 0; i < (int)plan->nodes->len; i++)
        if (node_at(plan, i)->fused)
            node_at(plan, i)->peak = node_at(plan, node_at(plan, i)->runs_with)->peak;
}

static const lm_node *worst_node(const lm_job_plan *plan)
{
    const lm_node *worst = node_at(plan, 0);
    for (guint i = 1; i < plan->nodes->len; i++)
        if (node_at(plan, (int)i)->peak > worst->peak)
            worst = node_at(plan, (int)i);
    return worst;
}

static bool disk_allows(const lm_job_plan *plan, GError **error)
{
    guint64 room = plan->disk ? lm_spill_room() : 0;
    if (plan->disk <= room)
        return true;
    g_autofree char *need = lm_bytes_text(plan->disk), *have = lm_bytes_text(room);
    return lm_fail(error, LM_ERROR_MEMORY,
                   "what memory does not hold would take %s in scratch files, and %s has room for "
                   "%s; crop, take a coarser spacing, allow more with --memory, or name another "
                   "folder with TMPDIR",
                   need, lm_spill_folder(), have);
}

bool memory_within_budget(guint64 peak, const lm_context *context, GError **error)
{
    guint64 budget = lm_context_memory(context);
    if (peak <= budget)
        return true;
    g_autofree char *need = lm_bytes_text(peak), *have = lm_bytes_text(budget);
    return lm_fail(error, LM_ERROR_MEMORY,
                   "this step would bring the run to %s of memory, and it may use %s; crop, take a "
                   "coarser spacing, or allow more with --memory",
                   need, have);
}

bool memory_allows(const lm_job_plan *plan, const lm_context *context, GError **error)
{
    const lm_node *worst = worst_node(plan);
    if (memory_within_budget(worst->peak, context, error) && disk_allows(plan, error))
        return true;
    g_autofree char *place = lm_step_place(plan->job, worst->step);
    g_prefix_error(error, "%s: ", place);
    return false;
}

static void warn(const planner *p)
{
    g_autoptr(GError) error = NULL;
    if (!memory_allows(p->plan, p->context, &error))
        lm_context_warn(p->context, "%s", error->message);
}

void memory_find(const planner *p)
{
    find_last_uses(p->plan);
    choose_spilled(p);
    find_peaks(p);
    warn(p);
}
