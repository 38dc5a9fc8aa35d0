/* Slices as pictures, their windows, and the histogram these stand on. */
#include "lamina/slice-picture.h"
#include "lamina/histogram.h"
#include "testing.h"

#include <math.h>
#include <string.h>

static lm_picture *picture_of(const lm_volume *volume, int axis, gint64 index, double low,
                              double high)
{
    g_autoptr(GError) error = NULL;
    const lm_window window = {low, high};
    lm_picture *picture = lm_slice_picture(volume, axis, index, &window, &error);
    g_assert_no_error(error);
    return picture;
}

/* What a pixel should be, by lm_volume_get(). */
static int expected(const lm_volume *volume, const gint64 at[3], int component, double low,
                    double high)
{
    double value = lm_volume_get(volume, at[0], at[1], at[2], component);
    return (int)CLAMP(floor(255 * (value - low) / (high - low) + 0.5), 0, 255);
}

static void check_plane(const lm_volume *volume, int axis, gint64 index)
{
    double low, high;
    lm_volume_range(volume, &low, &high);
    low += (high - low) / 5;
    g_autoptr(lm_picture) picture = picture_of(volume, axis, index, low, high);
    int right = axis == 0 ? 1 : 0, down = axis == 2 ? 1 : 2;
    g_assert_cmpint(picture->width, ==, volume->grid.size[right]);
    g_assert_cmpint(picture->height, ==, volume->grid.size[down]);
    for (int y = 0; y < picture->height; y++)
        for (int x = 0; x < picture->width; x++)
            for (int c = 0; c < 3; c++) {
                gint64 at[3];
                at[axis] = index;
                at[right] = x;
                at[down] = y;
                int is = picture->pixels[3 * (y * picture->width + x) + c];
                int component = volume->components >= 3 ? c : 0;
                g_assert_cmpint(abs(is - expected(volume, at, component, low, high)), <=, 1);
            }
}

/* Every type, axis and number of components, against one voxel at a time. */
static void test_planes(void)
{
    lm_grid grid = lm_grid_make(7, 5, 3);
    for (int type = 0; type < LM_TYPE_COUNT; type++)
        for (int components = 1; components <= 4; components++) {
            g_autoptr(lm_volume) volume = test_noise(&grid, (lm_type)type, components, 1);
            for (int axis = 0; axis < 3; axis++)
                for (gint64 index = 0; index < grid.size[axis]; index++)
                    check_plane(volume, axis, index);
        }
}

static void test_nan(void)
{
    lm_grid grid = lm_grid_make(3, 1, 1);
    g_autoptr(lm_volume) volume = lm_volume_new(&grid, LM_FLOAT32, 1, NULL);
    float *v = volume->data;
    v[0] = NAN;
    v[1] = INFINITY;
    v[2] = -INFINITY;
    g_autoptr(lm_picture) picture = picture_of(volume, 2, 0, -1, 1);
    for (int c = 0; c < 3; c++) {
        g_assert_cmpint(picture->pixels[c], ==, lm_slice_nan[c]);
        g_assert_cmpint(picture->pixels[3 + c], ==, 255);
        g_assert_cmpint(picture->pixels[6 + c], ==, 0);
    }
}

/* A volume that holds some planes gives the pictures of the whole. */
static void test_some_planes(void)
{
    lm_grid grid = lm_grid_make(7, 5, 4);
    g_autoptr(lm_volume) whole = test_noise(&grid, LM_INT16, 1, 1);
    g_autoptr(lm_volume) some = lm_volume_new_planes(&grid, LM_INT16, 1, (lm_zrange){2, 4}, NULL);
    enum { PICTURE = 3 * 7 * 5 };
    const size_t bytes = lm_volume_plane_bytes(whole);
    memcpy(some->data, (const char *)whole->data + 2 * bytes, 2 * bytes);
    for (gint64 z = 2; z < 4; z++) {
        g_autoptr(lm_picture) one = picture_of(whole, 2, z, -100, 100);
        g_autoptr(lm_picture) other = picture_of(some, 2, z, -100, 100);
        g_assert_true(memcmp(one->pixels, other->pixels, PICTURE) == 0);
    }
}

static void test_five_components(void)
{
    lm_grid grid = lm_grid_make(3, 3, 3);
    g_autoptr(lm_volume) volume = test_noise(&grid, LM_UINT8, 5, 1);
    const lm_window window = {0, 255};
    GError *error = NULL;
    g_assert_null(lm_slice_picture(volume, 0, 0, &window, &error));
    test_assert_error(&error, LM_ERROR_USAGE, "5 components");
}

/* 0, 1 ... 9999: a percent at each end is left out. */
static void test_window_auto(void)
{
    lm_grid grid = lm_grid_make(100, 100, 1);
    g_autoptr(lm_volume) volume = lm_volume_new(&grid, LM_INT16, 1, NULL);
    for (int i = 0; i < 10000; i++)
        ((gint16 *)volume->data)[i] = (gint16)i;
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    lm_window window;
    g_assert_true(lm_window_auto(volume, &window, context, NULL));
    g_assert_cmpfloat_with_epsilon(window.low, 100, 3);
    g_assert_cmpfloat_with_epsilon(window.high, 9900, 3);
}

/* A mask with few voxels, a constant, and colours still have a window. */
static void test_window_of_few(void)
{
    lm_grid grid = lm_grid_make(20, 20, 20);
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    lm_window window;
    const double centre[3] = {10, 10, 10};
    g_autoptr(lm_volume) mask = test_ball(&grid, LM_UINT8, centre, 1.5, 0.01, 1, 0);
    g_assert_true(lm_window_auto(mask, &window, context, NULL));
    g_assert_cmpfloat(window.low, ==, 0);
    g_assert_cmpfloat(window.high, ==, 1);
    g_autoptr(lm_volume) constant = test_ball(&grid, LM_FLOAT32, centre, 5, 1, 7e6, 7e6);
    g_assert_true(lm_window_auto(constant, &window, context, NULL));
    g_assert_cmpfloat(window.low, <, 7e6);
    g_assert_cmpfloat(window.high, >, 7e6);
    g_autoptr(lm_volume) colour = test_noise(&grid, LM_UINT8, 3, 1);
    g_assert_true(lm_window_auto(colour, &window, context, NULL));
    g_assert_cmpfloat(window.high, ==, 255);
}

static void test_window_presets(void)
{
    size_t count = 0;
    for (const lm_window_preset *p = lm_window_presets; p->name; p++, count++)
        g_assert_cmpfloat(p->window.low, <, p->window.high);
    g_assert_cmpuint(count, ==, 4);
}

/* All values are counted, each in the bin whose middle is nearest. */
static void test_histogram(void)
{
    lm_grid grid = lm_grid_make(16, 16, 3);
    g_autoptr(lm_volume) volume = test_noise(&grid, LM_UINT8, 1, 1);
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    g_autoptr(lm_histogram) h = lm_histogram_new_range(volume, 18, 0, 255, context, NULL);
    guint64 counts[18] = {0};
    const guint8 *v = volume->data;
    for (int i = 0; i < 16 * 16 * 3; i++)
        counts[(v[i] + 7) / 15]++;
    for (size_t i = 0; i < 18; i++)
        g_assert_cmpuint(h->counts[i], ==, counts[i]);
    g_assert_cmpuint(h->total, ==, 16 * 16 * 3);
    g_assert_cmpfloat_with_epsilon(lm_histogram_value(h, 17), 255, 1e-9);
    g_assert_cmpuint(lm_histogram_quantile(h, 0, 18, 1), ==, 17);
}

/* One wild value does not squeeze all others into one bin. */
static void test_histogram_outlier(void)
{
    lm_grid grid = lm_grid_make(60, 60, 60);
    g_autoptr(lm_volume) volume = test_noise(&grid, LM_FLOAT32, 1, 1);
    ((float *)volume->data)[0] = 1e30f;
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    g_autoptr(lm_histogram) h = lm_histogram_new(volume, 256, context, NULL);
    g_assert_cmpfloat(h->greatest, <, 20000);
    g_assert_cmpuint(h->total, ==, 60 * 60 * 60 - 1);
}

static void test_histogram_of_nothing(void)
{
    lm_grid grid = lm_grid_make(3, 3, 3);
    g_autoptr(lm_volume) volume = test_noise(&grid, LM_FLOAT32, 1, 1);
    for (int i = 0; i < 27; i++)
        ((float *)volume->data)[i] = NAN;
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    GError *error = NULL;
    g_assert_null(lm_histogram_new(volume, 256, context, &error));
    test_assert_error(&error, LM_ERROR_INPUT, "no finite value");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/slice-picture/planes", test_planes);
    g_test_add_func("/slice-picture/nan", test_nan);
    g_test_add_func("/slice-picture/some-planes", test_some_planes);
    g_test_add_func("/slice-picture/five-components", test_five_components);
    g_test_add_func("/window/auto", test_window_auto);
    g_test_add_func("/window/of-few", test_window_of_few);
    g_test_add_func("/window/presets", test_window_presets);
    g_test_add_func("/histogram/counts", test_histogram);
    g_test_add_func("/histogram/outlier", test_histogram_outlier);
    g_test_add_func("/histogram/of-nothing", test_histogram_of_nothing);
    return g_test_run();
}
