/* Series of pictures made here: found, ordered, checked, read. */
#include "lamina/look.h"
#include "pictures.h"
#include "testing.h"

#include <glib/gstdio.h>
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

static lm_series *open_with(fixture *f, lm_series_ask ask, GError **error)
{
    const char *paths[] = {f->folder, NULL};
    if (!ask.paths)
        ask.paths = paths;
    return lm_series_open(&ask, f->context, error);
}

static lm_series *open_folder(fixture *f)
{
    g_autoptr(GError) error = NULL;
    lm_series *series = open_with(f, (lm_series_ask){.n_spacing = 1, .spacing = {1}}, &error);
    g_assert_no_error(error);
    return series;
}

static void assert_fails(fixture *f, lm_series_ask ask, lm_error code, const char *pattern)
{
    GError *error = NULL;
    g_assert_null(open_with(f, ask, &error));
    test_assert_error(&error, code, pattern);
}

static const char *name_of(const lm_series *series, size_t i)
{
    return lm_series_file_at(series, i)->name;
}

static bool warns(const lm_series *series, const char *pattern)
{
    for (const char *const *text = lm_series_warnings(series); *text; text++)
        if (g_regex_match_simple(pattern, *text, 0, 0))
            return true;
    return false;
}

static void write_text(fixture *f, const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(f->folder, name, NULL);
    test_write_file(path, text, strlen(text));
}

static void test_order(fixture *f, gconstpointer unused)
{
    (void)unused;
    picture_png(f->folder, "s10.png", 4, 3, 8, 1, 10);
    picture_png(f->folder, "s2.png", 4, 3, 8, 1, 2);
    picture_png(f->folder, "s1.png", 4, 3, 8, 1, 1);
    write_text(f, "notes.txt", "hello");
    g_autoptr(lm_series) series = open_folder(f);
    g_assert_cmpuint(lm_series_n_files(series), ==, 3);
    g_assert_cmpstr(name_of(series, 1), ==, "s2.png");
    g_assert_cmpstr(name_of(series, 2), ==, "s10.png");
    g_assert_cmpint(lm_series_file_at(series, 2)->number, ==, 10);
    g_assert_cmpstr(lm_series_file_at(series, 2)->type, ==, "8-bit grey");
    g_assert_cmpfloat(lm_series_file_at(series, 2)->position, ==, 2);
    g_assert_true(warns(series, "missing: 3 to 9"));
    g_assert_true(warns(series, "1 file skipped.*notes.txt"));

    g_autoptr(GError) error = NULL;
    g_autoptr(lm_volume) volume = lm_series_read(series, f->context, &error);
    g_assert_no_error(error);
    g_assert_cmpfloat(lm_volume_get(volume, 0, 0, 2, 0), ==, 10);
    g_assert_cmpfloat(lm_volume_get(volume, 3, 2, 0, 0), ==, 24);
    g_auto(lm_look) look = {0};
    g_assert_true(lm_series_look(series, f->context, &look, &error));
    g_assert_cmpfloat(look.least, ==, 1);
    g_assert_cmpfloat(look.greatest, ==, 33);
}

static void check_kind(fixture *f, int bits, int components, const char *words)
{
    const char *paths[2] = {NULL, NULL};
    g_autofree char *path = g_build_filename(f->folder, "one.png", NULL);
    paths[0] = path;
    picture_png(f->folder, "one.png", 5, 4, bits, components, bits == 16 ? 30000 : 3);
    g_autoptr(GError) error = NULL;
    g_autoptr(lm_series) series = open_with(f, (lm_series_ask){.paths = paths}, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(lm_series_file_at(series, 0)->type, ==, words);
    g_assert_cmpint(lm_series_info(series)->components, ==, components);
    g_autoptr(lm_volume) volume = lm_series_read(series, f->context, &error);
    g_assert_no_error(error);
    for (int c = 0; c < components; c++) {
        int value = (bits == 16 ? 30000 : 3) + 23 + 100 * c;
        g_assert_cmpfloat(lm_volume_get(volume, 3, 2, 0, c), ==, bits == 8 ? value % 256 : value);
    }
}

static void test_kinds(fixture *f, gconstpointer unused)
{
    (void)unused;
    check_kind(f, 8, 1, "8-bit grey");
    check_kind(f, 8, 2, "8-bit grey and alpha");
    check_kind(f, 8, 3, "8-bit RGB");
    check_kind(f, 8, 4, "8-bit RGBA");
    check_kind(f, 16, 1, "16-bit grey");
    check_kind(f, 16, 2, "16-bit grey and alpha");
    check_kind(f, 16, 3, "16-bit RGB");
    check_kind(f, 16, 4, "16-bit RGBA");
}

static void test_mixed(fixture *f, gconstpointer unused)
{
    (void)unused;
    for (int i = 0; i < 3; i++) {
        g_autofree char *name = g_strdup_printf("scan%d.png", i);
        picture_png(f->folder, name, 4, 3, 8, 1, i);
    }
    picture_png(f->folder, "thumb1.png", 2, 2, 8, 1, 0);
    picture_png(f->folder, "thumb2.png", 2, 2, 8, 1, 0);
    g_autoptr(lm_series) series = open_folder(f);
    g_assert_cmpuint(lm_series_n_files(series), ==, 3);
    g_assert_cmpuint(lm_series_n_others(series), ==, 1);
    const lm_series_other *other = lm_series_other_at(series, 0);
    g_assert_cmpuint(other->files, ==, 2);
    g_autoptr(GError) error = NULL;
    g_autoptr(lm_series) thumbs = open_with(f, (lm_series_ask){.pattern = other->pattern}, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(lm_series_n_files(thumbs), ==, 2);
    assert_fails(f, (lm_series_ask){.pattern = "x*"}, LM_ERROR_INPUT, "no file.*pattern=\"x\\*\"");
}

static void test_disagreeing(fixture *f, gconstpointer unused)
{
    (void)unused;
    picture_png(f->folder, "s1.png", 4, 3, 8, 1, 0);
    picture_png(f->folder, "s2.png", 4, 3, 8, 1, 0);
    picture_png(f->folder, "s3.png", 5, 3, 8, 1, 0);
    assert_fails(f, (lm_series_ask){0}, LM_ERROR_INPUT,
                 "s3.png: is 5 x 3 pixels, but s1.png is 4 x 3");
    picture_png(f->folder, "s3.png", 4, 3, 16, 1, 0);
    assert_fails(f, (lm_series_ask){0}, LM_ERROR_INPUT,
                 "s3.png: is 16-bit grey, but s1.png is 8-bit grey");
    write_text(f, "s3.png", "no picture at all");
    assert_fails(f, (lm_series_ask){0}, LM_ERROR_INPUT, "s3.png: is no PNG");
}

static void test_nothing(fixture *f, gconstpointer unused)
{
    (void)unused;
    assert_fails(f, (lm_series_ask){0}, LM_ERROR_INPUT, "holds no file");
    const char *missing[] = {"/nowhere/slices", NULL}, *no_match[] = {"/nowhere/*.png", NULL};
    assert_fails(f, (lm_series_ask){.paths = missing}, LM_ERROR_INPUT,
                 "/nowhere/slices: there is no such file or folder");
    assert_fails(f, (lm_series_ask){.paths = no_match}, LM_ERROR_INPUT, "no file matches");
    write_text(f, "a.txt", "hello");
    assert_fails(f, (lm_series_ask){0}, LM_ERROR_INPUT, "a.txt: is of no kind that Lamina reads");
    g_autofree char *few = g_build_filename(f->folder, "few", NULL);
    g_autofree char *many = g_build_filename(f->folder, "patient", "series 1", NULL);
    g_assert_cmpint(g_mkdir_with_parents(few, 0700) | g_mkdir_with_parents(many, 0700), ==, 0);
    picture_png(few, "logo.png", 4, 3, 8, 1, 0);
    picture_png(many, "s1.png", 4, 3, 8, 1, 0);
    picture_png(many, "s2.png", 4, 3, 8, 1, 0);
    assert_fails(f, (lm_series_ask){0}, LM_ERROR_INPUT, "patient/series 1, which holds 2 files");
}

static void test_paths(fixture *f, gconstpointer unused)
{
    (void)unused;
    picture_png(f->folder, "s1.png", 4, 3, 8, 1, 0);
    picture_png(f->folder, "s2.png", 4, 3, 8, 1, 0);
    picture_png(f->folder, "s3.png", 4, 3, 8, 1, 0);
    g_autofree char *glob = g_build_filename(f->folder, "s[23].png", NULL);
    g_autofree char *two = g_build_filename(f->folder, "s2.png", NULL);
    const char *paths[] = {glob, two, NULL};
    g_autoptr(GError) error = NULL;
    g_autoptr(lm_series) series = open_with(f, (lm_series_ask){.paths = paths}, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(lm_series_n_files(series), ==, 2);
}

static void test_gate(fixture *f, gconstpointer unused)
{
    (void)unused;
    picture_png(f->folder, "s1.png", 4, 3, 8, 1, 0);
    picture_png(f->folder, "s2.png", 4, 3, 8, 1, 0);
    GError *error = NULL;
    g_autoptr(lm_series) series = open_with(f, (lm_series_ask){0}, &error);
    g_assert_no_error(error);
    g_assert_false(lm_series_spacing_known(series));
    g_assert_true(isnan(lm_series_file_at(series, 1)->position));
    g_assert_false(lm_series_require_spacing(series, &error));
    test_assert_error(&error, LM_ERROR_SPACING, "4 x 3 pixels x 2 slices.*0.35.*spacing=\"");

    lm_series_ask file = {.file_spacing = true};
    assert_fails(f, file, LM_ERROR_SPACING, "how far apart.*distance=");
    file.distance = 2;
    g_autoptr(lm_series) tagged = open_with(f, file, &error);
    g_assert_no_error(error);
    const lm_info *info = lm_series_info(tagged);
    g_assert_cmpint(info->spacing_source, ==, LM_SPACING_FILE_TAG);
    g_assert_cmpfloat_with_epsilon(info->grid.spacing[0], 1000.0 / 2835, 1e-9);
    g_assert_cmpfloat(info->grid.spacing[2], ==, 2);
    assert_fails(f, (lm_series_ask){.n_spacing = 2, .spacing = {1, 0}}, LM_ERROR_USAGE,
                 "above zero");
}

static void test_implausible(fixture *f, gconstpointer unused)
{
    (void)unused;
    picture_png(f->folder, "s1.png", 4, 3, 8, 1, 0);
    g_autoptr(GError) error = NULL;
    lm_series_ask ask = {.n_spacing = 3, .spacing = {1, 1, 30}};
    g_autoptr(lm_series) coarse = open_with(f, ask, &error);
    g_assert_true(warns(coarse, "30 times as long.*1 x 1 x 30 mm"));
    ask = (lm_series_ask){.n_spacing = 1, .spacing = {1000}};
    g_autoptr(lm_series) huge = open_with(f, ask, &error);
    g_assert_true(warns(huge, "would measure 4000"));
}

/* Through the operation, as a job does. */
static void test_input(fixture *f, gconstpointer unused)
{
    (void)unused;
    picture_png(f->folder, "s1.png", 4, 3, 8, 3, 1);
    picture_png(f->folder, "s2.png", 4, 3, 8, 3, 2);
    GError *error = NULL;
    lm_info nothing = {.kind = LM_NONE};
    test_step step;
    g_assert_false(
        test_step_plan(&step, &lm_op_input, &nothing, f->context, &error, "path", f->folder, NULL));
    test_assert_error(&error, LM_ERROR_SPACING, "do not say the spacing");
    test_step_clear(&step);
    g_assert_false(test_step_plan(&step, &lm_op_input, &nothing, f->context, &error, "path",
                                  f->folder, "spacing", "1", "distance", "2", NULL));
    test_assert_error(&error, LM_ERROR_USAGE, "distance goes with");
    test_step_clear(&step);

    lm_context_set_folders(f->context, f->folder, ".");
    g_assert_true(test_step_plan(&step, &lm_op_input, &nothing, f->context, &error, "path",
                                 "s1.png; s2.png", "spacing", "10 250", "unit", "um", NULL));
    g_assert_no_error(error);
    g_assert_cmpfloat(step.plan.out.grid.spacing[1], ==, 0.01);
    g_assert_cmpfloat(step.plan.out.grid.spacing[2], ==, 0.25);
    lm_value out;
    g_assert_true(
        lm_plan_run(&step.plan, NULL, NULL, (lm_zrange){1, 2}, 0, &out, f->context, &error));
    g_assert_cmpint(out.volume->held.lo, ==, 1);
    g_assert_cmpfloat(lm_volume_get(out.volume, 1, 1, 1, 2), ==, 2 + 1 + 10 + 200);
    lm_value_clear(&out);
    test_step_clear(&step);
}

static void test_truncated(fixture *f, gconstpointer unused)
{
    (void)unused;
    picture_png(f->folder, "s1.png", 40, 30, 8, 1, 0);
    picture_png(f->folder, "s2.png", 40, 30, 8, 1, 0);
    g_autofree char *path = g_build_filename(f->folder, "s2.png", NULL);
    g_autofree char *bytes = NULL;
    gsize size;
    g_assert_true(g_file_get_contents(path, &bytes, &size, NULL));
    test_write_file(path, bytes, size - 20);
    g_autoptr(lm_series) series = open_folder(f);
    GError *error = NULL;
    g_assert_null(lm_series_read(series, f->context, &error));
    test_assert_error(&error, LM_ERROR_INPUT, "s2.png: truncated");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(NAME, FUNCTION) g_test_add("/series/" NAME, fixture, NULL, set_up, FUNCTION, tear_down)
    ADD("order", test_order);
    ADD("kinds", test_kinds);
    ADD("mixed", test_mixed);
    ADD("disagreeing", test_disagreeing);
    ADD("nothing", test_nothing);
    ADD("paths", test_paths);
    ADD("gate", test_gate);
    ADD("implausible", test_implausible);
    ADD("input", test_input);
    ADD("truncated", test_truncated);
#undef ADD
    return g_test_run();
}
