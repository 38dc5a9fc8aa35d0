#include "lamina/alloc.h"
#include "lamina/error.h"
#include "lamina/op.h"
#include "lamina/parallel.h"
#include "merge.h"

#include <math.h>
#include <string.h>

enum { CHECK_EVERY = 4096 };

typedef struct smooth_mesh {
    gint64 iterations;
    double passband;
} smooth_mesh;

static const lm_param params[] = {
    {.name = "iterations",
     .label = "Iterations",
     .help = "How sharply roughness is told from shape; more smooths more and takes longer.",
     .type = LM_PARAM_INT,
     LM_FIELD(smooth_mesh, iterations, gint64),
     .def = "20",
     .min = 1,
     .max = 1000},
    {.name = "passband",
     .label = "Pass band",
     .help = "How fine the shapes are that stay: 0.01 keeps the coarse form only, 1 nearly all.",
     .type = LM_PARAM_REAL,
     LM_FIELD(smooth_mesh, passband, double),
     .def = "0.1",
     .min = 0.001,
     .max = 2,
     .flags = LM_PARAM_ADVANCED},
    {NULL}};

/* The windowed sinc filter of Taubin, Zhang and Golub, Optimal Surface Smoothing as Filter Design,
 * 1996. With K x = x minus the mean of its neighbours, whose eigenvalues lie in 0 .. 2, the filter
 * is sum c[n] T[n](1 - K / 2) x with Chebyshev polynomials T[n], and c[n] the Fourier coefficients
 * of the pass band times a Hamming window. T[1] = (x + mean) / 2, and then
 * T[n+1] = T[n] + mean of T[n] - T[n-1]. */
typedef struct filter {
    const lm_mesh *in;
    lm_mesh *out;
    double middle[3];   /* of the bounds; coordinates are kept relative to it, for digits */
    guint8 *held;       /* points that stay */
    size_t *first;      /* neighbours of point p: first[p] .. first[p + 1] of `neighbours` */
    gint32 *neighbours; /* of a point that stays: itself */
    float *now, *before;
    double coefficient; /* of the polynomial at hand */
    bool starting;      /* it is T[1] */
} filter;

/* A Hamming window falls off over 6.6 pi / (2 degree + 1): the cut is moved up by half of that, so
 * that the pass band itself passes. Their sum is one, so that what is flat stays where it is. */
static void find_coefficients(const smooth_mesh *parameters, double *c)
{
    size_t degree = (size_t)parameters->iterations;
    double edge = acos(1 - parameters->passband / 2), sum = 0;
    double theta = MIN(edge + 3.3 * G_PI / (double)(2 * degree + 1), G_PI / 2);
    for (size_t n = 0; n <= degree; n++) {
        double window = 0.54 + 0.46 * cos((double)n * G_PI / (double)(degree + 1));
        c[n] = n == 0 ? theta / G_PI : window * 2 * sin((double)n * theta) / ((double)n * G_PI);
        sum += c[n];
    }
    for (size_t n = 0; n <= degree; n++)
        c[n] /= sum;
}

/* On a closed surface the triangles' edges that leave a point lead to each of its neighbours once.
 */
static bool find_neighbours(filter *f, lm_context *context, GError **error)
{
    const gint32 *t = f->in->triangles;
    size_t ends = 3 * f->in->n_triangles, sum = 0;
    for (size_t i = 0; i < ends; i++) {
        if (i % CHECK_EVERY == 0 && !lm_context_go_on(context, error))
            return false;
        f->first[t[i]]++;
    }
    for (size_t p = 0; p <= f->in->n_points; p++)
        f->first[p] = sum += f->first[p];
    for (size_t i = 0; i < ends; i++) {
        if (i % CHECK_EVERY == 0 && !lm_context_go_on(context, error))
            return false;
        f->neighbours[--f->first[t[i]]] = t[i % 3 == 2 ? i - 2 : i + 1];
    }
    return true;
}

static bool leads_to(const filter *f, size_t from, size_t to)
{
    for (size_t i = f->first[from]; i < f->first[from + 1]; i++)
        if (f->neighbours[i] == (gint32)to)
            return true;
    return false;
}

/* The border stays: both ends of every edge that has no triangle on its other side. */
static bool hold_border(filter *f, lm_context *context, GError **error)
{
    for (size_t p = 0; p < f->in->n_points; p++) {
        if (p % CHECK_EVERY == 0 && !lm_context_go_on(context, error))
            return false;
        for (size_t i = f->first[p]; i < f->first[p + 1]; i++)
            if (!leads_to(f, (size_t)f->neighbours[i], p))
                f->held[p] = f->held[f->neighbours[i]] = 1;
    }
    for (size_t p = 0; p < f->in->n_points; p++)
        for (size_t i = f->first[p]; f->held[p] && i < f->first[p + 1]; i++)
            f->neighbours[i] = (gint32)p;
    return true;
}

static void mean_of_neighbours(const filter *f, size_t p, double mean[3])
{
    size_t lo = f->first[p], hi = f->first[p + 1];
    mean[0] = mean[1] = mean[2] = 0;
    for (size_t i = lo; i < hi; i++)
        for (size_t k = 0; k < 3; k++)
            mean[k] += (double)f->now[3 * (size_t)f->neighbours[i] + k];
    for (size_t k = 0; k < 3; k++)
        mean[k] = lo < hi ? mean[k] / (double)(hi - lo) : (double)f->now[3 * p + k];
}

/* The next polynomial takes the place of the one before; the output gathers the sum. */
static bool step(gint64 lo, gint64 hi, unsigned worker, gpointer user, GError **error)
{
    (void)worker, (void)error;
    const filter *f = user;
    for (size_t p = (size_t)lo; p < (size_t)hi; p++) {
        double mean[3];
        mean_of_neighbours(f, p, mean);
        for (size_t k = 0, i = 3 * p; k < 3; k++, i++) {
            double sum = (double)f->now[i] + mean[k];
            f->before[i] = (float)(f->starting ? sum / 2 : sum - (double)f->before[i]);
            f->out->points[i] += (float)(f->coefficient * (double)f->before[i]);
        }
    }
    return true;
}

static bool iterate(filter *f, const double *c, size_t degree, lm_context *context, GError **error)
{
    static const gint64 grain = 1 << 14;
    for (size_t i = 0; i < 3 * f->in->n_points; i++) {
        if (i % CHECK_EVERY == 0 && !lm_context_go_on(context, error))
            return false;
        f->now[i] = (float)((double)f->in->points[i] - f->middle[i % 3]);
        f->out->points[i] = (float)(c[0] * (double)f->now[i]);
    }
    for (size_t n = 1; n <= degree; n++) {
        f->coefficient = c[n];
        f->starting = n == 1;
        lm_context_part(context, (unsigned)(n - 1), (unsigned)degree);
        if (!lm_parallel(context, (gint64)f->in->n_points, grain, step, f, error))
            return false;
        float *next = f->before;
        f->before = f->now;
        f->now = next;
    }
    for (size_t i = 0; i < 3 * f->in->n_points; i++)
        f->out->points[i] = f->held[i / 3] ? f->in->points[i]
                                           : (float)(f->middle[i % 3] + (double)f->out->points[i]);
    return true;
}

static const char purpose[] = "smoothing a mesh";

static bool filter_points(filter *f, const double *c, size_t degree, lm_context *context,
                          GError **error)
{
    size_t n = f->in->n_points;
    if (!(f->first = lm_alloc0(n + 1, sizeof *f->first, purpose, error)) ||
        !(f->neighbours =
              lm_alloc(f->in->n_triangles, 3 * sizeof *f->neighbours, purpose, error)) ||
        !(f->now = lm_alloc(n, 3 * sizeof *f->now, purpose, error)) ||
        !(f->before = lm_alloc(n, 3 * sizeof *f->before, purpose, error)))
        return false;
    return find_neighbours(f, context, error) && hold_border(f, context, error) &&
           iterate(f, c, degree, context, error);
}

static void put_back(filter *f, size_t p)
{
    f->held[p] = 1;
    memcpy(f->out->points + 3 * p, f->in->points + 3 * p, 3 * sizeof(float));
}

/* The smallest parts shrink to almost nothing. Points that would coincide, and with them tear or
 * join the surface in a file without indices, go back to where they were. */
static bool keep_apart(filter *f, GError **error)
{
    size_t n = f->in->n_points;
    gint32 *same = lm_alloc(n, sizeof *same, purpose, error);
    bool ok = same != NULL, again = ok;
    while (again) {
        again = false;
        ok = lm_merge_points(f->out->points, n, same, error);
        for (size_t p = 0; ok && p < n; p++)
            if (same[p] != (gint32)p && !(f->held[p] && f->held[same[p]])) {
                put_back(f, p);
                put_back(f, (size_t)same[p]);
                again = true;
            }
    }
    lm_free(same);
    return ok;
}

static lm_mesh *mesh_like(const lm_mesh *in, GError **error)
{
    g_autoptr(lm_mesh) mesh = lm_mesh_new(in->n_points, in->n_triangles, error);
    if (!mesh)
        return NULL;
    memcpy(mesh->triangles, in->triangles, 3 * in->n_triangles * sizeof *in->triangles);
    if (in->scalars) {
        mesh->scalars = lm_alloc(in->n_points, sizeof *in->scalars, purpose, error);
        if (!mesh->scalars)
            return NULL;
        memcpy(mesh->scalars, in->scalars, in->n_points * sizeof *in->scalars);
    }
    return g_steal_pointer(&mesh);
}

static bool run(const lm_plan *plan, const lm_value *in, const lm_value *shown, lm_value *out,
                lm_context *context, GError **error)
{
    (void)shown;
    const smooth_mesh *parameters = plan->params;
    g_autofree double *c = g_new(double, parameters->iterations + 1);
    find_coefficients(parameters, c);
    g_autoptr(lm_mesh) mesh = mesh_like(in->mesh, error);
    if (!mesh)
        return false;
    filter f = {.in = in->mesh, .out = mesh};
    double bounds[6];
    if (!lm_context_go_on(context, error))
        return false;
    lm_mesh_bounds(in->mesh, bounds);
    for (int k = 0; k < 3; k++)
        f.middle[k] = (bounds[2 * k] + bounds[2 * k + 1]) / 2;
    f.held = lm_alloc0(mesh->n_points, 1, purpose, error);
    bool ok = f.held && filter_points(&f, c, (size_t)parameters->iterations, context, error);
    lm_free(f.first);
    lm_free(f.neighbours);
    lm_free(f.now);
    lm_free(f.before);
    ok = ok && keep_apart(&f, error);
    lm_free(f.held);
    if (ok)
        *out = lm_value_of_mesh(g_steal_pointer(&mesh));
    return ok;
}

static bool plan(lm_plan *plan, lm_context *context, GError **error)
{
    (void)context, (void)error;
    const smooth_mesh *parameters = plan->params;
    guint64 points = plan->in.points, triangles = plan->in.triangles;
    guint64 each_point = 1 + sizeof(size_t) + 6 * sizeof(float), each_triangle = 3 * sizeof(gint32);
    plan->scratch = points * each_point + triangles * each_triangle;
    plan->cost = (double)points * (2e-7 + 3e-8 * (double)parameters->iterations);
    return true;
}

const lm_op lm_op_smooth_mesh = {
    .name = "smooth-mesh",
    .title = "Smooth surface",
    .help = "Takes the roughness off a surface and keeps its shape and volume. Its border stays.",
    .group = "surface",
    .since = "0.1",
    .in = LM_MESH,
    .out = LM_MESH,
    .params_size = sizeof(smooth_mesh),
    .params = params,
    .plan = plan,
    .run = run,
};
