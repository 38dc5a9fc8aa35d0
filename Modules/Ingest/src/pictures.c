/* A series of picture files: one plane each, in the natural order of their names. */
#include "lamina/complete.h"
#include "lamina/error.h"
#include "lamina/parallel.h"
#include "names.h"
#include "picture-file.h"
#include "series-private.h"

typedef struct picture_scan {
    const GPtrArray *names;
    lm_picture_header *headers;
} picture_scan;

static bool scan(gint64 lo, gint64 hi, unsigned worker, gpointer user, GError **error)
{
    (void)worker;
    const picture_scan *s = user;
    for (gint64 i = lo; i < hi; i++) {
        lm_picture_header *header = &s->headers[i];
        if (!lm_complete_header(s->names->pdata[i], header, error))
            return false;
        if (header->grey_palette)
            header->components = 1;
    }
    return true;
}

static const char *colour_text(const lm_picture_header *header)
{
    static const char *const texts[] = {"grey", "grey and alpha", "RGB", "RGBA"};
    return texts[CLAMP(header->components, 1, 4) - 1];
}

static char *type_text(const lm_picture_header *header)
{
    return g_strdup_printf("%d-bit %s%s%s", header->bits, header->is_signed ? "signed " : "",
                           colour_text(header), header->is_palette ? ", palette" : "");
}

static bool check_same(const char *name, const lm_picture_header *header, const char *first_name,
                       const lm_picture_header *first, GError **error)
{
    static const char way_out[] = "make all slices alike, or choose some with pattern=\"...\"";
    if (header->width != first->width || header->height != first->height)
        return lm_fail(error, LM_ERROR_INPUT, "%s: is %u x %u pixels, but %s is %u x %u; %s", name,
                       header->width, header->height, find_base(first_name), first->width,
                       first->height, way_out);
    if (picture_type(header) == picture_type(first) && header->components == first->components)
        return true;
    g_autofree char *mine = type_text(header), *other = type_text(first);
    return lm_fail(error, LM_ERROR_INPUT, "%s: is %s, but %s is %s; %s", name, mine,
                   find_base(first_name), other, way_out);
}

static void fill_file(lm_series_file *file, const lm_picture_header *header)
{
    file->width = header->width;
    file->height = header->height;
    file->type = type_text(header);
}

/* Only where all files say the same. */
static void take_resolution(lm_series *series, const lm_picture_header *headers, guint n)
{
    for (guint i = 1; i < n; i++)
        if (headers[i].resolution[0] != headers[0].resolution[0] ||
            headers[i].resolution[1] != headers[0].resolution[1])
            return;
    series->pixel[0] = headers[0].resolution[0];
    series->pixel[1] = headers[0].resolution[1];
}

/* Only where all files are alike. */
static void take_chroma(lm_series *series, const lm_picture_header *headers, guint n)
{
    for (guint i = 1; i < n; i++)
        if (headers[i].chroma[0] != headers[0].chroma[0] ||
            headers[i].chroma[1] != headers[0].chroma[1])
            return;
    series->info.chroma[0] = headers[0].chroma[0];
    series->info.chroma[1] = headers[0].chroma[1];
}

/* Decoders keep little, but libtiff a strip, which may be the whole picture, and ITK a BMP;
 * palettes are decoded beside their place. */
static guint64 scratch_of(const lm_picture_header *header)
{
    static const guint64 decoder = 1 << 20;
    bool beside = header->format == LM_PICTURE_TIFF || header->format == LM_PICTURE_BMP ||
                  header->grey_palette;
    return decoder + (beside ? picture_bytes(header) : 0);
}

bool series_open_pictures(lm_series *series, GPtrArray *found, lm_context *context, GError **error)
{
    g_autoptr(GPtrArray) groups = series_group(found);
    const names_group *group = groups->pdata[0];
    guint n = group->names->len;
    g_autofree lm_picture_header *headers = g_new0(lm_picture_header, n);
    picture_scan s = {group->names, headers};
    if (!lm_parallel(context, n, 16, scan, &s, error))
        return false;
    for (guint i = 0; i < n; i++)
        if (!check_same(group->names->pdata[i], &headers[i], group->names->pdata[0], &headers[0],
                        error))
            return false;
    series_take_group(series, found, groups);
    for (guint i = 0; i < n; i++)
        fill_file(&g_array_index(series->files, lm_series_file, i), &headers[i]);
    series->format = lm_picture_format_name(headers[0].format);
    series->info.grid = lm_grid_make(headers[0].width, headers[0].height, n);
    series->info.type = picture_type(&headers[0]);
    series->info.components = headers[0].components;
    take_resolution(series, headers, n);
    take_chroma(series, headers, n);
    series->scratch = scratch_of(&headers[0]);
    return true;
}
