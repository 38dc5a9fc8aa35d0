#include "normals.h"

#include "lamina/alloc.h"
#include "lamina/parallel.h"

#include <math.h>
#include <string.h>

enum { BLOCK = 1 << 12 }; /* triangles, of which the points are known, first and last */

/* Each thread makes the normals of a range of points, from the blocks that have any of these: so
 * they are added up in the order of triangles, however many threads there are. */
typedef struct making {
    const lm_mesh *mesh;
    lm_context *context;
    gint32 (*spans)[2]; /* of each block */
    gint64 n_blocks, n_ranges;
    float *normals;
} making;

static bool find_spans(gint64 lo, gint64 hi, unsigned worker, gpointer user, GError **error)
{
    (void)worker, (void)error;
    const making *m = user;
    for (gint64 i = lo; i < hi; i++) {
        const size_t end = MIN((size_t)(i + 1) * BLOCK, m->mesh->n_triangles);
        gint32 first = G_MAXINT32, last = -1;
        for (size_t k = 3 * (size_t)i * BLOCK; k < 3 * end; k++) {
            first = MIN(first, m->mesh->triangles[k]);
            last = MAX(last, m->mesh->triangles[k]);
        }
        m->spans[i][0] = first;
        m->spans[i][1] = last;
    }
    return true;
}

/* Adds the triangle's normal, as long as twice its area, to those of its points from `first` to
 * before `end`. */
static inline void add_triangle(const making *m, size_t triangle, gint32 first, gint32 end)
{
    const gint32 *t = m->mesh->triangles + 3 * triangle;
    bool in[3];
    for (int c = 0; c < 3; c++)
        in[c] = t[c] >= first && t[c] < end;
    if (!(in[0] || in[1] || in[2]))
        return;
    const float *points = m->mesh->points, *p = points + 3 * (size_t)t[0],
                *q = points + 3 * (size_t)t[1], *r = points + 3 * (size_t)t[2];
    float a[3], b[3], n[3];
    for (int k = 0; k < 3; k++) {
        a[k] = q[k] - p[k];
        b[k] = r[k] - p[k];
    }
    for (int k = 0; k < 3; k++)
        n[k] = a[(k + 1) % 3] * b[(k + 2) % 3] - a[(k + 2) % 3] * b[(k + 1) % 3];
    for (int c = 0; c < 3; c++)
        for (int k = 0; k < 3 && in[c]; k++)
            m->normals[3 * (size_t)t[c] + (size_t)k] += n[k];
}

static void make_unit(float *n)
{
    const double x = (double)n[0], y = (double)n[1], z = (double)n[2];
    double length = sqrt(x * x + y * y + z * z);
    if (!(length > 0))
        n[2] = 1, length = 1;
    for (int k = 0; k < 3; k++)
        n[k] = (float)((double)n[k] / length);
}

static bool make_range(gint64 range, gint64 after, unsigned worker, gpointer user, GError **error)
{
    (void)worker;
    const making *m = user;
    const gint64 n_points = (gint64)m->mesh->n_points;
    const gint32 first = (gint32)(n_points * range / m->n_ranges),
                 end = (gint32)(n_points * after / m->n_ranges);
    memset(m->normals + 3 * (size_t)first, 0, (size_t)(end - first) * 3 * sizeof(float));
    for (gint64 i = 0; i < m->n_blocks; i++) {
        if (m->spans[i][1] < first || m->spans[i][0] >= end)
            continue;
        if (!lm_context_go_on(m->context, error))
            return false;
        const size_t last = MIN((size_t)(i + 1) * BLOCK, m->mesh->n_triangles);
        for (size_t k = (size_t)i * BLOCK; k < last; k++)
            add_triangle(m, k, first, end);
    }
    for (gint32 i = first; i < end; i++)
        make_unit(m->normals + 3 * (size_t)i);
    return true;
}

static bool make(making *m, GError **error)
{
    m->n_blocks = (gint64)((m->mesh->n_triangles + BLOCK - 1) / BLOCK);
    m->n_ranges = lm_context_threads(m->context);
    m->normals = lm_alloc(m->mesh->n_points, 3 * sizeof(float), "the normals", error);
    if (!m->normals)
        return false;
    m->spans = lm_alloc((size_t)m->n_blocks, sizeof *m->spans, "the normals", error);
    return m->spans && lm_parallel(m->context, m->n_blocks, 16, find_spans, m, error) &&
           lm_parallel(m->context, m->n_ranges, 1, make_range, m, error);
}

float *lm_normals_make(const lm_mesh *mesh, lm_context *context, GError **error)
{
    g_autoptr(lm_context) quiet = lm_context_new_step(context);
    making m = {.mesh = mesh, .context = quiet};
    const bool ok = make(&m, error);
    lm_free(m.spans);
    if (!ok)
        g_clear_pointer(&m.normals, lm_free);
    return m.normals;
}
