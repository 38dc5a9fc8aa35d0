#include "mat-stream.h"

#include "lamina/error.h"

bool mat_damaged(const mat_stream *file, const char *what, GError **error)
{
    return lm_fail(error, LM_ERROR_INPUT, "%s: damaged MAT file: %s; save it again", file->path,
                   what);
}

bool mat_cut_off(const mat_stream *file, GError **error)
{
    return lm_fail(error, LM_ERROR_INPUT,
                   "%s: damaged MAT file: it ends before its variables do; copy or save it again",
                   file->path);
}
