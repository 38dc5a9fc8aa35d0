#include "lamina/colormap.h"
#include "testing.h"

#include <math.h>
#include <string.h>

enum { RUN = 16, RUNS = 120, N = RUN * RUNS };

static guint32 state;
static int noise(int most)
{
    state = state * 1664525u + 1013904223u;
    return most ? (int)((state >> 8) % (guint32)(2 * most + 1)) - most : 0;
}

static guint8 to_byte(double v)
{
    return (guint8)CLAMP(v + 0.5, 0, 255);
}

/* Slow waves from `lo` to `hi` of the map, in entries as a figure shows them. */
static void draw(const lm_colormap *map, double lo, double hi, int most, guint8 *rgb)
{
    for (size_t i = 0; i < N; i++) {
        double wave = 0.5 - 0.5 * cos(0.005 * (double)i * (1 + (double)i / N));
        double at = (lo + (hi - lo) * wave) * (double)map->n;
        size_t entry = MIN((size_t)at, map->n - 1);
        for (size_t c = 0; c < 3; c++)
            rgb[3 * i + c] = to_byte(255 * (double)map->rgb[entry][c] + noise(most));
    }
}

static void every_map_is_the_best_for_its_own_colours(void)
{
    static guint8 rgb[3 * N];
    for (const lm_colormap *const *map = lm_colormaps(); *map; map++) {
        draw(*map, 0, 1, 0, rgb);
        lm_colormap_rank ranks[4];
        g_assert_cmpuint(lm_colormap_rank_all(rgb, N, RUN, ranks, 4), ==, 4);
        g_assert_cmpstr(ranks[0].map->family, ==, (*map)->family);
        g_assert_cmpfloat(ranks[0].mean, <, 1.5);
        g_assert_cmpfloat(ranks[0].score, <=, ranks[1].score);
        g_assert_cmpstr(ranks[1].map->family, !=, ranks[0].map->family);
    }
}

static void variants_are_told_apart(void)
{
    static const char *const names[] = {"jet", "jet.64", "jet.matplotlib", "jet.gnuplot",
                                        "hot", "hot.64", "pink",           "pink.64"};
    static guint8 rgb[3 * N];
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autoptr(lm_colormap) map = lm_colormap_find(names[i]);
        draw(map, 0, 1, 0, rgb);
        lm_colormap_rank best;
        g_assert_cmpuint(lm_colormap_rank_all(rgb, N, RUN, &best, 1), ==, 1);
        g_assert_cmpstr(best.map->name, ==, names[i]);
    }
    lm_colormap_rank best;
    g_assert_cmpuint(lm_colormap_rank_all(rgb, 0, RUN, &best, 1), ==, 0);
}

static void noise_and_part_of_the_map(void)
{
    static const char *const names[] = {"jet",  "parula", "viridis", "turbo", "inferno", "hot",
                                        "gray", "RdBu",   "bone",    "fire",  "cool",    "plasma"};
    static guint8 rgb[3 * N];
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autoptr(lm_colormap) map = lm_colormap_find(names[i]);
        draw(map, 0, 0.6, 6, rgb);
        for (size_t k = 0; k < N; k += 40) /* a line of the axes */
            memset(rgb + 3 * k, 38, 3);
        lm_colormap_rank best;
        lm_colormap_rank_all(rgb, N, RUN, &best, 1);
        g_assert_cmpstr(best.map->family, ==, map->family);
    }
}

static void one_colour_is_not_clear(void)
{
    guint8 rgb[3 * 64];
    for (size_t i = 0; i < sizeof rgb; i++)
        rgb[i] = i % 3 == 0 ? 255 : 0; /* red, as in a dozen maps */
    lm_colormap_rank ranks[8];
    const size_t n = lm_colormap_rank_all(rgb, 64, 1, ranks, 8);
    g_assert_cmpuint(n, ==, 8);
    g_assert_cmpuint(lm_colormap_rank_close(ranks, n), >, 1);
}

/* ---- colour-mapped planes ---- */

enum { WIDTH = 120, HEIGHT = 80 };

static lm_volume *plane(int components)
{
    g_autoptr(GError) error = NULL;
    lm_grid grid = lm_grid_make(WIDTH, HEIGHT, 1);
    lm_volume *volume = lm_volume_new(&grid, LM_UINT8, components, &error);
    g_assert_no_error(error);
    memset(volume->data, 255, lm_volume_plane_bytes(volume));
    return volume;
}

/* A figure: white around, waves in the middle. */
static lm_volume *figure(const char *name, int components)
{
    g_autoptr(lm_colormap) map = lm_colormap_find(name);
    lm_volume *volume = plane(components);
    for (int y = 10; y < HEIGHT - 10; y++)
        for (int x = 15; x < WIDTH - 15; x++) {
            double v = 0.5 + 0.25 * sin(0.1 * x) + 0.25 * cos(0.15 * y);
            const float *rgb = map->rgb[MIN((size_t)(v * (double)map->n), map->n - 1)];
            guint8 *to = (guint8 *)volume->data + (y * WIDTH + x) * components;
            for (int c = 0; c < 3; c++)
                to[c] = to_byte(255 * (double)rgb[c] + noise(3));
        }
    return volume;
}

static const char *mapped(const lm_volume *volume)
{
    const lm_slab slab = lm_slab_of(volume, (lm_zrange){0, 1});
    return lm_colour_mapped(&slab, 0);
}

static void color_mapped(void)
{
    static const char *const names[] = {"jet", "parula", "viridis", "hot", "turbo", "coolwarm"};
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        for (int components = 3; components <= 4; components++) {
            g_autoptr(lm_volume) volume = figure(names[i], components);
            g_assert_cmpstr(mapped(volume), ==, names[i]);
        }
    g_autoptr(lm_volume) grey = figure("gray", 3);
    g_assert_null(mapped(grey));
    g_autoptr(lm_volume) white = plane(3);
    g_assert_null(mapped(white));
}

/* Two stains in changing mixture, as in histology; and colours of all kinds. */
static void not_mapped(void)
{
    g_autoptr(lm_volume) stains = plane(3), any = plane(3);
    static const double blue[] = {0.65, 0.70, 0.29}, pink[] = {0.07, 0.99, 0.11};
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++) {
            double a = 0.5 + 0.5 * sin(0.11 * x + 0.02 * y), b = 0.5 + 0.5 * cos(0.13 * y);
            guint8 *s = (guint8 *)stains->data + (y * WIDTH + x) * 3;
            guint8 *to = (guint8 *)any->data + (y * WIDTH + x) * 3;
            for (int c = 0; c < 3; c++) {
                s[c] = to_byte(255 * pow(10, -0.7 * (a * blue[c] + b * pink[c])));
                to[c] = to_byte(c == 0 ? 255 * a : c == 1 ? 255 * b : 255 * (1 - a * b));
            }
        }
    g_assert_null(mapped(stains));
    g_assert_null(mapped(any));
}

static void small_or_other(void)
{
    g_autoptr(GError) error = NULL;
    static const gint64 widths[] = {1, 4, 15, 16, 17};
    for (size_t i = 0; i < G_N_ELEMENTS(widths); i++) {
        lm_grid grid = lm_grid_make(widths[i], 1, 1);
        g_autoptr(lm_volume) volume = test_noise(&grid, LM_UINT8, 3, 5);
        mapped(volume);
    }
    lm_grid grid = lm_grid_make(100, 50, 1);
    for (int t = 0; t < LM_TYPE_COUNT; t++) {
        g_autoptr(lm_volume) volume = test_noise(&grid, (lm_type)t, 2, 5);
        g_assert_null(mapped(volume));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/colormap-rank/every-map-is-the-best-for-its-own-colours",
                    every_map_is_the_best_for_its_own_colours);
    g_test_add_func("/colormap-rank/variants-are-told-apart", variants_are_told_apart);
    g_test_add_func("/colormap-rank/noise-and-part-of-the-map", noise_and_part_of_the_map);
    g_test_add_func("/colormap-rank/one-colour-is-not-clear", one_colour_is_not_clear);
    g_test_add_func("/colour-mapped/figures", color_mapped);
    g_test_add_func("/colour-mapped/not", not_mapped);
    g_test_add_func("/colour-mapped/small-or-other", small_or_other);
    return g_test_run();
}
