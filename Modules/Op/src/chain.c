#include "lamina/chain.h"

#include "lamina/alloc.h"
#include "lamina/error.h"
#include "lamina/parallel.h"

#include <string.h>

static gint64 planes_in(lm_zrange z)
{
    return z.hi - z.lo;
}

static guint64 plane_bytes(const lm_info *info)
{
    return lm_info_bytes(info) / (guint64)info->grid.size[2];
}

static bool is_source(const lm_plan *plan)
{
    return plan->op->flags & LM_OP_SOURCE;
}

/* ---- the cut ---- */

/* What step k makes for the planes z of the last output. */
static lm_zrange made_by(const lm_link *links, size_t count, size_t k, lm_zrange z)
{
    for (size_t i = count - 1; i > k; i--)
        z = links[i].plan->op->need(links[i].plan, z);
    return z;
}

/* Slabs of about 4 MiB, with what lies between the steps, stay in the cache of one processor; at
 * least four for each thread keep all busy to the end. A step that asks for a height gets it. */
static gint64 slab_height(const lm_link *links, size_t count, lm_zrange wanted, unsigned threads)
{
    static const gint64 bytes_in_cache = 4 << 20;
    gint64 planes = planes_in(wanted), asked = 0, plane = 1;
    for (size_t k = 0; k < count; k++) {
        const lm_plan *plan = links[k].plan;
        gint64 own = MAX(planes_in(made_by(links, count, k, wanted)), 1);
        asked = MAX(asked, (plan->slab_planes * planes + own - 1) / own);
        plane = MAX(plane, (gint64)plane_bytes(&plan->out));
        if (!is_source(plan))
            plane = MAX(plane, (gint64)plane_bytes(&plan->in));
    }
    return asked
               ? asked
               : MAX(1, MIN(bytes_in_cache / plane / (gint64)count, planes / 4 / (gint64)threads));
}

/* The part of z that a step is asked for first: one that asks for a height gets no more. */
static lm_zrange first_piece(const lm_plan *plan, lm_zrange z)
{
    if (plan->slab_planes > 0)
        z.hi = MIN(z.hi, z.lo + plan->slab_planes);
    return z;
}

/* Adds up what has to be held for the first slab of a stripe, which needs most: no later one finds
 * so little there. Room for a plane more, as where planes meet differs from slab to slab. */
static guint64 held_between(const lm_link *links, size_t count, lm_zrange slab)
{
    guint64 bytes = 0;
    for (size_t k = count - 1; k > 0; k--) {
        slab = links[k].plan->op->need(links[k].plan, first_piece(links[k].plan, slab));
        bytes += (guint64)(planes_in(slab) + 1) * plane_bytes(&links[k - 1].plan->out);
    }
    return bytes;
}

static lm_zrange part_of(lm_zrange wanted, gint64 height, gint64 i)
{
    gint64 lo = wanted.lo + i * height;
    return (lm_zrange){lo, MIN(lo + height, wanted.hi)};
}

/* What stripe after stripe makes of step k that the one before it has made already. */
static gint64 planes_again(const lm_link *links, size_t count, size_t k, lm_zrange wanted,
                           const lm_chain_cut *cut)
{
    gint64 again = 0;
    lm_zrange before = {0, 0};
    for (gint64 i = 0; i < cut->stripes; i++) {
        lm_zrange z = made_by(links, count, k, part_of(wanted, cut->stripe, i));
        again += MAX(0, MIN(before.hi, z.hi) - MAX(before.lo, z.lo));
        before = z;
    }
    return again;
}

static void cut_stripes(lm_chain_cut *cut, gint64 stripe, const lm_link *links, size_t count,
                        lm_zrange wanted)
{
    cut->stripe = MAX(cut->slab, (stripe + cut->slab - 1) / cut->slab * cut->slab);
    cut->stripes = (planes_in(wanted) + cut->stripe - 1) / cut->stripe;
    cut->again = 0;
    for (size_t k = count - 1; k-- > 0;) {
        const lm_plan *plan = links[k].plan;
        gint64 again = planes_again(links, count, k, wanted, cut);
        cut->again += plan->cost * (double)again / (double)plan->out.grid.size[2];
        cut->first_again = again > 0;
    }
}

lm_chain_cut lm_chain_cut_for(const lm_link *links, size_t count, lm_zrange wanted,
                              gint64 slab_planes, unsigned threads)
{
    lm_chain_cut cut = {.slab =
                            slab_planes ? slab_planes : slab_height(links, count, wanted, threads)};
    gint64 for_each = planes_in(wanted) / (gint64)threads;
    cut_stripes(&cut, count > 1 ? for_each / 16 : 1, links, count, wanted);
    if (cut.again > 0)
        cut_stripes(&cut, for_each / 4, links, count, wanted);
    for (gint64 i = 0; count > 1 && i < cut.stripes; i++) {
        lm_zrange stripe = part_of(wanted, cut.stripe, i);
        cut.between = MAX(cut.between, held_between(links, count, part_of(stripe, cut.slab, 0)));
    }
    return cut;
}

/* ---- running ---- */

/* Planes of one step's output that a thread holds. */
typedef struct window {
    lm_slab slab;
    size_t room; /* planes */
} window;

typedef struct chain {
    lm_link *links;
    size_t count;
    const lm_volume *in;
    lm_volume *out;
    lm_zrange wanted;
    lm_chain_cut cut;
    lm_context *context;
    gint64 done;                  /* planes of the output */
    struct chain_thread *threads; /* one for each worker */
} chain;

typedef struct chain_thread {
    chain *c;
    window windows[LM_CHAIN_MOST]; /* by the step that makes them; the last has none */
    double seconds[LM_CHAIN_MOST];
} chain_thread;

static bool make_planes(chain_thread *t, size_t k, lm_zrange z, bool downwards, const lm_slab *to,
                        GError **error);

/* Says whose error it is. Always false. */
static bool blame(const lm_link *link, GError **error)
{
    if (link->place && error && *error && !lm_error_is_cancelled(*error))
        g_prefix_error(error, "%s: ", link->place);
    return false;
}

static bool make_room(window *w, size_t planes, GError **error)
{
    if (planes <= w->room)
        return true;
    size_t bytes = lm_slab_plane_values(&w->slab) * lm_type_size(w->slab.type);
    void *data = lm_realloc(w->slab.data, (size_t)planes_in(w->slab.z), planes + 1, bytes,
                            "the planes between two steps", error);
    if (!data)
        return false;
    w->slab.data = data;
    w->room = planes + 1;
    return true;
}

/* Moves the window to the planes z; what it held of them stays, when that is one end of them.
 * Returns the rest, which is to be made. */
static lm_zrange slide(window *w, lm_zrange z)
{
    lm_zrange both = {MAX(w->slab.z.lo, z.lo), MIN(w->slab.z.hi, z.hi)};
    size_t bytes = lm_slab_plane_values(&w->slab) * lm_type_size(w->slab.type);
    char *data = w->slab.data;
    if (both.lo >= both.hi || (both.lo > z.lo && both.hi < z.hi))
        both.lo = both.hi = z.lo;
    else
        memmove(data + (size_t)(both.lo - z.lo) * bytes,
                data + (size_t)(both.lo - w->slab.z.lo) * bytes, (size_t)planes_in(both) * bytes);
    w->slab.z = z;
    return both.lo == z.lo ? (lm_zrange){both.hi, z.hi} : (lm_zrange){z.lo, both.lo};
}

/* Sees to it that step k's window holds exactly the planes z. */
static bool fill(chain_thread *t, size_t k, lm_zrange z, GError **error)
{
    window *w = &t->windows[k];
    if (!make_room(w, (size_t)planes_in(z), error))
        return blame(&t->c->links[k], error);
    lm_zrange rest = slide(w, z);
    if (make_planes(t, k, rest, rest.lo == z.lo && rest.hi < z.hi, &w->slab, error))
        return true;
    w->slab.z = (lm_zrange){0, 0};
    return false;
}

static bool find_input(chain_thread *t, size_t k, lm_zrange z, lm_slab *in, GError **error)
{
    const lm_plan *plan = t->c->links[k].plan;
    if (is_source(plan))
        return true;
    lm_zrange need = plan->op->need(plan, z);
    if (k > 0 && !fill(t, k - 1, need, error))
        return false;
    *in = k > 0 ? t->windows[k - 1].slab : lm_slab_of(t->c->in, need);
    return true;
}

/* Makes the planes z of step k, which are among those of `to`. */
static bool make_slab(chain_thread *t, size_t k, lm_zrange z, const lm_slab *to, GError **error)
{
    const lm_link *link = &t->c->links[k];
    lm_slab in, out = *to;
    if (!find_input(t, k, z, &in, error))
        return false;
    out.z = z;
    out.data = lm_slab_plane(to, z.lo);
    gint64 began = g_get_monotonic_time();
    bool ok = link->plan->op->slab(link->plan, is_source(link->plan) ? NULL : &in, &out,
                                   link->context ? link->context : t->c->context, error);
    t->seconds[k] += (double)(g_get_monotonic_time() - began) / G_USEC_PER_SEC;
    return ok || blame(link, error);
}

static bool make_planes(chain_thread *t, size_t k, lm_zrange z, bool downwards, const lm_slab *to,
                        GError **error)
{
    const lm_plan *plan = t->c->links[k].plan;
    gint64 height = plan->slab_planes > 0 ? plan->slab_planes : planes_in(z);
    while (z.lo < z.hi) {
        lm_zrange piece = downwards ? (lm_zrange){MAX(z.lo, z.hi - height), z.hi}
                                    : (lm_zrange){z.lo, MIN(z.hi, z.lo + height)};
        if (!make_slab(t, k, piece, to, error))
            return false;
        *(downwards ? &z.hi : &z.lo) = downwards ? piece.lo : piece.hi;
    }
    return true;
}

static bool make_stripe(gint64 lo, gint64 hi, unsigned worker, gpointer user, GError **error)
{
    chain *c = user;
    chain_thread *t = &c->threads[worker];
    const lm_zrange stripe = {c->wanted.lo + lo, c->wanted.lo + hi};
    for (gint64 i = 0; i * c->cut.slab < hi - lo; i++) {
        lm_zrange z = part_of(stripe, c->cut.slab, i);
        lm_slab to = lm_slab_of(c->out, z);
        if (!lm_context_go_on(c->context, error) ||
            !make_planes(t, c->count - 1, z, false, &to, error))
            return false;
        gint64 done = __atomic_add_fetch(&c->done, planes_in(z), __ATOMIC_RELAXED);
        lm_context_progress(c->context, (double)done / (double)planes_in(c->wanted));
    }
    return true;
}

static chain_thread *threads_new(chain *c)
{
    unsigned count = lm_context_threads(c->context);
    chain_thread *threads = g_new0(chain_thread, count);
    for (unsigned i = 0; i < count; i++) {
        threads[i].c = c;
        for (size_t k = 0; k < c->count; k++) {
            const lm_info *info = &c->links[k].plan->out;
            threads[i].windows[k].slab =
                (lm_slab){info->grid, info->type, info->components, {0, 0}, NULL};
        }
    }
    return threads;
}

/* The time that went by is shared out by the time that the threads spent in each step. */
static void end_threads(chain *c, double seconds)
{
    double spent[LM_CHAIN_MOST] = {0}, all = 0;
    for (unsigned i = 0; i < lm_context_threads(c->context); i++)
        for (size_t k = 0; k < c->count; k++) {
            lm_free(c->threads[i].windows[k].slab.data);
            spent[k] += c->threads[i].seconds[k];
            all += c->threads[i].seconds[k];
        }
    for (size_t k = 0; k < c->count; k++)
        c->links[k].seconds = all > 0 ? seconds * spent[k] / all : seconds / (double)c->count;
    g_free(c->threads);
}

bool lm_chain_run(lm_link *links, size_t count, const lm_volume *in, lm_zrange wanted,
                  gint64 slab_planes, lm_value *out, lm_context *context, GError **error)
{
    g_return_val_if_fail(count > 0 && count <= LM_CHAIN_MOST, false);
    gint64 began = g_get_monotonic_time();
    const lm_plan *last = links[count - 1].plan;
    g_autoptr(lm_volume) volume = lm_volume_new_in(last->spill, &last->out.grid, last->out.type,
                                                   last->out.components, wanted, error);
    if (!volume)
        return blame(&links[count - 1], error);
    chain c = {.links = links,
               .count = count,
               .in = in,
               .out = volume,
               .wanted = wanted,
               .cut =
                   lm_chain_cut_for(links, count, wanted, slab_planes, lm_context_threads(context)),
               .context = context};
    c.threads = threads_new(&c);
    bool ok = lm_parallel(context, planes_in(wanted), c.cut.stripe, make_stripe, &c, error);
    end_threads(&c, (double)(g_get_monotonic_time() - began) / G_USEC_PER_SEC);
    if (ok)
        *out = lm_value_of_volume(g_steal_pointer(&volume));
    return ok;
}
