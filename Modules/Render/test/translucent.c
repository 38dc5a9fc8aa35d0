/* What is seen through: against closed forms, against VTK's peeled depths, whatever the order of
 * triangles and the number of threads, with layers without end and without room. */
#include "translucent.h"
#include "above.h"
#include "difference.h"
#include "lamina/alloc.h"
#include "light.h"
#include "phantom.h"
#include "testing.h"

#include <math.h>
#include <string.h>

extern const lm_op lm_op_contour;

/* Two tiles. */
enum { WIDTH = 20, HEIGHT = 150, PIXELS = WIDTH * HEIGHT };
static const guint8 BEHIND = 40; /* what the picture is before */

static lm_camera camera;

static lm_shot shot_of(void)
{
    return shot_from_above(&camera, WIDTH, HEIGHT);
}

/* Squares over all of the picture, one at each height, with normals to the eye; `order` says which
 * comes when. */
static lm_mesh *sheets(const float *heights, size_t count, const guint32 *order)
{
    GError *error = NULL;
    lm_mesh *mesh = lm_mesh_new(4 * count, 2 * count, &error);
    g_assert_no_error(error);
    mesh->normals = lm_alloc0(4 * count, 3 * sizeof(float), "normals", &error);
    g_assert_no_error(error);
    for (size_t i = 0; i < count; i++)
        for (size_t c = 0; c < 4; c++) {
            const float corner[3] = {c % 2 ? WIDTH : 0, c / 2 ? HEIGHT : 0, heights[i]};
            memcpy(mesh->points + 3 * (4 * i + c), corner, sizeof corner);
            mesh->normals[3 * (4 * i + c) + 2] = 1;
        }
    for (size_t i = 0; i < count; i++) {
        const gint32 at = 4 * (gint32)(order ? order[i] : i);
        const gint32 two[6] = {at, at + 1, at + 2, at + 1, at + 3, at + 2};
        memcpy(mesh->triangles + 6 * i, two, sizeof two);
    }
    return mesh;
}

/* Draws surfaces, opaque ones first, over BEHIND. */
static void draw(const lm_shot *shot, lm_mesh *const *meshes, const int *opacities, size_t count,
                 const lm_rays *rays, unsigned threads, guint8 pixels[3 * PIXELS])
{
    static const double colour[3] = {1, 0.8, 0.3};
    g_autoptr(lm_context) context = lm_context_new(threads, 0);
    GError *error = NULL;
    g_autoptr(GArray) opaque = g_array_new(FALSE, FALSE, sizeof(lm_raster_surface));
    g_autoptr(GArray) veils = g_array_new(FALSE, FALSE, sizeof(lm_raster_surface));
    g_autoptr(GPtrArray) all =
        g_ptr_array_new_with_free_func((GDestroyNotify)(gpointer)lm_pieces_free);
    for (size_t i = 0; i < count; i++) {
        lm_pieces *pieces = lm_pieces_new(meshes[i], context, &error);
        g_assert_no_error(error);
        g_ptr_array_add(all, pieces);
        lm_raster_surface one = {meshes[i], meshes[i]->normals, pieces, {0, 0, 0}, opacities[i]};
        memcpy(one.colour, colour, sizeof colour);
        g_array_append_val(opacities[i] == LM_OPAQUE ? opaque : veils, one);
    }
    float depths[PIXELS];
    lm_shot behind = *shot;
    for (int k = 0; k < 3; k++)
        behind.background[k] = BEHIND / 255.0;
    bool ok = lm_raster_draw(&behind, (lm_raster_surface *)(void *)opaque->data, opaque->len,
                             pixels, depths, context, &error) &&
              lm_translucent_draw(&behind, (lm_raster_surface *)(void *)veils->data, veils->len,
                                  rays, depths, pixels, context, &error);
    g_assert_no_error(error);
    g_assert_true(ok);
}

/* What a sheet sends to the eye at a pixel. */
static void opaque_sheet(guint8 pixels[3 * PIXELS])
{
    static const float height = 0;
    static const int opacity = LM_OPAQUE;
    const lm_shot shot = shot_of();
    lm_mesh *mesh = sheets(&height, 1, NULL);
    draw(&shot, &mesh, &opacity, 1, NULL, 1, pixels);
    lm_mesh_unref(mesh);
}

/* n layers of an opacity leave (1 - opacity)^n of what lies behind. Far from the eye all sheets
 * are equally light. */
static void test_layers(void)
{
    static const int opacities[] = {1, 25, 128, 254}, counts[] = {1, 2, 5, 40, 1000};
    guint8 opaque[3 * PIXELS], pixels[3 * PIXELS];
    const lm_shot shot = shot_of();
    opaque_sheet(opaque);
    for (size_t i = 0; i < G_N_ELEMENTS(opacities) * G_N_ELEMENTS(counts); i++) {
        const int opacity = opacities[i % 4], count = counts[i / 4];
        g_autofree float *heights = g_new(float, (size_t)count);
        for (int k = 0; k < count; k++)
            heights[k] = (float)(0.001 * (k - count / 2.0));
        g_autoptr(lm_mesh) mesh = sheets(heights, (size_t)count, NULL);
        draw(&shot, &mesh, &opacity, 1, NULL, 2, pixels);
        const double left = pow(1 - opacity / 255.0, count);
        for (int k = 0; k < 3 * PIXELS; k++)
            g_assert_cmpfloat_with_epsilon(pixels[k], (1 - left) * opaque[k] + left * BEHIND, 2);
    }
}

/* Whatever comes first, and also where sheets lie in each other. */
static void test_order(void)
{
    enum { COUNT = 200 };
    float heights[COUNT];
    guint32 order[COUNT];
    g_autoptr(GRand) rand = g_rand_new_with_seed(5);
    for (guint32 i = 0; i < COUNT; i++) {
        heights[i] = (float)g_rand_int_range(rand, -20, 20);
        order[i] = i;
    }
    const lm_shot shot = shot_of();
    static const int opacity = 3;
    g_autoptr(lm_mesh) mesh = sheets(heights, COUNT, NULL);
    for (size_t i = 0; i < 4 * COUNT; i++) /* their light is not the same */
        mesh->normals[3 * i] = (float)g_rand_double(rand);
    guint8 expected[3 * PIXELS], pixels[3 * PIXELS];
    draw(&shot, &mesh, &opacity, 1, NULL, 1, expected);
    for (unsigned threads = 1; threads < 4; threads++) {
        for (guint32 i = COUNT - 1; i > 0; i--) {
            guint32 other = (guint32)g_rand_int_range(rand, 0, (gint32)i + 1), kept = order[i];
            order[i] = order[other];
            order[other] = kept;
        }
        g_autoptr(lm_mesh) shuffled = sheets(heights, COUNT, order);
        memcpy(shuffled->normals, mesh->normals, (size_t)(4 * COUNT) * 3 * sizeof(float));
        draw(&shot, &shuffled, &opacity, 1, NULL, threads, pixels);
        g_assert_cmpint(memcmp(pixels, expected, sizeof pixels), ==, 0);
    }
}

/* Two surfaces in turn, and an opaque one between: what lies behind it is not seen. */
static void test_surfaces(void)
{
    static const float front[2] = {10, 2}, back[2] = {6, -2}, middle = 0;
    static const int opacities[3] = {51, 102, LM_OPAQUE};
    const lm_shot shot = shot_of();
    guint8 opaque[3 * PIXELS], pixels[3 * PIXELS];
    opaque_sheet(opaque);
    lm_mesh *meshes[3] = {sheets(front, 2, NULL), sheets(back, 2, NULL), sheets(&middle, 1, NULL)};
    for (size_t i = 0; i < 4 * 2; i++) /* in the dark */
        meshes[1]->normals[3 * i + 2] = -1;
    draw(&shot, meshes, opacities, 3, NULL, 2, pixels);
    for (int k = 0; k < 3 * PIXELS; k++) {
        double light = LM_SURFACE_AMBIENT,
               dark = 255 * light * (k % 3 ? k % 3 == 1 ? 0.8 : 0.3 : 1);
        double expected =
            0.2 * opaque[k] + 0.8 * (0.4 * dark + 0.6 * (0.2 * opaque[k] + 0.8 * opaque[k]));
        g_assert_cmpfloat_with_epsilon(pixels[k], expected, 1.5);
    }
    for (int i = 0; i < 3; i++)
        lm_mesh_unref(meshes[i]);
}

static void test_planes(void)
{
    static const float heights[3] = {-5, 0, 5};
    static const int opacity = 100;
    const lm_plane planes[2] = {{{0, 0, -2}, {0, 0, 1}}, {{15.2, 0, 0}, {-1, 0, 0}}};
    lm_shot shot = shot_of();
    guint8 two[3 * PIXELS], pixels[3 * PIXELS];
    g_autoptr(lm_mesh) upper = sheets(heights + 1, 2, NULL), all = sheets(heights, 3, NULL);
    draw(&shot, &upper, &opacity, 1, NULL, 1, two);
    shot.planes = planes;
    shot.n_planes = 2;
    draw(&shot, &all, &opacity, 1, NULL, 1, pixels);
    for (int k = 0; k < 3 * PIXELS; k++)
        g_assert_cmpint(pixels[k], ==, k / 3 % WIDTH < 15 ? two[k] : BEHIND);
}

/* Points that are nowhere, triangles without area, and ones as wide as can be. */
static void test_extremes(void)
{
    static const float places[] = {NAN, INFINITY, -INFINITY, 3e38F, -3e38F, 1e12F, -1e9F, 0};
    enum { N = G_N_ELEMENTS(places), POINTS = N * N * N };
    static const int opacity = 9;
    lm_shot shot = shot_of();
    g_autoptr(GRand) rand = g_rand_new_with_seed(3);
    g_autoptr(lm_mesh) mesh = lm_mesh_new(POINTS, 4 * POINTS, NULL);
    mesh->normals = lm_alloc0(POINTS, 3 * sizeof(float), "normals", NULL);
    for (size_t i = 0; i < POINTS; i++)
        for (size_t k = 0, part = i; k < 3; k++, part /= N) {
            mesh->points[3 * i + k] = places[part % N];
            mesh->normals[3 * i + k] = places[(size_t)g_rand_int_range(rand, 0, N)];
        }
    for (size_t i = 0; i < 12 * POINTS; i++)
        mesh->triangles[i] = g_rand_int_range(rand, 0, POINTS);
    guint8 one[3 * PIXELS], two[3 * PIXELS];
    draw(&shot, &mesh, &opacity, 1, NULL, 1, one);
    draw(&shot, &mesh, &opacity, 1, NULL, 2, two);
    g_assert_cmpint(memcmp(one, two, sizeof one), ==, 0);
}

/* ---- with a volume ---- */

/* A slab of one value, 8 mm deep about z = 0, in front of all of the picture. */
static lm_volume *slab(void)
{
    lm_grid grid = lm_grid_make(WIDTH + 8, HEIGHT + 8, 9);
    const double origin[3] = {-4, -4, -4};
    memcpy(grid.origin, origin, sizeof origin);
    lm_volume *volume = lm_volume_new(&grid, LM_UINT8, 1, NULL);
    memset(volume->data, 100, (size_t)lm_grid_voxels(&grid));
    return volume;
}

static const double slab_opacity = 0.3;

static lm_transfer slab_look(void)
{
    lm_transfer t = {.count = 2, .ambient = 0.8};
    for (size_t i = 0; i < 2; i++)
        t.points[i] = (lm_transfer_point){
            .value = 200 * (double)i, .colour = {0.2, 1, 0.5}, .opacity = slab_opacity};
    return t;
}

/* What is left of what lies behind so many samples of the slab. */
static double left_by(const lm_volume *volume, double samples)
{
    double extent[3];
    lm_grid_extent(&volume->grid, extent);
    return pow(1 - slab_opacity,
               samples * 0.5 * 300 / hypot(hypot(extent[0], extent[1]), extent[2]));
}

/* Sheets before, in and behind it: samples lie half a millimetre apart, at z = 60, 59.5 and so on
 * to -60. */
static void test_volume(void)
{
    static const float heights[4] = {20, 2.2F, -1.2F, -30};
    static const int opacity = 51;
    static const double colour[3] = {0.2, 1, 0.5};
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    g_autoptr(lm_volume) volume = slab();
    const lm_transfer look = slab_look();
    g_autoptr(lm_rays) rays = lm_rays_new(volume, &look, context, NULL);
    const lm_shot shot = shot_of();
    guint8 opaque[3 * PIXELS], pixels[3 * PIXELS], again[3 * PIXELS];
    opaque_sheet(opaque);
    g_autoptr(lm_mesh) mesh = sheets(heights, 4, NULL);
    draw(&shot, &mesh, &opacity, 1, rays, 1, pixels);
    draw(&shot, &mesh, &opacity, 1, rays, 3, again);
    g_assert_cmpint(memcmp(pixels, again, sizeof pixels), ==, 0);
    double light = 0;
    for (int i = 0; i < LM_LAMPS; i++)
        light += look.ambient * lm_lamps[i].ambient * lm_lamps[i].intensity;
    /* samples from 4 to 2.5, from 2 to -1, from -1.5 to -4 */
    const double parts[3] = {left_by(volume, 4), left_by(volume, 7), left_by(volume, 6)};
    for (int k = 0; k < 3 * PIXELS; k++) {
        const double sheet = 0.2 * opaque[k], inside = 255 * light * colour[k % 3];
        double expected = sheet + 0.8 * BEHIND; /* from behind to the eye */
        for (int i = 2; i >= 0; i--)
            expected = sheet + 0.8 * ((1 - parts[i]) * inside + parts[i] * expected);
        g_assert_cmpfloat_with_epsilon(pixels[k], expected, 2.5);
    }
}

/* ---- by the renderer ---- */

static lm_picture *picture_of(bool by_vtk, lm_mesh *const *meshes, const double *opacities,
                              size_t count, lm_quality quality)
{
    static const double colours[2][3] = {{0.8, 0.2, 0.1}, {0.1, 0.3, 0.9}}, white[3] = {1, 1, 1};
    g_autoptr(lm_renderer) renderer = renderer_new(200, 160);
    if (!renderer)
        return NULL;
    g_autoptr(lm_context) context = lm_context_new(2, 0);
    GError *error = NULL;
    lm_renderer_use_graphics_card(renderer, by_vtk);
    for (size_t i = 0; i < count; i++) {
        lm_renderer_add_mesh(renderer, meshes[i], colours[i]);
        lm_renderer_dress_mesh(renderer, meshes[i], colours[i], opacities[i], true);
    }
    lm_camera view = lm_camera_of(LM_VIEW_THREE_QUARTER);
    bool ok = lm_renderer_frame(renderer, &view, NULL, context, &error);
    lm_picture *picture =
        ok ? lm_renderer_draw_camera(renderer, &view, white, quality, context, &error) : NULL;
    g_assert_no_error(error);
    return picture;
}

/* The phantom, and a smaller surface inside it, as VTK peels them: the same but for rounding, which
 * VTK does after every layer. */
static void test_peeled(void)
{
    g_autoptr(lm_volume) volume = phantom_on(identity, LM_UINT8, 200);
    const lm_value in = {LM_VOLUME, volume, NULL};
    lm_mesh *meshes[2] = {test_run_mesh(&lm_op_contour, &in, "value", "60", NULL),
                          test_run_mesh(&lm_op_contour, &in, "value", "140", NULL)};
    static const double opacities[][2] = {{0.5, 0.5}, {0.2, 1}, {1, 0.2}, {0.1, 0.8}};
    for (size_t i = 0; i < G_N_ELEMENTS(opacities); i++) {
        g_autoptr(lm_picture) peeled = picture_of(true, meshes, opacities[i], 2, LM_QUALITY_FULL);
        g_autoptr(lm_picture) own = picture_of(false, meshes, opacities[i], 2, LM_QUALITY_FULL);
        if (!peeled || !own)
            break;
        g_test_message("%g and %g: differs by %.2f", opacities[i][0], opacities[i][1],
                       difference(peeled, own));
        g_assert_cmpfloat(difference(peeled, own), <, 2);
    }
    for (int i = 0; i < 2; i++)
        lm_mesh_unref(meshes[i]);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/render/translucent/layers", test_layers);
    g_test_add_func("/render/translucent/order", test_order);
    g_test_add_func("/render/translucent/surfaces", test_surfaces);
    g_test_add_func("/render/translucent/planes", test_planes);
    g_test_add_func("/render/translucent/extremes", test_extremes);
    g_test_add_func("/render/translucent/volume", test_volume);
    g_test_add_func("/render/translucent/peeled", test_peeled);
    return g_test_run();
}
