/* A series: the files that together make one volume, found, put in order and checked by their
 * headers alone. No voxel is decoded before a plane is asked for.
 *
 * Four kinds of series there are: picture files (PNG, JPEG, BMP, TIFF), one for each plane, in the
 * natural order of their names; DICOM files, ordered and spaced by ImagePositionPatient along the
 * slices' normal and by nothing else, evenly or not; MATLAB's MAT files, one that holds a volume or
 * one for each plane, rows downward, columns to the right; and a file that holds a whole volume
 * (NRRD, MetaImage, NIfTI, legacy VTK, multi-frame DICOM). Where a folder mixes several, the one
 * with the most files is taken and the rest is listed.
 *
 * Spacing is never guessed. Pictures and MAT files do not say it; what a resolution tag says is
 * used only when asked for. A series whose spacing nobody said opens all the same, so that it can
 * be looked at; lm_series_require_spacing() is the gate before it becomes a volume.
 *
 * A series does not change after it was opened, and may be read by several threads. It is counted:
 * who opened it holds the first reference.
 */
#pragma once

#include "lamina/context.h"
#include "lamina/op.h"

G_BEGIN_DECLS

typedef struct lm_series lm_series;

/* What becomes of places in the stack where a slice is missing: it was skipped, or the numbers of
 * the names say so. When nothing is said, what was skipped is refused, and numbers that are missing
 * are a warning. */
typedef enum lm_series_gaps {
    LM_GAPS_UNSAID,
    LM_GAPS_REFUSE,
    LM_GAPS_CLOSE, /* the slices beside it are neighbours */
    LM_GAPS_FILL,  /* it gets a plane, linear between the slices beside it */
} lm_series_gaps;

/* Where a slice stands, as a person says it. */
typedef struct lm_series_position {
    char *name; /* of its file, without folders; NULL: said of the slices in their order */
    double mm;  /* along the stack */
} lm_series_position;

/* What a person said about the input. */
typedef struct lm_series_ask {
    const char *const *paths; /* NULL-ended; each a folder, a file, or a pattern such as "a*.png" */
    const char *pattern;      /* only files of this name (* and ?), or the DICOM series with this
                                 SeriesInstanceUID or description; NULL: any */
    const char *variable;     /* the array to take from MAT files, LM_ERROR_USAGE for any other
                                 input; NULL: the only one that can be taken, an error when there
                                 are several */
    size_t n_spacing;         /* 0: not typed; 1: all axes; 2: pixels, slices; 3: x, y, z; of pixels
                                 alone where DICOM places slices unevenly and says no size of
                                 pixels: 1, or x, y */
    double spacing[3];        /* mm */
    bool file_spacing;        /* take the size of the pixels from resolution tags, and */
    double distance;          /* this, in mm, from slice to slice; 0: not typed */
    size_t n_positions;       /* 0: not said; else one of each slice, those included that are */
    const lm_series_position *positions; /* skipped; either all have names or none. They rise in the
                              order of the files, or fall when `reverse`, and only their differences
                              count: the first slice stays at the origin. `spacing` is then of
                              pixels: 1, or x, y. LM_ERROR_USAGE for DICOM */
    const char *const *skip; /* names of files to leave out (* and ?), NULL-ended; NULL: none */
    lm_series_gaps gaps;
    gint64 first, last; /* of the planes, these and all between in steps of */
    gint64 step;        /* this; 0: all planes. Spacing is said of the planes before that */
    bool labels;        /* values are names: whole numbers, LM_ERROR_INPUT when they are not */
    bool reverse;       /* the last plane comes first: the files were numbered from the other end;
                           origin and axes stay, as by <flip axis="z"/> */
    bool forgiving;     /* only to be looked at: pictures that do not fit the others, or cannot be
                           read, are left out */
} lm_series_ask;

/* Finds, orders and checks. Relative paths start from the working folder. The context gives threads
 * and cancellation; warnings stay with the series. Errors: LM_ERROR_INPUT, naming the file. */
lm_series *lm_series_open(const lm_series_ask *ask, lm_context *context, GError **error);
lm_series *lm_series_ref(lm_series *series);
void lm_series_unref(lm_series *series);

/* The files that `path` means, as a job writes it (folder, file or pattern; several between
 * semicolons), with their sizes and times of modification: a text to see by whether any of them has
 * changed. Empty when there are none. Caller frees. */
char *lm_series_stamp(const char *path, const lm_context *context);

/* The volume that reading gives. Where the spacing is not known it stands as 1. */
const lm_info *lm_series_info(const lm_series *series);

const char *lm_series_source(const lm_series *series); /* the path that was asked for */
const char *lm_series_format(const lm_series *series); /* "PNG", "DICOM", "NRRD", ... */

/* Whether the distances of voxels are known along every axis. */
bool lm_series_spacing_known(const lm_series *series);
/* The gate: LM_ERROR_SPACING, with the size in pixels and what to type, unless it is known. */
bool lm_series_require_spacing(const lm_series *series, GError **error);

/* The mean distance from slice to slice that their positions give, in mm, also while the size of
 * pixels is not known: positions that a person said, or those of DICOM. 0: they give none. `text`,
 * unless NULL, gets it in words, "0.5" or "0.2 to 0.5"; caller frees. */
double lm_series_distance(const lm_series *series, char **text);

/* True when each slice stays where its position says, evenly or not: those that a person said, or
 * uneven ones of DICOM. What is typed as spacing is then of pixels. */
bool lm_series_keeps_positions(const lm_series *series);

/* What makes a spacing implausible, in words: a size or an anisotropy that likelier comes from a
 * wrong unit. NULL-ended, usually empty; caller frees with g_strfreev(). */
char **lm_spacing_doubts(const lm_grid *grid);

/* Millimetres of one of the input's units: 0.001 for "um"; 0 when it is none of them. */
double lm_unit_mm(const char *unit);

/* The files, in the order of their planes; a file of a whole volume is one. */
typedef struct lm_series_file {
    char *path;
    char *name;    /* without folders */
    gint64 plane;  /* its first plane in the volume, from 0; -1 when it only helps to fill gaps */
    gint64 planes; /* how many it holds */
    double
        position;  /* mm along the slice axis from the first plane; NAN while spacing is unknown */
    gint64 number; /* the number that counts in its name; -1 when there is none */
    guint64 bytes; /* on disk */
    gint64 width, height;
    char *type;     /* as stored, in words: "8-bit RGB, palette"; NULL when not known */
    gint64 missing; /* slices that by its number should stand before it, and are not there */
    char *fault;    /* of a file that was left out: why */
} lm_series_file;
size_t lm_series_n_files(const lm_series *series);
const lm_series_file *lm_series_file_at(const lm_series *series, size_t i);

/* Files of the series that were left out: skipped, beside the planes that were asked for, or not
 * fitting. Their plane is -1. */
size_t lm_series_n_left_out(const lm_series *series);
const lm_series_file *lm_series_left_out_at(const lm_series *series, size_t i);

/* What looks wrong but does not stop the work; NULL-ended, borrowed. */
const char *const *lm_series_warnings(const lm_series *series);

/* What else was found in the same place and not taken. */
typedef struct lm_series_other {
    char *name; /* in words */
    size_t files;
    char *pattern; /* what to type as pattern= to get it */
} lm_series_other;
size_t lm_series_n_others(const lm_series *series);
const lm_series_other *lm_series_other_at(const lm_series *series, size_t i);

/* True when planes can be read one by one; false for a file of a whole volume. */
bool lm_series_by_planes(const lm_series *series);

/* Bytes that reading needs besides the voxels it gives: of each thread, when planes are read one by
 * one; in all, when the whole is read. */
guint64 lm_series_scratch(const lm_series *series);

/* Reads the planes of the slab straight into it, from files that hold planes; checks each file
 * whole first. The slab must have the grid, type and components of lm_series_info(). */
bool lm_series_read_planes(const lm_series *series, const lm_slab *slab, lm_context *context,
                           GError **error);

/* Reads everything, on all threads, into a complete volume of the series' grid, type and
 * components. */
bool lm_series_read_into(const lm_series *series, lm_volume *volume, lm_context *context,
                         GError **error);

/* The same, into a new one. */
lm_volume *lm_series_read(const lm_series *series, lm_context *context, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(lm_series, lm_series_unref)

/* The operation that begins every job. */
extern const lm_op lm_op_input;

G_END_DECLS
