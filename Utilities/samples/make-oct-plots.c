/* Draws a simulated OCT scan as ten figures, the way MATLAB's imagesc shows and exports them:
 *
 *     make-oct-plots FOLDER        writes bscan_1.jpg to bscan_10.jpg
 *
 * The scan: skin with fine ridges and a round pit, 500 x 350 samples of 0.01 mm, ten slices 0.4 mm
 * apart, in dB. The figures: 1120 x 840 pixels, jet from 0 to 50 dB, axes, labels and colour bar,
 * JPEG of quality 75 with chroma at half resolution.
 */
#include <cairo.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>

#include <jpeglib.h>

enum { SAMPLES = 500, ROWS = 350, SLICES = 10 };
static const double step = 0.01, slice_step = 0.4; /* mm */
static const double least = 0, greatest = 50;      /* dB */

enum { WIDTH = 1120, HEIGHT = 840, TICK = 7 };
typedef struct box {
    int x0, y0, x1, y1; /* pixel edges */
} box;
static const box image = {146, 63, 866, 747}, bar = {928, 63, 966, 747};

/* ---- the scan ---- */

/* The same numbers in every run and on every machine. */
static double next_uniform(void)
{
    static uint64_t state = 20240229;
    state = state * 6364136223846793005u + 1442695040888963407u;
    return ((double)(state >> 40) + 0.5) / (1 << 24);
}

/* Intensity of speckle averaged over `looks` frames, 1 in the mean. */
static double speckle(int looks)
{
    double sum = 0;
    for (int i = 0; i < looks; i++)
        sum -= log(next_uniform());
    return sum / looks;
}

/* Depth of the skin below the first row, in mm, at a place in mm. */
static double skin(double x, double z)
{
    double dome = 0.95 + 0.07 * ((x - 2.5) * (x - 2.5) + (z - 1.8) * (z - 1.8));
    double ridges = 0.05 * cos(2 * M_PI * (x + 0.15 * z) / 0.5);
    double r = hypot(x - 2.9, z - 1.9) / 0.9;
    double pit = 0.75 * exp(-r * r * r * r);
    return dome + ridges * (1 - exp(-r * r * r * r)) + pit;
}

static double bump(double depth, double at, double width)
{
    double d = (depth - at) / width;
    return exp(-d * d);
}

/* Intensity without speckle, in dB, at a depth below the skin (mm). */
static double tissue(double depth)
{
    if (depth < 0)
        return 7;
    double db = 33 - 11 * depth + 11 * bump(depth, 0.02, 0.035); /* its surface shines */
    db -= 6 * bump(depth, 0.14, 0.06);                           /* epidermis */
    db += 5 * bump(depth, 0.3, 0.07);                            /* its lower edge */
    return fmax(db, 7);
}

static double sample(int column, int row, int slice)
{
    double depth = row * step - skin(column * step, slice * slice_step);
    return tissue(depth) + 10 * log10(speckle(20));
}

/* ---- the figure ---- */

static void jet(double value, unsigned char bgr[3])
{
    double t = 4 * fmin(fmax((value - least) / (greatest - least), 0), 1);
    for (int c = 0; c < 3; c++)
        bgr[c] = (unsigned char)lround(255 * fmin(fmax(1.5 - fabs(t - 1 - c), 0), 1));
}

static void draw_scan(cairo_surface_t *figure, int slice)
{
    static double scan[ROWS][SAMPLES];
    for (int row = 0; row < ROWS; row++)
        for (int column = 0; column < SAMPLES; column++)
            scan[row][column] = sample(column, row, slice);
    unsigned char *pixels = cairo_image_surface_get_data(figure);
    int stride = cairo_image_surface_get_stride(figure);
    cairo_surface_flush(figure);
    for (int y = image.y0; y < image.y1; y++)
        for (int x = image.x0; x < image.x1; x++) {
            int row = (2 * (y - image.y0) + 1) * ROWS / (2 * (image.y1 - image.y0));
            int column = (2 * (x - image.x0) + 1) * SAMPLES / (2 * (image.x1 - image.x0));
            jet(scan[row][column], pixels + y * stride + 4 * x);
        }
    for (int y = bar.y0; y < bar.y1; y++)
        for (int x = bar.x0; x < bar.x1; x++) {
            double share = (bar.y1 - y - 0.5) / (bar.y1 - bar.y0);
            jet(least + share * (greatest - least), pixels + y * stride + 4 * x);
        }
    cairo_surface_mark_dirty(figure);
}

/* Text whose middle, or right end, is at x, y. */
static void write_text(cairo_t *cr, const char *text, double x, double y, double share)
{
    cairo_text_extents_t extents;
    cairo_text_extents(cr, text, &extents);
    cairo_move_to(cr, x - share * extents.x_advance, y);
    cairo_show_text(cr, text);
}

static void draw_line(cairo_t *cr, double x0, double y0, double x1, double y1)
{
    cairo_move_to(cr, x0, y0);
    cairo_line_to(cr, x1, y1);
    cairo_stroke(cr);
}

static void draw_frame(cairo_t *cr, const box *b)
{
    cairo_rectangle(cr, b->x0, b->y0, b->x1 - b->x0, b->y1 - b->y0);
    cairo_stroke(cr);
}

static void draw_axes(cairo_t *cr)
{
    char text[16];
    draw_frame(cr, &image);
    for (int n = 100; n <= SAMPLES; n += 100) {
        double x = floor(image.x0 + (n - 0.5) * (image.x1 - image.x0) / SAMPLES) + 0.5;
        draw_line(cr, x, image.y1, x, image.y1 - TICK);
        draw_line(cr, x, image.y0, x, image.y0 + TICK);
        snprintf(text, sizeof text, "%d", n);
        write_text(cr, text, x, image.y1 + 25, 0.5);
    }
    for (int n = 50; n <= ROWS; n += 50) {
        double y = floor(image.y0 + (n - 0.5) * (image.y1 - image.y0) / ROWS) + 0.5;
        draw_line(cr, image.x0, y, image.x0 + TICK, y);
        draw_line(cr, image.x1, y, image.x1 - TICK, y);
        snprintf(text, sizeof text, "%d", n);
        write_text(cr, text, image.x0 - 9, y + 7, 1);
    }
}

static void draw_bar(cairo_t *cr)
{
    char text[16];
    draw_frame(cr, &bar);
    for (int db = (int)least; db <= (int)greatest; db += 10) {
        double y = round(bar.y1 - (db - least) / (greatest - least) * (bar.y1 - bar.y0));
        draw_line(cr, bar.x1, y, bar.x1 - TICK, y);
        snprintf(text, sizeof text, "%d", db);
        write_text(cr, text, bar.x1 + 9, y + 7, 0);
    }
    write_text(cr, "dB", (bar.x0 + bar.x1) / 2.0, bar.y0 - 16, 0.5);
}

static void draw_words(cairo_t *cr, int slice)
{
    char title[32];
    snprintf(title, sizeof title, "B-scan %d", slice + 1);
    write_text(cr, "Lateral (px)", (image.x0 + image.x1) / 2.0, image.y1 + 53, 0.5);
    cairo_save(cr);
    cairo_translate(cr, image.x0 - 58, (image.y0 + image.y1) / 2.0);
    cairo_rotate(cr, -M_PI / 2);
    write_text(cr, "Depth (px)", 0, 0, 0.5);
    cairo_restore(cr);
    cairo_select_font_face(cr, "FreeSans", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_BOLD);
    cairo_set_font_size(cr, 22);
    write_text(cr, title, (image.x0 + image.x1) / 2.0, image.y0 - 16, 0.5);
}

static cairo_surface_t *draw_figure(int slice)
{
    cairo_surface_t *figure = cairo_image_surface_create(CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
    cairo_t *cr = cairo_create(figure);
    cairo_set_source_rgb(cr, 1, 1, 1);
    cairo_paint(cr);
    draw_scan(figure, slice);
    cairo_set_source_rgb(cr, 0.15, 0.15, 0.15);
    cairo_set_line_width(cr, 1);
    cairo_select_font_face(cr, "FreeSans", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
    cairo_set_font_size(cr, 20);
    draw_axes(cr);
    draw_bar(cr);
    draw_words(cr, slice);
    cairo_destroy(cr);
    return figure;
}

/* ---- the file ---- */

static int write_jpeg(cairo_surface_t *figure, const char *path)
{
    FILE *file = fopen(path, "wb");
    if (!file)
        return -1;
    struct jpeg_compress_struct jpeg;
    struct jpeg_error_mgr errors;
    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_compress(&jpeg);
    jpeg_stdio_dest(&jpeg, file);
    jpeg.image_width = WIDTH;
    jpeg.image_height = HEIGHT;
    jpeg.input_components = 3;
    jpeg.in_color_space = JCS_RGB;
    jpeg_set_defaults(&jpeg);
    jpeg_set_quality(&jpeg, 75, TRUE);
    jpeg.optimize_coding = TRUE;
    jpeg_start_compress(&jpeg, TRUE);
    const unsigned char *pixels = cairo_image_surface_get_data(figure);
    int stride = cairo_image_surface_get_stride(figure);
    for (int y = 0; y < HEIGHT; y++) {
        unsigned char rgb[3 * WIDTH], *row = rgb;
        for (int x = 0; x < WIDTH; x++)
            for (int c = 0; c < 3; c++)
                rgb[3 * x + c] = pixels[y * stride + 4 * x + 2 - c];
        jpeg_write_scanlines(&jpeg, &row, 1);
    }
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    return fclose(file);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "make-oct-plots FOLDER\n");
        return 2;
    }
    for (int slice = 0; slice < SLICES; slice++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/bscan_%d.jpg", argv[1], slice + 1);
        cairo_surface_t *figure = draw_figure(slice);
        int status = write_jpeg(figure, path);
        cairo_surface_destroy(figure);
        if (status) {
            perror(path);
            return 1;
        }
    }
    return 0;
}
