/* Which slices are taken. */
#include "input-edit.h"

static lm_job *new_job(void)
{
    lm_job *job = lm_job_new("test");
    lm_step_set(job->input, "path", "a", NULL);
    return job;
}

static void assert_input(const lm_job *job, const char *expected)
{
    g_autofree char *text = lm_step_text(job->input);
    g_assert_cmpstr(text, ==, expected);
}

static void test_leave_out(void)
{
    g_autoptr(lm_job) job = new_job();
    g_assert_true(lm_input_leave_out(job, "s07.png", "fill", NULL));
    assert_input(job, "input path=\"a\" skip=\"s07.png\" gaps=\"fill\"");
    g_assert_true(lm_input_leave_out(job, "a;b*.png", "close", NULL));
    g_assert_true(lm_input_leave_out(job, "s07.png", "close", NULL));
    assert_input(job, "input path=\"a\" skip=\"s07.png;a?b?.png\" gaps=\"close\"");
    g_assert_true(lm_input_is_left_out(job, "a;b*.png"));
    g_assert_false(lm_input_is_left_out(job, "s08.png"));
    g_assert_true(lm_input_take_again(job, "s07.png", NULL));
    assert_input(job, "input path=\"a\" skip=\"a?b?.png\" gaps=\"close\"");
    g_assert_true(lm_input_take_again(job, "a;b*.png", NULL));
    assert_input(job, "input path=\"a\"");
}

/* What is chosen of a choice is counted as the files have it. */
static void test_choose(void)
{
    g_autoptr(lm_job) job = new_job();
    g_assert_true(lm_input_take_only(job, 10, 29, 100, NULL));
    assert_input(job, "input path=\"a\" slices=\"10 29\"");
    g_assert_true(lm_input_take_every(job, 2, 20, NULL));
    assert_input(job, "input path=\"a\" slices=\"10 29 2\"");
    g_assert_cmpint(lm_input_step(job), ==, 2);
    g_assert_true(lm_input_take_only(job, 1, 4, 10, NULL));
    assert_input(job, "input path=\"a\" slices=\"12 18 2\"");
    lm_input_take_all(job);
    assert_input(job, "input path=\"a\"");
    g_assert_cmpint(lm_input_step(job), ==, 1);
    g_assert_true(lm_input_take_every(job, 3, 100, NULL));
    assert_input(job, "input path=\"a\" slices=\"0 99 3\"");
}

/* Units are of the positions as well. */
static void test_positions(void)
{
    g_autoptr(lm_job) job = new_job();
    g_assert_false(lm_input_has_positions(job));
    g_assert_cmpstr(lm_input_unit(job), ==, "mm");
    g_assert_true(lm_step_set(job->input, "positions", "0 1 3", NULL));
    g_assert_true(lm_step_set(job->input, "unit", "um", NULL));
    g_assert_true(lm_input_has_positions(job));
    g_assert_cmpstr(lm_input_unit(job), ==, "um");
}

static void test_reversed(void)
{
    g_autoptr(lm_job) job = new_job();
    g_assert_false(lm_input_is_reversed(job));
    lm_input_set_reversed(job, true);
    g_assert_true(lm_input_is_reversed(job));
    g_assert_true(lm_input_take_only(job, 0, 9, 100, NULL));
    assert_input(job, "input path=\"a\" slices=\"90 99\" reverse=\"true\"");
    lm_input_set_reversed(job, false);
    assert_input(job, "input path=\"a\" slices=\"90 99\"");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/desktop/input/leave-out", test_leave_out);
    g_test_add_func("/desktop/input/choose", test_choose);
    g_test_add_func("/desktop/input/positions", test_positions);
    g_test_add_func("/desktop/input/reversed", test_reversed);
    return g_test_run();
}
