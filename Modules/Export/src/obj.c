/* Wavefront OBJ, as text. */
#include "stream.h"

#include "lamina/number.h"

enum { MANY = 16384, GREATEST_LINE = 3 + 3 * LM_FLOAT_TEXT };

static guint8 *put_text(guint8 *at, const char *text)
{
    while (*text)
        *at++ = (guint8)*text++;
    return at;
}

static guint8 *put_vector(guint8 *at, const char *key, const float v[3])
{
    char number[LM_FLOAT_TEXT];
    at = put_text(at, key);
    for (int k = 0; k < 3; k++) {
        *at++ = ' ';
        lm_float_text(v[k], number);
        at = put_text(at, number);
    }
    *at++ = '\n';
    return at;
}

static guint8 *put_index(guint8 *at, gint64 index)
{
    char backwards[20];
    int length = 0;
    do
        backwards[length++] = (char)('0' + index % 10);
    while (index /= 10);
    while (length)
        *at++ = (guint8)backwards[--length];
    return at;
}

typedef struct vectors {
    const char *key;
    const float *values;
    size_t count;
} vectors;

static bool vector_lines(gint64 lo, gint64 hi, guint8 *room, size_t *size, gpointer user,
                         GError **error)
{
    (void)error;
    const vectors *v = user;
    guint8 *at = room;
    for (size_t i = (size_t)lo; i < (size_t)hi; i++)
        at = put_vector(at, v->key, v->values + 3 * i);
    *size = (size_t)(at - room);
    return true;
}

static bool face_lines(gint64 lo, gint64 hi, guint8 *room, size_t *size, gpointer user,
                       GError **error)
{
    (void)error;
    const lm_mesh *mesh = user;
    guint8 *at = room;
    for (size_t i = 3 * (size_t)lo; i < 3 * (size_t)hi; i++) {
        gint64 index = (gint64)mesh->triangles[i] + 1; /* they count from 1 */
        at = put_text(at, i % 3 == 0 ? "f " : " ");
        at = put_index(at, index);
        if (mesh->normals) {
            at = put_text(at, "//");
            at = put_index(at, index);
        }
        if (i % 3 == 2)
            *at++ = '\n';
    }
    *size = (size_t)(at - room);
    return true;
}

static bool write_vectors(const writing *w, vectors v, unsigned part, GError **error)
{
    lm_context_part(w->context, part, 3);
    return stream_items(w, v.count, MANY, (size_t)MANY * GREATEST_LINE, vector_lines, &v, error);
}

static bool write_faces(const writing *w, GError **error)
{
    lm_context_part(w->context, 2, 3);
    return stream_items(w, w->mesh->n_triangles, MANY, (size_t)MANY * GREATEST_LINE, face_lines,
                        (gpointer)w->mesh, error);
}

bool obj_write(const writing *w, GError **error)
{
    const lm_mesh *mesh = w->mesh;
    vectors points = {"v", mesh->points, mesh->n_points};
    vectors normals = {"vn", mesh->normals, mesh->normals ? mesh->n_points : 0};
    return lm_output_open(w->output, w->path, error) &&
           lm_output_printf(w->output, error, "# Lamina surface in millimetres\n# SPACE=LPS\n") &&
           write_vectors(w, points, 0, error) && write_vectors(w, normals, 1, error) &&
           write_faces(w, error);
}
