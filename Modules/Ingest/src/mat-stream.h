/* A MAT file that is walked: what the walks of all versions share. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdio.h>

typedef struct mat_stream {
    const char *path;
    FILE *stream;
    guint64 size;
    bool swap; /* its byte order is not the machine's */
} mat_stream;

/* The two ways to refuse it, as LM_ERROR_INPUT; both return false. */
bool mat_damaged(const mat_stream *file, const char *what, GError **error);
bool mat_cut_off(const mat_stream *file, GError **error);
