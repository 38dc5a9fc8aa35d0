#include "cast.h"

#include "lamina/alloc.h"
#include "lamina/parallel.h"
#include "lamina/type.h"

#include <math.h>

enum {
    TILE = 16, /* blocks of pixels across */
    BLOCK_PIXELS = LM_SHOT_RAY_PIXELS * LM_SHOT_RAY_PIXELS,
};
static const float least_power = 1.0F / (1 << 12); /* of a cosine: less is none */
static const float opaque = 1.0F / 128; /* of what lies behind is seen: not worth a look */

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
        c->lamps[at][k] = (float)towards[k];
        c->half_ways[at][k] = (float)half_way[k];
    }
    const lm_transfer *t = &c->rays->look->transfer;
    c->diffuse[at] = (float)(t->diffuse * lamp->intensity);
    c->specular[at] = (float)(t->specular * lamp->intensity);
    c->ambient += (float)(t->ambient * lamp->ambient * lamp->intensity);
}

static void set_light(lm_cast *c)
{
    const lm_transfer *t = &c->rays->look->transfer;
    const double *spacing = c->rays->volume->grid.spacing;
    double mean = (spacing[0] + spacing[1] + spacing[2]) / 3, towards[3];
    const double unit = c->rays->gradients ? (double)c->rays->gradients->unit : 1;
    turn(&c->rays->volume->grid, c->shot->camera->towards, towards);
    for (int k = 0; k < 3; k++) {
        c->gradient[k] = (float)(unit * mean / (2 * spacing[k]));
        c->towards[k] = (float)towards[k];
    }
    c->ambient = 0;
    for (int i = 0; i < LM_LAMPS; i++)
        place_lamp(c, i);
    for (int i = 0; i < LM_CAST_POWERS; i++)
        c->powers[i] = (float)pow((double)i / (LM_CAST_POWERS - 1), t->shininess);
    for (int i = 0; i < LM_CAST_POWERS && c->powers[i] < least_power; i++) {
        c->powers[i] = 0;
        c->least_gloss = ((float)i + 0.5F) / (LM_CAST_POWERS - 1) * 0.9999F;
    }
    double range = t->points[t->count - 1].value - t->points[0].value;
    c->least_edge = (float)(1 - t->edges);
    c->edge_scale = (float)(20 * t->edges / range);
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
static lm_ray ray_at(const lm_cast *c, double x, double y)
{
    lm_ray r = {.left = 1, .least = opaque};
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
    lm_four colour;                     /* so far */
    lm_four before;                     /* what the ray had gathered at the last stop */
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
static void go_on(const lm_cast *c, const lm_fragments *f, const lm_ray *r, sight *s)
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

static void cast_block(const lm_cast *c, const lm_region *region, lm_fragments *f, int column,
                       int row)
{
    const int n = c->shot->ray_pixels;
    sight sights[BLOCK_PIXELS];
    lm_ray r = ray_at(c, (column + 0.5) * n, (row + 0.5) * n);
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
        c->march(c, &r, stop);
        for (size_t i = 0; i < count; i++)
            while (sights[i].stop <= stop)
                go_on(c, f, &r, &sights[i]);
    }
}

static int tiles_along(const lm_shot *shot, int pixels)
{
    const int side = TILE * shot->ray_pixels;
    return (pixels + side - 1) / side;
}

/* Blocks of pixels near to each other look at the same voxels: they are cast tile by tile. */
void lm_cast_region(const lm_cast *c, const lm_region *region, lm_fragments *fragments)
{
    const int n = c->shot->ray_pixels;
    const int end_row = (region->end_row + n - 1) / n,
              end_column = (region->end_column + n - 1) / n;
    for (int y = region->first_row / n; y < end_row; y += TILE)
        for (int x = region->first_column / n; x < end_column; x += TILE)
            for (int row = y; row < MIN(y + TILE, end_row); row++)
                for (int column = x;
                     column < MIN(x + TILE, end_column) && !lm_context_cancelled(c->context);
                     column++)
                    cast_block(c, region, fragments, column, row);
}

static bool cast_tile(gint64 number, gint64 end, unsigned worker, gpointer user, GError **error)
{
    (void)end, (void)worker, (void)error;
    const lm_cast *c = user;
    const int side = TILE * c->shot->ray_pixels;
    const int across = tiles_along(c->shot, c->shot->width);
    const int x = (int)number % across * side, y = (int)number / across * side;
    const lm_region tile = {x, MIN(x + side, c->shot->width), y, MIN(y + side, c->shot->height)};
    lm_cast_region(c, &tile, NULL);
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
    for (int i = 0; i < LM_CAST_BINS; i++) {
        c->bins[i] = c->rays->look->bins[i];
        c->bins[i][3] = (float)(1 - pow(1 - (double)c->bins[i][3], thickness));
        c->is_seen[i] = c->bins[i][3] > 0;
    }
}

/* For the processor there is. Both give the same picture. */
static lm_march_fn best_march(void)
{
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx2"))
        return lm_march_avx2;
#endif
    return lm_march;
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
                   .march = best_march(),
                   .flip = flip_of(rays->volume->type),
                   .shot = shot,
                   .depths = depths,
                   .pixels = pixels,
                   .context = context};
    for (int k = 0; k < 3; k++) {
        c->size[k] = grid->size[k];
        c->limits[k] = nextafterf((float)(grid->size[k] - 1), 0);
    }
    c->first = rays->look->first - (rays->gradients ? rays->gradients->zero : 0);
    c->scale = rays->look->scale;
    set_bins(c, step / (diagonal / 300));
    place_rays(c, step);
    if (rays->gradients)
        c->ahead = llround(8 * c->step[0]) + llround(8 * c->step[1]) * rays->gradients->row +
                   llround(8 * c->step[2]) * rays->gradients->plane;
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
    const int tiles = tiles_along(shot, shot->width) * tiles_along(shot, shot->height);
    bool ok = lm_parallel(context, tiles, 1, cast_tile, c, error);
    lm_cast_free(c);
    return ok;
}
