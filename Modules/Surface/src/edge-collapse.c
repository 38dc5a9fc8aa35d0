#include "edge-collapse.h"

#include "lamina/alloc.h"
#include "lamina/error.h"
#include "merge.h"
#include "queue.h"

#include <math.h>
#include <string.h>

enum { CHECK_EVERY = 1024 };

static const guint32 NO_CORNER = G_MAXUINT32;

/* The weighted sum of squared distances from planes and points: x' A x + 2 b' x + c. */
typedef struct quadric {
    double a[6]; /* xx xy xz yy yz zz */
    double b[3], c;
} quadric;

/* The mesh at work. Corner 3 t + k is corner k of triangle t; the corners at one point form a ring.
 * A triangle that is gone has -1 as its first point. */
typedef struct work {
    size_t n_points, n_triangles; /* as at the start */
    size_t left;                  /* triangles */
    double middle[3];             /* quadrics are relative to it, for digits */
    float *points;
    gint32 *triangles;
    guint32 *corner; /* one of each point; NO_CORNER for a point that is gone */
    guint32 *next;   /* in the ring */
    quadric *quadrics;
    guint8 *held;    /* points that stay */
    guint8 *skipped; /* points with a cheaper edge that could not be collapsed */
    gint32 *partner; /* the other end of a point's cheapest edge to a higher point */
    guint32 *mark, stamp;
    lm_queue queue;
} work;

guint64 lm_edge_collapse_bytes(guint64 points, guint64 triangles)
{
    const work *w = NULL; /* for the sizes only */
    guint64 each_point = 3 * sizeof *w->points + sizeof *w->corner + sizeof *w->quadrics +
                         sizeof *w->held + sizeof *w->skipped + sizeof *w->partner +
                         sizeof *w->mark + LM_QUEUE_POINT_BYTES;
    guint64 each_triangle = 3 * (sizeof *w->triangles + sizeof *w->next);
    return points * each_point + triangles * each_triangle;
}

static void place_of(const work *w, gint32 point, double x[3])
{
    for (size_t k = 0; k < 3; k++)
        x[k] = (double)w->points[3 * (size_t)point + k] - w->middle[k];
}

static double dot(const double a[3], const double b[3])
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/* Twice the area, along the normal. */
static void area_of(const double p[3], const double q[3], const double r[3], double area[3])
{
    double u[3], v[3];
    for (int k = 0; k < 3; k++) {
        u[k] = q[k] - p[k];
        v[k] = r[k] - p[k];
    }
    for (int k = 0; k < 3; k++)
        area[k] = u[(k + 1) % 3] * v[(k + 2) % 3] - u[(k + 2) % 3] * v[(k + 1) % 3];
}

/* In loops over all of the mesh. */
static bool go_on(size_t turn, lm_context *context, GError **error)
{
    return turn % CHECK_EVERY != 0 || lm_context_go_on(context, error);
}

/* Rings of corners. */

static bool link_rings(work *w, lm_context *context, GError **error)
{
    memset(w->corner, 0xff, w->n_points * sizeof *w->corner);
    for (guint32 c = 0; c < 3 * w->n_triangles; c++) {
        if (!go_on(c, context, error))
            return false;
        guint32 *first = &w->corner[w->triangles[c]];
        w->next[c] = *first == NO_CORNER ? c : w->next[*first];
        if (*first != NO_CORNER)
            w->next[*first] = c;
        *first = c;
    }
    return true;
}

/* Goes round a point: c is each of its corners in turn. */
#define FOR_EACH_CORNER(w, point, c)                                                               \
    for (guint32 c = (w)->corner[point]; c != NO_CORNER;                                           \
         c = (w)->next[c] == (w)->corner[point] ? NO_CORNER : (w)->next[c])

/* The neighbour after, and the one before, a corner's point in its triangle. Round a point of a
 * closed manifold, either is each neighbour once. */
static gint32 point_after(const work *w, guint32 c)
{
    return w->triangles[c - c % 3 + (c + 1) % 3];
}

static gint32 point_before(const work *w, guint32 c)
{
    return w->triangles[c - c % 3 + (c + 2) % 3];
}

static void unlink_corner(work *w, guint32 c)
{
    gint32 point = w->triangles[c];
    guint32 last = c;
    while (w->next[last] != c)
        last = w->next[last];
    w->next[last] = w->next[c];
    w->corner[point] = last == c ? NO_CORNER : last;
}

/* Whether the triangles round a point do not close up: at a border, or where the surface is not
 * manifold. */
static bool is_open(const work *w, gint32 point)
{
    FOR_EACH_CORNER (w, point, c) {
        gint32 next = point_after(w, c), last = point_before(w, c);
        int next_after = 0, next_before = 0, last_after = 0;
        FOR_EACH_CORNER (w, point, d) {
            next_after += point_after(w, d) == next;
            next_before += point_before(w, d) == next;
            last_after += point_after(w, d) == last;
        }
        if (next == point || next_after != 1 || next_before != 1 || last_after != 1)
            return true;
    }
    return false;
}

/* Costs. */

/* Adds the squared distance from the plane through p with this normal of length one, and a weak
 * pull towards p, which keeps points apart that could slide at no cost. */
static void add_plane(quadric *q, const double n[3], const double p[3], double weight)
{
    static const double pull = 1e-3;
    double d = dot(n, p);
    int at = 0;
    for (int i = 0; i < 3; i++)
        for (int j = i; j < 3; j++)
            q->a[at++] += weight * (n[i] * n[j] + (i == j ? pull : 0));
    for (int i = 0; i < 3; i++)
        q->b[i] -= weight * (d * n[i] + pull * p[i]);
    q->c += weight * (d * d + pull * dot(p, p));
}

static bool add_quadrics(work *w, lm_context *context, GError **error)
{
    memset(w->quadrics, 0, w->n_points * sizeof *w->quadrics);
    for (size_t t = 0; t < w->n_triangles; t++) {
        if (!go_on(t, context, error))
            return false;
        const gint32 *corners = w->triangles + 3 * t;
        double p[3][3], n[3];
        for (int k = 0; k < 3; k++)
            place_of(w, corners[k], p[k]);
        area_of(p[0], p[1], p[2], n);
        double area = sqrt(dot(n, n));
        for (int k = 0; area > 0 && k < 3; k++)
            n[k] /= area;
        for (int k = 0; k < 3; k++)
            add_plane(&w->quadrics[corners[k]], n, p[k], area);
    }
    return true;
}

/* Where the two ends of an edge would best meet, and what that costs; not a finite number when
 * there is no such place. Solves A x = -b by Cholesky's method. */
static double meet(const work *w, gint32 u, gint32 v, double x[3])
{
    const quadric *p = &w->quadrics[u], *q = &w->quadrics[v];
    double a[6], b[3];
    for (int i = 0; i < 6; i++)
        a[i] = p->a[i] + q->a[i];
    for (int i = 0; i < 3; i++)
        b[i] = p->b[i] + q->b[i];
    double xy = a[1] / a[0], xz = a[2] / a[0];
    double yy = a[3] - a[1] * xy, yz = (a[4] - a[1] * xz) / yy;
    double zz = a[5] - a[2] * xz - yz * yz * yy;
    double y = -b[1] + xy * b[0], z = -b[2] + xz * b[0] - yz * y;
    x[2] = z / zz;
    x[1] = y / yy - yz * x[2];
    x[0] = -b[0] / a[0] - xy * x[1] - xz * x[2];
    return MAX(dot(b, x) + p->c + q->c, 0);
}

/* Queues a point by its cheapest edge to a higher point, of the edges that come after one of this
 * cost to the point `after`. */
static void queue_edge_after(work *w, gint32 u, lm_queued after)
{
    double x[3];
    lm_queued best = {INFINITY, -1};
    FOR_EACH_CORNER (w, u, c) {
        gint32 v = point_after(w, c);
        if (v < u || w->held[v])
            continue;
        float cost = (float)meet(w, u, v, x);
        if (cost < after.cost || (cost == after.cost && v <= after.point))
            continue;
        if (cost < best.cost || (cost == best.cost && v < best.point))
            best = (lm_queued){cost, v};
    }
    w->partner[u] = best.point;
    if (best.point >= 0)
        lm_queue_set(&w->queue, u, best.cost);
    else
        lm_queue_remove(&w->queue, u);
}

static void queue_edge(work *w, gint32 u)
{
    w->skipped[u] = 0;
    queue_edge_after(w, u, (lm_queued){-1, -1});
}

static void skip_edge(work *w, gint32 u, lm_queued edge)
{
    w->skipped[u] = 1;
    queue_edge_after(w, u, edge);
}

/* Brings a neighbour of u up to date after v became u. Only its edges to these two have other costs
 * than before; one that was skipped may have become possible. */
static void requeue_neighbour(work *w, gint32 point, gint32 u, gint32 v)
{
    gint32 partner = w->partner[point];
    if (partner == u || partner == v || w->skipped[point]) {
        queue_edge(w, point);
    } else if (point < u) {
        double x[3];
        float cost = (float)meet(w, point, u, x);
        gint32 at = w->queue.place[point];
        lm_queued queued = at < 0 ? (lm_queued){INFINITY, -1} : w->queue.heap[at];
        if (cost < queued.cost || (cost == queued.cost && u < partner)) {
            w->partner[point] = u;
            lm_queue_set(&w->queue, point, cost);
        }
    }
}

/* What may be collapsed. */

/* The link condition: the two triangles of the edge, and nothing else, join its ends' neighbours;
 * and the part is more than a tetrahedron. */
static bool keeps_topology(work *w, gint32 u, gint32 v)
{
    int common = 0, at_u = 0, at_v = 0;
    w->stamp++;
    FOR_EACH_CORNER (w, u, c) {
        w->mark[point_after(w, c)] = w->stamp;
        at_u++;
    }
    FOR_EACH_CORNER (w, v, c) {
        common += w->mark[point_after(w, c)] == w->stamp;
        at_v++;
    }
    return common == 2 && (at_u > 3 || at_v > 3);
}

/* Whether no triangle at u, but those of the edge u-v, turns by more than about 80 degrees or
 * shrinks to nothing when u moves to x. */
static bool keeps_sides(const work *w, gint32 u, gint32 v, const double x[3])
{
    static const double least_cosine = 0.2;
    double p[3], q[3], r[3], old[3], new[3];
    place_of(w, u, p);
    FOR_EACH_CORNER (w, u, c) {
        gint32 second = point_after(w, c), third = point_before(w, c);
        if (second == v || third == v)
            continue;
        place_of(w, second, q);
        place_of(w, third, r);
        area_of(p, q, r, old);
        area_of(x, q, r, new);
        double size = dot(new, new);
        if (!(size > 0) || dot(old, new) < least_cosine * sqrt(size * dot(old, old)))
            return false;
    }
    return true;
}

static void remove_triangle(work *w, guint32 corner)
{
    guint32 first = corner - corner % 3;
    for (guint32 c = first; c < first + 3; c++)
        unlink_corner(w, c);
    w->triangles[first] = -1;
    w->left--;
}

static void remove_triangles_of_edge(work *w, gint32 u, gint32 v)
{
    guint32 gone[2] = {NO_CORNER, NO_CORNER};
    FOR_EACH_CORNER (w, u, c)
        if (point_after(w, c) == v)
            gone[0] = c;
        else if (point_before(w, c) == v)
            gone[1] = c;
    remove_triangle(w, gone[0]);
    remove_triangle(w, gone[1]);
}

/* Point v becomes u: its corners join the ring of u. */
static void merge_into(work *w, gint32 u, gint32 v)
{
    FOR_EACH_CORNER (w, v, c)
        w->triangles[c] = u;
    guint32 a = w->corner[u], b = w->corner[v], next = w->next[a];
    w->next[a] = w->next[b];
    w->next[b] = next;
    w->corner[v] = NO_CORNER;
    quadric *to = &w->quadrics[u], *from = &w->quadrics[v];
    for (int i = 0; i < 6; i++)
        to->a[i] += from->a[i];
    for (int i = 0; i < 3; i++)
        to->b[i] += from->b[i];
    to->c += from->c;
    lm_queue_remove(&w->queue, v);
}

static void collapse(work *w, gint32 u, gint32 v, const double x[3])
{
    remove_triangles_of_edge(w, u, v);
    merge_into(w, u, v);
    for (size_t k = 0; k < 3; k++)
        w->points[3 * (size_t)u + k] = (float)(w->middle[k] + x[k]);
    queue_edge(w, u);
    FOR_EACH_CORNER (w, u, c) {
        gint32 neighbour = point_after(w, c);
        if (!w->held[neighbour])
            requeue_neighbour(w, neighbour, u, v);
    }
}

/* The whole. */

static bool allocate(work *w, const lm_mesh *mesh, GError **error)
{
    static const char what[] = "taking triangles away";
    size_t n = mesh->n_points, t = mesh->n_triangles;
    if (!(w->points = lm_alloc(n, 3 * sizeof *w->points, what, error)) ||
        !(w->triangles = lm_alloc(t, 3 * sizeof *w->triangles, what, error)) ||
        !(w->corner = lm_alloc(n, sizeof *w->corner, what, error)) ||
        !(w->next = lm_alloc(t, 3 * sizeof *w->next, what, error)) ||
        !(w->quadrics = lm_alloc(n, sizeof *w->quadrics, what, error)) ||
        !(w->held = lm_alloc(n, sizeof *w->held, what, error)) ||
        !(w->skipped = lm_alloc(n, sizeof *w->skipped, what, error)) ||
        !(w->partner = lm_alloc(n, sizeof *w->partner, what, error)) ||
        !(w->mark = lm_alloc0(n, sizeof *w->mark, what, error)) ||
        !lm_queue_init(&w->queue, n, error))
        return false;
    return true;
}

static bool prepare(work *w, const lm_mesh *mesh, lm_context *context, GError **error)
{
    double bounds[6];
    if (!allocate(w, mesh, error))
        return false;
    memcpy(w->points, mesh->points, 3 * w->n_points * sizeof *w->points);
    memcpy(w->triangles, mesh->triangles, 3 * w->n_triangles * sizeof *w->triangles);
    lm_mesh_bounds(mesh, bounds);
    for (int k = 0; k < 3; k++)
        w->middle[k] = (bounds[2 * k] + bounds[2 * k + 1]) / 2;
    if (!link_rings(w, context, error) || !add_quadrics(w, context, error))
        return false;
    for (size_t p = 0; p < w->n_points; p++) {
        if (!go_on(p, context, error))
            return false;
        w->held[p] = is_open(w, (gint32)p);
    }
    for (size_t p = 0; p < w->n_points; p++) {
        if (!go_on(p, context, error))
            return false;
        if (!w->held[p])
            queue_edge(w, (gint32)p);
    }
    return true;
}

static bool collapse_to(work *w, size_t target, lm_context *context, GError **error)
{
    for (size_t turn = 0; w->left > target; turn++) {
        if (!go_on(turn, context, error))
            return false;
        if (turn % CHECK_EVERY == 0)
            lm_context_progress(context, (double)(w->n_triangles - w->left) /
                                             (double)(w->n_triangles - target));
        lm_queued cheapest;
        if (!lm_queue_pop(&w->queue, &cheapest))
            return true;
        gint32 u = cheapest.point, v = w->partner[u];
        double x[3];
        meet(w, u, v, x);
        if (keeps_topology(w, u, v) && keeps_sides(w, u, v, x) && keeps_sides(w, v, u, x))
            collapse(w, u, v, x);
        else
            skip_edge(w, u, (lm_queued){cheapest.cost, v});
    }
    return true;
}

/* Only what the result is made of stays. */
static void shed(work *w)
{
    lm_queue_clear(&w->queue);
    g_clear_pointer(&w->next, lm_free);
    g_clear_pointer(&w->quadrics, lm_free);
    g_clear_pointer(&w->held, lm_free);
    g_clear_pointer(&w->skipped, lm_free);
    g_clear_pointer(&w->mark, lm_free);
}

static void clear(work *w)
{
    shed(w);
    lm_free(w->points);
    lm_free(w->triangles);
    lm_free(w->corner);
    lm_free(w->partner);
}

/* Numbers the points that are left; `partner` becomes the new number of each. */
static size_t number_points(work *w)
{
    gint32 count = 0;
    for (size_t p = 0; p < w->n_points; p++)
        w->partner[p] = w->corner[p] == NO_CORNER ? -1 : count++;
    return (size_t)count;
}

static lm_mesh *gather(work *w, const float *scalars, GError **error)
{
    size_t count = number_points(w);
    g_autoptr(lm_mesh) mesh = lm_mesh_new(count, w->left, error);
    if (!mesh || (scalars && !(mesh->scalars = lm_alloc(count, sizeof *scalars,
                                                        "the values of a mesh", error))))
        return NULL;
    for (size_t p = 0; p < w->n_points; p++) {
        if (w->partner[p] < 0)
            continue;
        size_t to = (size_t)w->partner[p];
        memcpy(mesh->points + 3 * to, w->points + 3 * p, 3 * sizeof *w->points);
        if (scalars)
            mesh->scalars[to] = scalars[p];
    }
    gint32 *triangle = mesh->triangles;
    for (size_t t = 0; t < w->n_triangles; t++)
        for (size_t k = 0; w->triangles[3 * t] >= 0 && k < 3; k++)
            *triangle++ = w->partner[w->triangles[3 * t + k]];
    return g_steal_pointer(&mesh);
}

/* Points that happen to coincide would join surfaces in a file without indices: each moves on by
 * the smallest step there is. */
static bool keep_apart(lm_mesh *mesh, GError **error)
{
    gint32 *same = lm_alloc(mesh->n_points, sizeof *same, "merging equal points", error);
    bool ok = same != NULL, again = ok;
    while (again) {
        again = false;
        ok = lm_merge_points(mesh->points, mesh->n_points, same, error);
        for (size_t p = 0; ok && p < mesh->n_points; p++)
            if (same[p] != (gint32)p) {
                mesh->points[3 * p] = nextafterf(mesh->points[3 * p], INFINITY);
                again = true;
            }
    }
    lm_free(same);
    return ok;
}

lm_mesh *lm_edge_collapse(const lm_mesh *mesh, size_t target, lm_context *context, GError **error)
{
    if (mesh->n_triangles > NO_CORNER / 3 - 1) {
        lm_fail(error, LM_ERROR_MEMORY, "the surface has too many triangles to take some away");
        return NULL;
    }
    work w = {
        .n_points = mesh->n_points, .n_triangles = mesh->n_triangles, .left = mesh->n_triangles};
    g_autoptr(lm_mesh) result = NULL;
    if (prepare(&w, mesh, context, error) && collapse_to(&w, target, context, error)) {
        shed(&w);
        result = gather(&w, mesh->scalars, error);
    }
    clear(&w);
    if (!result || !keep_apart(result, error))
        return NULL;
    return g_steal_pointer(&result);
}
