/* Signed distances against those measured pixel by pixel. */
#include "between_distance.h"

#include <math.h>

enum { MOST = 40 };

static double to_nearest(const between_window *w, const guint8 *mask, gint64 x, gint64 y)
{
    double least = INFINITY;
    for (gint64 v = 0; v < w->height; v++)
        for (gint64 u = 0; u < w->width; u++)
            if (!mask[v * w->width + u] != !mask[y * w->width + x])
                least = fmin(
                    least, hypot((double)(u - x) * w->spacing[0], (double)(v - y) * w->spacing[1]));
    return least;
}

static void check(const between_window *w, const guint8 *mask)
{
    float rows[4 * MOST], distance[MOST * MOST];
    between_distance(w, mask, rows, distance);
    const double half = fmin(w->spacing[0], w->spacing[1]) / 2;
    for (gint64 y = 0; y < w->height; y++)
        for (gint64 x = 0; x < w->width; x++) {
            double truth = fmin(to_nearest(w, mask, x, y) - half, w->limit);
            gint64 i = y * w->width + x;
            g_assert_cmpfloat_with_epsilon(distance[i], mask[i] ? truth : -truth, 1e-4);
        }
}

static void equal_to_brute_force(void)
{
    static const between_window windows[] = {
        {40, 31, {1, 1}, 100},   {40, 31, {1, 1}, 3}, {31, 40, {0.5, 2}, 6}, {23, 40, {3, 0.7}, 9},
        {40, 1, {0.2, 0.2}, 30}, {1, 40, {1, 1}, 5},  {1, 1, {1, 1}, 7},     {2, 1, {1, 1}, 7},
    };
    g_autoptr(GRand) rand = g_rand_new_with_seed(1);
    for (size_t i = 0; i < G_N_ELEMENTS(windows); i++)
        for (int one_in = 1; one_in <= 500; one_in *= 5) {
            guint8 mask[MOST * MOST];
            for (int k = 0; k < MOST * MOST; k++)
                mask[k] = g_rand_int_range(rand, 0, one_in + 1) == 0;
            check(&windows[i], mask);
        }
}

static void without_border_at_the_limit(void)
{
    const between_window w = {5, 4, {1, 1}, 2.5};
    float rows[20], distance[20];
    guint8 mask[20] = {0};
    between_distance(&w, mask, rows, distance);
    for (int i = 0; i < 20; i++) {
        g_assert_cmpfloat(distance[i], ==, -2.5F);
        mask[i] = 1;
    }
    between_distance(&w, mask, rows, distance);
    for (int i = 0; i < 20; i++)
        g_assert_cmpfloat(distance[i], ==, 2.5F);
}

/* Straight borders stay, wherever they run; a lone pixel sinks by what its neighbours are lower. */
static void softened(void)
{
    const between_window w = {7, 7, {1, 1}, 9};
    float rows[14], distance[49];
    for (int i = 0; i < 49; i++)
        distance[i] = (float)(i % 7) + 2 * (float)(i / 7);
    between_distance_soften(&w, rows, distance);
    for (int y = 1; y < 6; y++)
        for (int x = 1; x < 6; x++)
            g_assert_cmpfloat_with_epsilon(distance[7 * y + x], x + 2 * y, 1e-5);
    for (int i = 0; i < 49; i++)
        distance[i] = i == 24 ? 36 : 0;
    between_distance_soften(&w, rows, distance);
    static const double row[] = {1, 4, 1};
    for (int y = 0; y < 3; y++)
        for (int x = 0; x < 3; x++)
            g_assert_cmpfloat_with_epsilon(distance[7 * (y + 2) + x + 2], row[x] * row[y], 1e-5);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/between-distance/equal-to-brute-force", equal_to_brute_force);
    g_test_add_func("/between-distance/without-border-at-the-limit", without_border_at_the_limit);
    g_test_add_func("/between-distance/softened", softened);
    return g_test_run();
}
