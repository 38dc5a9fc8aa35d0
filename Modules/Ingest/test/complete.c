#include "lamina/complete.h"

#include "testing.h"

#include <stdio.h>
#include <string.h>
#include <zlib.h>

#include <jpeglib.h> /* needs stdio.h before it */

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* Bytes of a picture in the making; numbers in either byte order. */
typedef GByteArray bytes;

static void add(bytes *b, const void *data, size_t size)
{
    g_byte_array_append(b, data, (guint)size);
}

static void big(bytes *b, guint64 value, unsigned size)
{
    for (unsigned i = size; i-- > 0;)
        add(b, &(guint8){(guint8)(value >> 8 * i)}, 1);
}

static void little(bytes *b, guint64 value, unsigned size)
{
    for (unsigned i = 0; i < size; i++)
        add(b, &(guint8){(guint8)(value >> 8 * i)}, 1);
}

/* One file for all checks, in memory: thousands of them are written. */
static const char *file_of(const guint8 *data, size_t size)
{
    static int file = -1;
    static char path[40];
    if (file < 0)
        file = memfd_create("slice", MFD_CLOEXEC);
    g_assert_cmpint(ftruncate(file, 0), ==, 0);
    g_assert_cmpint(pwrite(file, data, size, 0), ==, (gssize)size);
    g_snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    return path;
}

static bool check(const bytes *b, lm_picture_header *header, GError **error)
{
    const char *path = file_of(b->data, b->len);
    lm_picture_header first;
    bool ok = lm_complete_check(path, header, error);
    g_assert_true(ok || !error || strstr((*error)->message, path));
    /* Whatever passes has the same header in the cheap look. */
    if (ok) {
        g_assert_true(lm_complete_header(path, &first, NULL));
        g_assert_true(first.width == header->width && first.height == header->height &&
                      first.components == header->components && first.bits == header->bits);
    }
    return ok;
}

static void passes(const bytes *b, lm_picture_format format, guint32 width, guint32 height,
                   int components, int bits)
{
    g_autoptr(GError) error = NULL;
    lm_picture_header h;
    bool ok = check(b, &h, &error);
    g_assert_no_error(error);
    g_assert_true(ok);
    g_assert_cmpint(h.format, ==, format);
    g_assert_cmpuint(h.width, ==, width);
    g_assert_cmpuint(h.height, ==, height);
    g_assert_cmpint(h.components, ==, components);
    g_assert_cmpint(h.bits, ==, bits);
    g_assert_cmpint(h.pages, ==, 1);
}

static void fails(const bytes *b, const char *pattern)
{
    GError *error = NULL;
    lm_picture_header h;
    g_assert_false(check(b, &h, &error));
    test_assert_error(&error, LM_ERROR_INPUT, pattern);
}

/* Every shorter file is refused: nothing that is cut anywhere passes. */
static void fails_when_cut(const bytes *b)
{
    g_autoptr(GByteArray) cut = g_byte_array_new();
    add(cut, b->data, b->len);
    while (cut->len > 0) {
        g_byte_array_set_size(cut, cut->len - 1);
        lm_picture_header h;
        g_assert_false(check(cut, &h, NULL));
    }
}

/* --- PNG --- */

static void chunk(bytes *b, const char *type, const void *data, size_t size)
{
    g_autoptr(GByteArray) body = g_byte_array_new();
    add(body, type, 4);
    add(body, data, size);
    big(b, size, 4);
    add(b, body->data, body->len);
    big(b, crc32(0, body->data, body->len), 4);
}

static void png_start(bytes *b, guint32 width, guint32 height, int depth, int colour)
{
    g_autoptr(GByteArray) header = g_byte_array_new();
    big(header, width, 4);
    big(header, height, 4);
    add(header, (guint8[]){(guint8)depth, (guint8)colour, 0, 0, 0}, 5);
    add(b, "\x89PNG\r\n\x1a\n", 8);
    chunk(b, "IHDR", header->data, header->len);
}

static void png_end(bytes *b, size_t decoded)
{
    g_autofree guint8 *zero = g_malloc0(decoded);
    uLongf size = compressBound(decoded);
    g_autofree guint8 *packed = g_malloc(size);
    g_assert_cmpint(compress(packed, &size, zero, decoded), ==, Z_OK);
    chunk(b, "IDAT", packed, size);
    chunk(b, "IEND", "", 0);
}

static void png(void)
{
    static const struct {
        int depth, colour, components, bits;
    } kinds[] = {{1, 0, 1, 8}, {8, 0, 1, 8},   {16, 0, 1, 16}, {8, 2, 3, 8}, {16, 2, 3, 16},
                 {8, 4, 2, 8}, {16, 4, 2, 16}, {8, 6, 4, 8},   {4, 3, 3, 8}, {16, 6, 4, 16}};
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        g_autoptr(GByteArray) b = g_byte_array_new();
        png_start(b, 3, 2, kinds[i].depth, kinds[i].colour);
        if (kinds[i].colour == 3)
            chunk(b, "PLTE", "rgbRGB", 6);
        png_end(b, 2 * (1 + 3 * 8));
        passes(b, LM_PICTURE_PNG, 3, 2, kinds[i].components, kinds[i].bits);
        fails_when_cut(b);
    }
    g_autoptr(GByteArray) b = g_byte_array_new(), scale = g_byte_array_new();
    png_start(b, 3, 2, 8, 0);
    big(scale, 1000, 4);
    big(scale, 4000, 4);
    big(scale, 1, 1);
    chunk(b, "pHYs", scale->data, scale->len);
    png_end(b, 8);
    lm_picture_header h;
    g_assert_true(check(b, &h, NULL));
    g_assert_cmpfloat(h.resolution[0], ==, 1);
    g_assert_cmpfloat(h.resolution[1], ==, 0.25);
    /* A bit turned anywhere is seen by a checksum. */
    for (guint at = 8; at < b->len; at++) {
        b->data[at] ^= 16;
        g_assert_false(check(b, &h, NULL));
        b->data[at] ^= 16;
    }
}

static void png_wrong(void)
{
    static const struct {
        guint32 width, height;
        int depth, colour;
        const char *extra; /* type of a chunk with two bytes */
        const char *pattern;
    } cases[] = {{0, 2, 8, 0, NULL, "header is not valid"},
                 {2000000, 2, 8, 0, NULL, "header is not valid"},
                 {3, 2, 3, 0, NULL, "header is not valid"},
                 {3, 2, 8, 5, NULL, "header is not valid"},
                 {3, 2, 8, 3, NULL, "header is not valid"},
                 {3, 2, 8, 0, "IHDR", "header is not valid"},
                 {3, 2, 8, 0, "ABCD", "header is not valid"},
                 {3, 2, 8, 0, "acTL", "animated"},
                 {3, 2, 8, 0, "a\1cd", "header is not valid|no chunk begins"},
                 {900000, 900000, 16, 6, NULL, "cannot hold"}};
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GByteArray) b = g_byte_array_new();
        png_start(b, cases[i].width, cases[i].height, cases[i].depth, cases[i].colour);
        if (cases[i].extra)
            chunk(b, cases[i].extra, "xx", 2);
        png_end(b, 1000);
        fails(b, cases[i].pattern);
    }
    g_autoptr(GByteArray) b = g_byte_array_new();
    static const guint8 bomb[8000];
    png_start(b, 3, 2, 8, 0);
    for (int i = 0; i < 9; i++)
        chunk(b, "zTXt", bomb, sizeof bomb);
    png_end(b, 8);
    fails(b, "compressed texts");
    static const guint8 zeros[100];
    b->len = 0;
    png_start(b, 3, 2, 8, 0);
    chunk(b, "IDAT", zeros, 4);
    chunk(b, "tIME", zeros, 7);
    png_end(b, 8);
    fails(b, "in pieces");
}

/* --- JPEG --- */

enum { PROGRESSIVE = 1, RESTARTS = 2, CMYK = 4 };

static bytes *jpeg(int components, unsigned how)
{
    struct jpeg_error_mgr errors;
    struct jpeg_compress_struct c = {.err = jpeg_std_error(&errors)};
    unsigned char *buffer = NULL;
    unsigned long size = 0;
    guint8 row[37 * 4];
    jpeg_create_compress(&c);
    jpeg_mem_dest(&c, &buffer, &size);
    c.image_width = 37;
    c.image_height = 29;
    c.input_components = components;
    c.in_color_space = components == 1 ? JCS_GRAYSCALE : components == 3 ? JCS_RGB : JCS_CMYK;
    jpeg_set_defaults(&c);
    c.density_unit = 2;
    c.X_density = 100;
    c.Y_density = 50;
    if (how & PROGRESSIVE)
        jpeg_simple_progression(&c);
    c.restart_interval = how & RESTARTS ? 2 : 0;
    jpeg_start_compress(&c, TRUE);
    for (unsigned y = 0; y < c.image_height; y++) {
        for (unsigned i = 0; i < sizeof row; i++)
            row[i] = (guint8)(i * i + 7 * y * (i % 5));
        jpeg_write_scanlines(&c, (JSAMPROW[]){row}, 1);
    }
    jpeg_finish_compress(&c);
    jpeg_destroy_compress(&c);
    bytes *b = g_byte_array_new();
    add(b, buffer, size);
    free(buffer);
    return b;
}

static void jpegs(void)
{
    for (unsigned how = 0; how < 4; how++)
        for (int components = 1; components <= 3; components += 2) {
            g_autoptr(GByteArray) b = jpeg(components, how);
            passes(b, LM_PICTURE_JPEG, 37, 29, components, 8);
            fails_when_cut(b);
            lm_picture_header h;
            g_assert_true(check(b, &h, NULL));
            g_assert_cmpfloat(h.resolution[0], ==, 0.1);
            g_assert_cmpfloat(h.resolution[1], ==, 0.2);
            add(b, "camera's own notes", 18);
            passes(b, LM_PICTURE_JPEG, 37, 29, components, 8);
        }
}

/* Where the n-th marker of a kind stands, from the front. */
static guint marker(const bytes *b, guint8 kind, int n)
{
    for (guint at = 0; at + 1 < b->len; at++)
        if (b->data[at] == 0xff && b->data[at + 1] == kind && n-- == 0)
            return at;
    g_assert_not_reached();
}

static void jpeg_wrong(void)
{
    for (unsigned how = 0; how < 4; how++) {
        g_autoptr(GByteArray) b = jpeg(3, how);
        /* Cut in the image data and closed, as a careful crash leaves it. */
        for (guint end = marker(b, 0xda, 0) + 20; end < b->len - 8; end += 13) {
            g_autoptr(GByteArray) cut = g_byte_array_new();
            add(cut, b->data, end);
            add(cut, "\xff\xd9", 2);
            fails(cut, "image data are not whole");
        }
    }
    /* The first three scans only, and closed: decodes without a word of warning. The tables of the
     * fourth stand before it. */
    g_autoptr(GByteArray) scans = jpeg(3, PROGRESSIVE);
    guint end = marker(scans, 0xda, 3);
    while (!(scans->data[end - 1] == 0xc4 && scans->data[end - 2] == 0xff))
        end--;
    g_byte_array_set_size(scans, end - 2);
    add(scans, "\xff\xd9", 2);
    fails(scans, "last scans are missing");

    g_autoptr(GByteArray) cmyk = jpeg(4, 0);
    fails(cmyk, "CMYK");
    static const struct {
        guint8 frame, offset, value;
        const char *pattern;
    } cases[] = {{0xc0, 1, 0xc3, "rare kind"},    {0xc0, 1, 0xc9, "rare kind"},
                 {0xc0, 4, 12, "12 bits"},        {0xc0, 9, 2, "many-channel"},
                 {0xc0, 3, 3, "too short"},       {0xc0, 5, 0xff, "cannot hold|not whole"},
                 {0xdb, 1, 0xfe, "not whole"},    {0xc4, 4, 0x44, "not whole"},
                 {0xc4, 5, 0xff, "not whole"},    {0xda, 5, 77, "not whole"},
                 {0xe0, 0, 0, "no marker|no PNG"}};
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GByteArray) b = jpeg(3, 0);
        b->data[marker(b, cases[i].frame, 0) + cases[i].offset] = cases[i].value;
        fails(b, cases[i].pattern);
    }
}

/* --- BMP --- */

static bytes *bmp(gint32 width, gint32 height, unsigned bits, unsigned colours)
{
    bytes *b = g_byte_array_new();
    unsigned palette = bits == 8 ? 4 * colours : 0;
    unsigned row = (3 * bits / 8 + 3) / 4 * 4;
    static const guint8 zero[4 * 256];
    add(b, "BM", 2);
    little(b, 54 + palette + 2 * row, 4);
    little(b, 0, 4);
    little(b, 54 + palette, 4);
    little(b, 40, 4);
    little(b, (guint32)width, 4);
    little(b, (guint32)height, 4);
    little(b, 1, 2);
    little(b, bits, 2);
    little(b, 0, 8);
    little(b, 2000, 4);
    little(b, 500, 4);
    little(b, colours, 4);
    little(b, 0, 4);
    add(b, zero, palette);
    add(b, zero, (size_t)2 * row);
    return b;
}

static void bmps(void)
{
    static const struct {
        gint32 height;
        unsigned bits, colours;
    } kinds[] = {{2, 24, 0}, {-2, 24, 0}, {2, 8, 256}, {2, 8, 5}, {2, 32, 0}};
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        g_autoptr(GByteArray) b = bmp(3, kinds[i].height, kinds[i].bits, kinds[i].colours);
        passes(b, LM_PICTURE_BMP, 3, 2, 3, 8);
        fails_when_cut(b);
        lm_picture_header h;
        g_assert_true(check(b, &h, NULL));
        g_assert_true(h.is_palette == (kinds[i].bits == 8));
        g_assert_cmpfloat(h.resolution[0], ==, 0.5);
        g_assert_cmpfloat(h.resolution[1], ==, 2);
    }
}

static void bmp_wrong(void)
{
    static const struct {
        guint at;
        guint8 value;
        const char *pattern;
    } cases[] = {
        {0, 'X', "no PNG"},         {10, 60, "reaches into"},    {14, 64, "64-byte"},
        {14, 41, "41 bytes"},       {18, 0, "0 x 2 pixels"},     {21, 0x80, "pixels"},
        {22, 0, "3 x 0 pixels"},    {20, 1, "truncated BMP"},    {25, 0x7f, "truncated"},
        {26, 2, "2 planes"},        {28, 7, "7 bits per pixel"}, {28, 1, "1 bits per pixel"},
        {28, 16, "16 bits per"},    {30, 1, "compressed"},       {30, 3, "compressed"},
        {47, 9, "palette of 2309"}, {13, 0x80, "truncated"},     {76, 5, "colour 5 of"}};
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GByteArray) b = bmp(3, 2, 8, 5);
        b->data[cases[i].at] = cases[i].value;
        fails(b, cases[i].pattern);
    }
}

/* --- TIFF --- */

typedef struct tag {
    unsigned tag, type;
    guint64 count, value; /* inside the directory, unless `count` says that it cannot be */
} tag;

typedef struct shape {
    bool big_endian, big;
} shape;

static void put(bytes *b, shape s, guint64 value, unsigned size)
{
    if (s.big_endian)
        big(b, value, size);
    else
        little(b, value, size);
}

/* 64 bytes of data at byte 16, then the directory at 80. */
static bytes *tiff(shape s, const tag *tags, size_t n, guint64 next)
{
    static const guint8 zero[64];
    bytes *b = g_byte_array_new();
    unsigned word = s.big ? 8 : 4;
    add(b, s.big_endian ? "MM" : "II", 2);
    put(b, s, s.big ? 43 : 42, 2);
    if (s.big) {
        put(b, s, 8, 2);
        put(b, s, 0, 2);
    }
    put(b, s, 80, word);
    g_byte_array_set_size(b, 16);
    add(b, zero, sizeof zero);
    put(b, s, n, s.big ? 8 : 2);
    for (size_t i = 0; i < n; i++) {
        unsigned size = tags[i].count > 1 ? word : tags[i].type == 3 ? 2 : 4;
        put(b, s, tags[i].tag, 2);
        put(b, s, tags[i].type, 2);
        put(b, s, tags[i].count, word);
        put(b, s, tags[i].value, size);
        put(b, s, 0, word - size);
    }
    put(b, s, next, word);
    return b;
}

/* A grey picture of 4 x 4 pixels in one strip; one tag may be replaced, or added behind. */
static bytes *tiff_with(shape s, tag other)
{
    tag tags[11] = {{256, 3, 1, 4},  {257, 3, 1, 4}, {258, 3, 1, 8}, {259, 3, 1, 1}, {262, 3, 1, 1},
                    {273, 4, 1, 16}, {277, 3, 1, 1}, {278, 3, 1, 4}, {279, 4, 1, 32}};
    size_t n = 9, at = 0;
    while (at < n && tags[at].tag < other.tag)
        at++;
    if (at == n || tags[at].tag != other.tag) {
        memmove(tags + at + 1, tags + at, (n - at) * sizeof *tags);
        n++;
    }
    tags[at] = other;
    return tiff(s, tags, n, 0);
}

static void tiffs(void)
{
    for (int i = 0; i < 4; i++) {
        shape s = {.big_endian = i & 1, .big = i & 2};
        g_autoptr(GByteArray) grey = tiff_with(s, (tag){258, 3, 1, 8});
        passes(grey, LM_PICTURE_TIFF, 4, 4, 1, 8);
        fails_when_cut(grey);
        static const tag kinds[] = {{257, 3, 1, 2},  {274, 3, 1, 4},          {339, 3, 1, 2},
                                    {259, 3, 1, 5},  {259, 3, 1, 8},          {259, 3, 1, 32773},
                                    {279, 4, 1, 64}, {278, 4, 1, 0xffffffff}, {65000, 2, 3, 0},
                                    {296, 3, 1, 3},  {277, 3, 1, 2}};
        for (size_t k = 0; k < G_N_ELEMENTS(kinds); k++) {
            g_autoptr(GByteArray) b = tiff_with(s, kinds[k]);
            lm_picture_header h;
            g_autoptr(GError) error = NULL;
            check(b, &h, &error);
            g_assert_no_error(error);
            g_assert_true(h.is_signed == (kinds[k].tag == 339));
            g_assert_cmpint(h.components, ==, kinds[k].tag == 277 ? 2 : 1);
        }
    }
}

static void tiff_wrong(void)
{
    static const struct {
        tag other;
        const char *pattern;
    } cases[] = {{{256, 3, 1, 0}, "no sensible size"},
                 {{257, 4, 1, 0xffffffff}, "no sensible size"},
                 {{257, 4, 1, 0x7fffffff}, "strips is missing|cannot hold"},
                 {{256, 4, 1, 0x7fffffff}, "cannot hold"},
                 {{256, 2, 1, 0}, "wrong type"},
                 {{256, 3, 0, 0}, "wrong type or number"},
                 {{258, 3, 1, 1}, "1 bits per sample"},
                 {{258, 3, 1, 32}, "32 bits per sample"},
                 {{259, 3, 1, 6}, "compression 6"},
                 {{259, 3, 1, 7}, "compression 7"},
                 {{262, 3, 1, 0}, "min-is-white"},
                 {{262, 3, 1, 2}, "number of channels"},
                 {{262, 3, 1, 3}, "palette is missing"},
                 {{262, 3, 1, 6}, "colour space"},
                 {{266, 3, 1, 2}, "reversed bits"},
                 {{273, 4, 1, 5000}, "truncated TIFF: strip 1 of 1"},
                 {{273, 4, 2, 16}, "list of strips"},
                 {{274, 3, 1, 6}, "turned or mirrored"},
                 {{277, 3, 1, 3}, "further channels"},
                 {{277, 3, 1, 0}, "no sensible size"},
                 {{278, 3, 1, 0}, "no sensible size"},
                 {{278, 3, 1, 2}, "list of strips"},
                 {{279, 4, 1, 15}, "cannot hold"},
                 {{279, 4, 1, 0xffffffff}, "truncated TIFF"},
                 {{322, 3, 1, 16}, "in tiles"},
                 {{323, 4, 1, 16}, "in tiles"},
                 {{339, 3, 1, 3}, "floating-point"},
                 {{400, 77, 1, 0}, "unknown type"},
                 {{400, 4, 0xffffffff, 16}, "outside the file"},
                 {{400, 12, 1, 0xfffffff0}, "outside the file"}};
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GByteArray) b = tiff_with((shape){false, false}, cases[i].other);
        fails(b, cases[i].pattern);
    }
    static const tag unordered[] = {{257, 3, 1, 4}, {256, 3, 1, 4}};
    static const tag twice[] = {{256, 3, 1, 4}, {256, 3, 1, 5}};
    static const tag first[] = {{256, 3, 1, 4}, {257, 3, 1, 4}};
    g_autoptr(GByteArray) a = tiff((shape){false, false}, unordered, 2, 0);
    fails(a, "not in order");
    g_autoptr(GByteArray) b = tiff((shape){true, false}, twice, 2, 0);
    fails(b, "not in order");
    g_autoptr(GByteArray) none = tiff((shape){true, true}, first, 0, 0);
    fails(none, "directory does not fit");
    g_autoptr(GByteArray) loop = tiff((shape){false, true}, first, 2, 80);
    fails(loop, "no end");
    g_autoptr(GByteArray) pages = tiff((shape){false, false}, first, 2, 16);
    fails(pages, "2 pages");
}

/* --- files --- */

static void no_picture(void)
{
    g_autoptr(GByteArray) b = g_byte_array_new();
    fails(b, "is empty");
    add(b, "a text file called .png", 23);
    fails(b, "no PNG, JPEG, BMP or TIFF");
    GError *error = NULL;
    lm_picture_header h;
    g_assert_false(lm_complete_check("/no/such.png", NULL, &error));
    test_assert_error(&error, LM_ERROR_INPUT, "^/no/such.png: cannot be opened");
    g_assert_false(lm_complete_header("/dev/zero", &h, &error));
    test_assert_error(&error, LM_ERROR_INPUT, "device or pipe");
    g_assert_false(lm_complete_header("/", &h, &error));
    test_assert_error(&error, LM_ERROR_INPUT, "folder");
    char *folder = test_folder();
    g_autofree char *pipe = g_build_filename(folder, "pipe.png", NULL);
    g_assert_cmpint(mkfifo(pipe, 0600), ==, 0);
    g_assert_false(lm_complete_check(pipe, NULL, &error));
    test_assert_error(&error, LM_ERROR_INPUT, "device or pipe");
    test_folder_remove(folder);
}

/* Every file of the real malformed ones: looked at to the end, and told about in words. */
static void real(void)
{
    static const struct {
        const char *path, *pattern; /* NULL: it is sound after all */
    } files[] = {{"png/truncated_image.png", "truncated PNG"},
                 {"png/broken_data_stream.png", "checksum"},
                 {"png/huge_juNk_safe_to_copy.png", "truncated PNG"},
                 {"png/badcrc.png", "checksum"},
                 {"png/empty_ancillary_chunks.png", NULL},
                 {"jpeg/truncated_jpeg.jpg", "not whole"},
                 {"jpeg/skimage_truncated.jpg", "truncated JPEG"},
                 {"jpeg/invalid-exif.jpg", NULL},
                 {"tiff/test_ifd_loop_to_first.tif", "no end"},
                 {"tiff/tiff_overflow_rows_per_strip.tif", "plane"},
                 {"tiff/crash-0c7e0e8e11ce787078f00b5b0ca409a167f070e0.tif", "unknown type"},
                 {"tiff/custom_dir_EXIF_GPS.tiff", NULL},
                 {"multipage/multipage.tiff", "3 pages"},
                 {"multipage/hopper_lzw.tif", NULL},
                 {"bmp-bad/reallybig.bmp", "truncated BMP"},
                 {"bmp-bad/badplanes.bmp", "planes"},
                 {"bmp-good/rgb24pal.bmp", NULL},
                 {"bmp-good/pal8topdown.bmp", NULL},
                 {"bmp-good/pal4rle.bmp", "4 bits"},
                 {"bmp-questionable/pal8rletrns.bmp", "compressed"}};
    g_autofree char *folder = test_data("malformed");
    for (size_t i = 0; folder && i < G_N_ELEMENTS(files); i++) {
        g_autofree char *path = g_build_filename(folder, files[i].path, NULL);
        GError *error = NULL;
        bool ok = lm_complete_check(path, NULL, &error);
        if (files[i].pattern)
            test_assert_error(&error, LM_ERROR_INPUT, files[i].pattern);
        g_assert_no_error(error);
        g_assert_true(ok == !files[i].pattern);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/complete/png", png);
    g_test_add_func("/complete/png-wrong", png_wrong);
    g_test_add_func("/complete/jpeg", jpegs);
    g_test_add_func("/complete/jpeg-wrong", jpeg_wrong);
    g_test_add_func("/complete/bmp", bmps);
    g_test_add_func("/complete/bmp-wrong", bmp_wrong);
    g_test_add_func("/complete/tiff", tiffs);
    g_test_add_func("/complete/tiff-wrong", tiff_wrong);
    g_test_add_func("/complete/no-picture", no_picture);
    g_test_add_func("/complete/real", real);
    return g_test_run();
}
