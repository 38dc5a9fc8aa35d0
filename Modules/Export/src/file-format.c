#include "file-format.h"

#include "lamina/error.h"

#include <string.h>

_Static_assert(G_BYTE_ORDER == G_LITTLE_ENDIAN, "the files are written as memory holds them");

static const file_format formats[] = {
    {".nrrd", LM_VOLUME, PACK_IF_ASKED, false, NULL, nrrd_write},
    {".nii.gz", LM_VOLUME, PACK_ALWAYS, false, nifti_fits, nifti_write},
    {".nii", LM_VOLUME, PACK_NEVER, false, nifti_fits, nifti_write},
    {".mha", LM_VOLUME, PACK_IF_ASKED, false, NULL, metaimage_write},
    {".vti", LM_VOLUME, PACK_IF_ASKED, false, NULL, vti_write},
    {".tif", LM_VOLUME, PACK_IF_ASKED, true, tiff_fits, tiff_write},
    {".tiff", LM_VOLUME, PACK_IF_ASKED, true, tiff_fits, tiff_write},
    {".png", LM_VOLUME, PACK_ALWAYS, true, png_fits, png_write},
    {".stl", LM_MESH, PACK_NEVER, false, NULL, stl_write},
    {".ply", LM_MESH, PACK_NEVER, false, NULL, ply_write},
    {".obj", LM_MESH, PACK_NEVER, false, NULL, obj_write},
    {".vtp", LM_MESH, PACK_NEVER, false, NULL, vtp_write},
};

/* Formats of two files, which cannot be put in place at one moment. */
static const char *const split[][2] = {
    {".mhd", ".mha"}, {".nhdr", ".nrrd"}, {".hdr", ".nii"}, {".img", ".nii"}};

guint64 writing_bytes(const writing *w)
{
    return lm_volume_plane_bytes(w->volume) * (guint64)w->volume->grid.size[2];
}

static bool ends_in(const char *path, const char *ending)
{
    g_autofree char *name = g_path_get_basename(path);
    size_t length = strlen(name), tail = strlen(ending);
    return length > tail && g_ascii_strcasecmp(name + length - tail, ending) == 0;
}

static char *possible(lm_kind kind)
{
    GString *text = g_string_new(NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++)
        if (formats[i].kind == kind)
            g_string_append_printf(text, "%s%s", text->len ? " " : "", formats[i].ending);
    return g_string_free(text, FALSE);
}

const file_format *file_format_find(const char *path, lm_kind kind, GError **error)
{
    g_autofree char *list = possible(kind);
    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++) {
        if (!ends_in(path, formats[i].ending))
            continue;
        if (formats[i].kind == kind)
            return &formats[i];
        lm_fail(error, LM_ERROR_USAGE,
                "%s: %s files hold a %s, and this is a %s; for it there are %s", path,
                formats[i].ending, lm_kind_text(formats[i].kind), lm_kind_text(kind), list);
        return NULL;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(split); i++)
        if (ends_in(path, split[i][0])) {
            lm_fail(error, LM_ERROR_USAGE,
                    "%s: %s keeps header and voxels in two files, of which one could get lost; "
                    "name it %s, the same in one file",
                    path, split[i][0], split[i][1]);
            return NULL;
        }
    lm_fail(error, LM_ERROR_USAGE,
            "%s: the ending says no format that can be written; for a %s there are %s", path,
            lm_kind_text(kind), list);
    return NULL;
}
