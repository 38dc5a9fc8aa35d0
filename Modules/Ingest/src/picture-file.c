#include "picture-file.h"

#include "image-io.h"
#include "lamina/error.h"

static bool read_by_itk(const char *path, image_io io, void *buffer, size_t bytes, GError **error)
{
    image_header unused;
    g_autoptr(image_reader) reader = image_reader_open(io, path, &unused, error);
    return reader && image_reader_read(reader, buffer, bytes, error);
}

bool picture_file_read(const char *path, const lm_picture_header *header, void *buffer,
                       GError **error)
{
    switch (header->format) {
    case LM_PICTURE_PNG:
        return picture_png_read(path, header, buffer, error);
    case LM_PICTURE_JPEG:
        return read_by_itk(path, IMAGE_JPEG, buffer, picture_bytes(header), error);
    case LM_PICTURE_BMP:
        return picture_bmp_read(path, header, buffer, error);
    case LM_PICTURE_TIFF:
        return picture_tiff_read(path, header, buffer, error);
    }
    return false;
}
