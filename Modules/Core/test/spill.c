#include "lamina/spill.h"
#include "lamina/error.h"
#include "lamina/volume.h"

#include <glib/gstdio.h>
#include <string.h>

static bool is_empty(const char *folder)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    return dir && !g_dir_read_name(dir);
}

/* With a budget of nothing pages leave all the time, and nothing is lost. */
static void keeps_what_leaves(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(lm_spill) spill = lm_spill_new(0, &error);
    g_assert_no_error(error);
    enum { COUNT = 1 << 18 };
    guint32 *block = lm_spill_map(spill, COUNT, sizeof *block, "a test", &error);
    g_assert_no_error(error);
    g_assert_true(is_empty(lm_spill_folder()));
    for (guint32 i = 0; i < COUNT; i++)
        g_assert_cmpuint(block[i], ==, 0);
    for (int round = 0; round < 3; round++) {
        for (guint32 i = 0; i < COUNT; i++)
            block[i] = block[i] + i;
        g_usleep(5000);
    }
    for (guint32 i = 0; i < COUNT; i++)
        g_assert_cmpuint(block[i], ==, 3 * i);
    lm_spill_unmap(spill, block);
}

static void holds_volumes(void)
{
    g_autoptr(GError) error = NULL;
    lm_spill *spill = lm_spill_new(G_MAXUINT64, &error);
    const lm_grid grid = lm_grid_make(30, 20, 10);
    lm_volume *a = lm_volume_new_in(spill, &grid, LM_UINT16, 1, (lm_zrange){2, 9}, &error);
    g_autoptr(lm_volume) b =
        lm_volume_new_in(spill, &grid, LM_FLOAT32, 3, (lm_zrange){0, 10}, NULL);
    lm_spill_unref(spill); /* the volumes have theirs */
    g_assert_no_error(error);
    g_assert_true(a->spill == spill && b->spill == spill);
    ((guint16 *)a->data)[30 * 20 * 7 - 1] = 77;
    g_assert_cmpfloat(lm_volume_get(a, 29, 19, 8, 0), ==, 77);
    lm_volume_unref(a);
    ((float *)b->data)[30 * 20 * 10 * 3 - 1] = 78;
    g_assert_cmpfloat(lm_volume_get(b, 29, 19, 9, 2), ==, 78);
    g_assert_true(is_empty(lm_spill_folder()));
}

static void refuses(void)
{
    g_autoptr(lm_spill) spill = lm_spill_new(G_MAXUINT64, NULL);
    GError *error = NULL;
    g_assert_null(lm_spill_map(spill, G_MAXSIZE / 2, 3, "too much", &error));
    g_assert_error(error, LM_ERROR, LM_ERROR_OUTPUT);
    g_clear_error(&error);
    g_assert_null(lm_spill_map(spill, G_MAXSSIZE / 4, 2, "the whole disk", &error));
    g_assert_error(error, LM_ERROR, LM_ERROR_OUTPUT);
    g_assert_true(g_str_has_prefix(error->message, "no room for the whole disk ("));
    g_assert_nonnull(strstr(error->message, "TMPDIR"));
    g_clear_error(&error);
    g_autofree char *before = g_strdup(g_getenv("TMPDIR"));
    g_autofree char *nowhere = g_build_filename(before, "nowhere", NULL);
    g_setenv("TMPDIR", nowhere, TRUE);
    g_assert_cmpuint(lm_spill_room(), ==, 0);
    g_assert_null(lm_spill_map(spill, 1, 1, "one byte", &error));
    g_assert_nonnull(strstr(error->message, nowhere));
    g_clear_error(&error);
    g_setenv("TMPDIR", "", TRUE);
    g_assert_cmpstr(lm_spill_folder(), ==, "/var/tmp");
    g_setenv("TMPDIR", before, TRUE);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_autofree char *folder = g_dir_make_tmp("lamina-test-XXXXXX", NULL);
    g_setenv("TMPDIR", folder, TRUE);
    g_test_add_func("/spill/leaves", keeps_what_leaves);
    g_test_add_func("/spill/volumes", holds_volumes);
    g_test_add_func("/spill/refuses", refuses);
    int status = g_test_run();
    g_rmdir(folder);
    return status;
}
