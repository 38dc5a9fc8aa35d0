#include "mesh-file-private.h"

#include "lamina/number.h"

#include <string.h>

/* VTK allocates what the file claims before it looks. A point takes 12 bytes, a cell 4, and zlib
 * gains 1032 to 1 at most. */
bool lm_vtp_read(lm_mesh_builder *mesh, const char *bytes, size_t size, GError **error)
{
    static const char claim[] = "NumberOf";
    for (const char *at = bytes, *end = bytes + size;
         (at = memmem(at, (size_t)(end - at), claim, strlen(claim)));) {
        const char *value = memchr(at, '=', (size_t)(end - at));
        char digits[24] = "";
        double count;
        at += strlen(claim);
        if (!value)
            break;
        for (value++; value < end && (*value == '"' || *value == '\'' || *value == ' ');)
            value++;
        for (size_t i = 0; value < end && i < sizeof digits - 1 && g_ascii_isdigit(*value);)
            digits[i++] = *value++;
        if (!lm_number_parse(digits, &count) || count > 1032.0 / 4 * (double)size)
            return lm_mesh_damaged(mesh, error, "it claims more points or triangles than fit in");
    }
    return lm_vtp_bridge(mesh, error);
}
