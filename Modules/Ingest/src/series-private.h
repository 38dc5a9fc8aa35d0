/* A series from the inside: what opening it (open.c and the files of each kind) leaves for reading
 * it (read.c). */
#pragma once

#include "find.h"
#include "image-io.h"
#include "lamina/series.h"
#include "mat-file.h"
#include "shear.h"

typedef enum series_kind { SERIES_PICTURES, SERIES_DICOM, SERIES_MAT, SERIES_VOLUME } series_kind;

/* A plane lies so far (0 to 1) from that of file `a` to that of file `b`. */
typedef struct plane_source {
    guint a, b;
    double part;
} plane_source;

struct lm_series {
    int ref_count;
    series_kind kind;
    char *source;
    const char *format;
    lm_info info;
    bool spacing_known;
    bool placed;      /* DICOM: each file says where its slice is */
    double pixel[2];  /* mm: what DICOM or a resolution tag says of the pixels; 0 when nothing */
    GArray *files;    /* of lm_series_file, in the order of their planes */
    GArray *left_out; /* of lm_series_file */
    GArray *stand; /* double, rising: mm of each plane from the first, where DICOM or a person says
                      it of each; NULL: only their distance is known */
    GArray *slots; /* pictures, MAT: gint64, the place of each file in the stack, gaps counted */
    GArray *sources; /* of plane_source, for each plane; NULL: the files, one by one */
    GArray *others;  /* of lm_series_other */
    GPtrArray *warnings;
    image_io io;                  /* what reads the files, except pictures and MAT */
    shear shear;                  /* DICOM slices of a tilted gantry */
    guint64 scratch;              /* as lm_series_scratch() */
    gint64 *frames;               /* multi-frame DICOM: the frame of each plane; NULL: in order */
    GPtrArray *variables;         /* MAT: of mat_variable, those of the first file, and */
    const mat_variable *variable; /* of them the one that is read from each */
};

/* Without files yet. */
lm_series *series_new(const char *source);

void series_warn(lm_series *series, const char *format, ...) G_GNUC_PRINTF(2, 3);
void series_add_other(lm_series *series, char *name, size_t files, char *pattern); /* takes both */

/* The file's name and sizes; the caller fills what it knows better. Returned until the next is
 * added. */
lm_series_file *series_add_file(lm_series *series, const find_file *found);

/* The files in groups by their names (names_group), the largest first, and a list of those from
 * number `from` on as what was not taken. */
GPtrArray *series_group(GPtrArray *files);
void series_list_groups(lm_series *series, const GPtrArray *groups, guint from);

/* Whether the file is one to skip. */
bool series_skips(const lm_series_ask *ask, const char *path);

/* Adds the files of the first group with the numbers of their names, warns of gaps and of names
 * that do not count, and lists the other groups as what was not taken. Fails when a gap is refused.
 */
bool series_take_group(lm_series *series, GPtrArray *found, const GPtrArray *groups,
                       const lm_series_ask *ask, GError **error);

/* Takes over another list of the same files, whose texts the old one no longer owns. */
void series_replace_files(lm_series *series, GArray *files);

/* Moves file `i` to those that were left out; takes `fault`. */
void series_leave_out(lm_series *series, guint i, char *fault);

/* Chooses, turns round and fills planes as was asked; the spacing is that between files until then.
 */
bool series_arrange(lm_series *series, const lm_series_ask *ask, GError **error);

/* Each fills the series from the files of its kind. */
bool series_open_pictures(lm_series *series, GPtrArray *found, const lm_series_ask *ask,
                          lm_context *context, GError **error);
bool series_open_dicom(lm_series *series, GPtrArray *found, const lm_series_ask *ask,
                       lm_context *context, GError **error);
bool series_open_mat(lm_series *series, GPtrArray *found, const lm_series_ask *ask,
                     lm_context *context, GError **error);
bool series_open_volume(lm_series *series, const find_file *found, GError **error);

/* Takes over what the person said of where the slices stand. */
bool series_take_positions(lm_series *series, const lm_series_ask *ask, GError **error);

/* Decides the spacing from what was typed and what the files say, and warns of what is implausible.
 */
bool series_decide_spacing(lm_series *series, const lm_series_ask *ask, GError **error);

/* Says of each plane where it is when they are not evenly spaced, and of each file. */
void series_fill_positions(lm_series *series);

/* Reads MAT file `i` into `values`, which has room for all of them as they are stored; planes as
 * everywhere in Lamina, x fastest. */
bool series_read_mat(const lm_series *series, guint i, void *values, lm_context *context,
                     GError **error);
