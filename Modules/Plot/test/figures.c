/* The real figures beside the checkout, against the numbers they were drawn from. */
#include "lamina/plot.h"
#include "testing.h"

#include <math.h>
#include <stdlib.h>

static lm_volume *read_all(const char *path)
{
    g_autoptr(lm_context) context = lm_context_new(2, 0);
    g_autoptr(GError) error = NULL;
    const lm_series_ask ask = {
        .paths = (const char *const[]){path, NULL}, .n_spacing = 3, .spacing = {0.01, 0.01, 0.25}};
    g_autoptr(lm_series) series = lm_series_open(&ask, context, &error);
    g_assert_no_error(error);
    lm_volume *volume = lm_series_read(series, context, &error);
    g_assert_no_error(error);
    return volume;
}

/* Root of the mean square of a - b * scale - offset. */
static double rms(const lm_volume *a, const lm_volume *b, double scale, double offset)
{
    double sum = 0;
    for (int k = 0; k < 3; k++)
        g_assert_cmpint(a->grid.size[k], ==, b->grid.size[k]);
    const size_t n = (size_t)lm_grid_voxels(&a->grid);
    const float *p = a->data;
    const guint16 *q = b->data;
    for (size_t i = 0; i < n; i++) {
        const double d = (double)p[i] - (q[i] * scale + offset);
        sum += d * d;
    }
    return sqrt(sum / (double)n);
}

/* A set under plots/, with nothing said: its values go from 0 to 1 of the map, or, where
 * `value_scale` is given, are the stored truth divided by it. */
static void check(const char *name, double value_scale, double most)
{
    g_autofree char *folder = g_build_filename("plots", name, "figures", NULL);
    g_autofree char *truth_file = g_build_filename("plots", name, "truth.nrrd", NULL);
    g_autofree char *figures_path = test_data(folder), *truth_path = test_data(truth_file);
    if (!figures_path || !truth_path)
        return;
    g_autoptr(lm_volume) figures = read_all(figures_path);
    g_autoptr(lm_volume) truth = read_all(truth_path);
    g_autoptr(lm_volume) values = test_run_volume(&lm_op_unplot, figures, NULL);
    double least, greatest;
    g_assert_true(lm_volume_range(truth, &least, &greatest));
    const double span = greatest - least;
    const double scale = value_scale > 0 ? 1 / value_scale : 1 / span;
    const double error = rms(values, truth, scale, value_scale > 0 ? 0 : -least / span);
    const double share = error / (span * scale);
    g_test_message("%s: %.3f %% of the range", name, 100 * share);
    g_assert_cmpfloat(share, <=, most);
}

static void oct_viridis(void)
{
    check("oct-viridis", 1000, 0.005);
}

static void head_hot(void)
{
    check("head-hot", 0, 0.005);
}

static void oct_jet(void)
{
    check("oct-jet", 0, 0.025);
}

/* imagesc(peaks(1000) + 1), drawn on 390 x 342 pixels. */
static double peaks(double x, double y)
{
    return 3 * pow(1 - x, 2) * exp(-x * x - pow(y + 1, 2)) -
           10 * (x / 5 - x * x * x - pow(y, 5)) * exp(-x * x - y * y) -
           1.0 / 3 * exp(-pow(x + 1, 2) - y * y) + 1;
}

static void matlab_peaks(void)
{
    g_autofree char *path = test_data("figures/matlab/cmocean_documentation_01.png");
    if (!path)
        return;
    g_autoptr(lm_volume) figure = read_all(path);
    g_autoptr(lm_volume) values = test_run_volume(&lm_op_unplot, figure, NULL);
    const gint64 nx = values->grid.size[0], ny = values->grid.size[1];
    double sum = 0;
    for (gint64 y = 0; y < ny; y++)
        for (gint64 x = 0; x < nx; x++) {
            const double u = -3 + 6 * ((double)x + 0.5) / (double)nx;
            const double v = -3 + 6 * ((double)y + 0.5) / (double)ny;
            sum += pow(lm_volume_get(values, x, y, 0, 0) - peaks(u, v), 2);
        }
    const double share = sqrt(sum / (double)(nx * ny)) / (9.106 + 5.551);
    g_test_message("peaks: %.3f %% of the range", 100 * share);
    g_assert_cmpfloat(share, <=, 0.01);
}

/* ---- gnuplot: a measured matrix, three samples a micrometre, shown from 0 to 59 ---- */

enum { ROWS = 180 };

static double *matrix(const char *path)
{
    g_autofree char *text = NULL;
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    double *values = g_new(double, ROWS *ROWS);
    char *at = text;
    for (int i = 0; i < ROWS * ROWS; i++)
        values[i] = g_ascii_strtod(at, &at) / 1000;
    return values;
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void gnuplot(gconstpointer name)
{
    g_autofree char *picture = g_strdup_printf("figures/gnuplot/%s.png", (const char *)name);
    g_autofree char *path = test_data(picture);
    g_autofree char *text = path ? test_data("figures/gnuplot/matlab_colormap.txt") : NULL;
    if (!text)
        return;
    g_autofree double *truth = matrix(text);
    g_autoptr(lm_volume) figure = read_all(path);
    g_autoptr(lm_volume) values = test_run_volume(&lm_op_unplot, figure, NULL);
    const gint64 nx = values->grid.size[0], ny = values->grid.size[1];
    g_autofree double *errors = g_new(double, nx *ny);
    for (gint64 y = 0; y < ny; y++)
        for (gint64 x = 0; x < nx; x++) {
            const gint64 column = llround(59 * 3 * ((double)x + 0.5) / (double)nx);
            const gint64 row = llround(59 * 3 * (1 - ((double)y + 0.5) / (double)ny));
            const double shown = CLAMP(truth[row * ROWS + column], 0, 18);
            errors[y * nx + x] = fabs(lm_volume_get(values, x, y, 0, 0) - shown) / 18;
        }
    qsort(errors, (size_t)(nx * ny), sizeof *errors, by_value);
    g_test_message("%s: median %.3f %% of the range", (const char *)name,
                   100 * errors[nx * ny / 2]);
    g_assert_cmpfloat(errors[nx * ny / 2], <=, 0.01);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/figures/oct-viridis", oct_viridis);
    g_test_add_func("/figures/head-hot", head_hot);
    g_test_add_func("/figures/oct-jet", oct_jet);
    g_test_add_func("/figures/matlab-peaks", matlab_peaks);
    g_test_add_data_func("/figures/gnuplot-jet", "matlab_colormap", gnuplot);
    g_test_add_data_func("/figures/gnuplot-viridis", "viridis_colormap", gnuplot);
    g_test_add_data_func("/figures/gnuplot-coolwarm", "blue_red_colormap", gnuplot);
    return g_test_run();
}
