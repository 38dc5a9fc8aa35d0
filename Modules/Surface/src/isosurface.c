#include "isosurface.h"

#include "contour-cases.h"
#include "lamina/alloc.h"
#include "lamina/error.h"
#include "lamina/number.h"
#include "lamina/parallel.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* What a row of samples adds to the mesh: first how many, later where they begin. */
typedef struct row {
    size_t points[3]; /* on the edges along x, y, z that start at this row's samples */
    size_t triangles; /* of the cells whose corner 0 is in this row */
} row;

/* One surface in the making. The lattice is the volume's samples, with `close` one more all round.
 */
typedef struct surface {
    const lm_volume *volume;
    const lm_contour_case *cases;
    double value;
    gint64 pad;      /* 1 with `close` */
    gint64 size[3];  /* of the lattice */
    size_t words;    /* 64-bit words in a row of bits */
    guint64 *inside; /* a bit for each lattice sample */
    row *rows;
    size_t points, triangles; /* of this surface */

    lm_mesh *mesh; /* to fill */
    double margin; /* how near to the end of an edge a point may lie, as a fraction of it */
    double step[3][3];
    bool mirrored;
} surface;

static gint64 rows_in(const gint64 size[3])
{
    return size[1] * size[2];
}

static void lattice_size(const lm_grid *grid, gint64 pad, gint64 size[3])
{
    for (int k = 0; k < 3; k++)
        size[k] = grid->size[k] + 2 * pad;
}

guint64 lm_isosurface_scratch(const lm_grid *grid, bool close)
{
    gint64 size[3];
    lattice_size(grid, close, size);
    guint64 words = (guint64)(size[0] + 63) / 64;
    return (guint64)rows_in(size) * (words * sizeof(guint64) + sizeof(row));
}

static size_t row_at(const surface *s, gint64 j, gint64 k)
{
    return (size_t)(k * s->size[1] + j);
}

/* The bits of a row; beyond the last row or plane those of the last, so that nothing crosses. */
static const guint64 *bits_at(const surface *s, gint64 j, gint64 k)
{
    j = MIN(j, s->size[1] - 1);
    k = MIN(k, s->size[2] - 1);
    return s->inside + row_at(s, j, k) * s->words;
}

/* First pass: which samples are inside. */

/* The least value of the type that is inside; false when there is none. */
static bool least_inside(lm_type type, double value, double *least)
{
    double lowest, highest;
    lm_type_range(type, &lowest, &highest);
    if (lm_type_is_integer(type)) {
        *least = MAX(ceil(value), lowest);
        return *least <= highest;
    }
    float nearest = (float)value;
    *least = (double)nearest < value ? (double)nextafterf(nearest, INFINITY) : (double)nearest;
    return true;
}

/* flags[i] = whether value `first + i` is inside. */
static void flag_inside(const lm_volume *volume, size_t first, size_t count, double least,
                        guint8 *restrict flags)
{
    switch (volume->type) {
#define FLAG(NAME, T)                                                                              \
    case LM_##NAME: {                                                                              \
        const T *restrict values = (const T *)volume->data + first;                                \
        const T bound = (T)least;                                                                  \
        for (size_t i = 0; i < count; i++)                                                         \
            flags[i] = values[i] >= bound;                                                         \
        break;                                                                                     \
    }
        LM_FOR_EACH_TYPE (FLAG)
#undef FLAG
    }
}

/* 64 flags of 0 or 1 as the bits of a word: a multiplication moves eight flags into one byte. */
static guint64 pack(const guint8 flags[64])
{
    guint64 word = 0;
    for (int byte = 0; byte < 8; byte++) {
        guint64 eight;
        memcpy(&eight, flags + 8 * byte, 8);
        word |= GUINT64_FROM_LE(eight) * 0x0102040810204080u >> 56 << 8 * byte;
    }
    return word;
}

static void find_inside_row(surface *s, gint64 y, gint64 z, double least)
{
    gint64 nx = s->volume->grid.size[0];
    size_t first = (size_t)((z * s->volume->grid.size[1] + y) * nx);
    guint64 *bits = s->inside + row_at(s, y + s->pad, z + s->pad) * s->words;
    for (size_t w = 0; w < s->words; w++) {
        guint8 flags[64] = {0};
        gint64 start = (gint64)(64 * w) - s->pad; /* the voxel of flag 0 */
        gint64 lo = MAX(start, 0), hi = MIN(start + 64, nx);
        if (lo < hi)
            flag_inside(s->volume, first + (size_t)lo, (size_t)(hi - lo), least,
                        flags + (lo - start));
        bits[w] = pack(flags);
    }
}

static bool find_inside(gint64 lo, gint64 hi, unsigned worker, gpointer user, GError **error)
{
    (void)worker, (void)error;
    surface *s = user;
    double least;
    if (!least_inside(s->volume->type, s->value, &least))
        return true;
    for (gint64 z = lo; z < hi; z++)
        for (gint64 y = 0; y < s->volume->grid.size[1]; y++)
            find_inside_row(s, y, z, least);
    return true;
}

/* Second pass: how many points and triangles each row makes. */

/* Word w of a row moved by one: bit i is sample i + 1. */
static guint64 shifted(const surface *s, const guint64 *bits, size_t w)
{
    return bits[w] >> 1 | (w + 1 < s->words ? bits[w + 1] << 63 : 0);
}

/* Bit i of word w: whether sample i has a neighbour i + 1. */
static guint64 paired(const surface *s, size_t w)
{
    gint64 pairs = s->size[0] - 1 - (gint64)(64 * w);
    return pairs >= 64 ? G_MAXUINT64 : pairs <= 0 ? 0 : ((guint64)1 << pairs) - 1;
}

/* Bit i of word w: whether the surface crosses the edge along `axis` that starts at sample i. */
static guint64 crossings(const surface *s, gint64 j, gint64 k, int axis, size_t w)
{
    const guint64 *here = bits_at(s, j, k);
    if (axis == 0)
        return (here[w] ^ shifted(s, here, w)) & paired(s, w);
    return here[w] ^ (axis == 1 ? bits_at(s, j + 1, k) : bits_at(s, j, k + 1))[w];
}

/* The cells of word w that the surface passes. Bit i of corner[c] is corner c of cell i. */
static guint64 cells(const surface *s, gint64 j, gint64 k, size_t w, guint64 corner[8])
{
    guint64 any = 0, all = G_MAXUINT64;
    for (int r = 0; r < 4; r++) {
        const guint64 *bits = bits_at(s, j + (r & 1), k + (r >> 1));
        corner[2 * r] = bits[w];
        corner[2 * r + 1] = shifted(s, bits, w);
        any |= corner[2 * r] | corner[2 * r + 1];
        all &= corner[2 * r] & corner[2 * r + 1];
    }
    return any & ~all & paired(s, w);
}

static const lm_contour_case *case_of(const surface *s, const guint64 corner[8], int cell)
{
    unsigned inside = 0;
    for (int c = 0; c < 8; c++)
        inside |= (unsigned)(corner[c] >> cell & 1) << c;
    return s->cases + inside;
}

static bool has_cells(const surface *s, gint64 j, gint64 k)
{
    return j + 1 < s->size[1] && k + 1 < s->size[2];
}

static void count_row(surface *s, gint64 j, gint64 k)
{
    row count = {0};
    guint64 corner[8];
    for (size_t w = 0; w < s->words; w++) {
        for (int axis = 0; axis < 3; axis++)
            count.points[axis] += (size_t)__builtin_popcountll(crossings(s, j, k, axis, w));
        guint64 passed = has_cells(s, j, k) ? cells(s, j, k, w, corner) : 0;
        for (; passed; passed &= passed - 1)
            count.triangles += case_of(s, corner, __builtin_ctzll(passed))->count;
    }
    s->rows[row_at(s, j, k)] = count;
}

static bool count_rows(gint64 lo, gint64 hi, unsigned worker, gpointer user, GError **error)
{
    (void)worker, (void)error;
    surface *s = user;
    for (gint64 k = lo; k < hi; k++)
        for (gint64 j = 0; j < s->size[1]; j++)
            count_row(s, j, k);
    return true;
}

/* From counts to places: the surface begins at this point and this triangle of the mesh. */
static void place_rows(surface *s, size_t points, size_t triangles)
{
    s->points = points;
    s->triangles = triangles;
    for (gint64 i = 0; i < rows_in(s->size); i++) {
        row *r = &s->rows[i];
        for (int axis = 0; axis < 3; axis++) {
            size_t count = r->points[axis];
            r->points[axis] = points;
            points += count;
        }
        size_t count = r->triangles;
        r->triangles = triangles;
        triangles += count;
    }
    s->points = points - s->points;
    s->triangles = triangles - s->triangles;
}

/* Third pass: points and triangles, each at its place. */

/* NaN outside the volume. */
static double sample(const surface *s, const gint64 at[3])
{
    const gint64 *n = s->volume->grid.size;
    for (int k = 0; k < 3; k++)
        if (at[k] < 0 || at[k] >= n[k])
            return NAN;
    size_t i = (size_t)((at[2] * n[1] + at[1]) * n[0] + at[0]);
    switch (s->volume->type) {
#define SAMPLE(NAME, T)                                                                            \
    case LM_##NAME:                                                                                \
        return (double)((const T *)s->volume->data)[i];
        LM_FOR_EACH_TYPE (SAMPLE)
#undef SAMPLE
    }
    return NAN;
}

/* The point on the edge along `axis` that starts at this voxel. Half-way where an end has no
 * number. */
static void put_point(const surface *s, const gint64 voxel[3], int axis, float *point)
{
    gint64 next[3] = {voxel[0], voxel[1], voxel[2]};
    next[axis]++;
    double a = sample(s, voxel), b = sample(s, next);
    double t = (s->value - a) / (b - a);
    t = isnan(t) ? 0.5 : CLAMP(t, s->margin, 1 - s->margin);
    for (int c = 0; c < 3; c++) {
        double at = s->volume->grid.origin[c] + t * s->step[axis][c];
        for (int k = 0; k < 3; k++)
            at += (double)voxel[k] * s->step[k][c];
        point[c] = (float)at;
    }
}

static void fill_points(const surface *s, gint64 j, gint64 k)
{
    const row *r = &s->rows[row_at(s, j, k)];
    for (int axis = 0; axis < 3; axis++) {
        float *point = s->mesh->points + 3 * r->points[axis];
        for (size_t w = 0; w < s->words; w++)
            for (guint64 c = crossings(s, j, k, axis, w); c; c &= c - 1, point += 3) {
                gint64 i = (gint64)(64 * w) + __builtin_ctzll(c);
                gint64 voxel[3] = {i - s->pad, j - s->pad, k - s->pad};
                put_point(s, voxel, axis, point);
            }
    }
}

/* Where the points of a row of cells stand: the next on each of the eight edges of a cell that
 * start at its lower x side (edges 0-3 along x, 4 and 6 along y, 8 and 10 along z). */
static void first_points(const surface *s, gint64 j, gint64 k, size_t next[12])
{
    for (int e = 0; e < 12; e++) {
        int corner = lm_contour_edge_corner(e);
        next[e] = s->rows[row_at(s, j + (corner >> 1 & 1), k + (corner >> 2))].points[e / 4];
    }
}

static gint32 *put_triangles(const surface *s, const lm_contour_case *c, const size_t id[12],
                             gint32 *triangle)
{
    int second = s->mirrored ? 2 : 1, third = 3 - second;
    for (int t = 0; t < c->count; t++, triangle += 3) {
        triangle[0] = (gint32)id[c->edges[t][0]];
        triangle[1] = (gint32)id[c->edges[t][second]];
        triangle[2] = (gint32)id[c->edges[t][third]];
    }
    return triangle;
}

/* A cell that the surface does not pass has no point on its edges, so going from one passed cell to
 * the next the points of each edge are simply the next ones. */
static void fill_triangles(const surface *s, gint64 j, gint64 k)
{
    gint32 *triangle = s->mesh->triangles + 3 * s->rows[row_at(s, j, k)].triangles;
    size_t id[12];
    guint64 corner[8];
    first_points(s, j, k, id);
    for (size_t w = 0; w < s->words; w++)
        for (guint64 passed = cells(s, j, k, w, corner); passed; passed &= passed - 1) {
            const lm_contour_case *c = case_of(s, corner, __builtin_ctzll(passed));
            for (int e = 4; e < 12; e += 2)
                id[e + 1] = id[e] + (c->crossed >> e & 1);
            triangle = put_triangles(s, c, id, triangle);
            for (int e = 0; e < 4; e++)
                id[e] += c->crossed >> e & 1;
            for (int e = 4; e < 12; e += 2)
                id[e] = id[e + 1];
        }
}

static bool fill(gint64 lo, gint64 hi, unsigned worker, gpointer user, GError **error)
{
    (void)worker, (void)error;
    const surface *s = user;
    for (gint64 k = lo; k < hi; k++)
        for (gint64 j = 0; j < s->size[1]; j++) {
            fill_points(s, j, k);
            if (has_cells(s, j, k))
                fill_triangles(s, j, k);
        }
    return true;
}

/* The whole. */

static bool no_surface(const surface *s, GError **error)
{
    double least, greatest;
    g_autofree char *value = lm_number_text(s->value);
    if (!lm_volume_range(s->volume, &least, &greatest))
        return lm_fail(error, LM_ERROR_INPUT,
                       "there is no surface at %s: the volume holds no number", value);
    g_autofree char *from = lm_number_text(least), *to = lm_number_text(greatest);
    return lm_fail(error, LM_ERROR_INPUT,
                   "there is no surface at %s: the volume's values go from %s to %s; choose a "
                   "value between them",
                   value, from, to);
}

static bool count_surface(surface *s, lm_context *context, GError **error)
{
    s->words = (size_t)(s->size[0] + 63) / 64;
    size_t rows = (size_t)rows_in(s->size);
    s->inside = lm_alloc0(rows, s->words * sizeof *s->inside, "finding a surface", error);
    s->rows = s->inside ? lm_alloc(rows, sizeof *s->rows, "finding a surface", error) : NULL;
    return s->rows && lm_parallel(context, s->volume->grid.size[2], 1, find_inside, s, error) &&
           lm_parallel(context, s->size[2], 1, count_rows, s, error);
}

/* The greatest coordinate, of the corners of the lattice, in size. */
static double farthest(const lm_grid *grid)
{
    double far = 0;
    for (int corner = 0; corner < 8; corner++) {
        double index[3], world[3];
        for (int k = 0; k < 3; k++)
            index[k] = corner >> k & 1 ? (double)grid->size[k] : -1;
        lm_grid_to_world(grid, index, world);
        for (int k = 0; k < 3; k++)
            far = MAX(far, fabs(world[k]));
    }
    return far;
}

/* Points on different edges of one sample are to differ by several steps of a 32-bit number; a
 * thousandth of an edge is plenty, unless voxels are tiny and far from the world's origin. */
static double choose_margin(const lm_grid *grid, lm_context *context)
{
    static const double usual = 1.0 / 1024, most = 0.25;
    double finest = MIN(MIN(grid->spacing[0], grid->spacing[1]), grid->spacing[2]);
    double needed = 16 * (double)FLT_EPSILON * farthest(grid) / finest;
    if (needed > most)
        lm_context_warn(context, "the voxels are so small and so far from the world's origin that "
                                 "the surface's 32-bit coordinates cannot keep all its points "
                                 "apart; move the origin nearer");
    return CLAMP(needed, usual, most);
}

static void prepare(surface *s, const lm_volume *volume, double value, bool close, double margin)
{
    const lm_grid *grid = &volume->grid;
    *s = (surface){.volume = volume, .value = value, .pad = close, .margin = margin};
    s->cases = lm_contour_cases();
    lattice_size(grid, s->pad, s->size);
    s->mirrored = lm_grid_handedness(grid) < 0;
    for (int k = 0; k < 3; k++)
        for (int c = 0; c < 3; c++)
            s->step[k][c] = grid->direction[3 * c + k] * grid->spacing[k];
}

static bool count_all(surface *surfaces, size_t count, size_t *points, size_t *triangles,
                      lm_context *context, GError **error)
{
    *points = *triangles = 0;
    for (size_t i = 0; i < count; i++) {
        if (!count_surface(&surfaces[i], context, error))
            return false;
        place_rows(&surfaces[i], *points, *triangles);
        if (surfaces[i].triangles == 0)
            return no_surface(&surfaces[i], error);
        *points += surfaces[i].points;
        *triangles += surfaces[i].triangles;
    }
    return true;
}

static bool add_scalars(lm_mesh *mesh, const surface *surfaces, size_t count, GError **error)
{
    float *scalar = lm_alloc(mesh->n_points, sizeof *scalar, "the values of a mesh", error);
    mesh->scalars = scalar;
    for (size_t i = 0; scalar && i < count; i++)
        for (size_t p = 0; p < surfaces[i].points; p++)
            *scalar++ = (float)surfaces[i].value;
    return mesh->scalars != NULL;
}

static lm_mesh *make_mesh(surface *surfaces, size_t count, lm_context *context, GError **error)
{
    size_t points, triangles;
    if (!count_all(surfaces, count, &points, &triangles, context, error))
        return NULL;
    g_autoptr(lm_mesh) mesh = lm_mesh_new(points, triangles, error);
    if (!mesh || (count > 1 && !add_scalars(mesh, surfaces, count, error)))
        return NULL;
    for (size_t i = 0; i < count; i++) {
        surfaces[i].mesh = mesh;
        if (!lm_parallel(context, surfaces[i].size[2], 1, fill, &surfaces[i], error))
            return NULL;
    }
    return g_steal_pointer(&mesh);
}

lm_mesh *lm_isosurface(const lm_volume *volume, const double *values, size_t count, bool close,
                       lm_context *context, GError **error)
{
    g_autofree surface *surfaces = g_new0(surface, count);
    double margin = choose_margin(&volume->grid, context);
    for (size_t i = 0; i < count; i++)
        prepare(&surfaces[i], volume, values[i], close, margin);
    lm_mesh *mesh = make_mesh(surfaces, count, context, error);
    for (size_t i = 0; i < count; i++) {
        lm_free(surfaces[i].inside);
        lm_free(surfaces[i].rows);
    }
    return mesh;
}
