#include "recover.h"

#include "fill-missing.h"
#include "invert.h"
#include "lamina/alloc.h"
#include "lamina/error.h"
#include "lamina/parallel.h"

#include <math.h>

/* How one figure uses the map. */
typedef struct figure_use {
    plot_residual residual;
    bool both_ends; /* the least and the greatest value of the map occur, the greatest rarely */
} figure_use;

typedef struct recovery {
    const plot_findings *f;
    const plot_inverter *inverter;
    lm_volume *out;
    figure_use *uses; /* one a figure */
    plot_summary *summary;
    bool fill;
    lm_context *context;
} recovery;

void plot_summary_clear(plot_summary *summary)
{
    g_clear_pointer(&summary->distance, lm_free);
}

/* An image that was given limits of its own has its least and greatest value at the ends of the
 * map. One that was cut off at limits has many samples there, more than just before. */
static bool reaches_both_ends(const float *values, size_t n)
{
    static const float level = 1.0F / 256;
    size_t least = 0, greatest = 0, before = 0;
    for (size_t i = 0; i < n; i++) {
        least += values[i] < level;
        greatest += values[i] > 1 - level;
        before += values[i] > 1 - 3 * level && values[i] <= 1 - level;
    }
    return least > 0 && greatest > 0 && greatest <= 2 * MAX(before, 2);
}

/* Places on the map's entries become numbers: entry k of n stands for (k + 0.5) / n. */
static void scale_values(const recovery *r, gint64 z, float *values, size_t n)
{
    const double entries = (double)r->f->map->n;
    const double lo = r->f->limits.pairs[z][0], span = r->f->limits.pairs[z][1] - lo;
    for (size_t i = 0; i < n; i++)
        values[i] = (float)(lo + span * ((double)values[i] * (entries - 1) + 0.5) / entries);
}

static bool recover_figure(const recovery *r, gint64 z, GError **error)
{
    const gint64 nx = r->f->size[0], ny = r->f->size[1];
    const size_t n = (size_t)(nx * ny);
    float *values = (float *)r->out->data + (size_t)z * n;
    float *distance = z == r->summary->shown ? r->summary->distance : NULL;
    figure_use *use = &r->uses[z];
    if (!plot_invert(r->inverter, z, values, distance, &use->residual, r->context, error))
        return false;
    use->both_ends = reaches_both_ends(values, n);
    scale_values(r, z, values, n);
    return !r->fill || plot_fill_missing(values, nx, ny, error);
}

static bool recover_figures(gint64 lo, gint64 hi, unsigned worker, gpointer user, GError **error)
{
    (void)worker;
    for (gint64 z = lo; z < hi; z++)
        if (!recover_figure(user, z, error))
            return false;
    return true;
}

/* Whether every figure was given the whole map for itself: three at least, for one may do so by
 * chance. */
static bool scaled_singly(const recovery *r)
{
    if (r->f->limits.source != PLOT_LIMITS_MAP || r->f->figures->count < 3)
        return false;
    for (gint64 z = 0; z < r->f->figures->count; z++)
        if (!r->uses[z].both_ends)
            return false;
    return true;
}

/* Data cut off at common limits does the same, so that only a person can tell. */
static void warn_of_scaling(const recovery *r)
{
    if (scaled_singly(r))
        lm_context_warn(r->context,
                        "every figure reaches both ends of the colour map. If each was drawn with "
                        "limits of its own, the slices have no common scale: then draw them anew "
                        "with the same limits (caxis in MATLAB), or with a colour bar, whose "
                        "numbers are read");
}

static void summarize(const recovery *r)
{
    plot_summary *s = r->summary;
    gint64 missing = 0;
    for (gint64 z = 0; z < r->f->figures->count; z++) {
        const plot_residual *residual = &r->uses[z].residual;
        s->residual_mean = MAX(s->residual_mean, residual->mean);
        s->residual_p95 = MAX(s->residual_p95, residual->p95);
        missing += residual->missing;
    }
    s->missing = (double)missing / (double)lm_grid_voxels(&r->out->grid);
}

bool plot_recover(const plot_findings *findings, bool fill, lm_volume *out, plot_summary *summary,
                  lm_context *context, GError **error)
{
    const gint64 count = findings->figures->count;
    *summary = (plot_summary){.shown = count / 2};
    summary->distance = lm_alloc((size_t)findings->size[0] * (size_t)findings->size[1],
                                 sizeof(float), "the residual", error);
    if (!summary->distance)
        return false;
    g_autofree figure_use *uses = g_new0(figure_use, (gsize)count);
    const plot_inversion inversion = plot_findings_inversion(findings);
    g_autoptr(plot_inverter) inverter = plot_inverter_new(&inversion, error);
    recovery r = {.f = findings,
                  .inverter = inverter,
                  .out = out,
                  .uses = uses,
                  .summary = summary,
                  .fill = fill,
                  .context = context};
    if (!inverter || !lm_parallel(context, count, 1, recover_figures, &r, error))
        return false;
    summarize(&r);
    warn_of_scaling(&r);
    return true;
}
