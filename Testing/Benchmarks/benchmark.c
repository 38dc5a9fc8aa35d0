/* Each stage of Lamina against plain ITK or VTK code for the same stage, in the same process, for a
 * series of 512x512x128 slices of 16 bits.
 *
 *     benchmark [ROUNDS]
 *
 * Prints the median of the rounds (3), the two sides taking turns, and their ratio: below 1 Lamina
 * is the faster one. Both use all processors where they know how to.
 */
#include "lamina/registry.h"
#include "plain.h"
#include "testing.h"

#include <stdio.h>
#include <stdlib.h>

enum { MOST_ROUNDS = 99 };
static int rounds = 3;

typedef struct bench {
    lm_context *context;
    char *folder, *slices; /* the latter a pattern */
    lm_value series, fine, smooth, surface, rounded, small;
} bench;

static int order(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *times)
{
    qsort(times, (size_t)rounds, sizeof *times, order);
    return times[rounds / 2];
}

/* Plans and runs one operation; the seconds of both together. */
static double lamina(bench *b, const char *op, const lm_value *in, lm_value *out, const char *key1,
                     const char *value1, const char *key2, const char *value2)
{
    const lm_info info = in ? test_info(in) : (lm_info){.kind = LM_NONE};
    const gint64 start = g_get_monotonic_time();
    g_autoptr(GError) error = NULL;
    test_step step;
    test_step_plan(&step, lm_op_find(op), &info, b->context, &error, key1, value1, key2, value2,
                   NULL);
    g_assert_no_error(error);
    const gint64 planes = step.plan.out.kind == LM_VOLUME ? step.plan.out.grid.size[2] : 0;
    lm_value made = {LM_NONE, NULL, NULL};
    lm_plan_run(&step.plan, in, NULL, (lm_zrange){0, planes}, 0, &made, b->context, &error);
    g_assert_no_error(error);
    test_step_clear(&step);
    const double seconds = (double)(g_get_monotonic_time() - start) / G_USEC_PER_SEC;
    lm_value_clear(out);
    *out = made;
    return seconds;
}

/* ---- the stages: Lamina's side, and the others' ---- */

static double read_ours(bench *b)
{
    return lamina(b, "input", NULL, &b->series, "path", b->folder, "spacing", "0.5 0.5 1");
}
static double read_itk(bench *b)
{
    return plain_read_itk(b->slices, b->series.volume->grid.size[2]);
}
static double resample_ours(bench *b)
{
    return lamina(b, "resample", &b->series, &b->fine, "spacing", "0.6 0.6 0.6", "interpolator",
                  "linear");
}
static double resample_itk(bench *b)
{
    return plain_resample_itk(b->series.volume, &b->fine.volume->grid, PLAIN_LINEAR, NULL);
}
static double resample_vtk(bench *b)
{
    return plain_reslice_vtk(b->series.volume, &b->fine.volume->grid, PLAIN_LINEAR, NULL);
}
static double smooth_ours(bench *b)
{
    return lamina(b, "smooth", &b->series, &b->smooth, "method", "gaussian", "sigma", "0.5");
}
static double smooth_itk(bench *b)
{
    return plain_smooth_itk(b->series.volume, 0.5);
}
static double smooth_vtk(bench *b)
{
    return plain_smooth_vtk(b->series.volume, 0.5);
}
static double contour_ours(bench *b)
{
    return lamina(b, "contour", &b->series, &b->surface, "value", "30000", "close", "false");
}
static double contour_vtk(bench *b)
{
    return plain_contour_vtk(b->series.volume, 30000);
}
static double smooth_mesh_ours(bench *b)
{
    return lamina(b, "smooth-mesh", &b->surface, &b->rounded, "iterations", "20", "passband",
                  "0.1");
}
static double smooth_mesh_vtk(bench *b)
{
    return plain_smooth_mesh_vtk(b->surface.mesh, 20);
}
static double decimate_ours(bench *b)
{
    return lamina(b, "decimate", &b->surface, &b->small, "keep", "0.25", NULL, NULL);
}
static double decimate_vtk(bench *b)
{
    return plain_decimate_vtk(b->surface.mesh, 0.25);
}
static double write_ours(bench *b, const lm_value *in, const char *name, const char *key,
                         const char *value)
{
    g_autofree char *path = g_build_filename(b->folder, "..", name, NULL);
    lm_value out = {LM_NONE, NULL, NULL};
    const double seconds = lamina(b, "save", in, &out, "path", path, key, value);
    lm_value_clear(&out);
    return seconds;
}
static double nrrd_ours(bench *b)
{
    return write_ours(b, &b->series, "ours.nrrd", "compress", "false");
}
static double nrrd_itk(bench *b)
{
    g_autofree char *path = g_build_filename(b->folder, "..", "itk.nrrd", NULL);
    return plain_write_nrrd_itk(b->series.volume, path);
}
static double stl_ours(bench *b)
{
    return write_ours(b, &b->surface, "ours.stl", NULL, NULL);
}
static double stl_vtk(bench *b)
{
    g_autofree char *path = g_build_filename(b->folder, "..", "vtk.stl", NULL);
    return plain_write_stl_vtk(b->surface.mesh, path);
}

static const struct stage {
    const char *name;
    double (*ours)(bench *b);
    struct {
        const char *name;
        double (*run)(bench *b);
    } plain[2];
} stages[] = {
    {"read the PNG series", read_ours, {{"itk::ImageSeriesReader", read_itk}}},
    {"resample, linear",
     resample_ours,
     {{"itk::ResampleImageFilter", resample_itk}, {"vtkImageReslice", resample_vtk}}},
    {"smooth, gaussian",
     smooth_ours,
     {{"itk::DiscreteGaussianImageFilter", smooth_itk}, {"vtkImageGaussianSmooth", smooth_vtk}}},
    {"contour", contour_ours, {{"vtkFlyingEdges3D", contour_vtk}}},
    {"smooth the surface", smooth_mesh_ours, {{"vtkWindowedSincPolyDataFilter", smooth_mesh_vtk}}},
    {"decimate to a quarter", decimate_ours, {{"vtkQuadricDecimation", decimate_vtk}}},
    {"write NRRD", nrrd_ours, {{"itk::ImageFileWriter", nrrd_itk}}},
    {"write STL", stl_ours, {{"vtkSTLWriter", stl_vtk}}},
};

static void run_stage(const struct stage *s, bench *b)
{
    double ours[MOST_ROUNDS] = {0}, plain[G_N_ELEMENTS(s->plain)][MOST_ROUNDS] = {{0}};
    for (int i = 0; i < rounds; i++) {
        ours[i] = s->ours(b);
        for (size_t k = 0; k < G_N_ELEMENTS(s->plain) && s->plain[k].run; k++)
            plain[k][i] = s->plain[k].run(b);
    }
    const double mine = median(ours);
    for (size_t k = 0; k < G_N_ELEMENTS(s->plain) && s->plain[k].run; k++) {
        const double theirs = median(plain[k]);
        printf("%-22s %8.3f s  %-32s %8.3f s  %6.2f\n", s->name, mine, s->plain[k].name, theirs,
               mine / theirs);
    }
    fflush(stdout);
}

/* A ball in noise, so that the surface is large and the files do not compress to nothing. */
static lm_volume *make_volume(void)
{
    lm_grid grid = lm_grid_make(512, 512, 128);
    grid.spacing[0] = grid.spacing[1] = 0.5;
    const double centre[3] = {128, 128, 64};
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
    char *top = test_folder();
    bench b = {.context = lm_context_new(0, 0),
               .folder = g_build_filename(top, "slices", NULL),
               .slices = g_build_filename(top, "slices", "%03d.png", NULL)};
    lm_value volume = lm_value_of_volume(make_volume());
    lm_value_ref(&volume);
    lm_value saved = {LM_NONE, NULL, NULL};
    lamina(&b, "save", &volume, &saved, "path", b.slices, NULL, NULL);

    printf("%-22s %10s  %-32s %10s  %6s\n", "stage", "Lamina", "plain code", "", "ratio");
    for (size_t i = 0; i < G_N_ELEMENTS(stages); i++)
        run_stage(&stages[i], &b);

    lm_value *all[] = {&volume,   &saved,     &b.series,  &b.fine,
                       &b.smooth, &b.surface, &b.rounded, &b.small};
    for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
        lm_value_clear(all[i]);
    lm_context_free(b.context);
    test_folder_remove(top);
    g_free(b.folder);
    g_free(b.slices);
    return 0;
}
