/* New slices between the given ones. */
#include "fill.h"

#include "lamina/alloc.h"
#include "lamina/error.h"
#include "lamina/number.h"
#include "lamina/op.h"
#include "lamina/parallel.h"
#include "values.h"

#include <math.h>
#include <string.h>

enum { AUTO = FILL_METHODS };
static const char *const methods[] = {"linear", "cubic", "shape", "flow", "auto", NULL};
static const char *const spacing_words[] = {"iso", NULL};

typedef struct fill_params {
    lm_reals spacing;
    int method;
    bool score;
} fill_params;

static const lm_param params[] = {
    {.name = "spacing",
     .label = "Spacing",
     .help = "Distance between the slices of the result; iso: the smallest the volume has along "
             "any axis. The field of view stays exactly as it is and holds a whole number of "
             "slices, so the spacing becomes the nearest one that divides it.",
     .unit = "mm",
     .type = LM_PARAM_REALS,
     .min = 1e-9,
     .max = 1e9,
     .min_count = 1,
     .max_count = 1,
     .choices = spacing_words,
     .def = "iso",
     LM_FIELD(fill_params, spacing, lm_reals)},
    {.name = "method",
     .label = "Method",
     .help =
         "linear: straight lines from each pixel to the one opposite; cubic: smooth curves "
         "through four slices; shape: outlines of equal grey, or of labels, grow into each "
         "other; flow: what both slices show moves from its place in one to its place in the "
         "other; auto: the method, or mixture of methods, that best predicts slices of this very "
         "volume when they are left out. Labels are filled by shape.",
     .type = LM_PARAM_ENUM,
     .choices = methods,
     .def = "auto",
     LM_FIELD(fill_params, method, int)},
    {.name = "score",
     .label = "Score the methods",
     .help = "Leaves every second slice out, predicts it by each method, and puts into the report "
             "how far off each was. With auto this is always done.",
     .type = LM_PARAM_BOOL,
     .def = "false",
     LM_FIELD(fill_params, score, bool)},
    {.name = NULL},
};

/* ---- where the slices are ---- */

/* mm from the first given slice. */
static double given_position(const lm_info *in, gint64 z)
{
    return in->positions ? in->positions[z] : (double)z * in->grid.spacing[2];
}

/* Outer faces coincide, half a mean distance from the outermost slices: new slice i of n_out is at
 * (i + 1/2) n_in / n_out - 1/2 mean distances. In whole numbers, so that the slices that fall on
 * evenly given ones meet them exactly. */
static double new_position(const lm_plan *plan, gint64 z)
{
    const gint64 n_in = plan->in.grid.size[2], n_out = plan->out.grid.size[2];
    return (double)((2 * z + 1) * n_in - n_out) / (double)(2 * n_out) * plan->in.grid.spacing[2];
}

/* The first new slice that is not before given slice `gap`; all are in a gap, those before the
 * first given slice in the first one and those after the last in the last. */
static gint64 first_of_gap(const lm_plan *plan, gint64 gap)
{
    gint64 lo = 0, hi = plan->out.grid.size[2];
    if (gap == 0)
        return 0;
    if (gap == plan->in.grid.size[2] - 1)
        return hi;
    const double position = given_position(&plan->in, gap);
    while (lo < hi) {
        gint64 middle = lo + (hi - lo) / 2;
        if (new_position(plan, middle) < position)
            lo = middle + 1;
        else
            hi = middle;
    }
    return lo;
}

/* ---- planning ---- */

static double wanted_spacing(const fill_params *p, const lm_grid *grid)
{
    if (p->spacing.word >= 0)
        return MIN(MIN(grid->spacing[0], grid->spacing[1]), grid->spacing[2]);
    return p->spacing.values[0];
}

/* What each kind of values can be filled with. */
static bool check_values(const lm_plan *plan, GError **error)
{
    const lm_info *in = &plan->in;
    const fill_params *p = plan->params;
    if (in->labels && p->method != FILL_SHAPE && p->method != AUTO)
        return lm_fail(error, LM_ERROR_USAGE,
                       "what comes in are labels, and between two of them lies none; use "
                       "method=\"shape\"");
    if (in->labels && p->score)
        return lm_fail(error, LM_ERROR_USAGE,
                       "what comes in are labels, for which there is one method; leave score out");
    if (!in->labels && (in->type == LM_UINT32 || in->type == LM_INT32))
        return lm_fail(error, LM_ERROR_USAGE,
                       "it works in single precision, which does not hold every 32-bit integer; "
                       "put <cast type=\"float32\"/> before it if that is good enough");
    return true;
}

static bool check(const lm_plan *plan, double wanted, GError **error)
{
    const double apart = plan->in.grid.spacing[2];
    if (plan->in.grid.size[2] < 2)
        return lm_fail(error, LM_ERROR_USAGE,
                       "the volume has one slice, and between slices there must be two; give more "
                       "files, or leave this step out");
    if (wanted > apart * 1.000001) {
        g_autofree char *typed = lm_number_text(wanted), *now = lm_number_words(apart, 6);
        return lm_fail(error, LM_ERROR_USAGE,
                       "the slices are %s mm apart already, and it makes them no fewer; give that "
                       "or less, and put <resample spacing=\"%s\"/> after it",
                       now, typed);
    }
    return check_values(plan, error);
}

static bool size_result(lm_plan *plan, double wanted, lm_context *context, GError **error)
{
    const lm_grid *grid = &plan->in.grid;
    double extent[3];
    lm_grid_extent(grid, extent);
    double count = round(extent[2] / wanted);
    g_autofree char *typed = lm_number_words(wanted, 6), *whole = lm_number_words(extent[2], 6);
    gint64 size[3] = {grid->size[0], grid->size[1], (gint64)MIN(count, G_MAXINT32)};
    plan->out.grid = lm_grid_resized(grid, size);
    plan->out.positions = NULL;
    if (count > G_MAXINT32 || !lm_grid_check(&plan->out.grid, "the filled volume", NULL))
        return lm_fail(error, LM_ERROR_USAGE,
                       "a spacing of %s mm makes %.0f slices out of %s mm, more than any machine "
                       "holds; give a larger one",
                       typed, count, whole);
    if (fabs(plan->out.grid.spacing[2] - wanted) > 0.01 * wanted) {
        g_autofree char *real = lm_number_words(plan->out.grid.spacing[2], 6);
        lm_context_warn(context,
                        "fill-between: a spacing of %s mm does not divide the %s mm along z; it "
                        "becomes %s mm (%" G_GINT64_FORMAT " slices)",
                        typed, whole, real, size[2]);
    }
    return true;
}

static gint64 most_in_a_gap(const lm_plan *plan)
{
    gint64 most = 0, first = 0;
    for (gint64 gap = 1; gap < plan->in.grid.size[2]; gap++) {
        gint64 next = first_of_gap(plan, gap);
        most = MAX(most, next - first);
        first = next;
    }
    return MIN(most, FILL_AT_ONCE);
}

static bool scores(const lm_plan *plan)
{
    const fill_params *p = plan->params;
    return !plan->in.labels && (p->score || p->method == AUTO);
}

/* The methods that may be at work. */
static fill_mix may_take(const lm_plan *plan)
{
    const fill_params *p = plan->params;
    if (plan->in.labels)
        return fill_by(FILL_SHAPE);
    if (!scores(plan))
        return fill_by(p->method);
    fill_mix all;
    for (int m = 0; m < FILL_METHODS; m++)
        all.share[m] = 1.0 / FILL_METHODS;
    return all;
}

static void price(lm_plan *plan)
{
    const lm_grid *in = &plan->in.grid;
    const double plane = (double)in->size[0] * (double)in->size[1];
    const fill_mix mix = may_take(plan);
    plan->scratch_per_thread = fill_gap_scratch(&mix, &plan->in, (size_t)most_in_a_gap(plan));
    if (scores(plan))
        plan->scratch_per_thread += FILL_METHODS * (guint64)plane * lm_type_size(plan->in.type);
    for (int m = 0; m < FILL_METHODS; m++)
        if (mix.share[m] > 0)
            plan->cost += plane * (fill_methods[m].per_gap * (double)in->size[2] +
                                   fill_methods[m].per_slice * (double)plan->out.grid.size[2]);
}

static bool plan(lm_plan *plan, lm_context *context, GError **error)
{
    const double wanted = wanted_spacing(plan->params, &plan->in.grid);
    if (!check(plan, wanted, error) || !size_result(plan, wanted, context, error))
        return false;
    price(plan);
    return true;
}

/* ---- running ---- */

typedef struct filling {
    const lm_plan *plan;
    fill_stack stack;
    fill_mix mix;
    lm_volume *out;
    lm_context *context;
} filling;

static char *new_plane(const filling *f, gint64 z)
{
    return (char *)f->out->data + (size_t)z * lm_volume_plane_bytes(f->out);
}

/* The given slice that new slice z falls on, or lies beyond at an end of the stack; else -1. */
static gint64 falls_on(const filling *f, gint64 gap, gint64 z)
{
    const double at = new_position(f->plan, z);
    const double left = f->stack.position[gap], right = f->stack.position[gap + 1];
    const double nothing = 1e-6 * (right - left);
    return at <= left + nothing ? gap : at >= right - nothing ? gap + 1 : -1;
}

/* New slices lo .. hi, all of them inside the gap. */
static bool fill_inside(const filling *f, gint64 gap, gint64 lo, gint64 hi, GError **error)
{
    double at[FILL_AT_ONCE];
    void *planes[FILL_AT_ONCE];
    for (gint64 first = lo; first < hi; first += FILL_AT_ONCE) {
        const gint64 count = MIN(hi - first, FILL_AT_ONCE);
        for (gint64 i = 0; i < count; i++) {
            at[i] = new_position(f->plan, first + i);
            planes[i] = new_plane(f, first + i);
        }
        const fill_slices made = {(size_t)count, at, planes};
        if (!fill_gap(&f->stack, gap, &f->mix, &made, f->context, error))
            return false;
    }
    return true;
}

static bool one_gap(gint64 gap, gint64 end, unsigned worker, gpointer user, GError **error)
{
    (void)end, (void)worker; /* one at a time */
    const filling *f = user;
    const size_t bytes = lm_volume_plane_bytes(f->out);
    gint64 lo = first_of_gap(f->plan, gap), hi = first_of_gap(f->plan, gap + 1), given;
    for (; lo < hi && (given = falls_on(f, gap, lo)) >= 0; lo++)
        memcpy(new_plane(f, lo), (const char *)f->stack.volume->data + (size_t)given * bytes,
               bytes);
    for (; lo < hi && (given = falls_on(f, gap, hi - 1)) >= 0; hi--)
        memcpy(new_plane(f, hi - 1), (const char *)f->stack.volume->data + (size_t)given * bytes,
               bytes);
    return fill_inside(f, gap, lo, hi, error);
}

static GVariant *score_fact(const fill_score *score, int method, double share)
{
    const fill_mix alone = fill_by(method);
    const double psnr = fill_psnr(score, &alone);
    GVariantDict fact;
    g_variant_dict_init(&fact, NULL);
    g_variant_dict_insert(&fact, "rms", "d", fill_rms(score, &alone));
    if (isfinite(psnr))
        g_variant_dict_insert(&fact, "psnr_db", "d", psnr);
    g_variant_dict_insert(&fact, "share", "d", share);
    return g_variant_dict_end(&fact);
}

static void tell(const filling *f, const fill_score *found)
{
    GVariantDict score;
    g_variant_dict_init(&score, NULL);
    for (int m = 0; m < FILL_METHODS; m++)
        g_variant_dict_insert_value(&score, fill_methods[m].name,
                                    score_fact(found, m, f->mix.share[m]));
    lm_context_fact(f->context, "score", g_variant_dict_end(&score));
}

static void warn_when_thin(const filling *f)
{
    const fill_params *p = f->plan->params;
    if (f->stack.count == 2)
        lm_context_warn(f->context,
                        "fill-between: two slices leave none out to score the methods by%s",
                        p->method == AUTO ? "; auto is linear" : "");
    else if (f->stack.count < 5)
        lm_context_warn(f->context, "fill-between: the score of the methods is thin: with fewer "
                                    "than five slices it is of a single one");
}

/* Sets the methods and their shares, by scores where they are asked for. */
static bool choose(filling *f, GError **error)
{
    const fill_params *p = f->plan->params;
    fill_score found;
    f->mix = fill_by(p->method == AUTO ? FILL_LINEAR : p->method);
    if (!scores(f->plan))
        return true;
    warn_when_thin(f);
    if (f->stack.count == 2)
        return true;
    lm_context_part(f->context, 0, 2);
    if (!fill_score_stack(&f->stack, &found, f->context, error))
        return false;
    lm_context_part(f->context, 1, 2);
    if (p->method == AUTO)
        f->mix = fill_best(&found);
    tell(f, &found);
    return true;
}

static bool run(const lm_plan *plan, const lm_value *in, const lm_value *shown, lm_value *out,
                lm_context *context, GError **error)
{
    (void)shown;
    const gint64 slices = plan->in.grid.size[2];
    double *position = lm_alloc((size_t)slices, sizeof *position, "positions of slices", error);
    gint64 *slice = position ? lm_alloc((size_t)slices, sizeof *slice, "slices", error) : NULL;
    for (gint64 z = 0; slice && z < slices; z++) {
        position[z] = given_position(&plan->in, z);
        slice[z] = z;
    }
    filling f = {.plan = plan,
                 .stack = {in->volume, plan->in.labels, position, slice, slices},
                 .context = context,
                 .out = slice ? lm_plan_new_volume(plan, error) : NULL};
    bool ok = f.out && choose(&f, error) && lm_parallel(context, slices - 1, 1, one_gap, &f, error);
    lm_free(position);
    lm_free(slice);
    if (ok)
        *out = lm_value_of_volume(f.out);
    else if (f.out)
        lm_volume_unref(f.out);
    return ok;
}

const lm_op lm_op_fill_between = {
    .name = "fill-between",
    .title = "Fill between slices",
    .help = "Puts new slices between the given ones, and makes uneven distances even. The pixels "
            "and the outer faces of the volume stay where they are; a new slice that falls on a "
            "given one is that one, and beyond the outermost slices their values go on unchanged.",
    .group = "volume",
    .since = "0.1",
    .in = LM_VOLUME,
    .out = LM_VOLUME,
    .flags = LM_OP_SCALAR | LM_OP_UNEVEN | LM_OP_LABELS,
    .params_size = sizeof(fill_params),
    .params = params,
    .plan = plan,
    .run = run,
};
