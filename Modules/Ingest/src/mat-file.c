#include "mat-file.h"

#include "convert.h"
#include "image-io.h"
#include "lamina/error.h"
#include "mat-check.h"

#include <hdf5.h>
#include <matio.h>
#include <string.h>

static GMutex lock;

static void say_nothing(int level, char *text)
{
    (void)level;
    (void)text;
}

/* Both libraries write what they think to the terminal. */
static void silence(void)
{
    static gsize done;
    if (g_once_init_enter(&done)) {
        Mat_LogInitFunc("lamina", say_nothing);
        H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
        g_once_init_leave(&done, 1);
    }
}

static void variable_free(gpointer data)
{
    mat_variable *variable = data;
    g_free(variable->name);
    g_free(variable->words);
    g_free(variable);
}

typedef struct numeric_class {
    enum matio_classes kind;
    const char *name;
    int stored;
} numeric_class;

static const numeric_class numeric_classes[] = {
    {MAT_C_DOUBLE, "double", STORED_FLOAT64},
    {MAT_C_SINGLE, "single", LM_FLOAT32},
    {MAT_C_INT8, "int8", LM_INT8},
    {MAT_C_UINT8, "uint8", LM_UINT8},
    {MAT_C_INT16, "int16", LM_INT16},
    {MAT_C_UINT16, "uint16", LM_UINT16},
    {MAT_C_INT32, "int32", LM_INT32},
    {MAT_C_UINT32, "uint32", LM_UINT32},
    {MAT_C_INT64, "int64", STORED_INT64},
    {MAT_C_UINT64, "uint64", STORED_UINT64},
};

static const numeric_class *numeric_class_of(const matvar_t *matvar)
{
    for (size_t i = 0; i < G_N_ELEMENTS(numeric_classes); i++)
        if (numeric_classes[i].kind == matvar->class_type)
            return &numeric_classes[i];
    return NULL;
}

static const char *other_class(const matvar_t *matvar)
{
    switch (matvar->class_type) {
    case MAT_C_CELL:
        return "cell";
    case MAT_C_STRUCT:
        return "struct";
    case MAT_C_CHAR:
        return "char";
    case MAT_C_SPARSE:
        return "sparse";
    case MAT_C_FUNCTION:
        return "function handle";
    default: /* the newer ones, such as string and table, too */
        return "object";
    }
}

static const char *why_not_numeric(const matvar_t *matvar)
{
    switch (matvar->class_type) {
    case MAT_C_CELL:
        return "it is a list of other things; save the array in it under a name of its own";
    case MAT_C_STRUCT:
        return "it is a structure; save the field that is the array under a name of its own";
    case MAT_C_CHAR:
        return "it is text";
    case MAT_C_SPARSE:
        return "it is sparse; save it as full(...)";
    case MAT_C_FUNCTION:
        return "it is a function";
    default:
        return "it is an object; save the array in it under a name of its own";
    }
}

/* MATLAB writes no such array, and libmatio reads zeros from it. */
static bool is_too_large(const matvar_t *matvar)
{
    const numeric_class *numeric = numeric_class_of(matvar);
    guint64 bytes = numeric ? convert_stored_size(numeric->stored) : 0;
    for (int i = 0; i < matvar->rank; i++)
        if (!g_uint64_checked_mul(&bytes, bytes, matvar->dims[i]))
            return true;
    return bytes > G_MAXINT32;
}

static const char *why_unfit(const matvar_t *matvar, mat_version version)
{
    int long_ways = 0;
    for (int i = 0; i < matvar->rank; i++)
        if (matvar->dims[i] == 0)
            return "it is empty";
    if (!numeric_class_of(matvar))
        return why_not_numeric(matvar);
    if (matvar->isComplex)
        return "its numbers are complex; save abs(...), real(...) or angle(...) of it";
    if (version != MAT_VERSION_73 && is_too_large(matvar))
        return "it is larger than 2 GiB, which only version 7.3 can hold; save it with -v7.3";
    for (int i = 0; i < matvar->rank; i++) {
        if (i >= 3 && matvar->dims[i] > 1)
            return "it has more than three dimensions; save one part of it, such as "
                   "squeeze(x(:,:,1,:))";
        long_ways += matvar->dims[i] > 1;
    }
    return long_ways == 0   ? "it is a single number"
           : long_ways == 1 ? "it is a single row or column"
                            : NULL;
}

static char *words_of(const matvar_t *matvar, const char *type)
{
    GString *words = g_string_new(matvar->isComplex ? "complex " : "");
    g_string_append(words, type);
    for (int i = 0; i < matvar->rank; i++)
        g_string_append_printf(words, "%s%zu", i ? " x " : " ", matvar->dims[i]);
    return g_string_free(words, FALSE);
}

static mat_variable *describe(const matvar_t *matvar, mat_version version)
{
    const numeric_class *numeric = numeric_class_of(matvar);
    mat_variable *variable = g_new0(mat_variable, 1);
    variable->name = g_utf8_make_valid(matvar->name, -1);
    variable->type = matvar->isLogical && numeric ? "logical"
                     : numeric                    ? numeric->name
                                                  : other_class(matvar);
    variable->words = words_of(matvar, variable->type);
    variable->unfit = why_unfit(matvar, version);
    variable->stored = numeric ? numeric->stored : 0;
    for (int i = 0; i < 3; i++)
        variable->size[i] = i < matvar->rank ? (gint64)matvar->dims[i] : 1;
    return variable;
}

/* Whose size no file can mean: more rows, columns or slices than a grid has. */
static bool is_possible(const matvar_t *matvar)
{
    for (int i = 0; i < matvar->rank; i++)
        if (matvar->dims[i] > G_MAXINT32)
            return false;
    return matvar->rank >= 2 || !numeric_class_of(matvar);
}

static bool fail(const char *path, GError **error)
{
    return lm_fail(error, LM_ERROR_INPUT,
                   "%s: damaged MAT file: a variable cannot be read; save it again", path);
}

static GPtrArray *list(const char *path, const char **format, GError **error)
{
    static const char *const formats[] = {"MAT v4", "MAT v5 to v7", "MAT v7.3"};
    mat_version version;
    if (!mat_check(path, false, &version, error))
        return NULL;
    *format = formats[version];
    mat_t *mat = Mat_Open(path, MAT_ACC_RDONLY);
    g_autoptr(GPtrArray) variables = g_ptr_array_new_with_free_func(variable_free);
    bool ok = mat != NULL;
    for (matvar_t *matvar; ok && (matvar = Mat_VarReadNextInfo(mat)); Mat_VarFree(matvar)) {
        ok = is_possible(matvar);
        if (ok && matvar->name && *matvar->name) /* what has no name is MATLAB's own */
            g_ptr_array_add(variables, describe(matvar, version));
    }
    Mat_Close(mat);
    return ok || fail(path, error) ? g_steal_pointer(&variables) : NULL;
}

GPtrArray *mat_file_variables(const char *path, const char **format, GError **error)
{
    silence();
    g_mutex_lock(&lock);
    GPtrArray *variables = list(path, format, error);
    g_mutex_unlock(&lock);
    return variables;
}

static bool same(const mat_variable *variable, const matvar_t *matvar)
{
    if (!matvar->name || !numeric_class_of(matvar))
        return false;
    g_autofree char *name = g_utf8_make_valid(matvar->name, -1);
    g_autofree char *words = words_of(matvar, variable->type);
    return g_str_equal(name, variable->name) && g_str_equal(words, variable->words) &&
           numeric_class_of(matvar)->stored == variable->stored;
}

static bool read_values(mat_t *mat, matvar_t *matvar, void *values)
{
    enum { MAX_RANK = 32 };
    int start[MAX_RANK] = {0}, stride[MAX_RANK], edge[MAX_RANK];
    if (matvar->rank > MAX_RANK)
        return false;
    for (int i = 0; i < matvar->rank; i++) {
        stride[i] = 1;
        edge[i] = (int)matvar->dims[i];
    }
    return Mat_VarReadData(mat, matvar, values, start, stride, edge) == 0;
}

static bool find_and_read(const char *path, const mat_variable *variable, void *values)
{
    bool ok = false, found = false;
    mat_t *mat = Mat_Open(path, MAT_ACC_RDONLY);
    for (matvar_t *matvar; mat && !found && (matvar = Mat_VarReadNextInfo(mat));
         Mat_VarFree(matvar)) {
        found = same(variable, matvar);
        ok = found && read_values(mat, matvar, values);
    }
    Mat_Close(mat);
    return ok;
}

bool mat_file_read(const char *path, const mat_variable *variable, void *values, GError **error)
{
    mat_version version;
    silence();
    g_mutex_lock(&lock);
    bool ok = mat_check(path, true, &version, error);
    if (ok && !find_and_read(path, variable, values))
        ok = fail(path, error);
    g_mutex_unlock(&lock);
    return ok;
}
