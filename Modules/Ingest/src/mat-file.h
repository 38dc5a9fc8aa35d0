/* The variables of a MAT file, by libmatio, after mat_check(). One file is read at a time in the
 * whole process: the HDF5 library behind version 7.3 wants it so. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct mat_variable {
    char *name;
    char *words;       /* what it is, as MATLAB says it: "double 450 x 600 x 10" */
    const char *unfit; /* why it cannot be an image and what would help; NULL: it can */
    gint64 size[3];    /* rows, columns, slices */
    int stored;        /* type of its values, as in image-io.h */
    const char *type;  /* the same in MATLAB's word; static */
} mat_variable;

/* Those that have a name, in the order of the file. `format` gets the file's version in words. NULL
 * with LM_ERROR_INPUT. Of mat_variable; caller unrefs. */
GPtrArray *mat_file_variables(const char *path, const char **format, GError **error);

/* Reads all values of the variable of this name, which must still be what it was: as the file has
 * them, rows fastest. The file is checked whole first. */
bool mat_file_read(const char *path, const mat_variable *variable, void *values, GError **error);
