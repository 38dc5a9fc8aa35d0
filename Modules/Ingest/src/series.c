#include "series-private.h"

#include "names.h"

static void file_clear(gpointer data)
{
    lm_series_file *file = data;
    g_free(file->path);
    g_free(file->name);
    g_free(file->type);
    g_free(file->fault);
}

static void other_clear(gpointer data)
{
    lm_series_other *other = data;
    g_free(other->name);
    g_free(other->pattern);
}

lm_series *series_new(const char *source)
{
    lm_series *series = g_new0(lm_series, 1);
    series->ref_count = 1;
    series->source = g_strdup(source);
    series->info.kind = LM_VOLUME;
    series->info.grid = lm_grid_make(1, 1, 1);
    series->files = g_array_new(FALSE, TRUE, sizeof(lm_series_file));
    g_array_set_clear_func(series->files, file_clear);
    series->left_out = g_array_new(FALSE, TRUE, sizeof(lm_series_file));
    g_array_set_clear_func(series->left_out, file_clear);
    series->slots = g_array_new(FALSE, FALSE, sizeof(gint64));
    series->others = g_array_new(FALSE, TRUE, sizeof(lm_series_other));
    g_array_set_clear_func(series->others, other_clear);
    series->warnings = g_ptr_array_new_null_terminated(0, g_free, TRUE);
    return series;
}

lm_series *lm_series_ref(lm_series *series)
{
    g_atomic_int_inc(&series->ref_count);
    return series;
}

void lm_series_unref(lm_series *series)
{
    if (!series || !g_atomic_int_dec_and_test(&series->ref_count))
        return;
    g_free(series->source);
    g_array_unref(series->files);
    g_array_unref(series->left_out);
    g_array_unref(series->slots);
    g_clear_pointer(&series->sources, g_array_unref);
    g_clear_pointer(&series->stand, g_array_unref);
    g_array_unref(series->others);
    g_ptr_array_unref(series->warnings);
    g_free(series->frames);
    if (series->variables)
        g_ptr_array_unref(series->variables);
    g_free(series);
}

void series_warn(lm_series *series, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_ptr_array_add(series->warnings, g_strdup_vprintf(format, args));
    va_end(args);
}

void series_add_other(lm_series *series, char *name, size_t files, char *pattern)
{
    lm_series_other other = {name, files, pattern};
    g_array_append_val(series->others, other);
}

lm_series_file *series_add_file(lm_series *series, const find_file *found)
{
    lm_series_file file = {.path = g_strdup(found->path),
                           .name = g_strdup(find_base(found->path)),
                           .plane = (gint64)series->files->len,
                           .planes = 1,
                           .number = -1,
                           .bytes = found->bytes};
    g_array_append_val(series->files, file);
    return &g_array_index(series->files, lm_series_file, series->files->len - 1);
}

GPtrArray *series_group(GPtrArray *files)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (guint i = 0; i < files->len; i++)
        g_ptr_array_add(names, ((find_file *)files->pdata[i])->path);
    return names_group_all(names);
}

void series_list_groups(lm_series *series, const GPtrArray *groups, guint from)
{
    for (guint i = from; i < groups->len; i++) {
        const names_group *group = groups->pdata[i];
        series_add_other(series, g_strdup(group->pattern), group->names->len,
                         g_strdup(group->pattern));
    }
}

void series_replace_files(lm_series *series, GArray *files)
{
    g_array_set_clear_func(series->files, NULL);
    g_array_unref(series->files);
    g_array_set_clear_func(files, file_clear);
    series->files = files;
}

void series_leave_out(lm_series *series, guint i, char *fault)
{
    lm_series_file *file = &g_array_index(series->files, lm_series_file, i), gone = *file;
    gone.plane = -1;
    gone.fault = fault;
    g_array_append_val(series->left_out, gone);
    *file = (lm_series_file){0};
    g_array_remove_index(series->files, i);
    if (i < series->slots->len)
        g_array_remove_index(series->slots, i);
    for (; i < series->files->len; i++)
        g_array_index(series->files, lm_series_file, i).plane = i;
}

const lm_info *lm_series_info(const lm_series *series)
{
    return &series->info;
}

const char *lm_series_source(const lm_series *series)
{
    return series->source;
}

const char *lm_series_format(const lm_series *series)
{
    return series->format;
}

bool lm_series_spacing_known(const lm_series *series)
{
    return series->spacing_known;
}

guint64 lm_series_scratch(const lm_series *series)
{
    return series->scratch;
}

size_t lm_series_n_files(const lm_series *series)
{
    return series->files->len;
}

const lm_series_file *lm_series_file_at(const lm_series *series, size_t i)
{
    return &g_array_index(series->files, lm_series_file, i);
}

const char *const *lm_series_warnings(const lm_series *series)
{
    static const char *const none[] = {NULL};
    return series->warnings->len ? (const char *const *)series->warnings->pdata : none;
}

size_t lm_series_n_left_out(const lm_series *series)
{
    return series->left_out->len;
}

const lm_series_file *lm_series_left_out_at(const lm_series *series, size_t i)
{
    return &g_array_index(series->left_out, lm_series_file, i);
}

size_t lm_series_n_others(const lm_series *series)
{
    return series->others->len;
}

const lm_series_other *lm_series_other_at(const lm_series *series, size_t i)
{
    return &g_array_index(series->others, lm_series_other, i);
}

bool lm_series_by_planes(const lm_series *series)
{
    return series->kind != SERIES_VOLUME && lm_series_file_at(series, 0)->planes == 1;
}
