#include "first-surface-mesh.h"
#include "first-surface-noise.h"
#include "first-surface-path.h"

#include "lamina/alloc.h"
#include "lamina/error.h"
#include "lamina/nrrd-header.h"
#include "lamina/number.h"
#include "lamina/op.h"
#include "lamina/output.h"

#include <math.h>

typedef struct first_surface {
    lm_reals threshold, lasting;
    double smoothness;
    bool solid;
    char *map;
} first_surface;

static const char *const from_noise[] = {"noise", NULL};
static const char *const from_size[] = {"auto", NULL};

static const lm_param params[] = {
    {.name = "threshold",
     .label = "Threshold",
     .help = "The value that is no longer noise, or noise: three times the spread of the noise "
             "above its level, both measured in the quiet part above the sample.",
     .type = LM_PARAM_REALS,
     LM_FIELD(first_surface, threshold, lm_reals),
     .def = "noise",
     .min_count = 1,
     .max_count = 1,
     .choices = from_noise},
    {.name = "lasting",
     .label = "Lasting",
     .help = "How deep a rise stays above the threshold to count; what is thinner, as a reflection "
             "in front of the sample, is passed over. With auto a thirtieth of the depth, at least "
             "six rows.",
     .unit = "mm",
     .type = LM_PARAM_REALS,
     LM_FIELD(first_surface, lasting, lm_reals),
     .def = "auto",
     .min_count = 1,
     .max_count = 1,
     .max = 1e6,
     .choices = from_size,
     .flags = LM_PARAM_ADVANCED},
    {.name = "smoothness",
     .label = "Smoothness",
     .help = "How much neighbouring columns hold each other back from jumps, those of the next "
             "slice less the farther away it is; 0: not at all.",
     .type = LM_PARAM_REAL,
     LM_FIELD(first_surface, smoothness, double),
     .def = "1",
     .max = 1000,
     .flags = LM_PARAM_ADVANCED},
    {.name = "solid",
     .label = "Solid",
     .help = "Close the surface down to a flat base, the lower face of the last row, with walls on "
             "the outer faces of the volume; columns without a surface are bridged from their "
             "neighbours.",
     .type = LM_PARAM_BOOL,
     LM_FIELD(first_surface, solid, bool),
     .def = "false"},
    {.name = "map",
     .label = "Height map",
     .help = "An .nrrd file to write as well, with one value for each column and slice: mm down "
             "the column from the centre of the first row, NaN where no surface was found.",
     .type = LM_PARAM_OUTPUT,
     LM_FIELD(first_surface, map, char *)},
    {NULL}};

/* Rows that a rise has to last. */
static gint64 lasting_rows(const first_surface *p, const lm_grid *grid)
{
    if (p->lasting.count == 0)
        return MAX(grid->size[1] / 30, 6);
    return (gint64)CLAMP(round(p->lasting.values[0] / grid->spacing[1]), 1, (double)grid->size[1]);
}

/* The map has the columns and slices of the volume, and its first row. */
static lm_grid map_grid(const lm_grid *grid)
{
    const gint64 first[3] = {0, 0, 0}, size[3] = {grid->size[0], 1, grid->size[2]};
    return lm_grid_sub(grid, first, size);
}

static bool plan_map(lm_plan *plan, lm_context *context, GError **error)
{
    const first_surface *p = plan->params;
    if (!p->map)
        return true;
    g_autofree char *path = lm_context_output_path(context, p->map);
    plan->outputs[0] = plan->state = g_canonicalize_filename(path, NULL);
    plan->free_state = g_free;
    return lm_output_can_write_as(plan->outputs[0], ".nrrd", "a height map is written as NRRD",
                                  error);
}

/* The search is over when the mesh is made. */
static void plan_resources(lm_plan *plan)
{
    const lm_grid *grid = &plan->in.grid;
    const guint64 columns = (guint64)(grid->size[0] * grid->size[2]);
    guint64 search = MAX(lm_path_scratch(grid), lm_noise_scratch(grid));
    guint64 out = lm_info_bytes(&plan->out) + columns * sizeof(gint32);
    plan->scratch = columns * sizeof(float) + (search > out ? search - out : 0);
    plan->scratch_per_thread =
        MAX(lm_path_scratch_per_thread(grid), lm_noise_scratch_per_thread(grid));
    plan->cost = (double)lm_grid_voxels(grid) * 6e-8;
}

static bool plan(lm_plan *plan, lm_context *context, GError **error)
{
    const first_surface *p = plan->params;
    const gint64 *size = plan->in.grid.size;
    if (size[1] < 2)
        return lm_fail(error, LM_ERROR_USAGE,
                       "the depth of B-scans runs along y, and this volume has one row; read "
                       "slices in which the columns run down into the sample");
    if (!p->solid && (size[0] < 2 || size[2] < 2))
        return lm_fail(error, LM_ERROR_USAGE,
                       "a surface needs at least two columns and two slices, and this volume has "
                       "%" G_GINT64_FORMAT " and %" G_GINT64_FORMAT "; with solid=\"true\" one "
                       "becomes as thick as it is",
                       size[0], size[2]);
    plan->out.kind = LM_MESH;
    plan->out.estimate = !p->solid;
    lm_height_mesh_size(&plan->in.grid, p->solid, &plan->out.points, &plan->out.triangles);
    if (plan->out.points > G_MAXINT32)
        return lm_fail(error, LM_ERROR_USAGE,
                       "the surface would have more points than a mesh can; crop the volume, or "
                       "resample it first");
    plan_resources(plan);
    return plan_map(plan, context, error);
}

/* Well above the noise; or, where that is silent, above what packing and rounding leave of it. */
static double threshold_above(const lm_noise *noise)
{
    return noise->level + MAX(3 * noise->spread, 0.1 * (noise->bright - noise->level));
}

static bool choose_threshold(const first_surface *p, const lm_noise *noise, double *threshold,
                             lm_context *context, GError **error)
{
    bool given = p->threshold.count > 0;
    *threshold = given ? p->threshold.values[0] : threshold_above(noise);
    lm_context_fact(context, "noise_level", g_variant_new_double(noise->level));
    lm_context_fact(context, "noise_spread", g_variant_new_double(noise->spread));
    lm_context_fact(context, "threshold", g_variant_new_double(*threshold));
    if ((float)*threshold > (float)noise->level)
        return true;
    g_autofree char *level = lm_number_words(noise->level, 4);
    return lm_fail(
        error, LM_ERROR_USAGE,
        "the threshold is not above the noise, whose level is %s; give a greater one, or "
        "leave it out",
        level);
}

static bool no_surface(const lm_noise *noise, double threshold, GError **error)
{
    g_autofree char *level = lm_number_words(noise->level, 4),
                    *spread = lm_number_words(noise->spread, 3),
                    *value = lm_number_words(threshold, 4);
    return lm_fail(error, LM_ERROR_INPUT,
                   "no surface was found: in no column do values rise above %s and stay there (the "
                   "noise is %s +- %s); depth has to run down the slices, along y; smooth the "
                   "volume first, or give a threshold",
                   value, level, spread);
}

/* Counts what was found and tells it. */
static bool tell_heights(const lm_grid *grid, const float *heights, size_t *found,
                         lm_context *context)
{
    const size_t columns = (size_t)(grid->size[0] * grid->size[2]);
    float least = INFINITY, greatest = -INFINITY;
    *found = 0;
    for (size_t i = 0; i < columns; i++)
        if (!isnan(heights[i])) {
            least = MIN(least, heights[i]);
            greatest = MAX(greatest, heights[i]);
            ++*found;
        }
    if (*found == 0)
        return false;
    const double depth[2] = {(double)least * grid->spacing[1], (double)greatest * grid->spacing[1]};
    lm_context_fact(context, "columns", g_variant_new_uint64(columns));
    lm_context_fact(context, "missing", g_variant_new_uint64(columns - *found));
    lm_context_fact(context, "depth_mm",
                    g_variant_new_fixed_array(G_VARIANT_TYPE_DOUBLE, depth, 2, sizeof *depth));
    if (*found < columns / 2) {
        g_autofree char *share = lm_number_words(100 * (double)*found / (double)columns, 3);
        lm_context_warn(context, "a surface was found in %s %% of the columns only", share);
    }
    return true;
}

static bool find_heights(const lm_plan *plan, const lm_volume *volume, float *heights,
                         lm_context *context, GError **error)
{
    const first_surface *p = plan->params;
    const double *spacing = volume->grid.spacing;
    lm_noise noise;
    double threshold;
    size_t found;
    lm_context_part(context, 0, LM_PATH_PARTS);
    if (!lm_noise_measure(volume, &noise, context, error) ||
        !choose_threshold(p, &noise, &threshold, context, error))
        return false;
    lm_path path = {.rise = {.volume = volume,
                             .level = (float)noise.level,
                             .threshold = (float)threshold,
                             .lasting = lasting_rows(p, &volume->grid)},
                    .along = (float)(p->smoothness * spacing[1] / spacing[0]),
                    .across = (float)(p->smoothness * spacing[1] / spacing[2])};
    return lm_path_heights(&path, heights, context, error) &&
           (tell_heights(&volume->grid, heights, &found, context) ||
            no_surface(&noise, threshold, error));
}

static bool write_map(const char *path, const lm_volume *volume, const float *heights,
                      GError **error)
{
    lm_grid grid = map_grid(&volume->grid);
    g_autoptr(lm_volume) map = lm_volume_new(&grid, LM_FLOAT32, 1, error);
    if (!map)
        return false;
    float *to = map->data;
    for (gint64 i = 0; i < lm_grid_voxels(&grid); i++)
        to[i] = heights[i] * (float)grid.spacing[1];
    if (volume->provenance)
        map->provenance = lm_provenance_after(volume->provenance, "first-surface map");
    g_autoptr(GString) header = lm_nrrd_header(map, "raw");
    g_autoptr(lm_output) output = lm_output_new();
    return lm_output_open(output, path, error) &&
           lm_output_write(output, header->str, header->len, error) &&
           lm_output_write(output, map->data, lm_volume_plane_bytes(map) * (size_t)grid.size[2],
                           error) &&
           lm_output_commit(output, 0, error);
}

static lm_mesh *make(const lm_plan *plan, const lm_volume *volume, float *heights,
                     lm_context *context, GError **error)
{
    const first_surface *p = plan->params;
    if (!find_heights(plan, volume, heights, context, error) ||
        (plan->state && !plan->dry && !write_map(plan->state, volume, heights, error)))
        return NULL;
    if (p->solid)
        lm_height_bridge(&volume->grid, heights);
    return lm_height_mesh(&volume->grid, heights, p->solid, error);
}

static bool run(const lm_plan *plan, const lm_value *in, const lm_value *shown, lm_value *out,
                lm_context *context, GError **error)
{
    (void)shown;
    const gint64 *size = in->volume->grid.size;
    float *heights = lm_alloc((size_t)size[0] * (size_t)size[2], sizeof *heights,
                              "the heights of a surface", error);
    lm_mesh *mesh = heights ? make(plan, in->volume, heights, context, error) : NULL;
    lm_free(heights);
    if (mesh)
        *out = lm_value_of_mesh(mesh);
    return mesh != NULL;
}

const lm_op lm_op_first_surface = {
    .name = "first-surface",
    .title = "First surface",
    .help = "Finds the surface of the sample in a stack of B-scans, whose columns run down into "
            "it: in each column the first lasting rise above the noise.",
    .group = "surface",
    .since = "0.1",
    .in = LM_VOLUME,
    .out = LM_MESH,
    .flags = LM_OP_SCALAR,
    .params_size = sizeof(first_surface),
    .params = params,
    .plan = plan,
    .run = run,
};
