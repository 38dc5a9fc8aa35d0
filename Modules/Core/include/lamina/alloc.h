/* Memory for voxels and meshes: the one door for anything whose size an input decides.
 *
 * GLib ends the process when a small allocation fails; that is right for strings and lists and
 * wrong for a volume. What comes from here fails with an error instead, after an overflow check,
 * and tests make each such allocation fail in turn. Thread-safe.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

G_BEGIN_DECLS

/* `count` elements of `size` bytes, aligned to 64 bytes, not cleared. Never returns NULL without
 * setting `error` (LM_ERROR_MEMORY, naming `what` and the size asked for); a product of zero gives
 * one byte. Free with lm_free(). */
void *lm_alloc(size_t count, size_t size, const char *what, GError **error);

/* The same, all bytes zero. */
void *lm_alloc0(size_t count, size_t size, const char *what, GError **error);

/* A block from lm_alloc() with room for `count` elements, its first `old_count` kept. On failure
 * NULL is returned and `block` is untouched. */
void *lm_realloc(void *block, size_t old_count, size_t count, size_t size, const char *what,
                 GError **error);

void lm_free(void *block);

/* Bytes in words a person reads: "1.5 GiB". Caller frees with g_free(). */
char *lm_bytes_text(guint64 bytes);

/* For tests: let `successes` more allocations succeed and fail the one after them (and only that
 * one); a negative number turns this off. Returns how many allocations were asked for since the
 * last call. */
int lm_alloc_fail_after(int successes);

G_END_DECLS
