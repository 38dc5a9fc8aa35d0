#include "lamina/alloc.h"
#include "lamina/error.h"
#include "picture-file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { FILE_HEADER = 14, HEADERS = 54 };

typedef struct reading {
    FILE *stream;
    const lm_picture_header *header;
    guint64 offset; /* of the first row of the file */
    guint32 bits;
    bool upwards; /* the first row is the bottom one */
    guint8 palette[256][4];
} reading;

static guint32 u32(const guint8 *p)
{
    return p[0] | (guint32)p[1] << 8 | (guint32)p[2] << 16 | (guint32)p[3] << 24;
}

static bool read_at(FILE *stream, guint64 offset, void *bytes, size_t size)
{
    return fseeko(stream, (off_t)offset, SEEK_SET) == 0 && fread(bytes, 1, size, stream) == size;
}

/* The header was checked before; only what decoding needs is taken from it. */
static bool begin(reading *r)
{
    guint8 bytes[HEADERS];
    if (!read_at(r->stream, 0, bytes, sizeof bytes))
        return false;
    r->offset = u32(bytes + 10);
    r->upwards = !(bytes[25] & 0x80);
    r->bits = bytes[28];
    guint32 colours = u32(bytes + 46);
    size_t palette = 4 * (size_t)(colours && colours < 256 ? colours : 256);
    return r->bits != 8 ||
           read_at(r->stream, FILE_HEADER + (guint64)u32(bytes + 14), r->palette, palette);
}

/* Files keep blue, green, red (and opacity). */
static void convert_row(const reading *r, const guint8 *from, guint8 *to)
{
    size_t components = (size_t)r->header->components, step = r->bits / 8;
    for (guint32 x = 0; x < r->header->width; x++, from += step, to += components) {
        const guint8 *pixel = r->bits == 8 ? r->palette[*from] : from;
        to[0] = pixel[2];
        to[1] = pixel[1];
        to[2] = pixel[0];
        if (components == 4)
            to[3] = pixel[3];
    }
}

static bool read_rows(reading *r, guint8 *row, size_t row_bytes, guint8 *to)
{
    guint32 height = r->header->height;
    for (guint32 y = 0; y < height; y++) {
        if (!read_at(r->stream, r->offset + (guint64)row_bytes * y, row, row_bytes))
            return false;
        guint32 place = r->upwards ? height - 1 - y : y;
        convert_row(r, row, to + (size_t)place * picture_row_bytes(r->header));
    }
    return true;
}

bool picture_bmp_read(const char *path, const lm_picture_header *header, void *buffer,
                      GError **error)
{
    reading r = {.stream = fopen(path, "rbe"), .header = header};
    if (!r.stream)
        return lm_fail(error, LM_ERROR_INPUT, "%s: cannot be opened: %s", path, g_strerror(errno));
    bool ok = begin(&r);
    size_t row_bytes = ((size_t)header->width * (r.bits / 8) + 3) / 4 * 4;
    guint8 *row = ok ? lm_alloc(row_bytes, 1, "decoding a BMP", error) : NULL;
    bool whole = row && read_rows(&r, row, row_bytes, buffer);
    fclose(r.stream);
    if (ok && !row)
        return false;
    lm_free(row);
    return whole || lm_fail(error, LM_ERROR_INPUT, "%s: cannot be read to its end", path);
}
