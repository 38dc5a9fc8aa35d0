#include "lamina/mesh.h"

#include "lamina/alloc.h"
#include "lamina/error.h"

lm_mesh *lm_mesh_new(size_t n_points, size_t n_triangles, GError **error)
{
    float *points = lm_alloc(n_points, 3 * sizeof *points, "the points of a mesh", error);
    if (!points)
        return NULL;
    gint32 *triangles =
        lm_alloc(n_triangles, 3 * sizeof *triangles, "the triangles of a mesh", error);
    if (!triangles) {
        lm_free(points);
        return NULL;
    }
    return lm_mesh_new_take(points, n_points, triangles, n_triangles, error);
}

lm_mesh *lm_mesh_new_take(float *points, size_t n_points, gint32 *triangles, size_t n_triangles,
                          GError **error)
{
    if (n_points > G_MAXINT32) {
        lm_free(points);
        lm_free(triangles);
        lm_fail(error, LM_ERROR_MEMORY,
                "the surface has more than 2147483647 points; crop or resample the volume first");
        return NULL;
    }
    lm_mesh *mesh = g_new0(lm_mesh, 1);
    mesh->ref_count = 1;
    mesh->points = points;
    mesh->n_points = n_points;
    mesh->triangles = triangles;
    mesh->n_triangles = n_triangles;
    return mesh;
}

lm_mesh *lm_mesh_ref(lm_mesh *mesh)
{
    g_atomic_int_inc(&mesh->ref_count);
    return mesh;
}

void lm_mesh_unref(lm_mesh *mesh)
{
    if (!mesh || !g_atomic_int_dec_and_test(&mesh->ref_count))
        return;
    lm_free(mesh->points);
    lm_free(mesh->triangles);
    lm_free(mesh->normals);
    lm_free(mesh->scalars);
    lm_provenance_unref(mesh->provenance);
    g_free(mesh);
}

void lm_mesh_bounds(const lm_mesh *mesh, double bounds[6])
{
    for (int k = 0; k < 3; k++) {
        double lo = 0, hi = 0;
        for (size_t i = 0; i < mesh->n_points; i++) {
            double at = (double)mesh->points[3 * i + (size_t)k];
            lo = i == 0 || at < lo ? at : lo;
            hi = i == 0 || at > hi ? at : hi;
        }
        bounds[2 * k] = lo;
        bounds[2 * k + 1] = hi;
    }
}
