/* PLY, binary: http://paulbourke.net/dataformats/ply/ */
#include "stream.h"

#include <string.h>

enum { MANY = 32768, GREATEST_VERTEX = 7 * sizeof(float), FACE = 1 + 3 * sizeof(gint32) };

static guint8 *put(guint8 *at, const void *bytes, size_t size)
{
    memcpy(at, bytes, size);
    return at + size;
}

static bool vertices(gint64 lo, gint64 hi, guint8 *room, size_t *size, gpointer user,
                     GError **error)
{
    (void)error;
    const lm_mesh *mesh = user;
    guint8 *at = room;
    for (size_t i = (size_t)lo; i < (size_t)hi; i++) {
        at = put(at, mesh->points + 3 * i, 3 * sizeof(float));
        if (mesh->normals)
            at = put(at, mesh->normals + 3 * i, 3 * sizeof(float));
        if (mesh->scalars)
            at = put(at, mesh->scalars + i, sizeof(float));
    }
    *size = (size_t)(at - room);
    return true;
}

static bool faces(gint64 lo, gint64 hi, guint8 *room, size_t *size, gpointer user, GError **error)
{
    (void)error;
    const lm_mesh *mesh = user;
    static const guint8 three = 3;
    guint8 *at = room;
    for (size_t i = (size_t)lo; i < (size_t)hi; i++) {
        at = put(at, &three, 1);
        at = put(at, mesh->triangles + 3 * i, 3 * sizeof(gint32));
    }
    *size = (size_t)(at - room);
    return true;
}

bool ply_write(const writing *w, GError **error)
{
    const lm_mesh *mesh = w->mesh;
    if (!lm_output_open(w->output, w->path, error) ||
        !lm_output_printf(w->output, error,
                          "ply\nformat binary_little_endian 1.0\n"
                          "comment Lamina surface in millimetres\ncomment SPACE=LPS\n"
                          "element vertex %zu\n"
                          "property float x\nproperty float y\nproperty float z\n%s%s"
                          "element face %zu\nproperty list uchar int vertex_indices\n"
                          "end_header\n",
                          mesh->n_points,
                          mesh->normals ? "property float nx\nproperty float ny\n"
                                          "property float nz\n"
                                        : "",
                          mesh->scalars ? "property float quality\n" : "", mesh->n_triangles))
        return false;
    lm_context_part(w->context, 0, 2);
    if (!stream_items(w, mesh->n_points, MANY, (size_t)MANY * GREATEST_VERTEX, vertices,
                      (gpointer)mesh, error))
        return false;
    lm_context_part(w->context, 1, 2);
    return stream_items(w, mesh->n_triangles, MANY, (size_t)MANY * FACE, faces, (gpointer)mesh,
                        error);
}
