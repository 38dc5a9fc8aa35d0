#include "lamina/picture.h"

#include "png.h"

#include "lamina/alloc.h"
#include "lamina/error.h"
#include "lamina/output.h"

#include <stdlib.h>

enum { GREATEST_SIDE = 65535 };

lm_picture *lm_picture_new(int width, int height, int components, GError **error)
{
    g_return_val_if_fail(components == 3 || components == 4, NULL);
    if (MIN(width, height) < 1 || MAX(width, height) > GREATEST_SIDE) {
        lm_fail(error, LM_ERROR_USAGE, "a picture of %d x %d pixels: each side goes from 1 to %d",
                width, height, GREATEST_SIDE);
        return NULL;
    }
    guint8 *pixels = lm_alloc((size_t)width * (size_t)height, (size_t)components,
                              "the pixels of a picture", error);
    if (!pixels)
        return NULL;
    lm_picture picture = {width, height, components, pixels};
    return g_memdup2(&picture, sizeof picture);
}

void lm_picture_free(lm_picture *picture)
{
    if (!picture)
        return;
    lm_free(picture->pixels);
    g_free(picture);
}

bool lm_picture_save(const lm_picture *picture, const char *path, GError **error)
{
    png_image image = {.width = picture->width,
                       .height = picture->height,
                       .components = picture->components,
                       .bits = 8,
                       .pixels = picture->pixels};
    size_t size;
    void *bytes = png_encode(&image, path, &size, error);
    if (!bytes)
        return false;
    g_autoptr(lm_output) output = lm_output_new();
    bool ok = lm_output_open(output, path, error) && lm_output_write(output, bytes, size, error) &&
              lm_output_commit(output, size, error);
    free(bytes); /* allow: libspng made it */
    return ok;
}
