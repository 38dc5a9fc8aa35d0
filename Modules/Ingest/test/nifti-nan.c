#include "nifti-nan.h"

#include "testing.h"

#include <math.h>
#include <string.h>

static void put(guint8 *at, const void *value, size_t size, bool swapped)
{
    for (size_t i = 0; i < size; i++)
        at[i] = ((const guint8 *)value)[swapped ? size - 1 - i : i];
}

/* 2 x 2 x 2 values 0, 1, NaN, 3, infinity, 5, 6, 7 as a NIfTI-1 file. */
static char *write_file(const char *folder, size_t value_bytes, bool swapped)
{
    guint8 bytes[352 + 64] = {0};
    const gint32 size = 348;
    const gint16 datatype = value_bytes == 4 ? 16 : 64;
    const float offset = 352;
    put(bytes, &size, sizeof size, swapped);
    put(bytes + 70, &datatype, sizeof datatype, swapped);
    put(bytes + 108, &offset, sizeof offset, swapped);
    for (size_t i = 0; i < 8; i++) {
        double value = i == 2 ? NAN : i == 4 ? INFINITY : (double)i;
        float small = (float)value;
        const void *from = value_bytes == 4 ? (const void *)&small : (const void *)&value;
        put(bytes + 352 + i * value_bytes, from, value_bytes, swapped);
    }
    char *path = g_build_filename(folder, "a.nii", NULL);
    test_write_file(path, bytes, 352 + 8 * value_bytes);
    return path;
}

static void restores(void)
{
    char *folder = test_folder();
    lm_grid grid = lm_grid_make(2, 2, 2);
    for (int i = 0; i < 4; i++) {
        g_autofree char *path = write_file(folder, i & 1 ? 4 : 8, i & 2);
        g_autoptr(lm_volume) volume = lm_volume_new(&grid, LM_FLOAT32, 1, NULL);
        float *v = volume->data;
        for (int k = 0; k < 8; k++)
            v[k] = -1; /* what is a number is not touched */
        g_autoptr(GError) error = NULL;
        g_assert_true(nifti_restore_nan(path, volume, &error));
        g_assert_no_error(error);
        for (int k = 0; k < 8; k++)
            g_assert_true(k == 2 ? isnan(v[k]) : k == 4 ? isinf(v[k]) : v[k] == -1);
    }
    test_folder_remove(folder);
}

static void says_when_cut(void)
{
    char *folder = test_folder();
    g_autofree char *path = write_file(folder, 4, false);
    lm_grid grid = lm_grid_make(2, 2, 200);
    g_autoptr(lm_volume) volume = lm_volume_new(&grid, LM_FLOAT32, 1, NULL);
    GError *error = NULL;
    g_assert_false(nifti_restore_nan(path, volume, &error));
    test_assert_error(&error, LM_ERROR_INPUT, "a.nii: cannot be read to its end");
    test_folder_remove(folder);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/nifti-nan/restores", restores);
    g_test_add_func("/nifti-nan/says-when-cut", says_when_cut);
    return g_test_run();
}
