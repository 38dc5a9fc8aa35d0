#include "testing.h"

#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h> /* wants FILE */

GBytes *test_jpeg_of(const guint8 *rgb, gint64 width, gint64 height, int quality, int across,
                     int down)
{
    struct jpeg_error_mgr errors;
    struct jpeg_compress_struct out = {.err = jpeg_std_error(&errors)};
    unsigned char *bytes = NULL;
    unsigned long size = 0;
    jpeg_create_compress(&out);
    jpeg_mem_dest(&out, &bytes, &size);
    out.image_width = (JDIMENSION)width;
    out.image_height = (JDIMENSION)height;
    out.input_components = 3;
    out.in_color_space = JCS_RGB;
    jpeg_set_defaults(&out);
    jpeg_set_quality(&out, quality, TRUE);
    out.comp_info[0].h_samp_factor = across;
    out.comp_info[0].v_samp_factor = down;
    jpeg_start_compress(&out, TRUE);
    while (out.next_scanline < out.image_height) {
        JSAMPROW row = (JSAMPROW)rgb + 3 * width * (gint64)out.next_scanline;
        jpeg_write_scanlines(&out, &row, 1);
    }
    jpeg_finish_compress(&out);
    jpeg_destroy_compress(&out);
    return g_bytes_new_with_free_func(bytes, size, free, bytes);
}

void test_through_jpeg(guint8 *rgb, gint64 width, gint64 height, int quality, int across, int down)
{
    g_autoptr(GBytes) jpeg = test_jpeg_of(rgb, width, height, quality, across, down);
    gsize size;
    const unsigned char *bytes = g_bytes_get_data(jpeg, &size);
    struct jpeg_error_mgr errors;
    struct jpeg_decompress_struct in = {.err = jpeg_std_error(&errors)};
    jpeg_create_decompress(&in);
    jpeg_mem_src(&in, bytes, size);
    jpeg_read_header(&in, TRUE);
    jpeg_start_decompress(&in);
    while (in.output_scanline < in.output_height) {
        JSAMPROW row = rgb + 3 * width * (gint64)in.output_scanline;
        jpeg_read_scanlines(&in, &row, 1);
    }
    jpeg_finish_decompress(&in);
    jpeg_destroy_decompress(&in);
}
