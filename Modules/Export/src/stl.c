/* Binary STL: 80 bytes of text, a count, and fifty bytes for each triangle. */
#include "stream.h"

#include "lamina/error.h"

#include <math.h>
#include <string.h>

enum { FACET = 50, FACETS = 16384 };

/* A triangle's corners as the file holds them; false when two of them are equal. Minus zero becomes
 * zero, so that programs that merge points by their bytes find them equal too. */
static bool corners(const lm_mesh *mesh, size_t triangle, float p[3][3])
{
    for (size_t i = 0; i < 3; i++) {
        const float *from = mesh->points + 3 * (size_t)mesh->triangles[3 * triangle + i];
        for (size_t k = 0; k < 3; k++)
            p[i][k] = from[k] + 0.0f;
    }
    return memcmp(p[0], p[1], sizeof p[0]) != 0 && memcmp(p[1], p[2], sizeof p[0]) != 0 &&
           memcmp(p[2], p[0], sizeof p[0]) != 0;
}

static void normal(float p[3][3], float n[3])
{
    double u[3], v[3], c[3], length = 0;
    for (int k = 0; k < 3; k++) {
        u[k] = (double)p[1][k] - (double)p[0][k];
        v[k] = (double)p[2][k] - (double)p[0][k];
    }
    for (int k = 0; k < 3; k++) {
        int i = (k + 1) % 3, j = (k + 2) % 3;
        c[k] = u[i] * v[j] - u[j] * v[i];
        length += c[k] * c[k];
    }
    length = sqrt(length);
    for (int k = 0; k < 3; k++)
        n[k] = length > 0 ? (float)(c[k] / length) : 0;
}

static bool facets(gint64 lo, gint64 hi, guint8 *room, size_t *size, gpointer user, GError **error)
{
    (void)error;
    const lm_mesh *mesh = user;
    guint8 *at = room;
    for (size_t t = (size_t)lo; t < (size_t)hi; t++) {
        float p[3][3], n[3];
        if (!corners(mesh, t, p))
            continue;
        normal(p, n);
        memcpy(at, n, sizeof n);
        memcpy(at + 12, p, sizeof p);
        memset(at + 48, 0, 2);
        at += FACET;
    }
    *size = (size_t)(at - room);
    return true;
}

static size_t count_facets(const lm_mesh *mesh)
{
    size_t count = 0;
    float p[3][3];
    for (size_t t = 0; t < mesh->n_triangles; t++)
        count += corners(mesh, t, p);
    return count;
}

bool stl_write(const writing *w, GError **error)
{
    /* A file that began with "solid" would be taken for the other, textual STL. */
    char head[80] = "Lamina surface, binary STL. SPACE=LPS UNIT=mm";
    size_t count = count_facets(w->mesh);
    if (count > G_MAXUINT32)
        return lm_fail(error, LM_ERROR_USAGE,
                       "%s: STL holds at most 4294967295 triangles; save it as .ply, or decimate "
                       "it first",
                       w->path);
    guint32 count32 = (guint32)count;
    return lm_output_open(w->output, w->path, error) &&
           lm_output_write(w->output, head, sizeof head, error) &&
           lm_output_write(w->output, &count32, sizeof count32, error) &&
           stream_items(w, w->mesh->n_triangles, FACETS, (size_t)FACET * FACETS, facets,
                        (gpointer)w->mesh, error);
}
