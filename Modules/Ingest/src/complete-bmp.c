/* BMP as picture-bmp.c takes it: the headers since Windows 3 (40 bytes, and those that begin with
 * the same 40), pixels of whole bytes, not compressed. */
#include "complete-private.h"

enum { FILE_HEADER = 14, INFO_HEADER = 40, HEADERS = FILE_HEADER + INFO_HEADER, MASKS = 16 };
enum { PLAIN = 0, BITFIELDS = 3 };

typedef struct bmp {
    guint64 offset, row; /* of the first row; bytes in a row */
    guint64 after;       /* where the headers end and a palette begins */
    bool opacity;
    gint32 width, height;
    guint32 bits, compression, colours;
    gint32 per_metre[2];
} bmp;

static guint32 u16(const guint8 *p)
{
    return p[0] | (guint32)p[1] << 8;
}

static guint32 u32(const guint8 *p)
{
    return u16(p) | u16(p + 2) << 16;
}

static bool check_kind(const lm_picture_file *file, const bmp *b, GError **error)
{
    static const char way_out[] = "save it as an uncompressed 24-bit BMP or as PNG";
    if (b->bits != 1 && b->bits != 2 && b->bits != 4 && b->bits != 8 && b->bits != 16 &&
        b->bits != 24 && b->bits != 32)
        return lm_picture_damaged(file, error, "its header claims %u bits per pixel", b->bits);
    if (b->bits != 8 && b->bits != 24 && b->bits != 32)
        return lm_picture_refused(file, error,
                                  "a BMP with %u bits per pixel; Lamina reads 8, 24 and 32: %s",
                                  b->bits, way_out);
    if (b->compression != PLAIN && !(b->compression == BITFIELDS && b->bits == 32))
        return lm_picture_refused(file, error, "a BMP with compressed pixels; %s", way_out);
    return true;
}

static bool check_size(const lm_picture_file *file, const bmp *b, GError **error)
{
    if (b->width <= 0 || b->height == 0 || b->height == G_MININT32)
        return lm_picture_damaged(file, error, "its header claims %d x %d pixels", b->width,
                                  b->height);
    if (b->colours > 256 && b->bits == 8)
        return lm_picture_damaged(file, error, "its header claims a palette of %u colours",
                                  b->colours);
    guint64 palette = b->bits == 8 ? 4 * (guint64)b->colours : 0;
    if (b->offset < b->after + palette)
        return lm_picture_damaged(file, error, "its palette reaches into the image data");
    guint64 rows = (guint64)ABS(b->height); /* times less than 2^34 bytes each */
    if (b->offset > file->size || b->row * rows > file->size - b->offset)
        return lm_fail(error, LM_ERROR_INPUT,
                       "%s: truncated BMP: the file has %" G_GUINT64_FORMAT
                       " bytes, its %d x %d pixels need %" G_GUINT64_FORMAT
                       "; export the slice again",
                       file->path, file->size, b->width, ABS(b->height), b->offset + b->row * rows);
    return true;
}

/* Where each colour lies in 32 bits: only the usual order, a byte each, is read. Behind a header of
 * 40 bytes stand three masks; longer ones hold them, and from 56 bytes on one for opacity. */
static bool check_masks(const lm_picture_file *file, bmp *b, guint32 info, GError **error)
{
    if (b->compression != BITFIELDS)
        return true;
    guint8 masks[MASKS] = {0};
    if (!lm_picture_read(file, HEADERS, masks, info >= 56 ? 16 : 12, error))
        return false;
    if (info == INFO_HEADER)
        b->after += 12;
    guint32 opacity = u32(masks + 12);
    if (u32(masks) != 0xff0000 || u32(masks + 4) != 0xff00 || u32(masks + 8) != 0xff ||
        (opacity != 0 && opacity != 0xff000000))
        return lm_picture_refused(file, error,
                                  "a BMP whose colours lie in an unusual order; save "
                                  "it as an uncompressed 24-bit BMP or as PNG");
    b->opacity = opacity != 0;
    return true;
}

static bool parse(const lm_picture_file *file, bmp *b, GError **error)
{
    guint8 bytes[HEADERS];
    if (!lm_picture_read(file, 0, bytes, FILE_HEADER + 4, error))
        return false;
    guint32 info = u32(bytes + FILE_HEADER);
    if (info == 12 || info == 16 || info == 64)
        return lm_picture_refused(file, error,
                                  "a BMP with the %u-byte header of another dialect; save it as "
                                  "Windows 3 BMP (without colour space information) or as PNG",
                                  info);
    if (info != INFO_HEADER && info != 52 && info != 56 && info != 108 && info != 124)
        return lm_picture_damaged(file, error, "its header claims to have %u bytes", info);
    if (!lm_picture_read(file, 0, bytes, HEADERS, error))
        return false;
    if (u16(bytes + 26) != 1)
        return lm_picture_damaged(file, error, "its header claims %u planes", u16(bytes + 26));
    *b = (bmp){.offset = u32(bytes + 10),
               .after = FILE_HEADER + (guint64)info,
               .width = (gint32)u32(bytes + 18),
               .height = (gint32)u32(bytes + 22),
               .bits = u16(bytes + 28),
               .compression = u32(bytes + 30),
               .colours = u32(bytes + 46),
               .per_metre = {(gint32)u32(bytes + 38), (gint32)u32(bytes + 42)}};
    if (b->bits == 8 && b->colours == 0)
        b->colours = 256;
    b->row = ((guint64)(guint32)b->width * b->bits / 8 + 3) / 4 * 4;
    return check_kind(file, b, error) && check_masks(file, b, info, error) &&
           check_size(file, b, error);
}

static bool read_palette(const lm_picture_file *file, const bmp *b, bool *grey, GError **error)
{
    guint8 colours[4 * 256];
    if (!lm_picture_read(file, b->after, colours, 4 * (size_t)b->colours, error))
        return false;
    *grey = true;
    for (guint32 i = 0; i < b->colours; i++)
        *grey &= colours[4 * i] == colours[4 * i + 1] && colours[4 * i] == colours[4 * i + 2];
    return true;
}

bool lm_bmp_header(const lm_picture_file *file, lm_picture_header *header, GError **error)
{
    bmp b = {0};
    if (!parse(file, &b, error) ||
        (b.bits == 8 && !read_palette(file, &b, &header->grey_palette, error)))
        return false;
    header->width = (guint32)b.width;
    header->height = (guint32)ABS(b.height);
    header->bits = 8;
    header->components = b.opacity ? 4 : 3;
    header->is_palette = b.bits == 8;
    for (int k = 0; k < 2; k++)
        header->resolution[k] = b.per_metre[k] > 0 ? 1000.0 / b.per_metre[k] : 0;
    return true;
}

/* What is left to see: pixels whose colour is beyond a short palette. */
bool lm_bmp_walk(const lm_picture_file *file, const lm_picture_header *header, GError **error)
{
    bmp b = {0};
    if (!parse(file, &b, error))
        return false;
    guint8 part[4096];
    for (guint32 y = 0; b.bits == 8 && b.colours < 256 && y < header->height; y++)
        for (guint32 x = 0; x < header->width; x += (guint32)sizeof part) {
            size_t count = MIN(sizeof part, header->width - x);
            if (!lm_picture_read(file, b.offset + b.row * y + x, part, count, error))
                return false;
            for (size_t i = 0; i < count; i++)
                if (part[i] >= b.colours)
                    return lm_picture_damaged(file, error,
                                              "a pixel has colour %u of a palette of %u", part[i],
                                              b.colours);
        }
    return true;
}
