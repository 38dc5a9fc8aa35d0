/* The arithmetic behind the solid view and the histogram. */
#include "clip-box.h"
#include "curve-edit.h"
#include "solid-words.h"

#include "testing.h"

#include <math.h>
#include <string.h>

static void assert_words(lm_camera camera, const char *expected)
{
    g_autofree char *words = lm_camera_words(&camera);
    g_assert_cmpstr(words, ==, expected);
}

static void test_words(void)
{
    assert_words(lm_camera_of(LM_VIEW_FRONT), "from the front");
    assert_words(lm_camera_of(LM_VIEW_LEFT), "from the left");
    assert_words(lm_camera_of(LM_VIEW_BOTTOM), "from below");
    assert_words(lm_camera_of(LM_VIEW_THREE_QUARTER), "from the front and the left");
    lm_camera camera = lm_camera_of(LM_VIEW_FRONT);
    lm_camera_turn(&camera, 45, 40); /* the eye goes to the patient's left, and up */
    assert_words(camera, "from the front, the left and above");
}

static void test_bar(void)
{
    g_assert_cmpfloat(lm_bar_length(1, 100), ==, 100);
    g_assert_cmpfloat(lm_bar_length(1, 99), ==, 50);
    g_assert_cmpfloat(lm_bar_length(0.5, 99), ==, 20);
    g_assert_cmpfloat_with_epsilon(lm_bar_length(0.001, 190), 0.1, 1e-12);
    g_autofree char *mm = lm_bar_text(0.5), *um = lm_bar_text(0.05);
    g_assert_cmpstr(mm, ==, "0.5 mm");
    g_assert_cmpstr(um, ==, "50 µm");
}

/* Seen from the front, one voxel of 2 mm along x is 4 pixels to the right. */
static void test_clip(void)
{
    lm_grid grid = lm_grid_make(10, 20, 30);
    grid.spacing[0] = 2;
    LmEye eye = {lm_camera_of(LM_VIEW_FRONT), 400, 200};
    eye.camera.half_height = 50;
    double box[6], handles[6][2];
    lm_clip_whole(&grid, box);
    lm_clip_handles(&eye, &grid, box, handles);
    g_assert_cmpfloat_with_epsilon(handles[1][0] - handles[0][0], 40, 1e-9);
    g_assert_cmpint(lm_clip_handle_at(&eye, &grid, box, handles[1], 3), ==, 1);
    g_assert_cmpint(lm_clip_handle_at(&eye, &grid, box, (double[]){0, 0}, 3), ==, -1);

    lm_clip_drag(&eye, &grid, box, 1, (double[]){-12, 50});
    g_assert_cmpfloat(box[1], ==, 7);
    lm_clip_drag(&eye, &grid, box, 0, (double[]){1000, 0});
    g_assert_cmpfloat(box[0], ==, 6); /* one voxel is left */
    lm_clip_drag(&eye, &grid, box, 1, (double[]){1000, 0});
    g_assert_cmpfloat(box[1], ==, 10);
    lm_clip_drag(&eye, &grid, box, 2, (double[]){30, 30}); /* points at the eye: stays put */
    g_assert_cmpfloat(box[2], ==, 0);
}

/* Two voxels into a grid that runs backwards along x, with voxels twice as large. */
static void test_clip_elsewhere(void)
{
    lm_grid grid = lm_grid_make(10, 20, 30), other = lm_grid_make(5, 10, 15);
    for (int k = 0; k < 3; k++)
        other.spacing[k] = 2;
    other.direction[0] = -1;
    other.direction[8] = -1;
    other.origin[0] = 9.5;
    const double box[6] = {2, 6, 0, 20, 4, 30},
                 expected[6] = {2.5, 4.5, 0.25, 10.25, -14.25, -1.25};
    double converted[6], back[6];
    g_assert_true(lm_clip_convert(&grid, box, &other, converted));
    g_assert_true(lm_clip_convert(&other, converted, &grid, back));
    for (int k = 0; k < 6; k++) {
        g_assert_cmpfloat_with_epsilon(converted[k], expected[k], 1e-9);
        g_assert_cmpfloat_with_epsilon(back[k], box[k], 1e-9);
    }
    const double oblique[9] = {0.6, -0.8, 0, 0.8, 0.6, 0, 0, 0, 1};
    memcpy(other.direction, oblique, sizeof oblique);
    g_assert_false(lm_clip_convert(&grid, box, &other, converted));
}

static lm_curve ramp(void)
{
    return (lm_curve){.count = 3, .points = {{0, 0}, {50, 0.2}, {100, 1}}};
}

static void test_curve(void)
{
    lm_curve c = ramp();
    lm_curve_move(&c, 1, 120, 2, 1);
    g_assert_cmpfloat(c.points[1].value, ==, 99);
    g_assert_cmpfloat(c.points[1].opacity, ==, 1);
    lm_curve_move(&c, 0, -500, 0.5, 1);
    g_assert_cmpfloat(c.points[0].value, ==, -500);

    c = ramp();
    g_assert_cmpint(lm_curve_insert(&c, 75, 0.5, 1), ==, 2);
    g_assert_cmpuint(c.count, ==, 4);
    g_assert_cmpfloat(c.points[2].opacity, ==, 0.5);
    g_assert_cmpfloat(c.points[3].value, ==, 100);
    g_assert_cmpint(lm_curve_insert(&c, 75.5, 0.5, 1), ==, -1);
    g_assert_true(lm_curve_remove(&c, 2));
    g_assert_true(lm_curve_remove(&c, 0));
    g_assert_false(lm_curve_remove(&c, 0));
    g_assert_cmpfloat(c.points[0].value, ==, 50);
}

static void test_full_curve(void)
{
    lm_curve c = {.count = LM_CURVE_MAX};
    for (size_t i = 0; i < LM_CURVE_MAX; i++)
        c.points[i].value = 10 * (double)i;
    g_assert_cmpint(lm_curve_insert(&c, 5, 0, 1), ==, -1);
    g_assert_cmpuint(c.count, ==, LM_CURVE_MAX);
}

static void test_round(void)
{
    g_assert_cmpfloat(lm_round_in_range(118.2342, 255), ==, 118.2);
    g_assert_cmpfloat(lm_round_in_range(-1234.4, 4000), ==, -1234);
    g_assert_cmpfloat(lm_round_in_range(123456, 3e6), ==, 123000);
    g_assert_cmpfloat(lm_round_in_range(0.3000001, 1), ==, 0.3);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/solid/words", test_words);
    g_test_add_func("/solid/bar", test_bar);
    g_test_add_func("/solid/clip", test_clip);
    g_test_add_func("/solid/clip-elsewhere", test_clip_elsewhere);
    g_test_add_func("/solid/curve", test_curve);
    g_test_add_func("/solid/full-curve", test_full_curve);
    g_test_add_func("/solid/round", test_round);
    return g_test_run();
}
