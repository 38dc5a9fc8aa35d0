#include "stand-in.h"

#include "normals.h"

#include "lamina/alloc.h"

#include <math.h>
#include <string.h>

/* Cells that hold points, found by their place. Open addressing: a slot is a cell's number, or -1.
 */
enum {
    SLOT_BITS = 20,
    SLOTS = 1 << SLOT_BITS,
    MOST_CELLS = SLOTS / 2,
    LOOK = 1 << 16, /* points or triangles, before it is looked whether to stop */
};
typedef struct cell {
    guint64 place;
    double sum[3];
    const float *normal; /* of its first point */
    guint32 count;
} cell;

/* Of the place of a second cell there, of points that look the other way. */
static const guint64 other_side = G_GUINT64_CONSTANT(1) << 63;

typedef struct clusters {
    const lm_mesh *mesh;
    const float *normals;
    lm_context *context;
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

/* Whether a loop is at a place where it looks whether it is to stop, and is. */
static bool is_left(const clusters *c, size_t i)
{
    return i % LOOK == 0 && lm_context_cancelled(c->context);
}

/* The number of a point's cell. The sheets of a thin wall stay two, as far as they lie in one cell:
 * as one they would fold over each other. */
static gint32 cell_of_point(clusters *c, size_t point)
{
    const float *normal = c->normals + 3 * point;
    guint64 place = place_of(c, c->mesh->points + 3 * point);
    gint32 at = cell_at(c, place);
    if (at < 0)
        return at;
    cell *first = &c->cells[at];
    if (first->count == 0)
        first->normal = normal;
    const float *n = first->normal;
    bool is_turned = n[0] * normal[0] + n[1] * normal[1] + n[2] * normal[2] < 0;
    return is_turned ? cell_at(c, place | other_side) : at;
}

/* Gathers points in cells until there are too many; returns how many points there was room for. */
static size_t gather(clusters *c)
{
    memset(c->slots, 0xFF, SLOTS * sizeof *c->slots);
    c->n_cells = 0;
    for (size_t i = 0; i < c->mesh->n_points; i++) {
        const float *p = c->mesh->points + 3 * i;
        gint32 at = cell_of_point(c, i);
        if (at < 0 || is_left(c, i))
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
    for (size_t i = 0; i < c->mesh->n_triangles && !is_left(c, i); i++)
        count += stays(c, i, corners);
    return count;
}

/* Coarsens the lattice until no more triangles are left; sets how many are. */
static bool cluster(clusters *c, size_t most, size_t *n_triangles, GError **error)
{
    while (lm_context_go_on(c->context, error)) {
        size_t fit = gather(c), all = c->mesh->n_points;
        if (fit < all) {
            c->edge *= 1.05 * sqrt((double)all / (double)MAX(fit, all / 16));
            continue;
        }
        *n_triangles = count_triangles(c);
        if (*n_triangles <= most)
            return lm_context_go_on(c->context, error);
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

/* The normal of a triangle, not of unit length. */
static void face_normal(const lm_mesh *mesh, const gint32 *t, float normal[3])
{
    const float *p = mesh->points + 3 * (size_t)t[0], *q = mesh->points + 3 * (size_t)t[1],
                *r = mesh->points + 3 * (size_t)t[2];
    for (int k = 0; k < 3; k++) {
        int i = (k + 1) % 3, j = (k + 2) % 3;
        normal[k] = (q[i] - p[i]) * (r[j] - p[j]) - (q[j] - p[j]) * (r[i] - p[i]);
    }
}

/* Whether a normal of the corners points to the other side than the triangle itself. */
static bool is_turned(const float *normals, const gint32 *t, const float face[3])
{
    for (int corner = 0; corner < 3; corner++) {
        const float *n = normals + 3 * (size_t)t[corner];
        if (n[0] * face[0] + n[1] * face[1] + n[2] * face[2] < 0)
            return true;
    }
    return false;
}

/* Gives a triangle points of its own, with its own normal, from point `first` on. */
static void set_apart(lm_mesh *mesh, gint32 *t, const float face[3], size_t first)
{
    const float length = hypotf(hypotf(face[0], face[1]), face[2]);
    for (size_t corner = 0; corner < 3; corner++) {
        memcpy(mesh->points + 3 * (first + corner), mesh->points + 3 * (size_t)t[corner],
               3 * sizeof(float));
        for (size_t k = 0; k < 3; k++)
            mesh->normals[3 * (first + corner) + k] = face[k] / length;
        t[corner] = (gint32)(first + corner);
    }
}

static size_t count_turned(const lm_mesh *mesh, const float *normals)
{
    size_t turned = 0;
    for (size_t i = 0; i < mesh->n_triangles; i++) {
        float face[3];
        face_normal(mesh, mesh->triangles + 3 * i, face);
        turned += is_turned(normals, mesh->triangles + 3 * i, face);
    }
    return turned;
}

/* The same mesh with normals. Where a rough surface is made coarse, sheets fold over each other:
 * the mean normal of a point is that of some of its triangles and the reverse of others, which
 * would be black. These are shaded flat. */
static lm_mesh *shaded(const lm_mesh *mesh, lm_context *context, GError **error)
{
    float *normals = lm_normals_make(mesh, context, error);
    if (!normals)
        return NULL;
    size_t n_points = mesh->n_points, turned = count_turned(mesh, normals);
    lm_mesh *made = lm_mesh_new(n_points + 3 * turned, mesh->n_triangles, error);
    if (made)
        made->normals = lm_alloc(made->n_points, 3 * sizeof(float), "a stand-in", error);
    if (!made || !made->normals) {
        lm_free(normals);
        lm_mesh_unref(made);
        return NULL;
    }
    memcpy(made->points, mesh->points, 3 * n_points * sizeof(float));
    memcpy(made->normals, normals, 3 * n_points * sizeof(float));
    memcpy(made->triangles, mesh->triangles, 3 * mesh->n_triangles * sizeof(gint32));
    for (size_t i = 0; i < mesh->n_triangles; i++) {
        gint32 *t = made->triangles + 3 * i;
        float face[3];
        face_normal(mesh, t, face);
        if (is_turned(normals, t, face)) {
            set_apart(made, t, face, n_points);
            n_points += 3;
        }
    }
    lm_free(normals);
    return made;
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

lm_mesh *lm_stand_in_new(const lm_mesh *mesh, const float *normals, size_t most_triangles,
                         lm_context *context, GError **error)
{
    static const double per_cell = 2; /* triangles that a cell face of surface is left with */
    g_auto(clusters) c = {.mesh = mesh, .normals = normals, .context = context};
    double bounds[6];
    size_t n_triangles;
    lm_mesh_bounds(mesh, bounds);
    for (int k = 0; k < 3; k++)
        c.lo[k] = bounds[2 * k];
    c.edge = sqrt(per_cell * area_of(mesh) / (double)most_triangles);
    if (!clusters_init(&c, error) || !cluster(&c, most_triangles, &n_triangles, error))
        return NULL;
    g_autoptr(lm_mesh) bare = mesh_of(&c, n_triangles, error);
    return bare ? shaded(bare, context, error) : NULL;
}
