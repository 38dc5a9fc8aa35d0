/* Real DICOM series against what is known of them: Testing data's README. */
#include "lamina/series.h"
#include "testing.h"

#include <math.h>

static lm_series *open_data(const char *relative, GError **error)
{
    g_autofree char *path = test_data(relative);
    if (!path)
        return NULL;
    g_autoptr(lm_context) context = lm_context_new(2, 0);
    const char *paths[] = {path, NULL};
    lm_series_ask ask = {.paths = paths};
    return lm_series_open(&ask, context, error);
}

static void assert_grid(const lm_series *series, const double size[3], const double spacing[3])
{
    const lm_grid *grid = &lm_series_info(series)->grid;
    for (int k = 0; k < 3; k++) {
        g_assert_cmpint(grid->size[k], ==, (gint64)size[k]);
        g_assert_cmpfloat_with_epsilon(grid->spacing[k], spacing[k], 1e-4);
    }
    g_assert_true(lm_series_spacing_known(series));
}

static bool warns(const lm_series *series, const char *pattern)
{
    for (const char *const *text = lm_series_warnings(series); *text; text++)
        if (g_regex_match_simple(pattern, *text, 0, 0))
            return true;
    return false;
}

/* In cubic millimetres. */
static double volume_above_zero(const lm_volume *volume)
{
    const gint16 *values = volume->data;
    gint64 above = 0;
    for (gint64 i = 0; i < lm_grid_voxels(&volume->grid); i++)
        above += values[i] > 0;
    const double *s = volume->grid.spacing;
    return (double)above * s[0] * s[1] * s[2];
}

static void test_plastic_head(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(lm_series) series = open_data("dicom/plastic-head-5mm", &error);
    g_assert_no_error(error);
    if (!series)
        return;
    assert_grid(series, (double[]){512, 512, 28}, (double[]){0.451171875, 0.451171875, 5});
    g_assert_cmpint(lm_series_info(series)->type, ==, LM_INT16);
    g_assert_cmpint(lm_series_info(series)->spacing_source, ==, LM_SPACING_DICOM);
    g_assert_true(warns(series, "DIRFILE"));
    g_assert_cmpfloat_with_epsilon(lm_series_info(series)->grid.origin[2], 696.21, 1e-6);

    g_autoptr(lm_context) context = lm_context_new(2, 0);
    g_autoptr(lm_volume) volume = lm_series_read(series, context, &error);
    g_assert_no_error(error);
    g_assert_cmpfloat_with_epsilon(volume_above_zero(volume), 637543, 1);
}

static void test_aera(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(lm_series) series = open_data("dicom/acr-siemens-aera", &error);
    g_assert_no_error(error);
    if (series)
        assert_grid(series, (double[]){256, 256, 11}, (double[]){0.9765625, 0.9765625, 10});
}

static void test_multi_frame(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(lm_series) series = open_data("dicom/acr-siemens-sola-multiframe/1.dcm", &error);
    g_assert_no_error(error);
    if (series)
        assert_grid(series, (double[]){256, 256, 11}, (double[]){0.9765625, 0.9765625, 10});
}

static void test_sagittal(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(lm_series) series = open_data("dicom/DicomImageOrientationTest", &error);
    g_assert_no_error(error);
    if (!series)
        return;
    const lm_grid *grid = &lm_series_info(series)->grid;
    assert_grid(series, (double[]){256, 256, 3}, (double[]){1, 1, 1.3});
    const double direction[9] = {0, 0, -1, 1, 0, 0, 0, -1, 0};
    for (int k = 0; k < 9; k++)
        g_assert_cmpfloat_with_epsilon(grid->direction[k], direction[k], 1e-9);
    g_assert_cmpfloat_with_epsilon(grid->origin[0], -17.3551, 1e-4);
}

static void test_tilted(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(lm_series) series = open_data("dicom/plastic-head-tilted", &error);
    g_assert_no_error(error);
    if (!series)
        return;
    const lm_grid *grid = &lm_series_info(series)->grid;
    g_assert_cmpfloat_with_epsilon(grid->spacing[2], 2.397, 1e-3);
    g_assert_cmpint(grid->size[0], ==, 512);
    g_assert_true(warns(series, "tilted by 16.5 degrees"));
    /* A table step of 2.5 mm at 16.5 degrees moves the slices so far in all. */
    double moved = 57 * 2.5 * sin(16.5 * G_PI / 180);
    g_assert_cmpint(grid->size[1], ==, 512 + (gint64)ceil(moved / grid->spacing[1]));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/dicom/plastic-head", test_plastic_head);
    g_test_add_func("/dicom/aera", test_aera);
    g_test_add_func("/dicom/multi-frame", test_multi_frame);
    g_test_add_func("/dicom/sagittal", test_sagittal);
    g_test_add_func("/dicom/tilted", test_tilted);
    return g_test_run();
}
