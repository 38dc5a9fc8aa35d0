#include "png-file.h"

#include "lamina/error.h"

#include <errno.h>
#include <png.h>
#include <stdio.h>

struct png_file {
    char *path;
    FILE *stream;
    png_structp png;
    png_infop info;
    char problem[80];
    png_bytepp rows;
};

static void on_error(png_structp png, png_const_charp text)
{
    g_strlcpy(png_get_error_ptr(png), text, sizeof((png_file *)NULL)->problem);
    png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp text)
{
    (void)png;
    (void)text;
}

static bool damaged(const png_file *file, GError **error)
{
    return lm_fail(error, LM_ERROR_INPUT, "%s: damaged PNG: %s; export the slice again", file->path,
                   file->problem);
}

static bool read_header(png_file *file, image_header *header, GError **error)
{
    if (setjmp(png_jmpbuf(file->png)))
        return damaged(file, error);
    png_init_io(file->png, file->stream);
    /* Only the pixels count. */
    png_set_keep_unknown_chunks(file->png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
    png_read_info(file->png, file->info);
    png_set_expand(file->png);
    png_set_interlace_handling(file->png);
    if (G_BYTE_ORDER == G_LITTLE_ENDIAN)
        png_set_swap(file->png);
    png_read_update_info(file->png, file->info);
    *header = (image_header){.dimensions = 2, .more = 1};
    header->grid = lm_grid_make(png_get_image_width(file->png, file->info),
                                png_get_image_height(file->png, file->info), 1);
    header->stored = png_get_bit_depth(file->png, file->info) == 16 ? LM_UINT16 : LM_UINT8;
    header->components = png_get_channels(file->png, file->info);
    return true;
}

png_file *png_file_open(const char *path, image_header *header, GError **error)
{
    g_autoptr(png_file) file = g_new0(png_file, 1);
    file->path = g_strdup(path);
    file->stream = fopen(path, "rbe");
    if (!file->stream) {
        lm_fail(error, LM_ERROR_INPUT, "%s: cannot be opened: %s", path, g_strerror(errno));
        return NULL;
    }
    file->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, file->problem, on_error, on_warning);
    file->info = file->png ? png_create_info_struct(file->png) : NULL;
    if (!file->info) {
        lm_fail(error, LM_ERROR_MEMORY, "%s: not enough memory", path);
        return NULL;
    }
    return read_header(file, header, error) ? g_steal_pointer(&file) : NULL;
}

static bool read_rows(png_file *file, GError **error)
{
    if (setjmp(png_jmpbuf(file->png)))
        return damaged(file, error);
    png_read_image(file->png, file->rows);
    png_read_end(file->png, NULL);
    return true;
}

bool png_file_read(png_file *file, void *buffer, GError **error)
{
    size_t height = png_get_image_height(file->png, file->info);
    size_t row = png_get_rowbytes(file->png, file->info);
    file->rows = g_renew(png_bytep, file->rows, height);
    for (size_t y = 0; y < height; y++)
        file->rows[y] = (png_bytep)buffer + y * row;
    return read_rows(file, error);
}

void png_file_close(png_file *file)
{
    if (!file)
        return;
    if (file->stream)
        fclose(file->stream);
    png_destroy_read_struct(&file->png, &file->info, NULL);
    g_free(file->rows);
    g_free(file->path);
    g_free(file);
}
