#include "image-map.h"

#include "lamina/error.h"

#include <math.h>
#include <string.h>

/* Colours farther from a map than this, in 8-bit steps and in the mean, were not drawn with it. */
static const double far_boxed = 28, far_bare = 14;

/* Colours are looked at in runs along the rows, spread evenly over all figures. */
enum { RUN = 16, RUNS = 1250 };

typedef struct colours {
    guint8 rgb[RUNS * RUN][3];
    size_t n;
} colours;

/* Paper shows where there is no image: values that are not numbers. */
static bool is_paper(const plot_figures *figures, const guint8 *rgb)
{
    enum { CLOSE = 8 };
    const guint8 *paper = plot_pixel(figures, 0, 0, 0);
    for (int k = 0; k < 3; k++)
        if (abs(rgb[k] - paper[k]) > CLOSE)
            return false;
    return true;
}

static bool usable(const plot_image *image, gint64 z, gint64 x, gint64 y, bool paper)
{
    for (gint64 i = x; i < x + RUN; i++)
        if (image->overlay[y * image->figures->width + i] ||
            (!paper && is_paper(image->figures, plot_pixel(image->figures, z, i, y))))
            return false;
    return true;
}

/* Every run at the next place along the rows by the golden ratio, so that no period of the image
 * is met. `paper`: runs with pixels in the colour of the paper are taken, too. */
static void take_colours(const plot_image *image, bool paper, colours *c)
{
    enum { EDGE = 2 };
    static const double golden = 0.61803398875;
    const gint64 x0 = (gint64)ceil(image->box->x0) + EDGE, y0 = (gint64)ceil(image->box->y0) + EDGE;
    const gint64 nx = (gint64)floor(image->box->x1) - EDGE - RUN + 1 - x0;
    const gint64 ny = (gint64)floor(image->box->y1) - EDGE - y0;
    const gint64 rows = ny * image->figures->count;
    c->n = 0;
    for (gint64 i = 0; i < RUNS && nx > 0 && ny > 0; i++) {
        const gint64 row = (gint64)((double)rows * ((double)i + 0.5) / RUNS);
        const gint64 z = row / ny, y = y0 + row % ny;
        const gint64 x = x0 + (gint64)((double)nx * fmod((double)i * golden, 1));
        if (!usable(image, z, x, y, paper))
            continue;
        memcpy(c->rgb[c->n], plot_pixel(image->figures, z, x, y), sizeof *c->rgb * RUN);
        c->n += RUN;
    }
}

/* Without paper, unless that leaves next to nothing. */
static colours *colours_of(const plot_image *image)
{
    colours *c = g_new(colours, 1);
    take_colours(image, false, c);
    if (c->n < RUNS * RUN / 20)
        take_colours(image, true, c);
    return c;
}

/* ---- one map, rounded in several ways ---- */

static double distance_to(const lm_colormap *map, const guint8 rgb[3])
{
    const float colour[] = {(float)rgb[0] / 255, (float)rgb[1] / 255, (float)rgb[2] / 255};
    double distance;
    lm_colormap_project(map, colour, &distance);
    return distance;
}

static double mean_distance(const colours *c, const lm_colormap *map)
{
    double sum = 0;
    for (size_t i = 0; i < c->n; i++)
        sum += distance_to(map, c->rgb[i]);
    return sum / (double)MAX(c->n, 1);
}

static bool is_entry(const lm_colormap *map, const guint8 *rgb)
{
    for (size_t i = 0; i < map->n; i++) {
        float most = 0;
        for (int k = 0; k < 3; k++)
            most = MAX(most, fabsf(255 * map->rgb[i][k] - (float)rgb[k]));
        if (most <= 1)
            return true;
    }
    return false;
}

/* The share of the colours that are entries of the map. */
static double share_of_entries(const colours *c, const lm_colormap *map)
{
    enum { EVERY = 8 };
    size_t seen = 0, entries = 0;
    for (size_t i = 0; i < c->n; i += EVERY, seen++)
        entries += is_entry(map, c->rgb[i]);
    return (double)entries / (double)MAX(seen, 1);
}

static const double nearly_all = 0.9;

/* Of a family: the coarse one whose entries alone occur, else the fine one that is nearest. */
static lm_colormap *member(const colours *c, const char *family)
{
    enum { FINE = 256 };
    const lm_colormap *best = NULL;
    double least = INFINITY;
    for (const lm_colormap *const *map = lm_colormaps(); *map; map++) {
        if (g_ascii_strcasecmp((*map)->family, family) != 0)
            continue;
        /* A map of few entries draws no other colours; all of them lie on the finer one as well. */
        const bool fine = (*map)->n >= FINE;
        if (!fine && share_of_entries(c, *map) < nearly_all)
            continue;
        const double distance = fine ? mean_distance(c, *map) : -1;
        if (distance < least) {
            least = distance;
            best = *map;
        }
    }
    return lm_colormap_find(best ? best->name : family);
}

static double best_share_of_entries(const colours *c, const char *family)
{
    double best = 0;
    for (const lm_colormap *const *map = lm_colormaps(); *map; map++)
        if (g_str_equal((*map)->family, family))
            best = MAX(best, share_of_entries(c, *map));
    return best;
}

/* Maps may go through the same colours, as gist_rainbow and hsv do, and yet have other entries: in
 * figures stored without loss these tell. NULL when they do not. */
static const char *drawn_by_entries(const colours *c, const lm_colormap_rank *ranks, size_t n)
{
    static const double fewer = 0.8;
    const char *drawn = NULL;
    for (size_t i = 0; i < n; i++) {
        const double share = best_share_of_entries(c, ranks[i].map->family);
        if (share > fewer && (share < nearly_all || drawn))
            return NULL;
        if (share > fewer)
            drawn = ranks[i].map->family;
    }
    return drawn;
}

/* "jet, turbo and hsv" */
static char *names_of(const lm_colormap_rank *ranks, size_t n)
{
    GString *names = g_string_new(ranks[0].map->family);
    for (size_t i = 1; i < n; i++)
        g_string_append_printf(names, "%s%s", i + 1 == n ? " and " : ", ", ranks[i].map->family);
    return g_string_free(names, FALSE);
}

lm_colormap *plot_image_map(const plot_image *image, bool boxed, bool *clear, GError **error)
{
    enum { BEST = 4 };
    const double far = boxed ? far_boxed : far_bare;
    g_autofree colours *c = colours_of(image);
    lm_colormap_rank ranks[BEST];
    const size_t n = c->n ? lm_colormap_rank_all(c->rgb[0], c->n, RUN, ranks, BEST) : 0;
    *clear = true;
    if (n == 0) {
        lm_fail(error, LM_ERROR_REQUIRE,
                "the image is too small to tell its colour map by; type it, as in map=\"jet\"");
        return NULL;
    }
    if (ranks[0].mean > far) {
        lm_fail(error, LM_ERROR_REQUIRE,
                "the colours of the image lie on no colour map that is known (the nearest, %s, is "
                "%.0f steps of 255 away); if they come from a map of your own, give its colours as "
                "a file: map=\"colours.csv\"",
                ranks[0].map->family, ranks[0].mean);
        return NULL;
    }
    const size_t close = lm_colormap_rank_close(ranks, n);
    const char *family = close > 1 ? drawn_by_entries(c, ranks, close) : ranks[0].map->family;
    if (!family) {
        g_autofree char *names = names_of(ranks, close);
        *clear = false;
        lm_fail(error, LM_ERROR_REQUIRE,
                "the colour map is not clear: %s fit the colours about equally well; say which, as "
                "in map=\"%s\"",
                names, ranks[0].map->family);
        return NULL;
    }
    return member(c, family);
}

lm_colormap *plot_image_map_of(const plot_image *image, const char *family)
{
    g_autofree colours *c = colours_of(image);
    if (!g_str_has_suffix(family, "_r"))
        return member(c, family);
    g_autofree char *forwards = g_strndup(family, strlen(family) - 2);
    g_autoptr(lm_colormap) map = member(c, forwards);
    g_autofree char *name = g_strconcat(map ? map->name : forwards, "_r", NULL);
    return lm_colormap_find(name);
}

/* Of the known maps that one whose colours those of the image are nearest to. */
static const lm_colormap *nearest_known(const colours *c)
{
    lm_colormap_rank rank;
    return c->n && lm_colormap_rank_all(c->rgb[0], c->n, RUN, &rank, 1) ? rank.map : NULL;
}

bool plot_image_bears_out(const plot_image *image, const lm_colormap *map, GError **error)
{
    static const double slight = 12, no_doubt = 50; /* 8-bit steps */
    g_autofree colours *c = colours_of(image);
    const double mean = mean_distance(c, map);
    const lm_colormap *known = mean > slight ? nearest_known(c) : NULL;
    if (!known)
        return true;
    const double least = mean_distance(c, known);
    if (2 * least < mean)
        return lm_fail(
            error, LM_ERROR_REQUIRE,
            "map=\"%s\": the figures were not drawn with this map, for their colours lie "
            "%.0f of 255 steps from it in the mean, and %.0f from %s; leave map out, or "
            "say map=\"%s\"",
            map->name, mean, least, known->family, known->family);
    if (mean > no_doubt)
        return lm_fail(
            error, LM_ERROR_REQUIRE,
            "map=\"%s\": the figures were not drawn with this map, for their colours lie "
            "%.0f of 255 steps from it in the mean; no map that is known fits either, so "
            "give the right one's colours as a file, as in map=\"colours.csv\"",
            map->name, mean);
    return true;
}

bool plot_image_fits(const plot_image *image, const lm_colormap *map)
{
    g_autofree colours *c = colours_of(image);
    return mean_distance(c, map) <= far_boxed;
}

bool plot_image_needs_bar(const plot_image *image, const lm_colormap *bar, const lm_colormap *known)
{
    static const double near = 20, far = 60; /* 8-bit steps */
    g_autofree colours *c = g_new(colours, 1);
    size_t n = 0;
    take_colours(image, true, c);
    for (size_t i = 0; i < c->n; i++)
        n += distance_to(known, c->rgb[i]) > far && distance_to(bar, c->rgb[i]) < near;
    return 50 * n > c->n;
}
