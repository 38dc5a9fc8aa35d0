#include "lamina/alloc.h"
#include "lamina/error.h"
#include "picture-file.h"

#include <string.h>
#include <tiffio.h>

typedef struct reading {
    const char *path;
    const lm_picture_header *header;
    TIFF *tiff;
    char problem[200];
} reading;

static int on_error(TIFF *tiff, void *problem, const char *module, const char *format, va_list args)
{
    (void)tiff;
    (void)module;
    g_vsnprintf(problem, sizeof((reading *)NULL)->problem, format, args);
    return 1;
}

static int on_warning(TIFF *tiff, void *unused, const char *module, const char *format,
                      va_list args)
{
    (void)tiff, (void)unused, (void)module, (void)format, (void)args;
    return 1;
}

static bool damaged(const reading *r, GError **error)
{
    return lm_fail(error, LM_ERROR_INPUT, "%s: damaged TIFF: %s; export the slice again", r->path,
                   *r->problem ? r->problem : "it changed while it was read");
}

static bool tiff_open(reading *r, GError **error)
{
    TIFFOpenOptions *options = TIFFOpenOptionsAlloc();
    if (!options)
        return lm_fail(error, LM_ERROR_MEMORY, "%s: not enough memory", r->path);
    TIFFOpenOptionsSetErrorHandlerExtR(options, on_error, r->problem);
    TIFFOpenOptionsSetWarningHandlerExtR(options, on_warning, NULL);
    r->tiff = TIFFOpenExt(r->path, "r", options);
    TIFFOpenOptionsFree(options);
    return r->tiff || damaged(r, error);
}

/* Strips follow each other in the picture; each must give all of its rows. */
static bool read_strips(reading *r, void *to, size_t row, GError **error)
{
    guint32 rows = 0;
    TIFFGetFieldDefaulted(r->tiff, TIFFTAG_ROWSPERSTRIP, &rows);
    if (TIFFIsTiled(r->tiff) || rows == 0 || (size_t)TIFFScanlineSize64(r->tiff) != row)
        return damaged(r, error);
    guint32 strip = 0;
    for (guint32 y = 0; y < r->header->height; strip++) {
        guint32 n = MIN(rows, r->header->height - y);
        tmsize_t bytes = (tmsize_t)(n * row);
        if (TIFFReadEncodedStrip(r->tiff, strip, (char *)to + y * row, bytes) != bytes)
            return damaged(r, error);
        y += n;
    }
    return true;
}

static void expand_one(const reading *r, guint16 *const map[3], guint8 index, void *to, size_t at)
{
    for (int c = 0; c < r->header->components; c++)
        if (r->header->bits == 16)
            ((guint16 *)to)[at + (size_t)c] = map[c][index];
        else
            ((guint8 *)to)[at + (size_t)c] = (guint8)map[c][index];
}

static bool read_palette(reading *r, void *to, GError **error)
{
    guint16 *map[3];
    size_t pixels = (size_t)r->header->width * r->header->height;
    if (!TIFFGetField(r->tiff, TIFFTAG_COLORMAP, &map[0], &map[1], &map[2]))
        return damaged(r, error);
    guint8 *indices = lm_alloc(pixels, 1, "the pixels of a palette picture", error);
    bool ok = indices && read_strips(r, indices, r->header->width, error);
    for (size_t i = 0; ok && i < pixels; i++)
        expand_one(r, map, indices[i], to, i * (size_t)r->header->components);
    lm_free(indices);
    return ok;
}

static void turn_over(const reading *r, void *picture)
{
    size_t row = picture_row_bytes(r->header);
    g_autofree char *kept = g_malloc(row);
    char *top = picture, *bottom = top + picture_bytes(r->header) - row;
    for (; top < bottom; top += row, bottom -= row) {
        memcpy(kept, top, row);
        memcpy(top, bottom, row);
        memcpy(bottom, kept, row);
    }
}

bool picture_tiff_read(const char *path, const lm_picture_header *header, void *buffer,
                       GError **error)
{
    reading r = {.path = path, .header = header};
    if (!tiff_open(&r, error))
        return false;
    bool ok = header->is_palette ? read_palette(&r, buffer, error)
                                 : read_strips(&r, buffer, picture_row_bytes(header), error);
    guint16 orientation = ORIENTATION_TOPLEFT;
    TIFFGetFieldDefaulted(r.tiff, TIFFTAG_ORIENTATION, &orientation);
    if (ok && orientation == ORIENTATION_BOTLEFT)
        turn_over(&r, buffer);
    TIFFClose(r.tiff);
    return ok;
}
