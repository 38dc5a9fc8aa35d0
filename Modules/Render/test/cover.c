/* What is hidden behind depths that are known, to the margins. */
#include "cover.h"
#include "testing.h"

enum { PIXELS = 64, TILE = 8 };

static const lm_camera camera = {
    .right = {1, 0, 0}, .up = {0, 1, 0}, .towards = {0, 0, 1}, .half_height = 16};
static const lm_shot shot = {
    .camera = &camera, .centre = {5, 6, 7}, .distance = 100, .width = PIXELS, .height = PIXELS};

/* A cover of some rows, all of whose depths are a half but that of one pixel, which is open. */
static lm_cover *cover_of(float depths[PIXELS * PIXELS], int first_row, int rows, int open)
{
    for (int i = 0; i < PIXELS * rows; i++)
        depths[i] = i == open ? 1 : 0.5F;
    const lm_region part = {0, PIXELS, first_row, first_row + rows};
    lm_cover *cover = lm_cover_new(&part, depths, NULL);
    lm_place far = {{0, PIXELS}, {first_row, first_row + rows}, 0.9};
    g_assert_false(lm_cover_hides(cover, &far)); /* before it looked */
    lm_cover_update(cover);
    return cover;
}

static bool hides(const lm_cover *cover, double left, double right, double low, double high,
                  double depth)
{
    lm_place place = {{left, right}, {low, high}, depth};
    return lm_cover_hides(cover, &place);
}

/* What lies as deep as what covers it, but for rounding, may be seen. */
static void test_depth(void)
{
    float depths[PIXELS * PIXELS];
    g_autoptr(lm_cover) cover = cover_of(depths, 0, PIXELS, -1);
    static const double seen[] = {0, 0.4, 0.499, 0.5, 0.500005}, hidden[] = {0.50002, 0.51, 0.9};
    for (size_t i = 0; i < G_N_ELEMENTS(seen); i++)
        g_assert_false(hides(cover, 10, 30, 10, 30, seen[i]));
    for (size_t i = 0; i < G_N_ELEMENTS(hidden); i++)
        g_assert_true(hides(cover, 10, 30, 10, 30, hidden[i]));
    lm_cover_lift(cover);
    g_assert_false(hides(cover, 10, 30, 10, 30, 0.9));
}

/* Nothing is hidden that reaches within a pixel of a tile that is open, on any side. */
static void test_margin(void)
{
    enum { X = 40, Y = 16 }; /* of the tile */
    float depths[PIXELS * PIXELS];
    g_autoptr(lm_cover) cover = cover_of(depths, 0, PIXELS, (Y + 4) * PIXELS + X + 3);
    for (int near = 0; near < 2; near++) {
        double gap = near ? 0.9 : 1.1;
        g_assert_cmpint(hides(cover, 9, X - gap, 18, 20, 0.9), ==, !near);
        g_assert_cmpint(hides(cover, X + TILE + gap, 60, 18, 20, 0.9), ==, !near);
        g_assert_cmpint(hides(cover, 42, 44, 1, Y - gap, 0.9), ==, !near);
        g_assert_cmpint(hides(cover, 42, 44, Y + TILE + gap, 60, 0.9), ==, !near);
    }
    g_assert_false(hides(cover, 0, PIXELS, 0, PIXELS, 0.9));
}

/* Rows of a picture know nothing of others. */
static void test_rows(void)
{
    enum { FIRST = 16, ROWS = 24 };
    float depths[PIXELS * PIXELS];
    g_autoptr(lm_cover) cover = cover_of(depths, FIRST, ROWS, -1);
    g_assert_true(hides(cover, 10, 30, 2, FIRST - 1.1, 0.1));
    g_assert_false(hides(cover, 10, 30, 2, FIRST - 0.9, 0.1));
    g_assert_false(hides(cover, 10, 30, FIRST + ROWS - 0.1, 60, 0.1));
    g_assert_true(hides(cover, 10, 30, FIRST + ROWS + 1.1, 60, 0.1));
}

/* Nor columns. */
static void test_columns(void)
{
    enum { FIRST = 20, COLUMNS = 16, ROWS = 10 };
    const lm_region part = {FIRST, FIRST + COLUMNS, 0, ROWS};
    float depths[COLUMNS * ROWS];
    for (int i = 0; i < COLUMNS * ROWS; i++)
        depths[i] = i % COLUMNS == COLUMNS - 1 ? 1 : 0.5F;
    g_autoptr(lm_cover) cover = lm_cover_new(&part, depths, NULL);
    lm_cover_update(cover);
    g_assert_true(hides(cover, 1, FIRST - 1.1, 2, 9, 0.1));
    g_assert_false(hides(cover, 1, FIRST - 0.9, 2, 9, 0.1));
    g_assert_true(hides(cover, FIRST, FIRST + TILE - 1.1, 2, 9, 0.9));
    g_assert_false(hides(cover, FIRST, FIRST + TILE - 0.9, 2, 9, 0.9));
    g_assert_true(hides(cover, FIRST + COLUMNS + 1.1, PIXELS, 2, 9, 0.1));
}

/* Two pixels for a millimetre, the centre in the middle; the depth of its front. */
static void test_place(void)
{
    const float box[6] = {4, 7, 6, 8, -13, 20};
    lm_place place = lm_place_of(&shot, box);
    const double got[] = {place.across[0], place.across[1], place.up[0], place.up[1], place.depth};
    const double expected[] = {30, 36, 32, 36, (0.8 - LM_SHOT_NEAR) / (LM_SHOT_FAR - LM_SHOT_NEAR)};
    for (size_t i = 0; i < G_N_ELEMENTS(got); i++)
        g_assert_cmpfloat_with_epsilon(got[i], expected[i], 1e-9);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/render/cover/depth", test_depth);
    g_test_add_func("/render/cover/margin", test_margin);
    g_test_add_func("/render/cover/rows", test_rows);
    g_test_add_func("/render/cover/columns", test_columns);
    g_test_add_func("/render/cover/place", test_place);
    return g_test_run();
}
