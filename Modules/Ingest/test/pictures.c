/* Pictures of each kind, written here by the formats' own libraries and read back as slices. */
#include "lamina/series.h"
#include "testing.h"

#include <glib/gstdio.h>
#include <jpeglib.h>
#include <png.h>
#include <stdio.h>
#include <string.h>
#include <tiffio.h>

enum { WIDTH = 7, HEIGHT = 5 };

typedef struct fixture {
    char *folder;
    lm_context *context;
} fixture;

static void set_up(fixture *f, gconstpointer unused)
{
    (void)unused;
    f->folder = test_folder();
    f->context = lm_context_new(1, 0);
}

static void tear_down(fixture *f, gconstpointer unused)
{
    (void)unused;
    test_folder_remove(f->folder);
    lm_context_free(f->context);
}

static lm_volume *read_file(fixture *f, const char *name, GError **error)
{
    g_autofree char *path = g_build_filename(f->folder, name, NULL);
    const char *paths[] = {path, NULL};
    lm_series_ask ask = {.paths = paths};
    g_autoptr(lm_series) series = lm_series_open(&ask, f->context, error);
    return series ? lm_series_read(series, f->context, error) : NULL;
}

static lm_volume *read_good(fixture *f, const char *name)
{
    g_autoptr(GError) error = NULL;
    lm_volume *volume = read_file(f, name, &error);
    g_assert_no_error(error);
    return volume;
}

/* Different for every pixel and channel. */
static int value_at(int x, int y, int c, int bits)
{
    int value = x + 10 * y + 60 * c;
    return bits == 16 ? 256 * value + 3 : value % 256;
}

typedef struct tiff_kind {
    int bits, components, rows, compression, photometric, orientation;
    bool big_endian;
} tiff_kind;

static void write_tiff(fixture *f, const char *name, const tiff_kind *k)
{
    g_autofree char *path = g_build_filename(f->folder, name, NULL);
    TIFF *tiff = TIFFOpen(path, k->big_endian ? "wb" : "wl");
    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, WIDTH);
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, HEIGHT);
    TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, k->bits);
    TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, k->components);
    TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, k->rows);
    TIFFSetField(tiff, TIFFTAG_COMPRESSION, k->compression);
    TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, k->photometric);
    TIFFSetField(tiff, TIFFTAG_ORIENTATION, k->orientation);
    TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
    guint16 alpha = EXTRASAMPLE_UNASSALPHA, map[3][256];
    if (k->components == 2 || k->components == 4)
        TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, 1, &alpha);
    for (int i = 0; i < 256; i++)
        for (int c = 0; c < 3; c++)
            map[c][i] = (guint16)(257 * (c == 0 ? i : 255 - i));
    if (k->photometric == PHOTOMETRIC_PALETTE)
        TIFFSetField(tiff, TIFFTAG_COLORMAP, map[0], map[1], map[2]);
    for (int y = 0; y < HEIGHT; y++) {
        guint16 row[WIDTH * 4];
        for (int i = 0; i < WIDTH * k->components; i++) {
            int value = value_at(i / k->components, y, i % k->components, k->bits);
            if (k->bits == 16)
                row[i] = (guint16)value;
            else
                ((guint8 *)row)[i] = (guint8)value;
        }
        g_assert_cmpint(TIFFWriteScanline(tiff, row, (guint32)y, 0), ==, 1);
    }
    TIFFClose(tiff);
}

static void check_tiff(fixture *f, tiff_kind k)
{
    write_tiff(f, "a.tif", &k);
    g_autoptr(lm_volume) volume = read_good(f, "a.tif");
    g_assert_cmpint(volume->components, ==, k.components);
    g_assert_cmpint(volume->type, ==, k.bits == 16 ? LM_UINT16 : LM_UINT8);
    for (int i = 0; i < WIDTH * HEIGHT * k.components; i++) {
        int c = i % k.components, x = i / k.components % WIDTH, y = i / k.components / WIDTH;
        int row = k.orientation == ORIENTATION_BOTLEFT ? HEIGHT - 1 - y : y;
        g_assert_cmpfloat(lm_volume_get(volume, x, y, 0, c), ==, value_at(x, row, c, k.bits));
    }
}

static void test_tiff(fixture *f, gconstpointer unused)
{
    (void)unused;
    const int black = PHOTOMETRIC_MINISBLACK, rgb = PHOTOMETRIC_RGB, top = ORIENTATION_TOPLEFT;
    check_tiff(f, (tiff_kind){8, 1, 5, COMPRESSION_NONE, black, top, false});
    check_tiff(f, (tiff_kind){16, 1, 2, COMPRESSION_LZW, black, top, false});
    check_tiff(f, (tiff_kind){16, 1, 2, COMPRESSION_NONE, black, top, true});
    check_tiff(f, (tiff_kind){8, 3, 3, COMPRESSION_PACKBITS, rgb, top, false});
    check_tiff(f, (tiff_kind){16, 4, 1, COMPRESSION_ADOBE_DEFLATE, rgb, top, true});
    check_tiff(f, (tiff_kind){8, 2, 4, COMPRESSION_NONE, black, top, false});
    check_tiff(f, (tiff_kind){16, 3, 2, COMPRESSION_NONE, rgb, ORIENTATION_BOTLEFT, false});
}

static void test_tiff_palette(fixture *f, gconstpointer unused)
{
    (void)unused;
    const tiff_kind k = {8, 1, 2, COMPRESSION_LZW, PHOTOMETRIC_PALETTE, ORIENTATION_TOPLEFT, false};
    write_tiff(f, "a.tif", &k);
    g_autoptr(lm_volume) volume = read_good(f, "a.tif");
    g_assert_cmpint(volume->components, ==, 3);
    int index = value_at(3, 2, 0, 8);
    g_assert_cmpfloat(lm_volume_get(volume, 3, 2, 0, 0), ==, 257 * index);
    g_assert_cmpfloat(lm_volume_get(volume, 3, 2, 0, 2), ==, 257 * (255 - index));
}

/* A strip whose data do not decode is an error, and not a slice with a hole. */
static void test_tiff_damaged(fixture *f, gconstpointer unused)
{
    (void)unused;
    const tiff_kind k = {8, 3, 5, COMPRESSION_LZW, PHOTOMETRIC_RGB, ORIENTATION_TOPLEFT, false};
    write_tiff(f, "a.tif", &k);
    g_autofree char *path = g_build_filename(f->folder, "a.tif", NULL), *bytes = NULL;
    gsize size;
    g_assert_true(g_file_get_contents(path, &bytes, &size, NULL));
    memset(bytes + 12, 0xff, 8);
    test_write_file(path, bytes, size);
    GError *error = NULL;
    g_assert_null(read_file(f, "a.tif", &error));
    test_assert_error(&error, LM_ERROR_INPUT, "a.tif: damaged TIFF");
}

/* Indices 0 .. 3 of a palette of four colours, in two bits each. */
static void write_palette_png(fixture *f, const char *name, bool grey)
{
    g_autofree char *path = g_build_filename(f->folder, name, NULL);
    FILE *stream = fopen(path, "wb");
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    png_color colours[4];
    for (int i = 0; i < 4; i++) {
        png_byte level = (png_byte)(20 + 50 * i);
        colours[i] = (png_color){level, level, grey ? level : (png_byte)(255 - level)};
    }
    png_init_io(png, stream);
    png_set_IHDR(png, info, WIDTH, HEIGHT, 2, PNG_COLOR_TYPE_PALETTE, PNG_INTERLACE_ADAM7,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_set_PLTE(png, info, colours, 4);
    png_write_info(png, info);
    png_set_packing(png);
    png_byte pixels[HEIGHT][WIDTH], *rows[HEIGHT];
    for (int y = 0; y < HEIGHT; y++) {
        rows[y] = pixels[y];
        for (int x = 0; x < WIDTH; x++)
            pixels[y][x] = (png_byte)((x + y) % 4);
    }
    png_write_image(png, rows);
    png_write_end(png, NULL);
    png_destroy_write_struct(&png, &info);
    fclose(stream);
}

static void test_png_palette(fixture *f, gconstpointer unused)
{
    (void)unused;
    write_palette_png(f, "grey.png", true);
    g_autoptr(lm_volume) grey = read_good(f, "grey.png");
    g_assert_cmpint(grey->components, ==, 1);
    g_assert_cmpfloat(lm_volume_get(grey, 4, 3, 0, 0), ==, 20 + 50 * 3);
    write_palette_png(f, "colour.png", false);
    g_autoptr(lm_volume) colour = read_good(f, "colour.png");
    g_assert_cmpint(colour->components, ==, 3);
    g_assert_cmpfloat(lm_volume_get(colour, 4, 3, 0, 2), ==, 255 - (20 + 50 * 3));
    g_assert_cmpfloat(lm_volume_get(colour, 0, 0, 0, 1), ==, 20);
}

static void put16(guint8 *at, guint value)
{
    at[0] = (guint8)value;
    at[1] = (guint8)(value >> 8);
}

/* Bottom row first, and rows filled up to four bytes. */
static void write_bmp(fixture *f, const char *name, bool grey)
{
    enum { HEAD = 54, TABLE = 4 * 256, ROW = 8 };
    guint8 bytes[HEAD + TABLE + ROW * HEIGHT] = {'B', 'M'};
    put16(bytes + 2, sizeof bytes);
    put16(bytes + 10, HEAD + TABLE);
    put16(bytes + 14, 40);
    put16(bytes + 18, WIDTH);
    put16(bytes + 22, HEIGHT);
    put16(bytes + 26, 1);
    put16(bytes + 28, 8);
    for (int i = 0; i < 256; i++) {
        guint8 *colour = bytes + HEAD + (ptrdiff_t)4 * i; /* blue, green, red */
        colour[0] = (guint8)(grey ? i : 255 - i);
        colour[1] = colour[2] = (guint8)i;
    }
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            bytes[HEAD + TABLE + ROW * (HEIGHT - 1 - y) + x] = (guint8)value_at(x, y, 0, 8);
    g_autofree char *path = g_build_filename(f->folder, name, NULL);
    test_write_file(path, bytes, sizeof bytes);
}

/* 32 bits with opacity: the 108-byte header with a mask for each channel, top row first. */
static void write_bmp_with_opacity(fixture *f, const char *name)
{
    enum { INFO = 108, HEAD = 14 + INFO };
    guint8 bytes[HEAD + 4 * WIDTH * HEIGHT] = {'B', 'M'};
    put16(bytes + 10, HEAD);
    put16(bytes + 14, INFO);
    put16(bytes + 18, WIDTH);
    put16(bytes + 22, (guint)-HEIGHT);
    put16(bytes + 24, 0xffff);
    put16(bytes + 26, 1);
    put16(bytes + 28, 32);
    put16(bytes + 30, 3);
    bytes[54 + 2] = bytes[58 + 1] = bytes[62] = bytes[66 + 3] = 0xff;
    for (int i = 0; i < WIDTH * HEIGHT; i++)
        for (int c = 0; c < 4; c++)
            bytes[HEAD + 4 * i + c] = (guint8)value_at(i % WIDTH, i / WIDTH, c == 3 ? 3 : 2 - c, 8);
    g_autofree char *path = g_build_filename(f->folder, name, NULL);
    test_write_file(path, bytes, sizeof bytes);
}

static void test_bmp_with_opacity(fixture *f, gconstpointer unused)
{
    (void)unused;
    write_bmp_with_opacity(f, "opacity.bmp");
    g_autoptr(lm_volume) v = read_good(f, "opacity.bmp");
    g_assert_cmpint(v->components, ==, 4);
    for (int c = 0; c < 4; c++)
        g_assert_cmpfloat(lm_volume_get(v, 4, 3, 0, c), ==, value_at(4, 3, c, 8));
}

static void test_bmp(fixture *f, gconstpointer unused)
{
    (void)unused;
    write_bmp(f, "grey.bmp", true);
    g_autoptr(lm_volume) grey = read_good(f, "grey.bmp");
    g_assert_cmpint(grey->components, ==, 1);
    g_assert_cmpfloat(lm_volume_get(grey, 4, 3, 0, 0), ==, 34);
    write_bmp(f, "colour.bmp", false);
    g_autoptr(lm_volume) colour = read_good(f, "colour.bmp");
    g_assert_cmpint(colour->components, ==, 3);
    g_assert_cmpfloat(lm_volume_get(colour, 4, 3, 0, 0), ==, 34);
    g_assert_cmpfloat(lm_volume_get(colour, 4, 3, 0, 2), ==, 255 - 34);
}

static void write_jpeg(fixture *f, const char *name, int components)
{
    g_autofree char *path = g_build_filename(f->folder, name, NULL);
    FILE *stream = fopen(path, "wb");
    struct jpeg_compress_struct jpeg;
    struct jpeg_error_mgr errors;
    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_compress(&jpeg);
    jpeg_stdio_dest(&jpeg, stream);
    jpeg.image_width = 16;
    jpeg.image_height = 8;
    jpeg.input_components = components;
    jpeg.in_color_space = components == 3 ? JCS_RGB : JCS_GRAYSCALE;
    jpeg_set_defaults(&jpeg);
    jpeg_set_quality(&jpeg, 100, TRUE);
    jpeg_start_compress(&jpeg, TRUE);
    for (int y = 0; y < 8; y++) {
        JSAMPLE row[16 * 3], *rows[1] = {row};
        for (int i = 0; i < 16 * components; i++)
            row[i] = (JSAMPLE)(60 + 20 * (i % components));
        jpeg_write_scanlines(&jpeg, rows, 1);
    }
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    fclose(stream);
}

static void test_jpeg(fixture *f, gconstpointer unused)
{
    (void)unused;
    for (int components = 1; components <= 3; components += 2) {
        write_jpeg(f, "a.jpg", components);
        g_autoptr(lm_volume) volume = read_good(f, "a.jpg");
        g_assert_cmpint(volume->components, ==, components);
        for (int c = 0; c < components; c++)
            g_assert_cmpfloat_with_epsilon(lm_volume_get(volume, 9, 4, 0, c), 60 + 20 * c, 2);
    }
}

/* Sampling factors, where all files have the same. */
static void test_jpeg_chroma(fixture *f, gconstpointer unused)
{
    (void)unused;
    static const int steps[][2] = {{1, 1}, {2, 1}, {2, 2}, {1, 2}, {4, 1}};
    const guint8 rgb[3 * 16 * 8] = {0};
    g_autofree char *first = g_build_filename(f->folder, "1.jpg", NULL);
    g_autofree char *second = g_build_filename(f->folder, "2.jpg", NULL);
    const lm_series_ask ask = {.paths = (const char *const[]){first, second, NULL}};
    for (size_t i = 0; i < 2 * G_N_ELEMENTS(steps); i++) {
        const int *step = steps[i / 2];
        for (int k = 0; k < 2; k++) {
            const bool same = k == 0 || i % 2 == 0;
            g_autoptr(GBytes) jpeg =
                test_jpeg_of(rgb, 16, 8, 75, same ? step[0] : 3, same ? step[1] : 1);
            test_write_file(k ? second : first, g_bytes_get_data(jpeg, NULL),
                            g_bytes_get_size(jpeg));
        }
        g_autoptr(lm_series) series = lm_series_open(&ask, f->context, NULL);
        g_assert_nonnull(series);
        for (int axis = 0; axis < 2; axis++)
            g_assert_cmpint(lm_series_info(series)->chroma[axis], ==, i % 2 ? 0 : step[axis]);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(NAME, FUNCTION)                                                                        \
    g_test_add("/pictures/" NAME, fixture, NULL, set_up, FUNCTION, tear_down)
    ADD("tiff", test_tiff);
    ADD("tiff-palette", test_tiff_palette);
    ADD("tiff-damaged", test_tiff_damaged);
    ADD("png-palette", test_png_palette);
    ADD("bmp", test_bmp);
    ADD("bmp-with-opacity", test_bmp_with_opacity);
    ADD("jpeg", test_jpeg);
    ADD("jpeg-chroma", test_jpeg_chroma);
#undef ADD
    return g_test_run();
}
