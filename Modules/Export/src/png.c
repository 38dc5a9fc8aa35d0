#include "png.h"

#include "lamina/error.h"

#include <math.h>
#include <spng.h>

static guint8 colour_type(int components)
{
    static const guint8 types[] = {SPNG_COLOR_TYPE_GRAYSCALE, SPNG_COLOR_TYPE_GRAYSCALE_ALPHA,
                                   SPNG_COLOR_TYPE_TRUECOLOR, SPNG_COLOR_TYPE_TRUECOLOR_ALPHA};
    return types[components - 1];
}

static guint32 pixels_per_metre(double spacing)
{
    double count = spacing > 0 ? round(1000 / spacing) : 0;
    return count <= G_MAXINT32 ? (guint32)count : 0;
}

static int set_scale(spng_ctx *ctx, const double spacing[2])
{
    struct spng_phys phys = {pixels_per_metre(spacing[0]), pixels_per_metre(spacing[1]), 1};
    return phys.ppu_x && phys.ppu_y ? spng_set_phys(ctx, &phys) : 0;
}

static int encode(spng_ctx *ctx, const png_image *image)
{
    size_t bytes = (size_t)(image->width * image->height * image->components * image->bits / 8);
    struct spng_ihdr header = {.width = (guint32)image->width,
                               .height = (guint32)image->height,
                               .bit_depth = (guint8)image->bits,
                               .color_type = colour_type(image->components)};
    int status = spng_set_option(ctx, SPNG_ENCODE_TO_BUFFER, 1);
    if (!status)
        status = spng_set_ihdr(ctx, &header);
    if (!status)
        status = set_scale(ctx, image->spacing);
    if (!status)
        status = spng_encode_image(ctx, image->pixels, bytes, SPNG_FMT_PNG, SPNG_ENCODE_FINALIZE);
    return status;
}

void *png_encode(const png_image *image, const char *name, size_t *size, GError **error)
{
    spng_ctx *ctx = spng_ctx_new(SPNG_CTX_ENCODER);
    int status = ctx ? encode(ctx, image) : SPNG_EMEM;
    void *bytes = status ? NULL : spng_get_png_buffer(ctx, size, &status);
    spng_ctx_free(ctx);
    if (!bytes)
        lm_fail(error, status == SPNG_EMEM ? LM_ERROR_MEMORY : LM_ERROR_INTERNAL,
                "%s cannot be made: %s", name, spng_strerror(status));
    return bytes;
}
