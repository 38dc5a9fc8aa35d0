/* A series of picture files: one plane each, in the natural order of their names. */
#include "lamina/complete.h"
#include "lamina/error.h"
#include "lamina/parallel.h"
#include "names.h"
#include "picture-file.h"
#include "series-private.h"

typedef struct picture_scan {
    const lm_series *series;
    lm_picture_header *headers;
    GError **faults; /* of files that cannot be read; NULL: such a one ends it all */
} picture_scan;

static bool scan(gint64 lo, gint64 hi, unsigned worker, gpointer user, GError **error)
{
    (void)worker;
    const picture_scan *s = user;
    for (gint64 i = lo; i < hi; i++) {
        lm_picture_header *header = &s->headers[i];
        const char *path = lm_series_file_at(s->series, (size_t)i)->path;
        if (!lm_complete_header(path, header, s->faults ? &s->faults[i] : error) && !s->faults)
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

static bool is_like(const lm_picture_header *a, const lm_picture_header *b)
{
    return a->width == b->width && a->height == b->height && picture_type(a) == picture_type(b) &&
           a->components == b->components;
}

/* Of the files that can be read, the first of the kind that most are of; by a vote among equals
 * (Boyer and Moore): who has most by half wins, and without such a one any will do. */
static guint find_model(const picture_scan *s, guint n)
{
    guint model = 0, votes = 0;
    for (guint i = 0; i < n; i++) {
        if (s->faults[i])
            continue;
        if (votes == 0)
            model = i;
        votes = is_like(&s->headers[i], &s->headers[model]) ? votes + 1 : votes - 1;
    }
    for (guint i = 0; i < n; i++)
        if (!s->faults[i] && is_like(&s->headers[i], &s->headers[model]))
            return i;
    return model;
}

/* Leaves out what cannot be read or is not like the rest; false when nothing can be read. */
static bool sift(lm_series *series, picture_scan *s, GError **error)
{
    guint n = series->files->len, model = find_model(s, n);
    if (s->faults[model]) {
        g_propagate_error(error, g_error_copy(s->faults[model]));
        return false;
    }
    const lm_picture_header like = s->headers[model];
    g_autofree char *path = g_strdup(lm_series_file_at(series, model)->path);
    for (guint i = n; i-- > 0;) {
        const char *mine = lm_series_file_at(series, i)->path;
        if (s->faults[i] || !check_same(mine, &s->headers[i], path, &like, &s->faults[i]))
            series_leave_out(series, i, g_strdup(s->faults[i]->message));
    }
    s->headers[0] = like;
    return true;
}

static bool all_alike(const lm_series *series, const lm_picture_header *headers, GError **error)
{
    const char *first = lm_series_file_at(series, 0)->path;
    for (guint i = 1; i < series->files->len; i++)
        if (!check_same(lm_series_file_at(series, i)->path, &headers[i], first, &headers[0], error))
            return false;
    return true;
}

/* Leaves what is common to all in the first header. */
static bool scan_all(lm_series *series, lm_picture_header *headers, bool forgiving,
                     lm_context *context, GError **error)
{
    guint n = series->files->len;
    picture_scan s = {series, headers, forgiving ? g_new0(GError *, n) : NULL};
    bool ok = lm_parallel(context, n, 16, scan, &s, error);
    for (guint i = 0; ok && i < n; i++)
        if (!forgiving || !s.faults[i])
            fill_file(&g_array_index(series->files, lm_series_file, i), &headers[i]);
    if (ok && !forgiving) {
        take_resolution(series, headers, n);
        take_chroma(series, headers, n);
    }
    ok = ok && (forgiving ? sift(series, &s, error) : all_alike(series, headers, error));
    for (guint i = 0; forgiving && i < n; i++)
        g_clear_error(&s.faults[i]);
    g_free(s.faults);
    return ok;
}

bool series_open_pictures(lm_series *series, GPtrArray *found, const lm_series_ask *ask,
                          lm_context *context, GError **error)
{
    g_autoptr(GPtrArray) groups = series_group(found);
    if (!series_take_group(series, found, groups, ask, error))
        return false;
    g_autofree lm_picture_header *headers = g_new0(lm_picture_header, series->files->len);
    if (!scan_all(series, headers, ask->forgiving, context, error))
        return false;
    const lm_picture_header *any = &headers[0];
    series->format = lm_picture_format_name(any->format);
    series->info.grid = lm_grid_make(any->width, any->height, series->files->len);
    series->info.type = picture_type(any);
    series->info.components = any->components;
    series->scratch = scratch_of(any);
    return true;
}
