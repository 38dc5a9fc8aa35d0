/* Picture files made for tests. */
#pragma once

#include <glib.h>
#include <png.h>

/* An 8-bit or 16-bit PNG whose value at (x, y), component c, is base + x + 10 * y + 100 * c. */
static inline void picture_png(const char *folder, const char *name, guint width, guint height,
                               int bits, int components, int base)
{
    static const int colours[] = {PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA,
                                  PNG_COLOR_TYPE_RGB, PNG_COLOR_TYPE_RGB_ALPHA};
    g_autofree char *path = g_build_filename(folder, name, NULL);
    FILE *stream = fopen(path, "wb");
    g_assert_nonnull(stream);
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    png_init_io(png, stream);
    png_set_IHDR(png, info, width, height, bits, colours[components - 1], PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_set_pHYs(png, info, 2835, 2835, PNG_RESOLUTION_METER);
    png_write_info(png, info);
    size_t bytes = (size_t)bits / 8;
    g_autofree guint8 *row = g_malloc(width * (size_t)components * bytes);
    for (guint y = 0; y < height; y++) {
        for (guint i = 0; i < width * (guint)components; i++) {
            guint c = i % (guint)components, x = i / (guint)components;
            guint value = (guint)base + x + 10 * y + 100 * c;
            if (bytes == 2)
                row[2 * i] = (guint8)(value >> 8);
            row[bytes * i + bytes - 1] = (guint8)value;
        }
        png_write_row(png, row);
    }
    png_write_end(png, NULL);
    png_destroy_write_struct(&png, &info);
    fclose(stream);
}
