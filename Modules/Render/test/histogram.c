#include "lamina/histogram.h"
#include "lamina/error.h"
#include "testing.h"

#include <math.h>

static lm_volume *row(lm_type type, const double *values, size_t n)
{
    lm_grid grid = lm_grid_make((gint64)n, 1, 1);
    lm_volume *volume = lm_volume_new(&grid, type, 1, NULL);
    for (size_t i = 0; i < n; i++) {
        if (type == LM_FLOAT32)
            ((float *)volume->data)[i] = (float)values[i];
        else
            ((guint8 *)volume->data)[i] = (guint8)values[i];
    }
    return volume;
}

static void test_counts(void)
{
    static const double values[] = {0, 7, 7, 255, 7, 0};
    g_autoptr(lm_volume) volume = row(LM_UINT8, values, G_N_ELEMENTS(values));
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    lm_histogram h;
    g_assert_true(lm_histogram_find(volume, &h, context, NULL));
    g_assert_cmpfloat(h.least, ==, 0);
    g_assert_cmpfloat(h.greatest, ==, 255);
    g_assert_cmpuint(h.total, ==, 6);
    g_assert_cmpuint(h.counts[0], ==, 2);
    g_assert_cmpuint(h.counts[LM_HISTOGRAM_BINS - 1], ==, 1);
    size_t median = lm_histogram_quantile(&h, 0, LM_HISTOGRAM_BINS, 0.5);
    g_assert_cmpuint(h.counts[median], ==, 3);
    double bin = (h.greatest - h.least) / (LM_HISTOGRAM_BINS - 1);
    g_assert_cmpfloat(fabs(lm_histogram_value(&h, (double)median) - 7), <=, bin / 2);
}

static void test_outlier(void)
{
    enum { N = 400000 };
    g_autofree double *values = g_new(double, N);
    for (size_t i = 0; i < N; i++)
        values[i] = (double)(i % 100);
    values[17] = 1e38;
    values[18] = (double)NAN;
    g_autoptr(lm_volume) volume = row(LM_FLOAT32, values, N);
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    lm_histogram h;
    g_assert_true(lm_histogram_find(volume, &h, context, NULL));
    g_assert_cmpfloat(h.greatest - h.least, <, 200);
    g_assert_cmpuint(h.total, ==, N - 2);
}

static void test_one_value(void)
{
    static const double values[] = {3, 3, 3};
    g_autoptr(lm_volume) volume = row(LM_UINT8, values, G_N_ELEMENTS(values));
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    g_autoptr(GError) error = NULL;
    lm_histogram h;
    g_assert_false(lm_histogram_find(volume, &h, context, &error));
    g_assert_error(error, LM_ERROR, LM_ERROR_INPUT);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/histogram/counts", test_counts);
    g_test_add_func("/histogram/outlier", test_outlier);
    g_test_add_func("/histogram/one-value", test_one_value);
    return g_test_run();
}
