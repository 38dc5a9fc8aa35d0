/* The box of a step, between the job's text and the faces that are dragged. */
#include "slice-box.h"

#include "lamina/registry.h"

/* A session whose job has no input, so that nothing runs, and one step, which is selected. */
static LmSession *session_with(const char *op, const char *box, const char *unit)
{
    LmSession *session = lm_session_new(1, 0);
    LmDocument *document = lm_session_document(session);
    lm_job *job = lm_document_edit(document);
    lm_step *step = lm_step_new(lm_op_find(op));
    g_assert_true(lm_step_set(step, "box", box, NULL));
    g_assert_true(!unit || lm_step_set(step, "unit", unit, NULL));
    g_ptr_array_add(job->steps, step);
    lm_document_commit(document, job, "step", NULL);
    lm_session_select(session, lm_job_step_at(lm_document_job(document), 1)->tag);
    return session;
}

static lm_volume *volume_of_halves(void)
{
    lm_grid grid = lm_grid_make(100, 80, 60);
    for (int k = 0; k < 3; k++)
        grid.spacing[k] = 0.5;
    return lm_volume_new(&grid, LM_UINT8, 1, NULL);
}

static void expect_box(LmSession *session, const double expected[6])
{
    g_autoptr(lm_volume) volume = volume_of_halves();
    double box[6];
    lm_slice_box_get(session, volume, box);
    for (int i = 0; i < 6; i++)
        g_assert_cmpfloat_with_epsilon(box[i], expected[i], 1e-9);
}

static void put_box(LmSession *session, const double box[6], unsigned drag, const char *expected)
{
    g_autoptr(lm_volume) volume = volume_of_halves();
    lm_slice_box_set(session, volume, box, drag);
    g_autofree char *text = lm_step_text(lm_session_selected_step(session));
    g_assert_cmpstr(text, ==, expected);
}

static void test_crop_by_voxels(void)
{
    g_autoptr(LmSession) session = session_with("crop", "0 99 10 10 5 29", NULL);
    expect_box(session, (double[]){0, 100, 10, 11, 5, 30});
    put_box(session, (double[]){1, 99, 10, 12, 5, 30}, 1, "crop box=\"1 98 10 11 5 29\"");
    expect_box(session, (double[]){1, 99, 10, 12, 5, 30});
}

static void test_crop_by_mm(void)
{
    g_autoptr(LmSession) session = session_with("crop", "0 50 5 5.3 2.25 15", "mm");
    expect_box(session, (double[]){0, 100, 10, 10.6, 4.5, 30});
    put_box(session, (double[]){1, 99, 10, 12, 4.5, 30}, 1,
            "crop box=\"0.5 49.5 5 6 2.25 15\" unit=\"mm\"");
}

static void test_outside_and_missing(void)
{
    g_autoptr(LmSession) outside = session_with("crop", "90 300 200 210 0 5", NULL);
    expect_box(outside, (double[]){90, 100, 79, 80, 0, 6});
    g_autoptr(LmSession) missing = session_with("crop", NULL, NULL);
    expect_box(missing, (double[]){0, 100, 0, 80, 0, 60});
}

static void test_figures(void)
{
    g_autoptr(LmSession) session = session_with("unplot", "20 59 8 71", NULL);
    g_assert_true(lm_slice_box_is_of_figures(session));
    expect_box(session, (double[]){20, 60, 8, 72, 0, 60});
    put_box(session, (double[]){21, 60, 8, 70, 0, 60}, 1, "unplot box=\"21 59 8 69\"");
}

static void test_a_drag_is_one_edit(void)
{
    g_autoptr(LmSession) session = session_with("crop", "0 99 0 79 0 59", NULL);
    put_box(session, (double[]){1, 100, 0, 80, 0, 60}, 1, "crop box=\"1 99 0 79 0 59\"");
    put_box(session, (double[]){2, 100, 0, 80, 0, 60}, 1, "crop box=\"2 99 0 79 0 59\"");
    put_box(session, (double[]){3, 100, 0, 80, 0, 60}, 2, "crop box=\"3 99 0 79 0 59\"");
    lm_document_undo(lm_session_document(session));
    expect_box(session, (double[]){2, 100, 0, 80, 0, 60});
    lm_document_undo(lm_session_document(session));
    expect_box(session, (double[]){0, 100, 0, 80, 0, 60});
}

static void test_steps_without_a_box(void)
{
    g_autoptr(LmSession) session = lm_session_new(1, 0);
    g_assert_null(lm_slice_box_volume(session));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/box/crop-by-voxels", test_crop_by_voxels);
    g_test_add_func("/box/crop-by-mm", test_crop_by_mm);
    g_test_add_func("/box/outside-and-missing", test_outside_and_missing);
    g_test_add_func("/box/figures", test_figures);
    g_test_add_func("/box/a-drag-is-one-edit", test_a_drag_is_one_edit);
    g_test_add_func("/box/steps-without-a-box", test_steps_without_a_box);
    return g_test_run();
}
