/* The map of a figure, told from its colour bar or from the image alone, also through JPEG. */
#include "bar-map.h"

#include "image-map.h"
#include "testing.h"

#include <math.h>
#include <string.h>

enum { WIDTH = 96, HEIGHT = 360 };
static const plot_box image_box = {8, 20, 40, 340}, bar_box = {56, 20, 72, 340};

/* An image whose rows go through a map as its bar does, from below, each in a dark frame. */
typedef struct picture {
    plot_figures figures;
    plot_panel panel;
    guint8 rgb[HEIGHT * WIDTH * 3];
} picture;

static bool on_frame(const plot_box *box, int x, int y)
{
    return x >= box->x0 && x < box->x1 && y >= box->y0 && y < box->y1 &&
           (x < box->x0 + 1 || x >= box->x1 - 1 || y < box->y0 + 1 || y >= box->y1 - 1);
}

static bool inside(const plot_box *box, int x, int y)
{
    return x >= box->x0 && x < box->x1 && y >= box->y0 && y < box->y1;
}

static void colour_of(const lm_colormap *map, size_t few, double value, guint8 rgb[3])
{
    const double level = floor(value * (double)few) / (double)(few - 1);
    const size_t entry = (size_t)lround(level * (double)(map->n - 1));
    for (int k = 0; k < 3; k++)
        rgb[k] = (guint8)lround(255 * (double)map->rgb[entry][k]);
}

/* By `few` of the map's colours. */
static picture *draw(const lm_colormap *map, size_t few)
{
    picture *p = g_new0(picture, 1);
    p->figures = (plot_figures){.width = WIDTH, .height = HEIGHT, .count = 1, .rgb = p->rgb};
    p->panel = (plot_panel){
        .image = image_box, .framed = true, .has_bar = true, .bar = bar_box, .bar_upright = true};
    memset(p->rgb, 255, sizeof p->rgb);
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++) {
            guint8 *rgb = p->rgb + 3 * (y * WIDTH + x);
            if (on_frame(&bar_box, x, y) || on_frame(&image_box, x, y))
                memset(rgb, 38, 3);
            else if (inside(&bar_box, x, y) || inside(&image_box, x, y))
                colour_of(map, few, (bar_box.y1 - y - 0.5) / (bar_box.y1 - bar_box.y0), rgb);
        }
    return p;
}

static lm_colormap *known(const picture *p)
{
    g_autoptr(lm_colormap) bar = plot_bar_colours(&p->figures, &p->panel);
    return plot_bar_known(bar, &p->panel);
}

/* In JPEG, and by fewer colours than the map has. */
static void named(void)
{
    static const char *const names[] = {"jet", "viridis", "Blues_r", "hsv",
                                        "bwr", "gray",    "coolwarm"};
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        for (int quality = 0; quality <= 95; quality += 75 - (quality ? 55 : 0)) {
            g_autoptr(lm_colormap) map = lm_colormap_find(names[i]);
            g_autofree picture *p = draw(map, quality == 75 ? 64 : map->n);
            if (quality)
                test_through_jpeg(p->rgb, WIDTH, HEIGHT, quality, 2, 2);
            g_autoptr(lm_colormap) found = known(p);
            g_assert_nonnull(found);
            g_assert_cmpstr(found->family, ==, map->family);
            g_assert_cmpint(g_str_has_suffix(found->name, "_r"), ==,
                            g_str_has_suffix(names[i], "_r"));
        }
}

/* Maps that are not known, if near to a known one. */
static void unknown(void)
{
    static const char *const names[] = {"jet", "viridis", "gray"};
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        for (int lossy = 0; lossy < 2; lossy++) {
            g_autoptr(lm_colormap) map = lm_colormap_find(names[i]);
            for (size_t k = 0; k < map->n; k++)
                map->rgb[k][1] = powf(map->rgb[k][1], 1.4F);
            g_autofree picture *p = draw(map, map->n);
            if (lossy)
                test_through_jpeg(p->rgb, WIDTH, HEIGHT, 75, 2, 2);
            g_assert_null(known(p));
        }
}

/* Black for what is no measurement, at the lower end of the map: too little of the bar to tell, but
 * not of the image. */
static void one_colour_apart(void)
{
    g_autoptr(lm_colormap) map = lm_colormap_find("jet");
    const plot_image image = {NULL, &image_box, NULL};
    for (int apart = 0; apart < 2; apart++) {
        g_autofree picture *p = draw(map, 64);
        g_autofree guint8 *overlay = g_malloc0((gsize)WIDTH * HEIGHT);
        for (int y = 200; apart && y < 260; y++)
            memset(p->rgb + 3 * (y * WIDTH + 10), 0, 60);
        for (int y = 334; apart && y < 339; y++)
            memset(p->rgb + 3 * (y * WIDTH + 57), 0, 42);
        plot_image of = image;
        of.figures = &p->figures;
        of.overlay = overlay;
        g_autoptr(lm_colormap) bar = plot_bar_colours(&p->figures, &p->panel);
        g_autoptr(lm_colormap) found = plot_bar_known(bar, &p->panel);
        g_assert_cmpstr(found->family, ==, "jet");
        g_assert_cmpint(plot_image_needs_bar(&of, bar, found), ==, apart);
    }
}

/* All colours of gist_rainbow lie on hsv: the entries themselves tell, but not after JPEG. */
static void same_colours(void)
{
    g_autoptr(lm_colormap) map = lm_colormap_find("gist_rainbow");
    for (int lossy = 0; lossy < 2; lossy++) {
        g_autofree picture *p = draw(map, map->n);
        g_autofree guint8 *overlay = g_malloc0((gsize)WIDTH * HEIGHT);
        const plot_image image = {&p->figures, &image_box, overlay};
        GError *error = NULL;
        bool clear;
        if (lossy)
            test_through_jpeg(p->rgb, WIDTH, HEIGHT, 95, 2, 2);
        g_autoptr(lm_colormap) found = plot_image_map(&image, true, &clear, &error);
        g_assert_cmpint(clear, ==, !lossy);
        if (lossy)
            test_assert_error(&error, LM_ERROR_REQUIRE, "gist_rainbow and hsv fit");
        else
            g_assert_cmpstr(found->name, ==, "gist_rainbow");
    }
}

/* Gamma of one channel: a map of its own, that is near to jet or to none. */
static lm_colormap *bent_jet(float gamma)
{
    lm_colormap *map = lm_colormap_find("jet");
    guint8(*rgb)[3] = g_malloc_n(map->n, sizeof *rgb);
    for (size_t i = 0; i < map->n; i++)
        for (int k = 0; k < 3; k++)
            rgb[i][k] =
                (guint8)lroundf(255 * (k == 1 ? powf(map->rgb[i][k], gamma) : map->rgb[i][k]));
    lm_colormap_free(map);
    map = lm_colormap_new("bent", (const guint8(*)[3])rgb, 256);
    g_free(rgb);
    return map;
}

/* What a person says of the map: right, nearly right, another's, nobody's. */
static void said(void)
{
    g_autoptr(lm_colormap) jet = lm_colormap_find("jet"), gray = lm_colormap_find("gray");
    g_autoptr(lm_colormap) near = bent_jet(1.2F), far = bent_jet(8);
    g_autofree guint8 *overlay = g_malloc0((gsize)WIDTH * HEIGHT);
    g_autofree picture *p = draw(jet, 256), *strange = draw(far, 256);
    const plot_image image = {&p->figures, &image_box, overlay},
                     other = {&strange->figures, &image_box, overlay};
    GError *error = NULL;
    g_assert_true(plot_image_bears_out(&image, jet, &error));
    g_assert_true(plot_image_bears_out(&image, near, &error));
    g_assert_true(plot_image_bears_out(&other, far, &error));
    g_assert_no_error(error);
    g_assert_false(plot_image_bears_out(&image, gray, &error));
    test_assert_error(&error, LM_ERROR_REQUIRE, "from jet; leave map out, or say map=\"jet\"");
    g_assert_false(plot_image_bears_out(&other, gray, &error));
    test_assert_error(&error, LM_ERROR_REQUIRE, "not drawn with this map");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/figure-map/named", named);
    g_test_add_func("/figure-map/unknown", unknown);
    g_test_add_func("/figure-map/one-colour-apart", one_colour_apart);
    g_test_add_func("/figure-map/same-colours", same_colours);
    g_test_add_func("/figure-map/said", said);
    return g_test_run();
}
