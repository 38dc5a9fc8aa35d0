/* Rays against closed forms, and against the sum along a ray as it is written in books: in doubles,
 * sample by sample, nothing leaped over and nothing left out. */
#include "cast.h"
#include "testing.h"

#include <math.h>
#include <string.h>

enum { WIDTH = 20, HEIGHT = 16, BYTES = 3 * WIDTH * HEIGHT };
static const guint8 BEHIND = 40; /* what the picture is before */

/* Turned by 30 degrees about z, and then by 50 about x. */
static const double oblique[9] = {0.866025403784438,
                                  -0.321393804843270,
                                  0.383022221559489,
                                  0.5,
                                  0.556670399226419,
                                  -0.663413948168938,
                                  0,
                                  0.766044443118978,
                                  0.642787609686539};

static lm_camera camera_along(const double right[3], const double up[3], const double towards[3])
{
    lm_camera camera = {.half_height = 6};
    memcpy(camera.right, right, sizeof camera.right);
    memcpy(camera.up, up, sizeof camera.up);
    memcpy(camera.towards, towards, sizeof camera.towards);
    return camera;
}

/* Along the z axis of these directions. */
static lm_camera camera_into(const double d[9])
{
    const double axes[3][3] = {{d[0], d[3], d[6]}, {d[1], d[4], d[7]}, {d[2], d[5], d[8]}};
    return camera_along(axes[0], axes[1], axes[2]);
}

/* At the middle of a volume, in steps of half a voxel. */
static lm_shot shot_of(const lm_camera *camera, const lm_grid *grid)
{
    lm_shot shot = {.camera = camera,
                    .distance = 20,
                    .width = WIDTH,
                    .height = HEIGHT,
                    .ray_pixels = 1,
                    .ray_step = 0.5};
    double middle[3];
    for (int k = 0; k < 3; k++)
        middle[k] = (double)(grid->size[k] - 1) / 2;
    lm_grid_to_world(grid, middle, shot.centre);
    return shot;
}

/* With what every processor can do, whatever this one can. */
static void cast_plainly(const lm_rays *rays, const lm_shot *shot, const float *depths,
                         lm_context *context, guint8 pixels[BYTES])
{
    static const lm_region whole = {0, WIDTH, 0, HEIGHT};
    lm_cast *one = lm_cast_new(rays, shot, depths, pixels, context, NULL);
    g_assert_nonnull(one);
    one->march = lm_march;
    lm_cast_region(one, &whole, NULL);
    lm_cast_free(one);
}

/* The same picture on all processors; and without gradients that are ready nearly the same. */
static void cast(const lm_volume *volume, const lm_transfer *transfer, const lm_shot *shot,
                 const float *depths, unsigned threads, guint8 pixels[BYTES])
{
    g_autoptr(lm_context) context = lm_context_new(threads, 0);
    GError *error = NULL;
    g_autoptr(lm_rays) rays = lm_rays_new(volume, transfer, context, &error);
    guint8 plain[BYTES], unready[BYTES];
    memset(pixels, BEHIND, BYTES);
    memset(plain, BEHIND, BYTES);
    memset(unready, BEHIND, BYTES);
    bool ok = rays && lm_rays_cast(rays, shot, depths, pixels, context, &error);
    g_assert_no_error(error);
    g_assert_true(ok);
    cast_plainly(rays, shot, depths, context, plain);
    g_assert_cmpint(memcmp(pixels, plain, BYTES), ==, 0);
    g_clear_pointer(&rays->gradients, lm_gradients_free);
    g_assert_true(lm_rays_cast(rays, shot, depths, unready, context, NULL));
    for (int i = 0; i < BYTES; i++)
        g_assert_cmpfloat_with_epsilon(pixels[i], unready[i], 1.1);
    memset(plain, BEHIND, BYTES);
    cast_plainly(rays, shot, depths, context, plain);
    g_assert_cmpint(memcmp(unready, plain, BYTES), ==, 0);
}

/* ---- a homogeneous slab ---- */

/* Nine voxels deep, all of one value, seen along its z axis: as a colour in which `samples` layers
 * of the slab are seen. */
static void check_slab(const double direction[9], const lm_plane *plane, const float *depths,
                       int samples)
{
    const double opacity = 0.7, colour[3] = {1, 0.5, 0.25};
    lm_grid grid = lm_grid_make(40, 40, 9);
    memcpy(grid.direction, direction, sizeof grid.direction);
    g_autoptr(lm_volume) volume = lm_volume_new(&grid, LM_UINT8, 1, NULL);
    memset(volume->data, 100, 40 * 40 * 9);
    lm_transfer t = {.count = 2, .ambient = 0.8};
    for (size_t i = 0; i < 2; i++) {
        t.points[i] = (lm_transfer_point){.value = 200 * (double)i, .opacity = opacity};
        memcpy(t.points[i].colour, colour, sizeof colour);
    }
    lm_camera camera = camera_into(direction);
    lm_shot shot = shot_of(&camera, &grid);
    shot.planes = plane;
    shot.n_planes = plane ? 1 : 0;
    guint8 pixels[BYTES];
    cast(volume, &t, &shot, depths, 1, pixels);
    double extent[3], light = 0;
    lm_grid_extent(&grid, extent);
    for (int i = 0; i < LM_LAMPS; i++)
        light += t.ambient * lm_lamps[i].ambient * lm_lamps[i].intensity;
    double layers = samples * 0.5 * 300 / hypot(hypot(extent[0], extent[1]), extent[2]);
    double left = pow(1 - opacity, layers);
    left = left < 1.0 / 128 ? 0 : left;
    for (int i = 0; i < BYTES; i++) {
        double expected = 255 * light * colour[i % 3] * (1 - left) + BEHIND * left;
        g_assert_cmpfloat_with_epsilon(pixels[i], expected, 1.5);
    }
}

/* Samples lie half a millimetre apart, from 12 mm before the middle of the slab on. */
static void test_slab(void)
{
    static const double identity[9] = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    check_slab(identity, NULL, NULL, 17);
    const lm_plane lower = {{0, 0, 7.25}, {0, 0, 1}}, upper = {{0, 0, 1.25}, {0, 0, -1}},
                   none = {{0, 0, 9}, {0, 0, 1}}, along = {{-1, 0, 0}, {1, 0, 0}};
    check_slab(identity, &lower, NULL, 2);
    check_slab(identity, &upper, NULL, 3);
    check_slab(identity, &none, NULL, 0);
    check_slab(identity, &along, NULL, 17);
    static const struct {
        float place; /* mm from the near plane */
        int samples;
    } walls[] = {{24, 17}, {9.75F, 4}, {8.1F, 1}, {7.9F, 0}, {0, 0}};
    for (size_t i = 0; i < G_N_ELEMENTS(walls); i++) {
        float depths[WIDTH * HEIGHT];
        for (int k = 0; k < WIDTH * HEIGHT; k++)
            depths[k] = walls[i].place / 24;
        check_slab(identity, NULL, depths, walls[i].samples);
    }
}

static void test_oblique_slab(void)
{
    lm_plane half = {{0, 0, 0}, {oblique[2], oblique[5], oblique[8]}};
    for (int k = 0; k < 3; k++)
        half.point[k] = 7.25 * half.normal[k];
    check_slab(oblique, &half, NULL, 2);
}

/* ---- any volume ---- */

static double voxel(const lm_volume *volume, const gint64 at[3])
{
    gint64 i = 0;
    for (int k = 2; k >= 0; k--)
        i = i * volume->grid.size[k] + CLAMP(at[k], 0, volume->grid.size[k] - 1);
    switch (volume->type) {
    case LM_UINT8:
        return ((const guint8 *)volume->data)[i];
    case LM_INT8:
        return ((const gint8 *)volume->data)[i];
    case LM_UINT16:
        return ((const guint16 *)volume->data)[i];
    default:
        return ((const gint16 *)volume->data)[i];
    }
}

/* The value at a place between voxels, and the gradient between central differences, for a mean
 * voxel, in the world's axes. */
static double interpolate(const lm_volume *volume, const double index[3], double gradient[3])
{
    const lm_grid *grid = &volume->grid;
    double value = 0, along[3] = {0, 0, 0};
    double mean = (grid->spacing[0] + grid->spacing[1] + grid->spacing[2]) / 3;
    for (int corner = 0; corner < 8; corner++) {
        gint64 at[3];
        double weight = 1;
        for (int k = 0; k < 3; k++) {
            double cell = MIN(floor(index[k]), (double)grid->size[k] - 2);
            at[k] = (gint64)cell + (corner >> k & 1);
            weight *= corner >> k & 1 ? index[k] - cell : 1 - (index[k] - cell);
        }
        value += weight * voxel(volume, at);
        for (int k = 0; k < 3; k++) {
            gint64 before[3] = {at[0], at[1], at[2]}, after[3] = {at[0], at[1], at[2]};
            before[k]--;
            after[k]++;
            along[k] += weight * (voxel(volume, after) - voxel(volume, before)) * mean /
                        (2 * grid->spacing[k]);
        }
    }
    for (int row = 0; row < 3; row++) {
        gradient[row] = 0;
        for (int k = 0; k < 3; k++)
            gradient[row] += grid->direction[3 * row + k] * along[k];
    }
    return value;
}

static double dot(const double a[3], const double b[3])
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/* How bright a surface across a gradient is: of its colour, and of white. */
static void shine(const lm_transfer *t, const lm_camera *camera, const double gradient[3],
                  double *matt, double *glossy)
{
    double length = MAX(sqrt(dot(gradient, gradient)), 0.5);
    double side = dot(gradient, camera->towards) > 0 ? -1 : 1;
    *matt = *glossy = 0;
    for (int i = 0; i < LM_LAMPS; i++) {
        const lm_lamp *lamp = &lm_lamps[i];
        double size = sqrt(dot(lamp->place, lamp->place)), to_lamp[3], half_way[3];
        for (int k = 0; k < 3; k++) {
            to_lamp[k] = (lamp->place[0] * camera->right[k] + lamp->place[1] * camera->up[k] -
                          lamp->place[2] * camera->towards[k]) /
                         size;
            half_way[k] = to_lamp[k] - camera->towards[k];
        }
        double facing = side * dot(gradient, to_lamp) / length;
        double gloss = side * dot(gradient, half_way) / sqrt(dot(half_way, half_way)) / length;
        *matt += t->ambient * lamp->ambient * lamp->intensity;
        if (facing > 0) {
            *matt += t->diffuse * lamp->intensity * facing;
            *glossy += t->specular * lamp->intensity * pow(CLAMP(gloss, 0, 1), t->shininess);
        }
    }
}

static double colour_of(const lm_transfer *t, double value, int channel)
{
    size_t k = 1;
    while (k + 1 < t->count && t->points[k].value < value)
        k++;
    const lm_transfer_point *a = &t->points[k - 1], *b = &t->points[k];
    double part = CLAMP((value - a->value) / (b->value - a->value), 0, 1);
    return a->colour[channel] + part * (b->colour[channel] - a->colour[channel]);
}

/* Adds a sample to what is seen; returns what is left of what lies behind. */
static double add_sample(const lm_volume *volume, const lm_transfer *t, const lm_shot *shot,
                         const double index[3], double step, double left, double seen[3])
{
    double gradient[3], extent[3], matt, glossy;
    double value = interpolate(volume, index, gradient);
    shine(t, shot->camera, gradient, &matt, &glossy);
    lm_grid_extent(&volume->grid, extent);
    double range = t->points[t->count - 1].value - t->points[0].value;
    double edge = 1 - t->edges + 20 * t->edges * sqrt(dot(gradient, gradient)) / range;
    double opacity = MIN(edge, 1) * (1 - pow(1 - lm_transfer_opacity(t, value),
                                             step * 300 / sqrt(dot(extent, extent))));
    for (int c = 0; c < 3; c++)
        seen[c] += left * opacity * (colour_of(t, value, c) * matt + glossy);
    return left * (1 - opacity);
}

static void sum_up(const lm_volume *volume, const lm_transfer *t, const lm_shot *shot, int x, int y,
                   double expected[3])
{
    const lm_grid *grid = &volume->grid;
    const lm_camera *camera = shot->camera;
    double step = shot->ray_step * MIN(grid->spacing[0], MIN(grid->spacing[1], grid->spacing[2]));
    double pixel = 2 * camera->half_height / shot->height, left = 1, seen[3] = {0, 0, 0};
    const int last = (int)((LM_SHOT_FAR - LM_SHOT_NEAR) * shot->distance / step);
    for (int i = 0; i <= last; i++) {
        const double way = LM_SHOT_NEAR + i * step / shot->distance;
        double place[3], index[3];
        for (int k = 0; k < 3; k++)
            place[k] = shot->centre[k] + (way - 1) * shot->distance * camera->towards[k] +
                       pixel * ((x + 0.5 - shot->width / 2.0) * camera->right[k] +
                                (y + 0.5 - shot->height / 2.0) * camera->up[k]);
        lm_grid_to_index(grid, place, index);
        bool is_in = true;
        for (int k = 0; k < 3; k++)
            is_in = is_in && index[k] >= 0 && index[k] <= (double)grid->size[k] - 1;
        for (size_t p = 0; p < shot->n_planes; p++)
            is_in = is_in && lm_plane_distance(&shot->planes[p], place) >= 0;
        if (is_in)
            left = add_sample(volume, t, shot, index, step, left, seen);
    }
    for (int c = 0; c < 3; c++)
        expected[c] = MIN(255 * seen[c] + left * BEHIND, 255);
}

/* Values from `least` on, most of them clear. */
static lm_transfer transfer_from(double least, double range, double clear)
{
    return (lm_transfer){.count = 4,
                         .points = {{least, {1, 0, 0}, clear},
                                    {least + 0.4 * range, {1, 1, 0}, clear},
                                    {least + 0.7 * range, {0, 1, 1}, 0.05},
                                    {least + range, {1, 1, 1}, 0.2}},
                         .edges = 0.3,
                         .ambient = 0.3,
                         .diffuse = 0.6,
                         .specular = 0.3,
                         .shininess = 12};
}

/* A volume of waves of different lengths along its axes, from `least` on. */
static lm_volume *waves(const lm_grid *grid, lm_type type, double least, double range)
{
    lm_volume *volume = lm_volume_new(grid, type, 1, NULL);
    const gint64 *n = grid->size;
    for (gint64 i = 0; i < n[0] * n[1] * n[2]; i++) {
        double x = (double)(i % n[0]), y = (double)(i / n[0] % n[1]), z = (double)(i / n[0] / n[1]);
        double value = least + range * (0.5 + sin(0.5 * x) * sin(0.4 * y + 1) * sin(0.3 * z) / 2);
        switch (type) {
        case LM_UINT8:
            ((guint8 *)volume->data)[i] = (guint8)value;
            break;
        case LM_INT8:
            ((gint8 *)volume->data)[i] = (gint8)value;
            break;
        case LM_UINT16:
            ((guint16 *)volume->data)[i] = (guint16)value;
            break;
        default:
            ((gint16 *)volume->data)[i] = (gint16)value;
        }
    }
    return volume;
}

static const struct {
    lm_type type;
    double least, range;
} kinds[] = {
    {LM_UINT8, 0, 250}, {LM_INT8, -120, 240}, {LM_UINT16, 1000, 60000}, {LM_INT16, -900, 2000}};

/* Longer, thinner voxels, and axes that lie across the world's. */
static lm_grid oblique_grid(void)
{
    lm_grid grid = lm_grid_make(23, 18, 15);
    memcpy(grid.direction, oblique, sizeof oblique);
    const double spacing[3] = {0.4, 0.7, 0.9}, origin[3] = {-30, 20, 10};
    memcpy(grid.spacing, spacing, sizeof spacing);
    memcpy(grid.origin, origin, sizeof origin);
    return grid;
}

static void test_any(void)
{
    lm_grid grid = oblique_grid();
    lm_camera camera = lm_camera_of(LM_VIEW_THREE_QUARTER);
    camera.half_height = 6;
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        g_autoptr(lm_volume) volume = waves(&grid, kinds[i].type, kinds[i].least, kinds[i].range);
        lm_transfer t = transfer_from(kinds[i].least, kinds[i].range, 0);
        lm_shot shot = shot_of(&camera, &grid);
        lm_plane plane = {{0, 0, 0}, {0.6, 0, 0.8}};
        memcpy(plane.point, shot.centre, sizeof plane.point);
        shot.planes = &plane;
        shot.n_planes = i % 2;
        guint8 pixels[BYTES];
        cast(volume, &t, &shot, NULL, 2, pixels);
        int drawn = 0;
        for (int p = 0; p < WIDTH * HEIGHT; p++) {
            double expected[3];
            sum_up(volume, &t, &shot, p % WIDTH, p / WIDTH, expected);
            for (int c = 0; c < 3; c++) {
                g_assert_cmpfloat_with_epsilon(pixels[3 * p + c], expected[c], 2.5);
                drawn += pixels[3 * p + c] != BEHIND;
            }
        }
        g_assert_cmpint(drawn, >, BYTES / 5);
    }
}

/* Where everything is seen, if only by so little that it makes no difference, nothing is leaped
 * over. */
static void test_leaps(void)
{
    enum { SIDE = 44 };
    static const double axes[3][3] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    lm_grid grid = lm_grid_make(SIDE, SIDE, SIDE);
    g_autoptr(lm_volume) volume = lm_volume_new(&grid, LM_UINT16, 1, NULL);
    memset(volume->data, 0, SIDE * SIDE * SIDE * sizeof(guint16));
    for (size_t i = 0; i < SIDE * SIDE * SIDE;
         i += 977) /* single voxels, seen as far as their cells reach */
        ((guint16 *)volume->data)[i] = 20000;
    lm_transfer sparse = transfer_from(0, 1000, 0), whole = transfer_from(0, 1000, 1e-30);
    for (int view = 0; view < 8; view++) {
        lm_camera camera = lm_camera_of(LM_VIEW_THREE_QUARTER);
        if (view < 3)
            camera = camera_along(axes[(view + 1) % 3], axes[(view + 2) % 3], axes[view]);
        else
            lm_camera_turn(&camera, 50 * view, 11 * view);
        camera.half_height = SIDE / 2.0;
        lm_shot shot = shot_of(&camera, &grid);
        shot.distance = 3 * SIDE;
        guint8 leaping[BYTES], walking[BYTES], empty[BYTES];
        cast(volume, &sparse, &shot, NULL, 1, leaping);
        cast(volume, &whole, &shot, NULL, 1, walking);
        g_assert_cmpint(memcmp(leaping, walking, BYTES), ==, 0);
        memset(empty, BEHIND, BYTES);
        g_assert_cmpint(memcmp(leaping, empty, BYTES), !=, 0);
    }
}

static void test_threads(void)
{
    lm_grid grid = oblique_grid();
    g_autoptr(lm_volume) volume = waves(&grid, LM_INT16, -900, 2000);
    lm_transfer t = transfer_from(-900, 2000, 0);
    lm_camera camera = lm_camera_of(LM_VIEW_THREE_QUARTER);
    camera.half_height = 6;
    lm_shot shot = shot_of(&camera, &grid);
    guint8 one[BYTES];
    cast(volume, &t, &shot, NULL, 1, one);
    for (unsigned threads = 2; threads <= 3; threads++) {
        guint8 more[BYTES];
        cast(volume, &t, &shot, NULL, threads, more);
        g_assert_cmpint(memcmp(one, more, BYTES), ==, 0);
    }
}

/* Nothing changes when a new transfer function is cancelled. */
static void test_cancelled(void)
{
    lm_grid grid = oblique_grid();
    g_autoptr(lm_volume) volume = waves(&grid, LM_UINT8, 0, 250);
    lm_transfer t = transfer_from(0, 250, 0), other = transfer_from(100, 50, 0.5);
    lm_camera camera = lm_camera_of(LM_VIEW_FRONT);
    camera.half_height = 6;
    lm_shot shot = shot_of(&camera, &grid);
    g_autoptr(lm_context) context = lm_context_new(1, 0), gone = lm_context_new(1, 0);
    g_autoptr(lm_rays) rays = lm_rays_new(volume, &t, context, NULL);
    GError *error = NULL;
    guint8 before[BYTES] = {0}, after[BYTES] = {0};
    g_assert_true(lm_rays_cast(rays, &shot, NULL, before, context, NULL));
    lm_context_cancel(gone);
    g_assert_false(lm_rays_set_transfer(rays, &other, gone, &error));
    test_assert_error(&error, LM_ERROR_CANCELLED, ".");
    g_assert_false(lm_rays_cast(rays, &shot, NULL, after, gone, &error));
    test_assert_error(&error, LM_ERROR_CANCELLED, ".");
    memset(after, 0, BYTES);
    g_assert_true(lm_rays_cast(rays, &shot, NULL, after, context, NULL));
    g_assert_cmpint(memcmp(before, after, BYTES), ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/render/rays/slab", test_slab);
    g_test_add_func("/render/rays/oblique-slab", test_oblique_slab);
    g_test_add_func("/render/rays/any", test_any);
    g_test_add_func("/render/rays/leaps", test_leaps);
    g_test_add_func("/render/rays/threads", test_threads);
    g_test_add_func("/render/rays/cancelled", test_cancelled);
    return g_test_run();
}
