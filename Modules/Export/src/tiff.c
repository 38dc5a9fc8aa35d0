#include "deflate.h"
#include "series.h"

#include "lamina/error.h"

#include <tiffio.h>

enum { STRIP = 256 << 10 }; /* bytes, about */

bool tiff_fits(const lm_info *info, const char *path, GError **error)
{
    guint64 plane = lm_info_bytes(info) / (guint64)info->grid.size[2];
    if (info->components > 4 || plane > G_MAXUINT32 - (16 << 20))
        return lm_fail(error, LM_ERROR_USAGE,
                       "%s: TIFF holds up to 4 values in a pixel and 4 GiB in a plane; save it as "
                       ".nrrd",
                       path);
    return series_check(path, info->grid.size[2], error);
}

/* Keeps the first thing that libtiff says went wrong. */
static int note_error(TIFF *tiff, void *user, const char *module, const char *format, va_list args)
{
    (void)tiff, (void)module;
    char **message = user;
    if (!*message)
        *message = g_strdup_vprintf(format, args);
    return 1;
}

static int no_warning(TIFF *tiff, void *user, const char *module, const char *format, va_list args)
{
    (void)tiff, (void)user, (void)module, (void)format, (void)args;
    return 1;
}

static TIFF *open_tiff(const char *path, char **message)
{
    TIFFOpenOptions *options = TIFFOpenOptionsAlloc();
    if (!options)
        return NULL;
    TIFFOpenOptionsSetErrorHandlerExtR(options, note_error, message);
    TIFFOpenOptionsSetWarningHandlerExtR(options, no_warning, NULL);
    TIFF *tiff = TIFFOpenExt(path, "wl", options);
    TIFFOpenOptionsFree(options);
    return tiff;
}

static int sample_format(lm_type type)
{
    static const int formats[] = {SAMPLEFORMAT_UINT,  SAMPLEFORMAT_INT,  SAMPLEFORMAT_UINT,
                                  SAMPLEFORMAT_INT,   SAMPLEFORMAT_UINT, SAMPLEFORMAT_INT,
                                  SAMPLEFORMAT_IEEEFP};
    return formats[type];
}

static gint64 rows_of_strip(const lm_volume *v)
{
    gint64 row = v->grid.size[0] * (gint64)lm_volume_voxel_bytes(v);
    return CLAMP(STRIP / row, 1, v->grid.size[1]);
}

static bool set_tags(TIFF *tiff, const writing *w)
{
    const lm_volume *v = w->volume;
    static const guint16 alpha[] = {EXTRASAMPLE_UNASSALPHA};
    bool ok = TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, (guint32)v->grid.size[0]) &&
              TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, (guint32)v->grid.size[1]) &&
              TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, v->components) &&
              TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 8 * (int)lm_type_size(v->type)) &&
              TIFFSetField(tiff, TIFFTAG_SAMPLEFORMAT, sample_format(v->type)) &&
              TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC,
                           v->components < 3 ? PHOTOMETRIC_MINISBLACK : PHOTOMETRIC_RGB) &&
              TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG) &&
              TIFFSetField(tiff, TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT) &&
              TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, (guint32)rows_of_strip(v)) &&
              TIFFSetField(tiff, TIFFTAG_RESOLUTIONUNIT, RESUNIT_CENTIMETER) &&
              TIFFSetField(tiff, TIFFTAG_XRESOLUTION, 10 / v->grid.spacing[0]) &&
              TIFFSetField(tiff, TIFFTAG_YRESOLUTION, 10 / v->grid.spacing[1]);
    if (ok && v->components % 2 == 0)
        ok = TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, 1, alpha);
    if (ok && w->pack)
        ok = TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_ADOBE_DEFLATE) &&
             TIFFSetField(tiff, TIFFTAG_ZIPQUALITY, DEFLATE_LEVEL) &&
             TIFFSetField(tiff, TIFFTAG_PREDICTOR,
                          v->type == LM_FLOAT32 ? PREDICTOR_NONE : PREDICTOR_HORIZONTAL);
    return ok;
}

static bool write_strips(TIFF *tiff, const lm_volume *v, gint64 z)
{
    size_t row = (size_t)v->grid.size[0] * lm_volume_voxel_bytes(v);
    gint64 height = rows_of_strip(v);
    guint8 *plane = (guint8 *)v->data + (size_t)z * lm_volume_plane_bytes(v);
    for (gint64 y = 0, strip = 0; y < v->grid.size[1]; y += height, strip++) {
        tmsize_t size = (tmsize_t)(row * (size_t)MIN(height, v->grid.size[1] - y));
        if (TIFFWriteEncodedStrip(tiff, (guint32)strip, plane + (size_t)y * row, size) != size)
            return false;
    }
    return true;
}

static bool tiff_plane(const writing *w, gint64 z, const char *path, GMutex *lock, GError **error)
{
    g_mutex_lock(lock);
    const char *temporary = lm_output_add(w->output, path, error);
    g_mutex_unlock(lock);
    if (!temporary)
        return false;
    g_autofree char *message = NULL;
    TIFF *tiff = open_tiff(temporary, &message);
    bool ok = tiff && set_tags(tiff, w) && write_strips(tiff, w->volume, z) && TIFFFlush(tiff);
    if (tiff)
        TIFFClose(tiff);
    if (ok && !message)
        return true;
    return lm_fail(error, LM_ERROR_OUTPUT, "%s cannot be written (is the disk full?): %s", path,
                   message ? message : "libtiff does not say why");
}

bool tiff_write(const writing *w, GError **error)
{
    return series_write(w, tiff_plane, error);
}
