/* A picture: what a renderer shows, and how it gets to disk as a PNG. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

G_BEGIN_DECLS

/* 8 bits each, interleaved, rows from top to bottom without gaps. */
typedef struct lm_picture {
    int width, height;
    int components; /* 3: RGB; 4: RGBA, alpha not premultiplied */
    guint8 *pixels;
} lm_picture;

/* Pixels not set. Width and height from 1 to 65535, else LM_ERROR_USAGE. */
lm_picture *lm_picture_new(int width, int height, int components, GError **error);
void lm_picture_free(lm_picture *picture);

/* Writes a PNG, whole or not at all, in place of what was there. */
bool lm_picture_save(const lm_picture *picture, const char *path, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(lm_picture, lm_picture_free)

G_END_DECLS
