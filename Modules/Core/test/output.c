#include "lamina/output.h"

#include "lamina/error.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static char *folder;

static char *in_folder(const char *name)
{
    return g_build_filename(folder, name, NULL);
}

static guint files_in_folder(void)
{
    guint count = 0;
    GDir *dir = g_dir_open(folder, 0, NULL);
    while (g_dir_read_name(dir))
        count++;
    g_dir_close(dir);
    return count;
}

static void assert_holds(const char *path, const char *text)
{
    g_autofree char *content = NULL;
    g_assert_true(g_file_get_contents(path, &content, NULL, NULL));
    g_assert_cmpstr(content, ==, text);
}

static void whole(void)
{
    g_autofree char *path = in_folder("whole.txt");
    g_autoptr(lm_output) output = lm_output_new();
    g_assert_true(lm_output_open(output, path, NULL));
    g_assert_true(lm_output_printf(output, NULL, "%d ", 7));
    g_assert_true(lm_output_write(output, "words", 5, NULL));
    g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
    g_assert_true(lm_output_commit(output, 7, NULL));
    assert_holds(path, "7 words");
    g_unlink(path);
}

static void old_one_stays(void)
{
    g_autofree char *path = in_folder("old.txt");
    g_assert_true(g_file_set_contents(path, "old", -1, NULL));
    lm_output *output = lm_output_new();
    g_assert_true(lm_output_open(output, path, NULL));
    g_assert_true(lm_output_write(output, "new", 3, NULL));
    lm_output_free(output);
    assert_holds(path, "old");
    g_unlink(path);
    g_assert_cmpuint(files_in_folder(), ==, 0);
}

static void too_short(void)
{
    g_autofree char *path = in_folder("short.txt");
    g_autoptr(GError) error = NULL;
    lm_output *output = lm_output_new();
    g_assert_true(lm_output_open(output, path, NULL));
    g_assert_true(lm_output_write(output, "abc", 3, NULL));
    g_assert_false(lm_output_commit(output, 4, &error));
    g_assert_error(error, LM_ERROR, LM_ERROR_OUTPUT);
    g_assert_nonnull(strstr(error->message, "short.txt"));
    lm_output_free(output);
    g_assert_cmpuint(files_in_folder(), ==, 0);
}

/* What was cut off behind our back is noticed without a bound by the caller. */
static void cut_short(void)
{
    g_autofree char *path = in_folder("cut.txt"), *other = in_folder("other.txt");
    g_autoptr(GError) error = NULL;
    lm_output *output = lm_output_new();
    g_assert_true(lm_output_open(output, path, NULL));
    g_assert_true(lm_output_write(output, "0123456789", 10, NULL));
    g_assert_true(lm_output_open(output, other, NULL)); /* closes the first */
    g_assert_true(lm_output_write(output, "x", 1, NULL));
    g_autoptr(GDir) files = g_dir_open(folder, 0, NULL);
    for (const char *name; (name = g_dir_read_name(files));)
        if (g_str_has_suffix(name, "-cut.txt")) {
            g_autofree char *temporary = in_folder(name);
            g_assert_cmpint(truncate(temporary, 9), ==, 0);
        }
    g_assert_false(lm_output_commit(output, 0, &error));
    g_assert_error(error, LM_ERROR, LM_ERROR_OUTPUT);
    g_assert_nonnull(strstr(error->message, "cut.txt cannot be written: it came out shorter"));
    lm_output_free(output);
    g_assert_cmpuint(files_in_folder(), ==, 0);
}

static void patch(void)
{
    g_autofree char *path = in_folder("patch.txt");
    g_autoptr(lm_output) output = lm_output_new();
    g_assert_true(lm_output_open(output, path, NULL));
    g_assert_true(lm_output_write(output, "size ...., ", 11, NULL));
    g_assert_true(lm_output_patch(output, 5, "1234", 4, NULL));
    g_assert_true(lm_output_write(output, "end", 3, NULL));
    g_assert_true(lm_output_commit(output, 0, NULL));
    g_assert_cmpuint(lm_output_size(output), ==, 14);
    assert_holds(path, "size 1234, end");
    g_unlink(path);
}

static bool write_two(GError **error)
{
    g_autoptr(lm_output) output = lm_output_new();
    for (int i = 0; i < 2; i++) {
        g_autofree char *name = g_strdup_printf("sub/%d.txt", i), *path = in_folder(name);
        if (!lm_output_open(output, path, error) || !lm_output_write(output, "x", 1, error))
            return false;
    }
    return lm_output_commit(output, 0, error);
}

/* Both files or none, whichever operation on the disk fails. */
static void each_failure(void)
{
    g_autofree char *sub = in_folder("sub"), *first = in_folder("sub/0.txt"),
                    *second = in_folder("sub/1.txt");
    lm_output_fail_after(-1);
    g_assert_true(write_two(NULL));
    int steps = lm_output_fail_after(-1);
    g_assert_cmpint(steps, >=, 6);
    g_unlink(first);
    g_unlink(second);
    for (int i = 0; i < steps; i++) {
        g_autoptr(GError) error = NULL;
        lm_output_fail_after(i);
        g_assert_false(write_two(&error));
        g_assert_error(error, LM_ERROR, LM_ERROR_OUTPUT);
        g_assert_cmpint(g_rmdir(sub), ==, 0); /* empty */
        g_mkdir(sub, 0777);
    }
    lm_output_fail_after(-1);
    g_rmdir(sub);
}

static void refusals(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(lm_output) output = lm_output_new();
    g_assert_null(lm_output_add(output, folder, &error));
    g_assert_error(error, LM_ERROR, LM_ERROR_OUTPUT);
    g_clear_error(&error);
    g_assert_false(lm_output_can_write(folder, &error));
    g_clear_error(&error);
    g_autofree char *file = in_folder("file"), *below = in_folder("file/below.txt");
    g_assert_true(g_file_set_contents(file, "x", -1, NULL));
    g_assert_false(lm_output_can_write(below, &error));
    g_assert_nonnull(strstr(error->message, "is not a folder"));
    g_clear_error(&error);
    g_assert_false(lm_output_open(output, below, &error));
    g_assert_error(error, LM_ERROR, LM_ERROR_OUTPUT);
    g_unlink(file);
}

static void leaving_at_once(void)
{
    g_autofree char *path = in_folder("gone.txt");
    g_autoptr(lm_output) output = lm_output_new();
    g_assert_true(lm_output_open(output, path, NULL));
    g_assert_cmpuint(files_in_folder(), ==, 1);
    lm_output_remove_all();
    g_assert_cmpuint(files_in_folder(), ==, 0);
    g_assert_false(lm_output_commit(output, 0, NULL));
    g_autoptr(lm_output) late = lm_output_new();
    g_autoptr(GError) error = NULL;
    g_assert_false(lm_output_open(late, path, &error));
    g_assert_error(error, LM_ERROR, LM_ERROR_OUTPUT);
    g_assert_cmpuint(files_in_folder(), ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    folder = g_dir_make_tmp("lamina-output-XXXXXX", NULL);
    g_test_add_func("/output/whole", whole);
    g_test_add_func("/output/old-one-stays", old_one_stays);
    g_test_add_func("/output/too-short", too_short);
    g_test_add_func("/output/cut-short", cut_short);
    g_test_add_func("/output/patch", patch);
    g_test_add_func("/output/each-failure", each_failure);
    g_test_add_func("/output/refusals", refusals);
    g_test_add_func("/output/leaving-at-once", leaving_at_once);
    int status = g_test_run();
    g_rmdir(folder);
    g_free(folder);
    return status;
}
