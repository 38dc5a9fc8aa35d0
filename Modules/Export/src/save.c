#include "deflate.h"
#include "file-format.h"
#include "series.h"

#include "lamina/error.h"
#include "lamina/measure.h"

typedef struct save_params {
    char *path;
    bool compress;
    unsigned require;
} save_params;

enum { REQUIRE_CLOSED = 1, REQUIRE_MANIFOLD = 2 };
static const char *const requirements[] = {"closed", "manifold", NULL};

static const lm_param params[] = {
    {.name = "path",
     .label = "File",
     .help = "The file to write; its ending says the format. Picture series take a number for each "
             "plane, as in slice%03d.png.",
     .type = LM_PARAM_OUTPUT,
     LM_FIELD(save_params, path, char *),
     .flags = LM_PARAM_REQUIRED},
    {.name = "compress",
     .label = "Compress",
     .help = "Pack the voxels without loss where the format leaves the choice: NRRD, MetaImage, "
             "VTI and TIFF.",
     .type = LM_PARAM_BOOL,
     LM_FIELD(save_params, compress, bool),
     .def = "true",
     .flags = LM_PARAM_ADVANCED},
    {.name = "require",
     .label = "Require",
     .help = "What a surface must be to be written, equal points merged: closed (no edge with one "
             "triangle only) or manifold (no edge with more than two); else the run ends with "
             "status 3.",
     .type = LM_PARAM_WORDS,
     LM_FIELD(save_params, require, unsigned),
     .choices = requirements},
    {.name = NULL}};

typedef struct save_state {
    const file_format *format;
    char *path; /* absolute */
    bool pack;
} save_state;

static void state_free(gpointer data)
{
    save_state *state = data;
    g_free(state->path);
    g_free(state);
}

static bool check_place(const save_state *state, GError **error)
{
    g_autofree char *first =
        state->format->series ? series_name(state->path, 0) : g_strdup(state->path);
    return lm_output_can_write(first, error);
}

/* What measuring a mesh takes at its peak: which points are one, then the list of edges. */
static guint64 measure_scratch(const lm_info *info)
{
    return 8 * info->points + MAX(16 * info->points, 8 * info->points + 12 * info->triangles);
}

static void plan_resources(lm_plan *plan, const save_state *state)
{
    static const double packed_per_second = 60e6, raw_per_second = 400e6,
                        triangles_per_second = 2e6;
    const lm_info *in = &plan->in;
    if (in->kind == LM_MESH) {
        plan->scratch = measure_scratch(in);
        plan->cost = (double)in->triangles / triangles_per_second;
        return;
    }
    double bytes = (double)lm_info_bytes(in);
    plan->cost = bytes / (state->pack ? packed_per_second : raw_per_second);
    if (state->format->series)
        plan->scratch_per_thread =
            2 * lm_info_bytes(in) / (guint64)in->grid.size[2] + SERIES_SCRATCH;
    else if (state->pack)
        plan->scratch_per_thread = DEFLATE_SCRATCH;
}

static bool plan(lm_plan *plan, lm_context *context, GError **error)
{
    const save_params *p = plan->params;
    g_autofree char *path = lm_context_output_path(context, p->path);
    save_state *state = g_new0(save_state, 1);
    plan->state = state;
    plan->free_state = state_free;
    plan->outputs[0] = state->path = g_canonicalize_filename(path, NULL);
    const file_format *f = state->format = file_format_find(state->path, plan->in.kind, error);
    if (!f || (f->fits && !f->fits(&plan->in, state->path, error)))
        return false;
    if (p->require && plan->in.kind != LM_MESH)
        return lm_fail(error, LM_ERROR_USAGE,
                       "%s: require is about surfaces, and this is a volume; leave it out",
                       state->path);
    state->pack = f->packing == PACK_ALWAYS || (f->packing == PACK_IF_ASKED && p->compress);
    plan_resources(plan, state);
    return check_place(state, error);
}

static bool check_required(unsigned require, const lm_measures *m, const char *path, GError **error)
{
    if ((require & REQUIRE_CLOSED) && !m->closed)
        return lm_fail(error, LM_ERROR_REQUIRE,
                       "%s is not written: the surface is not closed (%" G_GUINT64_FORMAT
                       " boundary edges); contour with close=\"true\", or crop less so that the "
                       "object lies within the volume",
                       path, m->boundary_edges);
    if ((require & REQUIRE_MANIFOLD) && m->nonmanifold_edges)
        return lm_fail(error, LM_ERROR_REQUIRE,
                       "%s is not written: the surface is not manifold (%" G_GUINT64_FORMAT
                       " edges with more than two triangles); smooth the volume before the "
                       "contour, or contour at another value",
                       path, m->nonmanifold_edges);
    return true;
}

/* Measures the surface as its file will hold it, and judges it before anything is written. */
static bool measure(const lm_mesh *mesh, const lm_plan *plan, lm_context *context, GError **error)
{
    const save_params *p = plan->params;
    const save_state *state = plan->state;
    lm_measures measures;
    if (!lm_mesh_measure(mesh, &measures, error))
        return false;
    lm_context_fact(context, "measure", lm_measures_variant(&measures));
    if (measures.triangles == 0)
        return lm_fail(error, LM_ERROR_INPUT,
                       "%s is not written: the surface has no triangles; contour at a value "
                       "between the least and the greatest of the volume",
                       state->path);
    return check_required(p->require, &measures, state->path, error);
}

static bool run(const lm_plan *plan, const lm_value *in, const lm_value *shown, lm_value *out,
                lm_context *context, GError **error)
{
    (void)shown, (void)out;
    const save_state *state = plan->state;
    if (in->kind == LM_MESH && !measure(in->mesh, plan, context, error))
        return false;
    g_autoptr(lm_output) output = lm_output_new();
    writing w = {.volume = in->volume,
                 .mesh = in->mesh,
                 .path = state->path,
                 .pack = state->pack,
                 .output = output,
                 .context = context};
    if (!state->format->write(&w, error) || !lm_context_go_on(context, error) ||
        !lm_output_commit(output, 0, error))
        return false;
    lm_context_fact(context, "file", g_variant_new_take_string(g_utf8_make_valid(state->path, -1)));
    lm_context_fact(context, "bytes", g_variant_new_uint64(lm_output_size(output)));
    return true;
}

const lm_op lm_op_save = {
    .name = "save",
    .title = "Save",
    .help = "Writes what it is given into a file, whole or not at all. Volumes: .nrrd .nii .nii.gz "
            ".mha .vti, or one .tif or .png for each plane; surfaces: .stl .ply .obj .vtp.",
    .group = "output",
    .since = "0.1",
    .in = LM_VOLUME | LM_MESH,
    .out = LM_VOLUME | LM_MESH,
    .flags = LM_OP_SINK | LM_OP_LABELS,
    .params_size = sizeof(save_params),
    .params = params,
    .plan = plan,
    .run = run,
};
