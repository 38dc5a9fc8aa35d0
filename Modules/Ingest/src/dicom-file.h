/* The structure of a DICOM file, walked from its first to its last element: GDCM ends the process
 * on some that are broken, and fills up what a truncated one lacks, so every file passes here
 * before GDCM sees it. On the way the few elements are kept that geometry and type need. What the
 * values mean is decided elsewhere. (DICOM PS3.5, chapter 7 and annex A.) */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct dicom_file dicom_file;

/* A tag as one number: group and element. */
#define DICOM_TAG(GROUP, ELEMENT) ((guint32)(GROUP) << 16 | (guint32)(ELEMENT))

/* Walks the whole file without reading its pixels. NULL with LM_ERROR_INPUT when it is no DICOM
 * file, or damaged, or truncated. */
dicom_file *dicom_file_open(const char *path, GError **error);
void dicom_file_close(dicom_file *file);

/* The text of a tag, without padding; NULL when it is missing. Caller frees. */
char *dicom_file_text(const dicom_file *file, guint32 tag);

/* The number in a tag of unsigned 16-bit values; -1 when it is missing. */
int dicom_file_short(const dicom_file *file, guint32 tag);

/* The text of a tag of one frame, or of all frames, of a multi-frame file: from its functional
 * groups. NULL when it is missing. Caller frees. */
char *dicom_file_frame_text(const dicom_file *file, guint frame, guint32 tag);

/* How many bytes of pixels there are: -1 when they are compressed, -2 when there are none. */
gint64 dicom_file_pixel_bytes(const dicom_file *file);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(dicom_file, dicom_file_close)
