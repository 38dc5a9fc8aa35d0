#include "align_stack.h"

#include "align_path.h"
#include "lamina/alloc.h"
#include "lamina/parallel.h"
#include "values.h"

#include <string.h>

typedef struct stack {
    const lm_volume *in;
    const align_ask *ask;
    align_slice *slices;
    gint64 count;
    align_scales scales;
    align_limits limits;
    double radius, still; /* mm: of a slice; what is too little to be undone */
    size_t plane;         /* pixels */
    float *pyramids, *work;
    align_link *links; /* ALIGN_REACH for each slice; without weight where there is none */
    align_motion *path, *curve;
    double *position;
    bool *known;
} stack;

/* ---- looking ---- */

/* The mean of the components. */
static void load(const stack *s, gint64 z, float *to, float *one)
{
    const lm_volume *in = s->in;
    const size_t stride = (size_t)in->components, bytes = lm_type_size(in->type);
    const char *from = (const char *)in->data + (size_t)z * lm_volume_plane_bytes(in);
    lm_values_to_float(from, in->type, stride, s->plane, to);
    for (size_t c = 1; c < stride; c++) {
        lm_values_to_float(from + c * bytes, in->type, stride, s->plane, one);
        for (size_t i = 0; i < s->plane; i++)
            to[i] += one[i];
    }
}

static bool look(gint64 lo, gint64 hi, unsigned worker, gpointer user, GError **error)
{
    (void)error;
    stack *s = user;
    float *slice = s->work + 2 * s->plane * worker, *work = slice + s->plane;
    for (gint64 z = lo; z < hi; z++) {
        load(s, z, slice, work);
        const bool texture =
            align_pyramid(&s->scales, slice, work, s->pyramids + (size_t)z * s->scales.values);
        s->slices[z] = (align_slice){texture ? ALIGN_UNLIKE : ALIGN_PLAIN, align_motion_none(),
                                     align_motion_none()};
    }
    return true;
}

/* Piece i is the pair of slice i / ALIGN_REACH and the one i % ALIGN_REACH + 1 further on. */
static bool match(gint64 lo, gint64 hi, unsigned worker, gpointer user, GError **error)
{
    (void)error;
    stack *s = user;
    for (gint64 i = lo; i < hi; i++) {
        const gint64 apart = i % ALIGN_REACH + 1, a = i / ALIGN_REACH, b = a + apart;
        s->links[i] = (align_link){a, b, align_motion_none(), 0};
        if (b >= s->count || s->slices[a].verdict == ALIGN_PLAIN ||
            s->slices[b].verdict == ALIGN_PLAIN)
            continue;
        const float *p = s->pyramids + (size_t)a * s->scales.values;
        const float *q = s->pyramids + (size_t)b * s->scales.values;
        const align_match found =
            align_pair(&s->scales, p, q, &s->limits, s->work + 2 * s->plane * worker);
        s->links[i].motion = found.motion;
        s->links[i].weight = found.likeness;
    }
    return true;
}

/* From how like the slices of a pair are to how sure their match is: surer where more is alike,
 * less so for slices further apart, whose content changes more, and not at all where it may be
 * chance or is not half as like as neighbours of this stack are. */
static void weigh_links(stack *s)
{
    double *likeness = s->position; /* not in use yet */
    for (gint64 z = 0; z < s->count; z++)
        likeness[z] = s->links[z * ALIGN_REACH].weight;
    const double usual = align_median(likeness, s->count);
    const double least = MAX(align_chance(&s->scales), usual / 2);
    for (gint64 i = 0; i < s->count * ALIGN_REACH; i++) {
        align_link *l = &s->links[i];
        const double squared = l->weight * l->weight;
        l->weight = l->weight < least ? 0 : squared / (1.05 - squared) / (double)(l->b - l->a);
    }
}

/* ---- judging ---- */

/* Without the links of slices that lie too far, closing ranks; returns how many are left. */
static gint64 keep_links(stack *s, gint64 n)
{
    gint64 kept = 0;
    for (gint64 i = 0; i < n; i++) {
        const align_link *l = &s->links[i];
        if (l->weight > 0 && s->slices[l->a].verdict != ALIGN_FAR &&
            s->slices[l->b].verdict != ALIGN_FAR)
            s->links[kept++] = *l;
    }
    return kept;
}

/* Those to which links lead from the reference. */
static gint64 find_known(stack *s, gint64 n_links)
{
    memset(s->known, 0, (size_t)s->count * sizeof *s->known);
    s->known[s->ask->reference] = s->slices[s->ask->reference].verdict != ALIGN_PLAIN;
    for (bool more = true; more;) {
        more = false;
        for (gint64 i = 0; i < n_links; i++) {
            bool *a = &s->known[s->links[i].a], *b = &s->known[s->links[i].b];
            more |= *a != *b;
            *a = *b = *a || *b;
        }
    }
    gint64 known = 0;
    for (gint64 z = 0; z < s->count; z++)
        known += s->known[z];
    return known;
}

static bool too_far(const stack *s, align_motion off)
{
    static const double most_scale = 1.25;
    return cabs(off.shift) > s->ask->shift || fabs(carg(off.turn)) > s->ask->rotation ||
           fabs(log(cabs(off.turn))) > log(most_scale);
}

/* Whether a slice lies further off than allowed; from fewer than five slices no curve can be told,
 * and it is the reference they may lie off. */
static bool judge(stack *s, gint64 known)
{
    bool any = false;
    for (gint64 z = 0; z < s->count; z++) {
        const align_motion curve = known < 5 ? align_motion_none() : s->curve[z];
        const align_motion off = align_motion_then(s->path[z], align_motion_inverse(curve));
        if (!s->known[z] || z == s->ask->reference || !too_far(s, off))
            continue;
        s->slices[z].verdict = ALIGN_FAR;
        s->slices[z].lay = align_motion_inverse(s->path[z]);
        any = true;
    }
    return any;
}

/* The path seen from the reference, and its curve. */
static bool trace(stack *s, gint64 n_links, GError **error)
{
    if (!align_path(s->links, n_links, s->count, s->radius, s->still, s->path, error))
        return false;
    const align_motion back = align_motion_inverse(s->path[s->ask->reference]);
    for (gint64 z = 0; z < s->count; z++)
        s->path[z] = align_motion_then(s->path[z], back);
    return align_curve(s->path, s->known, s->position, s->count, s->radius, s->still, s->curve,
                       error);
}

/* Slices that lie too far are left out and the rest is solved again, till none does. */
static bool solve(stack *s, GError **error)
{
    gint64 n_links = s->count * ALIGN_REACH;
    for (;;) {
        n_links = keep_links(s, n_links);
        const gint64 known = find_known(s, n_links);
        if (!trace(s, n_links, error))
            return false;
        if (!judge(s, known))
            return true;
    }
}

static bool is_still(const stack *s, align_motion m)
{
    return cabs(m.shift) + cabs(m.turn - 1) * s->radius < s->still;
}

static align_motion to_curve(const stack *s, gint64 z)
{
    if (!s->ask->keep_drift)
        return s->path[z];
    return align_motion_then(s->path[z], align_motion_inverse(s->curve[z]));
}

/* Everything moves with the reference, so that the reference itself does not. */
static void decide(stack *s)
{
    const gint64 reference = s->ask->reference;
    const align_motion back = align_motion_inverse(to_curve(s, reference));
    for (gint64 z = 0; z < s->count; z++) {
        if (!s->known[z])
            continue;
        s->slices[z].verdict = ALIGN_FOUND;
        s->slices[z].lay = align_motion_inverse(s->path[z]);
        const align_motion move = align_motion_then(to_curve(s, z), back);
        if (z != reference && !is_still(s, move))
            s->slices[z].move = move;
    }
}

/* ---- memory ---- */

static size_t bytes_per_slice(void)
{
    return ALIGN_REACH * sizeof(align_link) + 2 * sizeof(align_motion) + sizeof(double) +
           sizeof(bool);
}

guint64 align_stack_scratch(const lm_grid *grid, guint64 *per_thread)
{
    const align_scales scales = align_scales_of(grid);
    *per_thread = 2 * sizeof(float) * (guint64)grid->size[0] * (guint64)grid->size[1];
    return (guint64)grid->size[2] * (scales.values * sizeof(float) + bytes_per_slice());
}

static bool stack_alloc(stack *s, unsigned threads, GError **error)
{
    static const char what[] = "the slices to be aligned";
    const size_t count = (size_t)s->count;
    s->pyramids = lm_alloc(count, s->scales.values * sizeof(float), what, error);
    s->work = s->pyramids ? lm_alloc(threads, 2 * s->plane * sizeof(float), what, error) : NULL;
    s->links = s->work ? lm_alloc(count, bytes_per_slice(), what, error) : NULL;
    if (!s->links)
        return false;
    s->path = (align_motion *)(s->links + count * ALIGN_REACH);
    s->curve = s->path + count;
    s->position = (double *)(s->curve + count);
    s->known = (void *)(s->position + count);
    return true;
}

static void stack_free(stack *s)
{
    lm_free(s->pyramids);
    lm_free(s->work);
    lm_free(s->links);
}

/* ---- the whole ---- */

static bool look_at_all(stack *s, lm_context *context, GError **error)
{
    lm_context_part(context, 0, 3);
    if (!lm_parallel(context, s->count, 1, look, s, error))
        return false;
    lm_context_part(context, 1, 3);
    return lm_parallel(context, s->count * ALIGN_REACH, 1, match, s, error);
}

static void set_positions(stack *s)
{
    const double *uneven = s->ask->positions;
    for (gint64 z = 0; z < s->count; z++)
        s->position[z] = uneven ? uneven[z] : s->in->grid.spacing[2] * (double)z;
}

/* Slices may lie off to both sides, and one with a drift further still; two slices that overlap by
 * less than a third tell nothing. */
static align_limits limits_of(const align_ask *ask, const lm_grid *grid)
{
    const double side =
        MIN(grid->spacing[0] * (double)grid->size[0], grid->spacing[1] * (double)grid->size[1]);
    return (align_limits){.freedom = ask->freedom,
                          .shift = CLAMP(2 * ask->shift, side / 8, side / 3),
                          .rotation = MIN(2 * ask->rotation, G_PI)};
}

double align_stack_cost(const lm_grid *grid, const align_ask *ask)
{
    const align_scales scales = align_scales_of(grid);
    const double searched = ask->freedom == ALIGN_TRANSLATION ? 0 : ask->rotation;
    return (double)grid->size[2] * ALIGN_REACH *
           ((double)scales.values * 200e-9 + 2e-3 * (1 + 10 * searched));
}

bool align_stack(const lm_volume *in, const align_ask *ask, align_slice *slices,
                 lm_context *context, GError **error)
{
    const lm_grid *grid = &in->grid;
    const double *spacing = grid->spacing;
    stack s = {.in = in,
               .ask = ask,
               .slices = slices,
               .count = grid->size[2],
               .scales = align_scales_of(grid),
               .limits = limits_of(ask, grid),
               .radius = 0.5 * hypot(spacing[0] * (double)grid->size[0],
                                     spacing[1] * (double)grid->size[1]),
               .still = 0.02 * MIN(spacing[0], spacing[1]),
               .plane = (size_t)(grid->size[0] * grid->size[1])};
    bool ok =
        stack_alloc(&s, lm_context_threads(context), error) && look_at_all(&s, context, error);
    if (ok) {
        weigh_links(&s);
        set_positions(&s);
        ok = solve(&s, error);
    }
    if (ok)
        decide(&s);
    stack_free(&s);
    return ok;
}
