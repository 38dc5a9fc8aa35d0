/* Figures drawn here, taken back to the numbers: unplot as a job runs it. */
#include "lamina/plot.h"
#include "testing.h"

#include <math.h>
#include <string.h>

/* 48 x 36 x planes numbers from 100 to 200: waves and a little noise. */
static lm_volume *numbers(gint64 planes)
{
    lm_grid grid = lm_grid_make(48, 36, planes);
    g_autoptr(lm_volume) noise = test_noise(&grid, LM_UINT8, 1, 3);
    lm_volume *volume = lm_volume_new(&grid, LM_FLOAT32, 1, NULL);
    float *at = volume->data;
    for (gint64 z = 0; z < planes; z++)
        for (gint64 y = 0; y < 36; y++)
            for (gint64 x = 0; x < 48; x++) {
                const double wave = sin(0.3 * (double)x + (double)z) * cos(0.2 * (double)y);
                const double speckle = lm_volume_get(noise, x, y, z, 0) / 255 - 0.5;
                *at++ = (float)(150 + 40 * wave + 18 * speckle);
            }
    return volume;
}

static double rms(const lm_volume *a, const lm_volume *b, double scale, double offset)
{
    const size_t n = (size_t)lm_grid_voxels(&a->grid);
    const float *p = a->data, *q = b->data;
    double sum = 0;
    g_assert_true(lm_grid_equal(&a->grid, &b->grid, 1e-9));
    for (size_t i = 0; i < n; i++) {
        const double d = (double)p[i] - ((double)q[i] * scale + offset);
        sum += d * d;
    }
    return sqrt(sum / (double)n);
}

static void round_trip(void)
{
    g_autoptr(lm_volume) truth = numbers(4);
    g_autoptr(lm_volume) figures = test_figures(truth, 5, 90, 210);
    g_autoptr(lm_volume) values = test_run_volume(&lm_op_unplot, figures, "range", "90 210", NULL);
    g_assert_cmpfloat(rms(values, truth, 1, 0), <, 0.003 * 120);
    g_autoptr(lm_volume) map = test_run_volume(&lm_op_unplot, figures, "map", "jet", NULL);
    g_assert_cmpfloat(rms(map, truth, 1.0 / 120, -90.0 / 120), <, 0.003);
}

/* What was typed is taken, and what does not fit is refused. */
static void asked(void)
{
    g_autoptr(lm_volume) truth = numbers(4);
    g_autoptr(lm_volume) figures = test_figures(truth, 5, 90, 210);
    g_autoptr(lm_volume) values =
        test_run_volume(&lm_op_unplot, figures, "box", "40 279 40 219", "size", "48 36", "range",
                        "90 210", "map", "jet", NULL);
    g_assert_cmpfloat(rms(values, truth, 1, 0), <, 0.003 * 120);
    lm_value in = {LM_VOLUME, figures, NULL};
    test_plan_fails(&lm_op_unplot, &in, LM_ERROR_USAGE, "inside the figures", "box",
                    "40 279 40 2000", NULL);
    test_plan_fails(&lm_op_unplot, &in, LM_ERROR_USAGE, "have 1 image", "panel", "2", NULL);
    test_plan_fails(&lm_op_unplot, &in, LM_ERROR_USAGE, "no such colour map", "map", "jett", NULL);
    test_plan_fails(&lm_op_unplot, &in, LM_ERROR_REQUIRE,
                    "not drawn with this map.* say map=\"jet\".*better input", "map", "viridis",
                    NULL);
    test_plan_fails(&lm_op_unplot, &in, LM_ERROR_USAGE, "equal", "range", "3 3", NULL);
    test_plan_fails(&lm_op_unplot, &in, LM_ERROR_USAGE, "written as PNG", "picture", "proof.jpg",
                    NULL);
    test_plan_fails(&lm_op_unplot, &in, LM_ERROR_USAGE, "lesser", "range", "210 90", NULL);
}

/* Colours off the map, in one figure, are missing. */
static void missing(void)
{
    g_autoptr(lm_volume) truth = numbers(4);
    g_autoptr(lm_volume) figures = test_figures(truth, 5, 90, 210);
    const gint64 wide = figures->grid.size[0];
    for (gint64 y = 100; y < 115; y++)
        for (gint64 x = 100; x < 115; x++) /* samples 12 to 14 of both axes */
            memset((guint8 *)figures->data + 3 * (y * wide + x), 255, 3);
    g_autoptr(lm_volume) holes =
        test_run_volume(&lm_op_unplot, figures, "range", "90 210", "missing", "nan", NULL);
    g_assert_true(isnan(lm_volume_get(holes, 13, 13, 0, 0)));
    g_assert_false(isnan(lm_volume_get(holes, 13, 13, 1, 0)));
    g_assert_false(isnan(lm_volume_get(holes, 20, 20, 0, 0)));
    g_autoptr(lm_volume) filled = test_run_volume(&lm_op_unplot, figures, "range", "90 210", NULL);
    g_assert_false(isnan(lm_volume_get(filled, 13, 13, 0, 0)));
}

/* A picture of colours that are on no map, and one that is grey to its edges. */
static void no_plots(void)
{
    lm_grid grid = lm_grid_make(120, 90, 3);
    g_autoptr(lm_volume) noise = test_noise(&grid, LM_UINT8, 3, 5);
    g_autoptr(lm_volume) grey = test_noise(&grid, LM_UINT8, 1, 5);
    grid = lm_grid_make(32768, 1, 1);
    g_autoptr(lm_volume) wide = test_noise(&grid, LM_UINT8, 3, 5);
    lm_value in[] = {{LM_VOLUME, noise, NULL}, {LM_VOLUME, grey, NULL}, {LM_VOLUME, wide, NULL}};
    for (size_t i = 0; i < G_N_ELEMENTS(in); i++)
        test_plan_fails(&lm_op_unplot, &in[i], LM_ERROR_REQUIRE, "otherwise=\"pass\"", NULL);
    g_autoptr(lm_volume) truth = numbers(4);
    lm_value real = {LM_VOLUME, truth, NULL};
    test_plan_fails(&lm_op_unplot, &real, LM_ERROR_REQUIRE, "leave unplot out", NULL);
    g_autoptr(lm_volume) same = test_run_volume(&lm_op_unplot, noise, "otherwise", "pass", NULL);
    test_assert_same_volume(same, noise);
}

/* Each plane stretched to the whole of the map, as imagesc does when nobody sets limits. */
static lm_volume *drawn_one_by_one(const lm_volume *truth)
{
    const gint64 planes = truth->grid.size[2];
    lm_volume *all = NULL;
    for (gint64 z = 0; z < planes; z++) {
        lm_grid grid = truth->grid;
        grid.size[2] = 1;
        g_autoptr(lm_volume) plane = lm_volume_new(&grid, LM_FLOAT32, 1, NULL);
        memcpy(plane->data, lm_slab_of(truth, (lm_zrange){z, z + 1}).data,
               lm_volume_plane_bytes(plane));
        double least, greatest;
        g_assert_true(lm_volume_range(plane, &least, &greatest));
        g_autoptr(lm_volume) figure = test_figures(plane, 5, least, greatest);
        if (!all) {
            grid = figure->grid;
            grid.size[2] = planes;
            all = lm_volume_new(&grid, LM_UINT8, 3, NULL);
        }
        memcpy(lm_slab_of(all, (lm_zrange){z, z + 1}).data, figure->data,
               lm_volume_plane_bytes(figure));
    }
    return all;
}

static char *warnings_of(lm_volume *figures)
{
    lm_value in = {LM_VOLUME, figures, NULL}, out = {LM_NONE, NULL, NULL};
    g_autoptr(lm_context) context = lm_context_new(2, 0);
    g_autofree void *params = g_malloc0(lm_op_unplot.params_size);
    lm_params_init(lm_op_unplot.params, params);
    g_assert_true(lm_param_set(lm_param_find(lm_op_unplot.params, "map"), params, "jet", NULL));
    const lm_info info = test_info(&in);
    lm_plan plan = (lm_plan){.op = &lm_op_unplot, .params = params, .in = info, .out = info};
    const lm_zrange all = {0, figures->grid.size[2]};
    g_assert_true(lm_plan_make(&plan, &in, context, NULL));
    g_assert_true(lm_plan_run(&plan, &in, NULL, all, 0, &out, context, NULL));
    g_auto(GStrv) warnings = lm_context_warnings(context);
    lm_value_clear(&out);
    lm_plan_clear(&plan);
    lm_params_clear(lm_op_unplot.params, params);
    return g_strjoinv("; ", warnings);
}

static void through_jpeg(lm_volume *figures)
{
    const lm_grid *grid = &figures->grid;
    for (gint64 z = 0; z < grid->size[2]; z++)
        test_through_jpeg((guint8 *)figures->data + (size_t)z * lm_volume_plane_bytes(figures),
                          grid->size[0], grid->size[1], 90, 2, 2);
}

/* Refused, unless one scale for all is said. */
static void scaled_one_by_one(void)
{
    g_autoptr(lm_volume) truth = numbers(8);
    for (int jpeg = 0; jpeg < 2; jpeg++) {
        g_autoptr(lm_volume) figures = drawn_one_by_one(truth);
        if (jpeg)
            through_jpeg(figures);
        const lm_value in = {LM_VOLUME, figures, NULL};
        test_run_fails(&lm_op_unplot, &in, LM_ERROR_REQUIRE, "scaled one by one.*range=", "map",
                       "jet", NULL);
        g_autoptr(lm_volume) values =
            test_run_volume(&lm_op_unplot, figures, "map", "jet", "range", "0 1", NULL);
        g_assert_nonnull(values);
    }
}

/* Common limits, those of the numbers and narrower ones, are taken for what they are. */
static void scaled_together(void)
{
    static const double cut[] = {0, 20};
    g_autoptr(lm_volume) truth = numbers(4);
    double least, greatest;
    g_assert_true(lm_volume_range(truth, &least, &greatest));
    for (size_t i = 0; i < 2 * G_N_ELEMENTS(cut); i++) {
        g_autoptr(lm_volume) figures =
            test_figures(truth, 5, least + cut[i / 2], greatest - cut[i / 2]);
        if (i % 2)
            through_jpeg(figures);
        g_autofree char *warnings = warnings_of(figures);
        g_assert_null(strstr(warnings, "one by one"));
    }
}

static void file_spacing(void)
{
    g_autoptr(lm_volume) truth = numbers(4);
    g_autoptr(lm_volume) figures = test_figures(truth, 5, 90, 210);
    g_autoptr(lm_context) context = lm_context_new(2, 0);
    lm_value in = {LM_VOLUME, figures, NULL};
    lm_info info = test_info(&in);
    info.spacing_source = LM_SPACING_FILE_TAG;
    lm_plan plan = {.op = &lm_op_unplot, .in = info, .out = info};
    g_autofree void *params = g_malloc0(lm_op_unplot.params_size);
    plan.params = params;
    lm_params_init(lm_op_unplot.params, params);
    GError *error = NULL;
    g_assert_false(lm_plan_make(&plan, &in, context, &error));
    test_assert_error(&error, LM_ERROR_SPACING, "type the distances of the samples");
    lm_plan_clear(&plan);
    lm_params_clear(lm_op_unplot.params, params);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/unplot/round-trip", round_trip);
    g_test_add_func("/unplot/asked", asked);
    g_test_add_func("/unplot/missing", missing);
    g_test_add_func("/unplot/no-plots", no_plots);
    g_test_add_func("/unplot/scaled-one-by-one", scaled_one_by_one);
    g_test_add_func("/unplot/scaled-together", scaled_together);
    g_test_add_func("/unplot/file-spacing", file_spacing);
    return g_test_run();
}
