/* Where a person said that the slices stand: said of each, and in their order. */
#include "lamina/error.h"
#include "lamina/number.h"
#include "lamina/positions.h"
#include "names.h"
#include "series-private.h"

#include <math.h>

static gint by_path(gconstpointer a, gconstpointer b)
{
    const lm_series_file *p = *(gpointer *)a, *q = *(gpointer *)b;
    return names_compare(p->path, q->path);
}

/* The files of the stack in their order, also those that are skipped. */
static GPtrArray *all_files(const lm_series *series)
{
    GPtrArray *all = g_ptr_array_new();
    for (guint i = 0; i < series->files->len; i++)
        g_ptr_array_add(all, &g_array_index(series->files, lm_series_file, i));
    for (guint i = 0; i < series->left_out->len; i++)
        g_ptr_array_add(all, &g_array_index(series->left_out, lm_series_file, i));
    g_ptr_array_sort(all, by_path);
    return all;
}

static bool check_count(const lm_series_ask *ask, gint64 planes, GError **error)
{
    return (gint64)ask->n_positions == planes ||
           lm_fail(error, LM_ERROR_USAGE,
                   "positions: there are %" G_GINT64_FORMAT " slices and %zu positions; give one "
                   "for each slice, those that are skipped included",
                   planes, ask->n_positions);
}

/* Each name to its place in the list, from 1. */
static GHashTable *index_names(const lm_series_ask *ask, GError **error)
{
    g_autoptr(GHashTable) index = g_hash_table_new(g_str_hash, g_str_equal);
    for (size_t i = 0; i < ask->n_positions; i++)
        if (!g_hash_table_insert(index, ask->positions[i].name, GSIZE_TO_POINTER(i + 1))) {
            lm_fail(error, LM_ERROR_USAGE, "positions: %s has two of them", ask->positions[i].name);
            return NULL;
        }
    return g_steal_pointer(&index);
}

static bool take_named(const lm_series *series, const lm_series_ask *ask, const GPtrArray *files,
                       double *at, GError **error)
{
    g_autoptr(GHashTable) index = index_names(ask, error);
    for (guint i = 0; index && i < files->len; i++) {
        const char *name = ((const lm_series_file *)files->pdata[i])->name;
        gpointer found = g_hash_table_lookup(index, name);
        if (!found)
            return lm_fail(error, LM_ERROR_USAGE,
                           "positions: %s has none; give one for each slice, by the names of their "
                           "files, those that are skipped included",
                           name);
        at[i] = ask->positions[GPOINTER_TO_SIZE(found) - 1].mm;
        g_hash_table_remove(index, name);
    }
    GHashTableIter left;
    gpointer name;
    if (!index)
        return false;
    g_hash_table_iter_init(&left, index);
    return !g_hash_table_iter_next(&left, &name, NULL) ||
           lm_fail(error, LM_ERROR_USAGE, "positions: there is one of %s, and no such slice in %s",
                   (const char *)name, series->source);
}

static char *name_of(const GPtrArray *files, gint64 i)
{
    return files ? g_strdup(((const lm_series_file *)files->pdata[i])->name)
                 : g_strdup_printf("plane %" G_GINT64_FORMAT, i);
}

static bool not_in_order(const GPtrArray *files, const double *at, gint64 i, GError **error)
{
    g_autofree char *before = name_of(files, i - 1), *name = name_of(files, i);
    g_autofree char *from = lm_number_words(at[i - 1], 9), *to = lm_number_words(at[i], 9);
    if (at[i] == at[i - 1])
        return lm_fail(error, LM_ERROR_USAGE,
                       "positions: %s and %s both stand at %s mm; two slices cannot", before, name,
                       to);
    return lm_fail(error, LM_ERROR_USAGE,
                   "positions: they do not go one way: %s stands at %s mm, and %s after it at %s "
                   "mm; the slices are in the order of their files' names, and their positions "
                   "rise along it",
                   before, from, name, to);
}

static bool check_order(const GPtrArray *files, const double *at, gint64 planes, bool reverse,
                        GError **error)
{
    if (planes < 2)
        return lm_fail(error, LM_ERROR_USAGE,
                       "positions: there is one slice only; leave them out and type "
                       "spacing=\"x y z\"");
    bool falls = at[planes - 1] < at[0];
    for (gint64 i = 1; i < planes; i++)
        if (falls ? at[i] >= at[i - 1] : at[i] <= at[i - 1])
            return not_in_order(files, at, i, error);
    if (!falls || reverse)
        return true;
    g_autofree char *first = name_of(files, 0);
    return lm_fail(error, LM_ERROR_USAGE,
                   "positions: they fall from %s on; reverse=\"true\" turns the stack round, so "
                   "that its first slice is the one at the least of them",
                   first);
}

/* Of the slices that are taken, from the first of them. */
static void keep(lm_series *series, const GPtrArray *files, const double *at, gint64 planes)
{
    series->stand = g_array_new(FALSE, FALSE, sizeof(double));
    for (gint64 i = 0, first = -1; i < planes; i++) {
        const lm_series_file *file = files ? files->pdata[i] : NULL;
        if (file && file->plane < 0)
            continue;
        first = first < 0 ? i : first;
        double from_first = fabs(at[i] - at[first]);
        g_array_append_val(series->stand, from_first);
    }
}

bool series_take_positions(lm_series *series, const lm_series_ask *ask, GError **error)
{
    if (ask->n_positions == 0)
        return true;
    bool named = ask->positions[0].name;
    if (series->kind == SERIES_DICOM)
        return lm_fail(error, LM_ERROR_USAGE,
                       "%s: DICOM says itself where each slice is; positions are for pictures, MAT "
                       "files and volumes",
                       series->source);
    if (named && !lm_series_by_planes(series))
        return lm_fail(error, LM_ERROR_USAGE,
                       "%s: holds all slices in one file; give their positions in order, without "
                       "names",
                       series->source);
    g_autoptr(GPtrArray) files = lm_series_by_planes(series) ? all_files(series) : NULL;
    gint64 planes = files ? files->len : series->info.grid.size[2];
    if (!named && !check_count(ask, planes, error))
        return false;
    g_autofree double *at = g_new(double, (gsize)planes);
    for (gint64 i = 0; !named && i < planes; i++)
        at[i] = ask->positions[i].mm;
    if ((named && !take_named(series, ask, files, at, error)) ||
        !check_order(files, at, planes, ask->reverse, error))
        return false;
    keep(series, files, at, planes);
    return series->stand->len > 1 ||
           lm_fail(error, LM_ERROR_USAGE,
                   "positions: one slice only is left; leave them out and type spacing=\"x y z\"");
}
