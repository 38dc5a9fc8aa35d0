/* Where the eye goes when a camera is turned, rolled, panned and zoomed, and back to numbers. */
#include "lamina/camera.h"
#include "testing.h"

#include <math.h>

static void assert_near(const double a[3], double x, double y, double z)
{
    const double b[3] = {x, y, z};
    for (int k = 0; k < 3; k++)
        g_assert_cmpfloat_with_epsilon(a[k], b[k], 1e-12);
}

/* From the front a quarter to the picture's right (the patient's left, +x) is the left view; then a
 * quarter upwards one looks down on the head. */
static void test_turn(void)
{
    lm_camera c = lm_camera_of(LM_VIEW_FRONT), left = lm_camera_of(LM_VIEW_LEFT);
    lm_camera_turn(&c, 90, 0);
    assert_near(c.towards, left.towards[0], left.towards[1], left.towards[2]);
    assert_near(c.up, 0, 0, 1);
    assert_near(c.right, left.right[0], left.right[1], left.right[2]);
    lm_camera_turn(&c, 0, 90);
    assert_near(c.towards, 0, 0, -1);
    assert_near(c.up, -1, 0, 0);
}

/* What was up is at the right after a quarter clockwise. */
static void test_roll(void)
{
    lm_camera c = lm_camera_of(LM_VIEW_FRONT);
    lm_camera_roll(&c, 90);
    assert_near(c.right, 0, 0, 1);
    assert_near(c.up, -1, 0, 0);
}

/* However often it is turned, the axes stay at right angles and of length one. */
static void test_often(void)
{
    lm_camera c = lm_camera_of(LM_VIEW_THREE_QUARTER);
    for (int i = 0; i < 10000; i++) {
        lm_camera_turn(&c, 1.7, -0.9);
        lm_camera_roll(&c, 0.3);
    }
    const double *axes[] = {c.right, c.up, c.towards};
    for (int a = 0; a < 3; a++)
        for (int b = 0; b < 3; b++) {
            double dot = 0;
            for (int k = 0; k < 3; k++)
                dot += axes[a][k] * axes[b][k];
            g_assert_cmpfloat_with_epsilon(dot, a == b, 1e-12);
        }
}

/* Any orientation, at the poles as well, comes back from its three numbers at any view. */
static void test_numbers(void)
{
    static const double turns[][3] = {{0, 0, 0},     {35, -20, 10}, {-170, 89, 179}, {10, 90, 30},
                                      {0, -90, -45}, {120, 45, 0},  {77, 130, -200}};
    for (int view = 0; lm_view_names[view]; view++)
        for (size_t i = 0; i < G_N_ELEMENTS(turns); i++) {
            lm_camera a = lm_camera_turned(LM_VIEW_TOP, turns[i]);
            double back[3];
            lm_camera_turn_from(&a, (lm_view)view, back);
            lm_camera b = lm_camera_turned((lm_view)view, back);
            for (int k = 0; k < 3; k++) {
                g_assert_cmpfloat_with_epsilon(a.right[k], b.right[k], 1e-7);
                g_assert_cmpfloat_with_epsilon(a.towards[k], b.towards[k], 1e-7);
            }
        }
    double none[3];
    lm_camera front = lm_camera_of(LM_VIEW_FRONT);
    lm_camera_turn_from(&front, LM_VIEW_FRONT, none);
    assert_near(none, 0, 0, 0);
}

static lm_camera framed(void)
{
    static const double turn[3] = {20, 30, 40};
    lm_camera c = lm_camera_turned(LM_VIEW_BACK, turn);
    c.half_height = 50;
    c.centre[0] = 7;
    return c;
}

static void test_pixels(void)
{
    lm_camera c = framed();
    const double pixel[2] = {123, 45};
    double world[3], again[2], depth;
    lm_camera_unproject(&c, 400, 300, pixel, -12, world);
    lm_camera_project(&c, 400, 300, world, again, &depth);
    g_assert_cmpfloat_with_epsilon(again[0], pixel[0], 1e-9);
    g_assert_cmpfloat_with_epsilon(again[1], pixel[1], 1e-9);
    g_assert_cmpfloat_with_epsilon(depth, -12, 1e-9);

    lm_camera_pan(&c, 300, 10, -20);
    lm_camera_project(&c, 400, 300, world, again, &depth);
    g_assert_cmpfloat_with_epsilon(again[0], pixel[0] + 10, 1e-9);
    g_assert_cmpfloat_with_epsilon(again[1], pixel[1] - 20, 1e-9);
}

/* What is under the pointer stays there; the rest grows. */
static void test_zoom_at(void)
{
    lm_camera c = framed();
    const double pixel[2] = {30, 250};
    double world[3], again[2], depth;
    lm_camera_unproject(&c, 400, 300, pixel, 0, world);
    lm_camera_zoom_at(&c, 400, 300, pixel[0], pixel[1], 2.5);
    lm_camera_project(&c, 400, 300, world, again, &depth);
    g_assert_cmpfloat_with_epsilon(again[0], pixel[0], 1e-9);
    g_assert_cmpfloat_with_epsilon(again[1], pixel[1], 1e-9);
    g_assert_cmpfloat_with_epsilon(c.half_height, 20, 1e-12);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/camera/turn", test_turn);
    g_test_add_func("/camera/roll", test_roll);
    g_test_add_func("/camera/often", test_often);
    g_test_add_func("/camera/numbers", test_numbers);
    g_test_add_func("/camera/pixels", test_pixels);
    g_test_add_func("/camera/zoom-at", test_zoom_at);
    return g_test_run();
}
