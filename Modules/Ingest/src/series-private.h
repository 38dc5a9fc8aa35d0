/* A series from the inside: what opening it (open.c and the files of each kind) leaves for reading
 * it (read.c). */
#pragma once

#include "find.h"
#include "image-io.h"
#include "lamina/series.h"
#include "shear.h"

typedef enum series_kind { SERIES_PICTURES, SERIES_DICOM, SERIES_VOLUME } series_kind;

struct lm_series {
    series_kind kind;
    char *source;
    const char *format;
    lm_info info;
    bool spacing_known;
    double pixel[2]; /* mm: what DICOM or a resolution tag says of the pixels; 0 when nothing */
    GArray *files;   /* of lm_series_file, in the order of their planes */
    GArray *others;  /* of lm_series_other */
    GPtrArray *warnings;
    image_io io;     /* what reads the files, except pictures */
    shear shear;     /* DICOM slices of a tilted gantry */
    guint64 scratch; /* as lm_series_scratch() */
    gint64 *frames;  /* multi-frame DICOM: the frame of each plane; NULL: in order */
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

/* Each fills the series from the files of its kind. */
bool series_open_pictures(lm_series *series, GPtrArray *found, lm_context *context, GError **error);
bool series_open_dicom(lm_series *series, GPtrArray *found, const lm_series_ask *ask,
                       lm_context *context, GError **error);
bool series_open_volume(lm_series *series, const find_file *found, GError **error);

/* Decides the spacing from what was typed and what the files say, fills positions, and warns of
 * what is implausible. */
bool series_decide_spacing(lm_series *series, const lm_series_ask *ask, GError **error);
