/* Triangles in a picture: each pixel once, at the depth of the plane through the corners, whatever
 * the corners are. */
#include "raster.h"
#include "above.h"
#include "lamina/alloc.h"
#include "normals.h"
#include "testing.h"

#include <math.h>
#include <string.h>

/* Two strips. */
enum { WIDTH = 40, HEIGHT = 96, PIXELS = WIDTH * HEIGHT };

static lm_camera camera;

static lm_shot shot_of(void)
{
    return shot_from_above(&camera, WIDTH, HEIGHT);
}

typedef struct result {
    guint8 pixels[3 * PIXELS];
    float depths[PIXELS];
} result;

static lm_mesh *mesh_of(const float *points, size_t n_points, const gint32 *triangles, size_t count)
{
    GError *error = NULL;
    lm_mesh *mesh = lm_mesh_new(n_points, count, &error);
    g_assert_no_error(error);
    memcpy(mesh->points, points, 3 * n_points * sizeof *points);
    memcpy(mesh->triangles, triangles, 3 * count * sizeof *triangles);
    return mesh;
}

static void draw_with(const lm_shot *shot, const lm_mesh *mesh, const float *normals,
                      unsigned threads, result *r)
{
    g_autoptr(lm_context) context = lm_context_new(threads, 0);
    GError *error = NULL;
    g_autoptr(lm_pieces) pieces = lm_pieces_new(mesh, context, &error);
    g_assert_no_error(error);
    const lm_raster_surface surface = {mesh, normals, pieces, {1, 0.8, 0.6}, LM_OPAQUE};
    g_assert_true(lm_raster_draw(shot, &surface, 1, r->pixels, r->depths, context, &error));
    g_assert_no_error(error);
}

static void draw(const lm_shot *shot, const lm_mesh *mesh, unsigned threads, result *r)
{
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    float *normals = lm_normals_make(mesh, context, NULL);
    draw_with(shot, mesh, normals, threads, r);
    lm_free(normals);
}

static void draw_triangle(const lm_shot *shot, const float points[9], result *r)
{
    static const gint32 corners[3] = {0, 1, 2};
    g_autoptr(lm_mesh) mesh = mesh_of(points, 3, corners, 1);
    draw(shot, mesh, 1, r);
}

/* How often each pixel is drawn when each triangle is drawn for itself. */
static void count_layers(const lm_mesh *mesh, int layers[PIXELS])
{
    const lm_shot shot = shot_of();
    memset(layers, 0, PIXELS * sizeof *layers);
    for (size_t i = 0; i < mesh->n_triangles; i++) {
        float points[9];
        for (int c = 0; c < 3; c++)
            memcpy(points + 3 * c, mesh->points + 3 * (size_t)mesh->triangles[3 * i + (size_t)c],
                   3 * sizeof(float));
        result r;
        draw_triangle(&shot, points, &r);
        for (int p = 0; p < PIXELS; p++)
            layers[p] += r.depths[p] < 1;
    }
}

/* A net of points a little beside the middles of pixels, or exactly on them, over more than the
 * picture; its triangles face both ways. */
static lm_mesh *net(double jitter)
{
    enum { ACROSS = 5, UP = 7 };
    float points[3 * ACROSS * UP];
    gint32 triangles[6 * (ACROSS - 1) * (UP - 1)], *t = triangles;
    g_autoptr(GRand) rand = g_rand_new_with_seed(11);
    for (int i = 0; i < ACROSS * UP; i++) {
        int x = i % ACROSS, y = i / ACROSS;
        points[3 * i] = (float)(13 * x - 7.5 + g_rand_double_range(rand, 0, 1) * jitter);
        points[3 * i + 1] = (float)(18 * y - 7.5 + g_rand_double_range(rand, 0, 1) * jitter);
        points[3 * i + 2] = (float)g_rand_double_range(rand, -20, 20);
        if (x + 1 == ACROSS || y + 1 == UP)
            continue;
        const gint32 two[6] = {i, i + 1, i + ACROSS, i + 1, i + ACROSS, i + ACROSS + 1};
        memcpy(t, two, sizeof two);
        t += 6;
    }
    return mesh_of(points, ACROSS * UP, triangles, G_N_ELEMENTS(triangles) / 3);
}

static void test_net(void)
{
    static const double jitters[] = {0, 1, 5};
    const lm_shot shot = shot_of();
    for (size_t j = 0; j < G_N_ELEMENTS(jitters); j++) {
        g_autoptr(lm_mesh) mesh = net(jitters[j]);
        int layers[PIXELS];
        count_layers(mesh, layers);
        result whole;
        draw(&shot, mesh, 2, &whole);
        for (int p = 0; p < PIXELS; p++) {
            g_assert_cmpint(layers[p], ==, 1);
            g_assert_cmpfloat(whole.depths[p], <, 1);
        }
    }
}

/* Eight thin triangles around a corner in the middle of a pixel, and its other side: two layers, or
 * none. */
static void test_closed(void)
{
    enum { AROUND = 9 };
    float points[3 * (AROUND + 2)] = {20.5F, 50.5F, -9, 20.5F, 50.5F, 9};
    gint32 triangles[6 * AROUND];
    for (int i = 0; i < AROUND; i++) {
        double angle = 2 * G_PI * i / AROUND;
        float *p = points + 3 * (i + 2);
        p[0] = (float)(20.5 + 17 * cos(angle));
        p[1] = (float)(50.5 + 40 * sin(angle));
        p[2] = 0;
        const gint32 a = i + 2, b = (i + 1) % AROUND + 2, two[6] = {0, b, a, 1, a, b};
        memcpy(triangles + 6 * i, two, sizeof two);
    }
    g_autoptr(lm_mesh) mesh = mesh_of(points, AROUND + 2, triangles, 2 * AROUND);
    int layers[PIXELS], drawn = 0;
    count_layers(mesh, layers);
    for (int p = 0; p < PIXELS; p++) {
        g_assert_true(layers[p] == 0 || layers[p] == 2);
        drawn += layers[p] == 2;
    }
    double area = AROUND * 17 * 40 * sin(2 * G_PI / AROUND) / 2;
    g_assert_cmpfloat_with_epsilon(drawn, area, 20);
}

static double depth_at(double z)
{
    return (-z / 100 + 1 - LM_SHOT_NEAR) / (LM_SHOT_FAR - LM_SHOT_NEAR);
}

/* z = 10 + x / 4 - y / 8 over the whole picture, whether the corners are near or thousands of
 * pixels away. */
static void test_depths(void)
{
    const lm_shot shot = shot_of();
    static const double reaches[] = {300, 3000, 30000};
    for (size_t i = 0; i < G_N_ELEMENTS(reaches); i++) {
        const double reach = reaches[i];
        float points[9];
        for (int c = 0; c < 3; c++) {
            double x = c == 1 ? 2 * reach : -reach, y = c == 2 ? 3 * reach : -reach;
            points[3 * c] = (float)x;
            points[3 * c + 1] = (float)y;
            points[3 * c + 2] = (float)(10 + x / 4 - y / 8);
        }
        result r;
        draw_triangle(&shot, points, &r);
        for (int p = 0; p < PIXELS; p++) {
            const int x = p % WIDTH, y = p / WIDTH;
            double z = 10 + (x + 0.5) / 4 - (y + 0.5) / 8;
            g_assert_cmpfloat_with_epsilon(r.depths[p], depth_at(z), 1e-8 * reach + 1e-6);
        }
    }
}

static const float square[12] = {0, 0, 0, WIDTH, 0, 0, WIDTH, HEIGHT, 0, 0, HEIGHT, 0};
static const gint32 of_square[6] = {0, 1, 2, 0, 2, 3};

/* Beside points that are nowhere, or so far away that nothing can be counted there, a triangle is
 * drawn as ever. */
static void test_extremes(void)
{
    static const float places[] = {NAN, INFINITY, -INFINITY, 3e38F, -3e38F, 1e12F, -1e9F, 0};
    const size_t n = G_N_ELEMENTS(places), count = n * n * n;
    g_autofree float *points = g_new(float, 3 * (count + 4));
    g_autofree gint32 *triangles = g_new(gint32, 3 * (count + 2));
    memcpy(points, square, sizeof square);
    memcpy(triangles, of_square, sizeof of_square);
    for (size_t i = 0; i < count; i++) {
        const float place[3] = {places[i % n], places[i / n % n], places[i / n / n]};
        const gint32 at = (gint32)(i + 4), corners[3] = {at, (gint32)(i * 37 % count) + 4, at % 4};
        memcpy(points + 3 * at, place, sizeof place);
        memcpy(triangles + 3 * (i + 2), corners, sizeof corners);
    }
    lm_shot shot = shot_of();
    g_autoptr(lm_mesh) mesh = mesh_of(points, count + 4, triangles, count + 2);
    for (size_t planes = 0; planes < 2; planes++) {
        const lm_plane plane = {{0, 0, 0.5}, {0.1, 0, -1}};
        shot.planes = &plane;
        shot.n_planes = planes;
        result r;
        draw(&shot, mesh, 2, &r);
        for (int p = 0; p < PIXELS; p++) {
            g_assert_cmpfloat(r.depths[p], >=, 0);
            g_assert_cmpfloat(r.depths[p], <=, depth_at(0) + 1e-6);
        }
    }
}

/* A square as wide as can be covers all. */
static void test_huge(void)
{
    const float f = 3e38F, points[12] = {-f, -f, 0, f, -f, 0, f, f, 0, -f, f, 0};
    const lm_shot shot = shot_of();
    g_autoptr(lm_mesh) mesh = mesh_of(points, 4, of_square, 2);
    result r;
    draw(&shot, mesh, 1, &r);
    for (int p = 0; p < PIXELS; p++)
        g_assert_cmpfloat_with_epsilon(r.depths[p], depth_at(0), 1e-6);
}

/* What is turned away looks as if it were turned over. */
static void test_back(void)
{
    const gint32 back[6] = {0, 2, 1, 0, 3, 2};
    const lm_shot shot = shot_of();
    g_autoptr(lm_mesh) mesh = mesh_of(square, 4, of_square, 2);
    g_autoptr(lm_mesh) turned = mesh_of(square, 4, back, 2);
    result a, b;
    draw(&shot, mesh, 1, &a);
    draw(&shot, turned, 1, &b);
    g_assert_cmpint(memcmp(&a, &b, sizeof a), ==, 0);
    g_assert_cmpint(a.pixels[0], >, 100);
}

/* Nothing but what is on the planes' side. */
static void test_planes(void)
{
    const lm_plane planes[2] = {{{10.2, 0, 0}, {1, 0.3, 0}}, {{30.3, 60.4, 0}, {-0.4, -1, 0}}};
    lm_shot shot = shot_of();
    shot.planes = planes;
    shot.n_planes = 2;
    g_autoptr(lm_mesh) mesh = mesh_of(square, 4, of_square, 2);
    result r;
    draw(&shot, mesh, 1, &r);
    for (int p = 0; p < PIXELS; p++) {
        const int x = p % WIDTH, y = p / WIDTH;
        const double place[3] = {x + 0.5, y + 0.5, 0};
        bool stays =
            lm_plane_distance(&planes[0], place) >= 0 && lm_plane_distance(&planes[1], place) >= 0;
        g_assert_cmpint(r.depths[p] < 1, ==, stays);
    }
}

static void test_threads(void)
{
    const lm_shot shot = shot_of();
    g_autoptr(lm_mesh) mesh = net(5);
    result one, more;
    draw(&shot, mesh, 1, &one);
    for (unsigned threads = 2; threads <= 3; threads++) {
        draw(&shot, mesh, threads, &more);
        g_assert_cmpint(memcmp(&one, &more, sizeof one), ==, 0);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/render/raster/net", test_net);
    g_test_add_func("/render/raster/closed", test_closed);
    g_test_add_func("/render/raster/depths", test_depths);
    g_test_add_func("/render/raster/extremes", test_extremes);
    g_test_add_func("/render/raster/huge", test_huge);
    g_test_add_func("/render/raster/back", test_back);
    g_test_add_func("/render/raster/planes", test_planes);
    g_test_add_func("/render/raster/threads", test_threads);
    return g_test_run();
}
