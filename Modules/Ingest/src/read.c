/* From the files of a series to voxels. */
#include "convert.h"
#include "fill.h"
#include "lamina/alloc.h"
#include "lamina/complete.h"
#include "lamina/error.h"
#include "lamina/number.h"
#include "lamina/parallel.h"
#include "nifti-nan.h"
#include "picture-file.h"
#include "series-private.h"

#include <math.h>
#include <string.h>

/* Pixels of a file as they come out of ITK. */
typedef struct decoded {
    image_header header;
    void *values; /* owned, unless `direct` */
    bool direct;  /* they went straight to their destination */
} decoded;

static void decoded_clear(decoded *d)
{
    if (!d->direct)
        lm_free(d->values);
}

static bool same_pixels(const lm_series *series, const image_header *header)
{
    const lm_series_file *file = lm_series_file_at(series, 0);
    return header->grid.size[0] == file->width && header->grid.size[1] == file->height &&
           header->grid.size[2] == file->planes && header->more == 1;
}

/* Where the values of a file are to go: straight to `to` when its type is that of the series. */
static bool find_room(const lm_series *series, guint i, void *to, decoded *d, size_t *bytes,
                      GError **error)
{
    const lm_info *info = &series->info;
    if (!same_pixels(series, &d->header))
        return lm_fail(error, LM_ERROR_INPUT, "%s: has another size now than when it was looked at",
                       lm_series_file_at(series, i)->path);
    size_t values = (size_t)lm_grid_voxels(&d->header.grid) * (size_t)d->header.components;
    size_t size = convert_stored_size(d->header.stored);
    *bytes = values * size;
    d->direct = d->header.stored == (int)info->type && d->header.components == info->components &&
                !series->frames;
    d->values = d->direct ? to : lm_alloc(values, size, "decoding a file", error);
    return d->values != NULL;
}

static bool decode_picture(const lm_series *series, guint i, void *to, decoded *d, GError **error)
{
    const char *path = lm_series_file_at(series, i)->path;
    lm_picture_header picture;
    size_t bytes;
    if (!lm_complete_check(path, &picture, error))
        return false;
    d->header = (image_header){.dimensions = 2,
                               .more = 1,
                               .grid = lm_grid_make(picture.width, picture.height, 1),
                               .stored = (int)picture_type(&picture),
                               .components = picture.components};
    return find_room(series, i, to, d, &bytes, error) &&
           picture_file_read(path, &picture, d->values, error);
}

static bool decode_by_itk(const lm_series *series, guint i, void *to, decoded *d, GError **error)
{
    const char *path = lm_series_file_at(series, i)->path;
    size_t bytes;
    g_autoptr(image_reader) reader = image_reader_open(series->io, path, &d->header, error);
    return reader && find_room(series, i, to, d, &bytes, error) &&
           image_reader_read(reader, d->values, bytes, error);
}

static bool decode_mat(const lm_series *series, guint i, void *to, decoded *d, lm_context *context,
                       GError **error)
{
    const gint64 *size = series->variable->size;
    size_t bytes;
    d->header = (image_header){.dimensions = 3,
                               .more = 1,
                               .grid = lm_grid_make(size[1], size[0], size[2]),
                               .stored = series->variable->stored,
                               .components = 1};
    return find_room(series, i, to, d, &bytes, error) &&
           series_read_mat(series, i, d->values, context, error);
}

static bool decode(const lm_series *series, guint i, void *to, decoded *d, lm_context *context,
                   GError **error)
{
    *d = (decoded){0};
    if (series->kind == SERIES_MAT)
        return decode_mat(series, i, to, d, context, error);
    return series->kind == SERIES_PICTURES ? decode_picture(series, i, to, d, error)
                                           : decode_by_itk(series, i, to, d, error);
}

static bool convert(const lm_series *series, guint i, const decoded *d, const void *from, void *to,
                    size_t voxels, GError **error)
{
    const lm_series_file *file = lm_series_file_at(series, i);
    const lm_info *info = &series->info;
    double culprit;
    if (d->header.components == 3 && info->components == 1 && d->header.stored == (int)info->type) {
        if (convert_grey(from, d->header.stored, to, voxels))
            return true;
        return lm_fail(error, LM_ERROR_INPUT,
                       "%s: has colours, the slices before it only greys; make all slices alike",
                       file->path);
    }
    if (d->header.components != info->components)
        return lm_fail(error, LM_ERROR_INPUT,
                       "%s: gives %d values for each pixel where %d were planned; make all slices "
                       "alike",
                       file->path, d->header.components, info->components);
    if (convert_values(from, d->header.stored, to, info->type, voxels * (size_t)info->components,
                       &culprit))
        return true;
    g_autofree char *number = lm_number_words(culprit, 15);
    if (info->labels)
        return lm_fail(error, LM_ERROR_INPUT,
                       "%s: its value %s is no label; labels are whole numbers of 32 bits: round "
                       "them where they are made, or leave kind=\"labels\" away",
                       file->path, number);
    return lm_fail(error, LM_ERROR_INPUT,
                   "%s: its value %s does not fit into %s; scale it, or save it as a smaller type",
                   file->path, number, lm_type_name(info->type));
}

/* In one plane of a file. */
static size_t plane_voxels(const lm_series *series)
{
    const lm_series_file *file = lm_series_file_at(series, 0);
    return (size_t)file->width * (size_t)file->height;
}

static bool read_straight(const lm_series *series, guint i, void *to, lm_context *context,
                          GError **error)
{
    decoded d;
    bool ok = decode(series, i, to, &d, context, error) &&
              (d.direct || convert(series, i, &d, d.values, to, plane_voxels(series), error));
    decoded_clear(&d);
    return ok;
}

static bool read_file_plane(const lm_series *series, guint i, void *to, lm_context *context,
                            GError **error)
{
    const lm_info *info = &series->info;
    if (shear_is_none(&series->shear))
        return read_straight(series, i, to, context, error);
    double z = info->positions ? info->positions[i] / info->grid.spacing[2] : (double)i;
    void *tilted = lm_alloc(plane_voxels(series) * (size_t)info->components,
                            lm_type_size(info->type), "a tilted slice", error);
    bool ok = tilted && read_straight(series, i, tilted, context, error);
    if (ok)
        shear_plane(&series->shear, &info->grid, z, info->type, info->components, tilted, to);
    lm_free(tilted);
    return ok;
}

/* Between two files, where no file has it. */
static bool fill_in(const lm_series *series, const plane_source *source, void *to,
                    lm_context *context, GError **error)
{
    const lm_info *info = &series->info;
    size_t values = plane_voxels(series) * (size_t)info->components;
    void *beyond = lm_alloc(values, lm_type_size(info->type), "a slice beside a gap", error);
    bool ok = beyond && read_straight(series, source->a, to, context, error) &&
              read_straight(series, source->b, beyond, context, error);
    if (ok)
        fill_plane(info->type, to, beyond, source->part, values);
    lm_free(beyond);
    return ok;
}

static bool read_plane(const lm_series *series, guint z, void *to, lm_context *context,
                       GError **error)
{
    const plane_source *source =
        series->sources ? &g_array_index(series->sources, plane_source, z) : NULL;
    if (source && source->part > 0)
        return fill_in(series, source, to, context, error);
    return read_file_plane(series, source ? source->a : z, to, context, error);
}

bool lm_series_read_planes(const lm_series *series, const lm_slab *slab, lm_context *context,
                           GError **error)
{
    g_return_val_if_fail(lm_series_by_planes(series), false);
    for (gint64 z = slab->z.lo; z < slab->z.hi; z++)
        if (!lm_context_go_on(context, error) ||
            !read_plane(series, (guint)z, lm_slab_plane(slab, z), context, error))
            return false;
    return true;
}

/* A file of a whole volume, its planes put in order. */
static bool read_file(const lm_series *series, lm_volume *volume, lm_context *context,
                      GError **error)
{
    decoded d;
    bool ok = decode(series, 0, volume->data, &d, context, error);
    size_t voxels = plane_voxels(series);
    size_t from_bytes =
        ok ? voxels * (size_t)d.header.components * convert_stored_size(d.header.stored) : 0;
    for (gint64 z = 0; ok && !d.direct && z < series->info.grid.size[2]; z++) {
        size_t from = (size_t)(series->frames ? series->frames[z] : z) * from_bytes;
        size_t to = (size_t)z * lm_volume_plane_bytes(volume);
        ok = lm_context_go_on(context, error) &&
             convert(series, 0, &d, (const char *)d.values + from, (char *)volume->data + to,
                     voxels, error);
    }
    decoded_clear(&d);
    if (ok && series->kind == SERIES_VOLUME && series->io == IMAGE_NIFTI)
        ok = nifti_restore_nan(lm_series_file_at(series, 0)->path, volume, error);
    return ok;
}

typedef struct read_job {
    const lm_series *series;
    lm_context *context;
    lm_volume *volume;
} read_job;

static bool read_some(gint64 lo, gint64 hi, unsigned worker, gpointer user, GError **error)
{
    (void)worker;
    const read_job *job = user;
    lm_slab slab = lm_slab_of(job->volume, (lm_zrange){lo, hi});
    return lm_series_read_planes(job->series, &slab, job->context, error);
}

bool lm_series_read_into(const lm_series *series, lm_volume *volume, lm_context *context,
                         GError **error)
{
    read_job job = {.series = series, .context = context, .volume = volume};
    return lm_series_by_planes(series)
               ? lm_parallel(context, volume->grid.size[2], 1, read_some, &job, error)
               : read_file(series, volume, context, error);
}

lm_volume *lm_series_read(const lm_series *series, lm_context *context, GError **error)
{
    const lm_info *info = &series->info;
    g_autoptr(lm_volume) volume = lm_volume_new(&info->grid, info->type, info->components, error);
    bool ok = volume && lm_series_read_into(series, volume, context, error);
    return ok ? g_steal_pointer(&volume) : NULL;
}
