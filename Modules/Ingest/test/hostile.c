/* Broken, hostile and odd files, each opened and read in a process of its own: a clear error or a
 * volume, never a crash, a hang, or a library's word on the terminal. */
#include "lamina/error.h"
#include "lamina/series.h"
#include "testing.h"

#include <string.h>

static const char variable[] = "LAMINA_TEST_FILE";

/* Opens, gates and reads; the error is what a user would see. */
static bool read_all(const char *path, GError **error)
{
    g_autoptr(lm_context) context = lm_context_new(2, 0);
    const char *paths[] = {path, NULL};
    lm_series_ask ask = {.paths = paths, .n_spacing = 1, .spacing = {1}};
    g_autoptr(lm_series) series = lm_series_open(&ask, context, error);
    g_autoptr(lm_volume) volume = series ? lm_series_read(series, context, error) : NULL;
    return volume != NULL;
}

static void subprocess(void)
{
    g_autoptr(GError) error = NULL;
    const char *path = g_getenv(variable);
    if (!path)
        return;
    if (read_all(path, &error))
        return;
    g_assert_nonnull(error);
    g_test_message("%s", error->message);
    g_assert_true(error->domain == LM_ERROR);
    g_assert_cmpint(error->code, !=, LM_ERROR_INTERNAL);
    g_assert_nonnull(strstr(error->message, path));
}

static void try_file(const char *path)
{
    g_setenv(variable, path, TRUE);
    g_test_trap_subprocess("/hostile/subprocess", 20 * G_USEC_PER_SEC, 0);
    if (!g_test_trap_has_passed())
        g_test_message("%s", path);
    g_test_trap_assert_passed();
    g_test_trap_assert_stderr("");
}

static void try_folder(const char *folder)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        if (g_file_test(path, G_FILE_TEST_IS_DIR))
            try_folder(path);
        else
            try_file(path);
    }
}

static void test_folder_of_data(gconstpointer relative)
{
    g_autofree char *folder = test_data(relative);
    if (folder)
        try_folder(folder);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/hostile/subprocess", subprocess);
    g_test_add_data_func("/hostile/malformed", "malformed", test_folder_of_data);
    g_test_add_data_func("/hostile/formats", "formats", test_folder_of_data);
    return g_test_run();
}
