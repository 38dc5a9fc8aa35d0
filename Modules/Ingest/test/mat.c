/* MAT files: one array, whatever version it was written in, gives one volume; what is no image is
 * refused with the reason. The files are written by libmatio, those it cannot write byte by byte.
 */
#include "lamina/series.h"
#include "testing.h"

#include <glib/gstdio.h>
#include <hdf5.h>
#include <math.h>
#include <matio.h>
#include <string.h>
#include <unistd.h>

enum { ROWS = 450, COLUMNS = 600, SLICES = 10 };

typedef struct fixture {
    char *folder;
    lm_context *context;
} fixture;

static void set_up(fixture *f, gconstpointer unused)
{
    (void)unused;
    f->folder = test_folder();
    f->context = lm_context_new(2, 0);
}

static void tear_down(fixture *f, gconstpointer unused)
{
    (void)unused;
    test_folder_remove(f->folder);
    lm_context_free(f->context);
}

/* ---- writing ---- */

static mat_t *create(fixture *f, const char *name, enum mat_ft version)
{
    g_autofree char *path = g_build_filename(f->folder, name, NULL);
    mat_t *mat = Mat_CreateVer(path, NULL, version);
    g_assert_nonnull(mat);
    return mat;
}

typedef struct array_type {
    enum matio_classes kind;
    enum matio_types type;
    int flags;
} array_type;

static const array_type doubles = {MAT_C_DOUBLE, MAT_T_DOUBLE, 0};

static void add(mat_t *mat, const char *name, array_type type, int rank, size_t *dims, void *values,
                enum matio_compression packed)
{
    matvar_t *matvar = Mat_VarCreate(name, type.kind, type.type, rank, dims, values, type.flags);
    g_assert_nonnull(matvar);
    g_assert_cmpint(Mat_VarWrite(mat, matvar, packed), ==, 0);
    Mat_VarFree(matvar);
}

static void add_double(mat_t *mat, const char *name, int rank, size_t *dims, double *values)
{
    add(mat, name, doubles, rank, dims, values, MAT_COMPRESSION_NONE);
}

/* An array of doubles alone in its file. */
static void write_double(fixture *f, const char *file, enum mat_ft version, const char *name,
                         int rank, size_t *dims, enum matio_compression packed)
{
    size_t count = 1;
    for (int i = 0; i < rank; i++)
        count *= dims[i];
    g_autofree double *values = g_new0(double, count + 1);
    for (size_t i = 0; i < count; i++)
        values[i] = (double)i;
    mat_t *mat = create(f, file, version);
    add(mat, name, doubles, rank, dims, values, packed);
    Mat_Close(mat);
}

/* ---- reading ---- */

static lm_series *open_at(fixture *f, const char *name, const char *variable, GError **error)
{
    g_autofree char *path = g_canonicalize_filename(name, f->folder);
    const char *paths[] = {path, NULL};
    lm_series_ask ask = {
        .paths = paths, .variable = variable, .n_spacing = 3, .spacing = {0.5, 1, 2}};
    return lm_series_open(&ask, f->context, error);
}

static lm_volume *read_at(fixture *f, const char *name, const char *variable)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(lm_series) series = open_at(f, name, variable, &error);
    g_assert_no_error(error);
    lm_volume *volume = lm_series_read(series, f->context, &error);
    g_assert_no_error(error);
    return volume;
}

/* Opening or reading fails. */
static void assert_fails(fixture *f, const char *name, const char *variable, lm_error code,
                         const char *pattern)
{
    GError *error = NULL;
    g_autoptr(lm_series) series = open_at(f, name, variable, &error);
    g_autoptr(lm_volume) volume = series ? lm_series_read(series, f->context, &error) : NULL;
    g_assert_null(volume);
    test_assert_error(&error, code, pattern);
}

static bool warns(const lm_series *series, const char *pattern)
{
    for (const char *const *text = lm_series_warnings(series); *text; text++)
        if (g_regex_match_simple(pattern, *text, 0, 0))
            return true;
    return false;
}

/* ---- one array, every version ---- */

static double truth(size_t row, size_t column, size_t slice)
{
    return (double)((3 * row + 7 * column + 1000 * slice) % 4001) / 8;
}

static double *make_truth(void)
{
    double *values = g_new(double, ROWS *COLUMNS *SLICES), *v = values;
    for (size_t z = 0; z < SLICES; z++)
        for (size_t x = 0; x < COLUMNS; x++)
            for (size_t y = 0; y < ROWS; y++)
                *v++ = truth(y, x, z);
    return values;
}

static void write_versions(fixture *f, double *values)
{
    static const struct {
        const char *name;
        enum mat_ft version;
        enum matio_compression packed;
    } files[] = {{"v6.mat", MAT_FT_MAT5, MAT_COMPRESSION_NONE},
                 {"v7.mat", MAT_FT_MAT5, MAT_COMPRESSION_ZLIB},
                 {"v73.mat", MAT_FT_MAT73, MAT_COMPRESSION_NONE}};
    size_t dims[] = {ROWS, COLUMNS, SLICES};
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        mat_t *mat = create(f, files[i].name, files[i].version);
        add(mat, "scan", doubles, 3, dims, values, files[i].packed);
        Mat_Close(mat);
    }
    for (size_t z = 0; z < SLICES; z++) { /* version 4 has no third dimension */
        g_autofree char *name = g_strdup_printf("slices/s%zu.mat", z + 1);
        mat_t *mat = create(f, name, MAT_FT_MAT4);
        add_double(mat, "scan", 2, dims, values + z * ROWS * COLUMNS);
        Mat_Close(mat);
    }
}

static void assert_truth(const lm_volume *volume)
{
    const float *v = volume->data;
    g_assert_cmpint(volume->type, ==, LM_FLOAT32);
    for (size_t z = 0; z < SLICES; z++)
        for (size_t y = 0; y < ROWS; y++)
            for (size_t x = 0; x < COLUMNS; x++)
                if (*v++ != (float)truth(y, x, z))
                    g_error("another value at row %zu, column %zu, slice %zu", y, x, z);
}

static void test_versions(fixture *f, gconstpointer unused)
{
    (void)unused;
    g_autofree char *slices = g_build_filename(f->folder, "slices", NULL);
    g_assert_cmpint(g_mkdir(slices, 0700), ==, 0);
    g_autofree double *values = make_truth();
    write_versions(f, values);
    g_autoptr(lm_volume) first = read_at(f, "v6.mat", NULL);
    g_assert_cmpint(first->grid.size[0], ==, COLUMNS);
    g_assert_cmpint(first->grid.size[1], ==, ROWS);
    g_assert_cmpint(first->grid.size[2], ==, SLICES);
    g_assert_cmpfloat(first->grid.spacing[1], ==, 1);
    assert_truth(first);
    static const char *const others[] = {"v7.mat", "v73.mat", "slices"};
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
        g_autoptr(lm_volume) other = read_at(f, others[i], "scan");
        test_assert_same_volume(first, other);
    }
}

/* ---- types ---- */

static const struct {
    const char *name;
    array_type type;
    lm_type target;
    const char *words;
} types[] = {
    {"a", {MAT_C_DOUBLE, MAT_T_DOUBLE, 0}, LM_FLOAT32, "a: double, kept as float32"},
    {"b", {MAT_C_SINGLE, MAT_T_SINGLE, 0}, LM_FLOAT32, "b: single"},
    {"c", {MAT_C_INT8, MAT_T_INT8, 0}, LM_INT8, "c: int8"},
    {"d", {MAT_C_UINT8, MAT_T_UINT8, 0}, LM_UINT8, "d: uint8"},
    {"e", {MAT_C_INT16, MAT_T_INT16, 0}, LM_INT16, "e: int16"},
    {"f", {MAT_C_UINT16, MAT_T_UINT16, 0}, LM_UINT16, "f: uint16"},
    {"g", {MAT_C_INT32, MAT_T_INT32, 0}, LM_INT32, "g: int32"},
    {"h", {MAT_C_UINT32, MAT_T_UINT32, 0}, LM_UINT32, "h: uint32"},
    {"i", {MAT_C_INT64, MAT_T_INT64, 0}, LM_INT32, "i: int64, kept as int32"},
    {"j", {MAT_C_UINT64, MAT_T_UINT64, 0}, LM_UINT32, "j: uint64, kept as uint32"},
    {"k", {MAT_C_UINT8, MAT_T_UINT8, MAT_F_LOGICAL}, LM_UINT8, "k: logical"},
};

/* Small whole numbers, in the machine's bytes of each type. */
static void fill(enum matio_types type, void *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        switch (type) {
        case MAT_T_DOUBLE:
            ((double *)values)[i] = (double)i;
            break;
        case MAT_T_SINGLE:
            ((float *)values)[i] = (float)i;
            break;
        case MAT_T_INT8:
        case MAT_T_UINT8:
            ((guint8 *)values)[i] = (guint8)i;
            break;
        case MAT_T_INT16:
        case MAT_T_UINT16:
            ((guint16 *)values)[i] = (guint16)i;
            break;
        case MAT_T_INT32:
        case MAT_T_UINT32:
            ((guint32 *)values)[i] = (guint32)i;
            break;
        default:
            ((guint64 *)values)[i] = i;
        }
}

static void write_types(fixture *f, const char *name, enum mat_ft version)
{
    mat_t *mat = create(f, name, version);
    size_t dims[] = {2, 3, 4};
    for (size_t i = 0; i < G_N_ELEMENTS(types); i++) {
        guint64 values[24];
        fill(types[i].type.type, values, 24);
        add(mat, types[i].name, types[i].type, 3, dims, values, MAT_COMPRESSION_ZLIB);
    }
    Mat_Close(mat);
}

static void check_type(fixture *f, const char *name, size_t i)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(lm_series) series = open_at(f, name, types[i].name, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(lm_series_file_at(series, 0)->type, ==, types[i].words);
    g_assert_cmpint(lm_series_info(series)->type, ==, types[i].target);
    g_autoptr(lm_volume) volume = lm_series_read(series, f->context, &error);
    g_assert_no_error(error);
    for (gint64 z = 0; z < 4; z++)
        for (gint64 y = 0; y < 2; y++)
            for (gint64 x = 0; x < 3; x++)
                g_assert_cmpfloat(lm_volume_get(volume, x, y, z, 0), ==,
                                  (double)(y + 2 * x + 6 * z));
}

static void test_types(fixture *f, gconstpointer unused)
{
    (void)unused;
    write_types(f, "v5.mat", MAT_FT_MAT5);
    write_types(f, "v73.mat", MAT_FT_MAT73);
    for (size_t i = 0; i < G_N_ELEMENTS(types); i++) {
        check_type(f, "v5.mat", i);
        check_type(f, "v73.mat", i);
    }
    assert_fails(f, "v5.mat", NULL, LM_ERROR_USAGE,
                 "11 arrays: a \\(double 2 x 3 x 4\\), b .* and 1 more; .*variable=\"a\"");
    assert_fails(f, "v73.mat", "z", LM_ERROR_USAGE, "no variable z; .* are: a ");
}

static void write_numbers(fixture *f, array_type type, void *values)
{
    size_t dims[] = {2, 2};
    mat_t *mat = create(f, "numbers.mat", MAT_FT_MAT5);
    add(mat, "n", type, 2, dims, values, MAT_COMPRESSION_NONE);
    Mat_Close(mat);
}

static void test_numbers_that_do_not_fit(fixture *f, gconstpointer unused)
{
    (void)unused;
    write_numbers(f, doubles, (double[]){1, NAN, -INFINITY, 16777216});
    g_autoptr(lm_volume) odd = read_at(f, "numbers.mat", NULL);
    g_assert_true(isnan(lm_volume_get(odd, 0, 1, 0, 0)));
    g_auto(GStrv) none = lm_context_warnings(f->context);
    g_assert_null(*none);
    write_numbers(f, doubles, (double[]){1, 2, 3, 16777217});
    g_autoptr(lm_volume) rounded = read_at(f, "numbers.mat", NULL);
    g_auto(GStrv) said = lm_context_warnings(f->context);
    g_assert_true(said[0] && strstr(said[0], "n holds whole numbers above 16777216"));

    write_numbers(f, doubles, (double[]){1, 2, 1e300, 4});
    assert_fails(f, "numbers.mat", NULL, LM_ERROR_INPUT, "value 1e\\+300 does not fit");
    write_numbers(f, (array_type){MAT_C_INT64, MAT_T_INT64, 0},
                  (gint64[]){1, 2, G_MAXINT32 + 1L, 4});
    assert_fails(f, "numbers.mat", NULL, LM_ERROR_INPUT,
                 "value 2147483648 does not fit into int32");
}

/* ---- which variable ---- */

static void add_what_is_no_image(mat_t *mat)
{
    size_t one[] = {1, 1}, row[] = {1, 5}, four[] = {2, 2, 1, 3}, none[] = {0, 3};
    size_t square[] = {2, 2};
    double values[12] = {0};
    mat_complex_split_t numbers = {values, values};
    const char *fields[] = {"field", NULL};
    add_double(mat, "scale", 2, one, values);
    add_double(mat, "axis", 2, row, values);
    add_double(mat, "four", 4, four, values);
    add_double(mat, "nothing", 2, none, values);
    add(mat, "wave", (array_type){MAT_C_DOUBLE, MAT_T_DOUBLE, MAT_F_COMPLEX}, 2, square, &numbers,
        MAT_COMPRESSION_NONE);
    add(mat, "title", (array_type){MAT_C_CHAR, MAT_T_UINT8, 0}, 2, row, (char[]){"words"},
        MAT_COMPRESSION_NONE);
    matvar_t *record = Mat_VarCreateStruct2("record", 2, one, fields);
    Mat_VarSetStructFieldByName(
        record, "field", 0, Mat_VarCreate(NULL, MAT_C_DOUBLE, MAT_T_DOUBLE, 2, square, values, 0));
    g_assert_cmpint(Mat_VarWrite(mat, record, MAT_COMPRESSION_NONE), ==, 0);
    Mat_VarFree(record);
    matvar_t *cells[] = {Mat_VarCreate(NULL, MAT_C_DOUBLE, MAT_T_DOUBLE, 2, square, values, 0)};
    matvar_t *cell = Mat_VarCreate("list", MAT_C_CELL, MAT_T_CELL, 2, one, cells, 0);
    g_assert_cmpint(Mat_VarWrite(mat, cell, MAT_COMPRESSION_NONE), ==, 0);
    Mat_VarFree(cell);
}

static void check_refusals(fixture *f, const char *name)
{
    static const char *const reasons[][2] = {
        {"scale", "single number"}, {"axis", "single row"},    {"four", "three dimensions"},
        {"nothing", "empty"},       {"wave", "complex.*abs"},  {"title", "text"},
        {"record", "structure"},    {"list", "list of other"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(reasons); i++) {
        assert_fails(f, name, reasons[i][0], LM_ERROR_INPUT, reasons[i][1]);
        assert_fails(f, name, NULL, LM_ERROR_INPUT, reasons[i][1]);
    }
}

static void test_no_image(fixture *f, gconstpointer unused)
{
    (void)unused;
    static const enum mat_ft versions[] = {MAT_FT_MAT5, MAT_FT_MAT73};
    for (size_t i = 0; i < G_N_ELEMENTS(versions); i++) {
        mat_t *mat = create(f, "x.mat", versions[i]);
        add_what_is_no_image(mat);
        Mat_Close(mat);
        check_refusals(f, "x.mat");
    }
}

static void test_the_only_image(fixture *f, gconstpointer unused)
{
    (void)unused;
    size_t dims[] = {4, 2, 3};
    guint8 values[24];
    fill(MAT_T_UINT8, values, 24);
    mat_t *mat = create(f, "x.mat", MAT_FT_MAT5);
    add_what_is_no_image(mat);
    add(mat, "scan", (array_type){MAT_C_UINT8, MAT_T_UINT8, 0}, 3, dims, values,
        MAT_COMPRESSION_ZLIB);
    Mat_Close(mat);
    g_autoptr(GError) error = NULL;
    g_autoptr(lm_series) series = open_at(f, "x.mat", NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(lm_series_file_at(series, 0)->type, ==, "scan: uint8");
    g_assert_true(warns(series, "three slices.*colour"));
    g_autoptr(lm_volume) volume = lm_series_read(series, f->context, &error);
    g_assert_cmpfloat(lm_volume_get(volume, 1, 3, 2, 0), ==, 23);
}

/* ---- which files ---- */

static void test_series(fixture *f, gconstpointer unused)
{
    (void)unused;
    size_t dims[] = {4, 2}, other[] = {2, 4}, volume_dims[] = {2, 3, 4};
    write_double(f, "s2.mat", MAT_FT_MAT5, "b", 2, dims, MAT_COMPRESSION_NONE);
    write_double(f, "s10.mat", MAT_FT_MAT73, "b", 2, dims, MAT_COMPRESSION_NONE);
    write_double(f, "s1.mat", MAT_FT_MAT4, "b", 2, dims, MAT_COMPRESSION_NONE);
    g_autoptr(GError) error = NULL;
    g_autoptr(lm_series) series = open_at(f, ".", NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(lm_series_file_at(series, 2)->name, ==, "s10.mat");
    g_assert_true(lm_series_by_planes(series));
    g_assert_true(warns(series, "missing: 3 to 9"));

    write_double(f, "s3.mat", MAT_FT_MAT5, "b", 2, other, MAT_COMPRESSION_NONE);
    assert_fails(f, ".", NULL, LM_ERROR_INPUT,
                 "s3.mat: its b is double 2 x 4, .* s1.mat is .*4 x 2");
    write_double(f, "s3.mat", MAT_FT_MAT5, "c", 2, dims, MAT_COMPRESSION_NONE);
    assert_fails(f, ".", NULL, LM_ERROR_USAGE, "s3.mat: has no variable b; .* c ");
    write_double(f, "s1.mat", MAT_FT_MAT5, "b", 3, volume_dims, MAT_COMPRESSION_NONE);
    g_autoptr(lm_series) alone = open_at(f, ".", NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(lm_series_n_files(alone), ==, 1);
    g_assert_cmpuint(lm_series_other_at(alone, 0)->files, ==, 3);
}

static void test_spacing_is_not_known(fixture *f, gconstpointer unused)
{
    (void)unused;
    size_t dims[] = {4, 2};
    write_double(f, "a.mat", MAT_FT_MAT5, "a", 2, dims, MAT_COMPRESSION_NONE);
    g_autofree char *path = g_build_filename(f->folder, "a.mat", NULL);
    lm_series_ask ask = {.paths = (const char *const[]){path, NULL}};
    GError *error = NULL;
    g_autoptr(lm_series) series = lm_series_open(&ask, f->context, &error);
    g_assert_no_error(error);
    g_assert_false(lm_series_require_spacing(series, &error));
    test_assert_error(&error, LM_ERROR_SPACING, "MAT file does not say.*2 x 4 pixels x 1 slice");
}

/* ---- files made byte by byte ---- */

static void put32(GByteArray *bytes, guint32 value)
{
    guint32 big = GUINT32_TO_BE(value);
    g_byte_array_append(bytes, (guint8 *)&big, 4);
}

static void put32s(GByteArray *bytes, const guint32 *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        put32(bytes, values[i]);
}

static void write_bytes(fixture *f, const char *name, const GByteArray *bytes)
{
    g_autofree char *path = g_build_filename(f->folder, name, NULL);
    test_write_file(path, bytes->data, bytes->len);
}

/* int32 values 1 to 6 as 2 rows of 3, in big-endian version 5. */
static GByteArray *big_endian_5(guint32 rows)
{
    GByteArray *bytes = g_byte_array_new();
    const guint8 header[128] = {[124] = 1, [126] = 'M', [127] = 'I'};
    g_byte_array_append(bytes, header, sizeof header);
    const guint32 body[] = {14, 80, 6, 8, 12, 0, 5, 8, rows, 3, 1 << 16 | 1, (guint32)'n' << 24,
                            5,  24, 1, 2, 3,  4, 5, 6};
    put32s(bytes, body, G_N_ELEMENTS(body));
    bytes->data[128 + 7] = (guint8)(4 * (G_N_ELEMENTS(body) - 2));
    return bytes;
}

static void test_big_endian(fixture *f, gconstpointer unused)
{
    (void)unused;
    g_autoptr(GByteArray) five = big_endian_5(2), four = g_byte_array_new();
    write_bytes(f, "five.mat", five);
    const guint32 header[] = {1020, 2, 3, 0, 2};
    put32s(four, header, G_N_ELEMENTS(header));
    g_byte_array_append(four, (const guint8 *)"n", 2);
    const guint32 values[] = {1, 2, 3, 4, 5, 6};
    put32s(four, values, G_N_ELEMENTS(values));
    write_bytes(f, "four.mat", four);
    static const char *const names[] = {"five.mat", "four.mat"};
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autoptr(lm_volume) volume = read_at(f, names[i], NULL);
        g_assert_cmpint(volume->grid.size[0], ==, 3);
        g_assert_cmpfloat(lm_volume_get(volume, 0, 1, 0, 0), ==, 2);
        g_assert_cmpfloat(lm_volume_get(volume, 2, 0, 0, 0), ==, 5);
    }
}

static void test_promises_too_much(fixture *f, gconstpointer unused)
{
    (void)unused;
    static const guint32 rows[] = {0x7fffffff, 0x80000000, 0xffffffff, 3, 1};
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GByteArray) bytes = big_endian_5(rows[i]);
        write_bytes(f, "x.mat", bytes);
        assert_fails(f, "x.mat", NULL, LM_ERROR_INPUT, "damaged");
    }
    g_autoptr(GByteArray) four = g_byte_array_new();
    const guint32 header[] = {1000, 1 << 20, 1 << 20, 0, 2};
    put32s(four, header, G_N_ELEMENTS(header));
    g_byte_array_append(four, (const guint8 *)"n", 2);
    write_bytes(f, "x.mat", four);
    assert_fails(f, "x.mat", NULL, LM_ERROR_INPUT, "ends before");
}

/* The file takes no room on the disk. */
static void test_too_large(fixture *f, gconstpointer unused)
{
    (void)unused;
    g_autoptr(GByteArray) four = g_byte_array_new();
    const guint32 header[] = {1020, 30000, 20000, 0, 2};
    put32s(four, header, G_N_ELEMENTS(header));
    g_byte_array_append(four, (const guint8 *)"n", 2);
    write_bytes(f, "x.mat", four);
    g_autofree char *path = g_build_filename(f->folder, "x.mat", NULL);
    g_assert_cmpint(truncate(path, four->len + 4L * 30000 * 20000), ==, 0);
    assert_fails(f, "x.mat", NULL, LM_ERROR_INPUT, "larger than 2 GiB.*-v7.3");
}

static void test_cut_off(fixture *f, gconstpointer unused)
{
    (void)unused;
    static const struct {
        enum mat_ft version;
        enum matio_compression packed;
    } kinds[] = {{MAT_FT_MAT4, MAT_COMPRESSION_NONE},
                 {MAT_FT_MAT5, MAT_COMPRESSION_NONE},
                 {MAT_FT_MAT5, MAT_COMPRESSION_ZLIB},
                 {MAT_FT_MAT73, MAT_COMPRESSION_NONE}};
    size_t dims[] = {3, 5};
    g_autofree char *path = g_build_filename(f->folder, "x.mat", NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        write_double(f, "x.mat", kinds[i].version, "x", 2, dims, kinds[i].packed);
        g_autofree char *bytes = NULL;
        gsize size;
        g_assert_true(g_file_get_contents(path, &bytes, &size, NULL));
        gsize step = kinds[i].version == MAT_FT_MAT73 ? 101 : 1;
        for (gsize cut = 0; cut < size; cut += step) {
            test_write_file(path, bytes, cut);
            assert_fails(f, "x.mat", NULL, LM_ERROR_INPUT, "x.mat: .*(damaged|holds no)");
        }
    }
}

static void test_wrong_checksum(fixture *f, gconstpointer unused)
{
    (void)unused;
    size_t dims[] = {3, 5};
    g_autofree char *path = g_build_filename(f->folder, "x.mat", NULL), *bytes = NULL;
    gsize size;
    write_double(f, "x.mat", MAT_FT_MAT5, "x", 2, dims, MAT_COMPRESSION_ZLIB);
    g_assert_true(g_file_get_contents(path, &bytes, &size, NULL));
    bytes[size - 1] ^= 1;
    test_write_file(path, bytes, size);
    assert_fails(f, "x.mat", NULL, LM_ERROR_INPUT, "does not unpack");
}

/* ---- HDF5 files that no MATLAB writes ---- */

static void link_in_a_circle(hid_t file)
{
    g_assert_cmpint(H5Lcreate_hard(file, "/", file, "/circle", H5P_DEFAULT, H5P_DEFAULT), >=, 0);
}

static void link_to_elsewhere(hid_t file)
{
    g_assert_cmpint(H5Lcreate_external("other.mat", "/", file, "/other", H5P_DEFAULT, H5P_DEFAULT),
                    >=, 0);
}

static hid_t create_set(hid_t file, const char *name, hid_t type, hsize_t side, hid_t list)
{
    hid_t space = H5Screate_simple(2, (hsize_t[]){side, side}, NULL);
    hid_t set = H5Dcreate2(file, name, type, space, H5P_DEFAULT, list, H5P_DEFAULT);
    g_assert_cmpint(set, >=, 0);
    H5Sclose(space);
    return set;
}

static void hold_itself(hid_t file)
{
    hobj_ref_t itself;
    hid_t set = create_set(file, "cell", H5T_STD_REF_OBJ, 1, H5P_DEFAULT);
    H5Rcreate(&itself, file, "/cell", H5R_OBJECT, -1);
    H5Dwrite(set, H5T_STD_REF_OBJ, H5S_ALL, H5S_ALL, H5P_DEFAULT, &itself);
    H5Dclose(set);
}

static void hold_nothing(hid_t file)
{
    hid_t list = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_chunk(list, 2, (hsize_t[]){64, 64});
    H5Dclose(create_set(file, "a", H5T_NATIVE_DOUBLE, 1 << 20, list));
    H5Pclose(list);
}

static void hold_another_file(hid_t file)
{
    hid_t list = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_external(list, "/dev/zero", 0, 4 * sizeof(double));
    H5Dclose(create_set(file, "a", H5T_NATIVE_DOUBLE, 2, list));
    H5Pclose(list);
}

static void test_odd_hdf5(fixture *f, gconstpointer unused)
{
    (void)unused;
    static void (*const make[])(hid_t) = {link_in_a_circle, link_to_elsewhere, hold_itself,
                                          hold_nothing, hold_another_file};
    size_t dims[] = {3, 5};
    g_autofree char *path = g_build_filename(f->folder, "x.mat", NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(make); i++) {
        write_double(f, "x.mat", MAT_FT_MAT73, "x", 2, dims, MAT_COMPRESSION_NONE);
        hid_t file = H5Fopen(path, H5F_ACC_RDWR, H5P_DEFAULT);
        g_assert_cmpint(file, >=, 0);
        make[i](file);
        H5Fclose(file);
        assert_fails(f, "x.mat", "x", LM_ERROR_INPUT, "x.mat: damaged MAT file of version 7.3");
    }
}

/* ---- files of many programs ---- */

static void test_real_files(fixture *f, gconstpointer unused)
{
    (void)unused;
    static const struct {
        const char *path;
        gint64 size[3];
        double first, last;
    } files[] = {
        {"formats/mat/little_endian.mat", {2, 2, 1}, 2, 4},
        {"malformed/mat/big_endian.mat", {2, 2, 1}, 2, 4},
        {"formats/mat/test3dmatrix_6.5.1_GLNX86.mat", {3, 2, 4}, 1, 24},
        {"formats/mat/test3dmatrix_7.1_GLNX86.mat", {3, 2, 4}, 1, 24},
        {"malformed/mat/test3dmatrix_6.1_SOL2.mat", {3, 2, 4}, 1, 24},
        {"formats/mat/testmatrix_4.2c_SOL2.mat", {5, 3, 1}, 1, 0},
        {"formats/mat/testmatrix_6.5.1_GLNX86.mat", {5, 3, 1}, 1, 0},
        {"formats/mat/testmulti_7.4_GLNX86.mat", {5, 3, 1}, 1, 0},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autofree char *path = test_data(files[i].path);
        if (!path)
            return;
        g_autoptr(lm_volume) volume = read_at(f, path, NULL);
        const gint64 *size = volume->grid.size;
        for (int k = 0; k < 3; k++)
            g_assert_cmpint(size[k], ==, files[i].size[k]);
        g_assert_cmpfloat(lm_volume_get(volume, 0, 0, 0, 0), ==, files[i].first);
        g_assert_cmpfloat(lm_volume_get(volume, size[0] - 1, size[1] - 1, size[2] - 1, 0), ==,
                          files[i].last);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(NAME, FUNCTION) g_test_add("/mat/" NAME, fixture, NULL, set_up, FUNCTION, tear_down)
    ADD("versions", test_versions);
    ADD("types", test_types);
    ADD("numbers-that-do-not-fit", test_numbers_that_do_not_fit);
    ADD("no-image", test_no_image);
    ADD("the-only-image", test_the_only_image);
    ADD("series", test_series);
    ADD("spacing-is-not-known", test_spacing_is_not_known);
    ADD("big-endian", test_big_endian);
    ADD("promises-too-much", test_promises_too_much);
    ADD("too-large", test_too_large);
    ADD("cut-off", test_cut_off);
    ADD("wrong-checksum", test_wrong_checksum);
    ADD("odd-hdf5", test_odd_hdf5);
    ADD("real-files", test_real_files);
    return g_test_run();
}
