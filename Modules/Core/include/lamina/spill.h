/* Memory in files: where a run puts the values that its budget of memory does not hold.
 *
 * An lm_spill maps nameless files into memory. They lie in the folder that TMPDIR names, else in
 * /var/tmp, which is on disk where /tmp may be memory itself; each is removed as soon as it is
 * open, so that nothing is left however the process ends. As long as an lm_spill lives, a thread
 * watches what the process occupies: before it passes the budget, the pages of these files leave
 * memory, and come back from the file when they are touched. Thread-safe.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

G_BEGIN_DECLS

typedef struct lm_spill lm_spill;

/* Bytes that the pages of all files together should always have, so that work on them goes on. */
enum { LM_SPILL_WINDOW = 64 << 20 };

/* `memory`: bytes that the whole process is to stay below, at least LM_SPILL_WINDOW more than it
 * takes besides. Reference counted. */
lm_spill *lm_spill_new(guint64 memory, GError **error);
lm_spill *lm_spill_ref(lm_spill *spill);
void lm_spill_unref(lm_spill *spill);

/* `count` elements of `size` bytes, all zero, that stay until lm_spill_unmap(). The room on the
 * disk is taken at once: LM_ERROR_OUTPUT, naming `what` and the folder, when there is not enough.
 */
void *lm_spill_map(lm_spill *spill, size_t count, size_t size, const char *what, GError **error);
void lm_spill_unmap(lm_spill *spill, void *block);

const char *lm_spill_folder(void);
guint64 lm_spill_room(void); /* bytes that are free there */

/* Bytes of this process that are in memory, its program and libraries included. */
guint64 lm_process_memory(void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(lm_spill, lm_spill_unref)

G_END_DECLS
