/* VTK's XML image data, voxels appended: https://docs.vtk.org/en/latest/vtk_file_formats/ */
#include "deflate.h"
#include "file-format.h"
#include "stream.h"

#include "lamina/alloc.h"
#include "lamina/number.h"

static const char *type_name(lm_type type)
{
    static const char *const names[] = {"UInt8",  "Int8",  "UInt16", "Int16",
                                        "UInt32", "Int32", "Float32"};
    return names[type];
}

static GString *header(const writing *w)
{
    const lm_volume *v = w->volume;
    const lm_grid *g = &v->grid;
    g_autofree char *direction = lm_numbers_text(g->direction, 9),
                    *spacing = lm_numbers_text(g->spacing, 3),
                    *origin = lm_numbers_text(g->origin, 3);
    g_autofree char *extent =
        g_strdup_printf("0 %" G_GINT64_FORMAT " 0 %" G_GINT64_FORMAT " 0 %" G_GINT64_FORMAT,
                        g->size[0] - 1, g->size[1] - 1, g->size[2] - 1);
    GString *text = g_string_new("<?xml version=\"1.0\"?>\n<VTKFile type=\"ImageData\" "
                                 "version=\"1.0\" byte_order=\"LittleEndian\" "
                                 "header_type=\"UInt64\"");
    g_string_append(text, w->pack ? " compressor=\"vtkZLibDataCompressor\">\n" : ">\n");
    g_string_append_printf(text,
                           "<ImageData WholeExtent=\"%s\" Origin=\"%s\" Spacing=\"%s\" "
                           "Direction=\"%s\">\n<Piece Extent=\"%s\">\n",
                           extent, origin, spacing, direction, extent);
    g_string_append_printf(text,
                           "<PointData Scalars=\"Scalars\">\n<DataArray type=\"%s\" "
                           "Name=\"Scalars\" NumberOfComponents=\"%d\" format=\"appended\" "
                           "offset=\"0\"/>\n</PointData>\n",
                           type_name(v->type), v->components);
    return g_string_append(text, "<CellData/>\n</Piece>\n</ImageData>\n"
                                 "<AppendedData encoding=\"raw\">\n_");
}

static bool write_raw(const writing *w, guint64 size, GError **error)
{
    return lm_output_write(w->output, &size, sizeof size, error) &&
           stream_bytes(w, w->volume->data, size, error);
}

/* Before the blocks stands how many there are, their size, the size of the last when it is shorter,
 * and the packed size of each; these are known only afterwards. */
static bool write_packed(const writing *w, guint64 at, guint64 size, GError **error)
{
    enum { FIXED = 3 };
    size_t count = deflate_block_count(size);
    guint64 *table = lm_alloc0(count + FIXED, sizeof *table, "the list of packed blocks", error);
    if (!table)
        return false;
    table[0] = count;
    table[1] = DEFLATE_BLOCK;
    table[2] = size % DEFLATE_BLOCK;
    size_t bytes = (count + FIXED) * sizeof *table;
    bool ok = lm_output_write(w->output, table, bytes, error) &&
              deflate_blocks(w, w->volume->data, size, table + FIXED, error) &&
              lm_output_patch(w->output, at, table, bytes, error);
    lm_free(table);
    return ok;
}

bool vti_write(const writing *w, GError **error)
{
    static const char tail[] = "\n</AppendedData>\n</VTKFile>\n";
    guint64 size = writing_bytes(w);
    g_autoptr(GString) text = header(w);
    return lm_output_open(w->output, w->path, error) &&
           lm_output_write(w->output, text->str, text->len, error) &&
           (w->pack ? write_packed(w, text->len, size, error) : write_raw(w, size, error)) &&
           lm_output_write(w->output, tail, sizeof tail - 1, error);
}
