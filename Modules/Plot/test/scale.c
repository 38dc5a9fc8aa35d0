/* Numbers beside a bar, drawn here with Cairo: the truth is what was drawn. */
#include "scale.h"

#include "lamina/alloc.h"
#include "map-limits.h"
#include "testing.h"

#include <cairo.h>
#include <math.h>
#include <string.h>

enum { WIDTH = 220, HEIGHT = 260 };
static const plot_box bar = {100, 30, 120, 230};

typedef struct drawing {
    const char *labels[8]; /* evenly, from y 40.5 down */
    double apart;
    const char *power, *raised; /* over the bar */
    double paper, text;         /* grey */
    double tick;                /* length outwards; below 0: inwards */
    double size;                /* of the letters */
    guint32 noise;              /* up to so many steps of 255 */
    double power_size;          /* of those over the bar; 0: the same */
} drawing;

static plot_figures *new_figures(gint64 width, gint64 height, gint64 count)
{
    plot_figures *figures = g_new0(plot_figures, 1);
    figures->width = width;
    figures->height = height;
    figures->count = count;
    figures->rgb = lm_alloc0((size_t)(width * height * count), 3, "figures", NULL);
    return figures;
}

static void draw_bar(cairo_t *cairo)
{
    for (int y = 30; y < 230; y++) {
        const double place = (y - 30) / 200.0;
        cairo_set_source_rgb(cairo, 1 - 0.6 * place, 0.8 - 0.5 * place, 0.2 + 0.7 * place);
        cairo_rectangle(cairo, 100, y, 20, 1);
        cairo_fill(cairo);
    }
}

static void draw_labels(cairo_t *cairo, const drawing *d)
{
    cairo_text_extents_t digit;
    cairo_text_extents(cairo, "0", &digit);
    cairo_set_line_width(cairo, 1);
    for (int i = 0; i < 8 && d->labels[i]; i++) {
        const double y = 40.5 + i * d->apart;
        cairo_move_to(cairo, 120, y);
        cairo_line_to(cairo, 120 + d->tick, y);
        cairo_stroke(cairo);
        cairo_move_to(cairo, 128, round(y + 0.5 * digit.height));
        cairo_show_text(cairo, d->labels[i]);
    }
}

static void draw_power(cairo_t *cairo, const drawing *d)
{
    if (d->power_size > 0)
        cairo_set_font_size(cairo, d->power_size);
    cairo_move_to(cairo, 100, 22);
    cairo_show_text(cairo, d->power);
    cairo_rel_move_to(cairo, 0, -0.5 * d->size);
    cairo_set_font_size(cairo, 0.75 * d->size);
    if (d->raised)
        cairo_show_text(cairo, d->raised);
}

static void copy_pixels(cairo_surface_t *surface, guint8 *rgb)
{
    cairo_surface_flush(surface);
    const guint8 *data = cairo_image_surface_get_data(surface);
    const int stride = cairo_image_surface_get_stride(surface);
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++) {
            guint32 pixel;
            memcpy(&pixel, data + y * stride + 4 * x, 4);
            for (int c = 0; c < 3; c++)
                rgb[3 * (y * WIDTH + x) + c] = (guint8)(pixel >> (16 - 8 * c));
        }
}

static void add_noise(guint8 *rgb, guint32 steps)
{
    guint32 seed = 1;
    for (size_t i = 0; steps && i < (size_t)3 * WIDTH * HEIGHT; i++) {
        seed = seed * 1664525 + 1013904223;
        const int value = rgb[i] + (int)((seed >> 16) % (2 * steps + 1)) - (int)steps;
        rgb[i] = (guint8)CLAMP(value, 0, 255);
    }
}

static void draw(const drawing *d, guint8 *rgb)
{
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
    cairo_t *cairo = cairo_create(surface);
    cairo_set_source_rgb(cairo, d->paper, d->paper, d->paper);
    cairo_paint(cairo);
    draw_bar(cairo);
    cairo_set_source_rgb(cairo, d->text, d->text, d->text);
    cairo_select_font_face(cairo, "sans", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
    cairo_set_font_size(cairo, d->size);
    draw_labels(cairo, d);
    if (d->power)
        draw_power(cairo, d);
    copy_pixels(surface, rgb);
    cairo_destroy(cairo);
    cairo_surface_destroy(surface);
    add_noise(rgb, d->noise);
}

static bool read_drawing(plot_reader *reader, const drawing *d, plot_scale *scale)
{
    g_autoptr(plot_figures) figures = new_figures(WIDTH, HEIGHT, 1);
    draw(d, figures->rgb);
    return plot_read_scale(reader, figures, 0, &bar, PLOT_RIGHT, scale);
}

/* The bar's ends from the first label's and the last label's numbers. */
static void assert_scale(const plot_scale *scale, const drawing *d, double first, double last)
{
    int n = 0;
    while (n < 8 && d->labels[n])
        n++;
    const double step = (last - first) / ((n - 1) * d->apart);
    const double top = first - 10.5 * step, bottom = first + 189.5 * step;
    const double most = 0.003 * fabs(bottom - top);
    g_assert_cmpuint(scale->labels, ==, (guint)n);
    g_assert_cmpfloat(fabs(scale->at_0 + 30 * scale->step - top), <=, most);
    g_assert_cmpfloat(fabs(scale->at_0 + 230 * scale->step - bottom), <=, most);
    g_assert_cmpfloat(fabs(scale->least - MIN(top, bottom)), <=, most);
    g_assert_cmpfloat(fabs(scale->greatest - MAX(top, bottom)), <=, most);
}

static plot_reader *the_reader;

static void check(const drawing *d, double first, double last)
{
    plot_scale scale;
    g_assert_true(read_drawing(the_reader, d, &scale));
    assert_scale(&scale, d, first, last);
}

static void test_plain(void)
{
    const drawing outside = {{"60", "50", "40", "30", "20"}, 40, NULL, NULL, 1, 0, 5, 14, 0, 0};
    const drawing inside = {{"60", "50", "40", "30", "20"}, 40, NULL, NULL, 1, 0.2, -6, 14, 0, 0};
    check(&outside, 60, 20);
    check(&inside, 60, 20);
}

static void test_signs_and_points(void)
{
    const drawing hyphen = {
        {"0.50", "0.25", "0.00", "-0.25", "-0.50"}, 40, NULL, NULL, 1, 0, 4, 12, 12, 0};
    const drawing minus = {
        {"\u22122", "\u22121", "0", "1", "2"}, 40, NULL, NULL, 1, 0, 4, 13, 0, 0};
    const drawing dark = {{"1.5", "1", "0.5", "0"}, 50, NULL, NULL, 0.1, 1, 4, 13, 0, 0};
    check(&hyphen, 0.5, -0.5);
    check(&minus, -2, 2);
    check(&dark, 1.5, 0);
}

static void test_power(void)
{
    const drawing raised = {{"8", "6", "4", "2"}, 45, "\u00d710", "\u22123", 1, 0, 5, 14, 0, 0};
    const drawing letter = {{"8", "6", "4", "2"}, 45, "1e\u22125", NULL, 1, 0, 5, 14, 0, 0};
    const drawing heading = {{"8", "6", "4", "2"}, 45, "dB", NULL, 1, 0, 5, 14, 0, 0};
    const drawing large = {{"8", "6", "4", "2"}, 45, "dB", NULL, 1, 0, 5, 13, 0, 22};
    check(&raised, 8e-3, 2e-3);
    check(&letter, 8e-5, 2e-5);
    check(&heading, 8, 2);
    check(&large, 8, 2);
}

static void test_not_believed(void)
{
    const drawing logarithmic = {{"1000", "100", "10", "1"}, 45, NULL, NULL, 1, 0, 5, 14, 0, 0};
    const drawing powers = {
        {"10\u2074", "10\u00b3", "10\u00b2", "10\u00b9"}, 45, NULL, NULL, 1, 0, 5, 14, 0, 0};
    const drawing thousands = {
        {"8,000", "6,000", "4,000", "2,000"}, 45, NULL, NULL, 1, 0, 5, 14, 0, 0};
    const drawing months = {{"May", "Apr", "Mar", "Feb", "Jan"}, 40, NULL, NULL, 1, 0, 5, 14, 0, 0};
    const drawing puzzle = {{"8", "6", "4", "2"}, 45, "7#%2", NULL, 1, 0, 5, 14, 0, 0};
    const drawing bare = {{NULL}, 40, NULL, NULL, 1, 0, 5, 14, 0, 0};
    const drawing *all[] = {&logarithmic, &powers, &thousands, &months, &puzzle, &bare};
    for (size_t i = 0; i < G_N_ELEMENTS(all); i++) {
        plot_scale scale;
        g_assert_false(read_drawing(the_reader, all[i], &scale));
        g_assert_cmpuint(scale.labels, ==, 0);
    }
}

static void test_one_wrong_label(void)
{
    const drawing d = {{"60", "50", "47", "30", "20"}, 40, NULL, NULL, 1, 0, 5, 14, 0, 0};
    plot_scale scale;
    g_assert_true(read_drawing(the_reader, &d, &scale));
    g_assert_cmpuint(scale.labels, ==, 4);
    g_assert_cmpfloat(fabs(scale.step + 0.25), <, 1e-3);
}

static void test_differs(void)
{
    drawing d = {{"60", "50", "40", "30", "20"}, 40, NULL, NULL, 1, 0, 5, 12, 0, 0};
    g_autoptr(plot_figures) figures = new_figures(WIDTH, HEIGHT, 3);
    draw(&d, figures->rgb);
    d.noise = 20;
    draw(&d, figures->rgb + 3 * WIDTH * HEIGHT);
    d.labels[0] = "50";
    draw(&d, figures->rgb + 6 * WIDTH * HEIGHT);
    g_assert_false(plot_scale_differs(figures, 0, 1, &bar, PLOT_RIGHT));
    g_assert_true(plot_scale_differs(figures, 0, 2, &bar, PLOT_RIGHT));
    g_assert_true(plot_scale_differs(figures, 1, 2, &bar, PLOT_RIGHT));
}

/* Anything may stand anywhere: nothing is read, nothing breaks. */
static void test_hostile(void)
{
    const gint64 sizes[][2] = {{1, 1}, {1, 300}, {300, 1}, {7, 5}, {200, 150}};
    const plot_box boxes[] = {{0, 0, 1, 1},         {0, 0, 7, 5},       {-5, -5, 900, 900},
                              {10, 10, 150, 100},   {40, 40, 40, 40},   {50, 60, 20, 30},
                              {0.4, 0.6, 6.5, 4.5}, {NAN, 0, 10, 1e300}};
    for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
        g_autoptr(plot_figures) figures = new_figures(sizes[i][0], sizes[i][1], 1);
        guint32 seed = 7;
        for (gint64 k = 0; k < 3 * sizes[i][0] * sizes[i][1]; k++)
            figures->rgb[k] = (guint8)((seed = seed * 1664525 + 1013904223) >> 24);
        for (size_t k = 0; k < G_N_ELEMENTS(boxes); k++)
            for (int side = PLOT_LEFT; side <= PLOT_BOTTOM; side++) {
                plot_scale scale;
                g_assert_false(
                    plot_read_scale(the_reader, figures, 0, &boxes[k], (plot_side)side, &scale));
                g_assert_false(plot_scale_differs(figures, 0, 0, &boxes[k], (plot_side)side));
            }
    }
}

/* Powers of ten that stand in each label, or without a sign over the bar. */
static void test_large(void)
{
    static const drawing letters = {
        {"3.5", "3.0", "2.5", "2.0"}, 45, "1e6", NULL, 1, 0, 5, 14, 0, 0};
    static const drawing each = {
        {"4e+06", "3e+06", "2e+06", "1e+06"}, 45, NULL, NULL, 1, 0, 5, 14, 0, 0};
    plot_scale scale;
    g_assert_true(read_drawing(the_reader, &letters, &scale));
    assert_scale(&scale, &letters, 3.5e6, 2e6);
    g_assert_true(read_drawing(the_reader, &each, &scale));
    g_assert_cmpuint(scale.labels, >=, 3);
    g_assert_cmpfloat_with_epsilon(scale.step, -1e6 / 45, 100);
}

/* Powers of ten along a logarithmic bar: their exponents; and limits between which values go by
 * equal ratios, also when they were typed. */
static void test_logarithmic(void)
{
    static const drawing d = {
        {"10\u00b3", "10\u00b2", "10\u00b9", "10\u2070"}, 45, NULL, NULL, 1, 0, 5, 20, 0, 0};
    static const double typed[] = {2, 50};
    const plot_panel panel = {
        .image = {20, 30, 80, 230}, .has_bar = true, .bar = bar, .bar_upright = true};
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    g_autoptr(plot_figures) figures = new_figures(WIDTH, HEIGHT, 1);
    plot_limits limits;
    draw(&d, figures->rgb);
    g_assert_true(plot_limits_find(&limits, figures, &panel, NULL, context, NULL));
    g_assert_true(limits.logarithmic);
    g_assert_cmpfloat_with_epsilon(log10(limits.pairs[0][1]), 3 + 10.5 / 45, 0.02);
    g_assert_cmpfloat_with_epsilon(log10(limits.pairs[0][0]), 3 - 189.5 / 45, 0.02);
    plot_limits_clear(&limits);
    g_assert_true(plot_limits_find(&limits, figures, &panel, typed, context, NULL));
    g_assert_true(limits.logarithmic && limits.pairs[0][1] == 50);
    plot_limits_clear(&limits);
}

/* Labels between the bar and the image are those of the nearer one. */
static void test_between(void)
{
    static const drawing d = {{"8", "6", "4", "2"}, 45, NULL, NULL, 1, 0, 5, 14, 0, 0};
    static const plot_box images[] = {{190, 30, 210, 230}, {144, 30, 210, 230}, {20, 30, 80, 230}};
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    g_autoptr(plot_figures) figures = new_figures(WIDTH, HEIGHT, 1);
    draw(&d, figures->rgb);
    for (size_t i = 0; i < G_N_ELEMENTS(images); i++) {
        const plot_panel panel = {
            .image = images[i], .has_bar = true, .bar = bar, .bar_upright = true};
        plot_limits limits;
        g_assert_true(plot_limits_find(&limits, figures, &panel, NULL, context, NULL));
        g_assert_cmpint(limits.source, ==, i == 1 ? PLOT_LIMITS_MAP : PLOT_LIMITS_BAR);
        plot_limits_clear(&limits);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_autoptr(GError) error = NULL;
    the_reader = plot_reader_new(&error);
    g_assert_no_error(error);
    g_test_add_func("/scale/plain", test_plain);
    g_test_add_func("/scale/signs-and-points", test_signs_and_points);
    g_test_add_func("/scale/power", test_power);
    g_test_add_func("/scale/not-believed", test_not_believed);
    g_test_add_func("/scale/one-wrong-label", test_one_wrong_label);
    g_test_add_func("/scale/differs", test_differs);
    g_test_add_func("/scale/hostile", test_hostile);
    g_test_add_func("/scale/large", test_large);
    g_test_add_func("/scale/logarithmic", test_logarithmic);
    g_test_add_func("/scale/between", test_between);
    const int status = g_test_run();
    plot_reader_free(the_reader);
    return status;
}
