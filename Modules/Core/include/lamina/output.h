/* Files that appear whole or not at all.
 *
 * A result is written beside its final name, under a hidden temporary one with the same ending, and
 * renamed when it is complete and safely on disk. A killed run leaves the old file or the new one.
 * One lm_output may hold many files (a series): they are renamed together, after the last is whole.
 * Every temporary is on a list that lm_output_remove_all() clears, for a process that must leave at
 * once. An lm_output belongs to one thread, or is locked by its owner; the list is thread-safe.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

G_BEGIN_DECLS

typedef struct lm_output lm_output;

lm_output *lm_output_new(void);

/* Starts a file: makes its folder if needed and returns the temporary path, for a library that
 * writes by name. Borrowed until commit or free. NULL with LM_ERROR_OUTPUT when the folder cannot
 * be written or the place is a folder. */
const char *lm_output_add(lm_output *output, const char *path, GError **error);

/* Starts a file and opens it for lm_output_write(); closes the one before it. */
bool lm_output_open(lm_output *output, const char *path, GError **error);
/* Appends to the file that lm_output_open() opened last. Buffered; an error may come later. */
bool lm_output_write(lm_output *output, const void *bytes, size_t size, GError **error);
bool lm_output_printf(lm_output *output, GError **error, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

/* Writes over bytes of that file, all written before; for sizes that are known late. */
bool lm_output_patch(lm_output *output, guint64 offset, const void *bytes, size_t size,
                     GError **error);

/* Flushes all files to disk, checks that each has at least `least` bytes (0: one byte) and all that
 * lm_output_write() was given for it, and renames them. On failure nothing is renamed and the error
 * names the file; only when the disk refuses a rename itself may earlier ones of a series stand. */
bool lm_output_commit(lm_output *output, guint64 least, GError **error);

/* Bytes of all files together, once committed. */
guint64 lm_output_size(const lm_output *output);

/* Frees; files that were not committed are removed. */
void lm_output_free(lm_output *output);

/* Removes the temporaries of all outputs there are, and lets none begin or be renamed from then on.
 * For a process that leaves at once, whatever its other threads are doing. */
void lm_output_remove_all(void);

/* Checks that `path` could be written, without creating anything: used by plans. */
bool lm_output_can_write(const char *path, GError **error);

/* The same for what is written in one format only, such as ".png"; `what`: "pictures are written as
 * PNG". LM_ERROR_USAGE when `path` ends otherwise, whatever the case of its letters. */
bool lm_output_can_write_as(const char *path, const char *ending, const char *what, GError **error);

/* For tests: as lm_alloc_fail_after(), for starts, writes and commits of outputs. */
int lm_output_fail_after(int successes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(lm_output, lm_output_free)

G_END_DECLS
