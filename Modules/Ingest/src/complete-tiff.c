/* TIFF. The directory is walked: its one page, every tag inside the file, every strip inside the
 * file and large enough. Compressed data that do not expand are left to whoever decodes them:
 * libtiff says so. */
#include "complete-private.h"

#include "lamina/alloc.h"

#include <string.h>
#include <tiff.h>

typedef struct entry {
    guint32 tag, type;
    guint64 count;
    guint64 at; /* of its values in the file */
} entry;

typedef struct directory {
    const lm_picture_file *file;
    bool big_endian, big; /* big: BigTIFF, 64-bit offsets */
    size_t n;
    entry *entries;
} directory;

static guint64 number(const directory *d, const guint8 *p, size_t size)
{
    guint64 value = 0;
    for (size_t i = 0; i < size; i++)
        value = value << 8 | p[d->big_endian ? i : size - 1 - i];
    return value;
}

static bool read_number(const directory *d, guint64 at, size_t size, guint64 *value, GError **error)
{
    guint8 bytes[8];
    if (!lm_picture_read(d->file, at, bytes, size, error))
        return false;
    *value = number(d, bytes, size);
    return true;
}

/* Bytes of one value of a TIFF type, 0 when there is no such type. */
static size_t type_size(guint32 type)
{
    static const guint8 sizes[] = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};
    return type < G_N_ELEMENTS(sizes) ? sizes[type] : 0;
}

static bool read_entry(const directory *d, guint64 at, entry *e, GError **error)
{
    size_t word = d->big ? 8 : 4;
    guint8 bytes[20];
    if (!lm_picture_read(d->file, at, bytes, 4 + 2 * word, error))
        return false;
    *e = (entry){.tag = (guint32)number(d, bytes, 2),
                 .type = (guint32)number(d, bytes + 2, 2),
                 .count = number(d, bytes + 4, word)};
    size_t size = type_size(e->type);
    if (size == 0)
        return lm_picture_damaged(d->file, error, "tag %u has an unknown type", e->tag);
    bool inside = e->count <= word / size;
    e->at = inside ? at + 4 + word : number(d, bytes + 4 + word, word);
    if (e->at > d->file->size || e->count > (d->file->size - e->at) / size)
        return lm_picture_damaged(d->file, error, "the values of tag %u lie outside the file",
                                  e->tag);
    return true;
}

/* Where a further page begins, it is counted only to say how many there are. */
static bool refuse_pages(const directory *d, guint64 next, GError **error)
{
    enum { PAGES_MAX = 1000 };
    GError *problem = NULL;
    int pages = 1;
    while (next && !problem && pages < PAGES_MAX) {
        guint64 n = 0, at = next;
        pages++;
        next = 0;
        if (read_number(d, at, d->big ? 8 : 2, &n, &problem) && n <= G_MAXUINT16)
            read_number(d, at + (d->big ? 8 + n * 20 : 2 + n * 12), d->big ? 8 : 4, &next,
                        &problem);
    }
    g_clear_error(&problem);
    if (pages == PAGES_MAX)
        return lm_picture_damaged(d->file, error, "its list of pages has no end");
    return lm_picture_refused(d->file, error,
                              "a TIFF with %d pages; split it into one file each, for example "
                              "with tiffsplit or ImageJ (Save As, Image Sequence)",
                              pages);
}

static bool read_directory(directory *d, GError **error)
{
    guint64 at, n, next;
    size_t word = d->big ? 8 : 4, size = 4 + 2 * word;
    if (d->big && (!read_number(d, 4, 2, &n, error) ||
                   (n != 8 && !lm_picture_damaged(d->file, error, "its offsets are not 64 bits"))))
        return false;
    if (!read_number(d, d->big ? 8 : 4, word, &at, error) ||
        !read_number(d, at, d->big ? 8 : 2, &n, error))
        return false;
    at += d->big ? 8 : 2;
    if (n == 0 || n > 4096 || n * size + word > d->file->size - at)
        return lm_picture_damaged(d->file, error, "its directory does not fit into the file");
    d->n = (size_t)n;
    d->entries = lm_alloc(d->n, sizeof *d->entries, "the tags of a TIFF", error);
    if (!d->entries)
        return false;
    for (size_t i = 0; i < d->n; i++) {
        if (!read_entry(d, at + i * size, &d->entries[i], error))
            return false;
        if (i > 0 && d->entries[i].tag <= d->entries[i - 1].tag)
            return lm_picture_damaged(d->file, error, "its tags are not in order");
    }
    return read_number(d, at + n * size, word, &next, error) &&
           (next == 0 || refuse_pages(d, next, error));
}

static const entry *find(const directory *d, guint32 tag)
{
    for (size_t i = 0; i < d->n; i++)
        if (d->entries[i].tag == tag)
            return &d->entries[i];
    return NULL;
}

/* Value `index` of a tag of whole numbers. */
static bool read_value(const directory *d, const entry *e, guint64 index, guint64 *value,
                       GError **error)
{
    if ((e->type != TIFF_BYTE && e->type != TIFF_SHORT && e->type != TIFF_LONG &&
         e->type != TIFF_LONG8) ||
        index >= e->count)
        return lm_picture_damaged(d->file, error, "tag %u has the wrong type or number of values",
                                  e->tag);
    size_t size = type_size(e->type);
    return read_number(d, e->at + index * size, size, value, error);
}

/* The value that all of a tag's values share, or `otherwise` when there is no such tag. */
static bool read_tag(const directory *d, guint32 tag, guint64 otherwise, guint64 *value,
                     GError **error)
{
    const entry *e = find(d, tag);
    *value = otherwise;
    if (!e)
        return true;
    if (!read_value(d, e, 0, value, error))
        return false;
    for (guint64 i = 1; i < MIN(e->count, 8); i++) {
        guint64 other = 0;
        if (!read_value(d, e, i, &other, error))
            return false;
        if (other != *value)
            return lm_picture_refused(d->file, error,
                                      "a TIFF whose channels differ (tag %u); save it as PNG", tag);
    }
    return true;
}

typedef struct kind {
    guint64 width, height, bits, samples, sign, photometric, compression, rows;
} kind;

static bool read_kind(const directory *d, kind *k, GError **error)
{
    const struct {
        guint32 tag;
        guint64 otherwise, *value;
    } tags[] = {{TIFFTAG_IMAGEWIDTH, 0, &k->width},
                {TIFFTAG_IMAGELENGTH, 0, &k->height},
                {TIFFTAG_BITSPERSAMPLE, 1, &k->bits},
                {TIFFTAG_SAMPLESPERPIXEL, 1, &k->samples},
                {TIFFTAG_SAMPLEFORMAT, SAMPLEFORMAT_UINT, &k->sign},
                {TIFFTAG_PHOTOMETRIC, G_MAXUINT64, &k->photometric},
                {TIFFTAG_COMPRESSION, COMPRESSION_NONE, &k->compression},
                {TIFFTAG_ROWSPERSTRIP, G_MAXUINT32, &k->rows}};
    for (size_t i = 0; i < G_N_ELEMENTS(tags); i++)
        if (!read_tag(d, tags[i].tag, tags[i].otherwise, tags[i].value, error))
            return false;
    if (k->width == 0 || k->width > G_MAXINT32 || k->height == 0 || k->height > G_MAXINT32 ||
        k->rows == 0 || k->samples == 0 || k->samples > G_MAXUINT16)
        return lm_picture_damaged(d->file, error, "its header gives no sensible size");
    k->rows = MIN(k->rows, k->height);
    return true;
}

static bool check_layout(const directory *d, const kind *k, GError **error)
{
    guint64 planar, orientation, fill;
    if (!read_tag(d, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG, &planar, error) ||
        !read_tag(d, TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT, &orientation, error) ||
        !read_tag(d, TIFFTAG_FILLORDER, FILLORDER_MSB2LSB, &fill, error))
        return false;
    static const char way_out[] = "save it in strips, upright, channels interleaved, or as PNG";
    bool tiled = false;
    for (guint32 tag = TIFFTAG_TILEWIDTH; tag <= TIFFTAG_TILEBYTECOUNTS; tag++)
        tiled = tiled || find(d, tag);
    const char *what = tiled ? "in tiles"
                       : planar != PLANARCONFIG_CONTIG && k->samples > 1
                           ? "with one plane for each channel"
                       : orientation != ORIENTATION_TOPLEFT && orientation != ORIENTATION_BOTLEFT
                           ? "that is stored turned or mirrored"
                       : fill != FILLORDER_MSB2LSB ? "with reversed bits"
                                                   : NULL;
    return !what || lm_picture_refused(d->file, error, "a TIFF %s; %s", what, way_out);
}

static bool check_colours(const directory *d, const kind *k, GError **error)
{
    const char *what = NULL;
    if (k->photometric == G_MAXUINT64)
        return lm_picture_damaged(d->file, error, "it does not say whether it is grey or colour");
    if (k->bits != 8 && k->bits != 16)
        return lm_picture_refused(d->file, error,
                                  "a TIFF with %u bits per sample; Lamina reads 8 and 16: save it "
                                  "so, or as NRRD",
                                  (unsigned)k->bits);
    if (k->sign != SAMPLEFORMAT_UINT && k->sign != SAMPLEFORMAT_INT && k->sign != SAMPLEFORMAT_VOID)
        what = "floating-point or complex samples";
    else if (k->photometric == PHOTOMETRIC_MINISWHITE)
        what = "white as zero (min-is-white)";
    else if (k->photometric == PHOTOMETRIC_MINISBLACK)
        what = k->samples <= 2 ? NULL : "grey and several further channels";
    else if (k->photometric == PHOTOMETRIC_RGB)
        what =
            k->samples == 3 || k->samples == 4 ? NULL : "another number of channels than RGB has";
    else if (k->photometric == PHOTOMETRIC_PALETTE)
        what = k->samples == 1 && k->bits == 8 ? NULL : "a palette of more than 256 colours";
    else
        what = "a colour space other than grey and RGB";
    return !what || lm_picture_refused(d->file, error,
                                       "a TIFF with %s; save it as 8- or 16-bit grey or RGB, or as "
                                       "PNG",
                                       what);
}

/* The most that a compression gains; 0 for those Lamina does not read. LZW: a code of 12 bits for a
 * text of up to 3838 bytes. */
static unsigned ratio_of(guint64 compression)
{
    switch (compression) {
    case COMPRESSION_NONE:
        return 1;
    case COMPRESSION_PACKBITS:
        return 64;
    case COMPRESSION_ADOBE_DEFLATE:
    case COMPRESSION_DEFLATE:
        return 1032;
    case COMPRESSION_LZW:
        return 2559;
    default:
        return 0;
    }
}

static bool check_strips(const directory *d, const kind *k, GError **error)
{
    const entry *offsets = find(d, TIFFTAG_STRIPOFFSETS);
    const entry *sizes = find(d, TIFFTAG_STRIPBYTECOUNTS);
    guint64 strips = (k->height + k->rows - 1) / k->rows, total = 0;
    if (!offsets || !sizes || offsets->count != strips || sizes->count != strips)
        return lm_picture_damaged(d->file, error,
                                  "its list of strips is missing or has the wrong length");
    guint64 row = k->width * k->samples * (k->bits / 8); /* below 2^49 */
    for (guint64 i = 0; i < strips; i++) {
        guint64 at = 0, bytes = 0, rows = MIN(k->rows, k->height - i * k->rows);
        if (!read_value(d, offsets, i, &at, error) || !read_value(d, sizes, i, &bytes, error))
            return false;
        if (at > d->file->size || bytes > d->file->size - at)
            return lm_fail(error, LM_ERROR_INPUT,
                           "%s: truncated TIFF: strip %u of %u lies outside the file, which ends "
                           "after %" G_GUINT64_FORMAT " bytes; export or copy the slice again",
                           d->file->path, (unsigned)i + 1, (unsigned)strips, d->file->size);
        /* Only strips that lie over each other can pass the file's size: cheap to write, and
         * without bound in memory. */
        total += bytes;
        if (total > d->file->size)
            return lm_picture_damaged(d->file, error, "its strips lie over each other");
        if (row > G_MAXUINT64 / rows ||
            !lm_picture_plausible(d->file, bytes, row * rows, ratio_of(k->compression), error))
            return false;
    }
    return true;
}

/* Colours have 16 bits, unless all are below 256, as some programs write 8. */
static bool read_palette(const directory *d, lm_picture_header *header, GError **error)
{
    const entry *map = find(d, TIFFTAG_COLORMAP);
    if (!map || map->type != TIFF_SHORT || map->count != 3 * 256)
        return lm_picture_damaged(d->file, error, "its palette is missing or has the wrong size");
    guint8 bytes[3 * 256 * 2];
    if (!lm_picture_read(d->file, map->at, bytes, sizeof bytes, error))
        return false;
    header->components = 1;
    for (size_t i = 0; i < 256; i++) {
        guint64 colour[3];
        for (size_t k = 0; k < 3; k++) {
            colour[k] = number(d, bytes + 2 * (256 * k + i), 2);
            if (colour[k] > 255)
                header->bits = 16;
        }
        if (colour[0] != colour[1] || colour[0] != colour[2])
            header->components = 3;
    }
    header->is_palette = true;
    header->is_signed = false;
    return true;
}

static bool read_resolution(const directory *d, lm_picture_header *header, GError **error)
{
    guint64 unit;
    if (!read_tag(d, TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH, &unit, error))
        return false;
    double mm = unit == RESUNIT_INCH ? 25.4 : unit == RESUNIT_CENTIMETER ? 10 : 0;
    for (guint32 k = 0; k < 2; k++) {
        const entry *e = find(d, TIFFTAG_XRESOLUTION + k);
        if (!e || e->type != TIFF_RATIONAL || e->count != 1)
            continue;
        guint64 above = 0, below = 0;
        if (!read_number(d, e->at, 4, &above, error) ||
            !read_number(d, e->at + 4, 4, &below, error))
            return false;
        header->resolution[k] = above > 0 ? mm * (double)below / (double)above : 0;
    }
    return true;
}

static bool read_header(const directory *d, kind *k, lm_picture_header *header, GError **error)
{
    if (!read_kind(d, k, error) || !check_layout(d, k, error) || !check_colours(d, k, error))
        return false;
    if (ratio_of(k->compression) == 0)
        return lm_picture_refused(d->file, error,
                                  "a TIFF with compression %u; save it uncompressed or with LZW or "
                                  "Deflate",
                                  (unsigned)k->compression);
    header->width = (guint32)k->width;
    header->height = (guint32)k->height;
    header->bits = (int)k->bits;
    header->components = (int)k->samples;
    header->is_signed = k->sign == SAMPLEFORMAT_INT;
    return (k->photometric != PHOTOMETRIC_PALETTE || read_palette(d, header, error)) &&
           read_resolution(d, header, error);
}

static bool parse(const lm_picture_file *file, lm_picture_header *header, bool whole,
                  GError **error)
{
    guint8 magic[4];
    if (!lm_picture_read(file, 0, magic, sizeof magic, error))
        return false;
    directory d = {
        .file = file, .big_endian = magic[0] == 'M', .big = magic[magic[0] == 'M' ? 3 : 2] == '+'};
    kind k = {0};
    bool ok = read_directory(&d, error) && read_header(&d, &k, header, error) &&
              (!whole || check_strips(&d, &k, error));
    lm_free(d.entries);
    return ok;
}

bool lm_tiff_header(const lm_picture_file *file, lm_picture_header *header, GError **error)
{
    return parse(file, header, false, error);
}

bool lm_tiff_walk(const lm_picture_file *file, const lm_picture_header *header, GError **error)
{
    lm_picture_header again = *header;
    return parse(file, &again, true, error);
}
