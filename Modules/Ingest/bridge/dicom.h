/* DICOM headers by GDCM, as text; what they mean is decided in C. A file belongs to one thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>

G_BEGIN_DECLS

typedef struct dicom_file dicom_file;

/* A tag as one number: group and element. */
#define DICOM_TAG(GROUP, ELEMENT) ((guint32)(GROUP) << 16 | (guint32)(ELEMENT))

/* Reads the header of a DICOM file: everything that geometry and type need and no pixels. NULL with
 * LM_ERROR_INPUT when it is no DICOM file. */
dicom_file *dicom_open(const char *path, GError **error);
void dicom_close(dicom_file *file);

/* The text of a tag, without padding; NULL when it is missing. Caller frees. */
char *dicom_text(const dicom_file *file, guint32 tag);

/* The number in a tag of unsigned 16-bit values; -1 when it is missing. */
int dicom_short(const dicom_file *file, guint32 tag);

/* The text of a tag of one frame, or of all frames, of a multi-frame file: from its functional
 * groups. NULL when it is missing. Caller frees. */
char *dicom_frame_text(const dicom_file *file, guint frame, guint32 tag);

/* Where the pixels end according to the file, and how many bytes they take; `bytes` is -1 when they
 * are compressed. False, with LM_ERROR_INPUT, when there are none. */
bool dicom_pixels(const char *path, gint64 *end, gint64 *bytes, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(dicom_file, dicom_close)

G_END_DECLS
