/* Surfaces through every format and back, by VTK's own readers. */
#include "reader.h"
#include "testing.h"

#include "lamina/alloc.h"
#include "lamina/measure.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

extern const lm_op lm_op_save;

static const char *const endings[] = {".stl", ".ply", ".obj", ".vtp"};

static char *folder;

static char *in_folder(const char *name)
{
    return g_build_filename(folder, name, NULL);
}

static lm_mesh *new_mesh(size_t points, size_t triangles)
{
    g_autoptr(GError) error = NULL;
    lm_mesh *mesh = lm_mesh_new(points, triangles, &error);
    g_assert_no_error(error);
    mesh->provenance = lm_provenance_new("phantom", LM_SPACING_TYPED);
    return mesh;
}

static float *new_floats(size_t count)
{
    g_autoptr(GError) error = NULL;
    float *floats = lm_alloc(count, sizeof *floats, "a test", &error);
    g_assert_no_error(error);
    return floats;
}

/* A closed ring of n by m points around z, far from the origin, with normals and scalars. */
static lm_mesh *ring(size_t n, size_t m)
{
    lm_mesh *mesh = new_mesh(n * m, 2 * n * m);
    mesh->normals = new_floats(3 * n * m);
    mesh->scalars = new_floats(n * m);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < m; j++) {
            double a = 2 * G_PI * (double)i / (double)n, b = 2 * G_PI * (double)j / (double)m;
            size_t at = i * m + j, right = (i + 1) % n * m + j, up = i * m + (j + 1) % m,
                   both = (i + 1) % n * m + (j + 1) % m;
            double normal[3] = {cos(a) * cos(b), sin(a) * cos(b), sin(b)};
            double middle[3] = {30 * cos(a) - 200, 30 * sin(a) + 100, 1000};
            for (size_t k = 0; k < 3; k++) {
                mesh->normals[3 * at + k] = (float)normal[k];
                mesh->points[3 * at + k] = (float)(middle[k] + 10 * normal[k]);
            }
            mesh->scalars[at] = (float)at / 3;
            const size_t corners[6] = {at, right, both, at, both, up};
            for (size_t k = 0; k < 6; k++)
                mesh->triangles[6 * at + k] = (gint32)corners[k];
        }
    return mesh;
}

static bool save(lm_mesh *mesh, const char *path, const char *require, unsigned threads,
                 GVariant **facts, GError **error)
{
    g_autoptr(lm_context) context = lm_context_new(threads, 0);
    lm_value in = {LM_MESH, NULL, mesh}, out = {LM_NONE, NULL, NULL};
    lm_info info = test_info(&in);
    test_step step;
    g_assert_true(test_step_plan(&step, &lm_op_save, &info, context, error, "path", path, "require",
                                 require, NULL));
    bool ok = lm_plan_run(&step.plan, &in, NULL, (lm_zrange){0, 0}, 0, &out, context, error);
    g_assert_true(out.mesh == (ok ? mesh : NULL));
    lm_value_clear(&out);
    test_step_clear(&step);
    if (facts)
        *facts = lm_context_take_facts(context);
    return ok;
}

static GVariant *save_well(lm_mesh *mesh, const char *path, const char *require)
{
    g_autoptr(GError) error = NULL;
    GVariant *facts = NULL;
    save(mesh, path, require, 2, &facts, &error);
    g_assert_no_error(error);
    return facts;
}

static char *content_of(const char *path, gsize *size)
{
    char *content = NULL;
    g_assert_true(g_file_get_contents(path, &content, size, NULL));
    return content;
}

static void assert_same_floats(const float *a, const float *b, size_t count)
{
    g_assert_nonnull(b);
    for (size_t i = 0; i < count; i++)
        g_assert_true(a[i] == b[i]); /* minus zero is zero */
}

static void test_round_trip(gconstpointer data)
{
    const char *ending = data;
    g_autofree char *name = g_strconcat("ring", ending, NULL), *path = in_folder(name);
    g_autoptr(lm_mesh) mesh = ring(300, 200);
    g_autoptr(GVariant) facts = save_well(mesh, path, "closed manifold");
    g_autoptr(lm_mesh) back = reader_mesh(path);
    g_assert_cmpuint(back->n_triangles, ==, mesh->n_triangles);
    if (g_str_equal(ending, ".stl")) {
        for (size_t i = 0; i < 3 * mesh->n_triangles; i++)
            assert_same_floats(mesh->points + 3 * (size_t)mesh->triangles[i],
                               back->points + 3 * (size_t)back->triangles[i], 3);
        return;
    }
    g_assert_cmpuint(back->n_points, ==, mesh->n_points);
    assert_same_floats(mesh->points, back->points, 3 * mesh->n_points);
    assert_same_floats(mesh->normals, back->normals, 3 * mesh->n_points);
    g_assert_true(
        memcmp(mesh->triangles, back->triangles, 3 * mesh->n_triangles * sizeof(gint32)) == 0);
    if (g_str_equal(ending, ".vtp"))
        assert_same_floats(mesh->scalars, back->scalars, mesh->n_points);
}

static guint64 measured(GVariant *facts, const char *key)
{
    g_autoptr(GVariant) measure = g_variant_lookup_value(facts, "measure", G_VARIANT_TYPE_VARDICT);
    guint64 value = G_MAXUINT64;
    g_assert_true(g_variant_lookup(measure, key, "t", &value));
    return value;
}

/* What is reported is what the file holds, as its reader measures it. */
static void test_facts(gconstpointer data)
{
    g_autofree char *name = g_strconcat("facts", data, NULL), *path = in_folder(name);
    g_autoptr(lm_mesh) mesh = ring(30, 20);
    g_autoptr(GVariant) facts = save_well(mesh, path, "closed");
    g_autoptr(lm_mesh) back = reader_mesh(path);
    lm_measures measures;
    g_assert_true(lm_mesh_measure(back, &measures, NULL));
    g_autoptr(GVariant) expected = g_variant_ref_sink(lm_measures_variant(&measures));
    g_autoptr(GVariant) measure = g_variant_lookup_value(facts, "measure", G_VARIANT_TYPE_VARDICT);
    g_autofree char *a = g_variant_print(expected, FALSE), *b = g_variant_print(measure, FALSE);
    g_assert_cmpstr(a, ==, b);
    g_assert_true(measures.closed);
    g_assert_cmpint(measures.euler, ==, 0);
    const char *file = NULL;
    guint64 bytes = 0;
    gsize size;
    g_autofree char *content = content_of(path, &size);
    g_assert_true(g_variant_lookup(facts, "file", "&s", &file));
    g_assert_true(g_variant_lookup(facts, "bytes", "t", &bytes));
    g_assert_cmpstr(file, ==, path);
    g_assert_cmpuint(bytes, ==, size);
    const char *space = g_str_has_suffix(path, ".vtp") ? "Name=\"SPACE\"" : "SPACE=LPS";
    g_assert_nonnull(memmem(content, size, space, strlen(space)));
}

/* Neither normals nor scalars. */
static void test_bare(gconstpointer data)
{
    g_autofree char *name = g_strconcat("bare", data, NULL), *path = in_folder(name);
    g_autoptr(lm_mesh) mesh = ring(30, 20);
    g_clear_pointer(&mesh->normals, lm_free);
    g_clear_pointer(&mesh->scalars, lm_free);
    g_autoptr(GVariant) facts = save_well(mesh, path, "");
    g_autoptr(lm_mesh) back = reader_mesh(path);
    g_assert_cmpuint(back->n_triangles, ==, mesh->n_triangles);
    g_assert_null(back->normals);
    g_assert_null(back->scalars);
}

static void test_threads(gconstpointer data)
{
    g_autofree char *name = g_strconcat("threads", data, NULL), *path = in_folder(name);
    g_autofree char *first = NULL;
    g_autoptr(lm_mesh) mesh = ring(300, 200);
    gsize size = 0, now;
    for (unsigned threads = 1; threads <= 5; threads += 2) {
        g_assert_true(save(mesh, path, "", threads, NULL, NULL));
        g_autofree char *content = content_of(path, &now);
        if (first)
            g_assert_true(now == size && memcmp(first, content, now) == 0);
        else
            first = g_steal_pointer(&content);
        size = now;
    }
}

/* A triangle whose corners are one place, one whose corners are equal but for the sign of a zero,
 * and a good one: one facet, with its normal. */
static void test_stl_bytes(void)
{
    g_autofree char *path = in_folder("facets.stl");
    g_autoptr(lm_mesh) mesh = new_mesh(4, 3);
    const float points[12] = {0, 0, 5, 2, 0, 5, 0, 3, 5, -0.0f, 0, 5};
    const gint32 triangles[9] = {1, 1, 2, 0, 1, 3, 3, 1, 2};
    memcpy(mesh->points, points, sizeof points);
    memcpy(mesh->triangles, triangles, sizeof triangles);
    g_autoptr(GVariant) facts = save_well(mesh, path, "manifold");
    g_assert_cmpuint(measured(facts, "triangles"), ==, 1);
    gsize size;
    g_autofree char *content = content_of(path, &size);
    g_assert_cmpuint(size, ==, 84 + 50);
    g_assert_false(g_str_has_prefix(content, "solid"));
    const guint32 one = 1;
    const float facet[12] = {0, 0, 1, 0, 0, 5, 2, 0, 5, 0, 3, 5};
    g_assert_true(memcmp(content + 80, &one, 4) == 0);
    g_assert_true(memcmp(content + 84, facet, sizeof facet) == 0);
    g_assert_true(content[132] == 0 && content[133] == 0);
}

static void test_obj_bytes(void)
{
    g_autofree char *path = in_folder("text.obj"), *content = NULL;
    g_autoptr(lm_mesh) mesh = new_mesh(3, 1);
    const float points[9] = {0.1f, -0.0f, 5, 2.5f, 0, 5, 0, -1000000, 1e-5f};
    const gint32 triangles[3] = {0, 1, 2};
    memcpy(mesh->points, points, sizeof points);
    memcpy(mesh->triangles, triangles, sizeof triangles);
    g_autoptr(GVariant) facts = save_well(mesh, path, "");
    gsize size;
    content = content_of(path, &size);
    g_assert_cmpstr(content, ==,
                    "# Lamina surface in millimetres\n# SPACE=LPS\nv 0.1 0 5\nv 2.5 0 5\n"
                    "v 0 -1000000 0.00001\nf 1 2 3\n");
}

/* The scalars of a PLY, which VTK does not read: the last float of each vertex. */
static void test_ply_bytes(void)
{
    g_autofree char *path = in_folder("ring.ply");
    g_autoptr(lm_mesh) mesh = ring(5, 4);
    g_autoptr(GVariant) facts = save_well(mesh, path, "");
    gsize size;
    g_autofree char *content = content_of(path, &size);
    static const char last_lines[] = "property float nz\nproperty float quality\nelement face 40\n"
                                     "property list uchar int vertex_indices\nend_header\n";
    gsize body = size - 20 * 28 - 40 * 13, lines = strlen(last_lines);
    g_assert_cmpuint(size, >, 20 * 28 + 40 * 13 + lines);
    g_assert_true(memcmp(content + body - lines, last_lines, lines) == 0);
    for (size_t i = 0; i < 20; i++)
        g_assert_true(memcmp(content + body + 28 * i + 24, &mesh->scalars[i], 4) == 0);
}

/* A file that does not meet its requirement is not written, and the old one stays. */
static void require_fails(lm_mesh *mesh, const char *require, const char *pattern)
{
    g_autofree char *path = in_folder("required.stl");
    GError *error = NULL;
    gsize size;
    test_write_file(path, "old", 3);
    g_assert_false(save(mesh, path, require, 2, NULL, &error));
    g_assert_cmpint(lm_error_exit_status(error), ==, 3);
    test_assert_error(&error, LM_ERROR_REQUIRE, pattern);
    g_autofree char *content = content_of(path, &size);
    g_assert_cmpstr(content, ==, "old");
}

static void test_require(void)
{
    g_autoptr(lm_mesh) open = ring(8, 6);
    open->n_triangles -= 1;
    require_fails(open, "closed manifold",
                  "required.stl is not written: .*3 boundary edges.*close=");
    g_autoptr(lm_mesh) fan = new_mesh(5, 3); /* three triangles at one edge */
    const float points[15] = {0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 1, 0, -1, -1, 0};
    const gint32 triangles[9] = {0, 1, 2, 0, 1, 3, 0, 1, 4};
    memcpy(fan->points, points, sizeof points);
    memcpy(fan->triangles, triangles, sizeof triangles);
    require_fails(fan, "manifold", "not manifold \\(1 edges");
    require_fails(fan, "closed", "not closed \\(6 boundary edges");
    g_autofree char *path = in_folder("open.stl");
    g_autoptr(GVariant) facts = save_well(open, path, "manifold");
    g_assert_cmpuint(measured(facts, "boundary_edges"), ==, 3);
}

static void test_empty(void)
{
    g_autofree char *path = in_folder("empty.stl");
    GError *error = NULL;
    g_autoptr(lm_mesh) mesh = new_mesh(0, 0);
    g_assert_false(save(mesh, path, "", 2, NULL, &error));
    test_assert_error(&error, LM_ERROR_INPUT, "no triangles; contour at");
    g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
}

static void test_refusals(void)
{
    g_autoptr(lm_mesh) mesh = ring(8, 6);
    lm_value in = {LM_MESH, NULL, mesh};
    g_autofree char *in_the_way = in_folder("folder.stl");
    g_assert_cmpint(g_mkdir(in_the_way, 0777), ==, 0);
    test_plan_fails(
        &lm_op_save, &in, LM_ERROR_USAGE,
        ".nrrd files hold a volume, and this is a mesh; for it there are .stl .ply .obj "
        ".vtp$",
        "path", "a.nrrd", NULL);
    test_plan_fails(&lm_op_save, &in, LM_ERROR_USAGE, "the ending says no format", "path",
                    "surface.gltf", NULL);
    test_plan_fails(&lm_op_save, &in, LM_ERROR_USAGE, "closed or manifold", "path", "a.stl",
                    "require", "open", NULL);
    test_plan_fails(&lm_op_save, &in, LM_ERROR_OUTPUT, "there is a folder of that name", "path",
                    in_the_way, NULL);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    folder = test_folder();
    for (size_t i = 0; i < G_N_ELEMENTS(endings); i++) {
        static const struct {
            const char *name;
            GTestDataFunc function;
        } tests[] = {{"round-trip", test_round_trip},
                     {"facts", test_facts},
                     {"bare", test_bare},
                     {"threads", test_threads}};
        for (size_t k = 0; k < G_N_ELEMENTS(tests); k++) {
            g_autofree char *path =
                g_strdup_printf("/save/mesh/%s/%s", endings[i] + 1, tests[k].name);
            g_test_add_data_func(path, endings[i], tests[k].function);
        }
    }
    g_test_add_func("/save/mesh/stl-bytes", test_stl_bytes);
    g_test_add_func("/save/mesh/obj-bytes", test_obj_bytes);
    g_test_add_func("/save/mesh/ply-bytes", test_ply_bytes);
    g_test_add_func("/save/mesh/require", test_require);
    g_test_add_func("/save/mesh/empty", test_empty);
    g_test_add_func("/save/mesh/refusals", test_refusals);
    int status = g_test_run();
    test_folder_remove(folder);
    return status;
}
