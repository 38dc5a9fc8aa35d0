#include "layout.h"

#include "testing.h"

#include "lamina/alloc.h"
#include "lamina/error.h"

#include <math.h>
#include <string.h>

enum { width = 320, height = 240 };

static plot_figures *sheet(gint64 count, guint8 grey)
{
    plot_figures *f = g_new0(plot_figures, 1);
    f->width = width;
    f->height = height;
    f->count = count;
    const size_t n = (size_t)(width * height * count * 3);
    f->rgb = lm_alloc(n, 1, "a test's figures", NULL);
    memset(f->rgb, grey, n);
    return f;
}

/* A share of a colour over what is there. */
static void blend(const plot_figures *f, gint64 z, gint64 x, gint64 y, const double colour[3],
                  double share)
{
    guint8 *p = f->rgb + 3 * ((z * f->height + y) * f->width + x);
    for (int c = 0; c < 3; c++)
        p[c] = (guint8)lround(p[c] * (1 - share) + colour[c] * share);
}

/* A smoothed rectangle: pixels get the share that they are covered. */
static void fill(const plot_figures *f, double x0, double y0, double x1, double y1,
                 const double colour[3])
{
    for (gint64 z = 0; z < f->count; z++)
        for (gint64 y = (gint64)floor(y0); y < (gint64)ceil(y1); y++)
            for (gint64 x = (gint64)floor(x0); x < (gint64)ceil(x1); x++)
                blend(f, z, x, y, colour,
                      (MIN(x1, (double)x + 1) - MAX(x0, (double)x)) *
                          (MIN(y1, (double)y + 1) - MAX(y0, (double)y)));
}

/* From blue over green to red. */
static void colour_of(double v, double colour[3])
{
    colour[0] = 255 * CLAMP(2 * v - 0.8, 0, 1);
    colour[1] = 220 * CLAMP(1.6 - fabs(4 * v - 2), 0, 1);
    colour[2] = 200 * CLAMP(1.4 - 2 * v, 0, 1);
}

static double wave(gint64 z, double x, double y)
{
    double v = 0.5 + 0.25 * sin(x / 17 + y / 40 + (double)z) + 0.25 * cos(y / 13 - x / 60);
    return 0.98 * v + 0.02 * fmod(12345.678 * sin(x * 12.9 + y * 78.2 + (double)z), 1);
}

/* An image in a rectangle; its pixels at the border are covered in part. */
static void draw_image(const plot_figures *f, const plot_box *b)
{
    for (gint64 z = 0; z < f->count; z++)
        for (gint64 y = (gint64)floor(b->y0); y < (gint64)ceil(b->y1); y++)
            for (gint64 x = (gint64)floor(b->x0); x < (gint64)ceil(b->x1); x++) {
                double colour[3];
                colour_of(wave(z, (double)x, (double)y), colour);
                blend(f, z, x, y, colour,
                      (MIN(b->x1, (double)x + 1) - MAX(b->x0, (double)x)) *
                          (MIN(b->y1, (double)y + 1) - MAX(b->y0, (double)y)));
            }
}

static void draw_bar(const plot_figures *f, const plot_box *b, bool upright)
{
    for (gint64 z = 0; z < f->count; z++)
        for (gint64 y = (gint64)b->y0; y < (gint64)b->y1; y++)
            for (gint64 x = (gint64)b->x0; x < (gint64)b->x1; x++) {
                double colour[3];
                colour_of(upright ? 1 - ((double)y - b->y0) / (b->y1 - b->y0)
                                  : ((double)x - b->x0) / (b->x1 - b->x0),
                          colour);
                blend(f, z, x, y, colour, 1);
            }
}

static const double black[3] = {0, 0, 0}, ink[3] = {38, 38, 38}, white[3] = {255, 255, 255};

/* Lines with their middle along the edges of a box. */
static void draw_frame(const plot_figures *f, const plot_box *b, double line)
{
    const double h = line / 2;
    fill(f, b->x0 - h, b->y0 - h, b->x0 + h, b->y1 + h, ink);
    fill(f, b->x1 - h, b->y0 - h, b->x1 + h, b->y1 + h, ink);
    fill(f, b->x0 + h, b->y0 - h, b->x1 - h, b->y0 + h, ink);
    fill(f, b->x0 + h, b->y1 - h, b->x1 - h, b->y1 + h, ink);
}

static void assert_box(const plot_box *is, double x0, double y0, double x1, double y1,
                       double within)
{
    g_assert_cmpfloat_with_epsilon(is->x0, x0, within);
    g_assert_cmpfloat_with_epsilon(is->y0, y0, within);
    g_assert_cmpfloat_with_epsilon(is->x1, x1, within);
    g_assert_cmpfloat_with_epsilon(is->y1, y1, within);
}

static plot_layout found(const plot_figures *f)
{
    GError *error = NULL;
    plot_layout layout;
    bool ok = plot_find_layout(f, &layout, &error);
    g_assert_no_error(error);
    g_assert_true(ok);
    return layout;
}

static void assert_refused(const plot_figures *f, const char *pattern)
{
    GError *error = NULL;
    plot_layout layout;
    g_assert_false(plot_find_layout(f, &layout, &error));
    test_assert_error(&error, LM_ERROR_REQUIRE, pattern);
}

/* A smoothed frame tells its middle to a tenth of a pixel. */
static void test_smooth_frame(void)
{
    static const guint8 paper[] = {255, 240, 200};
    for (size_t i = 0; i < G_N_ELEMENTS(paper); i++) {
        g_autoptr(plot_figures) f = sheet(3, paper[i]);
        const plot_box box = {40.6, 30.2, 250.4, 200.7};
        draw_image(f, &box);
        draw_frame(f, &box, 1.1);
        plot_layout layout = found(f);
        g_assert_cmpuint(layout.n_panels, ==, 1);
        g_assert_true(layout.panels[0].framed);
        g_assert_false(layout.panels[0].has_bar);
        assert_box(&layout.panels[0].image, 40.6, 30.2, 250.4, 200.7, 0.15);
    }
}

/* A frame of whole pixels belongs to the image. */
static void test_whole_frame(void)
{
    g_autoptr(plot_figures) f = sheet(1, 255);
    const plot_box box = {40.5, 30.5, 250.5, 200.5};
    draw_image(f, &box);
    draw_frame(f, &box, 1);
    plot_layout layout = found(f);
    assert_box(&layout.panels[0].image, 40, 30, 251, 201, 0.01);
}

static void test_no_frame(void)
{
    g_autoptr(plot_figures) f = sheet(1, 255);
    const plot_box box = {40.3, 30, 250, 200.5};
    draw_image(f, &box);
    plot_layout layout = found(f);
    g_assert_false(layout.panels[0].framed);
    assert_box(&layout.panels[0].image, 40.3, 30, 250, 200.5, 0.15);
}

static gint64 marked(const guint8 *overlay, gint64 x0, gint64 y0, gint64 x1, gint64 y1)
{
    gint64 n = 0;
    for (gint64 y = y0; y < y1; y++)
        for (gint64 x = x0; x < x1; x++)
            n += overlay[y * width + x];
    return n;
}

/* Grid lines as white as the paper, one of them close to the side, do not cut the image. */
static void test_white_grid(void)
{
    g_autoptr(plot_figures) f = sheet(1, 255);
    const plot_box box = {40, 30, 250, 200};
    draw_image(f, &box);
    for (int k = 0; k < 5; k++) {
        fill(f, 43 + 50 * k, 30, 44 + 50 * k, 200, white);
        fill(f, 40, 34 + 50 * k, 250, 35 + 50 * k, white);
    }
    plot_layout layout = found(f);
    g_assert_cmpuint(layout.n_panels, ==, 1);
    assert_box(&layout.panels[0].image, 40, 30, 250, 200, 0.3);
    g_autofree guint8 *overlay = g_new0(guint8, width * height);
    plot_find_overlay(f, &layout.panels[0], overlay);
    g_assert_cmpint(overlay[100 * width + 93], ==, 1);
    g_assert_cmpint(overlay[84 * width + 100], ==, 1);
    g_assert_cmpint(overlay[100 * width + 100], ==, 0);
}

/* Faint lines on speckle are marked; speckle alone is not. */
static void test_faint_grid(void)
{
    lm_grid grid = lm_grid_make(width, height, 1);
    g_autoptr(lm_volume) noise = test_noise(&grid, LM_UINT8, 1, 7);
    for (int lines = 0; lines < 2; lines++) {
        g_autoptr(plot_figures) f = sheet(1, 255);
        const plot_box box = {40, 30, 250, 200};
        for (gint64 y = 30; y < 200; y++)
            for (gint64 x = 40; x < 250; x++) {
                double colour[3];
                colour_of(lm_volume_get(noise, x, y, 0, 0) / 255, colour);
                blend(f, 0, x, y, colour, 1);
                if (lines && x % 40 == 20)
                    blend(f, 0, x, y, white, 0.25);
            }
        draw_frame(f, &box, 1.2);
        plot_layout layout = found(f);
        g_autofree guint8 *overlay = g_new0(guint8, width * height);
        plot_find_overlay(f, &layout.panels[0], overlay);
        for (gint64 x = 44; x < 246; x++)
            g_assert_cmpint(marked(overlay, x, 35, x + 1, 195), ==,
                            lines && x % 40 == 20 ? 160 : 0);
    }
}

/* Equal axes that are wider (higher) than their image. */
static void test_bands(void)
{
    static const plot_box images[] = {{70, 30, 220, 200}, {40, 60, 250, 171}};
    for (size_t i = 0; i < G_N_ELEMENTS(images); i++) {
        g_autoptr(plot_figures) f = sheet(1, 255);
        const plot_box axes = {40.5, 30.5, 250.5, 200.5}, *b = &images[i];
        draw_image(f, b);
        draw_frame(f, &axes, 1);
        plot_layout layout = found(f);
        g_assert_cmpuint(layout.n_panels, ==, 1);
        assert_box(&layout.panels[0].image, b->x0, b->y0, b->x1, b->y1, 1.01);
    }
}

/* Beside the image and below it. */
static void test_bars(void)
{
    static const plot_box bars[] = {
        {262, 30, 274, 200}, {262, 60, 266, 170}, {10, 30, 30, 201}, {40, 215, 250, 225}};
    for (size_t i = 0; i < G_N_ELEMENTS(bars); i++) {
        g_autoptr(plot_figures) f = sheet(2, 255);
        const plot_box box = {40, 30, 250, 200}, *bar = &bars[i];
        draw_image(f, &box);
        draw_frame(f, &box, 1.2);
        draw_bar(f, bar, i < 3);
        draw_frame(f, bar, 1.2);
        plot_layout layout = found(f);
        g_assert_cmpuint(layout.n_panels, ==, 1);
        g_assert_true(layout.panels[0].has_bar);
        g_assert_true(layout.panels[0].bar_upright == (i < 3));
        assert_box(&layout.panels[0].image, box.x0, box.y0, box.x1, box.y1, 0.6);
        assert_box(&layout.panels[0].bar, bar->x0, bar->y0, bar->x1, bar->y1, 1);
    }
}

/* With the frame of both between them, above, below and at the sides. */
static void test_touching_bar(void)
{
    static const plot_box boxes[][2] = {{{40, 30, 250, 200}, {250, 30, 264, 200}},
                                        {{54, 30, 250, 200}, {40, 30, 54, 200}},
                                        {{40, 30, 250, 200}, {40, 200, 250, 210}},
                                        {{40, 40, 250, 200}, {40, 30, 250, 40}}};
    for (size_t i = 0; i < G_N_ELEMENTS(boxes); i++) {
        g_autoptr(plot_figures) f = sheet(2, 255);
        const plot_box *image = &boxes[i][0], *bar = &boxes[i][1];
        draw_image(f, image);
        draw_bar(f, bar, i < 2);
        draw_frame(f, image, 1.2);
        draw_frame(f, bar, 1.2);
        plot_layout layout = found(f);
        g_assert_cmpuint(layout.n_panels, ==, 1);
        const plot_panel *panel = &layout.panels[0];
        g_assert_true(panel->has_bar);
        g_assert_true(panel->bar_upright == (i < 2));
        assert_box(&panel->image, image->x0, image->y0, image->x1, image->y1, 0.6);
        assert_box(&panel->bar, bar->x0, bar->y0, bar->x1, bar->y1, 1.6);
    }
}

/* Four panels, the second with a bar of its own. */
static void test_panels(void)
{
    g_autoptr(plot_figures) f = sheet(1, 255);
    static const plot_box boxes[] = {
        {20, 10, 130, 100}, {160, 10, 270, 100}, {20, 130, 130, 220}, {160, 130, 290, 220}};
    for (size_t i = 0; i < G_N_ELEMENTS(boxes); i++)
        draw_image(f, &boxes[i]);
    const plot_box bar = {280, 10, 288, 100};
    draw_bar(f, &bar, true);
    plot_layout layout = found(f);
    g_assert_cmpuint(layout.n_panels, ==, 4);
    for (size_t i = 0; i < G_N_ELEMENTS(boxes); i++)
        assert_box(&layout.panels[i].image, boxes[i].x0, boxes[i].y0, boxes[i].x1, boxes[i].y1,
                   0.1);
    g_assert_cmpuint(layout.largest, ==, 3);
    g_assert_true(layout.panels[1].has_bar);
}

static void test_refused(void)
{
    g_autoptr(plot_figures) blank = sheet(2, 255);
    assert_refused(blank, "blank");

    g_autoptr(plot_figures) lines = sheet(1, 255);
    const plot_box box = {40, 30, 250, 200};
    draw_frame(lines, &box, 1);
    for (int x = 41; x < 249; x++)
        fill(lines, x, 110 + 60 * sin(x / 20.0), x + 1, 112 + 60 * sin(x / 20.0), black);
    assert_refused(lines, "lines or points");

    g_autoptr(plot_figures) scan = sheet(1, 0);
    for (gint64 y = 0; y < height; y++)
        for (gint64 x = 0; x < width; x++) {
            double v = 255 * wave(0, (double)x, (double)y);
            const double grey[3] = {v, v, v};
            if (hypot((double)x - 160, (double)y - 120) < 100)
                blend(scan, 0, x, y, grey, 1);
        }
    assert_refused(scan, "grey pictures");
}

/* Colours to the very edge: the caller decides. */
static void test_bare(void)
{
    g_autoptr(plot_figures) f = sheet(1, 255);
    const plot_box box = {0, 0, width, height};
    draw_image(f, &box);
    plot_layout layout = found(f);
    g_assert_cmpuint(layout.n_panels, ==, 1);
    g_assert_true(layout.panels[0].bare);
    assert_box(&layout.panels[0].image, 0, 0, width, height, 0.01);
}

static void test_tiny(void)
{
    for (gint64 w = 1; w < 6; w++)
        for (gint64 h = 1; h < 6; h++) {
            g_autoptr(plot_figures) f = sheet(1, 255);
            f->width = w;
            f->height = h;
            f->rgb[0] = 0;
            GError *error = NULL;
            plot_layout layout;
            if (!plot_find_layout(f, &layout, &error))
                test_assert_error(&error, LM_ERROR_REQUIRE, "pictures");
        }
}

/* However many specks there are, no more memory is asked for than for a blank sheet. */
static void test_specks(void)
{
    int allocations[2];
    for (int specks = 0; specks < 2; specks++) {
        g_autoptr(plot_figures) f = sheet(1, 255);
        for (gint64 i = 0; specks && i < width * height; i++)
            memset(f->rgb + 3 * i, (i / width + i) & 1 ? 255 : 0, 3);
        GError *error = NULL;
        plot_layout layout;
        lm_alloc_fail_after(-1);
        g_assert_false(plot_find_layout(f, &layout, &error));
        allocations[specks] = lm_alloc_fail_after(-1);
        g_clear_error(&error);
    }
    g_assert_cmpint(allocations[1], ==, allocations[0]);
}

/* A bottom-up BMP of 24 bits, as the data holds it. */
static plot_figures *read_bmp(const char *path)
{
    g_autofree char *bytes = NULL;
    gsize size;
    g_assert_true(g_file_get_contents(path, &bytes, &size, NULL));
    guint32 start, w, h;
    memcpy(&start, bytes + 10, 4);
    memcpy(&w, bytes + 18, 4);
    memcpy(&h, bytes + 22, 4);
    const gsize row = (3 * (gsize)w + 3) / 4 * 4;
    g_assert_cmpuint(start + row * h, <=, size);
    plot_figures *f = g_new0(plot_figures, 1);
    *f = (plot_figures){w, h, 1, lm_alloc((size_t)w * h, 3, "a test's figure", NULL)};
    for (gsize y = 0; y < h; y++)
        for (gsize x = 0; x < w; x++)
            for (gsize c = 0; c < 3; c++)
                f->rgb[3 * (y * w + x) + c] =
                    (guint8)bytes[start + (h - 1 - y) * row + 3 * x + 2 - c];
    return f;
}

/* Black images in a dark frame; the array fits best between 145.6 and 1013.6, 79.7 and 730.9. */
static void test_head(void)
{
    g_autofree char *path = test_data("plots/head-hot/figures/OCT_8.bmp");
    if (!path)
        return;
    g_autoptr(plot_figures) f = read_bmp(path);
    plot_layout layout = found(f);
    g_assert_cmpuint(layout.n_panels, ==, 1);
    g_assert_true(layout.panels[0].framed);
    g_assert_false(layout.panels[0].has_bar);
    assert_box(&layout.panels[0].image, 145.6, 79.7, 1013.6, 730.9, 0.6);
}

/* Frame, ticks and grid lines are marked to the pixel, and no line that belongs to the image. */
static void test_overlay(void)
{
    g_autoptr(plot_figures) f = sheet(1, 255);
    const plot_box box = {40, 30, 250, 200};
    draw_image(f, &box);
    for (int x = 70; x < 250; x += 60)
        fill(f, x, 30, x + 1, 200, black);
    for (int y = 50; y < 200; y += 30)
        fill(f, 40, y, 46, y + 1, ink);
    fill(f, 61, 100, 62, 150, white);
    draw_frame(f, &box, 1.2);
    plot_layout layout = found(f);
    g_autofree guint8 *overlay = g_new0(guint8, width * height);
    plot_find_overlay(f, &layout.panels[0], overlay);
    g_assert_cmpint(marked(overlay, 40, 30, 41, 200), ==, 170);
    g_assert_cmpint(marked(overlay, 249, 30, 250, 200), ==, 170);
    g_assert_cmpint(marked(overlay, 70, 31, 71, 199), ==, 168);
    g_assert_cmpint(marked(overlay, 61, 31, 69, 199), ==, 0);
    g_assert_cmpint(marked(overlay, 41, 50, 46, 51), ==, 5);
    g_assert_cmpint(marked(overlay, 41, 140, 46, 141), ==, 5);
    g_assert_cmpint(marked(overlay, 41, 52, 46, 79), ==, 0);
    g_assert_cmpint(marked(overlay, 0, 0, 39, height), ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/layout/smooth-frame", test_smooth_frame);
    g_test_add_func("/layout/whole-frame", test_whole_frame);
    g_test_add_func("/layout/no-frame", test_no_frame);
    g_test_add_func("/layout/white-grid", test_white_grid);
    g_test_add_func("/layout/faint-grid", test_faint_grid);
    g_test_add_func("/layout/bands", test_bands);
    g_test_add_func("/layout/bars", test_bars);
    g_test_add_func("/layout/touching-bar", test_touching_bar);
    g_test_add_func("/layout/panels", test_panels);
    g_test_add_func("/layout/refused", test_refused);
    g_test_add_func("/layout/bare", test_bare);
    g_test_add_func("/layout/tiny", test_tiny);
    g_test_add_func("/layout/specks", test_specks);
    g_test_add_func("/layout/overlay", test_overlay);
    g_test_add_func("/layout/head", test_head);
    return g_test_run();
}
