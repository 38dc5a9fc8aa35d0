/* Volumes through every format and back, by ITK's and VTK's own readers. */
#include "reader.h"
#include "testing.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <tiffio.h>

extern const lm_op lm_op_save;

static char *folder;

static char *in_folder(const char *name)
{
    return g_build_filename(folder, name, NULL);
}

static char *content_of(const char *path, gsize *size)
{
    char *content = NULL;
    g_assert_true(g_file_get_contents(path, &content, size, NULL));
    return content;
}

/* Direction matrices of every kind: straight, all six axis orders with flips of either hand, and
 * oblique ones. */
enum { ORDERS = 6, FLIPS = 8, OBLIQUE = 8, DIRECTIONS = ORDERS * FLIPS + OBLIQUE };

static void set_direction(lm_grid *grid, int which)
{
    static const int orders[ORDERS][3] = {{0, 1, 2}, {1, 0, 2}, {0, 2, 1},
                                          {2, 1, 0}, {1, 2, 0}, {2, 0, 1}};
    memset(grid->direction, 0, sizeof grid->direction);
    if (which < ORDERS * FLIPS) {
        for (int k = 0; k < 3; k++)
            grid->direction[3 * orders[which / FLIPS][k] + k] = which >> k & 1 ? -1 : 1;
        return;
    }
    double a = 0.1 + 0.7 * which, b = 0.4 * which;
    double m[9] = {cos(a), -sin(a) * cos(b), sin(a) * sin(b),
                   sin(a), cos(a) * cos(b),  -cos(a) * sin(b),
                   0,      sin(b),           cos(b)};
    memcpy(grid->direction, m, sizeof m);
    if (which & 1) /* left-handed */
        for (int r = 0; r < 3; r++)
            grid->direction[3 * r + 2] *= -1;
}

static lm_grid grid_with(int direction)
{
    lm_grid grid = lm_grid_make(7, 5, 4);
    const double spacing[3] = {0.9766, 1.25, 1.0 / 3}, origin[3] = {-123.456789, 77.125, 1e-3};
    memcpy(grid.spacing, spacing, sizeof spacing);
    memcpy(grid.origin, origin, sizeof origin);
    set_direction(&grid, direction);
    return grid;
}

static void save(lm_volume *volume, const char *path, const char *compress)
{
    lm_volume *out = test_run_volume(&lm_op_save, volume, "path", path, "compress", compress, NULL);
    g_assert_true(out == volume);
    lm_volume_unref(out);
}

/* Every corner of the grid is where it was, to `tolerance` mm. */
static void assert_same_place(const lm_grid *a, const lm_grid *b, double tolerance)
{
    for (int corner = 0; corner < 8; corner++) {
        double index[3], p[3], q[3];
        for (int k = 0; k < 3; k++) {
            g_assert_cmpint(a->size[k], ==, b->size[k]);
            index[k] = corner >> k & 1 ? (double)a->size[k] : 0;
        }
        lm_grid_to_world(a, index, p);
        lm_grid_to_world(b, index, q);
        for (int k = 0; k < 3; k++)
            g_assert_cmpfloat_with_epsilon(p[k], q[k], tolerance);
    }
}

static void assert_same_voxels(const lm_volume *a, const lm_volume *b)
{
    g_assert_cmpint(a->type, ==, b->type);
    g_assert_cmpint(a->components, ==, b->components);
    g_assert_true(memcmp(a->data, b->data, lm_volume_plane_bytes(a) * (size_t)a->grid.size[2]) ==
                  0);
}

typedef struct round_trip {
    const char *ending, *compress;
    double tolerance;
    bool few_components;
} round_trip;

/* NIfTI keeps single-precision numbers: 1e-5 of the distances at hand. */
static const round_trip formats[] = {
    {".nrrd", "true", 1e-9, false},  {".nrrd", "false", 1e-9, false},
    {".mha", "true", 1e-9, false},   {".mha", "false", 1e-9, false},
    {".vti", "true", 1e-9, false},   {".vti", "false", 1e-9, false},
    {".nii.gz", "true", 5e-5, true}, {".nii", "true", 5e-5, true}};

static void there_and_back(const round_trip *t, lm_volume *volume)
{
    g_autofree char *name = g_strconcat("volume", t->ending, NULL), *path = in_folder(name);
    save(volume, path, t->compress);
    g_autoptr(lm_volume) back = reader_volume(path);
    assert_same_voxels(volume, back);
    assert_same_place(&volume->grid, &back->grid, t->tolerance);
    for (int k = 0; k < 3; k++)
        g_assert_cmpfloat_with_epsilon(back->grid.spacing[k], volume->grid.spacing[k],
                                       1e-6 * volume->grid.spacing[k]);
    g_remove(path);
}

static void test_types(gconstpointer data)
{
    const round_trip *t = data;
    lm_grid grid = grid_with(0);
    for (int type = 0; type < LM_TYPE_COUNT; type++)
        for (int components = 1; components <= 4; components++) {
            if (t->few_components && components > 1 && (components == 2 || type != LM_UINT8))
                continue;
            g_autoptr(lm_volume) volume = test_noise(&grid, (lm_type)type, components, 5);
            there_and_back(t, volume);
        }
}

static void test_directions(gconstpointer data)
{
    for (int direction = 0; direction < DIRECTIONS; direction++) {
        lm_grid grid = grid_with(direction);
        g_autoptr(lm_volume) volume = test_noise(&grid, LM_INT16, 1, 9);
        there_and_back(data, volume);
    }
}

/* NIfTI says where the voxels lie in two ways, and programs differ in which they believe: ITK is
 * shown each alone. */
static void test_nifti_forms(void)
{
    enum { QFORM_CODE = 252, SFORM_CODE = 254 };
    for (int direction = 0; direction < DIRECTIONS; direction++)
        for (int code = QFORM_CODE; code <= SFORM_CODE; code += 2) {
            g_autofree char *path = in_folder("form.nii");
            lm_grid grid = grid_with(direction);
            g_autoptr(lm_volume) volume = test_noise(&grid, LM_INT16, 1, 9);
            save(volume, path, "true");
            gsize size;
            g_autofree char *content = content_of(path, &size);
            content[code] = 0;
            test_write_file(path, content, size);
            g_autoptr(lm_volume) back = reader_volume(path);
            assert_same_place(&volume->grid, &back->grid, code == QFORM_CODE ? 5e-5 : 5e-3);
        }
}

/* More than one block to pack, and the last one not full. */
static void test_large(gconstpointer data)
{
    lm_grid grid = lm_grid_make(301, 200, 25);
    g_autoptr(lm_volume) volume = test_noise(&grid, LM_UINT16, 1, 3);
    there_and_back(data, volume);
}

static void test_smallest(gconstpointer data)
{
    lm_grid grid = lm_grid_make(1, 1, 1);
    g_autoptr(lm_volume) volume = test_noise(&grid, LM_UINT8, 1, 3);
    there_and_back(data, volume);
}

/* The same bytes whatever the number of threads. */
static void test_threads(void)
{
    static const char *const names[] = {"a.nrrd", "a.nii.gz", "a.mha", "a.vti", "a%02d.png"};
    lm_grid grid = lm_grid_make(301, 200, 25);
    g_autoptr(lm_volume) volume = test_noise(&grid, LM_UINT16, 1, 3);
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = in_folder(names[i]), *first = NULL;
        gsize size = 0;
        for (unsigned threads = 1; threads <= 5; threads += 2) {
            g_autoptr(lm_context) context = lm_context_new(threads, 0);
            lm_value in = {LM_VOLUME, volume, NULL}, out;
            lm_info info = test_info(&in);
            test_step step;
            g_assert_true(
                test_step_plan(&step, &lm_op_save, &info, context, NULL, "path", path, NULL));
            g_assert_true(
                lm_plan_run(&step.plan, &in, NULL, (lm_zrange){0, 25}, 0, &out, context, NULL));
            lm_value_clear(&out);
            test_step_clear(&step);
            g_autofree char *file =
                g_str_has_suffix(path, ".png") ? in_folder("a24.png") : g_strdup(path);
            gsize now;
            g_autofree char *content = content_of(file, &now);
            if (first)
                g_assert_true(now == size && memcmp(content, first, now) == 0);
            else
                first = g_steal_pointer(&content);
            size = now;
        }
    }
}

static void test_provenance(void)
{
    g_autofree char *path = in_folder("provenance.nrrd");
    lm_grid grid = lm_grid_make(2, 2, 2);
    g_autoptr(lm_volume) volume = test_noise(&grid, LM_UINT8, 1, 3);
    lm_provenance_unref(volume->provenance);
    g_autoptr(lm_provenance) start =
        lm_provenance_new("a\nspace origin: (9,9,9)\\b", LM_SPACING_DICOM);
    g_autoptr(lm_provenance) then = lm_provenance_after(start, "crop box=\"0 1 0 1 0 1\"");
    volume->provenance = lm_provenance_after(then, "cast type=\"uint8\"");
    save(volume, path, "true");
    g_autoptr(lm_volume) back = reader_volume(path);
    test_assert_same_volume(volume, back); /* the line end did not become a field */
    g_autofree char *source = reader_entry(path, "lamina_source");
    g_autofree char *spacing = reader_entry(path, "lamina_spacing_source");
    g_autofree char *operations = reader_entry(path, "lamina_operations");
    g_assert_cmpstr(source, ==, "a\nspace origin: (9,9,9)\\b");
    g_assert_cmpstr(spacing, ==, "DICOM");
    g_assert_cmpstr(operations, ==, "crop box=\"0 1 0 1 0 1\" : cast type=\"uint8\"");
}

static void assert_planes(const lm_volume *volume, const char *pattern_prefix, const char *ending,
                          bool with_scale)
{
    for (gint64 z = 0; z < volume->grid.size[2]; z++) {
        g_autofree char *path =
            g_strdup_printf("%s%03" G_GINT64_FORMAT "%s", pattern_prefix, z, ending);
        g_autoptr(lm_volume) plane = reader_volume(path);
        lm_slab expected = lm_slab_of(volume, (lm_zrange){z, z + 1});
        g_assert_cmpint(plane->type, ==, volume->type);
        g_assert_cmpint(plane->components, ==, volume->components);
        g_assert_cmpuint(lm_volume_plane_bytes(plane), ==, lm_volume_plane_bytes(volume));
        g_assert_true(memcmp(plane->data, expected.data, lm_volume_plane_bytes(volume)) == 0);
        for (int k = 0; with_scale && k < 2; k++)
            g_assert_cmpfloat_with_epsilon(plane->grid.spacing[k], volume->grid.spacing[k],
                                           1e-3 * volume->grid.spacing[k]);
    }
}

static void series(const char *ending, const char *compress, lm_type type, int components,
                   bool with_scale)
{
    char *place = test_folder();
    lm_grid grid = grid_with(0);
    g_autoptr(lm_volume) volume = test_noise(&grid, type, components, 5);
    g_autofree char *name = g_strconcat("100 %/slice%03d", ending, NULL);
    g_autofree char *path = g_build_filename(place, name, NULL);
    g_autofree char *prefix = g_build_filename(place, "100 %", "slice", NULL);
    save(volume, path, compress);
    assert_planes(volume, prefix, ending, with_scale);
    test_folder_remove(place);
}

/* Pixels per metre, which ITK does not read: 1000 / 0.9766 and 1000 / 1.25. */
static void test_png_scale(void)
{
    g_autofree char *pattern = in_folder("scale%01d.png"), *path = in_folder("scale0.png");
    lm_grid grid = grid_with(0);
    g_autoptr(lm_volume) volume = test_noise(&grid, LM_UINT8, 1, 5);
    save(volume, pattern, "true");
    gsize size;
    g_autofree char *content = content_of(path, &size);
    static const guint8 chunk[] = {0, 0, 0, 9, 'p', 'H', 'Y', 's', 0, 0, 4, 0, 0, 0, 3, 32, 1};
    g_assert_nonnull(memmem(content, size, chunk, sizeof chunk));
}

static void test_png_series(void)
{
    for (int components = 1; components <= 4; components++) {
        series(".png", "true", LM_UINT8, components, false);
        series(".png", "true", LM_UINT16, components, false);
    }
}

static void test_tiff_series(void)
{
    for (int packed = 0; packed < 2; packed++) {
        const char *compress = packed ? "true" : "false";
        series(".tiff", compress, LM_UINT8, 3, true);
        series(".tif", compress, LM_UINT8, 4, true);
        series(".tif", compress, LM_UINT8, 1, true);
        series(".tif", compress, LM_INT8, 1, true);
        series(".tif", compress, LM_UINT16, 1, true);
        series(".tif", compress, LM_INT16, 1, true);
        series(".tif", compress, LM_UINT16, 3, true);
        series(".tif", compress, LM_FLOAT32, 1, true);
    }
}

/* ITK 5.2 misreads whole numbers of 32 bits in TIFF, so libtiff is asked. */
static void test_tiff_32_bit(gconstpointer data)
{
    g_autofree char *pattern = in_folder("wide%01d.tif");
    lm_grid grid = grid_with(0);
    g_autoptr(lm_volume) volume = test_noise(&grid, (lm_type)GPOINTER_TO_INT(data), 1, 5);
    save(volume, pattern, "true");
    for (gint64 z = 0; z < grid.size[2]; z++) {
        g_autofree char *name = g_strdup_printf("wide%d.tif", (int)z), *path = in_folder(name);
        guint8 plane[7 * 5 * 4];
        guint16 bits = 0, format = 0;
        TIFF *tiff = TIFFOpen(path, "r");
        g_assert_nonnull(tiff);
        g_assert_cmpint(TIFFReadEncodedStrip(tiff, 0, plane, sizeof plane), ==, sizeof plane);
        g_assert_true(TIFFGetField(tiff, TIFFTAG_BITSPERSAMPLE, &bits));
        g_assert_true(TIFFGetField(tiff, TIFFTAG_SAMPLEFORMAT, &format));
        TIFFClose(tiff);
        g_assert_cmpint(bits, ==, 32);
        g_assert_cmpint(format, ==,
                        volume->type == LM_INT32 ? SAMPLEFORMAT_INT : SAMPLEFORMAT_UINT);
        lm_slab expected = lm_slab_of(volume, (lm_zrange){z, z + 1});
        g_assert_true(memcmp(plane, expected.data, sizeof plane) == 0);
    }
}

static void test_single_plane(void)
{
    lm_grid grid = lm_grid_make(6, 5, 1);
    g_autoptr(lm_volume) volume = test_noise(&grid, LM_UINT8, 1, 3);
    g_autofree char *path = in_folder("one.png");
    save(volume, path, "true");
    g_autoptr(lm_volume) back = reader_volume(path);
    assert_same_voxels(volume, back);
}

/* A series longer by one from an earlier run would be read together with the new one. */
static void test_left_over(void)
{
    char *place = test_folder();
    g_autofree char *left = g_build_filename(place, "s4.png", NULL);
    g_autofree char *path = g_build_filename(place, "s%01d.png", NULL);
    test_write_file(left, "old", 3);
    lm_grid grid = grid_with(0);
    g_autoptr(lm_volume) volume = test_noise(&grid, LM_UINT8, 1, 3);
    g_autoptr(lm_context) context = lm_context_new(2, 0);
    lm_value in = {LM_VOLUME, volume, NULL}, out;
    lm_info info = test_info(&in);
    test_step step;
    g_assert_true(test_step_plan(&step, &lm_op_save, &info, context, NULL, "path", path, NULL));
    g_assert_true(lm_plan_run(&step.plan, &in, NULL, (lm_zrange){0, 4}, 0, &out, context, NULL));
    lm_value_clear(&out);
    test_step_clear(&step);
    g_auto(GStrv) warnings = lm_context_warnings(context);
    g_autofree char *all = g_strjoinv("\n", warnings);
    g_assert_nonnull(strstr(all, "s4.png is there from before"));
    g_assert_nonnull(strstr(all, "distance between planes (0.333333 mm)"));
    test_folder_remove(place);
}

static void test_refusals(void)
{
    static const struct {
        const char *name, *pattern;
        lm_type type;
        int components;
        gint64 size[3];
    } cases[] = {
        {"a.jpg",
         "there are .nrrd .nii.gz .nii .mha .vti .tif .tiff .png$",
         LM_UINT8,
         1,
         {2, 2, 2}},
        {"noending", "the ending says no format", LM_UINT8, 1, {2, 2, 2}},
        {".nrrd", "the ending says no format", LM_UINT8, 1, {2, 2, 2}},
        {"a.stl", ".stl files hold a mesh, and this is a volume", LM_UINT8, 1, {2, 2, 2}},
        {"a.mhd", "name it .mha", LM_UINT8, 1, {2, 2, 2}},
        {"a.NHDR", "name it .nrrd", LM_UINT8, 1, {2, 2, 2}},
        {"a.hdr", "name it .nii", LM_UINT8, 1, {2, 2, 2}},
        {"a%03d.png", "uint8 or uint16, and these are int16; cast", LM_INT16, 1, {2, 2, 2}},
        {"a%03d.png", "up to 4 values", LM_UINT8, 5, {2, 2, 2}},
        {"a%03d.tif", "up to 4 values", LM_UINT8, 5, {2, 2, 2}},
        {"a.png", "as in slice%03d.png", LM_UINT8, 1, {2, 2, 2}},
        {"a%d.png", "needs one place for its number", LM_UINT8, 1, {2, 2, 2}},
        {"a%03d%03d.png", "needs one place for its number", LM_UINT8, 1, {2, 2, 2}},
        {"%s%03d.png", "needs one place for its number", LM_UINT8, 1, {2, 2, 2}},
        {"a%03d%n.png", "needs one place for its number", LM_UINT8, 1, {2, 2, 2}},
        {"a%s.png", "needs one place for its number", LM_UINT8, 1, {2, 2, 1}},
        {"a%00d.png", "needs one place for its number", LM_UINT8, 1, {2, 2, 2}},
        {"a%01d.png", "too narrow to number 11 planes", LM_UINT8, 1, {2, 2, 11}},
        {"a.nii", "at most 32767 voxels along an axis", LM_UINT8, 1, {2, 32768, 2}},
        {"a.nii.gz", "8-bit RGB or RGBA, and these are 3 of type uint16", LM_UINT16, 3, {2, 2, 2}},
        {"a.nii", "8-bit RGB or RGBA, and these are 2 of type uint8", LM_UINT8, 2, {2, 2, 2}},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = in_folder(cases[i].name);
        const gint64 *size = cases[i].size;
        lm_grid grid = lm_grid_make(size[0], size[1], size[2]);
        g_autoptr(lm_volume) volume = test_noise(&grid, cases[i].type, cases[i].components, 1);
        lm_value in = {LM_VOLUME, volume, NULL};
        test_plan_fails(&lm_op_save, &in, LM_ERROR_USAGE, cases[i].pattern, "path", path, NULL);
    }
    lm_grid grid = lm_grid_make(2, 2, 2);
    g_autoptr(lm_volume) volume = test_noise(&grid, LM_UINT8, 1, 1);
    lm_value in = {LM_VOLUME, volume, NULL};
    test_plan_fails(&lm_op_save, &in, LM_ERROR_USAGE, "require is about surfaces", "path", "a.nrrd",
                    "require", "closed", NULL);
    g_autofree char *file = in_folder("file"), *below = in_folder("file/a.nrrd");
    test_write_file(file, "x", 1);
    test_plan_fails(&lm_op_save, &in, LM_ERROR_OUTPUT, "is not a folder", "path", below, NULL);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    folder = test_folder();
    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++) {
        static const struct {
            const char *name;
            GTestDataFunc function;
        } tests[] = {{"types", test_types},
                     {"directions", test_directions},
                     {"large", test_large},
                     {"smallest", test_smallest}};
        for (size_t k = 0; k < G_N_ELEMENTS(tests); k++) {
            g_autofree char *path =
                g_strdup_printf("/save/volume/%s/%s/compress-%s", formats[i].ending + 1,
                                tests[k].name, formats[i].compress);
            g_test_add_data_func(path, &formats[i], tests[k].function);
        }
    }
    g_test_add_func("/save/volume/nifti-forms", test_nifti_forms);
    g_test_add_func("/save/volume/threads", test_threads);
    g_test_add_func("/save/volume/provenance", test_provenance);
    g_test_add_func("/save/volume/png-scale", test_png_scale);
    g_test_add_func("/save/volume/png-series", test_png_series);
    g_test_add_func("/save/volume/tiff-series", test_tiff_series);
    g_test_add_data_func("/save/volume/tiff-uint32", GINT_TO_POINTER(LM_UINT32), test_tiff_32_bit);
    g_test_add_data_func("/save/volume/tiff-int32", GINT_TO_POINTER(LM_INT32), test_tiff_32_bit);
    g_test_add_func("/save/volume/single-plane", test_single_plane);
    g_test_add_func("/save/volume/left-over", test_left_over);
    g_test_add_func("/save/volume/refusals", test_refusals);
    int status = g_test_run();
    test_folder_remove(folder);
    return status;
}
