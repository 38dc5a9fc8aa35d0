/* The formats that can be written, found by the ending of a name.
 *
 * Every writer is given an lm_output and leaves its files there, complete but not yet in place;
 * whoever called it commits them. All write the order of bytes of this machine, which is the
 * little-endian one.
 */
#pragma once

#include "lamina/op.h"
#include "lamina/output.h"

/* A value on its way into a file. */
typedef struct writing {
    const lm_volume *volume; /* complete; NULL for a mesh */
    const lm_mesh *mesh;     /* at least one triangle; NULL for a volume */
    const char *path;        /* absolute; of a series, the pattern */
    bool pack;               /* compress */
    lm_output *output;
    lm_context *context;
} writing;

guint64 writing_bytes(const writing *w); /* of the voxels */

typedef enum packing { PACK_NEVER, PACK_IF_ASKED, PACK_ALWAYS } packing;

typedef struct file_format {
    const char *ending; /* ".nrrd" */
    lm_kind kind;
    packing packing;
    bool series; /* one file for each plane */
    /* Whether the format holds such a value; LM_ERROR_USAGE with the way out. NULL: it holds all.
     */
    bool (*fits)(const lm_info *info, const char *path, GError **error);
    bool (*write)(const writing *w, GError **error);
} file_format;

/* The format that `path` ends in, if it holds values of this kind; else NULL with LM_ERROR_USAGE
 * and a list of what is possible. */
const file_format *file_format_find(const char *path, lm_kind kind, GError **error);

bool nrrd_write(const writing *w, GError **error);
bool metaimage_write(const writing *w, GError **error);
bool nifti_fits(const lm_info *info, const char *path, GError **error);
bool nifti_write(const writing *w, GError **error);
bool vti_write(const writing *w, GError **error);
bool png_fits(const lm_info *info, const char *path, GError **error);
bool png_write(const writing *w, GError **error);
bool tiff_fits(const lm_info *info, const char *path, GError **error);
bool tiff_write(const writing *w, GError **error);
bool stl_write(const writing *w, GError **error);
bool ply_write(const writing *w, GError **error);
bool obj_write(const writing *w, GError **error);
bool vtp_write(const writing *w, GError **error);
