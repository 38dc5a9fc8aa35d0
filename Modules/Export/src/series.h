/* A volume as one picture file for each plane, numbered from 0 in the order of z. */
#pragma once

#include "file-format.h"

/* Bytes of scratch each thread needs besides two planes. */
enum { SERIES_SCRATCH = 1 << 20 };

/* Checks the name of a series of so many planes: exactly one %0Nd in the file's name, wide enough
 * for the last number (for a single plane a plain name will do as well). */
bool series_check(const char *path, gint64 planes, GError **error);

/* The file of plane z: `path` with its %0Nd filled in. Caller frees. */
char *series_name(const char *path, gint64 z);

/* Makes one plane into the file `path` of w->output, which is to be used under the lock only. */
typedef bool (*series_fn)(const writing *w, gint64 z, const char *path, GMutex *lock,
                          GError **error);

/* All planes, side by side. */
bool series_write(const writing *w, series_fn plane, GError **error);
