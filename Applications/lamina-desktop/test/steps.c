/* Steps as they are when they are added, and moved about. */
#include "first-step.h"
#include "job-edit.h"
#include "step-flow.h"
#include "step-words.h"

#include "lamina/registry.h"

#include <string.h>

static lm_info volume_info(void)
{
    return (lm_info){
        .kind = LM_VOLUME, .grid = lm_grid_make(30, 20, 10), .type = LM_UINT16, .components = 1};
}

static lm_job *new_job(void)
{
    lm_job *job = lm_job_new("test");
    job->input->tag = 1;
    g_assert_true(lm_step_set(job->input, "path", "slices", NULL));
    return job;
}

/* Every operation, added to a job, leaves one that can be read. */
static void test_first_texts(gconstpointer user)
{
    const lm_op *op = user;
    const lm_info infos[] = {{.kind = LM_NONE}, volume_info(), {.kind = LM_MESH}};
    for (size_t i = 0; i < G_N_ELEMENTS(infos); i++) {
        g_autoptr(lm_job) job = new_job();
        lm_edit_insert(job, lm_first_step(job, op, &infos[i], 0.1 + 0.2), 1, LM_PLACE_AFTER);
        g_autofree char *xml = lm_job_xml(job);
        GError *error = NULL;
        g_autoptr(lm_job) again = lm_job_parse(xml, strlen(xml), "test", &error);
        g_assert_no_error(error);
        g_assert_nonnull(again);
    }
}

static void assert_text(const lm_step *step, const char *expected)
{
    g_autofree char *text = lm_step_text(step);
    g_assert_cmpstr(text, ==, expected);
}

static void add(lm_job *job, const char *op, const lm_info *in, const char *expected)
{
    lm_step *step = lm_first_step(job, lm_op_find(op), in, 7.25);
    assert_text(step, expected);
    lm_edit_insert(job, step, 0, LM_PLACE_AFTER);
}

static void test_sensible(void)
{
    g_autoptr(lm_job) job = new_job();
    lm_info volume = volume_info(), mesh = {.kind = LM_MESH};
    add(job, "crop", &volume, "crop box=\"0 29 0 19 0 9\"");
    add(job, "cast", &volume, "cast type=\"uint16\"");
    add(job, "threshold", &volume, "threshold lower=\"7.25\"");
    add(job, "save", &volume, "save path=\"volume.nrrd\"");
    add(job, "save", &volume, "save path=\"volume-2.nrrd\"");
    add(job, "save", &mesh, "save path=\"surface.stl\"");
    add(job, "render", &mesh, "render path=\"picture.png\"");
    add(job, "render", &mesh, "render path=\"picture-2.png\"");
}

/* ---- order ---- */

/* The tags in the order of the file, inner steps in brackets. */
static void append_order(GString *text, const GPtrArray *steps)
{
    for (guint i = 0; i < steps->len; i++) {
        const lm_step *step = steps->pdata[i];
        g_string_append_printf(text, "%" G_GUINT64_FORMAT, step->tag);
        if (step->steps) {
            g_string_append_c(text, '(');
            append_order(text, step->steps);
            g_string_append_c(text, ')');
        }
    }
}

static void assert_order(const lm_job *job, const char *expected)
{
    g_autoptr(GString) text = g_string_new(NULL);
    append_order(text, job->steps);
    g_assert_cmpstr(text->str, ==, expected);
}

static lm_step *tagged(const char *op, guint64 tag)
{
    lm_step *step = lm_step_new(lm_op_find(op));
    step->tag = tag;
    return step;
}

/* 2 3(4 5) 6 */
static lm_job *job_with_branch(void)
{
    lm_job *job = new_job();
    lm_edit_insert(job, tagged("smooth", 2), 1, LM_PLACE_AFTER);
    lm_edit_insert(job, tagged("branch", 3), 2, LM_PLACE_AFTER);
    lm_edit_insert(job, tagged("contour", 4), 3, LM_PLACE_INSIDE);
    lm_edit_insert(job, tagged("smooth-mesh", 5), 4, LM_PLACE_AFTER);
    lm_edit_insert(job, tagged("flip", 6), 3, LM_PLACE_AFTER);
    assert_order(job, "23(45)6");
    return job;
}

static void test_move(void)
{
    g_autoptr(lm_job) job = job_with_branch();
    g_assert_true(lm_edit_move(job, 6, 2, LM_PLACE_BEFORE));
    assert_order(job, "623(45)");
    g_assert_true(lm_edit_move(job, 6, 4, LM_PLACE_AFTER));
    assert_order(job, "23(465)");
    g_assert_true(lm_edit_move(job, 3, 1, LM_PLACE_AFTER));
    assert_order(job, "3(465)2");
    g_assert_false(lm_edit_move(job, 3, 4, LM_PLACE_AFTER));
    g_assert_false(lm_edit_move(job, 3, 3, LM_PLACE_INSIDE));
    g_assert_false(lm_edit_move(job, 2, 1, LM_PLACE_BEFORE));
    g_assert_false(lm_edit_move(job, 2, 77, LM_PLACE_AFTER));
    g_assert_false(lm_edit_move(job, 1, 2, LM_PLACE_AFTER));
    assert_order(job, "3(465)2");
}

/* Up and down visits every place there is, and comes back the same way. */
static void test_shift(void)
{
    static const char *const places[] = {"623(45)", "263(45)", "23(645)",
                                         "23(465)", "23(456)", "23(45)6"};
    g_autoptr(lm_job) job = job_with_branch();
    int last = (int)G_N_ELEMENTS(places) - 1;
    for (int i = last - 1; i >= 0; i--) {
        g_assert_true(lm_edit_shift(job, 6, -1));
        assert_order(job, places[i]);
    }
    g_assert_false(lm_edit_shift(job, 6, -1));
    for (int i = 1; i <= last; i++) {
        g_assert_true(lm_edit_shift(job, 6, 1));
        assert_order(job, places[i]);
    }
    g_assert_false(lm_edit_shift(job, 6, 1));
}

static void test_remove_and_wrap(void)
{
    g_autoptr(lm_job) job = job_with_branch();
    g_assert_nonnull(lm_edit_wrap(job, 6));
    assert_order(job, "23(45)0(6)");
    g_assert_null(lm_edit_wrap(job, 77));
    g_assert_true(lm_edit_remove(job, 3));
    assert_order(job, "20(6)");
    g_assert_false(lm_edit_remove(job, 3));
    g_assert_false(lm_edit_remove(job, 1));
}

static void test_duplicate(void)
{
    g_autoptr(lm_job) job = job_with_branch();
    lm_step *branch = lm_job_step_at(job, 2);
    lm_step *save = tagged("save", 7);
    lm_step_set(branch, "id", "skin", NULL);
    lm_step_set(save, "path", "out.dir/skin.nii.gz", NULL);
    lm_edit_insert(job, save, 3, LM_PLACE_INSIDE);
    const lm_step *copy = lm_edit_duplicate(job, 3);
    assert_order(job, "23(457)0(000)6");
    g_assert_null(copy->id);
    assert_text(copy->steps->pdata[2], "save path=\"out.dir/skin-2.nii.gz\"");
    g_autofree char *id = lm_edit_free_id(job, "skin"), *other = lm_edit_free_id(job, "bone");
    g_assert_cmpstr(id, ==, "skin-2");
    g_assert_cmpstr(other, ==, "bone");
}

/* ---- what fits ---- */

static void assert_fits(const lm_job *job, guint64 tag, const char *op, bool fits)
{
    lm_info in = lm_flow_after(job, NULL, tag);
    g_autofree char *obstacle = lm_flow_obstacle(lm_op_find(op), &in);
    g_assert_cmpint(obstacle == NULL, ==, fits);
}

/* What comes through which steps, by their tags in a row. */
static void assert_line(const lm_job *job, const lm_step *step, const char *tags)
{
    g_autoptr(GPtrArray) line = lm_flow_line(job, step);
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < line->len; i++)
        g_string_append_printf(text, "%d", (int)((lm_step *)line->pdata[i])->tag);
    g_assert_cmpstr(text->str, ==, tags);
}

static void test_line(void)
{
    g_autoptr(lm_job) job = job_with_branch();
    g_autoptr(lm_step) other = lm_step_new(lm_op_find("crop"));
    assert_line(job, job->input, "1");
    assert_line(job, lm_step_tagged(job, 5), "12345");
    assert_line(job, lm_step_tagged(job, 6), "1236");
    assert_line(job, other, "");
    assert_line(job, NULL, "");
}

static void test_flow(void)
{
    g_autoptr(lm_job) job = job_with_branch();
    assert_fits(job, 1, "unplot", true);
    assert_fits(job, 2, "unplot", false);
    assert_fits(job, 2, "contour", true);
    assert_fits(job, 4, "contour", false);
    assert_fits(job, 4, "decimate", true);
    assert_fits(job, 3, "contour", true);
    assert_fits(job, 6, "decimate", false);
    lm_step_set(lm_job_step_at(job, 1), "off", "true", NULL);
    assert_fits(job, 2, "unplot", true);
    const lm_info colour = {.kind = LM_VOLUME, .components = 3};
    g_autofree char *obstacle = lm_flow_obstacle(lm_op_find("contour"), &colour);
    g_assert_nonnull(strstr(obstacle, lm_op_find("to-scalar")->title));
}

/* ---- words ---- */

static void test_words(void)
{
    g_autoptr(lm_step) crop = lm_step_new(lm_op_find("crop"));
    lm_step_set(crop, "box", "0 9 0 9 0 9", NULL);
    lm_step_set(crop, "unit", "mm", NULL);
    g_autofree char *given = lm_step_given(crop);
    g_assert_cmpstr(given, ==, "box 0 9 0 9 0 9, unit mm");
    LmResult result = {.info = volume_info(), .seconds = 1.26};
    g_autofree char *line = lm_result_line(&result);
    g_assert_cmpstr(line, ==, "30 × 20 × 10 · 1.3 s");
    g_assert_null(lm_result_line(NULL));
}

static const char *fact(const GPtrArray *facts, const char *label)
{
    for (guint i = 0; i < facts->len; i++) {
        const LmFact *f = facts->pdata[i];
        if (g_str_equal(f->label, label))
            return f->text;
    }
    return NULL;
}

static void test_facts(void)
{
    GVariantDict inner, dict;
    g_variant_dict_init(&inner, NULL);
    g_variant_dict_insert(&inner, "area_mm2", "d", 12.5);
    g_variant_dict_insert(&inner, "closed", "b", TRUE);
    g_variant_dict_init(&dict, NULL);
    g_variant_dict_insert(&dict, "columns", "t", (guint64)1234567);
    g_variant_dict_insert(&dict, "map", "s", "jet");
    g_variant_dict_insert_value(&dict, "measure", g_variant_dict_end(&inner));
    g_variant_dict_insert_value(&dict, "picture", g_variant_new_bytestring("png"));
    g_autoptr(GVariant) found = g_variant_ref_sink(g_variant_dict_end(&dict));
    LmResult result = {.info = volume_info(), .facts = found};
    g_autoptr(GPtrArray) facts = lm_result_facts(&result);
    g_assert_cmpstr(fact(facts, "Area"), ==, "12.5 mm²");
    g_assert_cmpstr(fact(facts, "Closed"), ==, "yes");
    g_assert_cmpstr(fact(facts, "Columns"), ==, "1\u202f234\u202f567");
    g_assert_cmpstr(fact(facts, "Map"), ==, "jet");
    g_assert_cmpstr(fact(facts, "Measures"), ==, "30 × 20 × 10 mm");
    g_assert_null(fact(facts, "Picture"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (const lm_op *const *op = lm_ops(); *op; op++) {
        g_autofree char *path = g_strdup_printf("/desktop/first-texts/%s", (*op)->name);
        if (!((*op)->flags & LM_OP_SOURCE))
            g_test_add_data_func(path, *op, test_first_texts);
    }
    g_test_add_func("/desktop/steps/sensible", test_sensible);
    g_test_add_func("/desktop/steps/move", test_move);
    g_test_add_func("/desktop/steps/shift", test_shift);
    g_test_add_func("/desktop/steps/remove-and-wrap", test_remove_and_wrap);
    g_test_add_func("/desktop/steps/duplicate", test_duplicate);
    g_test_add_func("/desktop/steps/line", test_line);
    g_test_add_func("/desktop/steps/flow", test_flow);
    g_test_add_func("/desktop/steps/words", test_words);
    g_test_add_func("/desktop/steps/facts", test_facts);
    return g_test_run();
}
