#include "fuse.h"

/* Seconds of one processor to write a byte into fresh memory and to read it again. */
static const double value_cost = 1e-9;

static lm_node *node_at(const lm_job_plan *plan, int i)
{
    return plan->nodes->pdata[i];
}

bool fuse_takes(const lm_node *node, int value)
{
    if (!node->needed || node->idle || node->made.kind != LM_NONE)
        return false;
    for (size_t k = 0; k < node->plan.n_shown; k++)
        if (node->shown[k] == value)
            return true;
    return !node->shown && node->from == value;
}

static bool runs_by_slabs(const lm_node *node)
{
    return node->needed && !node->idle && node->made.kind == LM_NONE &&
           lm_plan_by_slabs(&node->plan);
}

/* The one node that takes the value of node i, when both run by slabs; else -1. */
static int next_of(const lm_job_plan *plan, int i)
{
    int next = -1;
    for (int k = i + 1; k < (int)plan->nodes->len; k++) {
        const lm_node *taker = node_at(plan, k);
        if (!fuse_takes(taker, i))
            continue;
        if (next >= 0 || !runs_by_slabs(taker))
            return -1;
        next = k;
    }
    return runs_by_slabs(node_at(plan, i)) ? next : -1;
}

static guint64 wanted_bytes(const lm_node *node)
{
    const lm_info *out = &node->plan.out;
    return lm_info_bytes(out) / (guint64)out->grid.size[2] *
           (guint64)(node->wanted.hi - node->wanted.lo);
}

/* A row of nodes that could run together, and how to cut it into chains. */
typedef struct row {
    const lm_job_plan *plan;
    unsigned threads;
    int *nodes;
    lm_link *links;
    size_t count;
} row;

/* What it costs to run nodes `from` to before `to` of the row as one chain, besides their own work:
 * what is made twice, and the value at the end. Infinite when a slice would be read twice, or when
 * the threads would hold more between the steps than the values themselves. */
static double price(const row *r, size_t from, size_t to)
{
    const lm_node *last = node_at(r->plan, r->nodes[to - 1]);
    double seconds = value_cost * (double)wanted_bytes(last);
    if (to - from == 1)
        return seconds;
    lm_chain_cut cut = lm_chain_cut_for(&r->links[from], to - from, last->wanted, 0, r->threads);
    guint64 saved = 0;
    for (size_t i = from; i + 1 < to; i++)
        saved += wanted_bytes(node_at(r->plan, r->nodes[i]));
    bool source = r->links[from].plan->op->flags & LM_OP_SOURCE;
    if ((source && cut.first_again) || MIN(r->threads, (guint64)cut.stripes) * cut.between >= saved)
        return G_MAXDOUBLE;
    return seconds + cut.again;
}

/* The cheapest of all ways to cut the row. */
static void cut_row(const row *r)
{
    g_autofree double *cost = g_new0(double, r->count + 1);  /* of the first so many nodes */
    g_autofree size_t *begin = g_new0(size_t, r->count + 1); /* of the chain that ends there */
    for (size_t to = 1; to <= r->count; to++) {
        cost[to] = G_MAXDOUBLE;
        for (size_t from = to > LM_CHAIN_MOST ? to - LM_CHAIN_MOST : 0; from < to; from++) {
            double whole = cost[from] + price(r, from, to);
            if (whole < cost[to]) {
                cost[to] = whole;
                begin[to] = from;
            }
        }
    }
    for (size_t to = r->count; to > 0; to = begin[to])
        for (size_t i = begin[to]; i < to; i++) {
            node_at(r->plan, r->nodes[i])->runs_with = r->nodes[to - 1];
            node_at(r->plan, r->nodes[i])->fused = i + 1 < to;
        }
}

static void cut_row_from(const lm_job_plan *plan, int first, const int *next, unsigned threads)
{
    size_t most = plan->nodes->len, count = 0;
    g_autofree int *nodes = g_new(int, most);
    g_autofree lm_link *links = g_new0(lm_link, most);
    for (int i = first; i >= 0; i = next[i], count++) {
        nodes[count] = i;
        links[count].plan = &node_at(plan, i)->plan;
    }
    cut_row(&(row){plan, threads, nodes, links, count});
}

void fuse_find(const lm_job_plan *plan, unsigned threads)
{
    int count = (int)plan->nodes->len;
    g_autofree int *next = g_new(int, count);
    g_autofree bool *follows = g_new0(bool, count);
    for (int i = 0; i < count; i++) {
        node_at(plan, i)->runs_with = i;
        next[i] = next_of(plan, i);
        if (next[i] >= 0)
            follows[next[i]] = true;
    }
    for (int i = 0; i < count; i++)
        if (next[i] >= 0 && !follows[i])
            cut_row_from(plan, i, next, threads);
}

size_t fuse_chain(const lm_job_plan *plan, int i, lm_node *nodes[LM_CHAIN_MOST],
                  lm_link links[LM_CHAIN_MOST])
{
    int at[LM_CHAIN_MOST];
    size_t count = 0;
    for (int k = i; k >= 0 && node_at(plan, k)->runs_with == i; k = node_at(plan, k)->from)
        at[count++] = k;
    for (size_t k = 0; k < count; k++) {
        nodes[k] = node_at(plan, at[count - 1 - k]);
        links[k] = (lm_link){.plan = &nodes[k]->plan};
    }
    return count;
}
