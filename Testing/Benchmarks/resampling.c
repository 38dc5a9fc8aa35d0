/* `resample` against ITK and VTK for the same result, in the same process: 512x512x128 voxels of 16
 * bits brought to 512x512x512, and made smaller.
 *
 *     resampling [ROUNDS [INTERPOLATOR]]
 *
 * Prints the medians of the rounds (5), the sides taking turns, what the others take in units of
 * Lamina's time, the greatest difference between the results in grey levels, and how far the
 * process grew while Lamina ran in units of input and output together, which are 1. A copy into
 * fresh memory, by one thread, is the floor. B-splines of ITK run once.
 */
#include "lamina/registry.h"
#include "plain.h"
#include "testing.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ROUNDS = 99, SIDES = 4 };
static int rounds = 5;

static int order(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *times, int count)
{
    qsort(times, (size_t)count, sizeof *times, order);
    return times[count / 2];
}

/* ---- the others ---- */

typedef double (*plain_fn)(const lm_volume *in, const lm_grid *out, lm_volume *result);

static double copy(const lm_volume *in, const lm_grid *out, lm_volume *result)
{
    (void)result;
    const size_t bytes = (size_t)lm_grid_voxels(out) * 2,
                 whole = (size_t)lm_grid_voxels(&in->grid) * 2;
    const gint64 start = g_get_monotonic_time();
    char *fresh = malloc(bytes); /* allow: what a plain program does is measured */
    for (size_t at = 0; at < bytes; at += whole)
        memcpy(fresh + at, in->data, MIN(whole, bytes - at));
    const double seconds = (double)(g_get_monotonic_time() - start) / G_USEC_PER_SEC;
    free(fresh); /* allow: as above */
    return seconds;
}

#define SIDE(NAME, CALL)                                                                           \
    static double NAME(const lm_volume *in, const lm_grid *out, lm_volume *result)                 \
    {                                                                                              \
        return CALL;                                                                               \
    }
SIDE(linear_itk, plain_resample_itk(in, out, PLAIN_LINEAR, result))
SIDE(linear_reslice, plain_reslice_vtk(in, out, PLAIN_LINEAR, result))
SIDE(linear_resize, plain_resize_vtk(in, out, PLAIN_LINEAR, result))
SIDE(cubic_reslice, plain_reslice_vtk(in, out, PLAIN_CUBIC, result))
SIDE(cubic_resize, plain_resize_vtk(in, out, PLAIN_CUBIC, result))
SIDE(bspline_itk, plain_resample_itk(in, out, PLAIN_BSPLINE, result))
SIDE(lanczos_resize, plain_resize_vtk(in, out, PLAIN_LANCZOS, result))
#undef SIDE

typedef struct stage {
    const char *size, *interpolator;
    struct {
        const char *name;
        plain_fn run;
        bool once;
    } plain[SIDES];
} stage;

static const stage stages[] = {
    {"512 512 512",
     "linear",
     {{"memcpy into fresh memory", copy, false},
      {"itk::ResampleImageFilter", linear_itk, false},
      {"vtkImageReslice", linear_reslice, false},
      {"vtkImageResize", linear_resize, false}}},
    {"512 512 512",
     "cubic",
     {{"vtkImageReslice", cubic_reslice, false}, {"vtkImageResize", cubic_resize, false}}},
    {"512 512 512", "bspline", {{"itk::BSplineInterpolate...", bspline_itk, true}}},
    {"512 512 512", "lanczos", {{"vtkImageResize, Lanczos", lanczos_resize, false}}},
    {"512 512 512", "nearest", {{"memcpy into fresh memory", copy, false}}},
    {"1024 1024 128",
     "linear",
     {{"itk::ResampleImageFilter", linear_itk, false}, {"vtkImageResize", linear_resize, false}}},
    {"700 700 300",
     "linear",
     {{"itk::ResampleImageFilter", linear_itk, false}, {"vtkImageResize", linear_resize, false}}},
    {"700 700 300", "cubic", {{"vtkImageResize", cubic_resize, false}}},
    {"256 256 64", "linear", {{"itk::BinShrinkImageFilter", plain_shrink_itk, false}}},
    {"256 512 128", "linear", {{"itk::BinShrinkImageFilter", plain_shrink_itk, false}}},
    {"512 256 128", "linear", {{"itk::BinShrinkImageFilter", plain_shrink_itk, false}}},
    {"512 512 64", "linear", {{"itk::BinShrinkImageFilter", plain_shrink_itk, false}}},
};

/* ---- Lamina ---- */

/* Of /proc/self/status, in bytes. */
static double status(const char *key)
{
    g_autofree char *text = NULL;
    g_assert_true(g_file_get_contents("/proc/self/status", &text, NULL, NULL));
    const char *at = strstr(text, key);
    g_assert_nonnull(at);
    return (double)g_ascii_strtoll(at + strlen(key), NULL, 10) * 1024;
}

static void forget_peak(void)
{
    FILE *file = fopen("/proc/self/clear_refs", "w");
    g_assert_nonnull(file);
    fputs("5", file);
    fclose(file);
}

static lm_volume *lamina(const lm_value *in, const stage *s, lm_context *context, double *seconds,
                         double *peak)
{
    const lm_info info = test_info(in);
    g_autoptr(GError) error = NULL;
    forget_peak();
    const double before = status("VmRSS:");
    const gint64 start = g_get_monotonic_time();
    test_step step;
    test_step_plan(&step, lm_op_find("resample"), &info, context, &error, "size", s->size,
                   "interpolator", s->interpolator, NULL);
    g_assert_no_error(error);
    lm_value made = {LM_NONE, NULL, NULL};
    lm_plan_run(&step.plan, in, NULL, (lm_zrange){0, step.plan.out.grid.size[2]}, 0, &made, context,
                &error);
    g_assert_no_error(error);
    *seconds = (double)(g_get_monotonic_time() - start) / G_USEC_PER_SEC;
    const double input = (double)lm_info_bytes(&info),
                 output = (double)lm_info_bytes(&step.plan.out);
    *peak = (status("VmHWM:") - before + input) / (input + output);
    test_step_clear(&step);
    return made.volume;
}

static double difference(const lm_volume *a, const lm_volume *b)
{
    const guint16 *p = a->data, *q = b->data;
    int most = 0;
    for (gint64 i = 0; i < lm_grid_voxels(&a->grid); i++)
        most = MAX(most, ABS(p[i] - q[i]));
    return most;
}

static void print_side(const stage *s, double mine, int k, double theirs, double apart, double peak)
{
    g_autofree char *text =
        s->plain[k].run == copy ? g_strdup("-") : g_strdup_printf("%.0f", apart);
    printf("%-14s %-8s %7.3f s  %-30s %7.3f s  %7.2f %6s  %6.2f\n", s->size, s->interpolator, mine,
           s->plain[k].name, theirs, theirs / mine, text, peak);
    fflush(stdout);
}

static void run_stage(const stage *s, const lm_value *in, lm_context *context)
{
    double ours[MOST_ROUNDS] = {0}, plain[SIDES][MOST_ROUNDS] = {{0}};
    double apart[SIDES] = {0}, peak = 0;
    for (int i = 0; i < rounds; i++) {
        g_autoptr(lm_volume) made = lamina(in, s, context, &ours[i], &peak);
        g_autoptr(lm_volume) other = lm_volume_new(&made->grid, LM_UINT16, 1, NULL);
        for (int k = 0; k < SIDES && s->plain[k].run; k++) {
            if (i > 0 && s->plain[k].once)
                continue;
            plain[k][i] = s->plain[k].run(in->volume, &made->grid, other);
            if (i == 0 && s->plain[k].run != copy)
                apart[k] = difference(made, other);
        }
    }
    const double mine = median(ours, rounds);
    for (int k = 0; k < SIDES && s->plain[k].run; k++)
        print_side(s, mine, k, median(plain[k], s->plain[k].once ? 1 : rounds), apart[k], peak);
}

/* A ball in noise. */
static lm_volume *make_volume(void)
{
    lm_grid grid = lm_grid_make(512, 512, 128);
    const double centre[3] = {256, 256, 64};
    lm_volume *volume = test_ball(&grid, LM_UINT16, centre, 55, 4, 50000, 10000);
    g_autoptr(lm_volume) noise = test_noise(&grid, LM_UINT16, 1, 1);
    guint16 *v = volume->data;
    const guint16 *n = noise->data;
    for (gint64 i = 0; i < lm_grid_voxels(&grid); i++)
        v[i] = (guint16)(v[i] + n[i] / 16);
    return volume;
}

int main(int argc, char **argv)
{
    if (argc > 1)
        rounds = (int)CLAMP(g_ascii_strtoll(argv[1], NULL, 10), 1, MOST_ROUNDS);
    g_autoptr(lm_context) context = lm_context_new(0, 0);
    lm_value volume = lm_value_of_volume(make_volume());
    printf("%-14s %-8s %9s  %-30s %9s  %7s %6s  %6s\n", "size", "", "Lamina", "plain code", "",
           "ratio", "apart", "memory");
    for (size_t i = 0; i < G_N_ELEMENTS(stages); i++)
        if (argc < 3 || strstr(argv[2], stages[i].interpolator))
            run_stage(&stages[i], &volume, context);
    lm_value_clear(&volume);
    return 0;
}
