#include "source-grid.h"

#include <math.h>
#include <string.h>

/* A figure of an array of numbers from a fixed sequence: white paper, a dark line around the box,
 * and in it the array, nearest neighbour, whose ends lie between pixels. */
typedef struct drawing {
    gint64 samples[2];
    double x0, y0, x1, y1;
    int blank;   /* one sample in so many is not dark */
    int noise;   /* grey steps, at most, that JPEG adds to each pixel */
    bool smooth; /* from sample to sample, as matplotlib does below three pixels a sample */
} drawing;

enum { WIDTH = 420, HEIGHT = 330 };

static guint32 hash(guint32 a, guint32 b)
{
    guint32 h = a * 2654435761u ^ b * 2246822519u;
    h = (h ^ (h >> 15)) * 3266489917u;
    return h ^ (h >> 13);
}

static int noise_of(const drawing *d, gint64 x, gint64 y)
{
    return (int)(hash((guint32)x, (guint32)(HEIGHT + y)) % (guint32)(d->noise + 1));
}

static double sample_of(const drawing *d, double u, double v)
{
    const guint32 r = hash((guint32)(u + 16), (guint32)(v + 16));
    return r % (guint32)d->blank ? 20 : 40 + (r >> 8) % 160;
}

static double along_x(const drawing *d, double u, double v)
{
    if (!d->smooth)
        return sample_of(d, u, v);
    const double low = floor(u - 0.5), to_next = 0.5 - 0.5 * cos(G_PI * (u - 0.5 - low));
    return (1 - to_next) * sample_of(d, low, v) + to_next * sample_of(d, low + 1, v);
}

static int grey_of(const drawing *d, gint64 x, gint64 y)
{
    const double u = ((double)x + 0.5 - d->x0) / (d->x1 - d->x0) * (double)d->samples[0];
    const double v = ((double)y + 0.5 - d->y0) / (d->y1 - d->y0) * (double)d->samples[1];
    return (int)along_x(d, u, v) + noise_of(d, x, y);
}

static plot_figures *draw(const drawing *d, plot_panel *panel)
{
    plot_figures *f = g_new(plot_figures, 1);
    *f = (plot_figures){WIDTH, HEIGHT, 1, g_malloc(3 * WIDTH * HEIGHT)};
    for (gint64 i = 0; i < WIDTH * HEIGHT; i++)
        memset(f->rgb + 3 * i, 255 - MIN(noise_of(d, i, 0), 5), 3);
    const gint64 x0 = (gint64)d->x0, x1 = (gint64)d->x1;
    const gint64 y0 = (gint64)d->y0, y1 = (gint64)d->y1;
    for (gint64 y = y0; y <= y1; y++)
        for (gint64 x = x0; x <= x1; x++) {
            const bool line = x == x0 || x == x1 || y == y0 || y == y1;
            memset(f->rgb + 3 * (y * WIDTH + x), line ? 38 : grey_of(d, x, y), 3);
        }
    *panel = (plot_panel){.framed = true};
    panel->image = (plot_box){d->x0, d->y0, d->x1, d->y1};
    return f;
}

static plot_extent extent_of(const drawing *d, int axis, const plot_scale *scale)
{
    plot_panel panel;
    plot_extent extent;
    plot_figures *figures = draw(d, &panel);
    g_autofree guint8 *overlay = g_malloc0(WIDTH * HEIGHT);
    plot_find_extent(figures, &panel, overlay, axis, scale, NULL, &extent);
    g_free(figures->rgb);
    g_free(figures);
    return extent;
}

static void assert_size(const drawing *d)
{
    static const plot_scale unlabelled;
    for (int axis = 0; axis < 2; axis++) {
        const plot_extent e = extent_of(d, axis, &unlabelled);
        g_assert_cmpint(e.samples, ==, d->samples[axis]);
        g_assert_cmpfloat(e.confidence, >=, 0.5);
        g_assert_false(e.fewer);
    }
}

static void any_size(void)
{
    static const gint64 sizes[][2] = {{3, 4},     {12, 31},  {64, 48},  {80, 60},
                                      {160, 120}, {173, 97}, {250, 188}};
    for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++)
        assert_size(&(drawing){{sizes[i][0], sizes[i][1]}, 45.6, 30, 365.6, 290.4, 1, 0, false});
}

/* As JPEG leaves them. */
static void uneven_cells(void)
{
    assert_size(&(drawing){{173, 130}, 45.6, 30, 365.6, 290.4, 1, 30, false});
}

/* Edges are blurred, and those of 320 - n cells would stand in the same rhythm. */
static void smooth_transitions_of(gint64 samples, int noise)
{
    static const plot_scale unlabelled;
    const drawing d = {{samples, 120}, 45, 30, 365, 290, 1, noise, true};
    const plot_extent e = extent_of(&d, 0, &unlabelled);
    g_assert_cmpint(e.samples, ==, samples);
    g_assert_cmpfloat(e.confidence, >=, 0.5);
}

static void smooth_transitions(void)
{
    static const gint64 sizes[] = {130, 173, 240};
    for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++)
        smooth_transitions_of(sizes[i], 0);
}

static void smooth_transitions_in_noise(void)
{
    static const gint64 sizes[] = {130, 173, 242};
    for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++)
        smooth_transitions_of(sizes[i], 30);
}

static void mostly_blank(void)
{
    assert_size(&(drawing){{200, 150}, 45.6, 30, 365.6, 290.4, 60, 0, false});
}

/* An axis numbered from 0.5 to n + 0.5 along the box. */
static plot_scale numbered(double x0, double x1, double n)
{
    const double step = n / (x1 - x0);
    return (plot_scale){
        .labels = 5, .at_0 = 0.5 - step * x0, .step = step, .least = 0.5, .greatest = n + 0.5};
}

static void more_samples_than_pixels(void)
{
    const drawing d = {{1000, 800}, 45.6, 30, 365.6, 290.4, 1, 0, false};
    const plot_scale scale = numbered(d.x0, d.x1, 1000), unlabelled = {0};
    const plot_scale *scales[] = {&scale, &unlabelled};
    for (size_t i = 0; i < G_N_ELEMENTS(scales); i++) {
        const plot_extent e = extent_of(&d, 0, scales[i]);
        g_assert_true(e.fewer);
        g_assert_cmpint(e.samples, ==, 320);
        g_assert_cmpfloat(e.confidence, >=, 0.5);
    }
}

/* Labels in micrometres, that might as well count other samples, do not mislead. */
static void labels_in_other_units(void)
{
    const drawing d = {{160, 120}, 45.6, 30, 365.6, 290.4, 1, 0, false};
    const plot_scale scale = numbered(d.x0, d.x1, 96);
    g_assert_cmpint(extent_of(&d, 0, &scale).samples, ==, 160);
}

/* One colour: nothing but the labels can tell. */
static void nothing_to_see(void)
{
    const drawing d = {{160, 120}, 45.6, 30, 365.6, 290.4, G_MAXINT, 0, false};
    const plot_scale scale = numbered(d.x0, d.x1, 160), unlabelled = {0};
    g_assert_cmpint(extent_of(&d, 0, &scale).samples, ==, 160);
    g_assert_cmpint(extent_of(&d, 0, &unlabelled).samples, ==, 320);
}

/* Boxes of a few pixels or none, in figures of a few pixels. */
static void degenerate_boxes(void)
{
    static const plot_box boxes[] = {{0, 0, 0, 0},     {0, 0, 1, 1}, {1, 1, 3, 2},
                                     {-5, -5, 50, 50}, {3, 3, 1, 1}, {0, 0, 6, 4}};
    guint8 rgb[3 * 6 * 4], overlay[6 * 4] = {0};
    for (size_t i = 0; i < sizeof rgb; i++)
        rgb[i] = (guint8)hash((guint32)i, 0);
    const plot_figures figures = {6, 4, 1, rgb};
    const plot_scale broken = {.labels = 3, .at_0 = NAN, .step = INFINITY};
    for (size_t i = 0; i < G_N_ELEMENTS(boxes); i++)
        for (int axis = 0; axis < 2; axis++) {
            const plot_panel panel = {.image = boxes[i], .framed = true};
            plot_extent e;
            plot_find_extent(&figures, &panel, overlay, axis, &broken, NULL, &e);
            g_assert_cmpint(e.samples, >=, 0);
            g_assert_cmpint(e.samples, <=, 6);
        }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/source-grid/any-size", any_size);
    g_test_add_func("/source-grid/uneven-cells", uneven_cells);
    g_test_add_func("/source-grid/smooth-transitions", smooth_transitions);
    g_test_add_func("/source-grid/smooth-transitions-in-noise", smooth_transitions_in_noise);
    g_test_add_func("/source-grid/mostly-blank", mostly_blank);
    g_test_add_func("/source-grid/more-samples-than-pixels", more_samples_than_pixels);
    g_test_add_func("/source-grid/labels-in-other-units", labels_in_other_units);
    g_test_add_func("/source-grid/nothing-to-see", nothing_to_see);
    g_test_add_func("/source-grid/degenerate-boxes", degenerate_boxes);
    return g_test_run();
}
