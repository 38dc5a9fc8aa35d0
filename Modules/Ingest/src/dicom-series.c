/* A DICOM series: its slices, from files of one frame or one file of many, by their places. */
#include "convert.h"
#include "dicom-header.h"
#include "lamina/error.h"
#include "lamina/number.h"
#include "lamina/parallel.h"
#include "series-private.h"
#include "stack.h"

#include <math.h>
#include <string.h>

typedef struct dicom_scan {
    GPtrArray *found; /* of find_file */
    dicom_header *headers;
} dicom_scan;

static bool scan(gint64 lo, gint64 hi, unsigned worker, gpointer user, GError **error)
{
    (void)worker;
    const dicom_scan *s = user;
    for (gint64 i = lo; i < hi; i++) {
        const find_file *file = s->found->pdata[i];
        if (!dicom_header_read(file->path, &s->headers[i], error))
            return false;
    }
    return true;
}

/* Files that belong together: one SeriesInstanceUID and one orientation; a file of many frames
 * stands alone. */
typedef struct dicom_group {
    GArray *files; /* of guint, positions in the scan */
    guint slices;
} dicom_group;

static void group_free(gpointer data)
{
    dicom_group *group = data;
    g_array_unref(group->files);
    g_free(group);
}

static bool belongs(const dicom_header *a, const dicom_header *b)
{
    if (a->n_frames > 1 || b->n_frames > 1 || a->placed != b->placed ||
        g_strcmp0(a->series, b->series) != 0)
        return false;
    return !a->placed || stack_same_orientation(a->frames, b->frames);
}

static void add_to_groups(GPtrArray *groups, const dicom_scan *s, guint i)
{
    const dicom_header *header = &s->headers[i];
    dicom_group *group = NULL;
    for (guint k = 0; k < groups->len && !group; k++) {
        dicom_group *candidate = groups->pdata[k];
        if (belongs(header, &s->headers[g_array_index(candidate->files, guint, 0)]))
            group = candidate;
    }
    if (!group) {
        group = g_new0(dicom_group, 1);
        group->files = g_array_new(FALSE, FALSE, sizeof(guint));
        g_ptr_array_add(groups, group);
    }
    g_array_append_val(group->files, i);
    group->slices += header->n_frames;
}

static bool is_wanted(const dicom_header *header, const find_file *file, const char *pattern)
{
    return find_matches(pattern, file->path) || g_strcmp0(header->series, pattern) == 0 ||
           (header->description && find_matches(pattern, header->description));
}

static GPtrArray *group_all(const dicom_scan *s, const char *pattern, GPtrArray *not_images)
{
    GPtrArray *groups = g_ptr_array_new_with_free_func(group_free);
    for (guint i = 0; i < s->found->len; i++)
        if (!s->headers[i].is_image)
            g_ptr_array_add(not_images, s->found->pdata[i]);
        else if (is_wanted(&s->headers[i], s->found->pdata[i], pattern))
            add_to_groups(groups, s, i);
    return groups;
}

/* The group with the most slices, the first of equal ones; the others are listed. */
static const dicom_group *choose(lm_series *series, const dicom_scan *s, const GPtrArray *groups)
{
    const dicom_group *chosen = groups->pdata[0];
    for (guint k = 1; k < groups->len; k++) {
        const dicom_group *group = groups->pdata[k];
        if (group->slices > chosen->slices)
            chosen = group;
    }
    for (guint k = 0; k < groups->len; k++) {
        const dicom_group *group = groups->pdata[k];
        if (group == chosen)
            continue;
        guint first = g_array_index(group->files, guint, 0);
        const dicom_header *header = &s->headers[first];
        const find_file *file = s->found->pdata[first];
        bool same = belongs(header, header) &&
                    g_strcmp0(header->series,
                              s->headers[g_array_index(chosen->files, guint, 0)].series) == 0;
        series_add_other(
            series,
            g_strdup_printf("%s (series %s, %u slices, first %s)",
                            header->description ? header->description : "DICOM series",
                            header->series ? header->series : "without a UID", group->slices,
                            find_base(file->path)),
            group->files->len,
            g_strdup(same || !header->series ? find_base(file->path) : header->series));
        if (group->slices == chosen->slices)
            series_warn(
                series,
                "the series of %s was taken, though another has as many slices; say "
                "which with pattern=\"...\"",
                find_base(
                    ((find_file *)s->found->pdata[g_array_index(chosen->files, guint, 0)])->path));
    }
    return chosen;
}

static bool check_same(const dicom_scan *s, const dicom_group *group, GError **error)
{
    guint first = g_array_index(group->files, guint, 0);
    const dicom_header *a = &s->headers[first];
    const find_file *a_file = s->found->pdata[first];
    for (guint k = 1; k < group->files->len; k++) {
        guint i = g_array_index(group->files, guint, k);
        const dicom_header *b = &s->headers[i];
        const char *path = ((const find_file *)s->found->pdata[i])->path;
        if (a->width != b->width || a->height != b->height || a->components != b->components)
            return lm_fail(error, LM_ERROR_INPUT,
                           "%s: is %" G_GINT64_FORMAT " x %" G_GINT64_FORMAT
                           " pixels, %s, but %s of the same series is %" G_GINT64_FORMAT
                           " x %" G_GINT64_FORMAT
                           ", %s; choose the slices that belong together with pattern=\"...\"",
                           path, b->width, b->height, b->type, find_base(a_file->path), a->width,
                           a->height, a->type);
        if (a->spacing[0] != b->spacing[0] || a->spacing[1] != b->spacing[1])
            return lm_fail(error, LM_ERROR_INPUT,
                           "%s: its pixels have another size than those of %s; choose the slices "
                           "that belong together with pattern=\"...\"",
                           path, find_base(a_file->path));
    }
    return true;
}

/* The type ITK decodes a slice to; where slices are stored or rescaled differently, one that holds
 * them all. */
static bool find_type(lm_series *series, const dicom_scan *s, const dicom_group *group,
                      GError **error)
{
    guint first = g_array_index(group->files, guint, 0);
    const find_file *file = s->found->pdata[first];
    image_header image;
    g_autoptr(image_reader) reader = image_reader_open(IMAGE_DICOM, file->path, &image, error);
    if (!reader)
        return false;
    series->info.type = convert_target(image.stored);
    series->info.components = image.components;
    bool same = true, fractional = false;
    for (guint k = 0; k < group->files->len; k++) {
        const dicom_header *header = &s->headers[g_array_index(group->files, guint, k)];
        same &= g_str_equal(header->pixels, s->headers[first].pixels);
        fractional |= header->fractional;
    }
    if (!same)
        series->info.type = fractional ? LM_FLOAT32 : LM_INT32;
    return true;
}

/* All slices of the group, with the names of their files for messages. */
static GArray *collect(const dicom_scan *s, const dicom_group *group)
{
    GArray *slices = g_array_new(FALSE, TRUE, sizeof(stack_slice));
    for (guint k = 0; k < group->files->len; k++) {
        guint i = g_array_index(group->files, guint, k);
        const dicom_header *header = &s->headers[i];
        for (guint f = 0; f < header->n_frames; f++) {
            stack_slice slice = header->frames[f];
            slice.file = i;
            slice.name = find_base(((const find_file *)s->found->pdata[i])->path);
            g_array_append_val(slices, slice);
        }
    }
    return slices;
}

/* Whether what is typed is the distance of slices as well: where the size of pixels is missing, one
 * number or two are that. */
static bool is_typed_even(const lm_series *series, const lm_series_ask *ask)
{
    return ask->n_spacing == 3 || (ask->n_spacing > 0 && series->pixel[0] > 0);
}

/* Order and place; where the slices are not evenly spaced, each stays where it is, unless a person
 * has typed the distance. */
static bool stack_up(lm_series *series, GArray *slices, bool typed, double displacement[2],
                     GError **error)
{
    stack_slice *slice = (stack_slice *)(gpointer)slices->data;
    if (!stack_build(slice, slices->len, &series->info.grid, displacement, error))
        return false;
    g_autofree char *uneven = slices->len > 1 ? stack_uneven(slice, slices->len) : NULL;
    if (!uneven)
        return true;
    if (typed) {
        series_warn(series, "%s; taken as even, as typed", uneven);
        return true;
    }
    series_warn(series,
                "%s; each stays where it is, until <fill-between spacing=\"...\"/> makes even ones "
                "of them; or type spacing=\"x y z\" to take them as even",
                uneven);
    series->stand = g_array_new(FALSE, FALSE, sizeof(double));
    for (guint i = 0; i < slices->len; i++)
        g_array_append_val(series->stand, slice[i].along);
    return true;
}

static void take_files(lm_series *series, const dicom_scan *s, const GArray *slices)
{
    const stack_slice *slice = (const stack_slice *)(gconstpointer)slices->data;
    bool many = s->headers[slice->file].n_frames > 1;
    for (guint i = 0; i < (many ? 1 : slices->len); i++) {
        const dicom_header *header = &s->headers[slice[i].file];
        lm_series_file *file = series_add_file(series, s->found->pdata[slice[i].file]);
        file->width = header->width;
        file->height = header->height;
        file->planes = header->n_frames;
        file->type = g_strdup(header->type);
    }
    if (!many)
        return;
    series->frames = g_new(gint64, slices->len);
    bool in_order = true;
    for (guint i = 0; i < slices->len; i++) {
        series->frames[i] = slice[i].frame;
        in_order &= slice[i].frame == i;
    }
    if (in_order)
        g_clear_pointer(&series->frames, g_free);
}

static bool straighten(lm_series *series, const double displacement[2], GError **error)
{
    lm_grid *grid = &series->info.grid;
    shear s = shear_make(displacement, grid);
    if (shear_is_none(&s))
        return true;
    double each = hypot(displacement[0], displacement[1]);
    g_autofree char *mm = lm_number_words(each, 3);
    g_autofree char *degrees = lm_number_words(atan2(each, grid->spacing[2]) * 180 / G_PI, 3);
    if (series->info.labels)
        return lm_fail(error, LM_ERROR_INPUT,
                       "%s: its slices are tilted (by %s degrees), and making them straight would "
                       "mix labels; label the straight volume instead",
                       series->source, degrees);
    if (!lm_series_by_planes(series))
        return lm_fail(error, LM_ERROR_INPUT,
                       "%s: its frames are tilted (by %s degrees), which is made straight only in "
                       "single-frame DICOM; convert it",
                       series->source, degrees);
    series->shear = s;
    series_warn(series,
                "the slices are tilted by %s degrees (CT gantry); each is moved by %s mm "
                "against the one before, so that the volume is straight",
                degrees, mm);
    return true;
}

/* GDCM holds the file, its pixels before and after rescaling; frames out of order and tilted slices
 * are decoded beside their place. */
static guint64 scratch_of(const lm_series *series)
{
    const lm_info *info = &series->info;
    gint64 planes = lm_series_by_planes(series) ? 1 : info->grid.size[2];
    guint64 bytes = (guint64)(info->grid.size[0] * info->grid.size[1] * planes) *
                    lm_type_size(info->type) * (guint64)info->components;
    return (series->frames || !shear_is_none(&series->shear) ? 4 : 3) * bytes;
}

static bool build(lm_series *series, const dicom_scan *s, const dicom_group *group,
                  const lm_series_ask *ask, GError **error)
{
    const dicom_header *header = &s->headers[g_array_index(group->files, guint, 0)];
    const find_file *file = s->found->pdata[g_array_index(group->files, guint, 0)];
    if (!header->placed && group->slices > 1)
        return lm_fail(
            error, LM_ERROR_INPUT,
            "%s: %u slices without ImagePositionPatient or ImageOrientationPatient cannot "
            "be put in order (a film or projections?); export the slices as pictures and "
            "type their spacing",
            file->path, group->slices);
    if (!check_same(s, group, error) || !find_type(series, s, group, error))
        return false;
    g_autoptr(GArray) slices = collect(s, group);
    lm_grid *grid = &series->info.grid;
    *grid = lm_grid_make(header->width, header->height, group->slices);
    bool has_spacing = header->spacing[0] > 0;
    for (int k = 0; k < 2; k++) {
        series->pixel[k] = header->spacing[k];
        grid->spacing[k] = has_spacing ? header->spacing[k] : 1;
    }
    double displacement[2] = {0, 0};
    if (header->placed &&
        !stack_up(series, slices, is_typed_even(series, ask), displacement, error))
        return false;
    series->placed = header->placed;
    series->spacing_known = has_spacing && group->slices > 1;
    series->info.spacing_source = LM_SPACING_DICOM;
    take_files(series, s, slices);
    if (!straighten(series, displacement, error))
        return false;
    series->scratch = scratch_of(series);
    return true;
}

static void tell_not_images(lm_series *series, const GPtrArray *files)
{
    for (guint i = 0; i < files->len && i < 5; i++)
        series_warn(series, "%s: skipped, a DICOM file without an image",
                    find_base(((const find_file *)files->pdata[i])->path));
    if (files->len > 5)
        series_warn(series, "%u more DICOM files without an image skipped", files->len - 5);
}

static bool open_scanned(lm_series *series, const dicom_scan *s, const lm_series_ask *ask,
                         GError **error)
{
    g_autoptr(GPtrArray) not_images = g_ptr_array_new();
    g_autoptr(GPtrArray) groups = group_all(s, ask->pattern, not_images);
    if (groups->len == 0)
        return not_images->len
                   ? lm_fail(error, LM_ERROR_INPUT,
                             "%s: a DICOM file without an image; give the folder of those with",
                             ((const find_file *)not_images->pdata[0])->path)
                   : lm_fail(error, LM_ERROR_INPUT, "%s: nothing there matches pattern=\"%s\"",
                             series->source, ask->pattern);
    tell_not_images(series, not_images);
    return build(series, s, choose(series, s, groups), ask, error);
}

bool series_open_dicom(lm_series *series, GPtrArray *found, const lm_series_ask *ask,
                       lm_context *context, GError **error)
{
    series->format = "DICOM";
    series->io = IMAGE_DICOM;
    dicom_scan s = {found, g_new0(dicom_header, found->len)};
    bool ok = lm_parallel(context, found->len, 4, scan, &s, error) &&
              open_scanned(series, &s, ask, error);
    for (guint i = 0; i < found->len; i++)
        dicom_header_clear(&s.headers[i]);
    g_free(s.headers);
    return ok;
}
