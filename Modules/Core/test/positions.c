#include "lamina/positions.h"

static void even(void)
{
    static const double slightly[] = {-1, -0.5, 0.009, 0.5, 1};
    static const double drifting[] = {0, 1.01, 2.02, 3.03, 4, 5};
    g_assert_null(lm_positions_keep(slightly, 5));
    g_assert_nonnull(lm_positions_keep(drifting, 6)); /* by 3 % in the end, each by 1 % */
    g_assert_null(lm_positions_keep(slightly, 1));
    g_assert_null(lm_positions_keep(slightly, 2));
    g_assert_null(lm_positions_keep(drifting, 4));
}

/* From the first, one block for the same numbers, and those that were given may go. */
static void kept(void)
{
    double mine[] = {3, 3.5, 4.5, 6};
    const double *k = lm_positions_keep(mine, 4);
    mine[1] = 3.25;
    const double *other = lm_positions_keep(mine, 4);
    static const double expected[] = {0, 0.5, 1.5, 3}, turned[] = {0, 1.5, 2.5, 3};
    for (int i = 0; i < 4; i++)
        g_assert_cmpfloat(k[i], ==, expected[i]);
    g_assert_true(lm_positions_keep(expected, 4) == k);
    g_assert_true(other != k);
    const double *back = lm_positions_reversed(k, 4);
    for (int i = 0; i < 4; i++)
        g_assert_cmpfloat(back[i], ==, turned[i]);
    g_assert_true(lm_positions_reversed(back, 4) == k);
    g_assert_cmpfloat(lm_positions_mean(k, 4), ==, 1);
    g_autofree char *text = lm_positions_text(k, 4);
    g_assert_cmpstr(text, ==, "0.5 to 1.5");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/positions/even", even);
    g_test_add_func("/positions/kept", kept);
    return g_test_run();
}
