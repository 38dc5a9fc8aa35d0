#include "png.h"

#include "series.h"

#include "lamina/error.h"

#include <math.h>
#include <spng.h>
#include <stdlib.h>

/* Within an eighth of the smallest file, six times as fast as libspng's defaults. */
enum { LEVEL = 2, FILTERS = SPNG_FILTER_CHOICE_SUB | SPNG_FILTER_CHOICE_UP };

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
        status = spng_set_option(ctx, SPNG_IMG_COMPRESSION_LEVEL, LEVEL);
    if (!status)
        status = spng_set_option(ctx, SPNG_FILTER_CHOICE, FILTERS);
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

bool png_fits(const lm_info *info, const char *path, GError **error)
{
    if (info->type != LM_UINT8 && info->type != LM_UINT16)
        return lm_fail(
            error, LM_ERROR_USAGE,
            "%s: PNG holds uint8 or uint16, and these are %s; cast to one of them first, "
            "or save it as .tif",
            path, lm_type_name(info->type));
    if (info->components > 4)
        return lm_fail(
            error, LM_ERROR_USAGE,
            "%s: PNG holds up to 4 values in a pixel, and these are %d; save it as .nrrd", path,
            info->components);
    return series_check(path, info->grid.size[2], error);
}

static bool png_plane(const writing *w, gint64 z, const char *path, GMutex *lock, GError **error)
{
    const lm_volume *v = w->volume;
    png_image image = {.width = v->grid.size[0],
                       .height = v->grid.size[1],
                       .components = v->components,
                       .bits = 8 * (int)lm_type_size(v->type),
                       .pixels = (guint8 *)v->data + (size_t)z * lm_volume_plane_bytes(v),
                       .spacing = {v->grid.spacing[0], v->grid.spacing[1]}};
    size_t size;
    void *bytes = png_encode(&image, path, &size, error);
    if (!bytes)
        return false;
    g_mutex_lock(lock);
    bool ok =
        lm_output_open(w->output, path, error) && lm_output_write(w->output, bytes, size, error);
    g_mutex_unlock(lock);
    free(bytes); /* allow: libspng made it */
    return ok;
}

bool png_write(const writing *w, GError **error)
{
    return series_write(w, png_plane, error);
}
