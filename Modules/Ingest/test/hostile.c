/* Broken, hostile and odd files, each opened and read in a process of its own: a clear error or a
 * volume, never a crash, a hang, or a library's word on the terminal. */
#include "lamina/error.h"
#include "lamina/series.h"
#include "testing.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SECONDS = 20 };

static bool read_all(const char *path, GError **error)
{
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    const char *paths[] = {path, NULL};
    lm_series_ask ask = {.paths = paths, .n_spacing = 1, .spacing = {1}};
    g_autoptr(lm_series) series = lm_series_open(&ask, context, error);
    g_autoptr(lm_volume) volume = series ? lm_series_read(series, context, error) : NULL;
    return volume != NULL;
}

/* In the child: 0 when the file was read or refused as it should be. */
static int outcome(const char *path)
{
    g_autoptr(GError) error = NULL;
    if (read_all(path, &error))
        return 0;
    bool clear = error && error->domain == LM_ERROR && error->code != LM_ERROR_INTERNAL &&
                 strstr(error->message, path) && !strstr(error->message, "(0x");
    return clear ? 0 : 1;
}

static void try_file(const char *path, const char *folder, const char *what)
{
    g_autofree char *said = g_build_filename(folder, "said", NULL);
    pid_t child = fork();
    g_assert_cmpint(child, >=, 0);
    if (child == 0) {
        int terminal = open(said, O_CREAT | O_TRUNC | O_WRONLY, 0600);
        dup2(terminal, STDOUT_FILENO);
        dup2(terminal, STDERR_FILENO);
        alarm(SECONDS);
        _exit(outcome(path));
    }
    int status;
    g_assert_cmpint(waitpid(child, &status, 0), ==, child);
    g_autofree char *text = NULL;
    g_assert_true(g_file_get_contents(said, &text, NULL, NULL));
    if (status != 0 || *text)
        g_error("%s (%s): %s %d, said \"%s\"", path, what,
                WIFSIGNALED(status) ? "ended by signal" : "left with",
                WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status), text);
}

static void try_folder(const char *data, const char *folder)
{
    g_autoptr(GDir) dir = g_dir_open(data, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        g_autofree char *path = g_build_filename(data, name, NULL);
        if (g_file_test(path, G_FILE_TEST_IS_DIR))
            try_folder(path, folder);
        else
            try_file(path, folder, "as it is");
    }
}

static void test_folder_of_data(gconstpointer relative)
{
    g_autofree char *data = test_data(relative);
    if (!data)
        return;
    char *folder = test_folder();
    try_folder(data, folder);
    test_folder_remove(folder);
}

/* A good file with bytes turned over in its first part, and cut at several places: a few of them,
 * or with -m slow all. */
static void test_damaged(gconstpointer relative)
{
    g_autofree char *good = test_data(relative), *bytes = NULL;
    gsize size;
    if (!good)
        return;
    g_assert_true(g_file_get_contents(good, &bytes, &size, NULL));
    char *folder = test_folder();
    g_autofree char *name = g_path_get_basename(good);
    g_autofree char *path = g_build_filename(folder, name, NULL);
    gsize step = g_test_slow() ? 1 : 83, cuts = g_test_slow() ? 100 : 6;
    for (gsize i = 0; i < MIN(size, (gsize)1000); i += step) {
        bytes[i] = (char)~bytes[i];
        test_write_file(path, bytes, size);
        g_autofree char *what = g_strdup_printf("byte %zu turned", i);
        try_file(path, folder, what);
        bytes[i] = (char)~bytes[i];
    }
    for (gsize i = 0; i < cuts; i++) {
        gsize length = i * size / cuts;
        test_write_file(path, bytes, length);
        g_autofree char *what = g_strdup_printf("cut to %zu bytes", length);
        try_file(path, folder, what);
    }
    test_folder_remove(folder);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_data_func("/hostile/malformed", "malformed", test_folder_of_data);
    g_test_add_data_func("/hostile/formats", "formats", test_folder_of_data);
    static const char *const damaged[] = {
        "formats/vol-gzip-little.nrrd",
        "formats/vol-ascii.nrrd",
        "formats/vol-raw-big.nrrd",
        "formats/LPSLabels.nii.gz",
        "formats/ironProt.vtk",
        "formats/HeadMRVolume.mha",
        "malformed/dicom/CT_small.dcm",
        "malformed/dicom/J2K_pixelrep_mismatch.dcm",
        "malformed/bmp-good/pal8.bmp",
        "malformed/multipage/hopper_lzw.tif",
        "formats/mat/testmatrix_4.2c_SOL2.mat",
        "formats/mat/test3dmatrix_6.5.1_GLNX86.mat",
        "formats/mat/teststructnest_7.4_GLNX86.mat",
        "formats/mat/testhdf5_7.4_GLNX86.mat",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(damaged); i++) {
        g_autofree char *name = g_strconcat("/hostile/damaged/", damaged[i], NULL);
        g_test_add_data_func(name, damaged[i], test_damaged);
    }
    return g_test_run();
}
