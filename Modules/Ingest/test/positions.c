/* Slices that are not evenly spaced: where a person says that each is, or DICOM does. */
#include "lamina/series.h"
#include "pictures.h"
#include "testing.h"

#include <glib/gstdio.h>
#include <string.h>

enum { SLICES = 5 };

typedef struct fixture {
    char *folder;
    lm_context *context;
} fixture;

/* s0.png to s4.png, whose first pixel has the number's value. */
static void set_up(fixture *f, gconstpointer unused)
{
    (void)unused;
    f->folder = test_folder();
    f->context = lm_context_new(1, 0);
    lm_context_set_folders(f->context, f->folder, f->folder);
    g_autofree char *slices = g_build_filename(f->folder, "slices", NULL);
    g_mkdir(slices, 0755);
    for (int i = 0; i < SLICES; i++) {
        g_autofree char *name = g_strdup_printf("s%d.png", i);
        picture_png(slices, name, 4, 3, 8, 1, i);
    }
}

static void tear_down(fixture *f, gconstpointer unused)
{
    (void)unused;
    test_folder_remove(f->folder);
    lm_context_free(f->context);
}

/* The input planned with positions, and one parameter more. */
static bool plan(const fixture *f, test_step *step, const char *positions, const char *name,
                 const char *value, GError **error)
{
    static const lm_info nothing = {.kind = LM_NONE};
    return test_step_plan(step, &lm_op_input, &nothing, f->context, error, "path", "slices",
                          "spacing", "0.5", "positions", positions, name, value, NULL);
}

static void assert_fails(const fixture *f, const char *positions, const char *name,
                         const char *value, lm_error code, const char *pattern)
{
    test_step step;
    GError *error = NULL;
    g_assert_false(plan(f, &step, positions, name, value, &error));
    test_assert_error(&error, code, pattern);
    test_step_clear(&step);
}

/* The first pixels of the planes, and where those are from the first; `origin` is that one's. */
static void assert_stands(const fixture *f, const char *positions, const char *name,
                          const char *value, double origin, size_t n, const double *values,
                          const double *stand)
{
    test_step step;
    g_autoptr(GError) error = NULL;
    plan(f, &step, positions, name, value, &error);
    g_assert_no_error(error);
    const lm_info *out = &step.plan.out;
    g_autoptr(lm_volume) volume = lm_series_read(step.plan.state, f->context, &error);
    g_assert_no_error(error);
    g_assert_cmpint(out->grid.size[2], ==, (gint64)n);
    g_assert_cmpfloat_with_epsilon(out->grid.origin[2], origin, 1e-12);
    g_assert_cmpfloat(out->grid.spacing[0], ==, 0.5);
    g_assert_cmpfloat_with_epsilon(out->grid.spacing[2], stand[n - 1] / (double)(n - 1), 1e-12);
    for (size_t z = 0; z < n; z++) {
        double at = out->positions ? out->positions[z] : (double)z * out->grid.spacing[2];
        g_assert_cmpfloat_with_epsilon(at, stand[z], 1e-12);
        g_assert_cmpfloat(lm_volume_get(volume, 0, 0, (gint64)z, 0), ==, values[z]);
    }
    test_step_clear(&step);
}
#define LIST(...)                                                                                  \
    (const double[])                                                                               \
    {                                                                                              \
        __VA_ARGS__                                                                                \
    }

static void numbers(fixture *f, gconstpointer unused)
{
    (void)unused;
    const double *all = LIST(0, 1, 2, 3, 4);
    assert_stands(f, "0 1 3 6 10", NULL, NULL, 0, 5, all, LIST(0, 1, 3, 6, 10));
    assert_stands(f, "-5,-4,-2, 1 5", NULL, NULL, 0, 5, all, LIST(0, 1, 3, 6, 10));
    assert_stands(f, "2 2.5 3 3.5 4", NULL, NULL, 0, 5, all, LIST(0, 0.5, 1, 1.5, 2));
    assert_stands(f, "0 1 3 6 10", "slices", "1 3", 1, 3, LIST(1, 2, 3), LIST(0, 2, 5));
    assert_stands(f, "0 1 3 6 10", "slices", "0 4 2", 0, 3, LIST(0, 2, 4), LIST(0, 3, 10));
    assert_stands(f, "0 1 3 6 10", "skip", "s2.png", 0, 4, LIST(0, 1, 3, 4), LIST(0, 1, 6, 10));
    assert_stands(f, "0 1 3 6 10", "skip", "s0.png", 0, 4, LIST(1, 2, 3, 4), LIST(0, 2, 5, 9));
}

/* Turned round, in both ways of counting. */
static void reverse(fixture *f, gconstpointer unused)
{
    (void)unused;
    const double *turned = LIST(4, 3, 2, 1, 0), *stand = LIST(0, 4, 7, 9, 10);
    assert_stands(f, "0 1 3 6 10", "reverse", "true", 0, 5, turned, stand);
    assert_stands(f, "10 9 7 4 0", "reverse", "true", 0, 5, turned, stand);
    assert_fails(f, "10 9 7 4 0", NULL, NULL, LM_ERROR_USAGE, "fall.*reverse=\"true\"");
}

/* What is filled stands between those beside it as its values do. */
static void filled(fixture *f, gconstpointer unused)
{
    (void)unused;
    g_autofree char *path = g_build_filename(f->folder, "slices", "s2.png", NULL);
    g_assert_cmpint(g_remove(path), ==, 0);
    assert_stands(f, "0 1 6 10", NULL, NULL, 0, 4, LIST(0, 1, 3, 4), LIST(0, 1, 6, 10));
    assert_stands(f, "0 1 6 10", "gaps", "fill", 0, 5, LIST(0, 1, 2, 3, 4), LIST(0, 1, 3.5, 6, 10));
}

static void write_list(const fixture *f, const char *text)
{
    g_autofree char *path = g_build_filename(f->folder, "list.csv", NULL);
    test_write_file(path, text, strlen(text));
}

static void files(fixture *f, gconstpointer unused)
{
    (void)unused;
    const double *all = LIST(0, 1, 2, 3, 4), *stand = LIST(0, 1, 3, 6, 10);
    write_list(f, "0\n1\n3\n6\n10\n");
    assert_stands(f, "list.csv", NULL, NULL, 0, 5, all, stand);
    write_list(f, "\xEF\xBB\xBF# of the stage\r\ns0.png,0\r\n\r\n\"s1.png\"; 1\r\ns4.png\t10\r\n"
                  "s3.png 6\r\ns2.png ,3");
    assert_stands(f, "list.csv", NULL, NULL, 0, 5, all, stand);
    assert_stands(f, "list.csv", "skip", "s2.png", 0, 4, LIST(0, 1, 3, 4), LIST(0, 1, 6, 10));
    write_list(f, "s0.png 0\ns1.png 1\ns2.png 3\ns3.png 6\n");
    assert_fails(f, "list.csv", NULL, NULL, LM_ERROR_USAGE, "s4.png has none");
    write_list(f, "s0.png 0\ns1.png 1\ns2.png 3\ns3.png 6\ns4.png 10\nt5.png 11\n");
    assert_fails(f, "list.csv", NULL, NULL, LM_ERROR_USAGE, "one of t5.png, and no such slice");
    write_list(f, "s0.png 0\ns1.png 1\ns1.png 3\ns3.png 6\ns4.png 10\n");
    assert_fails(f, "list.csv", NULL, NULL, LM_ERROR_USAGE, "s1.png has two of them");
    write_list(f, "s0.png 0\n1\n3\n6\n10\n");
    assert_fails(f, "list.csv", NULL, NULL, LM_ERROR_USAGE, "list.csv, line 2: some lines");
    write_list(f, "file,mm\ns0.png,0\n");
    assert_fails(f, "list.csv", NULL, NULL, LM_ERROR_USAGE, "line 1: does not end with a number");
    write_list(f, "# nothing\n");
    assert_fails(f, "list.csv", NULL, NULL, LM_ERROR_USAGE, "list.csv holds none");
    g_autofree char *path = g_build_filename(f->folder, "list.csv", NULL);
    test_write_file(path, "0\n1\0", 4);
    assert_fails(f, "list.csv", NULL, NULL, LM_ERROR_INPUT, "is no text");
}

static void refusals(fixture *f, gconstpointer unused)
{
    (void)unused;
    assert_fails(f, "0 1 3 6", NULL, NULL, LM_ERROR_USAGE, "5 slices and 4 positions");
    assert_fails(f, "0 1 3 6 10 15", NULL, NULL, LM_ERROR_USAGE, "5 slices and 6 positions");
    assert_fails(f, "0 1 1 6 10", NULL, NULL, LM_ERROR_USAGE,
                 "s1.png and s2.png both stand at 1 mm");
    assert_fails(f, "0 1 6 3 10", NULL, NULL, LM_ERROR_USAGE,
                 "one way: s2.png stands at 6 mm, and s3.png after it at 3 mm");
    assert_fails(f, "0 1 nan 6 10", NULL, NULL, LM_ERROR_USAGE, "\"nan\" is neither a number");
    assert_fails(f, "0 1 3 6 1e308", "unit", "m", LM_ERROR_USAGE, "\"1e308\" is neither a number");
    assert_fails(f, "where.txt", NULL, NULL, LM_ERROR_USAGE, "where.txt.*name of a file");
    assert_fails(f, "0 1 3 6 10", "skip", "s[1-4].png", LM_ERROR_USAGE, "one slice only is left");
    assert_fails(f, "0 1 3 6 10", "spacing", "1 1 2", LM_ERROR_USAGE, "spacing=\"x y\"");
}

static void units(fixture *f, gconstpointer unused)
{
    (void)unused;
    test_step step;
    g_autoptr(GError) error = NULL;
    g_assert_true(plan(f, &step, "0 250 1000 1250 2000", "unit", "um", &error));
    g_assert_cmpfloat_with_epsilon(step.plan.out.positions[2], 1, 1e-12);
    g_assert_cmpfloat_with_epsilon(step.plan.out.grid.spacing[0], 0.0005, 1e-12);
    test_step_clear(&step);
}

static void assert_distance(const fixture *f, const lm_series_position *positions, double mean,
                            const char *words)
{
    g_autofree char *path = g_build_filename(f->folder, "slices", NULL);
    const char *paths[] = {path, NULL};
    const lm_series_ask ask = {
        .paths = paths, .positions = positions, .n_positions = positions ? SLICES : 0};
    g_autoptr(GError) error = NULL;
    g_autoptr(lm_series) series = lm_series_open(&ask, f->context, &error);
    g_assert_no_error(error);
    g_assert_false(lm_series_spacing_known(series));
    g_autofree char *text = NULL;
    g_assert_cmpfloat_with_epsilon(lm_series_distance(series, &text), mean, 1e-12);
    g_assert_cmpstr(text, ==, words);
}

/* What positions say is known before the pixels are. */
static void distance(fixture *f, gconstpointer unused)
{
    (void)unused;
    const lm_series_position even[SLICES] = {{NULL, 1}, {NULL, 3}, {NULL, 5}, {NULL, 7}, {NULL, 9}};
    const lm_series_position uneven[SLICES] = {
        {NULL, 0}, {NULL, 1}, {NULL, 3}, {NULL, 6}, {NULL, 10}};
    assert_distance(f, even, 2, "2");
    assert_distance(f, uneven, 2.5, "1 to 4");
    assert_distance(f, NULL, 0, NULL);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(NAME, FUNCTION) g_test_add(NAME, fixture, NULL, set_up, FUNCTION, tear_down)
    ADD("/positions/numbers", numbers);
    ADD("/positions/reverse", reverse);
    ADD("/positions/filled", filled);
    ADD("/positions/files", files);
    ADD("/positions/refusals", refusals);
    ADD("/positions/units", units);
    ADD("/positions/distance", distance);
    return g_test_run();
}
