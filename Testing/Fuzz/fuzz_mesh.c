/* Surfaces: what is read is a mesh that all else may rely on. */
#include "fuzz.h"

#include "lamina/error.h"
#include "lamina/mesh-file.h"

#include <math.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* All but OBJ are known by their content. */
    const char *path = fuzz_file("surface.obj", data, size);
    GError *error = NULL;
    g_autoptr(lm_mesh) mesh = lm_mesh_read(path, &error);
    g_assert(mesh || g_error_matches(error, LM_ERROR, LM_ERROR_INPUT));
    fuzz_check_error(mesh != NULL, &error, path);
    if (!mesh)
        return 0;
    g_assert(mesh->n_triangles > 0);
    for (size_t i = 0; i < 3 * mesh->n_points; i++)
        g_assert(isfinite(mesh->points[i]));
    for (size_t i = 0; i < 3 * mesh->n_triangles; i++)
        g_assert(mesh->triangles[i] >= 0 && (size_t)mesh->triangles[i] < mesh->n_points);
    return 0;
}
