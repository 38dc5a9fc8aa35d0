/* The promise of `lamina check`: planned / 1.5 <= real peak of `lamina run` <= planned x 1.15, the
 * process itself and the estimate of the mesh included. Each job is checked and run as a user
 * would, and the kernel says what the peak was. */
#include "testing.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static char *folder;
static const char plenty[] = "16GiB";

/* A lumpy ball in a little noise, 16 bit. */
static void write_volume(gint64 nx, gint64 ny, gint64 nz)
{
    lm_grid grid = lm_grid_make(nx, ny, nz);
    lm_volume *v = test_noise(&grid, LM_UINT16, 1, 7);
    guint16 *at = v->data;
    for (gint64 z = 0; z < nz; z++)
        for (gint64 y = 0; y < ny; y++)
            for (gint64 x = 0; x < nx; x++, at++) {
                double u = 2.0 * (double)x / (double)nx - 1, w = 2.0 * (double)y / (double)ny - 1,
                       t = 2.0 * (double)z / (double)nz - 1;
                double r = 0.75 + 0.05 * sin(9 * u) * cos(7 * w) * sin(8 * t) -
                           sqrt(u * u + w * w + t * t);
                *at = (guint16)(20000 * CLAMP(0.5 + 20 * r, 0, 1) + *at % 256);
            }
    size_t bytes = lm_volume_plane_bytes(v) * (size_t)nz;
    g_autofree char *path = g_strdup_printf("%s/%d.nrrd", folder, (int)nx);
    g_autoptr(GString) file = g_string_new(NULL);
    g_string_printf(file,
                    "NRRD0004\ntype: uint16\ndimension: 3\nspace: left-posterior-superior\n"
                    "sizes: %d %d %d\nspace directions: (1,0,0) (0,1,0) (0,0,1)\n"
                    "space origin: (0,0,0)\nkinds: domain domain domain\nendian: little\n"
                    "encoding: raw\n\n",
                    (int)nx, (int)ny, (int)nz);
    g_string_append_len(file, v->data, (gssize)bytes);
    test_write_file(path, file->str, file->len);
    lm_volume_unref(v);
}

/* Runs the command line with its output in `log` and this budget; returns its peak in bytes. */
static guint64 peak_of(const char *command, const char *job, const char *budget, const char *log)
{
    pid_t child = fork();
    g_assert_cmpint(child, >=, 0);
    if (child == 0) {
        if (freopen(log, "w", stdout) && chdir(folder) == 0)
            execl(LAMINA_BINARY_DIR "/bin/lamina", "lamina", command, job, "--memory", budget,
                  g_str_equal(command, "check") ? "--json" : "--progress=none", NULL);
        _exit(127);
    }
    int status;
    struct rusage usage;
    g_assert_cmpint(wait4(child, &status, 0, &usage), ==, child);
    g_assert_true(WIFEXITED(status));
    g_assert_cmpint(WEXITSTATUS(status), ==, 0);
    return (guint64)usage.ru_maxrss * 1024;
}

static guint64 planned_peak(const char *job, const char *budget, const char *log)
{
    peak_of("check", job, budget, log);
    g_autoptr(JsonParser) parser = json_parser_new();
    g_autoptr(GError) error = NULL;
    json_parser_load_from_file(parser, log, &error);
    g_assert_no_error(error);
    return (guint64)json_object_get_int_member(json_node_get_object(json_parser_get_root(parser)),
                                               "peak_memory");
}

static void keeps_promise(const char *name, const char *xml, const char *budget)
{
    g_autofree char *job = g_strdup_printf("%s/%s.xml", folder, name);
    g_autofree char *log = g_build_filename(folder, "log", NULL);
    test_write_file(job, xml, strlen(xml));
    double planned = (double)planned_peak(job, budget, log),
           real = (double)peak_of("run", job, budget, log);
    g_test_message("%s: planned %.0f MiB, real %.0f MiB, planned/real %.2f", name, planned / 0x1p20,
                   real / 0x1p20, planned / real);
    if (!(real <= planned * 1.15 && real >= planned / 1.5))
        g_test_fail();
}

#define JOB(PATH, STEPS)                                                                           \
    "<lamina version=\"1\"><input path=\"" PATH "\"/><pipeline>" STEPS "</pipeline></lamina>"

#define HEAD "/usr/share/mricron/templates/ch2.nii.gz"

typedef struct promise {
    const char *name, *xml;
} promise;

static void keep_promises(const promise *list, size_t count, const char *budget)
{
    for (size_t i = 0; i < count; i++)
        keeps_promise(list[i].name, list[i].xml, budget);
}

static void volumes(void)
{
    static const promise list[] = {
        {"save", JOB("256.nrrd", "<save path=\"a.nrrd\"/>")},
        {"resample", JOB("256.nrrd", "<resample spacing=\"0.7\"/><save path=\"b.nrrd\"/>")},
        {"crop", JOB("256.nrrd", "<crop box=\"0 255 0 239 40 60\"/><save path=\"b.mha\"/>")},
        {"align", JOB("256.nrrd", "<align/><save path=\"b.nrrd\"/>")},
        {"gaussian", JOB("256.nrrd", "<smooth method=\"gaussian\"/><save path=\"c.nii\"/>")},
        {"median", JOB("256.nrrd", "<smooth method=\"median\"/><save path=\"c.vti\"/>")},
        {"curvature", JOB("96.nrrd", "<smooth method=\"curvature\"/><save path=\"c.nrrd\"/>")},
        {"fill", JOB("256.nrrd", "<fill-between spacing=\"0.4\"/><save path=\"d.nrrd\"/>")},
        {"threshold", JOB("256.nrrd", "<threshold lower=\"9000\"/><save path=\"d%03d.png\"/>")},
        {"picture", JOB("256.nrrd", "<render path=\"g.png\"/>")},
        {"fused",
         JOB("256.nrrd", "<resample spacing=\"0.7\"/><flip axis=\"z\"/><cast type=\"float32\"/>"
                         "<threshold lower=\"9000\"/><save path=\"n.nrrd\"/>")},
        {"first surface", JOB("256.nrrd", "<first-surface solid=\"true\"/><save path=\"l.stl\"/>")},
    };
    keep_promises(list, G_N_ELEMENTS(list), plenty);
}

/* Values in scratch files take of memory what the budget leaves. */
static void spilled(void)
{
    static const promise list[] = {
        {"spilled, saved",
         JOB("256.nrrd", "<resample spacing=\"0.5\"/><save path=\"s.nrrd\" compress=\"false\"/>")},
        {"spilled, for a barrier",
         JOB("256.nrrd", "<resample spacing=\"0.5\"/><first-surface/><save path=\"s.stl\"/>")},
        {"spilled, from step to step",
         JOB("256.nrrd", "<resample spacing=\"0.5\"/><branch><threshold lower=\"9000\"/>"
                         "<save path=\"t.nrrd\"/></branch><smooth method=\"median\"/>"
                         "<save path=\"s.nrrd\" compress=\"false\"/>")},
    };
    keep_promises(list, G_N_ELEMENTS(list), "200MiB");
}

/* How many triangles a volume makes nobody knows before; the estimate is for what people have. */
static void surfaces(void)
{
    static const promise list[] = {
        {"surface", JOB(HEAD, "<contour/><save path=\"e.stl\"/>")},
        {"chain", JOB(HEAD, "<contour close=\"true\"/><smooth-mesh/><decimate keep=\"0.5\"/>"
                            "<save path=\"f.ply\" require=\"closed manifold\"/>")},
        {"fine",
         JOB(HEAD, "<resample spacing=\"0.7\"/><contour close=\"true\"/><save path=\"i.vtp\"/>")},
        {"both",
         JOB(HEAD, "<branch id=\"s\"><contour close=\"true\"/><save path=\"h.obj\"/></branch>"
                   "<render path=\"h.png\" show=\"main s\"/>")},
        {"alone", JOB(HEAD, "<contour/><render path=\"k.png\"/>")},
        {"seen through",
         JOB(HEAD, "<branch id=\"s\"><contour/></branch><render path=\"m.png\" show=\"main s\" "
                   "colours=\"#cc5c4740\"/>")},
    };
    if (!g_file_test(HEAD, G_FILE_TEST_EXISTS)) {
        g_test_skip("the head of mricron-data is not installed");
        return;
    }
    keep_promises(list, G_N_ELEMENTS(list), plenty);
}

/* The demo's own job, on the head's own slices. */
static void sample_job(void)
{
    if (!g_file_test(HEAD, G_FILE_TEST_EXISTS)) {
        g_test_skip("the head of mricron-data is not installed");
        return;
    }
    static const char slices[] = JOB(HEAD, "<save path=\"slices/head%03d.png\"/>");
    g_autofree char *job = g_build_filename(folder, "slices.xml", NULL),
                    *log = g_build_filename(folder, "log", NULL);
    test_write_file(job, slices, strlen(slices));
    peak_of("run", job, plenty, log);
    g_autofree char *xml = NULL;
    g_assert_true(
        g_file_get_contents(LAMINA_SOURCE_DIR "/Data/Samples/head.xml", &xml, NULL, NULL));
    keeps_promise("head", xml, plenty);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    folder = test_folder();
    write_volume(256, 240, 160);
    write_volume(96, 96, 96);
    g_test_add_func("/planning/volumes", volumes);
    g_test_add_func("/planning/spilled", spilled);
    g_test_add_func("/planning/surfaces", surfaces);
    g_test_add_func("/planning/sample-job", sample_job);
    int status = g_test_run();
    test_folder_remove(folder);
    return status;
}
