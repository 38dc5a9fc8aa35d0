#include "lamina/job.h"
#include "lamina/registry.h"
#include "testing.h"

#include <string.h>

#define HEAD                                                                                       \
    "<?xml version=\"1.0\"?>\n<lamina version=\"1\">\n<input path=\"slices\" spacing=\"1 1 "       \
    "2\"/>\n"
#define JOB(STEPS) HEAD "<pipeline>\n" STEPS "</pipeline>\n</lamina>\n"

static lm_job *parse(const char *xml, GError **error)
{
    return lm_job_parse(xml, strlen(xml), "job.xml", error);
}

static void whole_job(void)
{
    static const char xml[] =
        JOB("<!-- a word --><crop id=\"box\" box=\"0 9 0 9 0 9\"/>\n"
            "<branch id=\"skin\"><contour value=\"otsu\"/>"
            "<save path=\"a&amp;b.stl\" require=\"closed manifold\"/></branch>\n"
            "<render path=\"p.png\" show=\"main skin\"/>");
    g_autoptr(GError) error = NULL;
    g_autoptr(lm_job) job = parse(xml, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(job->steps->len, ==, 3);
    const lm_step *branch = job->steps->pdata[1];
    g_assert_cmpuint(branch->steps->len, ==, 2);
    g_autofree char *text = lm_step_text(branch->steps->pdata[1]);
    g_assert_cmpstr(text, ==, "save path=\"a&amp;b.stl\" require=\"closed manifold\"");
    g_autofree char *place = lm_step_place(job, job->steps->pdata[0]);
    g_assert_cmpstr(place, ==, "job.xml:5: crop");

    g_autofree char *written = lm_job_xml(job);
    g_autoptr(lm_job) again = parse(written, &error);
    g_assert_no_error(error);
    g_autofree char *twice = lm_job_xml(again);
    g_assert_cmpstr(written, ==, twice);
}

static void wrong_jobs(void)
{
    static const struct {
        const char *xml, *pattern;
    } cases[] = {
        {"", "job\\.xml.*not well-formed"},
        {"<lamina version=\"1\"><input", "job\\.xml:1: not well-formed"},
        {"<other/>", "job\\.xml:1: the root is <other>"},
        {"<lamina version=\"2\"/>", "version=\"1\""},
        {"<lamina version=\"1\"/>", "<input .*comes first"},
        {HEAD "</lamina>", "<pipeline>.*comes after"},
        {HEAD "<pipeline/><pipeline/></lamina>", "nothing may follow"},
        {"<lamina version=\"1\"><input spacing=\"1\"/><pipeline/></lamina>", "path=.*is missing"},
        {JOB("<crp box=\"0 1 0 1 0 1\"/>"), "job\\.xml:5: .*\"crp\"; did you mean \"crop\""},
        {JOB("<xyzzy/>"), "`lamina ops` lists"},
        {JOB("<crop/>"), "box=.*is missing"},
        {JOB("<crop bx=\"0 1 0 1 0 1\"/>"), "did you mean \"box\""},
        {JOB("<crop box=\"0 1 0 1 0\"/>"), "expected 6 numbers"},
        {JOB("<crop box=\"0 1 0 1 0 x\"/>"), "is not understood"},
        {JOB("<crop box=\"0 1 0 1 0 1\" unit=\"mile\"/>"), "voxel or mm"},
        {JOB("<decimate keep=\"7\"/>"), "expected a number from"},
        {JOB("text"), "means nothing here"},
        {JOB("<contour><crop box=\"0 1 0 1 0 1\"/></contour>"), "only <branch>"},
        {JOB("<input path=\"x\"/>"), "before the pipeline"},
        {JOB("<contour id=\"main\"/>"), "meaning of its own"},
        {JOB("<contour id=\"1a\"/>"), "an id is a letter"},
        {JOB("<x:crop xmlns:x=\"y\" box=\"0 1 0 1 0 1\"/>"), "there is no operation"},
        {JOB("<xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" href=\"/etc/passwd\"/>"),
         "there is no operation \"include\""},
        {JOB("<contour xmlns:a=\"b\" a:value=\"1\"/>"), "there is no parameter \"a:value\""},
        {"<!DOCTYPE lamina [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>" JOB("&e;"),
         "not allowed in a job"},
        {"<!DOCTYPE lamina SYSTEM \"http://example.org/x.dtd\">\n<lamina version=\"1\"/>",
         "job\\.xml:1: .*not allowed in a job"},
        {JOB("&unknown;"), "not well-formed"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        GError *error = NULL;
        g_assert_null(parse(cases[i].xml, &error));
        test_assert_error(&error, LM_ERROR_USAGE, cases[i].pattern);
    }
}

static void deep_nesting(void)
{
    g_autoptr(GString) xml = g_string_new(HEAD "<pipeline>");
    for (int i = 0; i < 100000; i++)
        g_string_append(xml, "<branch>");
    g_autoptr(GError) error = NULL;
    g_assert_null(lm_job_parse(xml->str, xml->len, "job.xml", &error));
    g_assert_error(error, LM_ERROR, LM_ERROR_USAGE);
}

static void no_file(void)
{
    GError *error = NULL;
    g_assert_null(lm_job_load("/nowhere/job.xml", &error));
    test_assert_error(&error, LM_ERROR_INPUT, "/nowhere/job.xml cannot be read");
}

static void set(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(lm_job) job =
        parse(JOB("<contour id=\"c\"/><branch><smooth-mesh/></branch><smooth-mesh/>"), &error);
    g_assert_no_error(error);
    g_assert_true(lm_job_set(job, "c.value=12.5", &error));
    g_assert_true(lm_job_set(job, "smooth-mesh[2].iterations=7", &error));
    g_assert_true(lm_job_set(job, "input.path=a=b.c", &error));
    g_autofree char *first = lm_step_text(job->steps->pdata[0]),
                    *last = lm_step_text(job->steps->pdata[2]), *input = lm_step_text(job->input);
    g_assert_cmpstr(first, ==, "contour id=\"c\" value=\"12.5\"");
    g_assert_cmpstr(last, ==, "smooth-mesh iterations=\"7\"");
    g_assert_true(g_str_has_prefix(input, "input path=\"a=b.c\""));
    static const char *const wrong[][2] = {
        {"smooth-mesh.iterations=7", "smooth-mesh\\[1\\] to smooth-mesh\\[2\\]"},
        {"smooth-mesh[3].iterations=7", "has no step"},
        {"smooth-mesh[0].iterations=7", "has no step"},
        {"crop.box=1", "has no step \"crop\""},
        {"c.vlue=1", "did you mean \"value\""},
        {"c.value=x", "is not understood"},
        {"c.value", "STEP.PARAM=VALUE"},
        {"=", "STEP.PARAM=VALUE"},
        {".a=b", "STEP.PARAM=VALUE"},
        {"c.=b", "STEP.PARAM=VALUE"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        GError *e = NULL;
        g_assert_false(lm_job_set(job, wrong[i][0], &e));
        test_assert_error(&e, LM_ERROR_USAGE, wrong[i][1]);
    }
}

static void copies(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(lm_job) job =
        parse(JOB("<contour/><branch id=\"b\"><smooth-mesh iterations=\"3\"/></branch><decimate/>"),
              &error);
    g_assert_no_error(error);
    lm_job_step_at(job, 3)->tag = 7;
    g_autoptr(lm_job) copy = lm_job_copy(job);
    g_autofree char *was = lm_job_xml(job);
    lm_job_free(g_steal_pointer(&job));
    g_autofree char *is = lm_job_xml(copy);
    g_assert_cmpstr(is, ==, was);
    static const char *const order[] = {"input", "contour", "branch", "smooth-mesh", "decimate"};
    for (guint i = 0; i < G_N_ELEMENTS(order); i++)
        g_assert_cmpstr(lm_job_step_at(copy, i)->op->name, ==, order[i]);
    g_assert_null(lm_job_step_at(copy, G_N_ELEMENTS(order)));
    g_assert_cmpuint(lm_job_step_at(copy, 3)->tag, ==, 7);
}

static void assert_xml(const lm_job *job, const char *expected)
{
    g_autofree char *xml = lm_job_xml(job);
    g_assert_cmpstr(xml, ==, expected);
}

/* Every place a comment can stand at is kept, and a second passing changes nothing. */
static void comments(void)
{
    static const char xml[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                              "<!-- head -->\n"
                              "<!-- two\n     lines, & more -->\n"
                              "<lamina version=\"1\">\n"
                              "  <!-- before input -->\n"
                              "  <input path=\"in\"/>\n"
                              "  <!-- before pipeline -->\n"
                              "  <pipeline>\n"
                              "    <!-- before crop -->\n"
                              "    <!-- again -->\n"
                              "    <crop off=\"true\" box=\"0 1 0 1 0 1\"/>\n"
                              "    <branch id=\"a\">\n"
                              "      <!-- first -->\n"
                              "      <flip axis=\"x\"/>\n"
                              "      <!-- end of branch -->\n"
                              "    </branch>\n"
                              "    <!-- end of pipeline -->\n"
                              "  </pipeline>\n"
                              "  <!-- end of root -->\n"
                              "</lamina>\n"
                              "<!-- tail -->\n";
    g_autoptr(GError) error = NULL;
    g_autoptr(lm_job) job = parse(xml, &error);
    g_assert_no_error(error);
    assert_xml(job, xml);
    g_autoptr(lm_job) copy = lm_job_copy(job);
    assert_xml(copy, xml);

    static const char crowded[] =
        "<lamina version=\"1\"><!--a--><input path=\"in\"/><!--b--><!-- --> "
        "<pipeline><!--d--><flip "
        "axis=\"x\"><!--e--><!--f--></flip><!----></pipeline></lamina><!--c--> ";
    g_autoptr(lm_job) first = parse(crowded, &error);
    g_assert_no_error(error);
    g_autofree char *once = lm_job_xml(first);
    g_autoptr(lm_job) second = parse(once, &error);
    g_assert_no_error(error);
    assert_xml(second, once);
    g_assert_nonnull(strstr(once, "    <!--d-->\n    <!--e-->\n    <!--f-->\n    <flip"));
}

static void off(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(lm_job) job = parse(JOB("<flip id=\"f\" axis=\"x\" off=\"yes\"/>"), &error);
    g_assert_no_error(error);
    lm_step *flip = lm_job_step_at(job, 1);
    g_assert_true(flip->off);
    g_autofree char *text = lm_step_text(flip);
    g_assert_cmpstr(text, ==, "flip id=\"f\" off=\"true\" axis=\"x\"");
    g_assert_true(lm_job_set(job, "f.off=false", &error));
    g_assert_false(flip->off);
    g_assert_true(lm_job_set(job, "f.off=true", &error));
    g_assert_true(flip->off);
    g_assert_true(lm_step_set(flip, "off", NULL, &error));
    g_assert_false(flip->off);
    GError *e = NULL;
    g_assert_false(lm_job_set(job, "f.off=maybe", &e));
    test_assert_error(&e, LM_ERROR_USAGE, "off=\"maybe\"");
    g_assert_false(lm_job_set(job, "input.off=true", &e));
    test_assert_error(&e, LM_ERROR_USAGE, "input cannot be off");
    g_assert_null(parse(JOB("<flip axis=\"x\" off=\"maybe\"/>"), &e));
    test_assert_error(&e, LM_ERROR_USAGE, "job\\.xml:5: flip: off");
}

static char *names_of(const lm_job *job)
{
    GString *names = g_string_new(NULL);
    lm_step *step, *parent;
    guint place;
    for (guint i = 1; (step = lm_job_step_at(job, i)); i++) {
        g_assert_true(lm_job_find(job, step, &parent, &place));
        g_string_append_printf(names, "%s%s%u ", parent ? parent->id : "", step->op->name, place);
    }
    return g_string_free(names, FALSE);
}

static void assert_names(const lm_job *job, const char *expected)
{
    g_autofree char *names = names_of(job);
    g_assert_cmpstr(names, ==, expected);
}

static void editing(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(lm_job) job = parse(JOB("<crop box=\"0 1 0 1 0 1\"/><branch id=\"B\"><flip id=\"f\" "
                                      "axis=\"x\"/></branch><cast type=\"uint8\"/>"),
                                  &error);
    g_assert_no_error(error);
    assert_names(job, "crop0 branch1 Bflip0 cast2 ");
    lm_step *crop = lm_job_step_at(job, 1), *branch = lm_job_step_at(job, 2),
            *flip = lm_job_step_at(job, 3), *parent;
    guint place;
    g_assert_false(lm_job_find(job, job->input, &parent, &place));
    g_assert_true(lm_job_move(job, crop, NULL, 3)); /* to the end */
    assert_names(job, "branch0 Bflip0 cast1 crop2 ");
    g_assert_true(lm_job_move(job, crop, branch, 0));
    assert_names(job, "branch0 Bcrop0 Bflip1 cast1 ");
    g_assert_true(lm_job_move(job, crop, NULL, 0));
    assert_names(job, "crop0 branch1 Bflip0 cast2 ");
    g_assert_true(lm_job_move(job, crop, NULL, 1)); /* before what follows it: stays */
    assert_names(job, "crop0 branch1 Bflip0 cast2 ");
    g_assert_false(lm_job_move(job, branch, branch, 0));
    g_assert_false(lm_job_move(job, job->input, NULL, 0));

    g_autoptr(lm_step) inner = lm_step_new(lm_op_find("branch"));
    lm_job_insert(job, branch, 0, inner);
    g_assert_false(lm_job_move(job, branch, inner, 0));
    g_assert_true(lm_job_take(job, inner) == inner);
    g_assert_null(lm_job_take(job, inner));

    flip->tag = 5;
    lm_job_insert(job, NULL, 2, lm_step_duplicate(branch));
    const lm_step *twin = lm_job_step_at(job, 4), *twin_flip = lm_job_step_at(job, 5);
    g_assert_true(twin->op == branch->op && !twin->id && !twin_flip->id && !twin_flip->tag);
    g_assert_cmpstr(twin_flip->texts[0], ==, "x");
}

static void command_lines(void)
{
    static const struct {
        const char *steps, *line;
        bool whole;
    } cases[] = {
        {"<crop box=\"0 9 0 9 0 9\"/><contour id=\"s\" value=\"otsu\"/><save path=\"it's "
         "$1.stl\"/>",
         "lamina do slices 'spacing=1 1 2' crop 'box=0 9 0 9 0 9' : contour id=s value=otsu : save "
         "'path=it'\\''s $1.stl'",
         true},
        {"<flip axis=\"x\" off=\"true\"/><branch off=\"1\"/><save path=\"a.nrrd\"/>",
         "lamina do slices 'spacing=1 1 2' save path=a.nrrd", true},
        {"<branch><save path=\"a.nrrd\"/></branch>", "lamina run 'my job.xml'", false},
        {"<flip axis=\"x\" off=\"true\"/>", "lamina run 'my job.xml'", false},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *xml =
            g_strconcat(HEAD "<pipeline>", cases[i].steps, "</pipeline></lamina>", NULL);
        g_autoptr(GError) error = NULL;
        g_autoptr(lm_job) job = parse(xml, &error);
        g_assert_no_error(error);
        const char *why;
        g_autofree char *line = lm_job_command_line(job, "my job.xml", &why);
        g_assert_cmpstr(line, ==, cases[i].line);
        g_assert_true(cases[i].whole == !why);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/job/whole", whole_job);
    g_test_add_func("/job/wrong", wrong_jobs);
    g_test_add_func("/job/deep-nesting", deep_nesting);
    g_test_add_func("/job/no-file", no_file);
    g_test_add_func("/job/set", set);
    g_test_add_func("/job/copies", copies);
    g_test_add_func("/job/comments", comments);
    g_test_add_func("/job/off", off);
    g_test_add_func("/job/editing", editing);
    g_test_add_func("/job/command-lines", command_lines);
    return g_test_run();
}
