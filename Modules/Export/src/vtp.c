/* VTK's XML surface, arrays appended: https://docs.vtk.org/en/latest/vtk_file_formats/ */
#include "stream.h"

#include <string.h>

enum { MANY = 65536, PARTS = 5 };

/* Writes the declaration of an array whose bytes stand at *offset behind the header. */
static void declare(GString *text, const char *type, const char *name, int components, guint64 size,
                    guint64 *offset)
{
    g_string_append_printf(text,
                           "<DataArray type=\"%s\" Name=\"%s\" NumberOfComponents=\"%d\" "
                           "format=\"appended\" offset=\"%" G_GUINT64_FORMAT "\"/>\n",
                           type, name, components, *offset);
    *offset += sizeof(guint64) + size;
}

typedef struct sizes {
    guint64 vectors, scalars, corners, ends; /* bytes */
} sizes;

static GString *header(const lm_mesh *mesh, const sizes *s)
{
    guint64 offset = 0;
    GString *text = g_string_new("<?xml version=\"1.0\"?>\n<VTKFile type=\"PolyData\" "
                                 "version=\"1.0\" byte_order=\"LittleEndian\" "
                                 "header_type=\"UInt64\">\n<PolyData>\n");
    /* The text "LPS" as VTK writes it: the codes of its letters. */
    g_string_append(text, "<FieldData>\n<Array type=\"String\" Name=\"SPACE\" NumberOfTuples=\"1\" "
                          "format=\"ascii\">76 80 83 0</Array>\n</FieldData>\n");
    g_string_append_printf(text,
                           "<Piece NumberOfPoints=\"%zu\" NumberOfVerts=\"0\" NumberOfLines=\"0\" "
                           "NumberOfStrips=\"0\" NumberOfPolys=\"%zu\">\n<Points>\n",
                           mesh->n_points, mesh->n_triangles);
    declare(text, "Float32", "Points", 3, s->vectors, &offset);
    g_string_append_printf(text, "</Points>\n<PointData%s%s>\n",
                           mesh->normals ? " Normals=\"Normals\"" : "",
                           mesh->scalars ? " Scalars=\"Scalars\"" : "");
    if (mesh->normals)
        declare(text, "Float32", "Normals", 3, s->vectors, &offset);
    if (mesh->scalars)
        declare(text, "Float32", "Scalars", 1, s->scalars, &offset);
    g_string_append(text, "</PointData>\n<Polys>\n");
    declare(text, "Int32", "connectivity", 1, s->corners, &offset);
    declare(text, "Int64", "offsets", 1, s->ends, &offset);
    return g_string_append(text, "</Polys>\n</Piece>\n</PolyData>\n"
                                 "<AppendedData encoding=\"raw\">\n_");
}

/* Begins the next array: its size stands before it. */
static bool begin_array(const writing *w, unsigned part, guint64 size, GError **error)
{
    lm_context_part(w->context, part, PARTS);
    return lm_output_write(w->output, &size, sizeof size, error);
}

static bool write_array(const writing *w, unsigned part, const void *bytes, guint64 size,
                        GError **error)
{
    return begin_array(w, part, size, error) && stream_bytes(w, bytes, size, error);
}

/* Where each triangle ends in the list of corners: 3, 6, 9, ... */
static bool ends(gint64 lo, gint64 hi, guint8 *room, size_t *size, gpointer user, GError **error)
{
    (void)user, (void)error;
    for (gint64 i = lo; i < hi; i++) {
        gint64 end = 3 * (i + 1);
        memcpy(room + (size_t)(i - lo) * sizeof end, &end, sizeof end);
    }
    *size = (size_t)(hi - lo) * sizeof(gint64);
    return true;
}

static bool write_ends(const writing *w, guint64 size, GError **error)
{
    return begin_array(w, 4, size, error) &&
           stream_items(w, w->mesh->n_triangles, MANY, MANY * sizeof(gint64), ends, NULL, error);
}

bool vtp_write(const writing *w, GError **error)
{
    static const char tail[] = "\n</AppendedData>\n</VTKFile>\n";
    const lm_mesh *mesh = w->mesh;
    const sizes s = {.vectors = mesh->n_points * 3 * sizeof(float),
                     .scalars = mesh->n_points * sizeof(float),
                     .corners = mesh->n_triangles * 3 * sizeof(gint32),
                     .ends = mesh->n_triangles * sizeof(gint64)};
    g_autoptr(GString) text = header(mesh, &s);
    return lm_output_open(w->output, w->path, error) &&
           lm_output_write(w->output, text->str, text->len, error) &&
           write_array(w, 0, mesh->points, s.vectors, error) &&
           (!mesh->normals || write_array(w, 1, mesh->normals, s.vectors, error)) &&
           (!mesh->scalars || write_array(w, 2, mesh->scalars, s.scalars, error)) &&
           write_array(w, 3, mesh->triangles, s.corners, error) && write_ends(w, s.ends, error) &&
           lm_output_write(w->output, tail, sizeof tail - 1, error);
}
