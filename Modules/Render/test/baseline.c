/* Pictures against those in Testing/Baselines. A picture that differs is left in the build folder
 * as baseline-NAME.png: look at both, and copy it over the old one when the change is meant. */
#include "difference.h"
#include "picture-read.h"
#include "testing.h"

#include <string.h>

extern const lm_op lm_op_contour;

/* Mean of a window of 8 x 8 pixels, of 255; see difference.h. Leaves room for other versions of
 * Mesa. */
static const double tolerance = 16;

static void compare(const lm_picture *picture, const char *name)
{
    g_autofree char *path = g_strdup_printf(LAMINA_SOURCE_DIR "/Testing/Baselines/%s.png", name);
    g_autofree char *left = g_strdup_printf(LAMINA_BINARY_DIR "/baseline-%s.png", name);
    g_autoptr(GError) error = NULL;
    lm_picture_save(picture, left, &error);
    g_assert_no_error(error);
    g_autoptr(lm_picture) baseline = picture_read(path);
    double worst = difference(picture, baseline);
    g_test_message("%s differs by %.1f", name, worst);
    g_assert_cmpfloat(worst, <, tolerance);
}

/* Two balls of different brightness, one in the other's side, on a grid that is turned, mirrored
 * and not cubic. */
static lm_volume *two_balls(void)
{
    lm_grid grid = lm_grid_make(60, 40, 60);
    const double direction[9] = {0.8, 0.6, 0, 0.6, -0.8, 0, 0, 0, 1};
    memcpy(grid.direction, direction, sizeof direction);
    grid.spacing[1] = 1.5;
    double middle[3] = {29.5, 19.5, 29.5}, centre[3], side[3];
    lm_grid_to_world(&grid, middle, centre);
    lm_grid_to_world(&grid, middle, side);
    side[0] += 14;
    side[1] -= 10;
    lm_volume *volume = test_ball(&grid, LM_UINT8, centre, 18, 2, 120, 0);
    g_autoptr(lm_volume) small = test_ball(&grid, LM_UINT8, side, 7, 2, 240, 0);
    guint8 *a = volume->data, *b = small->data;
    for (gint64 i = 0; i < lm_grid_voxels(&grid); i++)
        a[i] = MAX(a[i], b[i]);
    return volume;
}

/* Draws the volume, its surface at a value (or none), or both, and compares. */
static void draw(const char *name, bool with_volume, const char *value)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(lm_renderer) renderer = lm_renderer_new(240, 180, &error);
    if (!renderer) {
        g_test_skip(error->message);
        return;
    }
    g_autoptr(lm_context) context = lm_context_new(2, 0);
    g_autoptr(lm_volume) volume = two_balls();
    lm_transfer transfer;
    bool ok = lm_transfer_preset(0, volume, &transfer, context, &error);
    if (ok && with_volume)
        ok = lm_renderer_add_volume(renderer, volume, &transfer, value ? 0.03 : 1, context, &error);
    if (ok && value) {
        const double red[3] = {0.8, 0.36, 0.28};
        lm_value in = {LM_VOLUME, volume, NULL};
        g_autoptr(lm_mesh) mesh = test_run_mesh(&lm_op_contour, &in, "value", value, NULL);
        lm_renderer_add_mesh(renderer, mesh, red);
    }
    g_assert_no_error(error);
    const double white[3] = {1, 1, 1};
    g_autoptr(lm_picture) picture =
        lm_renderer_draw(renderer, LM_VIEW_THREE_QUARTER, white, context, &error);
    g_assert_no_error(error);
    g_assert_true(ok);
    compare(picture, name);
}

static void test_volume(void)
{
    draw("volume", true, NULL);
}

static void test_surface(void)
{
    draw("surface", false, "60");
}

static void test_both(void)
{
    draw("both", true, "180");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/baseline/volume", test_volume);
    g_test_add_func("/baseline/surface", test_surface);
    g_test_add_func("/baseline/both", test_both);
    return g_test_run();
}
