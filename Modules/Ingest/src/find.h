/* Which files a path means, and what each of them seems to be. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef enum find_kind {
    FIND_UNKNOWN,
    FIND_PICTURE,
    FIND_DICOM,
    FIND_MAT,    /* MATLAB's: a volume, or a plane of one */
    FIND_VOLUME, /* a file of a whole volume */
} find_kind;

typedef struct find_file {
    char *path;
    find_kind kind;
    guint64 bytes;
    gint64 modified; /* ns since 1970 */
} find_file;

/* The regular files that `paths` mean (folders, files, patterns), hidden ones and doubles left out,
 * in natural order of their paths. What they are is told by the ending of the name and, without a
 * known one, by the first bytes. LM_ERROR_INPUT when a path does not exist or nothing matches it.
 */
GPtrArray *find_files(const char *const *paths, GError **error);

/* Of the folders inside a folder, four deep and some hundreds at most, that with the most files of
 * a known kind, and how many; NULL when there is none. Caller frees. */
char *find_folder_inside(const char *folder, guint *count);

/* Whether the name (without folders) matches a pattern of * and ?; any name matches NULL. */
bool find_matches(const char *pattern, const char *path);

/* The part of a path after its last '/'; borrowed. */
const char *find_base(const char *path);
