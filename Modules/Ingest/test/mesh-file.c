#include "lamina/mesh-file.h"

#include "testing.h"

#include <string.h>

/* A tetrahedron; its four triangles as every file below spells them. */
static const float corners[4][3] = {{0, 0, 0}, {1.5f, 0, 0}, {0, -2.25f, 0}, {0, 0, 1e-3f}};
static const gint32 faces[4][3] = {{0, 2, 1}, {0, 1, 3}, {0, 3, 2}, {1, 2, 3}};

static void add32(GByteArray *bytes, const void *value, bool swap)
{
    guint32 bits;
    memcpy(&bits, value, 4);
    bits = swap ? GUINT32_TO_BE(bits) : GUINT32_TO_LE(bits);
    g_byte_array_append(bytes, (const guint8 *)&bits, 4);
}

static void add_text(GByteArray *bytes, const char *text)
{
    g_byte_array_append(bytes, (const guint8 *)text, (guint)strlen(text));
}

static lm_mesh *read_bytes(const char *name, const void *bytes, size_t size, GError **error)
{
    char *folder = test_folder();
    g_autofree char *path = g_build_filename(folder, name, NULL);
    test_write_file(path, bytes, size);
    lm_mesh *mesh = lm_mesh_read(path, error);
    g_assert_true(mesh != NULL || (error && *error && strstr((*error)->message, name)));
    test_folder_remove(folder);
    return mesh;
}

/* Every triangle's corners, in order, wherever the points lie in the list. */
static void assert_tetrahedron(const lm_mesh *mesh)
{
    g_assert_cmpuint(mesh->n_triangles, ==, 4);
    for (size_t t = 0; t < 4; t++)
        for (size_t c = 0; c < 3; c++)
            for (size_t k = 0; k < 3; k++)
                g_assert_cmpfloat(mesh->points[3 * (size_t)mesh->triangles[3 * t + c] + k], ==,
                                  corners[faces[t][c]][k]);
}

static void reads_tetrahedron(const char *name, const void *bytes, size_t size, size_t points)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(lm_mesh) mesh = read_bytes(name, bytes, size, &error);
    g_assert_no_error(error);
    assert_tetrahedron(mesh);
    g_assert_cmpuint(mesh->n_points, ==, points);
}

static GByteArray *binary_stl(const char *title)
{
    GByteArray *bytes = g_byte_array_new();
    static const guint8 zero[80];
    guint32 count = 4;
    add_text(bytes, title);
    g_byte_array_append(bytes, zero, 80 - (guint)strlen(title));
    add32(bytes, &count, false);
    for (size_t t = 0; t < 4; t++) {
        g_byte_array_append(bytes, zero, 12);
        for (size_t c = 0; c < 9; c++)
            add32(bytes, &corners[faces[t][c / 3]][c % 3], false);
        g_byte_array_append(bytes, zero, 2);
    }
    return bytes;
}

static void stl(void)
{
    static const char *const titles[] = {"a title", "solid liar"};
    for (size_t i = 0; i < 2; i++) {
        g_autoptr(GByteArray) bytes = binary_stl(titles[i]);
        reads_tetrahedron("b.stl", bytes->data, bytes->len, 12);
    }
    g_autoptr(GString) text = g_string_new("solid with vertex in its name\r\n");
    for (size_t t = 0; t < 4; t++) {
        g_string_append(text, " facet normal 0 0 0\r\n  outer loop\r\n");
        for (size_t c = 0; c < 3; c++) {
            const float *p = corners[faces[t][c]];
            g_string_append_printf(text, "   vertex %g %g %g\r\n", (double)p[0], (double)p[1],
                                   (double)p[2]);
        }
        g_string_append(text, "  endloop\r\n endfacet\r\n");
    }
    g_string_append(text, "endsolid with vertex in its name\r\n");
    reads_tetrahedron("t.stl", text->str, text->len, 12);
}

static const char points_text[] = "0 0 0\n1.5 0 0\n0 -2.25 0\n0 0 1e-3\n";

static void ply(void)
{
    g_autofree char *text = g_strconcat(
        "ply\nformat ascii 1.0\ncomment made by hand\nelement vertex 4\nproperty float x\n"
        "property float y\nproperty float z\nelement face 4\n"
        "property list uchar int vertex_indices\nend_header\n",
        points_text, "3 0 2 1\n3 0 1 3\n3 0 3 2\n3 1 2 3\n", NULL);
    reads_tetrahedron("t.ply", text, strlen(text), 4);
    for (int swap = 0; swap < 2; swap++) {
        g_autoptr(GByteArray) bytes = g_byte_array_new();
        add_text(bytes, swap ? "ply\r\nformat binary_big_endian 1.0\r\n"
                             : "ply\r\nformat binary_little_endian 1.0\r\n");
        add_text(bytes,
                 "element vertex 4\r\nproperty uchar red\r\nproperty float32 z\r\n"
                 "property float32 x\r\nproperty float32 y\r\nelement edge 1\r\n"
                 "property list uint8 char ends\r\nelement face 4\r\nproperty float quality\r\n"
                 "property list uint8 uint32 vertex_index\r\nend_header\r\n");
        for (size_t p = 0; p < 4; p++) {
            add_text(bytes, "r");
            for (size_t k = 0; k < 3; k++)
                add32(bytes, &corners[p][(k + 2) % 3], swap);
        }
        add_text(bytes, "\2ab");
        for (size_t t = 0; t < 4; t++) {
            add32(bytes, &corners[1][0], swap);
            add_text(bytes, "\3");
            for (size_t c = 0; c < 3; c++)
                add32(bytes, &faces[t][c], swap);
        }
        reads_tetrahedron("b.ply", bytes->data, bytes->len, 4);
    }
}

static void obj(void)
{
    static const char text[] = "# by hand\nmtllib x.mtl\nv 0 0 0\nv 1.5 0 0\nv 0 -2.25 0\n"
                               "v 0 0 1e-3 1.0\nvt 0 0\nvn 0 0 1\nf 1 3 2\nf 1/1 2/1 4/1\n"
                               "f 1//1 4//1 3//1\nf -3 -2/1/1 -1\n";
    reads_tetrahedron("t.obj", text, strlen(text), 4);
    static const char fan[] = "v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\nv -1 1 0\nf 1 2 3 4 5\n";
    static const gint32 expected[] = {0, 1, 2, 0, 2, 3, 0, 3, 4};
    g_autoptr(lm_mesh) mesh = read_bytes("fan.obj", fan, strlen(fan), NULL);
    g_assert_cmpuint(mesh->n_triangles, ==, 3);
    g_assert_true(memcmp(mesh->triangles, expected, sizeof expected) == 0);
}

/* `points`, `polygons` as XML attributes claim them. */
static char *vtp_text(int points, int polygons, const char *connectivity, const char *offsets)
{
    return g_strdup_printf(
        "<?xml version=\"1.0\"?>\n<VTKFile type=\"PolyData\" version=\"0.1\" "
        "byte_order=\"LittleEndian\"><PolyData><Piece NumberOfPoints=\"%d\" NumberOfVerts=\"0\" "
        "NumberOfLines=\"0\" NumberOfStrips=\"0\" NumberOfPolys=\"%d\"><Points><DataArray "
        "type=\"Float32\" NumberOfComponents=\"3\" format=\"ascii\">%s</DataArray></Points>"
        "<Polys><DataArray type=\"Int32\" Name=\"connectivity\" format=\"ascii\">%s</DataArray>"
        "<DataArray type=\"Int32\" Name=\"offsets\" format=\"ascii\">%s</DataArray></Polys>"
        "</Piece></PolyData></VTKFile>\n",
        points, polygons, points_text, connectivity, offsets);
}

static void vtp(void)
{
    g_autofree char *text = vtp_text(4, 4, "0 2 1 0 1 3 0 3 2 1 2 3", "3 6 9 12");
    reads_tetrahedron("t.vtp", text, strlen(text), 4);
}

static void fails(const char *name, const void *bytes, size_t size, const char *pattern)
{
    GError *error = NULL;
    g_assert_null(read_bytes(name, bytes, size, &error));
    test_assert_error(&error, LM_ERROR_INPUT, pattern);
}

static void wrong_text(void)
{
#define PLY(COUNT, X, COORDINATES, FACES)                                                          \
    "ply\nformat ascii 1.0\nelement vertex " COUNT "\nproperty float " X                           \
    "\nproperty float y\nproperty float z\nelement face 1\n"                                       \
    "property list uchar int vertex_indices\nend_header\n" COORDINATES "0 0 1\n0 1 0\n" FACES
    static const struct {
        const char *name, *text, *pattern;
    } cases[] = {
        {"empty.stl", "", "no whole STL"},
        {"words.obj", "nothing here\n", "no triangle"},
        {"points.obj", "v 0 0 0\nv 1 0 0\nv 0 1 0\n", "no triangle"},
        {"two.obj", "v 0 0 0\nv 1 0 0\nf 1 2\n", "2 corners"},
        {"zero.obj", "v 0 0 0\nv 1 0 0\nf 0 1 2\n", "point -1 of 2"},
        {"beyond.obj", "v 0 0 0\nv 1 0 0\nf 1 2 3\n", "point 2 of 2"},
        {"half.obj", "v 0 0 0\nv 1 0 0\nf 1 1.5 2\n", "point 0.5 of 2"},
        {"nan.obj", "v 0 nan 0\n", "\"nan\" in line 1 is no number"},
        {"short.obj", "\nv 0 0\nf 1 1 1\n", "missing in line 2"},
        {"huge.obj", "v 0 0 1e300\n", "point 0 is no finite"},
        {"cut.stl", "solid x\nfacet normal 0 0 0\nouter loop\nvertex 0 0 0\n", "cut off"},
        {"two.stl", "solid x\nvertex 0 0 0\nvertex 0 0 1\nendfacet\nendsolid\n", "three corners"},
        {"none.stl", "solid x\nendsolid x\n", "no triangle"},
        {"name.xyz", "1 2 3\n", "no whole STL"},
        {"header.ply", "ply\nformat ascii 1.0\nelement vertex 4\n", "line 4 of its header"},
        {"format.ply", "ply\nformat utf 1.0\nend_header\n", "line 2 of its header"},
        {"count.ply", "ply\nformat ascii 1.0\nelement vertex -1\nend_header\n", "line 3"},
        {"type.ply", "ply\nelement vertex 1\nproperty half x\nend_header\n", "line 3"},
        {"void.ply", "ply\nformat ascii 1.0\nelement a 1e18\nend_header\n", "without content"},
        {"nox.ply", PLY("3", "w", "0 0 0\n", "3 0 1 2\n"), "no x, y and z"},
        {"beyond.ply", PLY("3", "x", "0 0 0\n", "3 0 1 3\n"), "point 3 of 3"},
        {"minus.ply", PLY("3", "x", "0 0 0\n", "3 0 1 -1\n"), "point -1 of 3"},
        {"cut.ply", PLY("3", "x", "0 0 0\n", "3 0 1"), "number is missing"},
        {"many.ply", PLY("1e15", "x", "0 0 0\n", "3 0 1 2\n"), "number is missing"},
        {"other.vtp", "<?xml version=\"1.0\"?>\n<VTKFile type=\"ImageData\"/>\n", "no VTK surface"},
        {"svg.vtp", "<?xml version=\"1.0\"?>\n<svg/>\n", "no VTK surface"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        fails(cases[i].name, cases[i].text, strlen(cases[i].text), cases[i].pattern);
}

static void wrong_bytes(void)
{
    g_autoptr(GByteArray) bytes = binary_stl("x");
    fails("cut.stl", bytes->data, bytes->len - 1, "no whole STL");
    fails("long.stl", bytes->data, bytes->len - 50, "no whole STL");
    memset(bytes->data + 84 + 12, 0xff, 4);
    fails("nan.stl", bytes->data, bytes->len, "point 0 is no finite");
    static const char ply[] = "ply\nformat binary_little_endian 1.0\nelement vertex 4000000000\n"
                              "property double x\nproperty double y\nproperty double z\n"
                              "end_header\n01234567";
    fails("cut.ply", ply, strlen(ply), "cut off after 0 points");
}

static void wrong_vtp(void)
{
    static const struct {
        int points, polygons;
        const char *connectivity, *offsets;
    } cases[] = {{4, 4, "0 2 1 0 1 3 0 3 2 1 2 4", "3 6 9 12"},
                 {4, 4, "0 2 1 0 1 3 0 3 2 1 2 -3", "3 6 9 12"},
                 {4, 4, "0 2 1 0 1 3 0 3 2 1 2 3", "3 6 9"},
                 {4, 4, "0 2 1 0 1 3 0 3 2 1 2 3", "3 6 9 13"},
                 {4, 4, "0 2 1 0 1 3 0 3 2 1 2 3", "3 6 9 8"},
                 {4, 4, "0 2 1 0 1 3 0 3 2 1 2", "3 6 9 12"},
                 {5, 4, "0 2 1 0 1 3 0 3 2 1 2 3", "3 6 9 12"},
                 {2000000000, 4, "0 2 1 0 1 3 0 3 2 1 2 3", "3 6 9 12"},
                 {4, 2000000000, "0 2 1 0 1 3 0 3 2 1 2 3", "3 6 9 12"}};
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text =
            vtp_text(cases[i].points, cases[i].polygons, cases[i].connectivity, cases[i].offsets);
        fails("wrong.vtp", text, strlen(text), "damaged surface");
    }
    g_autofree char *text = vtp_text(4, 4, "0 2 1 0 1 3 0 3 2 1 2 3", "3 6 9 12");
    for (size_t length = strlen(text) - 2; length > 200; length -= 37)
        fails("cut.vtp", text, length, "damaged surface|no VTK surface");
}

static void no_file(void)
{
    GError *error = NULL;
    g_assert_null(lm_mesh_read("/no/such.stl", &error));
    test_assert_error(&error, LM_ERROR_INPUT, "^/no/such.stl: cannot be opened");
    g_assert_null(lm_mesh_read("/dev/null", &error));
    test_assert_error(&error, LM_ERROR_INPUT, "is no file");
    g_assert_null(lm_mesh_read("/", &error));
    test_assert_error(&error, LM_ERROR_INPUT, "is no file");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/mesh-file/stl", stl);
    g_test_add_func("/mesh-file/ply", ply);
    g_test_add_func("/mesh-file/obj", obj);
    g_test_add_func("/mesh-file/vtp", vtp);
    g_test_add_func("/mesh-file/wrong-text", wrong_text);
    g_test_add_func("/mesh-file/wrong-bytes", wrong_bytes);
    g_test_add_func("/mesh-file/wrong-vtp", wrong_vtp);
    g_test_add_func("/mesh-file/no-file", no_file);
    return g_test_run();
}
