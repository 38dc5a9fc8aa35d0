#include "lamina/colormap.h"
#include "testing.h"

#include <math.h>
#include <string.h>

static guint32 next(guint32 *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

static void assert_entry(const lm_colormap *map, size_t i, int r, int g, int b)
{
    const int wanted[] = {r, g, b};
    for (int c = 0; c < 3; c++)
        g_assert_cmpfloat(fabs(255 * (double)map->rgb[i][c] - wanted[c]), <, 0.51);
}

static void known(void)
{
    size_t n = 0;
    for (const lm_colormap *const *map = lm_colormaps(); *map; map++, n++) {
        g_assert_cmpuint((*map)->n, >=, 64);
        if (n)
            g_assert_cmpint(g_ascii_strcasecmp((*map)->name, map[-1]->name), >, 0);
        g_autoptr(lm_colormap) found = lm_colormap_find((*map)->name);
        g_assert_cmpstr(found->name, ==, (*map)->name);
    }
    g_assert_cmpuint(n, >, 80);
    g_assert_null(lm_colormap_find("no such map"));
    g_assert_null(lm_colormap_find("_r"));
    g_assert_null(lm_colormap_find(""));
}

/* Ends as MATLAB's, matplotlib's and ImageJ's own manuals give them. */
static void ends(void)
{
    static const struct {
        const char *name;
        int first[3], last[3];
    } cases[] = {
        {"jet", {0, 0, 131}, {128, 0, 0}},         {"JET_R", {128, 0, 0}, {0, 0, 131}},
        {"jet.64", {0, 0, 143}, {128, 0, 0}},      {"viridis", {68, 1, 84}, {253, 231, 37}},
        {"Parula", {61, 38, 169}, {250, 250, 20}}, {"parula-2014", {53, 42, 135}, {249, 251, 14}},
        {"hot", {3, 0, 0}, {255, 255, 255}},       {"Cool", {0, 255, 255}, {255, 0, 255}},
        {"gray", {0, 0, 0}, {255, 255, 255}},      {"rdbu_r", {5, 48, 97}, {103, 0, 31}},
        {"fire", {0, 0, 31}, {255, 255, 254}},     {"hot_iron", {0, 0, 0}, {255, 255, 255}},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(lm_colormap) map = lm_colormap_find(cases[i].name);
        assert_entry(map, 0, cases[i].first[0], cases[i].first[1], cases[i].first[2]);
        assert_entry(map, map->n - 1, cases[i].last[0], cases[i].last[1], cases[i].last[2]);
    }
    g_autoptr(lm_colormap) variant = lm_colormap_find("jet.matplotlib");
    g_assert_cmpstr(variant->family, ==, "jet");
}

/* The nearest place by looking at every segment, in double. */
static double slow_project(const lm_colormap *map, const float rgb[3], double *distance)
{
    double best = INFINITY, place = 0;
    for (size_t i = 0; i + 1 < map->n; i++) {
        double dot = 0, square = 0, away = 0;
        for (int c = 0; c < 3; c++) {
            double d = (double)map->rgb[i + 1][c] - map->rgb[i][c];
            dot += d * ((double)rgb[c] - map->rgb[i][c]);
            square += d * d;
        }
        double f = square > 0 ? CLAMP(dot / square, 0, 1) : 0;
        for (int c = 0; c < 3; c++) {
            double at = map->rgb[i][c] + f * ((double)map->rgb[i + 1][c] - map->rgb[i][c]);
            away += (at - rgb[c]) * (at - rgb[c]);
        }
        if (away < best) {
            best = away;
            place = (double)i + f;
        }
    }
    *distance = 255 * sqrt(best);
    return place / (double)(map->n - 1);
}

static void project_like_the_slow_way(void)
{
    guint32 state = 7;
    static const size_t sizes[] = {2, 3, 16, 17, 18, 256, 4096};
    for (size_t s = 0; s < G_N_ELEMENTS(sizes); s++) {
        g_autofree guint8(*colours)[3] = g_malloc_n(sizes[s], sizeof *colours);
        for (size_t i = 0; i < 3 * sizes[s]; i++)
            ((guint8 *)colours)[i] = (guint8)next(&state);
        g_autoptr(lm_colormap) map = lm_colormap_new("own", (const guint8(*)[3])colours, sizes[s]);
        for (int k = 0; k < 50; k++) {
            float rgb[3];
            for (int c = 0; c < 3; c++)
                rgb[c] = (float)(next(&state) & 255) / 255;
            double distance, slow;
            lm_colormap_project(map, rgb, &distance);
            slow_project(map, rgb, &slow);
            g_assert_cmpfloat(fabs(distance - slow), <, 1e-3);
        }
    }
}

static void project_on_the_line(void)
{
    g_autoptr(lm_colormap) map = lm_colormap_find("viridis");
    for (size_t i = 0; i + 1 < map->n; i++) {
        float middle[3];
        for (int c = 0; c < 3; c++)
            middle[c] = (map->rgb[i][c] + map->rgb[i + 1][c]) / 2;
        double distance, place = lm_colormap_project(map, middle, &distance);
        g_assert_cmpfloat(distance, <, 0.01);
        g_assert_cmpfloat(fabs(255 * place - (double)i - 0.5), <,
                          0.51); /* some entries are equal */
    }
    g_autoptr(lm_colormap) gray = lm_colormap_find("gray");
    double distance, place = lm_colormap_project(gray, (float[]){0.5F, 0.5F, 0.8F}, &distance);
    g_assert_cmpfloat(fabs(place - 0.6), <, 1e-5);
    g_assert_cmpfloat(fabs(distance - 255 * sqrt(0.06)), <, 1e-3);
}

static void same_entry_twice(void)
{
    static const guint8 flat[3][3] = {{9, 9, 9}, {9, 9, 9}, {9, 9, 9}};
    g_autoptr(lm_colormap) map = lm_colormap_new("flat", flat, 3);
    double distance;
    lm_colormap_project(map, (float[]){0, 0, 0}, &distance);
    g_assert_cmpfloat(fabs(distance - sqrt(243)), <, 1e-3);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/colormap/known", known);
    g_test_add_func("/colormap/ends", ends);
    g_test_add_func("/colormap/project-like-the-slow-way", project_like_the_slow_way);
    g_test_add_func("/colormap/project-on-the-line", project_on_the_line);
    g_test_add_func("/colormap/same-entry-twice", same_entry_twice);
    return g_test_run();
}
