#include "resample_slab.h"

#include "values.h"

#include "lamina/alloc.h"
#include "lamina/fast.h"

#include <math.h>
#include <string.h>

typedef resample_recipe recipe;

enum {
    LANES = 8,      /* rows that are resampled along x at a time */
    MOST_SLOTS = 6, /* planes that an interpolator takes */
    ALIGNMENT = 64,
};

/* What fits the cache of one processor beside all else. */
static const double cache_bytes = 256 << 10;

/* How far the prefilter reaches until what is left out is below the last digit of float, and of
 * 32 bits. */
static const gint64 reach_float = 12, reach_double = 20;

static bool needs_double(lm_type type)
{
    return type == LM_UINT32 || type == LM_INT32;
}

static bool changes(const recipe *r, int axis)
{
    return r->pre[axis].filter != FILTER_NONE || r->post[axis].filter != FILTER_NONE;
}

/* ---- the recipe ---- */

/* Where the output begins and how long its voxels are, along one axis of the input. */
static void place_axis(const lm_grid *in, const lm_grid *out, int axis, resample_pass *pass)
{
    static const double slack = 1e-6;
    double first[3];
    lm_grid_to_index(in, out->origin, first);
    pass->length = out->spacing[axis] / in->spacing[axis];
    pass->start = first[axis] + 0.5 - 0.5 * pass->length;
    double end = pass->start + (double)pass->n_out * pass->length;
    if (fabs(pass->start) < slack && fabs(end - (double)pass->n_in) < slack)
        pass->start = pass->length = 0;
}

static bool is_shift(const resample_pass *pass)
{
    static const double slack = 1e-6;
    return pass->length > 0 && fabs(pass->length - 1) * (double)pass->n_out < slack &&
           fabs(pass->start - round(pass->start)) < slack;
}

static bool shrinks(const resample_pass *pass)
{
    return pass->length > 0 ? pass->length > 1 + 1e-9 : pass->n_out < pass->n_in;
}

static void choose_filters(recipe *r, int axis, const resample_pass *pass, resample_filter filter)
{
    const gint64 n_in = pass->n_in, n_out = pass->n_out;
    resample_pass *pre = &r->pre[axis], *post = &r->post[axis];
    *pre = (resample_pass){FILTER_NONE, n_in, n_in, 0, 0, 0};
    *post = *pass;
    if (pass->length <= 0 && n_in == n_out) {
        post->filter = FILTER_NONE;
    } else if (is_shift(pass) || filter == FILTER_NEAREST) {
        post->filter = FILTER_NEAREST;
    } else if (shrinks(pass)) {
        *pre = *pass;
        pre->filter = FILTER_BOX;
        *post = (resample_pass){FILTER_NONE, n_out, n_out, 0, 0, 0};
    } else {
        post->filter = filter;
        if (filter == FILTER_SPLINE) {
            pre->filter = FILTER_PREFILTER;
            pre->reach = needs_double(r->type) ? reach_double : reach_float;
        }
    }
}

recipe resample_recipe_make(const lm_grid *in, const lm_grid *out, bool fit, resample_filter filter,
                            lm_type type, int components)
{
    recipe r = {.type = type, .components = components};
    for (int k = 0; k < 3; k++) {
        resample_pass pass = {.n_in = in->size[k], .n_out = out->size[k]};
        if (!fit)
            place_axis(in, out, k, &pass);
        choose_filters(&r, k, &pass, filter);
        r.inside[k] = resample_inside(&pass);
    }
    for (int k = 0; k < 3; k++)
        if (r.inside[k].lo == r.inside[k].hi)
            r.inside[0] = r.inside[1] = r.inside[2] = (lm_zrange){0, 0};
    return r;
}

static lm_zrange common(lm_zrange a, lm_zrange b)
{
    lm_zrange both = {MAX(a.lo, b.lo), MIN(a.hi, b.hi)};
    return both.lo < both.hi ? both : (lm_zrange){0, 0};
}

lm_zrange resample_need(const recipe *r, lm_zrange out)
{
    lm_zrange planes = common(out, r->inside[2]);
    if (planes.lo == planes.hi)
        return out.lo < r->inside[2].lo ? (lm_zrange){0, 1}
                                        : (lm_zrange){r->pre[2].n_in - 1, r->pre[2].n_in};
    return resample_span(&r->pre[2], resample_span(&r->post[2], planes));
}

/* ---- how much is worked on at a time ---- */

typedef struct layout {
    bool direct;      /* only z changes and needs one pass: no window is kept */
    int steps;        /* passes inside a plane, those along x counting as one */
    size_t length[2]; /* values in a row of the input, and of what is inside of the output */
    gint64 band;      /* rows of output */
    size_t slots;     /* planes in the window */
    size_t rows;      /* that are summed at most */
    /* Values in: a buffer between two steps, the window; lanes in a row. */
    size_t buffer, window, columns;
} layout;

/* At most how many inputs so many outputs in a row take. */
static gint64 inputs_of(const resample_pass *p, gint64 outputs)
{
    if (p->filter == FILTER_NONE)
        return outputs;
    double each = p->filter == FILTER_PREFILTER ? 1
                  : p->length > 0               ? p->length
                                                : (double)p->n_in / (double)p->n_out;
    double most = ceil((double)outputs * each) + (double)resample_most_taps(p) + 1;
    return (gint64)MIN(most, (double)p->n_in);
}

/* Rows of a buffer for a band of so many. */
static gint64 buffer_rows(const recipe *r, gint64 band)
{
    gint64 middle = inputs_of(&r->post[1], band);
    return MAX(middle, inputs_of(&r->pre[1], middle));
}

static gint64 band_rows(const recipe *r, const layout *l)
{
    const gint64 rows = MAX(r->inside[1].hi - r->inside[1].lo, 1);
    const double value = needs_double(r->type) ? sizeof(double) : sizeof(float);
    const double length = (double)MAX(l->length[0], l->length[1]);
    double per_row = value * length * ((double)l->slots + (l->steps > 0));
    gint64 band = (gint64)MAX(cache_bytes / per_row, 1);
    /* Rows around a band are made again for the next one. */
    gint64 halo = buffer_rows(r, 1) - 1;
    double growth = (double)r->post[1].n_out / (double)r->pre[1].n_in;
    return MIN(rows, MAX(band, (gint64)(6 * (double)halo * MAX(growth, 1))));
}

static layout layout_of(const recipe *r)
{
    layout l = {.slots = resample_most_taps(&r->post[2])};
    const bool pre_y = r->pre[1].filter != FILTER_NONE, post_y = r->post[1].filter != FILTER_NONE;
    const size_t components = (size_t)r->components;
    l.steps = pre_y + changes(r, 0) + post_y;
    l.direct = l.steps == 0 && r->pre[2].filter == FILTER_NONE;
    l.length[0] = (size_t)r->pre[0].n_in * components;
    l.length[1] = (size_t)(r->inside[0].hi - r->inside[0].lo) * components;
    l.band = band_rows(r, &l);
    l.rows = MAX(resample_most_taps(&r->pre[2]), l.slots);
    l.rows = MAX(l.rows, MAX(resample_most_taps(&r->pre[1]), resample_most_taps(&r->post[1])));
    l.columns = changes(r, 0) ? MAX(l.length[0], l.length[1]) : 0;
    if (l.steps > 0)
        l.buffer = (size_t)buffer_rows(r, l.band) * MAX(l.length[0], l.length[1]);
    if (!l.direct)
        l.window = l.slots * (size_t)l.band * l.length[1];
    return l;
}

static guint64 rounded_up(guint64 bytes)
{
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

/* The next so many bytes of a block. */
static void *take(char **block, guint64 bytes)
{
    void *at = *block;
    *block += rounded_up(bytes);
    return at;
}

static guint64 block_bytes(const recipe *r, const layout *l)
{
    guint64 value = needs_double(r->type) ? sizeof(double) : sizeof(float);
    return 2 * rounded_up(l->buffer * value) + rounded_up(l->window * value) +
           3 * rounded_up(l->columns * value * LANES) + rounded_up(l->length[1] * value) +
           rounded_up(l->rows * sizeof(void *)) + rounded_up(l->slots * sizeof(gint64));
}

/* ---- tables ---- */

/* Along x and y of all that is inside, empty where there is nothing to do; along z of the slab. */
typedef struct tables {
    resample_table pre[3], post[3];
} tables;

static void clear_tables(tables *t)
{
    for (int k = 0; k < 3; k++) {
        resample_table_clear(&t->pre[k]);
        resample_table_clear(&t->post[k]);
    }
}

static bool make_tables(const recipe *r, lm_zrange planes, tables *t, GError **error)
{
    bool ok = true;
    for (int k = 0; ok && k < 3; k++) {
        const lm_zrange out = k == 2 ? planes : r->inside[k];
        const lm_zrange middle = resample_span(&r->post[k], out);
        if (k == 2 || r->post[k].filter != FILTER_NONE)
            ok = resample_table_make(&r->post[k], out, &t->post[k], error);
        if (ok && (k == 2 || r->pre[k].filter != FILTER_NONE))
            ok = resample_table_make(&r->pre[k], middle, &t->pre[k], error);
    }
    return ok;
}

guint64 resample_scratch(const recipe *r, gint64 planes)
{
    const layout l = layout_of(r);
    guint64 bytes = block_bytes(r, &l);
    for (int k = 0; k < 3; k++) {
        gint64 out = k == 2 ? planes : r->inside[k].hi - r->inside[k].lo;
        bytes += resample_table_bytes(&r->post[k], out);
        bytes += resample_table_bytes(&r->pre[k], inputs_of(&r->post[k], out));
    }
    return bytes;
}

gint64 resample_slab_planes(const recipe *r)
{
    const layout l = layout_of(r);
    if (l.direct || l.slots == 1)
        return 0;
    double growth = (double)r->post[2].n_out / (double)r->post[2].n_in;
    return (gint64)(8 * (double)l.slots * MAX(growth, 1));
}

double resample_cost(const recipe *r)
{
    double cost = 0, values = r->components;
    for (int k = 0; k < 3; k++)
        values *= (double)r->post[k].n_out;
    for (int k = 0; k < 3; k++)
        cost += values * ((double)resample_most_taps(&r->post[k]) * 0.1 + 0.3) * 1e-9;
    return cost;
}

/* ---- the work ---- */

/* Row y of plane z, from the first voxel that is inside. */
static void *row_of(const lm_slab *out, const recipe *r, gint64 y, gint64 z)
{
    size_t voxel = lm_type_size(out->type) * (size_t)out->components;
    return (char *)lm_slab_plane(out, z) +
           (size_t)(y * out->grid.size[0] + r->inside[0].lo) * voxel;
}

#define EACH_TYPE(X)                                                                               \
    X(UINT8, guint8) X(INT8, gint8) X(UINT16, guint16) X(INT16, gint16) X(FLOAT32, float)
#define REAL       float
#define IN_REAL(x) x##_float
#include "resample_rows.h"
#undef EACH_TYPE
#undef REAL
#undef IN_REAL
#define EACH_TYPE(X) X(UINT32, guint32) X(INT32, gint32)
#define REAL         double
#define IN_REAL(x)   x##_double
#include "resample_rows.h"
#undef EACH_TYPE
#undef REAL
#undef IN_REAL

static bool weighted(const recipe *r, const lm_slab *in, lm_slab *out, lm_zrange planes,
                     lm_context *context, GError **error)
{
    const layout l = layout_of(r);
    tables t = {0};
    bool ok = make_tables(r, planes, &t, error);
    char *block = ok ? lm_alloc(block_bytes(r, &l), 1, "the rows of a resampling", error) : NULL;
    if (block)
        ok = (needs_double(r->type) ? resample_double : resample_float)(r, &l, &t, in, out, planes,
                                                                        block, context, error);
    lm_free(block);
    clear_tables(&t);
    return block && ok;
}

/* Constant sizes, so that each copy is one move. */
static void pick(const char *from, const resample_table *columns, size_t voxel, char *to)
{
    const resample_taps *taps = columns->taps;
    const size_t count = (size_t)(columns->out.hi - columns->out.lo);
    if (taps[count - 1].first - taps[0].first == (gint64)count - 1) {
        memcpy(to, from + (size_t)taps[0].first * voxel, count * voxel);
        return;
    }
#define PICK(BYTES)                                                                                \
    for (size_t i = 0; i < count; i++)                                                             \
    memcpy(to + i * (BYTES), from + (size_t)taps[i].first * (BYTES), BYTES)
    if (voxel == 1)
        PICK(1);
    else if (voxel == 2)
        PICK(2);
    else if (voxel == 4)
        PICK(4);
    else
        PICK(voxel);
#undef PICK
}

static bool only_copies(const recipe *r)
{
    for (int k = 0; k < 3; k++)
        if (r->pre[k].filter != FILTER_NONE || r->post[k].filter > FILTER_NEAREST)
            return false;
    return true;
}

/* Voxels are copied as they are. */
static bool copies(const recipe *r, const lm_slab *in, lm_slab *out, lm_zrange planes,
                   lm_context *context, GError **error)
{
    const size_t voxel = lm_type_size(in->type) * (size_t)in->components;
    const size_t in_row = (size_t)in->grid.size[0] * voxel;
    resample_table columns;
    if (!resample_table_make(&r->post[0], r->inside[0], &columns, error))
        return false;
    bool ok = true;
    for (gint64 z = planes.lo; ok && z < planes.hi; z++) {
        const char *plane = lm_slab_plane(in, resample_nearest(&r->post[2], z));
        for (gint64 y = r->inside[1].lo; y < r->inside[1].hi; y++) {
            const char *from = plane + (size_t)resample_nearest(&r->post[1], y) * in_row;
            pick(from, &columns, voxel, row_of(out, r, y, z));
        }
        ok = lm_context_go_on(context, error);
    }
    resample_table_clear(&columns);
    return ok;
}

/* So many values from the one at `at` on. */
static void fill_values(lm_slab *out, size_t at, size_t count, double fill)
{
    switch (out->type) {
#define FILL(NAME, T)                                                                              \
    case LM_##NAME: {                                                                              \
        T value, *to = (T *)out->data + at;                                                        \
        lm_values_from_double(&fill, 1, &value, out->type, 1);                                     \
        for (size_t i = 0; i < count; i++)                                                         \
            to[i] = value;                                                                         \
        break;                                                                                     \
    }
        LM_FOR_EACH_TYPE (FILL)
#undef FILL
    }
}

static void fill_outside(const recipe *r, lm_slab *out)
{
    const size_t components = (size_t)out->components, n = (size_t)out->grid.size[0];
    const size_t lo = (size_t)r->inside[0].lo, hi = (size_t)r->inside[0].hi;
    size_t at = 0;
    for (gint64 z = out->z.lo; z < out->z.hi; z++)
        for (gint64 y = 0; y < out->grid.size[1]; y++, at += n * components) {
            bool inside = z >= r->inside[2].lo && z < r->inside[2].hi && y >= r->inside[1].lo &&
                          y < r->inside[1].hi;
            fill_values(out, at, (inside ? lo : n) * components, r->fill);
            if (inside)
                fill_values(out, at + hi * components, (n - hi) * components, r->fill);
        }
}

bool resample_slab(const recipe *r, const lm_slab *in, lm_slab *out, lm_context *context,
                   GError **error)
{
    const lm_zrange planes = common(out->z, r->inside[2]);
    fill_outside(r, out);
    if (planes.lo == planes.hi)
        return true;
    return (only_copies(r) ? copies : weighted)(r, in, out, planes, context, error);
}
