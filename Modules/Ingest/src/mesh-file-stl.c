#include "mesh-file-private.h"

#include <string.h>

/* The three points added last, as a triangle. */
static bool close_triangle(lm_mesh_builder *mesh, GError **error)
{
    lm_mesh_fan fan = {0};
    for (size_t k = 3; k > 0; k--)
        if (!lm_mesh_add_corner(mesh, &fan, (double)(mesh->n_points - k), error))
            return false;
    return true;
}

/* 80 bytes of title, a count; each triangle a normal, three points (32-bit floats, little endian)
 * and two unused bytes. */
bool lm_stl_read_binary(lm_mesh_builder *mesh, const char *bytes, size_t size, GError **error)
{
    for (const char *at = bytes + 84; at < bytes + size; at += 50) {
        for (size_t corner = 0; corner < 3; corner++) {
            double point[3];
            for (size_t k = 0; k < 3; k++) {
                union {
                    guint32 bits;
                    float value;
                } number;
                memcpy(&number.bits, at + 12 + 12 * corner + 4 * k, sizeof number.bits);
                number.bits = GUINT32_FROM_LE(number.bits);
                point[k] = (double)number.value;
            }
            if (!lm_mesh_add_point(mesh, point, error))
                return false;
        }
        if (!close_triangle(mesh, error))
            return false;
    }
    return true;
}

/* facet normal x y z / outer loop / vertex x y z, three times / endloop / endfacet. */
bool lm_stl_read_text(lm_mesh_builder *mesh, const char *bytes, size_t size, GError **error)
{
    lm_mesh_text text = {bytes, bytes + size, 1};
    char word[LM_MESH_WORD] = "";
    bool ended = false;
    lm_mesh_skip_line(&text); /* the title may hold any word */
    while (lm_mesh_word(&text, false, word)) {
        ended = g_ascii_strcasecmp(word, "endsolid") == 0;
        if (ended || g_ascii_strcasecmp(word, "solid") == 0)
            lm_mesh_skip_line(&text);
        if (g_ascii_strcasecmp(word, "endfacet") == 0) {
            if (mesh->n_points != 3 * (mesh->n_triangles + 1))
                return lm_mesh_damaged(mesh, error,
                                       "the facet that ends in line %" G_GSIZE_FORMAT
                                       " has not three corners",
                                       text.line);
            if (!close_triangle(mesh, error))
                return false;
        }
        if (g_ascii_strcasecmp(word, "vertex") != 0)
            continue;
        double point[3];
        for (int k = 0; k < 3; k++)
            if (!lm_mesh_number(mesh, &text, true, &point[k], error))
                return false;
        if (!lm_mesh_add_point(mesh, point, error))
            return false;
    }
    return ended || lm_mesh_damaged(mesh, error, "it is cut off: there is no \"endsolid\"");
}
