#include "lamina/odd-planes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CELLS = 16, SAMPLES = 4 * CELLS }; /* along each axis of a plane */

/* How much farther than usual a plane is from its neighbours to be told, and how much of the whole
 * contrast that has to be. */
static const double far = 4, least_contrast = 0.02;

/* A plane in small. */
typedef struct sketch {
    double cells[CELLS * CELLS];
} sketch;

static gint64 spread(int i, gint64 size)
{
    return (gint64)i * (size - 1) / (SAMPLES - 1);
}

static double sample(const lm_volume *volume, gint64 x, gint64 y, gint64 z)
{
    double sum = 0;
    for (int c = 0; c < volume->components; c++)
        sum += lm_volume_get(volume, x, y, z, c);
    return isfinite(sum) ? sum / volume->components : 0;
}

static void draw(const lm_volume *volume, gint64 z, sketch *s)
{
    const double share = (double)(CELLS * CELLS) / (SAMPLES * SAMPLES);
    for (int j = 0; j < SAMPLES; j++)
        for (int i = 0; i < SAMPLES; i++)
            s->cells[j * CELLS / SAMPLES * CELLS + i * CELLS / SAMPLES] +=
                share *
                sample(volume, spread(i, volume->grid.size[0]), spread(j, volume->grid.size[1]), z);
}

static double distance(const sketch *a, const sketch *b)
{
    double sum = 0;
    for (int i = 0; i < CELLS * CELLS; i++)
        sum += fabs(a->cells[i] - b->cells[i]);
    return sum / (CELLS * CELLS);
}

static double contrast(const sketch *sketches, gint64 n)
{
    double least = INFINITY, greatest = -INFINITY;
    for (gint64 z = 0; z < n; z++)
        for (int i = 0; i < CELLS * CELLS; i++) {
            least = MIN(least, sketches[z].cells[i]);
            greatest = MAX(greatest, sketches[z].cells[i]);
        }
    return greatest - least;
}

static int by_value(gconstpointer a, gconstpointer b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* The usual distance of neighbours: the median. */
static double usual_step(const sketch *sketches, gint64 n)
{
    g_autofree double *steps = g_new(double, (gsize)n);
    for (gint64 z = 0; z + 1 < n; z++)
        steps[z] = distance(&sketches[z], &sketches[z + 1]);
    qsort(steps, (size_t)n - 1, sizeof *steps, by_value);
    return steps[(n - 1) / 2];
}

static void mark_unlike(const sketch *sketches, gint64 n, guint8 *odd)
{
    double least = least_contrast * contrast(sketches, n), usual = usual_step(sketches, n);
    for (gint64 z = 1; z + 1 < n; z++) {
        double across = distance(&sketches[z - 1], &sketches[z + 1]);
        double nearer =
            MIN(distance(&sketches[z - 1], &sketches[z]), distance(&sketches[z], &sketches[z + 1]));
        if (nearer > least && nearer > far * MAX(usual, across))
            odd[z] |= LM_PLANE_UNLIKE;
    }
}

/* All voxels alike: such planes may well follow each other. */
static bool is_empty(const char *plane, size_t bytes, size_t voxel)
{
    return bytes <= voxel || memcmp(plane, plane + voxel, bytes - voxel) == 0;
}

static bool is_as_before(const lm_volume *volume, gint64 z)
{
    size_t bytes = lm_volume_plane_bytes(volume);
    const char *plane = (const char *)volume->data + (size_t)z * bytes;
    return z > 0 && memcmp(plane, plane - bytes, bytes) == 0 &&
           !is_empty(plane, bytes, lm_volume_voxel_bytes(volume));
}

guint8 *lm_odd_planes(const lm_volume *volume, lm_context *context, GError **error)
{
    gint64 n = MIN(volume->grid.size[2], LM_ODD_PLANES);
    g_autofree guint8 *odd = g_new0(guint8, LM_ODD_PLANES);
    g_autofree sketch *sketches = g_new0(sketch, (gsize)n);
    for (gint64 z = 0; z < n; z++) {
        if (!lm_context_go_on(context, error))
            return NULL;
        draw(volume, z, &sketches[z]);
        odd[z] = is_as_before(volume, z) ? LM_PLANE_AS_BEFORE : 0;
    }
    if (n > 2)
        mark_unlike(sketches, n, odd);
    return g_steal_pointer(&odd);
}
