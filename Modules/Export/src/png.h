/* One PNG, made in memory. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct png_image {
    gint64 width, height;
    int components;     /* 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA; interleaved */
    int bits;           /* of a component: 8 or 16, in the order of this machine */
    const void *pixels; /* rows from top to bottom */
    double spacing[2];  /* mm, kept to a pixel per metre; 0: not said */
} png_image;

/* The file as bytes; caller frees with free(). NULL on failure, with an error that begins with
 * `name`. Thread-safe. */
void *png_encode(const png_image *image, const char *name, size_t *size, GError **error);
