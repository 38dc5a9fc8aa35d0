#include "align_stack.h"

#include "lamina/alloc.h"
#include "lamina/parallel.h"
#include "lamina/slab.h"
#include "values.h"

#include <string.h>

typedef struct mover {
    const lm_volume *in;
    const align_slice *slices;
    bool nearest;
    lm_volume *out;
    double *work; /* of each thread: a plane and a row */
    size_t work_each;
    lm_context *context;
} mover;

static void cubic(double t, double weight[4])
{
    weight[0] = t * (t * (2 - t) - 1) / 2;
    weight[1] = (t * t * (3 * t - 5) + 2) / 2;
    weight[2] = t * (t * (4 - 3 * t) + 1) / 2;
    weight[3] = t * t * (t - 1) / 2;
}

/* A neighbour of no weight is not looked at: what is no number stays local. */
static double at_cubic(const double *plane, const gint64 size[2], double u, double v)
{
    const gint64 x = (gint64)floor(u), y = (gint64)floor(v);
    double a[4], b[4], sum = 0;
    cubic(u - (double)x, a);
    cubic(v - (double)y, b);
    for (gint64 k = 0; k < 4; k++) {
        const double *row = plane + CLAMP(y - 1 + k, 0, size[1] - 1) * size[0];
        for (gint64 i = 0; i < 4 && b[k] != 0; i++)
            if (a[i] != 0)
                sum += a[i] * b[k] * row[CLAMP(x - 1 + i, 0, size[0] - 1)];
    }
    return sum;
}

static double at_nearest(const double *plane, const gint64 size[2], double u, double v)
{
    const gint64 x = (gint64)floor(u + 0.5), y = (gint64)floor(v + 0.5);
    return plane[y * size[0] + x];
}

/* Row j of the moved slice; `back` leads from its places to those of the slice that was. */
static void move_row(const mover *m, const double *plane, align_motion back, gint64 j, double *row)
{
    const lm_grid *grid = &m->in->grid;
    const double *s = grid->spacing;
    const double middle[2] = {(double)(grid->size[0] - 1) / 2, (double)(grid->size[1] - 1) / 2};
    const double y = s[1] * ((double)j - middle[1]);
    for (gint64 i = 0; i < grid->size[0]; i++) {
        const double x = s[0] * ((double)i - middle[0]);
        const double complex from = back.turn * (x + I * y) + back.shift;
        const double u = CLAMP(creal(from) / s[0] + middle[0], 0, 2 * middle[0]);
        const double v = CLAMP(cimag(from) / s[1] + middle[1], 0, 2 * middle[1]);
        row[i] = (m->nearest ? at_nearest : at_cubic)(plane, grid->size, u, v);
    }
}

static bool move_slice(const mover *m, gint64 z, double *plane, GError **error)
{
    const lm_volume *in = m->in;
    const gint64 width = in->grid.size[0], height = in->grid.size[1];
    const size_t stride = (size_t)in->components, bytes = lm_type_size(in->type);
    const align_motion back = align_motion_inverse(m->slices[z].move);
    const size_t offset = (size_t)z * lm_volume_plane_bytes(in);
    double *row = plane + width * height;
    for (size_t c = 0; c < stride; c++) {
        const char *from = (const char *)in->data + offset + c * bytes;
        char *to = (char *)m->out->data + offset + c * bytes;
        lm_values_to_double(from, in->type, stride, (size_t)(width * height), plane);
        for (gint64 y = 0; y < height; y++) {
            if (!lm_context_go_on(m->context, error))
                return false;
            move_row(m, plane, back, y, row);
            lm_values_from_double(row, (size_t)width, to + (size_t)(y * width) * stride * bytes,
                                  in->type, stride);
        }
    }
    return true;
}

static bool stays(align_motion m)
{
    return m.turn == 1 && m.shift == 0;
}

static bool move_some(gint64 lo, gint64 hi, unsigned worker, gpointer user, GError **error)
{
    const mover *m = user;
    const size_t bytes = lm_volume_plane_bytes(m->in);
    for (gint64 z = lo; z < hi; z++) {
        if (stays(m->slices[z].move))
            memcpy((char *)m->out->data + (size_t)z * bytes,
                   (const char *)m->in->data + (size_t)z * bytes, bytes);
        else if (!move_slice(m, z, m->work + worker * m->work_each, error))
            return false;
    }
    return true;
}

static size_t work_each(const lm_grid *grid)
{
    return (size_t)((grid->size[1] + 1) * grid->size[0]);
}

guint64 align_move_scratch_per_thread(const lm_grid *grid)
{
    return work_each(grid) * sizeof(double);
}

bool align_move(const lm_volume *in, const align_slice *slices, bool nearest, lm_volume *out,
                lm_context *context, GError **error)
{
    mover m = {.in = in,
               .slices = slices,
               .nearest = nearest,
               .out = out,
               .work_each = work_each(&in->grid),
               .context = context};
    m.work = lm_alloc(lm_context_threads(context), m.work_each * sizeof(double),
                      "a slice to be moved", error);
    const bool ok = m.work && lm_parallel(context, in->grid.size[2], 1, move_some, &m, error);
    lm_free(m.work);
    return ok;
}
