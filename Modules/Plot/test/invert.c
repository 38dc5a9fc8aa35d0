#include "invert.h"

#include "fill-missing.h"
#include "lamina/alloc.h"
#include "testing.h"

#include <math.h>
#include <string.h>

/* Maps made by hand. */
static float grey_entries[2][3] = {{0, 0, 0}, {1, 1, 1}};
static float jet_entries[256][3];
static const lm_colormap grey = {.name = "grey", .n = 2, .rgb = grey_entries};
static const lm_colormap jet = {.name = "jet", .n = 256, .rgb = jet_entries};

static void make_jet(void)
{
    for (int k = 0; k < 256; k++)
        for (int c = 0; c < 3; c++) {
            const double at = (k + 0.5) / 256 * 4 - (3 - c);
            jet_entries[k][c] = (float)CLAMP(1.5 - fabs(at), 0, 1);
        }
}

/* A figure of one array: white, with the image in `box`. */
typedef struct drawing {
    plot_figures figures;
    plot_inversion inversion;
    float *truth, *values;
    gint64 samples;
} drawing;

/* Waves with an edge and grains as large as a sample. */
static float truth_at(gint64 x, gint64 y)
{
    const double wave = 0.5 + 0.35 * sin((double)x / 9 + (double)y / 14);
    const double grain = 0.2 * fmod(fabs(sin((double)x * 12.9898 + (double)y * 78.233)) * 437.5, 1);
    return (float)CLAMP(wave + grain - 0.1 - (y > 30 ? 0.2 : 0), 0, 0.999);
}

static void draw_colour(const lm_colormap *map, float value, guint8 *pixel)
{
    const size_t entry = MIN((size_t)(value * (float)map->n), map->n - 1);
    for (int c = 0; c < 3; c++)
        pixel[c] = (guint8)lrintf(255 * map->rgb[entry][c]);
}

static void draw_pixel(drawing *d, gint64 x, gint64 y)
{
    const plot_box *b = &d->inversion.box;
    const double i =
        floor(((double)x + 0.5 - b->x0) / (b->x1 - b->x0) * (double)d->inversion.size[0]);
    const double j =
        floor(((double)y + 0.5 - b->y0) / (b->y1 - b->y0) * (double)d->inversion.size[1]);
    if (i < 0 || j < 0 || i >= d->inversion.size[0] || j >= d->inversion.size[1])
        return;
    const float value = d->truth[(gint64)j * d->inversion.size[0] + (gint64)i];
    draw_colour(d->inversion.map, value, d->figures.rgb + 3 * (y * d->figures.width + x));
}

static drawing *draw(const lm_colormap *map, gint64 width, gint64 height, plot_box box, gint64 nx,
                     gint64 ny)
{
    drawing *d = g_new0(drawing, 1);
    d->figures = (plot_figures){.width = width, .height = height, .count = 1};
    d->figures.rgb = g_malloc((gsize)(width * height * 3));
    memset(d->figures.rgb, 255, (size_t)(width * height * 3));
    d->inversion =
        (plot_inversion){.figures = &d->figures, .box = box, .size = {nx, ny}, .map = map};
    d->samples = nx * ny;
    d->truth = g_new(float, d->samples);
    d->values = g_new(float, d->samples);
    for (gint64 k = 0; k < d->samples; k++)
        d->truth[k] = truth_at(k % nx, k / nx);
    for (gint64 y = 0; y < height; y++)
        for (gint64 x = 0; x < width; x++)
            draw_pixel(d, x, y);
    return d;
}

static void drawing_free(drawing *d)
{
    g_free(d->figures.rgb);
    g_free(d->truth);
    g_free(d->values);
    g_free(d);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(drawing, drawing_free)

static plot_residual invert(drawing *d)
{
    plot_residual residual;
    GError *error = NULL;
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    g_autoptr(plot_inverter) inverter = plot_inverter_new(&d->inversion, &error);
    g_assert_no_error(error);
    g_assert_true(plot_invert(inverter, 0, d->values, NULL, &residual, context, &error));
    g_assert_no_error(error);
    return residual;
}

/* The place on the line of the map that a value is drawn with: entry k of n shows (k + 0.5) / n. */
static double place_of(const drawing *d, float value)
{
    const double n = (double)d->inversion.map->n;
    return n > 2 ? CLAMP(((double)value * n - 0.5) / (n - 1), 0, 1) : (double)value;
}

static double rms(const drawing *d)
{
    double sum = 0;
    gint64 n = 0;
    for (gint64 k = 0; k < d->samples; k++)
        if (!isnan(d->values[k])) {
            sum += pow((double)d->values[k] - place_of(d, d->truth[k]), 2);
            n++;
        }
    return sqrt(sum / (double)n);
}

static void through_jpeg(plot_figures *f, int quality)
{
    test_through_jpeg(f->rgb, f->width, f->height, quality, 2, 2);
}

/* Not entries of the map, but all between two: places themselves come back. */
static void test_line(void)
{
    g_autoptr(drawing) d = draw(&grey, 64, 48, (plot_box){0, 0, 64, 48}, 64, 48);
    for (gint64 k = 0; k < d->samples; k++)
        memset(d->figures.rgb + 3 * k, (int)lrintf(255 * d->truth[k]), 3);
    const plot_residual residual = invert(d);
    g_assert_cmpfloat(rms(d), <, 0.002);
    g_assert_cmpfloat(residual.p95, <=, 1);
    g_assert_cmpint(residual.off_map + residual.unseen, ==, 0);
}

/* A table of colours, and cells that do not begin where pixels do. */
static void test_exact(void)
{
    g_autoptr(drawing) d = draw(&jet, 160, 120, (plot_box){20.6, 10.3, 140.2, 100.9}, 80, 61);
    const plot_residual residual = invert(d);
    g_assert_cmpfloat(rms(d), <, 0.0013); /* 1 / 256 / sqrt(12), and one share of rounding */
    g_assert_cmpfloat(residual.mean, <=, 0.6);
    g_assert_cmpint(residual.off_map + residual.unseen, ==, 0);
}

/* The simple way: the entry nearest to the pixel in the middle of each cell. */
static float nearest(const guint8 *pixel)
{
    double least = INFINITY, value = 0;
    for (int k = 0; k < 256; k++) {
        double sum = 0;
        for (int c = 0; c < 3; c++)
            sum += pow((double)(pixel[c] - 255 * jet_entries[k][c]), 2);
        if (sum < least)
            least = sum, value = k / 255.0;
    }
    return (float)value;
}

static double simple_rms(drawing *d)
{
    const plot_box *b = &d->inversion.box;
    const gint64 *n = d->inversion.size;
    for (gint64 k = 0; k < d->samples; k++) {
        const double x = b->x0 + ((double)(k % n[0]) + 0.5) / (double)n[0] * (b->x1 - b->x0);
        const double y = b->y0 + ((double)(k / n[0]) + 0.5) / (double)n[1] * (b->y1 - b->y0);
        d->values[k] = nearest(plot_pixel(&d->figures, 0, (gint64)x, (gint64)y));
    }
    return rms(d);
}

static void test_jpeg(int quality)
{
    g_autoptr(drawing) d = draw(&jet, 200, 160, (plot_box){17.6, 16, 177.6, 144.6}, 110, 88);
    through_jpeg(&d->figures, quality);
    const double simple = simple_rms(d);
    const plot_residual residual = invert(d);
    g_test_message("rms %g, nearest entry %g", rms(d), simple);
    g_assert_cmpfloat(rms(d), <, 0.85 * simple);
    g_assert_cmpint(residual.off_map, <, d->samples / 100); /* at the margin */
}

static void test_jpeg_75(void)
{
    test_jpeg(75);
}

static void test_jpeg_95(void)
{
    test_jpeg(95);
}

/* The resolution of chroma that the file says, beside the usual one. */
static void test_sampling(void)
{
    static const int steps[][2] = {{1, 1}, {2, 1}, {1, 2}};
    for (size_t i = 0; i < G_N_ELEMENTS(steps); i++) {
        g_autoptr(drawing) d = draw(&jet, 200, 160, (plot_box){17.6, 16, 177.6, 144.6}, 110, 88);
        test_through_jpeg(d->figures.rgb, 200, 160, 85, steps[i][0], steps[i][1]);
        invert(d);
        const double usual = rms(d);
        memcpy(d->inversion.chroma, steps[i], sizeof steps[i]);
        invert(d);
        g_test_message("%d x %d: rms %g, as usual %g", steps[i][0], steps[i][1], rms(d), usual);
        g_assert_cmpfloat(rms(d), <, 0.95 * usual);
    }
}

/* White patches become missing, also after JPEG, and little else. */
static void test_missing(void)
{
    for (int jpeg = 0; jpeg < 2; jpeg++) {
        g_autoptr(drawing) d = draw(&jet, 128, 96, (plot_box){0, 0, 128, 96}, 64, 48);
        for (gint64 y = 32; y < 64; y++)
            memset(d->figures.rgb + 3 * (y * 128 + 32), 255, (size_t)3 * 48);
        if (jpeg)
            through_jpeg(&d->figures, 75);
        const plot_residual residual = invert(d);
        g_assert_cmpint(ABS(residual.off_map - 24 * 16), <=, jpeg ? 24 : 0);
        g_assert_cmpint(residual.unseen, ==, 0);
        g_assert_true(isnan(d->values[24 * 64 + 30]));
        g_assert_false(isnan(d->values[8 * 64 + 8]));
    }
}

/* What is drawn over the image does not count; a sample under it alone is missing. */
static void test_overlay(void)
{
    g_autoptr(drawing) d = draw(&jet, 64, 64, (plot_box){0, 0, 64, 64}, 32, 32);
    g_autofree guint8 *overlay = g_malloc0(64 * 64);
    for (gint64 x = 0; x < 64; x++) {
        overlay[10 * 64 + x] = 1;
        memcpy(d->figures.rgb + 3 * (10 * 64 + x), d->figures.rgb + 3 * (40 * 64 + x), 3);
    }
    overlay[20 * 64 + 20] = overlay[20 * 64 + 21] = overlay[21 * 64 + 20] = overlay[21 * 64 + 21] =
        1;
    d->inversion.overlay = overlay;
    const plot_residual residual = invert(d);
    g_assert_cmpint(residual.unseen, ==, 1);
    g_assert_cmpint(residual.off_map, ==, 0);
    g_assert_true(isnan(d->values[10 * 32 + 10]));
    g_assert_cmpfloat(rms(d), <, 0.0015);
}

/* A box reaching out of the picture, more samples than pixels, a picture of one pixel. */
static void test_hostile(void)
{
    const plot_box boxes[] = {{0, 0, 1, 1}, {-5, -5, 40, 40}, {30, 30, 31, 90}, {50, 50, 60, 60}};
    for (size_t k = 0; k < G_N_ELEMENTS(boxes); k++)
        for (int jpeg = 0; jpeg < 2; jpeg++) {
            const gint64 side = k ? 33 : 1;
            g_autoptr(drawing) d = draw(&jet, side, side, boxes[k], 50, 7);
            if (jpeg)
                through_jpeg(&d->figures, 50);
            const plot_residual residual = invert(d);
            g_assert_cmpint(residual.unseen, >=, k == 3 ? d->samples : 0);
            g_assert_true(isfinite(residual.mean) && isfinite(residual.p95));
        }
}

static void test_cancelled_and_memory(void)
{
    g_autoptr(drawing) d = draw(&jet, 64, 64, (plot_box){0, 0, 64, 64}, 40, 40);
    through_jpeg(&d->figures, 75);
    plot_residual residual;
    GError *error = NULL;
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    lm_alloc_fail_after(1);
    g_assert_null(plot_inverter_new(&d->inversion, &error));
    test_assert_error(&error, LM_ERROR_MEMORY, "memory");
    lm_alloc_fail_after(-1);
    g_autoptr(plot_inverter) inverter = plot_inverter_new(&d->inversion, NULL);
    for (int k = 0; k < 4; k++) {
        lm_alloc_fail_after(k);
        g_assert_false(plot_invert(inverter, 0, d->values, NULL, &residual, context, &error));
        test_assert_error(&error, LM_ERROR_MEMORY, "memory");
    }
    lm_alloc_fail_after(-1);
    lm_context_cancel(context);
    g_assert_false(plot_invert(inverter, 0, d->values, NULL, &residual, context, &error));
    test_assert_error(&error, LM_ERROR_CANCELLED, "");
}

static void test_fill(void)
{
    float v[5 * 3] = {1, 1, NAN, 3, 3, 1, NAN, NAN, NAN, 3, 1, 1, NAN, 3, 3};
    g_assert_true(plot_fill_missing(v, 5, 3, NULL));
    g_assert_cmpfloat(v[5 + 1], ==, 1);
    g_assert_cmpfloat(v[5 + 3], ==, 3);
    g_assert_cmpfloat_with_epsilon(v[5 + 2], 2, 1e-6);
    float far[7] = {NAN, NAN, 4, NAN, NAN, NAN, NAN}, none[2] = {NAN, NAN};
    g_assert_true(plot_fill_missing(far, 7, 1, NULL));
    for (int k = 0; k < 7; k++)
        g_assert_cmpfloat(far[k], ==, 4);
    g_assert_true(plot_fill_missing(none, 1, 2, NULL));
    g_assert_true(isnan(none[0]) && isnan(none[1]));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    make_jet();
    g_test_add_func("/invert/line", test_line);
    g_test_add_func("/invert/exact", test_exact);
    g_test_add_func("/invert/jpeg-75", test_jpeg_75);
    g_test_add_func("/invert/jpeg-95", test_jpeg_95);
    g_test_add_func("/invert/sampling", test_sampling);
    g_test_add_func("/invert/missing", test_missing);
    g_test_add_func("/invert/overlay", test_overlay);
    g_test_add_func("/invert/hostile", test_hostile);
    g_test_add_func("/invert/cancelled-and-memory", test_cancelled_and_memory);
    g_test_add_func("/invert/fill", test_fill);
    return g_test_run();
}
