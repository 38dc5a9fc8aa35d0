/* Opening a series: which of the files that are there are the input. */
#include "lamina/error.h"
#include "names.h"
#include "series-private.h"

/* The files by kind; what matches no pattern is left out, what no reader knows is told. */
typedef struct sorted_files {
    GPtrArray *pictures, *dicom, *mat, *volumes, *unknown; /* of find_file, borrowed */
} sorted_files;

/* Pictures and MAT files are skipped when they are put in order: to know of the gaps they leave. */
static bool is_passed_over(const find_file *file, const lm_series_ask *ask)
{
    return file->kind != FIND_PICTURE && file->kind != FIND_MAT && series_skips(ask, file->path);
}

static void sort_files(GPtrArray *found, const lm_series_ask *ask, sorted_files *sorted)
{
    *sorted = (sorted_files){g_ptr_array_new(), g_ptr_array_new(), g_ptr_array_new(),
                             g_ptr_array_new(), g_ptr_array_new()};
    for (guint i = 0; i < found->len; i++) {
        find_file *file = found->pdata[i];
        bool matches = find_matches(ask->pattern, file->path);
        if (is_passed_over(file, ask))
            continue;
        if (file->kind == FIND_DICOM) /* the pattern may mean its series, which is not known yet */
            g_ptr_array_add(sorted->dicom, file);
        else if (matches && file->kind == FIND_PICTURE)
            g_ptr_array_add(sorted->pictures, file);
        else if (matches && file->kind == FIND_MAT)
            g_ptr_array_add(sorted->mat, file);
        else if (matches && file->kind == FIND_VOLUME)
            g_ptr_array_add(sorted->volumes, file);
        else if (matches)
            g_ptr_array_add(sorted->unknown, file);
    }
}

static void sorted_clear(sorted_files *sorted)
{
    g_ptr_array_unref(sorted->pictures);
    g_ptr_array_unref(sorted->dicom);
    g_ptr_array_unref(sorted->mat);
    g_ptr_array_unref(sorted->volumes);
    g_ptr_array_unref(sorted->unknown);
}

/* Where else to look. False: nowhere. */
static bool is_inside(const lm_series *series, GError **error)
{
    guint count;
    g_autofree char *folder = find_folder_inside(series->source, &count);
    if (folder)
        lm_fail(error, LM_ERROR_INPUT,
                "%s: holds no slices itself (folders inside it are not searched); give %s, which "
                "holds %u file%s",
                series->source, folder, count, count == 1 ? "" : "s");
    return folder;
}

static bool nothing_found(const lm_series *series, const sorted_files *sorted,
                          const lm_series_ask *ask, GError **error)
{
    static const char reads[] =
        "PNG, JPEG, BMP, TIFF, DICOM, MAT, NRRD, MetaImage, NIfTI, legacy VTK";
    if (!ask->pattern && is_inside(series, error))
        return false;
    if (sorted->unknown->len > 0) {
        const find_file *first = sorted->unknown->pdata[0];
        return lm_fail(error, LM_ERROR_INPUT, "%s: is of no kind that Lamina reads (%s)",
                       first->path, reads);
    }
    if (ask->pattern)
        return lm_fail(error, LM_ERROR_INPUT, "%s: no file there matches pattern=\"%s\"",
                       series->source, ask->pattern);
    return lm_fail(error, LM_ERROR_INPUT,
                   "%s: holds no file (folders inside it are not searched); give the folder that "
                   "holds the slices (%s)",
                   series->source, reads);
}

static void tell_skipped(lm_series *series, GPtrArray *files, const char *why)
{
    enum { SHOWN = 5 };
    if (files->len == 0)
        return;
    GString *names = g_string_new(NULL);
    for (guint i = 0; i < files->len && i < SHOWN; i++) {
        const find_file *file = files->pdata[i];
        g_string_append_printf(names, "%s%s", i ? ", " : "", find_base(file->path));
    }
    series_warn(series, "%u file%s skipped, %s: %s%s", files->len, files->len == 1 ? "" : "s", why,
                names->str, files->len > SHOWN ? ", ..." : "");
    g_string_free(names, TRUE);
}

static void list_files(lm_series *series, GPtrArray *files)
{
    g_autoptr(GPtrArray) groups = series_group(files);
    series_list_groups(series, groups, 0);
}

/* Of pictures, DICOM files, MAT files and volumes the kind with the most files is the input. */
static bool open_kind(lm_series *series, const sorted_files *sorted, const lm_series_ask *ask,
                      lm_context *context, GError **error)
{
    guint pictures = sorted->pictures->len, dicom = sorted->dicom->len;
    guint mat = sorted->mat->len, volumes = sorted->volumes->len > 0;
    if (dicom > 0 && dicom >= MAX(pictures, mat) && dicom >= volumes) {
        series->kind = SERIES_DICOM;
        if (!series_open_dicom(series, sorted->dicom, ask, context, error))
            return false;
    } else if (mat > 0 && mat >= pictures && mat >= volumes) {
        series->kind = SERIES_MAT;
        if (!series_open_mat(series, sorted->mat, ask, context, error))
            return false;
    } else if (pictures > 0 && pictures >= volumes) {
        series->kind = SERIES_PICTURES;
        if (!series_open_pictures(series, sorted->pictures, ask, context, error))
            return false;
    } else if (volumes > 0) {
        series->kind = SERIES_VOLUME;
        if (!series_open_volume(series, sorted->volumes->pdata[0], error))
            return false;
    } else {
        return nothing_found(series, sorted, ask, error);
    }
    if (series->kind != SERIES_PICTURES)
        list_files(series, sorted->pictures);
    if (series->kind != SERIES_DICOM && !ask->pattern)
        list_files(series, sorted->dicom);
    if (series->kind != SERIES_MAT)
        list_files(series, sorted->mat);
    if (series->kind == SERIES_VOLUME)
        g_ptr_array_remove_index(sorted->volumes, 0);
    list_files(series, sorted->volumes);
    tell_skipped(series, sorted->unknown, "of no kind that Lamina reads");
    return true;
}

/* Only MAT files hold arrays by name. */
static bool check_variable(const lm_series *series, const sorted_files *sorted,
                           const lm_series_ask *ask, GError **error)
{
    if (!ask->variable || series->kind == SERIES_MAT)
        return true;
    return lm_fail(error, LM_ERROR_USAGE,
                   "%s: variable=\"%s\" names an array in MAT files, and the input taken is %s; %s",
                   series->source, ask->variable, lm_series_format(series),
                   sorted->mat->len ? "pattern=\"*.mat\" takes the MAT files there"
                                    : "leave variable out, or give the MAT files");
}

/* One whole number a voxel. What is stored as real numbers is read as whole ones, and refused when
 * it is none. */
static bool take_labels(lm_series *series, GError **error)
{
    lm_info *info = &series->info;
    if (!info->labels)
        return true;
    if (info->components != 1)
        return lm_fail(error, LM_ERROR_INPUT,
                       "%s: labels are one whole number a voxel, and these have %d values "
                       "(colour); save the labels themselves as grey pictures, or leave "
                       "kind=\"labels\" away",
                       series->source, info->components);
    if (lm_type_is_integer(info->type))
        return true;
    gint64 planes = lm_series_by_planes(series) ? 1 : info->grid.size[2];
    series->scratch +=
        (guint64)(info->grid.size[0] * info->grid.size[1] * planes) * lm_type_size(info->type);
    info->type = LM_INT32;
    return true;
}

static gint by_path(gconstpointer a, gconstpointer b)
{
    return names_compare(((const lm_series_file *)a)->path, ((const lm_series_file *)b)->path);
}

lm_series *lm_series_open(const lm_series_ask *ask, lm_context *context, GError **error)
{
    g_autoptr(GPtrArray) found = find_files(ask->paths, error);
    if (!found)
        return NULL;
    g_autoptr(lm_series) series = series_new(ask->paths[0]);
    series->info.labels = ask->labels;
    sorted_files sorted;
    sort_files(found, ask, &sorted);
    bool ok = open_kind(series, &sorted, ask, context, error) &&
              check_variable(series, &sorted, ask, error) && take_labels(series, error) &&
              series_take_positions(series, ask, error) &&
              series_decide_spacing(series, ask, error) && series_arrange(series, ask, error) &&
              lm_grid_check(&series->info.grid, series->source, error);
    sorted_clear(&sorted);
    if (ok) {
        series_fill_positions(series);
        g_array_sort(series->left_out, by_path);
    }
    return ok ? g_steal_pointer(&series) : NULL;
}
