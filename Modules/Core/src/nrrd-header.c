#include "lamina/nrrd-header.h"

#include "lamina/number.h"

_Static_assert(G_BYTE_ORDER == G_LITTLE_ENDIAN, "voxels are written as memory holds them");

static const char *type_name(lm_type type)
{
    static const char *const names[] = {"uint8",  "int8",  "uint16", "int16",
                                        "uint32", "int32", "float"};
    return names[type];
}

static const char *component_kind(const lm_volume *volume)
{
    return volume->components == 3   ? "RGB-color"
           : volume->components == 4 ? "RGBA-color"
                                     : "vector";
}

static void append_vector(GString *text, const double v[3])
{
    g_autofree char *x = lm_number_text(v[0]), *y = lm_number_text(v[1]), *z = lm_number_text(v[2]);
    g_string_append_printf(text, " (%s,%s,%s)", x, y, z);
}

/* Backslash and line end are the two that the format escapes; other control characters have no
 * business in a header. */
static void append_entry(GString *text, const char *key, const char *value)
{
    g_string_append_printf(text, "%s:=", key);
    for (; *value; value++) {
        if (*value == '\\')
            g_string_append(text, "\\\\");
        else if (*value == '\n')
            g_string_append(text, "\\n");
        else
            g_string_append_c(text, g_ascii_iscntrl(*value) ? ' ' : *value);
    }
    g_string_append_c(text, '\n');
}

static void append_provenance(GString *text, const lm_provenance *provenance)
{
    if (!provenance)
        return;
    g_autofree char *operations = g_strjoinv(" : ", (char **)lm_provenance_operations(provenance));
    append_entry(text, "lamina_source", lm_provenance_source(provenance));
    append_entry(text, "lamina_spacing_source",
                 lm_spacing_source_text(lm_provenance_spacing_source(provenance)));
    append_entry(text, "lamina_operations", operations);
}

GString *lm_nrrd_header(const lm_volume *v, const char *encoding)
{
    const lm_grid *g = &v->grid;
    bool several = v->components > 1;
    GString *text = g_string_new("NRRD0005\n");
    g_string_append_printf(text, "type: %s\ndimension: %d\nspace: left-posterior-superior\n",
                           type_name(v->type), several ? 4 : 3);
    g_string_append(text, "sizes:");
    if (several)
        g_string_append_printf(text, " %d", v->components);
    for (int k = 0; k < 3; k++)
        g_string_append_printf(text, " %" G_GINT64_FORMAT, g->size[k]);
    g_string_append_printf(text, "\nspace directions:%s", several ? " none" : "");
    for (int k = 0; k < 3; k++) {
        double axis[3];
        for (int r = 0; r < 3; r++)
            axis[r] = g->direction[3 * r + k] * g->spacing[k];
        append_vector(text, axis);
    }
    g_string_append_printf(text, "\nkinds:%s%s domain domain domain\n", several ? " " : "",
                           several ? component_kind(v) : "");
    g_string_append_printf(text, "space units: \"mm\" \"mm\" \"mm\"\nspace origin:");
    append_vector(text, g->origin);
    g_string_append_printf(text, "\nendian: little\nencoding: %s\n", encoding);
    append_provenance(text, v->provenance);
    return g_string_append_c(text, '\n');
}
