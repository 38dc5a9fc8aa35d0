/* Slices that are odd, in a stack of a ball that looks right otherwise. */
#include "lamina/look.h"
#include "testing.h"

#include <math.h>
#include <string.h>

enum { SIDE = 24, PLANES = 20 };

/* Noise on top makes slices differ as scans do. */
static lm_volume *ball(void)
{
    const lm_grid grid = lm_grid_make(SIDE, SIDE, PLANES);
    const double centre[3] = {8, 11, 10};
    lm_volume *volume = test_ball(&grid, LM_FLOAT32, centre, 9, 3, 200, 20);
    g_autoptr(lm_volume) noise = test_noise(&grid, LM_FLOAT32, 1, 3);
    float *values = volume->data, *added = noise->data;
    for (int i = 0; i < SIDE * SIDE * PLANES; i++)
        values[i] += added[i] / 200;
    return volume;
}

static float *plane(lm_volume *volume, int z)
{
    return (float *)volume->data + (size_t)z * SIDE * SIDE;
}

static void look_at(const lm_volume *volume, lm_look *look, char ***words)
{
    char *folder = test_folder();
    g_autofree char *path = g_build_filename(folder, "v.nrrd", NULL);
    g_autoptr(GByteArray) file = g_byte_array_new();
    static const char header[] = "NRRD0004\ntype: float\ndimension: 3\nsizes: 24 24 20\n"
                                 "spacings: 1 1 1\nendian: little\nencoding: raw\n\n";
    g_byte_array_append(file, (const guint8 *)header, sizeof header - 1);
    g_byte_array_append(file, volume->data, SIDE * SIDE * PLANES * sizeof(float));
    test_write_file(path, file->data, file->len);
    g_autoptr(lm_context) context = lm_context_new(2, 0);
    g_autoptr(GError) error = NULL;
    const char *paths[] = {path, NULL};
    const lm_series_ask ask = {.paths = paths};
    g_autoptr(lm_series) series = lm_series_open(&ask, context, &error);
    g_assert_no_error(error);
    g_assert_true(lm_series_look(series, context, look, &error));
    g_assert_no_error(error);
    *words = lm_look_warnings(look, series);
    test_folder_remove(folder);
}

static void assert_marks(const lm_volume *volume, int odd, unsigned mark, const char *word)
{
    g_auto(lm_look) look = {0};
    g_auto(GStrv) words = NULL;
    look_at(volume, &look, &words);
    for (int z = 0; z < PLANES; z++)
        g_assert_cmpuint(look.marks[z], ==, z == odd ? mark : 0);
    g_auto(lm_look) again = {0};
    g_autoptr(lm_context) context = lm_context_new(2, 0);
    g_assert_true(lm_volume_look(volume, context, &again, NULL));
    for (int z = 0; z < PLANES; z++)
        g_assert_cmpuint(again.marks[z], ==, look.marks[z]);
    g_assert_cmpuint(g_strv_length(words), ==, odd >= 0);
    if (word)
        g_assert_cmpstr(words[0], ==, word);
}

static void nothing_odd(void)
{
    g_autoptr(lm_volume) volume = ball();
    assert_marks(volume, -1, 0, NULL);
}

static void another_object(void)
{
    static const int places[] = {0, 1, 7, PLANES - 1};
    for (size_t i = 0; i < G_N_ELEMENTS(places); i++) {
        g_autoptr(lm_volume) volume = ball();
        for (int k = 0; k < SIDE * SIDE; k++)
            plane(volume, places[i])[k] = (float)(k % 160);
        g_autofree char *word =
            g_strdup_printf("plane %d: looks unlike the slices beside it", places[i]);
        assert_marks(volume, places[i], LM_SLICE_UNLIKE, word);
    }
}

/* The ball is not in the middle. */
static void turned_round(void)
{
    g_autoptr(lm_volume) volume = ball();
    float *at = plane(volume, 12);
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE / 2; x++) {
            float value = at[y * SIDE + x];
            at[y * SIDE + x] = at[y * SIDE + SIDE - 1 - x];
            at[y * SIDE + SIDE - 1 - x] = value;
        }
    assert_marks(volume, 12, LM_SLICE_UNLIKE, NULL);
}

static void twin(void)
{
    g_autoptr(lm_volume) volume = ball();
    memcpy(plane(volume, 9), plane(volume, 8), SIDE * SIDE * sizeof(float));
    assert_marks(volume, 9, LM_SLICE_TWIN, "plane 9: has the same pixels as plane 8");
}

static void blank_slices_are_no_twins(void)
{
    g_autoptr(lm_volume) volume = ball();
    memset(volume->data, 0, 3 * SIDE * SIDE * sizeof(float));
    plane(volume, 0)[0] = NAN;
    g_auto(lm_look) look = {0};
    g_auto(GStrv) words = NULL;
    look_at(volume, &look, &words);
    for (int z = 0; z < PLANES; z++)
        g_assert_cmpuint(look.marks[z] & LM_SLICE_TWIN, ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/look/nothing-odd", nothing_odd);
    g_test_add_func("/look/another-object", another_object);
    g_test_add_func("/look/turned-round", turned_round);
    g_test_add_func("/look/twin", twin);
    g_test_add_func("/look/blank", blank_slices_are_no_twins);
    return g_test_run();
}
