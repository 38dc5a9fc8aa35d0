/* A series of MAT files: one that holds a volume, or one for each plane, in the natural order of
 * their names. */
#include "convert.h"
#include "lamina/alloc.h"
#include "lamina/error.h"
#include "mat-file.h"
#include "names.h"
#include "series-private.h"

#include <math.h>
#include <string.h>

enum { SHOWN = 10 };

static void append_variable(GString *text, guint n, const mat_variable *variable)
{
    g_string_append_printf(text, "%s%s (%s)", n == 0 ? "" : ", ", variable->name, variable->words);
}

/* "a (double 450 x 600), b (double 4 x 4)" */
static char *list_images(const GPtrArray *variables)
{
    GString *text = g_string_new(NULL);
    guint n = 0;
    for (guint i = 0; i < variables->len; i++) {
        const mat_variable *variable = variables->pdata[i];
        if (variable->unfit)
            continue;
        if (n < SHOWN)
            append_variable(text, n, variable);
        n++;
    }
    if (n > SHOWN)
        g_string_append_printf(text, " and %u more", n - SHOWN);
    return g_string_free(text, FALSE);
}

/* "a (cell 1 x 4): it is ...; b (char 1 x 5): it is text" */
static char *list_unfit(const GPtrArray *variables)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < variables->len && i < SHOWN; i++) {
        const mat_variable *variable = variables->pdata[i];
        g_string_append_printf(text, "%s%s (%s): %s", i == 0 ? "" : "; ", variable->name,
                               variable->words, variable->unfit);
    }
    if (variables->len > SHOWN)
        g_string_append_printf(text, "; and %u more", variables->len - SHOWN);
    return g_string_free(text, FALSE);
}

static mat_variable *no_image(const char *path, const GPtrArray *variables, GError **error)
{
    g_autofree char *text = list_unfit(variables);
    if (variables->len == 0)
        lm_fail(error, LM_ERROR_INPUT, "%s: holds no variable; save the array again", path);
    else
        lm_fail(error, LM_ERROR_INPUT, "%s: holds no array that is an image or a volume. %s", path,
                text);
    return NULL;
}

/* The one of this name. */
static mat_variable *choose_named(const char *path, const GPtrArray *variables, const char *name,
                                  GError **error)
{
    for (guint i = 0; i < variables->len; i++) {
        mat_variable *variable = variables->pdata[i];
        if (!g_str_equal(variable->name, name))
            continue;
        if (!variable->unfit)
            return variable;
        lm_fail(error, LM_ERROR_INPUT, "%s: %s (%s) is no image or volume: %s", path, name,
                variable->words, variable->unfit);
        return NULL;
    }
    g_autofree char *images = list_images(variables);
    lm_fail(error, LM_ERROR_USAGE, "%s: has no variable %s; the arrays in it are: %s", path, name,
            *images ? images : "none");
    return NULL;
}

/* The only one that is an image or a volume. */
static mat_variable *choose_only(const char *path, const GPtrArray *variables, GError **error)
{
    mat_variable *only = NULL;
    guint n = 0;
    for (guint i = 0; i < variables->len; i++) {
        mat_variable *variable = variables->pdata[i];
        if (variable->unfit)
            continue;
        if (n++ == 0)
            only = variable;
    }
    if (n == 0)
        return no_image(path, variables, error);
    if (n == 1)
        return only;
    g_autofree char *images = list_images(variables);
    lm_fail(error, LM_ERROR_USAGE,
            "%s: holds %u arrays: %s; say which to take, for instance variable=\"%s\"", path, n,
            images, only->name);
    return NULL;
}

/* Borrowed from `variables`. */
static mat_variable *choose(const char *path, const GPtrArray *variables, const char *name,
                            GError **error)
{
    return name ? choose_named(path, variables, name, error) : choose_only(path, variables, error);
}

static char *type_text(const mat_variable *variable)
{
    int target = (int)convert_target(variable->stored);
    bool narrowed = target != variable->stored;
    return g_strdup_printf("%s: %s%s%s", variable->name, variable->type,
                           narrowed ? ", kept as " : "",
                           narrowed ? lm_type_name((lm_type)target) : "");
}

static void fill_file(lm_series_file *file, const mat_variable *variable)
{
    file->height = variable->size[0];
    file->width = variable->size[1];
    file->planes = variable->size[2];
    file->type = type_text(variable);
}

static bool check_same(const char *path, const mat_variable *variable, const lm_series *series,
                       GError **error)
{
    const mat_variable *first = series->variable;
    if (g_str_equal(variable->words, first->words))
        return true;
    return lm_fail(error, LM_ERROR_INPUT,
                   "%s: its %s is %s, but that of %s is %s; make all slices alike, or choose some "
                   "with pattern=\"...\"",
                   path, variable->name, variable->words, lm_series_file_at(series, 0)->name,
                   first->words);
}

/* The files after the first hold the same variable. */
static bool look_at_planes(lm_series *series, lm_context *context, GError **error)
{
    for (guint i = 1; i < series->files->len; i++) {
        lm_series_file *file = &g_array_index(series->files, lm_series_file, i);
        const char *format;
        g_autoptr(GPtrArray) variables = lm_context_go_on(context, error)
                                             ? mat_file_variables(file->path, &format, error)
                                             : NULL;
        const mat_variable *variable =
            variables ? choose(file->path, variables, series->variable->name, error) : NULL;
        if (!variable || !check_same(file->path, variable, series, error))
            return false;
        fill_file(file, variable);
    }
    return true;
}

/* Nothing says whether three planes of bytes are slices or the colours of one picture. */
static void warn_of_colours(lm_series *series, const mat_variable *variable)
{
    if (variable->size[2] == 3 && variable->stored == LM_UINT8)
        series_warn(series,
                    "%s is taken for a volume of three slices; if it is a colour picture (red, "
                    "green and blue), write it with imwrite as PNG instead",
                    variable->name);
}

/* A plane is turned in a place of its own, and what is narrowed is read beside its place; libmatio,
 * zlib and HDF5 keep little more. */
static guint64 scratch_of(const mat_variable *variable)
{
    static const guint64 libraries = 2 << 20;
    guint64 bytes = convert_stored_size(variable->stored);
    guint64 plane = (guint64)variable->size[0] * (guint64)variable->size[1] * bytes;
    bool narrowed = variable->stored >= LM_TYPE_COUNT;
    return libraries + plane + (narrowed ? plane * (guint64)variable->size[2] : 0);
}

static void describe_volume(lm_series *series)
{
    const mat_variable *variable = series->variable;
    gint64 planes = MAX(variable->size[2], (gint64)series->files->len);
    series->info.grid = lm_grid_make(variable->size[1], variable->size[0], planes);
    series->info.type = convert_target(variable->stored);
    series->info.components = 1;
    series->scratch = scratch_of(variable);
    warn_of_colours(series, variable);
}

/* A file that holds a volume stands alone; the others are listed. */
static void take_volume(lm_series *series, GPtrArray *found, const char *path)
{
    g_autoptr(GPtrArray) others = g_ptr_array_new();
    for (guint i = 0; i < found->len; i++) {
        find_file *file = found->pdata[i];
        if (file->path == path)
            series_add_file(series, file);
        else
            g_ptr_array_add(others, file);
    }
    g_autoptr(GPtrArray) groups = series_group(others);
    series_list_groups(series, groups, 0);
}

/* Where all are skipped it is the first: taking the group will say so. */
static const char *first_taken(const names_group *group, const lm_series_ask *ask)
{
    for (guint i = 0; i < group->names->len; i++)
        if (!series_skips(ask, group->names->pdata[i]))
            return group->names->pdata[i];
    return group->names->pdata[0];
}

bool series_open_mat(lm_series *series, GPtrArray *found, const lm_series_ask *ask,
                     lm_context *context, GError **error)
{
    g_autoptr(GPtrArray) groups = series_group(found);
    const char *first = first_taken(groups->pdata[0], ask);
    series->variables = mat_file_variables(first, &series->format, error);
    if (!series->variables)
        return false;
    series->variable = choose(first, series->variables, ask->variable, error);
    if (!series->variable)
        return false;
    if (series->variable->size[2] > 1)
        take_volume(series, found, first);
    else if (!series_take_group(series, found, groups, ask, error))
        return false;
    fill_file(&g_array_index(series->files, lm_series_file, 0), series->variable);
    describe_volume(series);
    return look_at_planes(series, context, error);
}

static void transpose(char *plane, char *turned, size_t rows, size_t columns, size_t size)
{
    for (size_t x = 0; x < columns; x++)
        for (size_t y = 0; y < rows; y++)
            memcpy(turned + (y * columns + x) * size, plane + (x * rows + y) * size, size);
    memcpy(plane, turned, rows * columns * size);
}

/* MATLAB counts rows fastest; planes of a volume go along x first. */
static bool turn_planes(const mat_variable *variable, void *values, GError **error)
{
    size_t rows = (size_t)variable->size[0], columns = (size_t)variable->size[1];
    size_t size = convert_stored_size(variable->stored), bytes = rows * columns * size;
    char *turned = lm_alloc(rows * columns, size, "turning a plane", error);
    if (!turned)
        return false;
    for (gint64 z = 0; z < variable->size[2]; z++)
        transpose((char *)values + (size_t)z * bytes, turned, rows, columns, size);
    lm_free(turned);
    return true;
}

/* Whole numbers past 2^24 are not all among the 32-bit floats. */
static bool loses_digits(const mat_variable *variable, const void *values)
{
    const double *v = values;
    size_t count = (size_t)(variable->size[0] * variable->size[1] * variable->size[2]);
    for (size_t i = 0; variable->stored == STORED_FLOAT64 && i < count; i++)
        if (fabs(v[i]) > 1 << 24 && v[i] == rint(v[i]) && v[i] != (double)(float)v[i])
            return true;
    return false;
}

bool series_read_mat(const lm_series *series, guint i, void *values, lm_context *context,
                     GError **error)
{
    const mat_variable *variable = series->variable;
    if (!mat_file_read(lm_series_file_at(series, i)->path, variable, values, error) ||
        !turn_planes(variable, values, error))
        return false;
    if (series->info.type == LM_FLOAT32 && loses_digits(variable, values))
        lm_context_warn(context,
                        "%s holds whole numbers above 16777216; they are kept as float32 and lose "
                        "their last digits",
                        variable->name);
    return true;
}
