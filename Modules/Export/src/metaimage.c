/* MetaImage in one file: https://itk.org/Wiki/ITK/MetaIO/Documentation */
#include "deflate.h"
#include "file-format.h"
#include "stream.h"

#include "lamina/number.h"

static const char *type_name(lm_type type)
{
    static const char *const names[] = {"MET_UCHAR", "MET_CHAR", "MET_USHORT", "MET_SHORT",
                                        "MET_UINT",  "MET_INT",  "MET_FLOAT"};
    return names[type];
}

/* The size of the packed voxels, so many digits wide that any fits, since it comes later. */
enum { SIZE_DIGITS = 20 };

/* The text of the header; *size_at is where the size of the packed voxels goes. */
static GString *header(const writing *w, guint64 *size_at)
{
    const lm_volume *v = w->volume;
    const lm_grid *g = &v->grid;
    double axes[9]; /* one axis after the other */
    for (int i = 0; i < 9; i++)
        axes[i] = g->direction[3 * (i % 3) + i / 3];
    g_autofree char *matrix = lm_numbers_text(axes, 9), *spacing = lm_numbers_text(g->spacing, 3),
                    *origin = lm_numbers_text(g->origin, 3);
    GString *text = g_string_new("ObjectType = Image\nNDims = 3\nBinaryData = True\n"
                                 "BinaryDataByteOrderMSB = False\n");
    if (w->pack) {
        g_string_append(text, "CompressedData = True\nCompressedDataSize = ");
        *size_at = text->len;
        g_string_append_printf(text, "%*s\n", SIZE_DIGITS, "");
    } else {
        g_string_append(text, "CompressedData = False\n");
    }
    g_string_append_printf(text,
                           "TransformMatrix = %s\nOffset = %s\nCenterOfRotation = 0 0 0\n"
                           "ElementSpacing = %s\nDimSize = %" G_GINT64_FORMAT " %" G_GINT64_FORMAT
                           " %" G_GINT64_FORMAT "\n",
                           matrix, origin, spacing, g->size[0], g->size[1], g->size[2]);
    if (v->components > 1)
        g_string_append_printf(text, "ElementNumberOfChannels = %d\n", v->components);
    g_string_append_printf(text, "ElementType = %s\nElementDataFile = LOCAL\n", type_name(v->type));
    return text;
}

bool metaimage_write(const writing *w, GError **error)
{
    const lm_volume *v = w->volume;
    guint64 size = writing_bytes(w), packed, size_at = 0;
    g_autoptr(GString) text = header(w, &size_at);
    if (!lm_output_open(w->output, w->path, error) ||
        !lm_output_write(w->output, text->str, text->len, error))
        return false;
    if (!w->pack)
        return stream_bytes(w, v->data, size, error);
    if (!deflate_zlib(w, v->data, size, &packed, error))
        return false;
    g_autofree char *digits = g_strdup_printf("%*" G_GUINT64_FORMAT, SIZE_DIGITS, packed);
    return lm_output_patch(w->output, size_at, digits, SIZE_DIGITS, error);
}
