/* The headers of files that hold a whole volume: what their readers do not look at. Units and
 * missing spacing, which would become silent millimetres; voxels kept in another file, which must
 * lie beside the header; and whether there is enough file for the voxels that are promised. */
#pragma once

#include "image-io.h"

typedef struct volume_header {
    image_header image; /* as ITK reads it, in millimetres, checked */
    image_io io;
    const char *format; /* "NRRD"; static */
    bool rescaled;      /* NIfTI: the values are not those stored */
    bool spacing_known; /* the header says it */
    char *data_path;    /* where the voxels are; the file itself when they are inside */
    guint64 bytes;      /* of the voxels, as the reader gives them */
    guint64 beside;     /* bytes of memory that the reader takes besides */
    double ratio;       /* the most bytes of voxels that a byte of that file can stand for */
} volume_header;

bool volume_header_read(const char *path, volume_header *header, GPtrArray *warnings,
                        GError **error);
void volume_header_clear(volume_header *header);
