#include "resample_like.h"

#include "lamina/alloc.h"
#include "lamina/error.h"
#include "lamina/series.h"
#include "values.h"

#include <math.h>

bool resample_like_grid(const char *path, lm_context *context, lm_grid *grid, GError **error)
{
    g_autofree char *whole = lm_context_input_path(context, path);
    const char *const paths[] = {whole, NULL};
    const lm_series_ask ask = {.paths = paths};
    g_autoptr(lm_series) series = lm_series_open(&ask, context, error);
    if (!series || !lm_series_require_spacing(series, error)) {
        g_prefix_error(error, "like: ");
        return false;
    }
    const lm_info *info = lm_series_info(series);
    if (info->positions)
        return lm_fail(error, LM_ERROR_INPUT,
                       "like: the slices of %s are not evenly spaced, which those of a result are",
                       path);
    *grid = info->grid;
    return true;
}

bool resample_is_parallel(const lm_grid *a, const lm_grid *b)
{
    for (int i = 0; i < 9; i++)
        if (fabs(a->direction[i] - b->direction[i]) > 1e-6)
            return false;
    return true;
}

bool resample_overlaps(const lm_grid *in, const lm_grid *out)
{
    double least[3] = {INFINITY, INFINITY, INFINITY};
    double greatest[3] = {-INFINITY, -INFINITY, -INFINITY};
    for (int corner = 0; corner < 8; corner++) {
        double index[3], world[3];
        for (int k = 0; k < 3; k++)
            index[k] = corner >> k & 1 ? (double)out->size[k] - 1 : 0;
        lm_grid_to_world(out, index, world);
        lm_grid_to_index(in, world, index);
        for (int k = 0; k < 3; k++) {
            least[k] = MIN(least[k], index[k]);
            greatest[k] = MAX(greatest[k], index[k]);
        }
    }
    for (int k = 0; k < 3; k++)
        if (greatest[k] < -0.5 || least[k] > (double)in->size[k] - 0.5)
            return false;
    return true;
}

static bool is_wide(lm_type type)
{
    return type == LM_UINT32 || type == LM_INT32;
}

guint64 resample_oblique_scratch(const lm_info *in, const lm_info *out,
                                 lm_bridge_interpolator interpolator)
{
    guint64 real = is_wide(in->type) ? sizeof(double) : sizeof(float);
    guint64 inputs = (guint64)lm_grid_voxels(&in->grid);
    if (interpolator == LM_BRIDGE_BSPLINE)
        inputs *= 2; /* and the coefficients */
    return (inputs + (guint64)lm_grid_voxels(&out->grid)) * real;
}

double resample_oblique_cost(const lm_info *out, lm_bridge_interpolator interpolator)
{
    static const double seconds[] = {15e-9, 25e-9, 250e-9, 1500e-9};
    return (double)lm_grid_voxels(&out->grid) * out->components * seconds[interpolator];
}

/* One component between volumes and whole slabs of floats or doubles. */
static void load(const lm_volume *from, int component, lm_slab *to)
{
    const char *data = (const char *)from->data + (size_t)component * lm_type_size(from->type);
    size_t stride = (size_t)from->components, count = (size_t)lm_grid_voxels(&from->grid);
    if (is_wide(from->type))
        lm_values_to_double(data, from->type, stride, count, to->data);
    else
        lm_values_to_float(data, from->type, stride, count, to->data);
}

static void store(const lm_slab *from, lm_volume *to, int component)
{
    char *data = (char *)to->data + (size_t)component * lm_type_size(to->type);
    size_t stride = (size_t)to->components, count = (size_t)lm_grid_voxels(&to->grid);
    if (is_wide(to->type))
        lm_values_from_double(from->data, count, data, to->type, stride);
    else
        lm_values_from_float(from->data, count, data, to->type, stride);
}

static lm_slab whole_slab(const lm_volume *volume, void *data)
{
    return (lm_slab){volume->grid, LM_FLOAT32, 1, volume->held, data};
}

bool resample_oblique(const lm_volume *in, lm_volume *out, lm_bridge_interpolator interpolator,
                      double fill, lm_context *context, GError **error)
{
    const bool wide = is_wide(in->type);
    size_t real = wide ? sizeof(double) : sizeof(float);
    size_t inputs = (size_t)lm_grid_voxels(&in->grid), outputs = (size_t)lm_grid_voxels(&out->grid);
    void *from = lm_alloc(inputs, real, "the voxels of a resampling", error);
    void *to = from ? lm_alloc(outputs, real, "the voxels of a resampling", error) : NULL;
    lm_slab source = whole_slab(in, from), target = whole_slab(out, to);
    bool ok = to;
    for (int c = 0; ok && c < in->components; c++) {
        lm_context_part(context, (unsigned)c, (unsigned)in->components);
        load(in, c, &source);
        ok = (wide ? lm_bridge_oblique_double
                   : lm_bridge_oblique_float)(&source, &target, interpolator, fill, context, error);
        if (ok)
            store(&target, out, c);
    }
    lm_free(from);
    lm_free(to);
    return ok;
}
