#include "stand-in.h"

#include "lamina/alloc.h"

#include <math.h>
#include <string.h>

/* Cells that hold points, found by their place. Open addressing: a slot is a cell's number, or -1.
 */
enum { SLOT_BITS = 20, SLOTS = 1 << SLOT_BITS, MOST_CELLS = SLOTS / 2 };
typedef struct cell {
    guint64 place;
    double sum[3];
    guint32 count;
} cell;

typedef struct clusters {
    const lm_mesh *mesh;
    double lo[3], edge; /* of the lattice, mm */
    gint32 *slots;      /* SLOTS */
    cell *cells;        /* MOST_CELLS */
    gint32 n_cells;
    gint32 *cell_of; /* each point's */
} clusters;

static void clusters_clear(clusters *c)
{
    lm_free(c->slots);
    lm_free(c->cells);
    lm_free(c->cell_of);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(clusters, clusters_clear)

static bool clusters_init(clusters *c, GError **error)
{
    c->slots = lm_alloc(SLOTS, sizeof *c->slots, "a stand-in", error);
    c->cells = c->slots ? lm_alloc(MOST_CELLS, sizeof *c->cells, "a stand-in", error) : NULL;
    c->cell_of =
        c->cells ? lm_alloc(c->mesh->n_points, sizeof *c->cell_of, "a stand-in", error) : NULL;
    return c->cell_of != NULL;
}

static guint64 place_of(const clusters *c, const float *point)
{
    enum { BITS = 21 };
    guint64 place = 0;
    for (int k = 0; k < 3; k++) {
        double at = ((double)point[k] - c->lo[k]) / c->edge;
        guint64 step = at > 0 ? (guint64)MIN(at, (1 << BITS) - 1) : 0;
        place = place << BITS | step;
    }
    return place;
}

/* The number of the cell at a place, a new one where there was none; -1 when there are too many. */
static gint32 cell_at(clusters *c, guint64 place)
{
    guint64 slot = place * G_GUINT64_CONSTANT(0x9E3779B97F4A7C15) >> (64 - SLOT_BITS);
    while (c->slots[slot] >= 0 && c->cells[c->slots[slot]].place != place)
        slot = (slot + 1) % SLOTS;
    if (c->slots[slot] < 0) {
        if (c->n_cells == MOST_CELLS)
            return -1;
        c->cells[c->n_cells] = (cell){.place = place};
        c->slots[slot] = c->n_cells++;
    }
    return c->slots[slot];
}

/* Gathers points in cells until there are too many; returns how many points there was room for. */
static size_t gather(clusters *c)
{
    memset(c->slots, 0xFF, SLOTS * sizeof *c->slots);
    c->n_cells = 0;
    for (size_t i = 0; i < c->mesh->n_points; i++) {
        const float *p = c->mesh->points + 3 * i;
        gint32 at = cell_at(c, place_of(c, p));
        if (at < 0)
            return i;
        for (int k = 0; k < 3; k++)
            c->cells[at].sum[k] += (double)p[k];
        c->cells[at].count++;
        c->cell_of[i] = at;
    }
    return c->mesh->n_points;
}

static bool stays(const clusters *c, size_t triangle, gint32 corners[3])
{
    for (int k = 0; k < 3; k++)
        corners[k] = c->cell_of[c->mesh->triangles[3 * triangle + (size_t)k]];
    return corners[0] != corners[1] && corners[1] != corners[2] && corners[2] != corners[0];
}

static size_t count_triangles(const clusters *c)
{
    size_t count = 0;
    gint32 corners[3];
    for (size_t i = 0; i < c->mesh->n_triangles; i++)
        count += stays(c, i, corners);
    return count;
}

/* Coarsens the lattice until no more triangles are left; sets how many are. */
static bool cluster(clusters *c, size_t most, size_t *n_triangles, lm_context *context,
                    GError **error)
{
    while (lm_context_go_on(context, error)) {
        size_t fit = gather(c), all = c->mesh->n_points;
        if (fit < all) {
            c->edge *= 1.05 * sqrt((double)all / (double)MAX(fit, all / 16));
            continue;
        }
        *n_triangles = count_triangles(c);
        if (*n_triangles <= most)
            return true;
        c->edge *= 1.05 * sqrt((double)*n_triangles / (double)most);
    }
    return false;
}

static lm_mesh *mesh_of(const clusters *c, size_t n_triangles, GError **error)
{
    lm_mesh *mesh = lm_mesh_new((size_t)c->n_cells, n_triangles, error);
    if (!mesh)
        return NULL;
    for (gint32 i = 0; i < c->n_cells; i++)
        for (int k = 0; k < 3; k++)
            mesh->points[3 * i + k] = (float)(c->cells[i].sum[k] / c->cells[i].count);
    gint32 *out = mesh->triangles;
    for (size_t i = 0; i < c->mesh->n_triangles; i++) {
        gint32 corners[3];
        if (!stays(c, i, corners))
            continue;
        memcpy(out, corners, sizeof corners);
        out += 3;
    }
    return mesh;
}

static double area_of(const lm_mesh *mesh)
{
    double twice = 0;
    for (size_t i = 0; i < mesh->n_triangles; i++) {
        const gint32 *t = mesh->triangles + 3 * i;
        double a[3], b[3], square = 0;
        for (int k = 0; k < 3; k++) {
            double from = (double)mesh->points[3 * (size_t)t[0] + (size_t)k];
            a[k] = (double)mesh->points[3 * (size_t)t[1] + (size_t)k] - from;
            b[k] = (double)mesh->points[3 * (size_t)t[2] + (size_t)k] - from;
        }
        for (int k = 0; k < 3; k++) {
            double n = a[k] * b[(k + 1) % 3] - a[(k + 1) % 3] * b[k];
            square += n * n;
        }
        twice += sqrt(square);
    }
    return twice / 2;
}

lm_mesh *lm_stand_in_new(const lm_mesh *mesh, size_t most_triangles, lm_context *context,
                         GError **error)
{
    static const double per_cell = 2; /* triangles that a cell face of surface is left with */
    g_auto(clusters) c = {.mesh = mesh};
    double bounds[6];
    size_t n_triangles;
    lm_mesh_bounds(mesh, bounds);
    for (int k = 0; k < 3; k++)
        c.lo[k] = bounds[2 * k];
    c.edge = sqrt(per_cell * area_of(mesh) / (double)most_triangles);
    if (!clusters_init(&c, error) || !cluster(&c, most_triangles, &n_triangles, context, error))
        return NULL;
    return mesh_of(&c, n_triangles, error);
}
