/* What the header of a DICOM file says, checked: size, kind of pixels, and where each frame lies.
 */
#pragma once

#include "stack.h"

#include <glib.h>
#include <stdbool.h>

typedef struct dicom_header {
    bool is_image; /* all else is empty when it is not */
    char *series;  /* SeriesInstanceUID */
    char *description;
    gint64 width, height;
    int components;
    char *pixels;      /* all that decides the type of the decoded voxels, to compare */
    char *type;        /* the same in words */
    bool fractional;   /* rescaled by numbers that are not whole */
    double spacing[2]; /* of the pixels along x and y in mm; 0 when it is not said */
    guint n_frames;
    bool placed;         /* every frame has a position and an orientation */
    stack_slice *frames; /* n_frames, when placed */
} dicom_header;

/* Reads and checks; the file must also be as long as its header says. False with LM_ERROR_INPUT for
 * a file that is damaged or an image Lamina cannot take; true with is_image false for DICOM files
 * of other kinds (directories, plans, reports). */
bool dicom_header_read(const char *path, dicom_header *header, GError **error);
void dicom_header_clear(dicom_header *header);
