/* Long work is stopped within a second, whatever it is in the middle of: as the engine tells it, to
 * a main loop that has nothing else to do. */
#include "at-work.h"
#include "engine.h"

#include "testing.h"

#include <stdio.h>
#include <string.h>

/* A sanitizer makes everything slow. */
#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
enum { LIMIT_MS = 5000 };
#else
enum { LIMIT_MS = 1000 };
#endif
enum { SIZE = 128 };

/* What is only seen, or written; what measures a surface is not asked to stop, and left alone. */
typedef enum manner { SEEN, WRITTEN, LEFT_ALONE } manner;

typedef struct work {
    const char *name, *steps, *input; /* input: its attributes, NULL for the volume */
    guint step;                       /* the long one */
    manner manner;
} work;

/* Waves of 16 voxels, with ripples. */
static void write_volume(const char *path)
{
    g_autofree guint8 *voxels = g_malloc((gsize)SIZE * SIZE * SIZE);
    gsize n = 0;
    for (int k = 0; k < SIZE; k++)
        for (int j = 0; j < SIZE; j++)
            for (int i = 0; i < SIZE; i++)
                voxels[n++] = (guint8)(8 * ((i + j / 2 + k / 3) % 16) + 31 * ((i ^ j ^ k) & 3));
    FILE *file = fopen(path, "wb");
    g_assert_nonnull(file);
    fprintf(file,
            "NRRD0004\ntype: uint8\ndimension: 3\nspace: left-posterior-superior\nsizes: %d %d "
            "%d\nspace directions: (1,0,0) (0,1,0) (0,0,3)\nencoding: raw\n\n",
            SIZE, SIZE, SIZE);
    g_assert_cmpuint(fwrite(voxels, 1, n, file), ==, n);
    g_assert_cmpint(fclose(file), ==, 0);
}

static lm_job *job_of(const work *w)
{
    g_autofree char *xml =
        g_strdup_printf("<lamina version=\"1\"><input %s/><pipeline>%s</pipeline></lamina>",
                        w->input ? w->input : "path=\"waves.nrrd\"", w->steps);
    GError *error = NULL;
    lm_job *job = lm_job_parse(xml, strlen(xml), w->name, &error);
    g_assert_no_error(error);
    lm_step *step;
    job->input->tag = 1;
    for (guint n = 1; (step = lm_job_step_at(job, n)); n++)
        step->tag = n + 1;
    return job;
}

static void iterate_until(gint64 end, LmEngine *engine)
{
    while (g_get_monotonic_time() < end && lm_engine_is_busy(engine)) {
        g_main_context_iteration(NULL, FALSE);
        g_usleep(500);
    }
}

/* An export says by its progress where it is. */
static bool has_begun(LmEngine *engine, const work *w)
{
    const char *step = NULL;
    double left;
    const LmResult *r = lm_engine_result(engine, w->step + 1);
    if (w->manner != SEEN)
        return lm_engine_progress(engine, &step, &left) > 0.05;
    return r && r->state == LM_LIVE_RUNNING;
}

static void stop(LmEngine *engine, const work *w)
{
    gint64 began = g_get_monotonic_time();
    lm_engine_cancel(engine);
    iterate_until(began + 5 * G_USEC_PER_SEC, engine);
    gint64 stopped = (g_get_monotonic_time() - began) / 1000;
    g_assert_true(lm_at_work_settle(60));
    gint64 ended = (g_get_monotonic_time() - began) / 1000;
    g_test_message("stopped after %d ms, at work for %d ms", (int)stopped, (int)ended);
    g_assert_cmpint(stopped, <, LIMIT_MS);
    if (w->manner != LEFT_ALONE)
        g_assert_cmpint(ended, <, LIMIT_MS);
}

static void test_stop(gconstpointer data)
{
    const work *w = data;
    char *folder = test_folder();
    g_autofree char *volume = g_build_filename(folder, "waves.nrrd", NULL);
    write_volume(volume);
    g_autoptr(lm_job) job = job_of(w);
    g_autoptr(LmEngine) engine = lm_engine_new(2, 0);
    if (w->manner != SEEN)
        lm_engine_export(engine, job, folder, folder, NULL);
    else
        lm_engine_run(engine, job, folder);
    gint64 end = g_get_monotonic_time() + 60 * G_USEC_PER_SEC;
    while (!has_begun(engine, w) && lm_engine_is_busy(engine)) {
        iterate_until(g_get_monotonic_time() + 1000, engine);
        g_assert_cmpint(g_get_monotonic_time(), <, end);
    }
    iterate_until(g_get_monotonic_time() + 200000, engine); /* well in the middle */
    if (lm_engine_is_busy(engine))
        stop(engine, w);
    else
        g_test_skip("it was done too soon");
    test_folder_remove(folder);
}

int main(int argc, char **argv)
{
    static const work works[] = {
        {"median", "<smooth method=\"median\" sigma=\"5\"/>", NULL, 1, SEEN},
        {"resample", "<resample spacing=\"0.25\" interpolator=\"lanczos\"/>", NULL, 1, SEEN},
        {"fill-shape", "<fill-between spacing=\"0.1\" method=\"shape\"/>", NULL, 1, SEEN},
        {"contour", "<resample spacing=\"0.6\"/><contour value=\"100\"/>", NULL, 2, SEEN},
        {"smooth-mesh", "<contour value=\"100\"/><smooth-mesh iterations=\"500\"/>", NULL, 2, SEEN},
        {"decimate", "<contour value=\"100\"/><decimate keep=\"0.1\"/>", NULL, 2, SEEN},
        {"unplot", "<unplot/>",
         "path=\"" LAMINA_SOURCE_DIR "/Data/Samples/oct-plots\" spacing=\"1 1 1\"", 1, SEEN},
        {"render", "<render path=\"a.png\" size=\"4096 4096\"/>", NULL, 1, WRITTEN},
        {"volume", "<resample spacing=\"0.4\"/><save path=\"a.nrrd\"/>", NULL, 2, WRITTEN},
        {"surface", "<contour value=\"100\"/><save path=\"a.stl\"/>", NULL, 2, LEFT_ALONE},
    };
    g_test_init(&argc, &argv, NULL);
    g_main_context_acquire(NULL); /* as an application has it: the engine brings its news here */
    for (gsize i = 0; i < G_N_ELEMENTS(works); i++) {
        g_autofree char *path = g_strconcat("/desktop/stop/", works[i].name, NULL);
        g_test_add_data_func(path, &works[i], test_stop);
    }
    return g_test_run();
}
