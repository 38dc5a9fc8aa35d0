/* Where a value came from: its source, who said its spacing, and the operations that made it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum lm_spacing_source {
    LM_SPACING_TYPED,    /* a person typed it, in the job or on the command line */
    LM_SPACING_FILE_TAG, /* a resolution tag of a picture file, used because it was asked for */
    LM_SPACING_HEADER,   /* the header of a volume file (NRRD, MetaImage, NIfTI, VTK) */
    LM_SPACING_DICOM,    /* PixelSpacing and ImagePositionPatient */
} lm_spacing_source;

/* "typed", "file tag", "volume header", "DICOM"; static. */
const char *lm_spacing_source_text(lm_spacing_source source);

/* Immutable once shared; reference counted; thread-safe. */
typedef struct lm_provenance lm_provenance;

lm_provenance *lm_provenance_new(const char *source, lm_spacing_source spacing_source);
void lm_provenance_unref(lm_provenance *provenance);

/* A new provenance: `before` and one operation more, written as in the job ("crop box=..."). */
lm_provenance *lm_provenance_after(const lm_provenance *before, const char *operation);

const char *lm_provenance_source(const lm_provenance *provenance);
lm_spacing_source lm_provenance_spacing_source(const lm_provenance *provenance);
/* NULL-ended; borrowed. */
const char *const *lm_provenance_operations(const lm_provenance *provenance);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(lm_provenance, lm_provenance_unref)

G_END_DECLS
