#include "lamina/mesh-file.h"

#include "mesh-file-private.h"

#include "lamina/alloc.h"
#include "lamina/number.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

bool lm_mesh_damaged(const lm_mesh_builder *mesh, GError **error, const char *what, ...)
{
    va_list args;
    va_start(args, what);
    g_autofree char *text = g_strdup_vprintf(what, args);
    va_end(args);
    return lm_fail(error, LM_ERROR_INPUT, "%s: damaged surface: %s; export it again", mesh->path,
                   text);
}

/* Room for one more element of three values; doubled when it is used up. */
static bool grow(void **block, size_t count, size_t *room, size_t size, GError **error)
{
    if (count < *room)
        return true;
    size_t more = MAX(1024, 2 * *room);
    void *grown = lm_realloc(*block, count, more, 3 * size, "a surface", error);
    if (!grown)
        return false;
    *block = grown;
    *room = more;
    return true;
}

bool lm_mesh_add_point(lm_mesh_builder *mesh, const double at[3], GError **error)
{
    if (mesh->n_points == G_MAXINT32)
        return lm_fail(error, LM_ERROR_INPUT,
                       "%s: more than 2147483647 points; split or simplify the surface",
                       mesh->path);
    if (!grow((void **)&mesh->points, mesh->n_points, &mesh->room_points, sizeof *mesh->points,
              error))
        return false;
    for (size_t k = 0; k < 3; k++) {
        float value = fabs(at[k]) <= (double)G_MAXFLOAT ? (float)at[k] : NAN;
        if (!isfinite(value))
            return lm_mesh_damaged(mesh, error,
                                   "a coordinate of point %" G_GSIZE_FORMAT " is no finite number",
                                   mesh->n_points);
        mesh->points[3 * mesh->n_points + k] = value;
    }
    mesh->n_points++;
    return true;
}

bool lm_mesh_add_corner(lm_mesh_builder *mesh, lm_mesh_fan *fan, double index, GError **error)
{
    if (!(index >= 0 && index < (double)mesh->n_points) || index != floor(index))
        return lm_mesh_damaged(
            mesh, error, "triangle %" G_GSIZE_FORMAT " asks for point %.15g of %" G_GSIZE_FORMAT,
            mesh->n_triangles, index, mesh->n_points);
    gint32 corner = (gint32)index;
    if (fan->corners >= 2) {
        if (!grow((void **)&mesh->triangles, mesh->n_triangles, &mesh->room_triangles,
                  sizeof *mesh->triangles, error))
            return false;
        gint32 *triangle = mesh->triangles + 3 * mesh->n_triangles++;
        triangle[0] = fan->first;
        triangle[1] = fan->last;
        triangle[2] = corner;
    }
    if (fan->corners++ == 0)
        fan->first = corner;
    fan->last = corner;
    return true;
}

bool lm_mesh_end_fan(const lm_mesh_builder *mesh, const lm_mesh_fan *fan, GError **error)
{
    return fan->corners >= 3 ||
           lm_mesh_damaged(mesh, error, "a face has %" G_GSIZE_FORMAT " corners", fan->corners);
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v';
}

bool lm_mesh_word(lm_mesh_text *text, bool in_line, char word[LM_MESH_WORD])
{
    for (; text->at < text->end && is_space(*text->at); text->at++) {
        if (*text->at == '\n' && in_line)
            return false;
        text->line += *text->at == '\n';
    }
    size_t length = 0;
    for (; text->at < text->end && !is_space(*text->at); text->at++)
        if (length < LM_MESH_WORD - 1)
            word[length++] = *text->at;
    word[length] = 0;
    return length > 0;
}

void lm_mesh_skip_line(lm_mesh_text *text)
{
    const char *end = memchr(text->at, '\n', (size_t)(text->end - text->at));
    text->at = end ? end + 1 : text->end;
    text->line++;
}

bool lm_mesh_number(const lm_mesh_builder *mesh, lm_mesh_text *text, bool in_line, double *value,
                    GError **error)
{
    char word[LM_MESH_WORD];
    if (!lm_mesh_word(text, in_line, word))
        return lm_mesh_damaged(mesh, error, "a number is missing in line %" G_GSIZE_FORMAT,
                               text->line);
    if (!lm_number_parse(word, value))
        return lm_mesh_damaged(mesh, error, "\"%s\" in line %" G_GSIZE_FORMAT " is no number", word,
                               text->line);
    return true;
}

static bool starts_with(const char *bytes, size_t size, const char *text)
{
    return size >= strlen(text) && memcmp(bytes, text, strlen(text)) == 0;
}

/* Binary STL is known by its size alone: many begin with "solid" as text does. */
static bool is_binary_stl(const char *bytes, size_t size)
{
    guint32 count;
    if (size < 84)
        return false;
    memcpy(&count, bytes + 80, sizeof count);
    return 84 + 50 * (guint64)GUINT32_FROM_LE(count) == size;
}

static lm_mesh_reader reader_for(const char *path, const char *bytes, size_t size)
{
    g_autofree char *lower = g_ascii_strdown(path, -1);
    if (starts_with(bytes, size, "ply\n") || starts_with(bytes, size, "ply\r"))
        return lm_ply_read;
    if (is_binary_stl(bytes, size))
        return lm_stl_read_binary;
    if (starts_with(bytes, size, "solid"))
        return lm_stl_read_text;
    if (starts_with(bytes, size, "<?xml") || starts_with(bytes, size, "<VTKFile"))
        return lm_vtp_read;
    if (g_str_has_suffix(lower, ".obj"))
        return lm_obj_read;
    return NULL;
}

static char *read_all(const char *path, size_t *size, GError **error)
{
    struct stat status;
    if (stat(path, &status) != 0) {
        lm_fail(error, LM_ERROR_INPUT, "%s: cannot be opened: %s", path, g_strerror(errno));
        return NULL;
    }
    if (!S_ISREG(status.st_mode)) {
        lm_fail(error, LM_ERROR_INPUT, "%s: is no file; name an STL, PLY, OBJ or VTP file", path);
        return NULL;
    }
    *size = (size_t)status.st_size;
    char *bytes = lm_alloc(*size, 1, path, error);
    FILE *stream = bytes ? fopen(path, "rbe") : NULL;
    if (stream && fread(bytes, 1, *size, stream) == *size) {
        fclose(stream);
        return bytes;
    }
    if (stream)
        fclose(stream);
    if (bytes)
        lm_fail(error, LM_ERROR_INPUT, "%s: cannot be read; check the disk and the permissions",
                path);
    lm_free(bytes);
    return NULL;
}

lm_mesh *lm_mesh_read(const char *path, GError **error)
{
    size_t size;
    char *bytes = read_all(path, &size, error);
    if (!bytes)
        return NULL;
    lm_mesh_builder mesh = {.path = path};
    lm_mesh_reader reader = reader_for(path, bytes, size);
    bool ok = reader ? reader(&mesh, bytes, size, error)
                     : lm_fail(error, LM_ERROR_INPUT,
                               "%s: is no whole STL, PLY, OBJ or VTP file; export it again", path);
    lm_free(bytes);
    if (ok && mesh.n_triangles == 0)
        ok = lm_fail(error, LM_ERROR_INPUT, "%s: holds no triangle; export it again", path);
    if (ok)
        return lm_mesh_new_take(mesh.points, mesh.n_points, mesh.triangles, mesh.n_triangles,
                                error);
    lm_free(mesh.points);
    lm_free(mesh.triangles);
    return NULL;
}
