#include "recover.h"

#include "fill-missing.h"
#include "invert.h"
#include "lamina/alloc.h"
#include "lamina/error.h"
#include "lamina/parallel.h"

#include "own-limits.h"
#include <math.h>

typedef struct recovery {
    const plot_findings *f;
    const plot_inverter *inverter;
    lm_volume *out;
    plot_residual *residuals; /* one a figure, */
    plot_reach *reaches;      /* and this as well */
    plot_summary *summary;
    bool fill;
    lm_context *context;
} recovery;

void plot_summary_clear(plot_summary *summary)
{
    g_clear_pointer(&summary->distance, lm_free);
}

/* Places on the map's entries become numbers: entry k of n stands for (k + 0.5) / n. */
static void scale_values(const recovery *r, gint64 z, float *values, size_t n)
{
    const double entries = (double)r->f->map->n;
    const double lo = r->f->limits.pairs[z][0], hi = r->f->limits.pairs[z][1];
    for (size_t i = 0; i < n; i++) {
        const double place = ((double)values[i] * (entries - 1) + 0.5) / entries;
        values[i] =
            (float)(r->f->limits.logarithmic ? lo * pow(hi / lo, place) : lo + (hi - lo) * place);
    }
}

static bool recover_figure(const recovery *r, gint64 z, GError **error)
{
    const gint64 nx = r->f->size[0], ny = r->f->size[1];
    const size_t n = (size_t)(nx * ny);
    float *values = (float *)r->out->data + (size_t)z * n;
    float *distance = z == r->summary->shown ? r->summary->distance : NULL;
    if (!plot_invert(r->inverter, z, values, distance, &r->residuals[z], r->context, error))
        return false;
    r->reaches[z] = plot_reach_of(values, n, r->f->map->n);
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

/* Limits that nobody said were common may have been those of each figure. */
static bool check_scale(const recovery *r, GError **error)
{
    static const double refused = 0.05, doubtful = 0.2;
    if (r->f->limits.source != PLOT_LIMITS_MAP)
        return true;
    const double chance = plot_common_chance(r->reaches, r->f->figures->count);
    if (chance < refused)
        return lm_fail(error, LM_ERROR_REQUIRE,
                       "the figures were scaled one by one: each goes from one end of the colour "
                       "map to the other with a sample or few at each, so the slices have no "
                       "common scale; draw them anew with the same limits (caxis or clim in "
                       "MATLAB, vmin and vmax in matplotlib), or take the arrays themselves, "
                       "saved as a .mat file. If the limits were the same after all, say them, as "
                       "in range=\"0 1\"");
    if (chance < doubtful)
        lm_context_warn(r->context,
                        "the figures may have been scaled one by one, for each goes from one end "
                        "of the colour map to the other; then the slices have no common scale. If "
                        "the limits were the same, say them, as in range=\"0 1\"");
    return true;
}

static void summarize(const recovery *r)
{
    plot_summary *s = r->summary;
    gint64 off_map = 0, unseen = 0;
    for (gint64 z = 0; z < r->f->figures->count; z++) {
        const plot_residual *residual = &r->residuals[z];
        s->residual_mean = MAX(s->residual_mean, residual->mean);
        s->residual_p95 = MAX(s->residual_p95, residual->p95);
        off_map += residual->off_map;
        unseen += residual->unseen;
    }
    const double samples = (double)lm_grid_voxels(&r->out->grid);
    s->off_map = (double)off_map / samples;
    s->unseen = (double)unseen / samples;
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
    g_autofree plot_residual *residuals = g_new0(plot_residual, (gsize)count);
    g_autofree plot_reach *reaches = g_new0(plot_reach, (gsize)count);
    const plot_inversion inversion = plot_findings_inversion(findings);
    g_autoptr(plot_inverter) inverter = plot_inverter_new(&inversion, error);
    recovery r = {.f = findings,
                  .inverter = inverter,
                  .out = out,
                  .residuals = residuals,
                  .reaches = reaches,
                  .summary = summary,
                  .fill = fill,
                  .context = context};
    if (!inverter || !lm_parallel(context, count, 1, recover_figures, &r, error))
        return false;
    summarize(&r);
    return check_scale(&r, error);
}
