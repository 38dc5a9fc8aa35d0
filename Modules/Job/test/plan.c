#include "lamina/registry.h"
#include "lamina/run.h"
#include "testing.h"

#include <string.h>

static char *folder;

/* 8 x 6 x 20 voxels of 16 bit, each its plane's number, as a file. */
static void write_stairs(const char *name)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autoptr(GByteArray) file = g_byte_array_new();
    static const char header[] = "NRRD0004\ntype: uint16\ndimension: 3\n"
                                 "space: left-posterior-superior\nsizes: 8 6 20\n"
                                 "space directions: (1,0,0) (0,1,0) (0,0,2)\n"
                                 "space origin: (0,0,0)\nendian: little\nencoding: raw\n\n";
    g_byte_array_append(file, (const guint8 *)header, sizeof header - 1);
    for (guint16 z = 0; z < 20; z++)
        for (int i = 0; i < 8 * 6; i++)
            g_byte_array_append(file, (const guint8[]){(guint8)z, 0}, 2);
    test_write_file(path, file->data, file->len);
}

typedef struct fixture {
    lm_job *job;
    lm_context *context;
    lm_job_plan *plan;
} fixture;

/* `input`: what stands in it, path and all. */
static void plan_input(fixture *f, const char *input, const char *steps, guint64 memory,
                       GError **error)
{
    g_autofree char *xml = g_strdup_printf("<lamina version=\"1\"><input %s/>"
                                           "<pipeline>%s</pipeline></lamina>",
                                           input, steps);
    g_autoptr(GError) wrong = NULL;
    f->job = lm_job_parse(xml, strlen(xml), "job.xml", &wrong);
    g_assert_no_error(wrong);
    f->context = lm_context_new(2, memory);
    lm_context_set_folders(f->context, folder, folder);
    f->plan = lm_job_plan_new(f->job, f->context, error ? error : &wrong);
    g_assert_no_error(wrong);
}

static void plan_it(fixture *f, const char *steps, guint64 memory, GError **error)
{
    plan_input(f, "path=\"stairs.nrrd\"", steps, memory, error);
}

static void clear(fixture *f)
{
    lm_job_plan_free(f->plan);
    lm_context_free(f->context);
    lm_job_free(f->job);
}

static const lm_node *node_at(const fixture *f, guint i)
{
    return f->plan->nodes->pdata[i];
}

static void assert_wanted(const fixture *f, guint i, gint64 lo, gint64 hi)
{
    g_assert_cmpint(node_at(f, i)->wanted.lo, ==, lo);
    g_assert_cmpint(node_at(f, i)->wanted.hi, ==, hi);
}

/* What a crop leaves out is not asked of the steps before it; a halo is. */
static void wants_no_more_than_needed(void)
{
    fixture f;
    plan_it(&f,
            "<cast type=\"float32\"/><smooth method=\"median\" radius=\"2\"/>"
            "<crop box=\"0 7 0 5 8 9\"/><save path=\"a.nrrd\"/>",
            0, NULL);
    assert_wanted(&f, 3, 0, 2);
    assert_wanted(&f, 2, 8, 10);
    assert_wanted(&f, 1, 6, 12);
    g_assert_true(node_at(&f, 4)->needed);
    g_assert_cmpint(node_at(&f, 4)->from, ==, 3);
    clear(&f);
}

static void branches_leave_the_line_alone(void)
{
    fixture f;
    plan_it(&f,
            "<branch id=\"top\"><contour value=\"15\"/></branch>"
            "<crop box=\"0 7 0 5 0 2\"/><save path=\"b.nrrd\"/>"
            "<render path=\"c.png\" show=\"main top\"/>",
            0, NULL);
    g_assert_cmpint(node_at(&f, 3)->from, ==, 0);
    const lm_node *render = node_at(&f, 5);
    g_assert_cmpuint(render->plan.n_shown, ==, 2);
    g_assert_cmpint(render->shown[0], ==, 3);
    g_assert_cmpint(render->shown[1], ==, 2);
    g_assert_cmpint(node_at(&f, 2)->last_use, ==, 5);
    g_assert_cmpint(node_at(&f, 0)->last_use, ==, 3);
    assert_wanted(&f, 0, 0, 20); /* by the contour */
    clear(&f);
}

/* A picture of a branch needs no main line; inside a branch main is still the main line. */
static void pictures_want_what_they_show(void)
{
    fixture f;
    plan_it(&f,
            "<branch id=\"s\"><contour value=\"5\"/><render path=\"m.png\" show=\"main\"/>"
            "<render path=\"i.png\"/></branch>"
            "<resample spacing=\"1\"/><render path=\"s.png\" show=\"s\"/>",
            0, NULL);
    g_assert_cmpint(node_at(&f, 3)->shown[0], ==, 0);
    g_assert_cmpint(node_at(&f, 4)->shown[0], ==, 2);
    g_assert_false(node_at(&f, 5)->needed);
    g_assert_cmpint(node_at(&f, 2)->last_use, ==, 6);
    clear(&f);
}

static void leaves_out_what_nobody_uses(void)
{
    fixture f;
    plan_it(&f, "<save path=\"a.nrrd\"/><contour value=\"5\"/>", 0, NULL);
    g_assert_false(node_at(&f, 2)->needed);
    g_auto(GStrv) warnings = lm_context_warnings(f.context);
    g_assert_nonnull(warnings[0]);
    g_assert_nonnull(strstr(warnings[0], "contour: nothing uses its result"));
    clear(&f);
}

/* As if it were not there: another step may even have its name. */
static void passes_over_what_is_off(void)
{
    fixture f;
    plan_it(
        &f,
        "<flip id=\"a\" axis=\"x\" off=\"true\"/><branch off=\"true\"><crop box=\"0 99 0 0 0 0\"/>"
        "<save path=\"b.nrrd\"/></branch><flip id=\"a\" axis=\"y\"/><save path=\"b.nrrd\"/>"
        "<render path=\"c.png\" show=\"a\"/>",
        0, NULL);
    g_assert_cmpuint(f.plan->nodes->len, ==, 4);
    g_assert_cmpint(node_at(&f, 1)->from, ==, 0);
    g_assert_cmpint(node_at(&f, 1)->number, ==, 5);
    g_assert_cmpint(node_at(&f, 3)->shown[0], ==, 1);
    clear(&f);
}

static void refuses(void)
{
    static const struct {
        const char *steps, *pattern;
    } cases[] = {
        {"<smooth-mesh/>",
         "job\\.xml:1: smooth-mesh: it takes a mesh, but <input> of line 1 gives a volume"},
        {"<contour/><crop box=\"0 1 0 1 0 1\"/>", "it takes a volume"},
        {"<save path=\"a.nrrd\"/><save path=\"a.nrrd\"/>",
         "is written already, by <save> of line 1"},
        {"<flip id=\"a\" axis=\"x\"/><branch><flip id=\"a\" axis=\"x\"/></branch>",
         "the id \"a\" is that of an earlier"},
        {"<render path=\"a.png\" show=\"skin\"/>", "no earlier step has the id \"skin\""},
        {"<branch off=\"true\"><flip id=\"a\" axis=\"x\"/></branch><render path=\"a.png\" "
         "show=\"a\"/>",
         "\"a\" is switched off; take off=\"true\" away"},
        {"<crop box=\"0 7 0 5 0 20\"/>", "crop: box: .*0 to 19"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        fixture f;
        GError *error = NULL;
        plan_it(&f, cases[i].steps, 0, &error);
        g_assert_null(f.plan);
        test_assert_error(&error, LM_ERROR_USAGE, cases[i].pattern);
        clear(&f);
    }
}

/* 16 slices of 64 x 48 pixels in colour. */
static void write_slices(void)
{
    const lm_grid grid = lm_grid_make(64, 48, 16);
    const lm_value noise = lm_value_of_volume(test_noise(&grid, LM_UINT8, 3, 1));
    g_autoptr(lm_context) context = lm_context_new(2, 0);
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(folder, "slices", "%02d.png", NULL);
    const lm_info info = test_info(&noise);
    lm_value out = {LM_NONE, NULL, NULL};
    test_step step;
    g_assert_true(
        test_step_plan(&step, lm_op_find("save"), &info, context, &error, "path", path, NULL));
    g_assert_true(
        lm_plan_run(&step.plan, &noise, NULL, (lm_zrange){0, 16}, 0, &out, context, &error));
    test_step_clear(&step);
    lm_value_clear(&out);
    lm_value_clear(&(lm_value){LM_VOLUME, noise.volume, NULL});
}

/* Between the slices and the file there is never more than the planes that are read, in numbers,
 * and the result; and what was done to it is known all the same. */
static void holds_no_more_than_needed(void)
{
    fixture f;
    g_autoptr(GError) error = NULL;
    write_slices();
    plan_input(&f, "path=\"slices\" spacing=\"1\"",
               "<crop box=\"8 55 0 47 2 13\"/><to-scalar/><resample size=\"96 96 96\"/>"
               "<save path=\"fused.nrrd\"/>",
               0, NULL);
    const lm_node *input = node_at(&f, 0), *crop = node_at(&f, 1), *scalar = node_at(&f, 2),
                  *resample = node_at(&f, 3);
    g_assert_true(input->fused && crop->fused && !scalar->fused && !resample->fused);
    g_assert_true(input->runs_with == 2 && crop->runs_with == 2);
    guint64 base = node_at(&f, 4)->peak - lm_info_bytes(&resample->plan.out) -
                   node_at(&f, 4)->plan.scratch - 2 * node_at(&f, 4)->plan.scratch_per_thread;
    g_assert_cmpuint(resample->peak, ==,
                     base + 48 * 48 * 12 + lm_info_bytes(&resample->plan.out) +
                         2 * resample->plan.scratch_per_thread);
    g_assert_true(lm_job_run(f.plan, f.context, &error));
    g_assert_no_error(error);
    for (guint i = 0; i < f.plan->nodes->len; i++)
        g_assert_nonnull(node_at(&f, i)->facts);
    g_autofree char *path = g_build_filename(folder, "fused.nrrd", NULL), *bytes = NULL;
    g_assert_true(g_file_get_contents(path, &bytes, NULL, NULL));
    g_assert_nonnull(strstr(bytes, "crop box="));
    g_assert_nonnull(strstr(bytes, "to-scalar"));
    g_assert_nonnull(strstr(bytes, "resample size="));
    clear(&f);
}

/* A value that somebody else takes too is made. */
static void fuses_no_value_that_is_shown(void)
{
    fixture f;
    plan_it(&f,
            "<cast type=\"float32\"/><flip id=\"a\" axis=\"x\"/><flip axis=\"y\"/>"
            "<flip axis=\"z\"/><save path=\"a.nrrd\"/><render path=\"p.png\" show=\"a\"/>",
            0, NULL);
    static const bool fused[] = {false, true, false, true, false};
    for (guint i = 0; i < G_N_ELEMENTS(fused); i++)
        g_assert_true(node_at(&f, i)->fused == fused[i]);
    g_assert_cmpint(node_at(&f, 2)->last_use, ==, 6);
    g_assert_cmpint(node_at(&f, 0)->last_use, ==, 2);
    clear(&f);
}

static void keeps_within_memory(void)
{
    fixture f;
    GError *error = NULL;
    plan_it(&f, "<save path=\"a.nrrd\"/>", 1 << 20, NULL);
    g_assert_false(lm_job_run(f.plan, f.context, &error));
    test_assert_error(&error, LM_ERROR_MEMORY, "--memory");
    clear(&f);
}

static void runs(void)
{
    fixture f;
    g_autoptr(GError) error = NULL;
    plan_it(&f, "<crop box=\"0 7 0 5 4 5\"/><save path=\"a.nrrd\"/>", 0, &error);
    g_assert_true(lm_job_run(f.plan, f.context, &error));
    g_assert_no_error(error);
    const char *file = NULL;
    g_assert_true(g_variant_lookup(node_at(&f, 2)->facts, "file", "&s", &file));
    g_assert_true(g_str_has_suffix(file, "/a.nrrd"));
    g_autoptr(JsonNode) json = lm_job_plan_json(f.plan, f.context, NULL);
    JsonObject *root = json_node_get_object(json);
    g_assert_cmpint(json_object_get_int_member(root, "peak_memory"), >, 0);
    g_assert_cmpuint(json_array_get_length(json_object_get_array_member(root, "steps")), ==, 3);
    lm_context_cancel(f.context);
    g_assert_false(lm_job_run(f.plan, f.context, &error));
    g_assert_cmpint(lm_error_exit_status(error), ==, 130);
    clear(&f);
}

/* The slices of the stairs, the last four of them further apart. */
#define UNEVEN                                                                                     \
    "path=\"stairs.nrrd\" positions=\"0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 17 19 21 23\""

static void assert_input_fails(const char *input, const char *steps, const char *pattern)
{
    fixture f;
    GError *error = NULL;
    plan_input(&f, input, steps, 0, &error);
    test_assert_error(&error, LM_ERROR_USAGE, pattern);
    clear(&f);
}

/* Each step is asked what it takes; a picture, of what it shows and not of what comes in. */
static void slices_that_are_uneven(void)
{
    fixture f;
    plan_input(&f, UNEVEN,
               "<branch id=\"even\"><crop box=\"0 7 0 5 0 15\"/></branch>"
               "<render path=\"p.png\" show=\"even\"/>",
               0, NULL);
    g_assert_nonnull(node_at(&f, 0)->plan.out.positions);
    g_assert_null(node_at(&f, 2)->plan.out.positions);
    g_assert_cmpfloat(node_at(&f, 2)->plan.out.grid.spacing[2], ==, 1);
    clear(&f);
    static const char pattern[] = "evenly spaced .from 1 to 2 mm apart.; put <fill-between";
    assert_input_fails(UNEVEN, "<render path=\"p.png\"/>", pattern);
    assert_input_fails(UNEVEN, "<smooth/><save path=\"p.nrrd\"/>", pattern);
    assert_input_fails(
        UNEVEN, "<branch><crop box=\"0 7 0 5 9 19\"/><save path=\"p.nrrd\"/></branch>", pattern);
}

static void labels(void)
{
    fixture f;
    plan_input(
        &f, "path=\"stairs.nrrd\" kind=\"labels\"",
        "<crop box=\"0 7 0 5 0 15\"/><branch id=\"mask\"><threshold lower=\"3\"/>"
        "<smooth/><contour value=\"0.5\"/></branch><render path=\"p.png\" show=\"main mask\"/>",
        0, NULL);
    g_assert_true(node_at(&f, 1)->plan.out.labels);
    g_assert_false(node_at(&f, 3)->plan.out.labels);
    clear(&f);
    assert_input_fails("path=\"stairs.nrrd\" kind=\"labels\"", "<smooth/><save path=\"p.nrrd\"/>",
                       "smooth: it works on grey values.*<threshold/>");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    folder = test_folder();
    write_stairs("stairs.nrrd");
    g_test_add_func("/plan/wants-no-more-than-needed", wants_no_more_than_needed);
    g_test_add_func("/plan/branches", branches_leave_the_line_alone);
    g_test_add_func("/plan/pictures", pictures_want_what_they_show);
    g_test_add_func("/plan/leaves-out", leaves_out_what_nobody_uses);
    g_test_add_func("/plan/off", passes_over_what_is_off);
    g_test_add_func("/plan/refuses", refuses);
    g_test_add_func("/plan/holds", holds_no_more_than_needed);
    g_test_add_func("/plan/fuses", fuses_no_value_that_is_shown);
    g_test_add_func("/plan/memory", keeps_within_memory);
    g_test_add_func("/plan/uneven", slices_that_are_uneven);
    g_test_add_func("/plan/labels", labels);
    g_test_add_func("/plan/runs", runs);
    int status = g_test_run();
    test_folder_remove(folder);
    return status;
}
