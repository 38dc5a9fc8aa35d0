/* Decoding PNG by libpng itself: silent, and with a way back from every fault. */
#pragma once

#include "image-io.h"

typedef struct png_file png_file;

/* Opens a PNG and reads what comes before its pixels; fills the header's size, type and components
 * as they will be decoded: 8 or 16 bits, palettes and transparent colours expanded. NULL with
 * LM_ERROR_INPUT. The spacing is left at 1. */
png_file *png_file_open(const char *path, image_header *header, GError **error);

/* Decodes into `buffer`, 16-bit values in the machine's order, and reads the file to its end. */
bool png_file_read(png_file *file, void *buffer, GError **error);

void png_file_close(png_file *file);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(png_file, png_file_close)
