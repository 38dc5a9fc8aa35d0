/* ITK's readers of pictures and volumes, each an explicit object of its own (the factory is not
 * thread-safe and guesses by name). A reader belongs to one thread. */
#pragma once

#include "lamina/grid.h"
#include "lamina/type.h"

G_BEGIN_DECLS

typedef enum image_io {
    IMAGE_JPEG,
    IMAGE_DICOM,
    IMAGE_NRRD,
    IMAGE_META,
    IMAGE_NIFTI,
    IMAGE_VTK,
} image_io;

/* Scalar types as stored: those of lm_type by their own values, and the three that are narrowed. */
enum { STORED_INT64 = LM_TYPE_COUNT, STORED_UINT64, STORED_FLOAT64 };

typedef struct image_header {
    int dimensions;
    gint64 more; /* product of the sizes past the third: volumes in the file */
    lm_grid grid;
    int stored; /* scalar type */
    int components;
    bool complex_numbers;
} image_header;

typedef struct image_reader image_reader;

/* Opens a file and reads its header, which is as the file says: unchecked. NULL with
 * LM_ERROR_INPUT. */
image_reader *image_reader_open(image_io io, const char *path, image_header *header,
                                GError **error);

/* Decodes everything into `buffer`, which has exactly `bytes` bytes: what the header promises. */
bool image_reader_read(image_reader *reader, void *buffer, size_t bytes, GError **error);

void image_reader_close(image_reader *reader);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(image_reader, image_reader_close)

G_END_DECLS
