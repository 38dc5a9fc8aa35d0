#include "lamina/measure.h"

#include "lamina/alloc.h"
#include "merge.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A mesh whose equal points are one: `same` takes a point to the first that lies there. */
typedef struct merged {
    const lm_mesh *mesh;
    gint32 *same;
} merged;

/* The corners of a triangle; false when two of them are equal. */
static bool corners(const merged *m, size_t triangle, size_t c[3])
{
    for (size_t k = 0; k < 3; k++)
        c[k] = (size_t)m->same[m->mesh->triangles[3 * triangle + k]];
    return c[0] != c[1] && c[1] != c[2] && c[2] != c[0];
}

static int compare_ends(const void *a, const void *b)
{
    guint32 x = *(const guint32 *)a, y = *(const guint32 *)b;
    return (x > y) - (x < y);
}

/* Counts the edges that start at one point. An end is the number of the far point, times two, plus
 * one when the triangle runs along the edge from far to near. Returns how many there are. */
static size_t count_edges(guint32 *ends, size_t count, lm_measures *measures)
{
    size_t edges = 0;
    qsort(ends, count, sizeof *ends, compare_ends);
    for (size_t i = 0, next; i < count; i = next, edges++) {
        size_t backwards = 0;
        for (next = i; next < count && ends[next] / 2 == ends[i] / 2; next++)
            backwards += ends[next] & 1;
        size_t uses = next - i;
        if (uses == 1)
            measures->boundary_edges++;
        else if (uses > 2 || backwards != 1)
            measures->nonmanifold_edges++;
    }
    return edges;
}

static void start_of_edge(const size_t c[3], int k, size_t *near, guint32 *end)
{
    size_t a = c[k], b = c[(k + 1) % 3];
    *near = MIN(a, b);
    *end = (guint32)(2 * MAX(a, b) + (a > b));
}

/* All ends, sorted by counting into one run for each point; first[p] .. first[p + 1]. */
static void gather_ends(const merged *m, size_t *first, guint32 *ends)
{
    size_t n = m->mesh->n_points, c[3], near;
    guint32 end;
    for (size_t t = 0; t < m->mesh->n_triangles; t++)
        for (int k = 0; corners(m, t, c) && k < 3; k++) {
            start_of_edge(c, k, &near, &end);
            first[near]++;
        }
    size_t sum = 0;
    for (size_t i = 0; i <= n; i++)
        first[i] = sum += first[i];
    for (size_t t = 0; t < m->mesh->n_triangles; t++)
        for (int k = 0; corners(m, t, c) && k < 3; k++) {
            start_of_edge(c, k, &near, &end);
            ends[--first[near]] = end;
        }
}

static bool measure_edges(const merged *m, lm_measures *measures, GError **error)
{
    size_t n = m->mesh->n_points, edges = 0;
    size_t *first = lm_alloc0(n + 1, sizeof *first, "the edges of a mesh", error);
    guint32 *ends = NULL;
    if (first)
        ends = lm_alloc(m->mesh->n_triangles, 3 * sizeof *ends, "the edges of a mesh", error);
    if (ends) {
        gather_ends(m, first, ends);
        for (size_t i = 0; i < n; i++)
            edges += count_edges(ends + first[i], first[i + 1] - first[i], measures);
        measures->euler -= (gint64)edges;
        measures->closed = measures->triangles > 0 && measures->boundary_edges == 0;
    }
    lm_free(ends);
    lm_free(first);
    return ends != NULL;
}

static size_t root(gint32 *parent, size_t i)
{
    while ((size_t)parent[i] != i) {
        parent[i] = parent[parent[i]];
        i = (size_t)parent[i];
    }
    return i;
}

/* Points and parts in use. Union-find over the points; -1 marks one that no triangle uses. */
static bool measure_parts(const merged *m, lm_measures *measures, GError **error)
{
    size_t n = m->mesh->n_points, c[3];
    gint32 *parent = lm_alloc(n, sizeof *parent, "the parts of a mesh", error);
    if (!parent)
        return false;
    memset(parent, -1, n * sizeof *parent);
    for (size_t t = 0; t < m->mesh->n_triangles; t++) {
        if (!corners(m, t, c))
            continue;
        for (size_t k = 0; k < 3; k++)
            if (parent[c[k]] < 0) {
                parent[c[k]] = (gint32)c[k];
                measures->points++;
                measures->parts++;
            }
        for (size_t k = 1; k < 3; k++) {
            size_t a = root(parent, c[0]), b = root(parent, c[k]);
            parent[MAX(a, b)] = (gint32)MIN(a, b);
            measures->parts -= a != b;
        }
        measures->triangles++;
    }
    lm_free(parent);
    measures->euler = (gint64)(measures->points + measures->triangles);
    return true;
}

static void point(const lm_mesh *mesh, size_t i, const double origin[3], double p[3])
{
    for (size_t k = 0; k < 3; k++)
        p[k] = (double)mesh->points[3 * i + k] - origin[k];
}

static void measure_bounds(const merged *m, lm_measures *measures)
{
    static const double zero[3] = {0, 0, 0};
    double *b = measures->bounds, p[3];
    size_t c[3];
    bool any = false;
    for (size_t t = 0; t < m->mesh->n_triangles; t++)
        for (size_t i = 0; corners(m, t, c) && i < 3; i++, any = true) {
            point(m->mesh, c[i], zero, p);
            for (int k = 0; k < 3; k++) {
                b[2 * k] = any ? MIN(b[2 * k], p[k]) : p[k];
                b[2 * k + 1] = any ? MAX(b[2 * k + 1], p[k]) : p[k];
            }
        }
}

/* The sum of the tetrahedra between each triangle and the middle of the bounds: a surface far from
 * the world's origin loses no digits. */
static void measure_size(const merged *m, lm_measures *measures)
{
    const double *b = measures->bounds;
    double middle[3] = {(b[0] + b[1]) / 2, (b[2] + b[3]) / 2, (b[4] + b[5]) / 2};
    double p[3][3], six_volumes = 0, two_areas = 0;
    size_t c[3];
    for (size_t t = 0; t < m->mesh->n_triangles; t++) {
        if (!corners(m, t, c))
            continue;
        for (size_t i = 0; i < 3; i++)
            point(m->mesh, c[i], middle, p[i]);
        double u[3], v[3], n2 = 0;
        for (int k = 0; k < 3; k++) {
            u[k] = p[1][k] - p[0][k];
            v[k] = p[2][k] - p[0][k];
        }
        for (int k = 0; k < 3; k++) {
            int i = (k + 1) % 3, j = (k + 2) % 3;
            double n = u[i] * v[j] - u[j] * v[i];
            n2 += n * n;
            six_volumes += n * p[0][k];
        }
        two_areas += sqrt(n2);
    }
    measures->volume_mm3 = six_volumes / 6;
    measures->area_mm2 = two_areas / 2;
}

bool lm_mesh_measure(const lm_mesh *mesh, lm_measures *measures, GError **error)
{
    *measures = (lm_measures){0};
    merged m = {mesh, lm_alloc(mesh->n_points, sizeof *m.same, "merging equal points", error)};
    if (!m.same)
        return false;
    bool ok = lm_merge_points(mesh->points, mesh->n_points, m.same, error) &&
              measure_parts(&m, measures, error) && measure_edges(&m, measures, error);
    if (ok) {
        measure_bounds(&m, measures);
        measure_size(&m, measures);
    }
    lm_free(m.same);
    return ok;
}

GVariant *lm_measures_variant(const lm_measures *measures)
{
    /* A builder, which keeps the order in which people read them. */
    GVariantBuilder dict;
    g_variant_builder_init(&dict, G_VARIANT_TYPE_VARDICT);
    g_variant_builder_add(&dict, "{sv}", "points", g_variant_new_uint64(measures->points));
    g_variant_builder_add(&dict, "{sv}", "triangles", g_variant_new_uint64(measures->triangles));
    g_variant_builder_add(&dict, "{sv}", "parts", g_variant_new_uint64(measures->parts));
    g_variant_builder_add(&dict, "{sv}", "closed", g_variant_new_boolean(measures->closed));
    g_variant_builder_add(&dict, "{sv}", "boundary_edges",
                          g_variant_new_uint64(measures->boundary_edges));
    g_variant_builder_add(&dict, "{sv}", "nonmanifold_edges",
                          g_variant_new_uint64(measures->nonmanifold_edges));
    g_variant_builder_add(&dict, "{sv}", "euler", g_variant_new_int64(measures->euler));
    g_variant_builder_add(&dict, "{sv}", "volume_mm3", g_variant_new_double(measures->volume_mm3));
    g_variant_builder_add(&dict, "{sv}", "area_mm2", g_variant_new_double(measures->area_mm2));
    g_variant_builder_add(
        &dict, "{sv}", "bounds",
        g_variant_new_fixed_array(G_VARIANT_TYPE_DOUBLE, measures->bounds, 6, sizeof(double)));
    return g_variant_builder_end(&dict);
}
