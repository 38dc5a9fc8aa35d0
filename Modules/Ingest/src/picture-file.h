/* Decoding one picture file. PNG and TIFF are read by libpng and libtiff themselves: ITK lets the
 * one write its warnings to the terminal and end the process, and takes what the other could not
 * decode for a good picture. ITK's BMP reader knows one header of
 * many and mixes up the channels of 32 bits, so BMP is read here, too. JPEG is read by ITK. */
#pragma once

#include "picture-layout.h"

/* Decodes into `buffer`, which holds width x height pixels of the header's components and bits, in
 * the machine's byte order, first row on top. `header` comes from lm_complete_check() on the same
 * file. LM_ERROR_INPUT, naming the file, when it cannot be decoded whole. */
bool picture_file_read(const char *path, const lm_picture_header *header, void *buffer,
                       GError **error);

bool picture_png_read(const char *path, const lm_picture_header *header, void *buffer,
                      GError **error);
bool picture_bmp_read(const char *path, const lm_picture_header *header, void *buffer,
                      GError **error);
bool picture_tiff_read(const char *path, const lm_picture_header *header, void *buffer,
                       GError **error);
