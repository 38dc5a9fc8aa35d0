/* What the four formats share: a file that is read at any place without running off its end, and
 * the two ways to refuse it. */
#pragma once

#include "lamina/complete.h"
#include "lamina/error.h"

#include <stddef.h>
#include <stdio.h>

typedef struct lm_picture_file {
    const char *path;
    const char *format; /* name for messages */
    FILE *stream;
    guint64 size;
} lm_picture_file;

/* `count` bytes from place `at` on. False, saying what stops where, when the file ends before. */
bool lm_picture_read(const lm_picture_file *file, guint64 at, void *bytes, size_t count,
                     GError **error);

/* Both return false. Damaged: "FILE: damaged PNG: what; export the slice again". Refused: "FILE:
 * what", for a sound file that Lamina does not read; `what` ends with the way out. */
bool lm_picture_damaged(const lm_picture_file *file, GError **error, const char *what, ...)
    G_GNUC_PRINTF(3, 4);
bool lm_picture_refused(const lm_picture_file *file, GError **error, const char *what, ...)
    G_GNUC_PRINTF(3, 4);

/* False, as damaged, when `bytes` of file are too few for `decoded` bytes of picture, were each
 * worth `ratio`, the most that the compression can do. Comes before any allocation. */
bool lm_picture_plausible(const lm_picture_file *file, guint64 bytes, guint64 decoded,
                          unsigned ratio, GError **error);

/* Fill a header, and walk the rest of a file whose header is good. */
bool lm_png_header(const lm_picture_file *file, lm_picture_header *header, GError **error);
bool lm_png_walk(const lm_picture_file *file, const lm_picture_header *header, GError **error);
bool lm_jpeg_header(const lm_picture_file *file, lm_picture_header *header, GError **error);
bool lm_jpeg_walk(const lm_picture_file *file, const lm_picture_header *header, GError **error);
bool lm_bmp_header(const lm_picture_file *file, lm_picture_header *header, GError **error);
bool lm_bmp_walk(const lm_picture_file *file, const lm_picture_header *header, GError **error);
bool lm_tiff_header(const lm_picture_file *file, lm_picture_header *header, GError **error);
bool lm_tiff_walk(const lm_picture_file *file, const lm_picture_header *header, GError **error);
