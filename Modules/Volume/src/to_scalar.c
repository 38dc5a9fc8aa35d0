/* Colour to scalar. */
#include "lamina/colormap.h"
#include "lamina/error.h"
#include "lamina/op.h"
#include "values.h"

#include <math.h>

enum { LUMINANCE, AVERAGE, MAXIMUM, COMPONENT };
static const char *const methods[] = {"luminance", "average", "maximum", "component", NULL};

typedef struct to_scalar_params {
    int method;
    gint64 component;
} to_scalar_params;

static const lm_param params[] = {
    {.name = "method",
     .label = "Method",
     .help = "luminance: brightness as the eye sees it (Rec. 601: 0.299 red + 0.587 green + 0.114 "
             "blue); average or maximum of the colours; component: one of them.",
     .type = LM_PARAM_ENUM,
     .choices = methods,
     .def = "luminance",
     LM_FIELD(to_scalar_params, method, int)},
    {.name = "component",
     .label = "Component",
     .help = "Which component to take with method=\"component\"; 0 is the first (red).",
     .type = LM_PARAM_INT,
     .max = 65535,
     .def = "0",
     LM_FIELD(to_scalar_params, component, gint64)},
    {.name = NULL},
};

/* What is left when the opacity of grey+alpha and of RGBA is set aside. */
static int colours(int components)
{
    return components == 2 || components == 4 ? components - 1 : components;
}

static bool plan(lm_plan *plan, lm_context *context, GError **error)
{
    (void)context;
    const to_scalar_params *p = plan->params;
    int n = plan->in.components;
    if (p->method == LUMINANCE && colours(n) != 1 && colours(n) != 3)
        return lm_fail(error, LM_ERROR_USAGE,
                       "method=\"luminance\" is for grey or red, green and blue; this volume has "
                       "%d components: use average, maximum or component",
                       n);
    if (p->method == COMPONENT && p->component >= n)
        return lm_fail(error, LM_ERROR_USAGE,
                       "component=\"%" G_GINT64_FORMAT "\" is not there; this volume has %d "
                       "component%s, from 0 to %d",
                       p->component, n, n == 1 ? "" : "s", n - 1);
    plan->out.components = 1;
    plan->cost = (double)lm_grid_voxels(&plan->in.grid) * n * 2e-9;
    return true;
}

static lm_zrange need(const lm_plan *plan, lm_zrange out)
{
    (void)plan;
    return out;
}

static void add(double *sum, const double *v, size_t count, double weight)
{
    for (size_t i = 0; i < count; i++)
        sum[i] += weight * v[i];
}

static void keep_greater(double *most, const double *v, size_t count)
{
    for (size_t i = 0; i < count; i++)
        most[i] = v[i] > most[i] || isnan(most[i]) ? v[i] : most[i];
}

static double weight(int method, size_t component)
{
    if (method != LUMINANCE)
        return 1;
    return component == 0 ? 299 : component == 1 ? 587 : 114; /* Rec. 601, thousandths */
}

/* Whole weights and one division at the end: sums of integers are exact, and a half is a half. */
static void combine(const char *from, lm_type type, int components, const to_scalar_params *p,
                    size_t count, double *to)
{
    size_t stride = (size_t)components, bytes = lm_type_size(type);
    size_t n = (size_t)colours(components);
    if (p->method == COMPONENT || n == 1) {
        size_t chosen = p->method == COMPONENT ? (size_t)p->component : 0;
        lm_values_to_double(from + chosen * bytes, type, stride, count, to);
        return;
    }
    double v[LM_VALUES_CHUNK];
    for (size_t i = 0; i < count; i++)
        to[i] = p->method == MAXIMUM ? NAN : 0;
    for (size_t c = 0; c < n; c++) {
        lm_values_to_double(from + c * bytes, type, stride, count, v);
        if (p->method == MAXIMUM)
            keep_greater(to, v, count);
        else
            add(to, v, count, weight(p->method, c));
    }
    double divisor = p->method == LUMINANCE ? 1000 : p->method == AVERAGE ? (double)n : 1;
    for (size_t i = 0; i < count; i++)
        to[i] /= divisor;
}

/* Looks at the plane in the middle only: all come from one place. */
static void warn_of_map(const lm_slab *in, lm_zrange z, lm_context *context)
{
    const gint64 middle = in->grid.size[2] / 2;
    const char *map = z.lo <= middle && middle < z.hi ? lm_colour_mapped(in, middle) : NULL;
    if (map)
        lm_context_warn(context,
                        "the colours of plane %" G_GINT64_FORMAT " lie on the colour map %s; the "
                        "luminance of a colour map is not the data: put <unplot/> first, or, "
                        "better, export the array itself as a .mat file",
                        middle, map);
}

static bool slab(const lm_plan *plan, const lm_slab *in, lm_slab *out, lm_context *context,
                 GError **error)
{
    size_t plane = lm_slab_plane_values(out), bytes = lm_type_size(in->type);
    double v[LM_VALUES_CHUNK];
    warn_of_map(in, out->z, context);
    for (gint64 z = out->z.lo; z < out->z.hi; z++) {
        if (!lm_context_go_on(context, error))
            return false;
        const char *from = lm_slab_plane(in, z);
        char *to = lm_slab_plane(out, z);
        for (size_t at = 0; at < plane; at += LM_VALUES_CHUNK) {
            size_t count = MIN(plane - at, (size_t)LM_VALUES_CHUNK);
            combine(from + at * (size_t)in->components * bytes, in->type, in->components,
                    plan->params, count, v);
            lm_values_from_double(v, count, to + at * bytes, out->type, 1);
        }
    }
    return true;
}

const lm_op lm_op_to_scalar = {
    .name = "to-scalar",
    .title = "Colour to scalar",
    .help = "Makes one number of each voxel's colour. Opacity (the last of two or four components) "
            "is ignored, the type stays, halves are rounded up; a volume of one component passes "
            "unchanged.",
    .group = "volume",
    .since = "0.1",
    .in = LM_VOLUME,
    .out = LM_VOLUME,
    .flags = LM_OP_UNEVEN,
    .params_size = sizeof(to_scalar_params),
    .params = params,
    .plan = plan,
    .need = need,
    .slab = slab,
};
