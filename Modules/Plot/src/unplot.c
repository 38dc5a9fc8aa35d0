#include "findings.h"
#include "lamina/error.h"
#include "lamina/output.h"
#include "lamina/plot.h"
#include "proof.h"
#include "recover.h"

#include <math.h>

typedef struct unplot_params {
    char *map;
    lm_reals range, size, box;
    gint64 panel;
    int missing, otherwise;
    char *picture;
} unplot_params;

enum { MISSING_FILL, MISSING_NAN };
enum { OTHERWISE_REFUSE, OTHERWISE_PASS };
static const char *const missing_choices[] = {"fill", "nan", NULL};
static const char *const otherwise_choices[] = {"refuse", "pass", NULL};

static const lm_param params[] = {
    {.name = "map",
     .label = "Colour map",
     .help = "Name of the colour map (parula, jet, viridis, hot and many more; with _r at its end, "
             "backwards), a file of its colours, or auto to find it.",
     .type = LM_PARAM_TEXT,
     LM_FIELD(unplot_params, map, char *),
     .def = "auto"},
    {.name = "range",
     .label = "Range",
     .help = "The numbers at the two ends of the colour map, least first; read from the labels of "
             "the colour bar, or 0 and 1, when nothing is said.",
     .type = LM_PARAM_REALS,
     LM_FIELD(unplot_params, range, lm_reals),
     .min_count = 2,
     .max_count = 2},
    {.name = "size",
     .label = "Samples",
     .help = "How many columns and rows the plotted array has; found from the repeated columns and "
             "rows of the image when nothing is said.",
     .type = LM_PARAM_REALS,
     LM_FIELD(unplot_params, size, lm_reals),
     .min = 1,
     .max = PLOT_SIDE_MOST,
     .min_count = 2,
     .max_count = 2,
     .flags = LM_PARAM_WHOLE},
    {.name = "panel",
     .label = "Panel",
     .help = "Which image of figures that hold several, from 1 in reading order; 0 takes the "
             "largest.",
     .type = LM_PARAM_INT,
     LM_FIELD(unplot_params, panel, gint64),
     .def = "0",
     .min = 0,
     .max = 64},
    {.name = "box",
     .label = "Box",
     .help = "Where the image is, when it is not found: first and last column, first and last row, "
             "in pixels of the figure from 0.",
     .unit = "pixel",
     .type = LM_PARAM_REALS,
     LM_FIELD(unplot_params, box, lm_reals),
     .min = 0,
     .max = PLOT_SIDE_MOST,
     .min_count = 4,
     .max_count = 4,
     .flags = LM_PARAM_WHOLE | LM_PARAM_ADVANCED},
    {.name = "missing",
     .label = "Missing samples",
     .help = "What becomes of samples whose colour is not on the map: filled from their "
             "neighbours, or nan.",
     .type = LM_PARAM_ENUM,
     LM_FIELD(unplot_params, missing, int),
     .def = "fill",
     .choices = missing_choices,
     .flags = LM_PARAM_ADVANCED},
    {.name = "otherwise",
     .label = "If it is no plot",
     .help = "Refuse pictures that are no plots, or let them pass as they are.",
     .type = LM_PARAM_ENUM,
     LM_FIELD(unplot_params, otherwise, int),
     .def = "refuse",
     .choices = otherwise_choices,
     .flags = LM_PARAM_ADVANCED},
    {.name = "picture",
     .label = "Picture",
     .help = "Writes a PNG to judge the result by: one figure with the box that was found, the "
             "slice recovered from it, and how far its colours lie from the map.",
     .type = LM_PARAM_OUTPUT,
     LM_FIELD(unplot_params, picture, char *)},
    {NULL},
};

/* What planning leaves for the run; findings is NULL when the pictures pass as they are. */
typedef struct unplot_state {
    plot_findings *findings;
    char *picture; /* absolute path, or NULL */
} unplot_state;

static void state_free(gpointer data)
{
    unplot_state *state = data;
    plot_findings_free(state->findings);
    g_free(state->picture);
    g_free(state);
}

/* ---- planning ---- */

static plot_box box_of(const lm_reals *box)
{
    const double *v = box->values;
    return (plot_box){.x0 = v[0], .x1 = v[1] + 1, .y0 = v[2], .y1 = v[3] + 1};
}

static bool check_params(const unplot_params *p, GError **error)
{
    if (p->range.count == 2 && p->range.values[0] == p->range.values[1])
        return lm_fail(error, LM_ERROR_USAGE, "range: its two numbers are equal");
    if (p->range.count == 2 && p->range.values[0] > p->range.values[1])
        return lm_fail(error, LM_ERROR_USAGE,
                       "range: the lesser number comes first; when the map runs backwards, say so "
                       "in its name, as in map=\"jet_r\"");
    return true;
}

static plot_findings *find(const lm_plan *plan, const lm_volume *pictures, bool *plotted,
                           lm_context *context, GError **error)
{
    const unplot_params *p = plan->params;
    const plot_box box = box_of(&p->box);
    const plot_ask ask = {.map = g_str_equal(p->map, "auto") ? NULL : p->map,
                          .range = p->range.count ? p->range.values : NULL,
                          .size = {(gint64)p->size.values[0], (gint64)p->size.values[1]},
                          .panel = p->panel,
                          .box = p->box.count ? &box : NULL,
                          .chroma = {plan->in.chroma[0], plan->in.chroma[1]}};
    return plot_findings_new(pictures, &ask, plotted, context, error);
}

static bool pass(const GError *why, lm_context *context)
{
    lm_context_warn(context, "unplot lets the pictures pass as they are: %s", why->message);
    return true;
}

static bool probe(lm_plan *plan, const lm_value *in, lm_context *context, GError **error)
{
    const unplot_params *p = plan->params;
    if (!check_params(p, error))
        return false;
    unplot_state *state = g_new0(unplot_state, 1);
    plan->state = state;
    plan->free_state = state_free;
    bool plotted = false;
    g_autoptr(GError) why = NULL;
    state->findings = find(plan, in->volume, &plotted, context, &why);
    if (state->findings)
        return true;
    if (!g_error_matches(why, LM_ERROR, LM_ERROR_REQUIRE)) {
        g_propagate_error(error, g_steal_pointer(&why));
        return false;
    }
    if (!plotted && p->otherwise == OTHERWISE_PASS)
        return pass(why, context);
    return lm_fail(error, LM_ERROR_REQUIRE, "%s. %s", why->message,
                   plotted ? "The array itself, saved as a .mat file, is the better input"
                           : "otherwise=\"pass\" lets pictures that are no plots through");
}

/* A resolution tag speaks of the figure's pixels, not of the samples in it. */
static bool spacing_is_of_samples(const lm_info *in, GError **error)
{
    if (in->spacing_source != LM_SPACING_FILE_TAG)
        return true;
    return lm_fail(error, LM_ERROR_SPACING,
                   "the files' resolution is that of the figures' pixels, not of the samples they "
                   "show; type the distances of the samples, as in spacing=\"0.01 0.01 0.25\"");
}

static bool plan_picture(lm_plan *plan, lm_context *context, GError **error)
{
    const unplot_params *p = plan->params;
    unplot_state *state = plan->state;
    if (!p->picture || !*p->picture)
        return true;
    g_autofree char *path = lm_context_output_path(context, p->picture);
    plan->outputs[0] = state->picture = g_canonicalize_filename(path, NULL);
    return lm_output_can_write_as(state->picture, ".png", "pictures are written as PNG", error);
}

/* What Tesseract takes while labels are read. */
static const guint64 reader_bytes = 16U << 20;

static bool plan(lm_plan *plan, lm_context *context, GError **error)
{
    const unplot_params *p = plan->params;
    const unplot_state *state = plan->state;
    const plot_findings *f = state->findings;
    if (!f)
        return true;
    if (!spacing_is_of_samples(&plan->in, error))
        return false;
    plan->out.grid.size[0] = f->size[0];
    plan->out.grid.size[1] = f->size[1];
    plan->out.type = LM_FLOAT32;
    plan->out.components = 1;
    const guint64 pixels = (guint64)(f->figures->width * f->figures->height);
    plan->scratch = pixels * 3 * (guint64)f->figures->count + pixels;
    if (p->size.count == 0 || p->range.count == 0 || f->panel.has_bar)
        plan->scratch += reader_bytes;
    const plot_inversion inversion = plot_findings_inversion(f);
    plan->scratch_per_thread = plot_invert_scratch(&inversion);
    plan->cost = 1e-7 * (double)pixels * (double)f->figures->count;
    return plan_picture(plan, context, error);
}

/* ---- running ---- */

static void warn_of_doubt(const plot_findings *f, const plot_summary *s, lm_context *context)
{
    static const double far = 14, many = 0.02;
    if (s->residual_mean > far)
        lm_context_warn(
            context,
            "the colours lie %.0f of 255 steps from the colour map %s in the mean: it is "
            "hardly the map the figures were drawn with",
            s->residual_mean, f->map->name);
    if (s->off_map > many)
        lm_context_warn(context, "%.1f %% of the samples have colours that are not on the map",
                        100 * s->off_map);
    if (s->unseen > many)
        lm_context_warn(context, "%.1f %% of the samples are shown by no pixel of their own",
                        100 * s->unseen);
}

static GVariant *numbers(const double *values, size_t n)
{
    return g_variant_new_fixed_array(G_VARIANT_TYPE_DOUBLE, values, n, sizeof *values);
}

static void tell_limits(const plot_limits *limits, lm_context *context)
{
    double range[2] = {INFINITY, -INFINITY};
    for (gint64 z = 0; z < limits->count; z++)
        for (int k = 0; k < 2; k++) {
            range[0] = MIN(range[0], limits->pairs[z][k]);
            range[1] = MAX(range[1], limits->pairs[z][k]);
        }
    lm_context_fact(context, "value_range", numbers(range, 2));
    lm_context_fact(context, "range_scale",
                    g_variant_new_string(limits->logarithmic ? "logarithmic" : "linear"));
    lm_context_fact(context, "range_source",
                    g_variant_new_string(plot_limits_source_text(limits->source)));
}

static void tell(const plot_findings *f, const plot_summary *s, bool filled, lm_context *context)
{
    const plot_box *box = &f->panel.image;
    const double corners[] = {box->x0, box->y0, box->x1, box->y1};
    lm_context_fact(context, "box", numbers(corners, 4));
    lm_context_fact(context, "panels", g_variant_new_int64(f->n_panels));
    lm_context_fact(context, "source_size",
                    g_variant_new_fixed_array(G_VARIANT_TYPE_INT64, f->size, 2, sizeof *f->size));
    lm_context_fact(context, "size_confidence", numbers(f->confidence, 2));
    lm_context_fact(context, "map", g_variant_new_string(f->map->name));
    lm_context_fact(context, "map_source", g_variant_new_string(f->map_source));
    lm_context_fact(context, "residual_mean", g_variant_new_double(s->residual_mean));
    lm_context_fact(context, "residual_p95", g_variant_new_double(s->residual_p95));
    lm_context_fact(context, "filled", g_variant_new_double(filled ? s->off_map + s->unseen : 0));
    lm_context_fact(context, "off_map", g_variant_new_double(s->off_map));
    lm_context_fact(context, "unseen", g_variant_new_double(s->unseen));
    tell_limits(&f->limits, context);
}

static bool write_picture(const char *path, GBytes *png, GError **error)
{
    g_autoptr(lm_output) output = lm_output_new();
    gsize size;
    const void *bytes = g_bytes_get_data(png, &size);
    return lm_output_open(output, path, error) && lm_output_write(output, bytes, size, error) &&
           lm_output_commit(output, 0, error);
}

static bool prove(const lm_plan *plan, const plot_summary *s, const lm_volume *out,
                  lm_context *context, GError **error)
{
    const unplot_state *state = plan->state;
    const size_t n = lm_volume_plane_bytes(out) / sizeof(float);
    const float *slice = (const float *)out->data + (size_t)s->shown * n;
    g_autoptr(GBytes) png = plot_proof_png(state->findings, s, slice, error);
    if (!png)
        return false;
    lm_context_fact(context, "picture",
                    g_variant_new_from_bytes(G_VARIANT_TYPE_BYTESTRING, png, TRUE));
    return plan->dry || !state->picture || write_picture(state->picture, png, error);
}

static bool run(const lm_plan *plan, const lm_value *in, const lm_value *shown, lm_value *out,
                lm_context *context, GError **error)
{
    (void)shown;
    const unplot_params *p = plan->params;
    const unplot_state *state = plan->state;
    if (!state->findings) {
        *out = lm_value_ref(in);
        return true;
    }
    g_autoptr(lm_volume) volume = lm_plan_new_volume(plan, error);
    plot_summary summary = {0};
    const bool fill = p->missing == MISSING_FILL;
    bool ok = volume && plot_recover(state->findings, fill, volume, &summary, context, error);
    if (ok) {
        tell(state->findings, &summary, fill, context);
        warn_of_doubt(state->findings, &summary, context);
        ok = prove(plan, &summary, volume, context, error);
    }
    plot_summary_clear(&summary);
    if (ok)
        *out = lm_value_of_volume(g_steal_pointer(&volume));
    return ok;
}

const lm_op lm_op_unplot = {
    .name = "unplot",
    .title = "Figures to numbers",
    .help =
        "Takes plotted figures (axes, labels, a colour map) back to the numbers they show: finds "
        "the image, the map, the size of the array and the range, for the whole stack at once. "
        "The array itself, saved as a .mat file, is always the better input.",
    .group = "volume",
    .since = "0.1",
    .in = LM_SERIES,
    .out = LM_VOLUME,
    .flags = LM_OP_UNEVEN,
    .params_size = sizeof(unplot_params),
    .params = params,
    .probe = probe,
    .plan = plan,
    .run = run,
};
