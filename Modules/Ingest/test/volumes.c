/* Files of whole volumes: units, spaces, types, voxels kept elsewhere, promises not kept. */
#include "lamina/series.h"
#include "testing.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

typedef struct fixture {
    char *folder;
    lm_context *context;
} fixture;

static void set_up(fixture *f, gconstpointer unused)
{
    (void)unused;
    f->folder = test_folder();
    f->context = lm_context_new(1, 0);
}

static void tear_down(fixture *f, gconstpointer unused)
{
    (void)unused;
    test_folder_remove(f->folder);
    lm_context_free(f->context);
}

static void write_bytes(fixture *f, const char *name, const char *head, const void *data,
                        size_t size)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    g_byte_array_append(bytes, (const guint8 *)head, (guint)strlen(head));
    g_byte_array_append(bytes, data, (guint)size);
    g_autofree char *path = g_build_filename(f->folder, name, NULL);
    test_write_file(path, bytes->data, bytes->len);
}

static lm_series *open_path(fixture *f, const char *path, GError **error)
{
    const char *paths[] = {path, NULL};
    lm_series_ask ask = {.paths = paths};
    return lm_series_open(&ask, f->context, error);
}

static lm_series *open_file(fixture *f, const char *name, GError **error)
{
    g_autofree char *path = g_build_filename(f->folder, name, NULL);
    return open_path(f, path, error);
}

static lm_series *open_good(fixture *f, const char *name)
{
    g_autoptr(GError) error = NULL;
    lm_series *series = open_file(f, name, &error);
    g_assert_no_error(error);
    return series;
}

static void assert_fails(fixture *f, const char *name, const char *pattern)
{
    GError *error = NULL;
    g_assert_null(open_file(f, name, &error));
    test_assert_error(&error, LM_ERROR_INPUT, pattern);
}

static bool warns(const lm_series *series, const char *pattern)
{
    for (const char *const *text = lm_series_warnings(series); *text; text++)
        if (g_regex_match_simple(pattern, *text, 0, 0))
            return true;
    return false;
}

static const guint8 counting[24] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11,
                                    12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23};

/* A 2 x 3 x 4 NRRD of bytes that count up, with the lines of `more` in its header. */
static void write_nrrd(fixture *f, const char *name, const char *more)
{
    g_autofree char *head = g_strdup_printf("NRRD0005\ntype: uint8\ndimension: 3\nsizes: 2 3 4\n"
                                            "encoding: raw\n%s\n",
                                            more);
    write_bytes(f, name, head, counting, sizeof counting);
}

static void assert_axes(const lm_series *series, const double spacing[3], const double origin[3],
                        const double diagonal[3])
{
    const lm_grid *grid = &lm_series_info(series)->grid;
    for (int k = 0; k < 3; k++) {
        g_assert_cmpfloat_with_epsilon(grid->spacing[k], spacing[k], 1e-6);
        g_assert_cmpfloat_with_epsilon(grid->origin[k], origin[k], 1e-6);
        g_assert_cmpfloat_with_epsilon(grid->direction[4 * k], diagonal[k], 1e-6);
    }
}

static const char directions[] =
    "space directions: (0.5,0,0) (0,0.5,0) (0,0,2)\nspace origin: (10,20,30)\n";

static void test_nrrd_spaces(fixture *f, gconstpointer unused)
{
    (void)unused;
    static const struct {
        const char *space;
        double sign[3];
    } spaces[] = {{"left-posterior-superior", {1, 1, 1}},
                  {"right-anterior-superior", {-1, -1, 1}},
                  {"left-anterior-superior", {1, -1, 1}}};
    for (size_t i = 0; i < G_N_ELEMENTS(spaces); i++) {
        const double *s = spaces[i].sign;
        g_autofree char *more = g_strdup_printf("space: %s\n%s", spaces[i].space, directions);
        write_nrrd(f, "a.nrrd", more);
        g_autoptr(lm_series) series = open_good(f, "a.nrrd");
        assert_axes(series, (double[]){0.5, 0.5, 2}, (double[]){10 * s[0], 20 * s[1], 30 * s[2]},
                    s);
        g_assert_cmpint(lm_series_info(series)->spacing_source, ==, LM_SPACING_HEADER);
        g_autoptr(GError) error = NULL;
        g_autoptr(lm_volume) volume = lm_series_read(series, f->context, &error);
        g_assert_no_error(error);
        g_assert_true(memcmp(volume->data, counting, sizeof counting) == 0);
    }
}

static void test_nrrd_units(fixture *f, gconstpointer unused)
{
    (void)unused;
    g_autofree char *space = g_strdup_printf("space: left-posterior-superior\n"
                                             "space units: \"um\" \"um\" \"um\"\n%s",
                                             directions);
    write_nrrd(f, "a.nrrd", space);
    g_autoptr(lm_series) micro = open_good(f, "a.nrrd");
    assert_axes(micro, (double[]){5e-4, 5e-4, 2e-3}, (double[]){0.01, 0.02, 0.03},
                (double[]){1, 1, 1});
    write_nrrd(f, "b.nrrd", "spacings: 5 6 7\nunits: \"microns\" \"microns\" \"microns\"\n");
    g_autoptr(lm_series) microns = open_good(f, "b.nrrd");
    g_assert_cmpfloat_with_epsilon(lm_series_info(microns)->grid.spacing[2], 7e-3, 1e-9);
    write_nrrd(f, "c.nrrd", "spacings: 5 6 7\nunits: \"mm\" \"mm\" \"um\"\n");
    assert_fails(f, "c.nrrd", "axes have different units");
    write_nrrd(f, "d.nrrd", "spacings: 5 6 7\nunits: \"pixel\" \"pixel\" \"pixel\"\n");
    g_autoptr(lm_series) pixels = open_good(f, "d.nrrd");
    g_assert_false(lm_series_spacing_known(pixels));
    g_assert_true(warns(pixels, "\"pixel\", which is no unit"));
}

static void test_no_spacing(fixture *f, gconstpointer unused)
{
    (void)unused;
    write_nrrd(f, "a.nrrd", "");
    write_bytes(f, "b.mha",
                "ObjectType = Image\nNDims = 3\nDimSize = 2 3 4\nElementType = MET_UCHAR\n"
                "ElementDataFile = LOCAL\n",
                counting, sizeof counting);
    write_bytes(f, "c.vtk",
                "# vtk DataFile Version 3.0\nt\nBINARY\nDATASET STRUCTURED_POINTS\n"
                "DIMENSIONS 2 3 4\nORIGIN 0 0 0\nPOINT_DATA 24\nSCALARS s unsigned_char\n"
                "LOOKUP_TABLE default\n",
                counting, sizeof counting);
    static const char *const names[] = {"a.nrrd", "b.mha", "c.vtk"};
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        GError *error = NULL;
        g_autoptr(lm_series) series = open_good(f, names[i]);
        g_assert_false(lm_series_spacing_known(series));
        g_assert_false(lm_series_require_spacing(series, &error));
        test_assert_error(&error, LM_ERROR_SPACING, "does not say the spacing.*2 x 3 pixels x 4");
    }
}

static void test_meta_and_vtk(fixture *f, gconstpointer unused)
{
    (void)unused;
    write_bytes(f, "a.mha",
                "ObjectType = Image\nNDims = 3\nDimSize = 2 3 4\nElementType = MET_UCHAR\n"
                "Offset = 1 2 3\nElementSpacing = 0.5 0.5 2\nDistanceUnits = um\n"
                "ElementDataFile = LOCAL\n",
                counting, sizeof counting);
    g_autoptr(lm_series) micro = open_good(f, "a.mha");
    assert_axes(micro, (double[]){5e-4, 5e-4, 2e-3}, (double[]){1e-3, 2e-3, 3e-3},
                (double[]){1, 1, 1});
    write_bytes(f, "b.vtk",
                "# vtk DataFile Version 3.0\nt\nBINARY\nDATASET STRUCTURED_POINTS\n"
                "DIMENSIONS 2 3 4\nSPACING 0.5 0.5 2\nORIGIN 1 2 3\nPOINT_DATA 24\n"
                "SCALARS s unsigned_char\nLOOKUP_TABLE default\n",
                counting, sizeof counting);
    g_autoptr(lm_series) vtk = open_good(f, "b.vtk");
    assert_axes(vtk, (double[]){0.5, 0.5, 2}, (double[]){1, 2, 3}, (double[]){1, 1, 1});
    g_autoptr(GError) error = NULL;
    g_autoptr(lm_volume) volume = lm_series_read(vtk, f->context, &error);
    g_assert_no_error(error);
    g_assert_true(memcmp(volume->data, counting, sizeof counting) == 0);
}

/* A NIfTI-1 file of bytes in RAS+ by its sform; `unit` as in the header (2: mm, 3: um). */
static void write_nifti(fixture *f, const char *name, guint8 unit, gint16 volumes)
{
    guint8 header[352] = {0};
    const gint32 head_size = 348;
    const gint16 dim[8] = {volumes > 1 ? 4 : 3, 2, 3, 4, volumes, 1, 1, 1}, type = 2, bits = 8,
                 coded = 1;
    const float pixdim[8] = {1, 0.5f, 0.5f, 2, 1, 1, 1, 1}, offset = 352;
    const float rows[12] = {0.5f, 0, 0, 10, 0, 0.5f, 0, 20, 0, 0, 2, 30};
    memcpy(header, &head_size, sizeof head_size);
    memcpy(header + 40, dim, sizeof dim);
    memcpy(header + 70, &type, sizeof type);
    memcpy(header + 72, &bits, sizeof bits);
    memcpy(header + 76, pixdim, sizeof pixdim);
    memcpy(header + 108, &offset, sizeof offset);
    header[123] = unit;
    memcpy(header + 254, &coded, 2);
    memcpy(header + 280, rows, sizeof rows);
    memcpy(header + 344, "n+1", 4);
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    g_byte_array_append(bytes, header, sizeof header);
    for (int i = 0; i < volumes; i++)
        g_byte_array_append(bytes, counting, sizeof counting);
    write_bytes(f, name, "", bytes->data, bytes->len);
}

static void test_nifti(fixture *f, gconstpointer unused)
{
    (void)unused;
    const double signs[3] = {-1, -1, 1};
    write_nifti(f, "a.nii", 2, 1);
    g_autoptr(lm_series) mm = open_good(f, "a.nii");
    assert_axes(mm, (double[]){0.5, 0.5, 2}, (double[]){-10, -20, 30}, signs);
    write_nifti(f, "b.nii", 3, 1);
    g_autoptr(lm_series) um = open_good(f, "b.nii");
    assert_axes(um, (double[]){5e-4, 5e-4, 2e-3}, (double[]){-0.01, -0.02, 0.03}, signs);
    write_nifti(f, "c.nii", 0, 1);
    g_autoptr(lm_series) unknown = open_good(f, "c.nii");
    g_assert_true(warns(unknown, "unit of its spacing; taken as mm"));
    write_nifti(f, "d.nii", 2, 5);
    assert_fails(f, "d.nii", "holds 5 volumes");
}

static void test_wide_types(fixture *f, gconstpointer unused)
{
    (void)unused;
    static const char head[] = "NRRD0005\ntype: %s\ndimension: 3\nsizes: 1 1 3\nspacings: 1 1 1\n"
                               "endian: little\nencoding: raw\n\n";
    const double doubles[3] = {0.1, -2.5, 1e30};
    gint64 integers[3] = {-5, 7, 2000000000};
    g_autofree char *for_doubles = g_strdup_printf(head, "double");
    g_autofree char *for_integers = g_strdup_printf(head, "int64");
    write_bytes(f, "a.nrrd", for_doubles, doubles, sizeof doubles);
    g_autoptr(lm_series) series = open_good(f, "a.nrrd");
    g_assert_cmpint(lm_series_info(series)->type, ==, LM_FLOAT32);
    g_assert_true(warns(series, "float64 and are kept as float32"));
    GError *error = NULL;
    g_autoptr(lm_volume) volume = lm_series_read(series, f->context, &error);
    g_assert_no_error(error);
    g_assert_cmpfloat(((float *)volume->data)[0], ==, 0.1f);

    write_bytes(f, "b.nrrd", for_integers, integers, sizeof integers);
    g_autoptr(lm_series) fits = open_good(f, "b.nrrd");
    g_autoptr(lm_volume) whole = lm_series_read(fits, f->context, &error);
    g_assert_no_error(error);
    g_assert_cmpint(((gint32 *)whole->data)[2], ==, 2000000000);
    integers[1] = G_MAXINT64;
    write_bytes(f, "c.nrrd", for_integers, integers, sizeof integers);
    g_autoptr(lm_series) too_large = open_good(f, "c.nrrd");
    g_assert_null(lm_series_read(too_large, f->context, &error));
    test_assert_error(&error, LM_ERROR_INPUT, "c.nrrd: its value 9.*does not fit into int32");
}

static void test_refused(fixture *f, gconstpointer unused)
{
    (void)unused;
    write_bytes(f, "outside.raw", "", counting, sizeof counting);
    g_autofree char *inner = g_build_filename(f->folder, "inner", NULL);
    g_assert_cmpint(g_mkdir(inner, 0700), ==, 0);
    static const char nhdr[] = "NRRD0005\ntype: uint8\ndimension: 3\nsizes: 2 3 4\n"
                               "spacings: 1 1 1\nencoding: raw\ndata file: %s\n";
    static const char mhd[] = "NDims = 3\nDimSize = 2 3 4\nElementType = MET_UCHAR\n"
                              "ElementSpacing = 1 1 1\nElementDataFile = %s\n";
    static const char *const places[] = {"../outside.raw", "/etc/passwd", "x/../../outside.raw"};
    for (size_t i = 0; i < G_N_ELEMENTS(places); i++) {
        g_autofree char *a = g_strdup_printf(nhdr, places[i]), *b = g_strdup_printf(mhd, places[i]);
        write_bytes(f, "inner/a.nhdr", a, "", 0);
        write_bytes(f, "inner/b.mhd", b, "", 0);
        assert_fails(f, "inner/a.nhdr", "outside its own folder");
        assert_fails(f, "inner/b.mhd", "outside its own folder");
        *strstr(strstr(b, "ElementDataFile"), "=") = ':'; /* which ITK takes as well */
        write_bytes(f, "inner/b.mhd", b, "", 0);
        assert_fails(f, "inner/b.mhd", "outside its own folder");
    }
    g_autofree char *missing = g_strdup_printf(mhd, "missing.raw");
    write_bytes(f, "c.mhd", missing, "", 0);
    assert_fails(f, "c.mhd", "missing.raw, is missing");
    write_nrrd(f, "d.nrrd", "spacings: 1 1 1\ncontent: x\n");
    write_bytes(f, "e.nrrd",
                "NRRD0005\ntype: uint8\ndimension: 3\nsizes: 2000 3000 4000\nspacings: 1 1 1\n"
                "encoding: raw\n\n",
                counting, sizeof counting);
    assert_fails(f, "e.nrrd", "promises 24000000000 bytes");
    write_bytes(f, "f.nrrd",
                "NRRD0005\ntype: uint8\ndimension: 4\nsizes: 2 3 2 2\nencoding: raw\n\n", counting,
                sizeof counting);
    assert_fails(f, "f.nrrd", "holds 2 volumes");
}

static lm_volume *read_data(fixture *f, const char *relative)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = test_data(relative);
    if (!path)
        return NULL;
    g_autoptr(lm_series) series = open_path(f, path, &error);
    g_assert_no_error(error);
    lm_volume *volume = lm_series_read(series, f->context, &error);
    g_assert_no_error(error);
    return volume;
}

/* The same head in several formats. */
static void test_formats(fixture *f, gconstpointer unused)
{
    (void)unused;
    static const char *const pairs[][2] = {
        {"formats/HeadMRVolume.mha", "formats/HeadMRVolume.mhd"},
        {"formats/HeadMRVolume.mha", "formats/HeadMRVolumeCompressed.mha"},
        {"formats/HeadMRVolumeWithDirection.mhd", "formats/HeadMRVolumeWithDirection.nhdr"},
        {"formats/vol-raw-big.nrrd", "formats/vol-gzip-little.nrrd"},
        {"formats/vol-raw-big.nrrd", "formats/vol-ascii.nrrd"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++) {
        g_autoptr(lm_volume) a = read_data(f, pairs[i][0]);
        g_autoptr(lm_volume) b = read_data(f, pairs[i][1]);
        if (!a || !b)
            return;
        g_assert_true(lm_grid_equal(&a->grid, &b->grid, 1e-4));
        g_assert_cmpint(a->type, ==, b->type);
        size_t bytes = lm_volume_plane_bytes(a) * (size_t)a->grid.size[2];
        g_assert_true(memcmp(a->data, b->data, bytes) == 0);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(NAME, FUNCTION) g_test_add("/volumes/" NAME, fixture, NULL, set_up, FUNCTION, tear_down)
    ADD("nrrd-spaces", test_nrrd_spaces);
    ADD("nrrd-units", test_nrrd_units);
    ADD("no-spacing", test_no_spacing);
    ADD("meta-and-vtk", test_meta_and_vtk);
    ADD("nifti", test_nifti);
    ADD("wide-types", test_wide_types);
    ADD("refused", test_refused);
    ADD("formats", test_formats);
#undef ADD
    return g_test_run();
}
