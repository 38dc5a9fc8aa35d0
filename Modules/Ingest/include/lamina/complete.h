/* Is this picture file whole? PNG, JPEG, BMP and TIFF, looked at in C before anything is decoded.
 *
 * ITK 5.2 ends the process on some broken pictures, never returns on others, and reads a truncated
 * JPEG as a good one. What passes lm_complete_check() can be decoded, rightly or with an error;
 * JPEG by ITK, in the components and bits of the header. What is refused is refused with
 * LM_ERROR_INPUT and a message that names the file, what is wrong, and the way out. A file is
 * recognised by its first bytes, never by its name. All functions are thread-safe, allocate little
 * whatever a file claims, and end.
 *
 * What is accepted is a plain still picture of one page:
 *   PNG   every kind; no animation
 *   JPEG  baseline and progressive, 8 bits; grey and colour, no CMYK
 *   BMP   8 bits (palette), 24 and 32, uncompressed, opacity where the header has a mask for it
 *   TIFF  one page; 8 or 16 bits, grey or RGB, with or without alpha, or palette; in strips,
 *         uncompressed, LZW, Deflate or PackBits; BigTIFF too
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

G_BEGIN_DECLS

typedef enum lm_picture_format {
    LM_PICTURE_PNG,
    LM_PICTURE_JPEG,
    LM_PICTURE_BMP,
    LM_PICTURE_TIFF,
} lm_picture_format;

typedef struct lm_picture_header {
    lm_picture_format format;
    guint32 width, height;
    int bits;          /* per component as decoded: 8 or 16 */
    int components;    /* as decoded: grey 1, grey and alpha 2, RGB 3, RGBA 4 */
    bool is_signed;    /* the samples are signed numbers (only TIFF can) */
    bool is_palette;   /* stored as indices into a table of colours */
    bool grey_palette; /* that are all greys, though decoded as RGB (PNG, BMP) */
    int chroma[2];     /* JPEG in colour: pixels across and down that share one value of chroma */
    int pages;         /* pictures in the file: 1 once checked */
    double resolution[2]; /* what a tag says of the pixel's size in mm, x and y; 0 without a tag */
} lm_picture_header;

/* "PNG", "JPEG", "BMP" or "TIFF"; static. */
const char *lm_picture_format_name(lm_picture_format format);

/* Reads what comes before the pixels: format, size and kind, checked for sense. Costs a few reads
 * of a few bytes; `pages` counts them. A file that is no such picture is an error. */
bool lm_complete_header(const char *path, lm_picture_header *header, GError **error);

/* The same, and the whole file walked to its end. `header` may be NULL. */
bool lm_complete_check(const char *path, lm_picture_header *header, GError **error);

G_END_DECLS
