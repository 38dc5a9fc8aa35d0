#include "resample_pass.h"

#include "lamina/alloc.h"

#include <math.h>
#include <string.h>

/* A place among the inputs: between `left` and the one after it, `rest` of the way. */
typedef struct place {
    gint64 left;
    double rest;
} place;

/* Places that differ by less are the same: grids of files are written in decimals. */
static const double slack = 1e-6;

static place place_of(double x)
{
    double whole = round(x);
    if (fabs(x - whole) < slack)
        return (place){(gint64)whole, 0};
    return (place){(gint64)floor(x), x - floor(x)};
}

static place place_of_ratio(gint64 a, gint64 b)
{
    gint64 left = a / b - (a % b < 0);
    return (place){left, (double)(a - left * b) / (double)b};
}

/* In units of inputs from the first one's centre. */
static place centre_of(const resample_pass *p, gint64 i)
{
    if (p->length > 0)
        return place_of(p->start + ((double)i + 0.5) * p->length - 0.5);
    return place_of_ratio((2 * i + 1) * p->n_in - p->n_out, 2 * p->n_out);
}

/* Where output i begins, in units of inputs from the first one's outer face; not outside. */
static place face_of(const resample_pass *p, gint64 i)
{
    if (p->length > 0)
        return place_of(CLAMP(p->start + (double)i * p->length, 0, (double)p->n_in));
    return place_of_ratio(i * p->n_in, p->n_out);
}

lm_zrange resample_inside(const resample_pass *p)
{
    if (p->length <= 0)
        return (lm_zrange){0, p->n_out};
    double lo = ceil(-p->start / p->length - 0.5 - slack);
    double hi = floor(((double)p->n_in - p->start) / p->length - 0.5 + slack) + 1;
    lm_zrange inside = {(gint64)CLAMP(lo, 0, (double)p->n_out),
                        (gint64)CLAMP(hi, 0, (double)p->n_out)};
    return inside.lo < inside.hi ? inside : (lm_zrange){0, 0};
}

gint64 resample_nearest(const resample_pass *p, gint64 i)
{
    place at = centre_of(p, i);
    return CLAMP(at.left + (at.rest >= 0.5), 0, p->n_in - 1);
}

/* How many inputs an interpolator takes to the left of the place, besides the closest one; as many
 * to the right. */
static gint64 beside(resample_filter filter)
{
    switch (filter) {
    case FILTER_CUBIC:
    case FILTER_SPLINE:
        return 1;
    case FILTER_LANCZOS:
        return 2;
    default:
        return 0;
    }
}

static lm_zrange clipped(const resample_pass *p, gint64 first, gint64 last)
{
    return (lm_zrange){CLAMP(first, 0, p->n_in - 1), CLAMP(last, 0, p->n_in - 1) + 1};
}

/* Inputs of an output at this place, or a few more. */
static lm_zrange around(const resample_pass *p, place at)
{
    gint64 halo = beside(p->filter), first = at.left - halo, last = at.left + 1 + halo;
    if (p->filter == FILTER_SPLINE) /* what is mirrored at the ends */
        return clipped(p, MIN(first, p->n_in - 3), MAX(last, 2));
    return clipped(p, first, last);
}

static lm_zrange span_of(const resample_pass *p, gint64 i)
{
    switch (p->filter) {
    case FILTER_NONE:
        return (lm_zrange){i, i + 1};
    case FILTER_NEAREST: {
        gint64 nearest = resample_nearest(p, i);
        return (lm_zrange){nearest, nearest + 1};
    }
    case FILTER_PREFILTER:
        return clipped(p, i - p->reach, i + p->reach);
    case FILTER_BOX: {
        place end = face_of(p, i + 1);
        return clipped(p, face_of(p, i).left, end.left - (end.rest == 0));
    }
    default:
        return around(p, centre_of(p, i));
    }
}

lm_zrange resample_span(const resample_pass *p, lm_zrange out)
{
    return (lm_zrange){span_of(p, out.lo).lo, span_of(p, out.hi - 1).hi};
}

size_t resample_most_taps(const resample_pass *p)
{
    gint64 most = 1;
    switch (p->filter) {
    case FILTER_NONE:
    case FILTER_NEAREST:
        break;
    case FILTER_PREFILTER:
        most = 2 * p->reach + 1;
        break;
    case FILTER_BOX:
        most = (gint64)ceil(p->length > 0 ? p->length : (double)p->n_in / (double)p->n_out) + 1;
        break;
    default:
        most = 2 + 2 * beside(p->filter);
    }
    return (size_t)MIN(most, p->n_in);
}

/* ---- weights ---- */

static double sinc(double x)
{
    return x == 0 ? 1 : sin(G_PI * x) / (G_PI * x);
}

/* Of an input at the distance d. */
static double weight_at(resample_filter filter, double d)
{
    d = fabs(d);
    switch (filter) {
    case FILTER_LINEAR:
        return d < 1 ? 1 - d : 0;
    case FILTER_CUBIC:
        if (d < 1)
            return (1.5 * d - 2.5) * d * d + 1;
        return d < 2 ? ((-0.5 * d + 2.5) * d - 4) * d + 2 : 0;
    case FILTER_LANCZOS:
        return d < 3 ? sinc(d) * sinc(d / 3) : 0;
    case FILTER_SPLINE:
        if (d < 1)
            return (0.5 * d - 1) * d * d + 2.0 / 3;
        return d < 2 ? (2 - d) * (2 - d) * (2 - d) / 6 : 0;
    default:
        return 0;
    }
}

/* The input that stands for index i, which may lie outside. */
static gint64 folded(const resample_pass *p, gint64 i)
{
    if (p->n_in == 1 || (p->filter != FILTER_SPLINE && p->filter != FILTER_PREFILTER))
        return CLAMP(i, 0, p->n_in - 1);
    gint64 period = 2 * (p->n_in - 1), turn = (i % period + period) % period;
    return MIN(turn, period - turn);
}

/* Each of these adds to the weights of the inputs from `first` on. */
static void add_interpolation(const resample_pass *p, gint64 i, gint64 first, double *weights)
{
    place at = centre_of(p, i);
    if (at.rest == 0 && p->filter != FILTER_SPLINE) {
        weights[folded(p, at.left) - first] += 1;
        return;
    }
    gint64 halo = beside(p->filter);
    for (gint64 k = -halo; k <= halo + 1; k++)
        weights[folded(p, at.left + k) - first] += weight_at(p->filter, (double)k - at.rest);
}

static void add_prefilter(const resample_pass *p, gint64 i, gint64 first, double *weights)
{
    static const double pole = -0.26794919243112270647; /* sqrt(3) - 2 */
    double response = 1;
    weights[i - first] += response;
    for (gint64 k = 1; k <= p->reach; k++) {
        response *= pole;
        weights[folded(p, i - k) - first] += response;
        weights[folded(p, i + k) - first] += response;
    }
}

static void add_box(const resample_pass *p, gint64 i, gint64 first, double *weights)
{
    place begin = face_of(p, i), end = face_of(p, i + 1);
    for (gint64 k = begin.left; k < end.left; k++)
        weights[k - first] += 1;
    weights[begin.left - first] -= begin.rest;
    if (end.rest > 0)
        weights[end.left - first] += end.rest;
}

/* The taps of output i, `weights` having room for the most and being all zero. */
static resample_taps taps_of(const resample_pass *p, gint64 i, double *weights)
{
    lm_zrange span = span_of(p, i);
    switch (p->filter) {
    case FILTER_NONE:
    case FILTER_NEAREST:
        weights[0] = 1;
        break;
    case FILTER_PREFILTER:
        add_prefilter(p, i, span.lo, weights);
        break;
    case FILTER_BOX:
        add_box(p, i, span.lo, weights);
        break;
    default:
        add_interpolation(p, i, span.lo, weights);
    }
    resample_taps taps = {span.lo, (size_t)(span.hi - span.lo), weights};
    while (taps.count > 1 && taps.weights[taps.count - 1] == 0)
        taps.count--;
    for (; taps.count > 1 && taps.weights[0] == 0; taps.weights++) {
        taps.first++;
        taps.count--;
    }
    double sum = 0;
    for (gint64 k = span.lo; k < span.hi; k++)
        sum += weights[k - span.lo];
    for (gint64 k = span.lo; k < span.hi; k++)
        weights[k - span.lo] /= sum;
    return taps;
}

guint64 resample_table_bytes(const resample_pass *p, gint64 outputs)
{
    return (guint64)outputs * (sizeof(resample_taps) + resample_most_taps(p) * sizeof(double));
}

bool resample_table_make(const resample_pass *p, lm_zrange out, resample_table *table,
                         GError **error)
{
    size_t count = (size_t)(out.hi - out.lo), most = resample_most_taps(p);
    *table = (resample_table){.out = out, .most = most};
    table->taps = lm_alloc0(count, sizeof *table->taps + most * sizeof(double),
                            "the weights of a resampling", error);
    if (!table->taps)
        return false;
    double *weights = (double *)(table->taps + count);
    for (size_t k = 0; k < count; k++)
        table->taps[k] = taps_of(p, out.lo + (gint64)k, weights + k * most);
    return true;
}

void resample_table_clear(resample_table *table)
{
    lm_free(table->taps);
    *table = (resample_table){.taps = NULL};
}

const resample_taps *resample_taps_of(const resample_table *table, gint64 i)
{
    return &table->taps[i - table->out.lo];
}
