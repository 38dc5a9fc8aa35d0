#include "mesh-file-private.h"

#include "lamina/number.h"

#include <string.h>

/* A corner is "point", "point/texture", "point//normal" or "point/texture/normal"; points count
 * from 1, or backwards from -1, the last one so far. */
static bool read_face(lm_mesh_builder *mesh, lm_mesh_text *text, GError **error)
{
    char word[LM_MESH_WORD];
    lm_mesh_fan fan = {0};
    while (lm_mesh_word(text, true, word)) {
        double index;
        word[strcspn(word, "/")] = 0;
        if (!lm_number_parse(word, &index))
            return lm_mesh_damaged(mesh, error, "\"%s\" in line %" G_GSIZE_FORMAT " is no point",
                                   word, text->line);
        index = index < 0 ? index + (double)mesh->n_points : index - 1;
        if (!lm_mesh_add_corner(mesh, &fan, index, error))
            return false;
    }
    return lm_mesh_end_fan(mesh, &fan, error);
}

bool lm_obj_read(lm_mesh_builder *mesh, const char *bytes, size_t size, GError **error)
{
    lm_mesh_text text = {bytes, bytes + size, 1};
    char word[LM_MESH_WORD];
    for (; text.at < text.end; lm_mesh_skip_line(&text)) {
        if (!lm_mesh_word(&text, true, word))
            continue;
        if (strcmp(word, "v") == 0) {
            double point[3];
            for (int k = 0; k < 3; k++)
                if (!lm_mesh_number(mesh, &text, true, &point[k], error))
                    return false;
            if (!lm_mesh_add_point(mesh, point, error))
                return false;
        } else if (strcmp(word, "f") == 0 && !read_face(mesh, &text, error)) {
            return false;
        }
    }
    return true;
}
