#include "normals.h"

#include "lamina/alloc.h"
#include "lamina/parallel.h"

#include <math.h>

enum { LOOK = 1 << 16 }; /* triangles or points, before it is looked whether to stop */

/* Adds the triangle's normal, as long as twice its area, to its points. */
static void add_triangle(const lm_mesh *mesh, size_t triangle, float *normals)
{
    const gint32 *t = mesh->triangles + 3 * triangle;
    const float *p = mesh->points + 3 * (size_t)t[0], *q = mesh->points + 3 * (size_t)t[1],
                *r = mesh->points + 3 * (size_t)t[2];
    float a[3], b[3];
    for (int k = 0; k < 3; k++) {
        a[k] = q[k] - p[k];
        b[k] = r[k] - p[k];
    }
    for (int k = 0; k < 3; k++) {
        int i = (k + 1) % 3, j = (k + 2) % 3;
        float n = a[i] * b[j] - a[j] * b[i];
        for (int corner = 0; corner < 3; corner++)
            normals[3 * (size_t)t[corner] + (size_t)k] += n;
    }
}

static bool make_unit(gint64 lo, gint64 hi, unsigned worker, gpointer normals, GError **error)
{
    (void)worker, (void)error;
    for (float *n = (float *)normals + 3 * lo; n < (float *)normals + 3 * hi; n += 3) {
        float length = hypotf(hypotf(n[0], n[1]), n[2]);
        if (!(length > 0))
            n[2] = length = 1;
        for (int k = 0; k < 3; k++)
            n[k] /= length;
    }
    return true;
}

float *lm_normals_make(const lm_mesh *mesh, lm_context *context, GError **error)
{
    float *normals = lm_alloc0(mesh->n_points, 3 * sizeof(float), "the normals", error);
    if (!normals)
        return NULL;
    for (size_t i = 0; i < mesh->n_triangles; i++) {
        if (i % LOOK == 0 && !lm_context_go_on(context, error)) {
            lm_free(normals);
            return NULL;
        }
        add_triangle(mesh, i, normals);
    }
    g_autoptr(lm_context) quiet = lm_context_new_step(context);
    if (!lm_parallel(quiet, (gint64)mesh->n_points, LOOK, make_unit, normals, error)) {
        lm_free(normals);
        return NULL;
    }
    return normals;
}
