#include "lamina/error.h"
#include "picture-file.h"

#include <errno.h>
#include <png.h>
#include <stdio.h>

typedef struct reading {
    const char *path;
    const lm_picture_header *header;
    png_structp png;
    png_infop info;
    png_bytepp rows;
    char problem[80];
} reading;

static void on_error(png_structp png, png_const_charp text)
{
    g_strlcpy(png_get_error_ptr(png), text, sizeof((reading *)NULL)->problem);
    png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp text)
{
    (void)png;
    (void)text;
}

/* Everything after setjmp(), with no variables of its own that it could lose. */
static bool decode(reading *r, FILE *stream)
{
    if (setjmp(png_jmpbuf(r->png)))
        return false;
    png_init_io(r->png, stream);
    png_read_info(r->png, r->info);
    png_set_expand(r->png);
    png_set_interlace_handling(r->png);
    if (G_BYTE_ORDER == G_LITTLE_ENDIAN)
        png_set_swap(r->png);
    png_read_update_info(r->png, r->info);
    if (png_get_rowbytes(r->png, r->info) != picture_row_bytes(r->header) ||
        png_get_image_height(r->png, r->info) != r->header->height)
        png_error(r->png, "it changed while it was read");
    png_read_image(r->png, r->rows);
    png_read_end(r->png, NULL);
    return true;
}

bool picture_png_read(const char *path, const lm_picture_header *header, void *buffer,
                      GError **error)
{
    FILE *stream = fopen(path, "rbe");
    if (!stream)
        return lm_fail(error, LM_ERROR_INPUT, "%s: cannot be opened: %s", path, g_strerror(errno));
    reading r = {.path = path, .header = header, .problem = "not enough memory"};
    r.rows = g_new(png_bytep, header->height);
    for (size_t y = 0; y < header->height; y++)
        r.rows[y] = (png_bytep)buffer + y * picture_row_bytes(header);
    r.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, r.problem, on_error, on_warning);
    r.info = r.png ? png_create_info_struct(r.png) : NULL;
    bool ok = r.info && decode(&r, stream);
    png_destroy_read_struct(&r.png, &r.info, NULL);
    g_free(r.rows);
    fclose(stream);
    return ok || lm_fail(error, LM_ERROR_INPUT, "%s: damaged PNG: %s; export the slice again", path,
                         r.problem);
}
