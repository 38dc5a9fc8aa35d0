/* A PNG back to a picture. */
#pragma once

#include "lamina/picture.h"

#include <spng.h>

static inline lm_picture *picture_read(const char *path)
{
    g_autofree char *bytes = NULL;
    gsize size;
    g_autoptr(GError) error = NULL;
    g_file_get_contents(path, &bytes, &size, &error);
    g_assert_no_error(error);
    spng_ctx *png = spng_ctx_new(0);
    struct spng_ihdr header;
    g_assert_cmpint(spng_set_png_buffer(png, bytes, size), ==, 0);
    g_assert_cmpint(spng_get_ihdr(png, &header), ==, 0);
    lm_picture *picture = lm_picture_new((int)header.width, (int)header.height, 3, &error);
    g_assert_no_error(error);
    size_t count = (size_t)3 * header.width * header.height;
    g_assert_cmpint(spng_decode_image(png, picture->pixels, count, SPNG_FMT_RGB8, 0), ==, 0);
    spng_ctx_free(png);
    return picture;
}
