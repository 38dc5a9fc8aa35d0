#include "complete-private.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

static const struct {
    const char *name;
    const char *magic[4]; /* NULL-ended */
    size_t magic_size;
    bool (*header)(const lm_picture_file *file, lm_picture_header *header, GError **error);
    bool (*walk)(const lm_picture_file *file, const lm_picture_header *header, GError **error);
} formats[] = {
    [LM_PICTURE_PNG] = {"PNG", {"\x89PNG\r\n\x1a\n"}, 8, lm_png_header, lm_png_walk},
    [LM_PICTURE_JPEG] = {"JPEG", {"\xff\xd8\xff"}, 3, lm_jpeg_header, lm_jpeg_walk},
    [LM_PICTURE_BMP] = {"BMP", {"BM"}, 2, lm_bmp_header, lm_bmp_walk},
    /* Classic and BigTIFF, either byte order. */
    [LM_PICTURE_TIFF] =
        {"TIFF", {"II*\0", "MM\0*", "II+\0", "MM\0+"}, 4, lm_tiff_header, lm_tiff_walk},
};

const char *lm_picture_format_name(lm_picture_format format)
{
    return formats[format].name;
}

bool lm_picture_damaged(const lm_picture_file *file, GError **error, const char *what, ...)
{
    va_list args;
    va_start(args, what);
    g_autofree char *text = g_strdup_vprintf(what, args);
    va_end(args);
    return lm_fail(error, LM_ERROR_INPUT, "%s: damaged %s: %s; export the slice again", file->path,
                   file->format, text);
}

bool lm_picture_refused(const lm_picture_file *file, GError **error, const char *what, ...)
{
    va_list args;
    va_start(args, what);
    g_autofree char *text = g_strdup_vprintf(what, args);
    va_end(args);
    return lm_fail(error, LM_ERROR_INPUT, "%s: %s", file->path, text);
}

bool lm_picture_read(const lm_picture_file *file, guint64 at, void *bytes, size_t count,
                     GError **error)
{
    if (at > file->size || count > file->size - at)
        return lm_fail(error, LM_ERROR_INPUT,
                       "%s: truncated %s: the file ends after %" G_GUINT64_FORMAT
                       " bytes, at least %" G_GUINT64_FORMAT
                       " are needed; export or copy the slice again",
                       file->path, file->format, file->size, at + count);
    if (fseeko(file->stream, (off_t)at, SEEK_SET) != 0 ||
        fread(bytes, 1, count, file->stream) != count)
        return lm_fail(error, LM_ERROR_INPUT,
                       "%s: cannot be read at byte %" G_GUINT64_FORMAT
                       "; check the disk or copy the file again",
                       file->path, at);
    return true;
}

bool lm_picture_plausible(const lm_picture_file *file, guint64 bytes, guint64 decoded,
                          unsigned ratio, GError **error)
{
    if (decoded / ratio <= bytes)
        return true;
    return lm_picture_damaged(file, error,
                              "%" G_GUINT64_FORMAT
                              " bytes of image data cannot hold the %" G_GUINT64_FORMAT
                              " bytes of picture that the header announces",
                              bytes, decoded);
}

/* Devices and pipes are not opened at all: opening one may already block or act. */
static bool open_file(const char *path, lm_picture_file *file, GError **error)
{
    struct stat status;
    if (stat(path, &status) != 0)
        return lm_fail(error, LM_ERROR_INPUT, "%s: cannot be opened: %s", path, g_strerror(errno));
    if (!S_ISREG(status.st_mode))
        return lm_fail(error, LM_ERROR_INPUT, "%s: is %s, not a picture file; leave it out", path,
                       S_ISDIR(status.st_mode) ? "a folder" : "a device or pipe");
    *file = (lm_picture_file){.path = path, .size = (guint64)status.st_size};
    file->stream = fopen(path, "rbe");
    if (!file->stream)
        return lm_fail(error, LM_ERROR_INPUT, "%s: cannot be opened: %s", path, g_strerror(errno));
    return true;
}

static bool recognise(lm_picture_file *file, lm_picture_format *format, GError **error)
{
    char start[8] = {0};
    size_t held = fread(start, 1, sizeof start, file->stream);
    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++)
        for (size_t k = 0; k < G_N_ELEMENTS(formats[i].magic) && formats[i].magic[k]; k++)
            if (held >= formats[i].magic_size &&
                memcmp(start, formats[i].magic[k], formats[i].magic_size) == 0) {
                *format = (lm_picture_format)i;
                file->format = formats[i].name;
                return true;
            }
    return lm_fail(error, LM_ERROR_INPUT,
                   file->size == 0 ? "%s: is empty; export the slice again"
                                   : "%s: is no PNG, JPEG, BMP or TIFF picture, whatever its name "
                                     "says; export the slice again or leave the file out",
                   file->path);
}

static bool look(const char *path, lm_picture_header *header, bool whole, GError **error)
{
    lm_picture_file file = {0};
    if (!open_file(path, &file, error))
        return false;
    *header = (lm_picture_header){.pages = 1};
    bool ok = recognise(&file, &header->format, error) &&
              formats[header->format].header(&file, header, error) &&
              (!whole || formats[header->format].walk(&file, header, error));
    fclose(file.stream);
    return ok;
}

bool lm_complete_header(const char *path, lm_picture_header *header, GError **error)
{
    return look(path, header, false, error);
}

bool lm_complete_check(const char *path, lm_picture_header *header, GError **error)
{
    lm_picture_header unused;
    return look(path, header ? header : &unused, true, error);
}
