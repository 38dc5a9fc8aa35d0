/* PNG. libpng, with a way back from its errors, reads what comes before the image data; then all
 * chunks are walked. Image data that have the right checksum and yet do not inflate are left to
 * whoever decodes them: libpng says so. */
#include "complete-private.h"

#include <png.h>
#include <string.h>
#include <zlib.h>

static void on_error(png_structp png, png_const_charp text)
{
    g_strlcpy(png_get_error_ptr(png), text, 80);
    png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp text)
{
    (void)png, (void)text;
}

static bool is_grey(png_structp png, png_infop info)
{
    png_colorp colours;
    int count;
    if (!png_get_PLTE(png, info, &colours, &count) || png_get_valid(png, info, PNG_INFO_tRNS))
        return false;
    for (int i = 0; i < count; i++)
        if (colours[i].red != colours[i].green || colours[i].red != colours[i].blue)
            return false;
    return true;
}

/* Up to the first byte of image data; false when libpng gave up. */
static bool read_info(png_structp png, png_infop info, const lm_picture_file *file,
                      lm_picture_header *header)
{
    if (setjmp(png_jmpbuf(png)))
        return false;
    png_init_io(png, file->stream);
    png_read_info(png, info);
    int depth, colour;
    png_get_IHDR(png, info, &header->width, &header->height, &depth, &colour, NULL, NULL, NULL);
    header->bits = depth == 16 ? 16 : 8;
    header->is_palette = colour == PNG_COLOR_TYPE_PALETTE;
    header->grey_palette = header->is_palette && is_grey(png, info);
    png_uint_32 per_metre[2];
    int unit;
    if (png_get_pHYs(png, info, &per_metre[0], &per_metre[1], &unit) &&
        unit == PNG_RESOLUTION_METER)
        for (int k = 0; k < 2; k++)
            header->resolution[k] = per_metre[k] > 0 ? 1000.0 / per_metre[k] : 0;
    png_set_expand(png);
    png_read_update_info(png, info);
    header->components = png_get_channels(png, info);
    return true;
}

typedef struct chunk {
    guint64 at;     /* of its length */
    guint32 length; /* of its data */
    char type[5];
} chunk;

static guint32 u32(const guint8 *p)
{
    return (guint32)p[0] << 24 | (guint32)p[1] << 16 | (guint32)p[2] << 8 | p[3];
}

static bool read_chunk(const lm_picture_file *file, guint64 at, chunk *c, GError **error)
{
    guint8 start[8];
    if (at == file->size)
        return lm_picture_damaged(file, error, "it has no end mark");
    if (!lm_picture_read(file, at, start, sizeof start, error))
        return false;
    *c = (chunk){.at = at, .length = u32(start)};
    memcpy(c->type, start + 4, 4);
    for (int i = 0; i < 4; i++)
        if (!g_ascii_isalpha(c->type[i]))
            return lm_picture_damaged(file, error, "no chunk begins at byte %" G_GUINT64_FORMAT,
                                      at);
    if (c->length > G_MAXINT32)
        return lm_picture_damaged(file, error, "chunk %s claims %u bytes", c->type, c->length);
    if (file->size - at < 12 + (guint64)c->length)
        return lm_fail(error, LM_ERROR_INPUT,
                       "%s: truncated PNG: chunk %s needs bytes up to %" G_GUINT64_FORMAT
                       ", the file ends at %" G_GUINT64_FORMAT "; export or copy the slice again",
                       file->path, c->type, at + 12 + c->length, file->size);
    return true;
}

static bool check_sum(const lm_picture_file *file, const chunk *c, GError **error)
{
    guint8 part[16384];
    uLong sum = crc32(0, NULL, 0);
    guint64 at = c->at + 4;
    for (guint64 left = (guint64)c->length + 4; left > 0;) {
        size_t count = (size_t)MIN(left, sizeof part);
        if (!lm_picture_read(file, at, part, count, error))
            return false;
        sum = crc32(sum, part, (uInt)count);
        at += count;
        left -= count;
    }
    if (!lm_picture_read(file, at, part, 4, error))
        return false;
    if (u32(part) == sum)
        return true;
    return lm_picture_damaged(
        file, error, "chunk %s at byte %" G_GUINT64_FORMAT " fails its checksum", c->type, c->at);
}

typedef struct chunks {
    guint64 data;  /* bytes of image data so far */
    guint64 texts; /* the most that compressed texts and profiles swell to */
    char last[5];
} chunks;

/* libpng inflates texts and profiles, to 8 MB each, and keeps them. Deflate gains 1032 to 1. */
enum { TEXT_MAX = 8000000, TEXTS_MAX = 8 * TEXT_MAX, DEFLATE_MAX = 1032 };

static bool check_chunk(const lm_picture_file *file, const chunk *c, chunks *seen, GError **error)
{
    if (!check_sum(file, c, error))
        return false;
    if (strcmp(c->type, "IDAT") == 0) {
        if (seen->data > 0 && strcmp(seen->last, "IDAT") != 0)
            return lm_picture_damaged(file, error, "its image data are in pieces");
        seen->data += c->length;
    }
    if (strcmp(c->type, "acTL") == 0)
        return lm_picture_refused(file, error, "an animated PNG; save its frames as one PNG each");
    if (strcmp(c->type, "zTXt") == 0 || strcmp(c->type, "iTXt") == 0 ||
        strcmp(c->type, "iCCP") == 0)
        seen->texts += MIN(TEXT_MAX, DEFLATE_MAX * (guint64)c->length);
    if (seen->texts > TEXTS_MAX)
        return lm_picture_refused(file, error,
                                  "its compressed texts could fill the memory; save it without "
                                  "metadata");
    memcpy(seen->last, c->type, sizeof seen->last);
    return true;
}

static bool walk(const lm_picture_file *file, chunks *seen, GError **error)
{
    for (guint64 at = 8; strcmp(seen->last, "IEND") != 0;) {
        chunk c = {0};
        if (!read_chunk(file, at, &c, error) || !check_chunk(file, &c, seen, error))
            return false;
        at += 12 + (guint64)c.length;
    }
    return true;
}

bool lm_png_header(const lm_picture_file *file, lm_picture_header *header, GError **error)
{
    char problem[80] = "not enough memory";
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, problem, on_error, on_warning);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    bool ok = info && fseeko(file->stream, 0, SEEK_SET) == 0 && read_info(png, info, file, header);
    png_destroy_read_struct(&png, &info, NULL);
    if (ok)
        return true;
    /* The walk knows better what is wrong with a file that stops too early. */
    chunks seen = {0};
    return walk(file, &seen, error) &&
           lm_picture_damaged(file, error, "its header is not valid (%s)", problem);
}

bool lm_png_walk(const lm_picture_file *file, const lm_picture_header *header, GError **error)
{
    chunks seen = {0};
    /* A pixel has at least one bit. */
    guint64 row = ((guint64)header->width + 7) / 8;
    return walk(file, &seen, error) &&
           lm_picture_plausible(file, seen.data, row * header->height, DEFLATE_MAX, error);
}
