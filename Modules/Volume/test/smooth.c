#include "line.h"
#include "oblique.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

extern const lm_op lm_op_smooth;

static const lm_type narrow[] = {LM_UINT8, LM_INT8, LM_UINT16, LM_INT16, LM_FLOAT32};

/* e^-t I_n(t) = 1/pi times the integral over 0..pi of e^(t (cos a - 1)) cos(n a): Lindeberg's
 * discrete Gaussian, by a sum that is exact for periodic functions. */
static double discrete_gaussian(int n, double t)
{
    const int steps = 512;
    double sum = 0;
    for (int i = 0; i < steps; i++) {
        double a = 2 * G_PI * i / steps;
        sum += exp(t * (cos(a) - 1)) * cos(n * a);
    }
    return sum / steps;
}

static void impulse_is_discrete_gaussian(void)
{
    lm_grid grid = oblique_grid(33, 31, 29); /* 0.5 0.75 2 mm */
    g_autoptr(lm_volume) in = test_noise(&grid, LM_FLOAT32, 1, 1);
    memset(in->data, 0, lm_volume_plane_bytes(in) * 29);
    ((float *)in->data)[(14 * 31 + 15) * 33 + 16] = 1000;
    g_autoptr(lm_volume) out = test_run_volume(&lm_op_smooth, in, "sigma", "1 0.9 3", NULL);
    static const double variance[] = {4, 1.44, 2.25};
    double sum = 0, second[3] = {0}, kernel[3][17];
    for (int k = 0; k < 3; k++)
        for (int n = 0; n < 17; n++)
            kernel[k][n] = discrete_gaussian(n, variance[k]);
    for (int z = 0; z < 29; z++)
        for (int y = 0; y < 31; y++)
            for (int x = 0; x < 33; x++) {
                int d[3] = {x - 16, y - 15, z - 14};
                double truth = 1000, got = lm_volume_get(out, x, y, z, 0);
                for (int k = 0; k < 3; k++)
                    truth *= kernel[k][ABS(d[k])];
                g_assert_cmpfloat_with_epsilon(got, truth,
                                               0.003 * 22.4); /* cut off: 0.1 % an axis */
                sum += got;
                for (int k = 0; k < 3; k++)
                    second[k] += got * d[k] * d[k];
            }
    g_assert_cmpfloat_with_epsilon(sum, 1000, 0.01);
    for (int k = 0; k < 3; k++)
        g_assert_cmpfloat_with_epsilon(second[k] / sum, variance[k], 0.02 * variance[k]);
}

/* sigma="voxel" is the spacing along each axis, and an axis of 0 is left alone. */
static void sigma_in_words_and_zero(void)
{
    lm_grid grid = oblique_grid(9, 8, 7);
    g_autoptr(lm_volume) in = test_noise(&grid, LM_INT16, 1, 7);
    g_autoptr(lm_volume) word = test_run_volume(&lm_op_smooth, in, NULL);
    g_autoptr(lm_volume) mm = test_run_volume(&lm_op_smooth, in, "sigma", "0.5 0.75 2", NULL);
    test_assert_same_volume(word, mm);
    g_autoptr(lm_volume) none = test_run_volume(&lm_op_smooth, in, "sigma", "0", NULL);
    test_assert_same_volume(none, in);
    g_autoptr(lm_volume) rows = test_run_volume(&lm_op_smooth, in, "sigma", "0.5 0 0", NULL);
    g_assert_cmpfloat(lm_volume_get(rows, 4, 4, 4, 0), !=, lm_volume_get(in, 4, 4, 4, 0));
    for (gint64 i = 0; i < 7 * 8; i++) /* rows that differ from each other only */
        for (gint64 x = 0; x < 9; x++)
            ((gint16 *)in->data)[i * 9 + x] = ((gint16 *)in->data)[i * 9];
    g_autoptr(lm_volume) constant = test_run_volume(&lm_op_smooth, in, "sigma", "0.5 0 0", NULL);
    test_assert_same_volume(constant, in);
}

static void fill(lm_volume *volume, double value)
{
    lm_grid one = lm_grid_make(1, 1, 1);
    g_autoptr(lm_volume) voxel = line_of(volume->type, &value, one.size[0]);
    size_t bytes = lm_type_size(volume->type);
    size_t count = (size_t)lm_grid_voxels(&volume->grid) * (size_t)volume->components;
    for (size_t i = 0; i < count; i++)
        memcpy((char *)volume->data + i * bytes, voxel->data, bytes);
}

static void constants(void)
{
    static const char *const methods[] = {"gaussian", "median", "curvature"};
    lm_grid grid = oblique_grid(6, 5, 4);
    for (size_t m = 0; m < G_N_ELEMENTS(methods); m++)
        for (size_t t = 0; t < G_N_ELEMENTS(narrow); t++)
            for (int end = 0; end < 2; end++) {
                double ends[2];
                lm_type_range(narrow[t], &ends[0], &ends[1]);
                g_autoptr(lm_volume) in = test_noise(&grid, narrow[t], 2, 1);
                fill(in, narrow[t] == LM_FLOAT32 ? 0.1f : ends[end]);
                g_autoptr(lm_volume) out =
                    test_run_volume(&lm_op_smooth, in, "method", methods[m], NULL);
                test_assert_same_volume(in, out);
            }
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Every type, also those wider than float32, by sorting the box around each voxel. */
static void median_against_sorting(void)
{
    lm_grid grid = oblique_grid(8, 7, 6);
    const gint64 r[3] = {2, 1, 1};
    for (int t = 0; t < LM_TYPE_COUNT; t++) {
        g_autoptr(lm_volume) in = test_noise(&grid, (lm_type)t, 1 + t % 2, 3);
        g_autoptr(lm_volume) out =
            test_run_volume(&lm_op_smooth, in, "method", "median", "radius", "2 1 1", NULL);
        for (gint64 z = 0; z < 6; z++)
            for (gint64 y = 0; y < 7; y++)
                for (gint64 x = 0; x < 8; x++) {
                    double box[45];
                    size_t n = 0;
                    for (gint64 c = -r[2]; c <= r[2]; c++)
                        for (gint64 b = -r[1]; b <= r[1]; b++)
                            for (gint64 a = -r[0]; a <= r[0]; a++)
                                box[n++] = lm_volume_get(in, CLAMP(x + a, 0, 7), CLAMP(y + b, 0, 6),
                                                         CLAMP(z + c, 0, 5), 0);
                    g_assert_cmpuint(n, ==, 45);
                    qsort(box, n, sizeof *box, by_value);
                    g_assert_cmpfloat(lm_volume_get(out, x, y, z, 0), ==, box[22]);
                }
    }
}

static void any_cut(void)
{
    lm_grid grid = oblique_grid(11, 9, 13);
    for (size_t t = 0; t < G_N_ELEMENTS(narrow); t++)
        for (int components = 1; components <= 3; components += 2) {
            g_autoptr(lm_volume) in = test_noise(&grid, narrow[t], components, 3);
            test_same_at_any_cut(&lm_op_smooth, in, "sigma", "voxel", NULL);
            test_same_at_any_cut(&lm_op_smooth, in, "sigma", "0.7 0 5", NULL);
            test_same_at_any_cut(&lm_op_smooth, in, "sigma", "0.7 1 0", NULL);
            test_same_at_any_cut(&lm_op_smooth, in, "sigma", "0", NULL);
        }
    for (int t = 0; t < LM_TYPE_COUNT; t++) {
        g_autoptr(lm_volume) in = test_noise(&grid, (lm_type)t, 2, 3);
        test_same_at_any_cut(&lm_op_smooth, in, "method", "median", NULL);
        test_same_at_any_cut(&lm_op_smooth, in, "method", "median", "radius", "1 0 2", NULL);
    }
}

/* A voxel that is not a number spoils its neighbourhood and no more. */
static void nan_stays_local(void)
{
    lm_grid grid = lm_grid_make(15, 15, 15);
    g_autoptr(lm_volume) in = test_noise(&grid, LM_FLOAT32, 1, 3);
    ((float *)in->data)[(7 * 15 + 7) * 15 + 7] = NAN;
    g_autoptr(lm_volume) gaussian = test_run_volume(&lm_op_smooth, in, "sigma", "0.5", NULL);
    g_autoptr(lm_volume) median = test_run_volume(&lm_op_smooth, in, "method", "median", NULL);
    int spoilt = 0;
    for (gint64 z = 0; z < 15; z++)
        for (gint64 y = 0; y < 15; y++)
            for (gint64 x = 0; x < 15; x++) {
                g_assert_false(isnan(lm_volume_get(median, x, y, z, 0)));
                bool nan = isnan(lm_volume_get(gaussian, x, y, z, 0));
                bool near = ABS(x - 7) <= 3 && ABS(y - 7) <= 3 && ABS(z - 7) <= 3;
                g_assert_true(!nan || near);
                spoilt += nan;
            }
    g_assert_cmpint(spoilt, >, 0);
    for (size_t i = 0; i < 15 * 15 * 15; i++)
        ((float *)in->data)[i] = NAN;
    g_autoptr(lm_volume) all = test_run_volume(&lm_op_smooth, in, "method", "median", NULL);
    g_assert_true(isnan(lm_volume_get(all, 7, 7, 7, 0)));
}

static double spread(const lm_volume *v, gint64 x0, gint64 x1)
{
    double sum = 0, squares = 0, n = (double)((x1 - x0) * v->grid.size[1] * v->grid.size[2]);
    for (gint64 z = 0; z < v->grid.size[2]; z++)
        for (gint64 y = 0; y < v->grid.size[1]; y++)
            for (gint64 x = x0; x < x1; x++) {
                double value = lm_volume_get(v, x, y, z, 0);
                sum += value;
                squares += value * value;
            }
    return sqrt(squares / n - sum / n * (sum / n));
}

/* A step of 1000 under noise of 20: the noise shrinks on both sides and the step stays. */
static void curvature_keeps_edges(void)
{
    lm_grid grid = oblique_grid(32, 16, 12);
    g_autoptr(lm_volume) in = test_noise(&grid, LM_FLOAT32, 1, 3);
    float *v = in->data;
    for (size_t i = 0; i < 32 * 16 * 12; i++)
        v[i] = v[i] / 50 + (i % 32 < 16 ? 0 : 1000);
    g_autoptr(lm_volume) out =
        test_run_volume(&lm_op_smooth, in, "method", "curvature", "iterations", "20", NULL);
    g_assert_cmpfloat(spread(out, 0, 14), <, 0.5 * spread(in, 0, 14));
    g_assert_cmpfloat(spread(out, 18, 32), <, 0.5 * spread(in, 18, 32));
    for (gint64 y = 0; y < 16; y++) {
        g_assert_cmpfloat(lm_volume_get(out, 14, y, 6, 0), <, 100);
        g_assert_cmpfloat(lm_volume_get(out, 17, y, 6, 0), >, 900);
    }
}

/* Neither the number of threads nor the unit of the spacing has a say. */
static void curvature_is_one_answer(void)
{
    lm_grid grid = oblique_grid(13, 12, 11), metres = grid;
    for (int k = 0; k < 3; k++)
        metres.spacing[k] = grid.spacing[k] * 1024;
    for (size_t t = 0; t < G_N_ELEMENTS(narrow); t++) {
        g_autoptr(lm_volume) in = test_noise(&grid, narrow[t], 1, 3);
        g_autoptr(lm_volume) large = test_noise(&metres, narrow[t], 1, 3);
        g_autoptr(lm_volume) b = test_run_volume(&lm_op_smooth, large, "method", "curvature", NULL);
        for (unsigned threads = 1; threads <= 5; threads += 2) {
            g_autoptr(lm_context) context = lm_context_new(threads, 0);
            lm_value value = {LM_VOLUME, in, NULL}, out = {LM_NONE, NULL, NULL};
            lm_info info = test_info(&value);
            test_step step;
            g_assert_true(test_step_plan(&step, &lm_op_smooth, &info, context, NULL, "method",
                                         "curvature", NULL));
            g_assert_false(lm_plan_by_slabs(&step.plan));
            g_assert_true(
                lm_plan_run(&step.plan, &value, NULL, (lm_zrange){0, 11}, 0, &out, context, NULL));
            g_assert_true(lm_grid_equal(&out.volume->grid, &grid, 0));
            out.volume->grid = metres;
            test_assert_same_volume(out.volume, b);
            lm_value_clear(&out);
            test_step_clear(&step);
        }
    }
}

/* One component of many comes out as it does alone. */
static void components_are_separate(void)
{
    static const char *const methods[] = {"gaussian", "median", "curvature"};
    lm_grid grid = oblique_grid(7, 6, 5);
    g_autoptr(lm_volume) three = test_noise(&grid, LM_UINT8, 3, 3);
    g_autoptr(lm_volume) one = test_noise(&grid, LM_UINT8, 1, 3);
    for (size_t m = 0; m < G_N_ELEMENTS(methods); m++)
        for (size_t c = 0; c < 3; c++) {
            for (size_t i = 0; i < 7 * 6 * 5; i++)
                ((guint8 *)one->data)[i] = ((guint8 *)three->data)[3 * i + c];
            g_autoptr(lm_volume) a =
                test_run_volume(&lm_op_smooth, three, "method", methods[m], NULL);
            g_autoptr(lm_volume) b =
                test_run_volume(&lm_op_smooth, one, "method", methods[m], NULL);
            for (size_t i = 0; i < 7 * 6 * 5; i++)
                g_assert_cmpint(((guint8 *)a->data)[3 * i + c], ==, ((guint8 *)b->data)[i]);
        }
}

static void thin_volumes(void)
{
    static const char *const methods[] = {"gaussian", "median", "curvature"};
    static const gint64 sizes[][3] = {{1, 1, 1}, {5, 1, 1}, {1, 5, 1},
                                      {1, 1, 5}, {2, 2, 1}, {4, 5, 2}};
    for (size_t m = 0; m < G_N_ELEMENTS(methods); m++)
        for (size_t s = 0; s < G_N_ELEMENTS(sizes); s++) {
            lm_grid grid = oblique_grid(sizes[s][0], sizes[s][1], sizes[s][2]);
            g_autoptr(lm_volume) in = test_noise(&grid, LM_UINT8, 1, 3);
            fill(in, 200);
            g_autoptr(lm_volume) out =
                test_run_volume(&lm_op_smooth, in, "method", methods[m], NULL);
            test_assert_same_volume(in, out);
        }
}

static gpointer cancel_soon(gpointer context)
{
    g_usleep(50 * 1000);
    lm_context_cancel(context);
    return NULL;
}

static void cancels(void)
{
    static const char *const methods[] = {"gaussian", "median", "curvature"};
    lm_grid grid = lm_grid_make(128, 128, 64);
    g_autoptr(lm_volume) in = test_noise(&grid, LM_UINT8, 3, 3);
    lm_value value = {LM_VOLUME, in, NULL}, out = {LM_NONE, NULL, NULL};
    lm_info info = test_info(&value);
    for (size_t m = 0; m < G_N_ELEMENTS(methods); m++) {
        g_autoptr(lm_context) context = lm_context_new(2, 0);
        GError *error = NULL;
        test_step step;
        g_assert_true(test_step_plan(&step, &lm_op_smooth, &info, context, NULL, "method",
                                     methods[m], "sigma", "20", "radius", "7", "iterations", "100",
                                     NULL));
        GThread *thread = g_thread_new("cancel", cancel_soon, context);
        g_assert_false(
            lm_plan_run(&step.plan, &value, NULL, (lm_zrange){0, 64}, 0, &out, context, &error));
        g_thread_join(thread);
        test_assert_error(&error, LM_ERROR_CANCELLED, "interrupted");
        g_assert_cmpint(out.kind, ==, LM_NONE);
        test_step_clear(&step);
    }
}

static void refusals(void)
{
    lm_grid grid = oblique_grid(4, 4, 4);
    g_autoptr(lm_volume) in = test_noise(&grid, LM_UINT8, 1, 3);
    lm_value value = {LM_VOLUME, in, NULL};
    test_plan_fails(&lm_op_smooth, &value, LM_ERROR_USAGE, "gaussian, median or curvature",
                    "method", "mean", NULL);
    test_plan_fails(&lm_op_smooth, &value, LM_ERROR_USAGE, "sigma takes one number.*not two",
                    "sigma", "1 2", NULL);
    test_plan_fails(&lm_op_smooth, &value, LM_ERROR_USAGE, "radius takes one number.*not two",
                    "radius", "1 2", NULL);
    test_plan_fails(&lm_op_smooth, &value, LM_ERROR_USAGE,
                    "20 mm along x is more than 25 voxels \\(12.5 mm\\); resample", "sigma", "20",
                    NULL);
    test_plan_fails(&lm_op_smooth, &value, LM_ERROR_USAGE, "sigma=\"-1\".*or voxel", "sigma", "-1",
                    NULL);
    test_plan_fails(&lm_op_smooth, &value, LM_ERROR_USAGE, "whole numbers from 0 to 15", "radius",
                    "1.5", NULL);
    test_plan_fails(&lm_op_smooth, &value, LM_ERROR_USAGE, "from 1 to 1000", "iterations", "0",
                    NULL);
    static const lm_type wide[] = {LM_UINT32, LM_INT32};
    for (size_t t = 0; t < G_N_ELEMENTS(wide); t++) {
        g_autoptr(lm_volume) w = test_noise(&grid, wide[t], 1, 3);
        lm_value wide_value = {LM_VOLUME, w, NULL};
        test_plan_fails(&lm_op_smooth, &wide_value, LM_ERROR_USAGE, "cast type=\"float32\"", NULL);
    }
}

static void curvature_refuses_nan(void)
{
    static const double values[] = {1, NAN, 3};
    g_autoptr(lm_volume) in = line_of(LM_FLOAT32, values, 3);
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    lm_value value = {LM_VOLUME, in, NULL}, out = {LM_NONE, NULL, NULL};
    lm_info info = test_info(&value);
    GError *error = NULL;
    test_step step;
    g_assert_true(
        test_step_plan(&step, &lm_op_smooth, &info, context, NULL, "method", "curvature", NULL));
    g_assert_false(
        lm_plan_run(&step.plan, &value, NULL, (lm_zrange){0, 1}, 0, &out, context, &error));
    test_assert_error(&error, LM_ERROR_INPUT, "not a number.*median");
    test_step_clear(&step);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/smooth/impulse-is-discrete-gaussian", impulse_is_discrete_gaussian);
    g_test_add_func("/smooth/sigma-in-words-and-zero", sigma_in_words_and_zero);
    g_test_add_func("/smooth/constants", constants);
    g_test_add_func("/smooth/median-against-sorting", median_against_sorting);
    g_test_add_func("/smooth/any-cut", any_cut);
    g_test_add_func("/smooth/nan-stays-local", nan_stays_local);
    g_test_add_func("/smooth/curvature-keeps-edges", curvature_keeps_edges);
    g_test_add_func("/smooth/curvature-is-one-answer", curvature_is_one_answer);
    g_test_add_func("/smooth/components-are-separate", components_are_separate);
    g_test_add_func("/smooth/thin-volumes", thin_volumes);
    g_test_add_func("/smooth/cancels", cancels);
    g_test_add_func("/smooth/refusals", refusals);
    g_test_add_func("/smooth/curvature-refuses-nan", curvature_refuses_nan);
    return g_test_run();
}
