#include "rays.h"

#include "leaps.h"
#include "light.h"

#include "lamina/alloc.h"
#include "lamina/parallel.h"
#include "lamina/type.h"

#include <math.h>
#include <string.h>

enum {
    BINS = 4096,   /* of the transfer function, from its first point to its last */
    POWERS = 1024, /* of the cosines that specular light falls off with */
    ROWS = 4,      /* of rays that are cast at a time */
    BLOCK_PIXELS = LM_SHOT_RAY_PIXELS * LM_SHOT_RAY_PIXELS,
};
/* Of a voxel whose neighbours differ by one. What is less lies between that and none, and so does
 * the light there. */
static const float least_gradient = 0.5F;
static const float opaque = 1.0F / 128; /* of what lies behind is seen: not worth a look */

/* Four neighbours along a row of voxels; or red, green, blue and how opaque; or four cosines. */
typedef float four __attribute__((vector_size(4 * sizeof(float))));
typedef guint8 bytes __attribute__((vector_size(16)));

/* How values look. */
typedef struct look {
    lm_transfer transfer;
    float first, scale;            /* of the bins; values count from the least of their type */
    four bins[BINS];               /* opacities are those of a layer as in lm_transfer_point */
    guint16 seen_before[BINS + 1]; /* bins before each that are not clear */
} look;

struct lm_rays {
    const lm_volume *volume;
    lm_blocks *blocks;
    look *look;
    guint8 *leaps; /* of the blocks */
};

/* All that the rays of one picture have in common. Places are counted in voxels. */
struct lm_cast {
    const lm_rays *rays;
    const void *data;
    guint64 flip; /* the bits that make signed values count from the least */
    gint64 size[3];
    float limits[3]; /* just before the last voxels */
    const lm_shot *shot;
    const float *depths;
    guint8 *pixels;
    lm_context *context;
    four bins[BINS]; /* of one step */
    float powers[POWERS];

    double corner[3], right[3], up[3], step[3]; /* of the near plane; by one pixel; of a ray */
    double steps_to_far;
    double plane_normals[6][3], plane_offsets[6], plane_slopes[6];
    float gradient[3]; /* from differences along the volume's axes to mm */
    float towards[3];  /* where the eye looks, in the volume's axes */
    four lamps[3];     /* by axis: towards the lamps, and half way from there to the eye */
    float intensity[LM_LAMPS], ambient, diffuse, specular;
    float least_edge, edge_scale;
};
G_STATIC_ASSERT(LM_LAMPS == 2);

/* One ray: sample k lies at start + k * step. */
typedef struct ray {
    float start[3], step[3], inverse[3];
    int next, end;
    four colour; /* so far */
    float left;  /* of what lies behind */
    float least; /* that is worth a look */
} ray;

/* ---- what is seen ---- */

static inline size_t bin_of(const look *l, float value)
{
    float at = (value - l->first) * l->scale + 0.5F;
    return at > 0 ? (size_t)(int)MIN(at, BINS - 1) : 0;
}

static look *look_of(lm_type type, const lm_transfer *t)
{
    look *l = g_new0(look, 1);
    double first = t->points[0].value, last = t->points[t->count - 1].value;
    double least, greatest;
    lm_type_range(type, &least, &greatest);
    l->transfer = *t;
    l->first = (float)(first - least);
    l->scale = (float)((BINS - 1) / (last - first));
    for (size_t i = 0, k = 1; i < BINS; i++) {
        double value = first + (last - first) * (double)i / (BINS - 1);
        while (k + 1 < t->count && t->points[k].value < value)
            k++;
        const lm_transfer_point *a = &t->points[k - 1], *b = &t->points[k];
        double part = CLAMP((value - a->value) / (b->value - a->value), 0, 1);
        for (int j = 0; j < 3; j++)
            l->bins[i][j] = (float)(a->colour[j] + part * (b->colour[j] - a->colour[j]));
        l->bins[i][3] = (float)(a->opacity + part * (b->opacity - a->opacity));
        l->seen_before[i + 1] = (guint16)(l->seen_before[i] + (l->bins[i][3] > 0));
    }
    return l;
}

static bool is_seen(guint16 least, guint16 greatest, gconstpointer user)
{
    const look *l = user;
    return l->seen_before[bin_of(l, greatest) + 1] > l->seen_before[bin_of(l, least)];
}

bool lm_rays_set_transfer(lm_rays *rays, const lm_transfer *transfer, lm_context *context,
                          GError **error)
{
    look *l = look_of(rays->volume->type, transfer);
    guint8 *leaps = lm_leaps_new(rays->blocks, is_seen, l, context, error);
    if (!leaps) {
        g_free(l);
        return false;
    }
    g_free(rays->look);
    lm_free(rays->leaps);
    rays->look = l;
    rays->leaps = leaps;
    return true;
}

lm_rays *lm_rays_new(const lm_volume *volume, const lm_transfer *transfer, lm_context *context,
                     GError **error)
{
    g_autoptr(lm_rays) rays = g_new0(lm_rays, 1);
    rays->volume = volume;
    rays->blocks = lm_blocks_new(volume, context, error);
    if (!rays->blocks || !lm_rays_set_transfer(rays, transfer, context, error))
        return NULL;
    return g_steal_pointer(&rays);
}

void lm_rays_free(lm_rays *rays)
{
    if (!rays)
        return;
    lm_blocks_free(rays->blocks);
    lm_free(rays->leaps);
    g_free(rays->look);
    g_free(rays);
}

guint64 lm_rays_bytes(const lm_grid *grid)
{
    guint64 ranges = lm_blocks_bytes(grid);
    return ranges + 2 * ranges / (2 * sizeof(guint16)); /* and the leaps, while they change */
}

/* ---- before the first ray ---- */

/* A direction of the world along the volume's axes. */
static void turn(const lm_grid *grid, const double v[3], double turned[3])
{
    for (int k = 0; k < 3; k++) {
        turned[k] = 0;
        for (int row = 0; row < 3; row++)
            turned[k] += grid->direction[3 * row + k] * v[row];
    }
}

/* By what the place in voxels changes along a direction of the world. */
static void turn_voxels(const lm_grid *grid, const double v[3], double length, double voxels[3])
{
    turn(grid, v, voxels);
    for (int k = 0; k < 3; k++)
        voxels[k] *= length / grid->spacing[k];
}

static void place_rays(lm_cast *c, double step)
{
    const lm_grid *grid = &c->rays->volume->grid;
    const lm_shot *s = c->shot;
    double pixel = 2 * s->camera->half_height / s->height, corner[3];
    for (int k = 0; k < 3; k++)
        corner[k] = s->centre[k] - (1 - LM_SHOT_NEAR) * s->distance * s->camera->towards[k] -
                    pixel * (s->width * s->camera->right[k] + s->height * s->camera->up[k]) / 2;
    lm_grid_to_index(grid, corner, c->corner);
    turn_voxels(grid, s->camera->right, pixel, c->right);
    turn_voxels(grid, s->camera->up, pixel, c->up);
    turn_voxels(grid, s->camera->towards, step, c->step);
    c->steps_to_far = (LM_SHOT_FAR - LM_SHOT_NEAR) * s->distance / step;
    for (size_t i = 0; i < s->n_planes; i++) {
        turn(grid, s->planes[i].normal, c->plane_normals[i]);
        c->plane_offsets[i] = c->plane_slopes[i] = 0;
        for (int k = 0; k < 3; k++) {
            c->plane_normals[i][k] *= grid->spacing[k];
            c->plane_slopes[i] += c->plane_normals[i][k] * c->step[k];
            c->plane_offsets[i] +=
                s->planes[i].normal[k] * (grid->origin[k] - s->planes[i].point[k]);
        }
    }
}

static void normalize(double v[3])
{
    double length = sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
    for (int k = 0; length > 0 && k < 3; k++)
        v[k] /= length;
}

static void place_lamp(lm_cast *c, int at)
{
    const lm_lamp *lamp = &lm_lamps[at];
    const lm_camera *camera = c->shot->camera;
    double world[3], towards[3], half_way[3];
    for (int k = 0; k < 3; k++)
        world[k] = lamp->place[0] * camera->right[k] + lamp->place[1] * camera->up[k] -
                   lamp->place[2] * camera->towards[k];
    normalize(world);
    turn(&c->rays->volume->grid, world, towards);
    for (int k = 0; k < 3; k++)
        half_way[k] = towards[k] - (double)c->towards[k];
    normalize(half_way);
    for (int k = 0; k < 3; k++) {
        c->lamps[k][at] = (float)towards[k];
        c->lamps[k][LM_LAMPS + at] = (float)half_way[k];
    }
    c->intensity[at] = (float)lamp->intensity;
    c->ambient += (float)(c->rays->look->transfer.ambient * lamp->ambient * lamp->intensity);
}

static void set_light(lm_cast *c)
{
    const lm_transfer *t = &c->rays->look->transfer;
    const double *spacing = c->rays->volume->grid.spacing;
    double mean = (spacing[0] + spacing[1] + spacing[2]) / 3, towards[3];
    turn(&c->rays->volume->grid, c->shot->camera->towards, towards);
    for (int k = 0; k < 3; k++) {
        c->gradient[k] = (float)(mean / (2 * spacing[k]));
        c->towards[k] = (float)towards[k];
    }
    c->ambient = 0;
    for (int i = 0; i < LM_LAMPS; i++)
        place_lamp(c, i);
    c->diffuse = (float)t->diffuse;
    c->specular = (float)t->specular;
    for (int i = 0; i < POWERS; i++)
        c->powers[i] = (float)pow((double)i / (POWERS - 1), t->shininess);
    double range = t->points[t->count - 1].value - t->points[0].value;
    c->least_edge = (float)(1 - t->edges);
    c->edge_scale = (float)(20 * t->edges / range);
}

/* ---- a sample ---- */

typedef guint64 longs __attribute__((vector_size(16)));
typedef guint16 words __attribute__((vector_size(16)));
typedef gint32 numbers __attribute__((vector_size(16)));

/* The first four. */
static inline G_ALWAYS_INLINE four widen(words w)
{
    const words zero = {0};
    return __builtin_convertvector(
        (numbers)__builtin_shufflevector(w, zero, 0, 8, 1, 9, 2, 10, 3, 11), four);
}

static inline G_ALWAYS_INLINE four widen_bytes(bytes b)
{
    const bytes zero = {0};
    return widen((words)__builtin_shufflevector(b, zero, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21,
                                                6, 22, 7, 23));
}

/* The voxel before `at` in its row, that one, and the two after it; at both ends of the row, as far
 * as there are. Values are counted from the least of their type. */
static inline G_ALWAYS_INLINE four load(const lm_cast *c, size_t size, gint64 at, int x)
{
    const guint8 *v = (const guint8 *)c->data + at * (gint64)size;
    guint64 raw = 0; /* in a register */
    if (x > 0 && x + 2 < c->size[0])
        memcpy(&raw, v - size, 4 * size);
    else
        for (int k = 0; k < 4; k++) {
            gint64 place = CLAMP(x + k - 1, 0, c->size[0] - 1) - x;
            memcpy((guint8 *)&raw + (size_t)k * size, v + place * (gint64)size, size);
        }
    bytes b = (bytes)(longs){raw ^ c->flip, 0};
    return size == 1 ? widen_bytes(b) : widen((words)b);
}

/* The four rows of voxels around a place, and where it lies between them. */
typedef struct around {
    int cell[3];     /* the voxel before it */
    gint64 at;       /* the same in memory */
    float part[3];   /* of the way to the next */
    four rows[2][2]; /* by z and y */
} around;

static inline G_ALWAYS_INLINE float along_x(const around *a, four row)
{
    return row[1] + a->part[0] * (row[2] - row[1]);
}

static inline G_ALWAYS_INLINE four between(four a, four b, float part)
{
    return a + (b - a) * part;
}

static inline G_ALWAYS_INLINE void look_around(const lm_cast *c, size_t size, around *a)
{
    const gint64 y = c->size[0], z = c->size[0] * c->size[1];
    a->at = a->cell[2] * z + a->cell[1] * y + a->cell[0];
    for (int i = 0; i < 4; i++)
        a->rows[i / 2][i % 2] = load(c, size, a->at + i / 2 * z + i % 2 * y, a->cell[0]);
}

/* Differences across two voxels. `plane` is the row through the place. */
static inline G_ALWAYS_INLINE void gradient_at(const lm_cast *c, size_t size, const around *a,
                                               four plane, float gradient[3])
{
    const gint64 y = c->size[0], z = c->size[0] * c->size[1];
    const gint64 before_y = a->cell[1] > 0 ? -y : 0, before_z = a->cell[2] > 0 ? -z : 0;
    const gint64 after_y = a->cell[1] + 2 < c->size[1] ? 2 * y : y;
    const gint64 after_z = a->cell[2] + 2 < c->size[2] ? 2 * z : z;
    four dy[2], dz[2];
    for (int i = 0; i < 2; i++) {
        gint64 row = a->at + i * z, column = a->at + i * y;
        dy[i] = between(a->rows[i][1] - load(c, size, row + before_y, a->cell[0]),
                        load(c, size, row + after_y, a->cell[0]) - a->rows[i][0], a->part[1]);
        dz[i] = between(a->rows[1][i] - load(c, size, column + before_z, a->cell[0]),
                        load(c, size, column + after_z, a->cell[0]) - a->rows[0][i], a->part[2]);
    }
    float before = plane[2] - plane[0], after = plane[3] - plane[1];
    gradient[0] = c->gradient[0] * (before + a->part[0] * (after - before));
    gradient[1] = c->gradient[1] * along_x(a, between(dy[0], dy[1], a->part[2]));
    gradient[2] = c->gradient[2] * along_x(a, between(dz[0], dz[1], a->part[1]));
}

static inline float dot(const float a[3], const float b[3])
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/* How bright a surface across the gradient is, seen from either side. */
static inline G_ALWAYS_INLINE void light(const lm_cast *c, const float gradient[3], float length,
                                         float *matt, float *glossy)
{
    *matt = c->ambient;
    *glossy = 0;
    float outwards = (dot(gradient, c->towards) > 0 ? -1 : 1) / MAX(length, least_gradient);
    four cosines =
        (c->lamps[0] * gradient[0] + c->lamps[1] * gradient[1] + c->lamps[2] * gradient[2]) *
        outwards;
    for (int i = 0; i < LM_LAMPS; i++) {
        if (!(cosines[i] > 0))
            continue;
        *matt += c->diffuse * c->intensity[i] * cosines[i];
        float gloss = CLAMP(cosines[LM_LAMPS + i], 0, 1);
        *glossy += c->specular * c->intensity[i] * c->powers[(int)(gloss * (POWERS - 1) + 0.5F)];
    }
}

static inline G_ALWAYS_INLINE void blend(const lm_cast *c, size_t size, const around *a, four plane,
                                         four bin, ray *r)
{
    float gradient[3], matt, glossy;
    gradient_at(c, size, a, plane, gradient);
    float length = sqrtf(dot(gradient, gradient));
    light(c, gradient, length, &matt, &glossy);
    float opacity = bin[3] * MIN(c->least_edge + c->edge_scale * length, 1);
    r->colour += (bin * matt + glossy) * (r->left * opacity);
    r->left *= 1 - opacity;
}

/* ---- a ray ---- */

/* Blocks from a cell to where something is seen. */
static inline int distance(const lm_cast *c, const int cell[3])
{
    const gint64 *n = c->rays->blocks->size;
    gint64 row = cell[2] / LM_BLOCK * n[1] + cell[1] / LM_BLOCK;
    return c->rays->leaps[row * n[0] + cell[0] / LM_BLOCK];
}

/* Samples to the first beyond all blocks that are nearer than `blocks`. */
static inline int leap(const ray *r, const int cell[3], const float at[3], int blocks)
{
    float least = G_MAXINT16;
    for (int k = 0; k < 3; k++) {
        int side = cell[k] / LM_BLOCK + (r->step[k] < 0 ? 1 - blocks : blocks);
        least = MIN(least, ((float)(side * LM_BLOCK) - at[k]) * r->inverse[k]);
    }
    return MAX((int)least + 1, 1);
}

/* On along the ray, to before sample `end`. */
static inline G_ALWAYS_INLINE void march(const lm_cast *c, size_t size, ray *r, int end)
{
    while (r->next < end && r->left > r->least) {
        around a;
        float at[3];
        for (int k = 0; k < 3; k++) {
            float place = r->start[k] + (float)r->next * r->step[k];
            at[k] = CLAMP(place, 0, c->limits[k]);
            a.cell[k] = (int)at[k];
            a.part[k] = at[k] - (float)a.cell[k];
        }
        int blocks = distance(c, a.cell);
        if (blocks) {
            r->next += leap(r, a.cell, at, blocks);
            continue;
        }
        look_around(c, size, &a);
        four plane = between(between(a.rows[0][0], a.rows[0][1], a.part[1]),
                             between(a.rows[1][0], a.rows[1][1], a.part[1]), a.part[2]);
        four bin = c->bins[bin_of(c->rays->look, along_x(&a, plane))];
        if (bin[3] > 0)
            blend(c, size, &a, plane, bin, r);
        r->next++;
    }
}

/* Narrows `span`, in steps, to where offset + steps * slope is not negative. */
static void cut(double offset, double slope, double span[2])
{
    double zero = -offset / slope;
    if (slope > 0)
        span[0] = MAX(span[0], zero);
    else if (slope < 0)
        span[1] = MIN(span[1], zero);
    else if (offset < 0)
        span[1] = -1;
}

/* The ray through a place of the picture. */
static ray ray_at(const lm_cast *c, double x, double y)
{
    ray r = {.left = 1, .least = opaque};
    double start[3], span[2] = {0, c->steps_to_far};
    for (int k = 0; k < 3; k++) {
        start[k] = c->corner[k] + x * c->right[k] + y * c->up[k];
        r.start[k] = (float)start[k];
        r.step[k] = (float)c->step[k];
        r.inverse[k] = r.step[k] != 0 ? 1 / r.step[k] : INFINITY;
        cut(start[k], c->step[k], span);
        cut((double)(c->size[k] - 1) - start[k], -c->step[k], span);
    }
    for (size_t i = 0; i < c->shot->n_planes; i++) {
        const double *normal = c->plane_normals[i];
        cut(c->plane_offsets[i] + normal[0] * start[0] + normal[1] * start[1] +
                normal[2] * start[2],
            c->plane_slopes[i], span);
    }
    r.next = (int)ceil(MIN(span[0], G_MAXINT32 / 2));
    r.end = span[1] < span[0] ? r.next : (int)floor(MIN(span[1], G_MAXINT32 / 2)) + 1;
    return r;
}

/* ---- a block of pixels ---- */

/* A pixel, and how far one has looked there: to before a fragment, or to the end. */
typedef struct sight {
    size_t pixel;
    const lm_fragment *fragment, *last; /* the next, and before which they end */
    int stop, end;                      /* the first samples that are behind it, and behind all */
    float left;                         /* by the fragments so far */
    four colour;                        /* so far */
    four before;                        /* what the ray had gathered at the last stop */
} sight;
static const int DONE = G_MAXINT;

/* The first sample of a ray behind a depth. */
static inline int sample_behind(const lm_cast *c, float depth, int end)
{
    return (int)MIN((double)depth * c->steps_to_far + 1, end);
}

static void find_stop(const lm_cast *c, sight *s)
{
    s->stop =
        s->fragment == s->last ? s->end : sample_behind(c, lm_fragment_depth(*s->fragment), s->end);
}

static inline void lay_over(const sight *s, float left, guint8 *pixel)
{
    for (int k = 0; k < 3; k++)
        pixel[k] = (guint8)MIN(left * pixel[k] + 255 * s->colour[k] + 0.5F, 255);
}

/* Goes on in a pixel when its ray has come to where it stops. */
static void go_on(const lm_cast *c, const lm_fragments *f, const ray *r, sight *s)
{
    s->colour += (r->colour - s->before) * s->left;
    s->before = r->colour;
    if (s->fragment == s->last) {
        lay_over(s, s->left * r->left, c->pixels + 3 * s->pixel);
        s->stop = DONE;
        return;
    }
    const lm_fragment one = *s->fragment++;
    float colour[3] = {0, 0, 0};
    lm_fragments_blend(f, one, s->left * r->left, colour);
    for (int k = 0; k < 3; k++)
        s->colour[k] += colour[k];
    s->left *= lm_fragments_left(f, one);
    if (s->fragment == s->last && s->left <= opaque)
        s->end = s->stop;
    find_stop(c, s);
}

/* The pixels of a block that lie in a region. */
static size_t find_sights(const lm_cast *c, const lm_region *region, lm_fragments *f, int column,
                          int row, int end, sight *sights)
{
    const int n = c->shot->ray_pixels;
    size_t count = 0;
    for (int y = MAX(row * n, region->first_row); y < MIN((row + 1) * n, region->end_row); y++)
        for (int x = MAX(column * n, region->first_column);
             x < MIN((column + 1) * n, region->end_column); x++) {
            sight *s = &sights[count++];
            *s = (sight){
                .pixel = (size_t)y * (size_t)c->shot->width + (size_t)x, .end = end, .left = 1};
            if (f) {
                size_t fragments;
                s->fragment = lm_fragments_of(f, lm_fragments_at(f, x, y), &fragments);
                s->last = s->fragment + fragments;
            }
            if (c->depths)
                s->end = sample_behind(c, c->depths[s->pixel], end);
            find_stop(c, s);
        }
    return count;
}

static inline G_ALWAYS_INLINE void cast_block(const lm_cast *c, size_t size,
                                              const lm_region *region, lm_fragments *f, int column,
                                              int row)
{
    const int n = c->shot->ray_pixels;
    sight sights[BLOCK_PIXELS];
    ray r = ray_at(c, (column + 0.5) * n, (row + 0.5) * n);
    if (r.next >= r.end && !f)
        return;
    const size_t count = find_sights(c, region, f, column, row, r.end, sights);
    for (;;) {
        int stop = DONE;
        float most = 0;
        for (size_t i = 0; i < count; i++) {
            stop = MIN(stop, sights[i].stop);
            most = MAX(most, sights[i].left);
        }
        if (stop == DONE)
            return;
        r.least = opaque / most;
        march(c, size, &r, stop);
        for (size_t i = 0; i < count; i++)
            while (sights[i].stop <= stop)
                go_on(c, f, &r, &sights[i]);
    }
}

static inline G_ALWAYS_INLINE void cast_blocks(const lm_cast *c, size_t size,
                                               const lm_region *region, lm_fragments *f)
{
    const int n = c->shot->ray_pixels;
    for (int row = region->first_row / n; row * n < region->end_row; row++)
        for (int column = region->first_column / n;
             column * n < region->end_column && !lm_context_cancelled(c->context); column++)
            cast_block(c, size, region, f, column, row);
}

void lm_cast_region(const lm_cast *c, const lm_region *region, lm_fragments *fragments)
{
    if (lm_type_size(c->rays->volume->type) == 1)
        cast_blocks(c, 1, region, fragments);
    else
        cast_blocks(c, 2, region, fragments);
}

static bool cast_rows(gint64 lo, gint64 hi, unsigned worker, gpointer user, GError **error)
{
    (void)worker;
    (void)error;
    const lm_cast *c = user;
    const int n = c->shot->ray_pixels;
    const lm_region rows = {0, c->shot->width, (int)lo * n, MIN((int)hi * n, c->shot->height)};
    lm_cast_region(c, &rows, NULL);
    return true;
}

/* The highest bits of four signed values. */
static guint64 flip_of(lm_type type)
{
    return type == LM_INT8    ? G_GUINT64_CONSTANT(0x80808080)
           : type == LM_INT16 ? G_GUINT64_CONSTANT(0x8000800080008000)
                              : 0;
}

static void set_bins(lm_cast *c, double thickness)
{
    for (int i = 0; i < BINS; i++) {
        c->bins[i] = c->rays->look->bins[i];
        c->bins[i][3] = (float)(1 - pow(1 - (double)c->bins[i][3], thickness));
    }
}

lm_cast *lm_cast_new(const lm_rays *rays, const lm_shot *shot, const float *depths, guint8 *pixels,
                     lm_context *context, GError **error)
{
    const lm_grid *grid = &rays->volume->grid;
    const double *spacing = grid->spacing;
    double step = shot->ray_step * MIN(spacing[0], MIN(spacing[1], spacing[2])), extent[3];
    lm_grid_extent(grid, extent);
    double diagonal = sqrt(extent[0] * extent[0] + extent[1] * extent[1] + extent[2] * extent[2]);
    lm_cast *c = lm_alloc(1, sizeof *c, "the rays", error);
    if (!c)
        return NULL;
    *c = (lm_cast){.rays = rays,
                   .data = rays->volume->data,
                   .flip = flip_of(rays->volume->type),
                   .shot = shot,
                   .depths = depths,
                   .pixels = pixels,
                   .context = context};
    for (int k = 0; k < 3; k++) {
        c->size[k] = grid->size[k];
        c->limits[k] = nextafterf((float)(grid->size[k] - 1), 0);
    }
    set_bins(c, step / (diagonal / 300));
    place_rays(c, step);
    set_light(c);
    return c;
}

void lm_cast_free(lm_cast *c)
{
    lm_free(c);
}

bool lm_rays_cast(const lm_rays *rays, const lm_shot *shot, const float *depths, guint8 *pixels,
                  lm_context *context, GError **error)
{
    lm_cast *c = lm_cast_new(rays, shot, depths, pixels, context, error);
    if (!c)
        return false;
    gint64 rows = (shot->height + shot->ray_pixels - 1) / shot->ray_pixels;
    bool ok = lm_parallel(context, rows, ROWS, cast_rows, c, error);
    lm_cast_free(c);
    return ok;
}
