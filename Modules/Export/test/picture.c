#include "lamina/picture.h"

#include "reader.h"
#include "testing.h"

#include "lamina/output.h"

#include <string.h>

static lm_picture *noise(int width, int height, int components)
{
    g_autoptr(GError) error = NULL;
    lm_picture *picture = lm_picture_new(width, height, components, &error);
    g_assert_no_error(error);
    guint32 seed = 7;
    for (int i = 0; i < width * height * components; i++) {
        seed = seed * 1664525u + 1013904223u;
        picture->pixels[i] = (guint8)(seed >> 24);
    }
    return picture;
}

static void test_round_trip(gconstpointer components)
{
    g_autoptr(GError) error = NULL;
    char *folder = test_folder();
    g_autofree char *path = g_build_filename(folder, "a", "picture.png", NULL);
    g_autoptr(lm_picture) picture = noise(37, 11, GPOINTER_TO_INT(components));
    g_assert_true(lm_picture_save(picture, path, &error));
    g_assert_no_error(error);
    g_autoptr(lm_volume) read = reader_volume(path);
    g_assert_cmpint(read->grid.size[0], ==, 37);
    g_assert_cmpint(read->grid.size[1], ==, 11);
    g_assert_cmpint(read->components, ==, picture->components);
    g_assert_cmpuint(lm_volume_plane_bytes(read), ==, 37u * 11u * (unsigned)picture->components);
    g_assert_true(memcmp(read->data, picture->pixels, lm_volume_plane_bytes(read)) == 0);
    test_folder_remove(folder);
}

static void test_sizes(void)
{
    GError *error = NULL;
    g_assert_null(lm_picture_new(0, 10, 3, &error));
    test_assert_error(&error, LM_ERROR_USAGE, "0 x 10");
    g_assert_null(lm_picture_new(10, 65536, 3, &error));
    test_assert_error(&error, LM_ERROR_USAGE, "from 1 to 65535");
}

/* However a write goes wrong, the picture that was there stays. */
static void test_failing_writes(void)
{
    char *folder = test_folder();
    g_autofree char *path = g_build_filename(folder, "picture.png", NULL);
    test_write_file(path, "old", 3);
    g_autoptr(lm_picture) picture = noise(8, 8, 3);
    GError *error = NULL;
    int failures = 0;
    for (;; failures++) {
        lm_output_fail_after(failures);
        bool ok = lm_picture_save(picture, path, &error);
        lm_output_fail_after(-1);
        if (ok)
            break;
        test_assert_error(&error, LM_ERROR_OUTPUT, "picture.png cannot be written");
        g_autofree char *content = NULL;
        g_assert_true(g_file_get_contents(path, &content, NULL, NULL));
        g_assert_cmpstr(content, ==, "old");
    }
    g_assert_cmpint(failures, >=, 3);
    test_folder_remove(folder);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_data_func("/picture/round-trip-rgb", GINT_TO_POINTER(3), test_round_trip);
    g_test_add_data_func("/picture/round-trip-rgba", GINT_TO_POINTER(4), test_round_trip);
    g_test_add_func("/picture/sizes", test_sizes);
    g_test_add_func("/picture/failing-writes", test_failing_writes);
    return g_test_run();
}
