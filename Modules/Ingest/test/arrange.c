/* Planes that are chosen, skipped, turned round and filled; files that do not fit. */
#include "lamina/series.h"
#include "pictures.h"
#include "testing.h"

#include <math.h>
#include <string.h>

typedef struct fixture {
    char *folder;
    lm_context *context;
} fixture;

static void set_up(fixture *f, gconstpointer unused)
{
    (void)unused;
    f->folder = test_folder();
    f->context = lm_context_new(2, 0);
}

static void tear_down(fixture *f, gconstpointer unused)
{
    (void)unused;
    test_folder_remove(f->folder);
    lm_context_free(f->context);
}

/* Pictures of these numbers, whose first pixel has the number's value. */
static void write_numbers(const fixture *f, const int *numbers, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        g_autofree char *name = g_strdup_printf("s%02d.png", numbers[i]);
        picture_png(f->folder, name, 4, 3, 8, 1, numbers[i]);
    }
}
#define WRITE(F, ...)                                                                              \
    write_numbers(F, (const int[]){__VA_ARGS__}, sizeof(int[]){__VA_ARGS__} / sizeof(int))

static lm_series *open_asked(const fixture *f, lm_series_ask ask, GError **error)
{
    const char *paths[] = {f->folder, NULL};
    ask.paths = paths;
    ask.n_spacing = 2;
    ask.spacing[0] = 1;
    ask.spacing[1] = 2;
    return lm_series_open(&ask, f->context, error);
}

static void assert_fails(const fixture *f, lm_series_ask ask, lm_error code, const char *pattern)
{
    GError *error = NULL;
    g_assert_null(open_asked(f, ask, &error));
    test_assert_error(&error, code, pattern);
}

/* The first pixels of all planes, and where they are along z. */
static void assert_planes(const fixture *f, lm_series_ask ask, double origin, double spacing,
                          const double *values, size_t n)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(lm_series) series = open_asked(f, ask, &error);
    g_assert_no_error(error);
    g_autoptr(lm_volume) volume = lm_series_read(series, f->context, &error);
    g_assert_no_error(error);
    g_assert_cmpint(volume->grid.size[2], ==, (gint64)n);
    for (size_t z = 0; z < n; z++)
        g_assert_cmpfloat(lm_volume_get(volume, 0, 0, (gint64)z, 0), ==, values[z]);
    g_assert_cmpfloat(volume->grid.origin[2], ==, origin);
    g_assert_cmpfloat(volume->grid.spacing[2], ==, spacing);
    for (size_t i = 0; i < lm_series_n_files(series); i++) {
        const lm_series_file *file = lm_series_file_at(series, i);
        if (file->plane >= 0)
            g_assert_cmpfloat(values[file->plane], ==, (double)file->number);
    }
}
#define PLANES(F, ORIGIN, SPACING, ASK, ...)                                                       \
    assert_planes(F, ASK, ORIGIN, SPACING, (const double[]){__VA_ARGS__},                          \
                  sizeof(double[]){__VA_ARGS__} / sizeof(double))
#define ASK(...) ((lm_series_ask){__VA_ARGS__})

static const char *const second[] = {"s02.png", NULL};

static void chosen(fixture *f, gconstpointer unused)
{
    (void)unused;
    WRITE(f, 0, 1, 2, 3, 4, 5, 6);
    PLANES(f, 0, 2, ASK(0), 0, 1, 2, 3, 4, 5, 6);
    PLANES(f, 4, 2, ASK(.first = 2, .last = 4, .step = 1), 2, 3, 4);
    PLANES(f, 2, 6, ASK(.first = 1, .last = 6, .step = 3), 1, 4);
    PLANES(f, 0, 2, ASK(.reverse = true), 6, 5, 4, 3, 2, 1, 0);
    /* of the turned stack 6 5 4 3 2 1 0 the planes 2, 4 and 6 */
    PLANES(f, 4, 4, ASK(.first = 0, .last = 5, .step = 2, .reverse = true), 4, 2, 0);
    assert_fails(f, ASK(.first = 2, .last = 7, .step = 1), LM_ERROR_USAGE, "planes 0 to 6");
    assert_fails(f, ASK(.first = 3, .last = 2, .step = 1), LM_ERROR_USAGE, "planes 0 to 6");
}

static void skipped(fixture *f, gconstpointer unused)
{
    (void)unused;
    static const char *const ends[] = {"s00.*", "s06.png", NULL}, *const all[] = {"*", NULL},
                             *const odd[] = {"s?[135].png", NULL};
    WRITE(f, 0, 1, 2, 3, 4, 5, 6);
    PLANES(f, 0, 2, ASK(.skip = ends), 1, 2, 3, 4, 5);
    assert_fails(f, ASK(.skip = second), LM_ERROR_INPUT, "between s01.png and it leaves a gap");
    assert_fails(f, ASK(.skip = odd), LM_ERROR_INPUT, "leaves a gap");
    assert_fails(f, ASK(.skip = second, .gaps = LM_GAPS_REFUSE), LM_ERROR_INPUT, "leaves a gap");
    assert_fails(f, ASK(.skip = all), LM_ERROR_USAGE, "skip leaves no slice");
    PLANES(f, 0, 2, ASK(.skip = second, .gaps = LM_GAPS_CLOSE), 0, 1, 3, 4, 5, 6);
    PLANES(f, 0, 2, ASK(.skip = odd, .gaps = LM_GAPS_FILL), 0, 1, 2, 3, 4, 5, 6);
    g_autoptr(lm_series) series = open_asked(f, ASK(.skip = ends), NULL);
    g_assert_cmpuint(lm_series_n_left_out(series), ==, 2);
    g_assert_cmpstr(lm_series_left_out_at(series, 1)->name, ==, "s06.png");
    g_assert_cmpstr(lm_series_left_out_at(series, 1)->fault, ==, "skipped");
    g_assert_cmpint(lm_series_left_out_at(series, 1)->plane, ==, -1);
}

static void missing(fixture *f, gconstpointer unused)
{
    (void)unused;
    WRITE(f, 10, 20, 50, 60);
    PLANES(f, 0, 2, ASK(0), 10, 20, 50, 60);
    PLANES(f, 0, 2, ASK(.gaps = LM_GAPS_CLOSE), 10, 20, 50, 60);
    PLANES(f, 0, 2, ASK(.gaps = LM_GAPS_FILL), 10, 20, 30, 40, 50, 60);
    PLANES(f, 0, 2, ASK(.gaps = LM_GAPS_FILL, .reverse = true), 60, 50, 40, 30, 20, 10);
    PLANES(f, 4, 2, ASK(.gaps = LM_GAPS_FILL, .first = 2, .last = 3, .step = 1), 30, 40);
    assert_fails(f, ASK(.gaps = LM_GAPS_REFUSE), LM_ERROR_INPUT,
                 "missing between s20.png and it.*gaps=\"fill\"");
    g_autoptr(lm_series) series = open_asked(f, ASK(0), NULL);
    g_assert_cmpint(lm_series_file_at(series, 1)->missing, ==, 0);
    g_assert_cmpint(lm_series_file_at(series, 2)->missing, ==, 2);
}

static void too_much_missing(fixture *f, gconstpointer unused)
{
    (void)unused;
    picture_png(f->folder, "s1.png", 4, 3, 8, 1, 1);
    picture_png(f->folder, "s2.png", 4, 3, 8, 1, 1);
    picture_png(f->folder, "s999999999999999999.png", 4, 3, 8, 1, 1);
    assert_fails(f, ASK(.gaps = LM_GAPS_FILL), LM_ERROR_INPUT, "more is missing");
}

/* What does not fit is an error, unless the series is only to be looked at. */
static void misfits(fixture *f, gconstpointer unused)
{
    (void)unused;
    picture_png(f->folder, "s00.png", 9, 9, 8, 1, 0);
    WRITE(f, 1, 2, 3);
    picture_png(f->folder, "s04.png", 4, 3, 8, 3, 0);
    g_autofree char *broken = g_build_filename(f->folder, "s05.png", NULL);
    test_write_file(broken, "\x89PNG", 4);
    assert_fails(f, ASK(0), LM_ERROR_INPUT, "s05.png|s01.png: is 4 x 3 pixels, but s00.png is");
    g_autoptr(GError) error = NULL;
    g_autoptr(lm_series) series = open_asked(f, ASK(.forgiving = true), &error);
    g_assert_no_error(error);
    g_assert_cmpuint(lm_series_n_files(series), ==, 3);
    g_assert_cmpint(lm_series_info(series)->grid.size[2], ==, 3);
    g_assert_cmpint(lm_series_file_at(series, 0)->plane, ==, 0);
    static const char *const faults[][2] = {{"s00.png", "is 9 x 9 pixels, but s01.png is 4 x 3"},
                                            {"s04.png", "is 8-bit RGB, but s01.png is"},
                                            {"s05.png", "s05.png"}};
    g_assert_cmpuint(lm_series_n_left_out(series), ==, G_N_ELEMENTS(faults));
    for (size_t i = 0; i < G_N_ELEMENTS(faults); i++) {
        g_assert_cmpstr(lm_series_left_out_at(series, i)->name, ==, faults[i][0]);
        g_assert_nonnull(strstr(lm_series_left_out_at(series, i)->fault, faults[i][1]));
    }
    static const char *const bad[] = {"s00.png", "s04.png", "s05.png", NULL};
    PLANES(f, 0, 2, ASK(.skip = bad), 1, 2, 3);
}

static void nothing_readable(fixture *f, gconstpointer unused)
{
    (void)unused;
    g_autofree char *broken = g_build_filename(f->folder, "s.png", NULL);
    test_write_file(broken, "\x89PNG", 4);
    assert_fails(f, ASK(.forgiving = true), LM_ERROR_INPUT, "s\\.png");
}

/* DICOM says where it is: fewer slices stand where they stood. */
static void of_dicom(fixture *f, gconstpointer unused)
{
    (void)unused;
    g_autofree char *path = test_data("dicom/acr-siemens-aera");
    if (!path)
        return;
    const char *paths[] = {path, NULL};
    g_autoptr(GError) error = NULL;
    lm_series_ask ask = {.paths = paths};
    g_autoptr(lm_series) whole = lm_series_open(&ask, f->context, &error);
    ask.first = 1, ask.last = 7, ask.step = 3;
    g_autoptr(lm_series) some = lm_series_open(&ask, f->context, &error);
    g_assert_no_error(error);
    const lm_grid *a = &lm_series_info(whole)->grid, *b = &lm_series_info(some)->grid;
    g_assert_cmpint(b->size[2], ==, 3);
    for (int z = 0; z < 3; z++) {
        double there[3], here[3];
        lm_grid_to_world(a, (const double[]){0, 0, 1 + 3 * z}, there);
        lm_grid_to_world(b, (const double[]){0, 0, z}, here);
        for (int k = 0; k < 3; k++)
            g_assert_cmpfloat_with_epsilon(here[k], there[k], 1e-9);
        g_assert_cmpstr(lm_series_file_at(some, (size_t)z)->name, ==,
                        lm_series_file_at(whole, (size_t)(1 + 3 * z))->name);
    }
    ask.reverse = true;
    g_assert_null(lm_series_open(&ask, f->context, &error));
    test_assert_error(&error, LM_ERROR_USAGE, "DICOM says itself");
    const char *skip[] = {lm_series_file_at(whole, 2)->name, NULL};
    ask = (lm_series_ask){.paths = paths, .skip = skip};
    g_autoptr(lm_series) gapped = lm_series_open(&ask, f->context, &error);
    g_assert_no_error(error);
    const lm_info *info = lm_series_info(gapped);
    g_assert_nonnull(info->positions);
    for (gint64 z = 0; z < info->grid.size[2]; z++)
        g_assert_cmpfloat_with_epsilon(info->positions[z],
                                       (double)(z < 2 ? z : z + 1) * a->spacing[2], 1e-4);
    g_assert_nonnull(strstr(lm_series_warnings(gapped)[0], "(1 missing?); each stays where it is"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(NAME, FUNCTION) g_test_add(NAME, fixture, NULL, set_up, FUNCTION, tear_down)
    ADD("/arrange/chosen", chosen);
    ADD("/arrange/skipped", skipped);
    ADD("/arrange/missing", missing);
    ADD("/arrange/too-much-missing", too_much_missing);
    ADD("/arrange/misfits", misfits);
    ADD("/arrange/nothing-readable", nothing_readable);
    ADD("/arrange/dicom", of_dicom);
    return g_test_run();
}
