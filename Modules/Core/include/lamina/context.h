/* What a running step needs of the outside: cancel, progress, threads, folders, and a place for
 * warnings and facts. Thread-safe unless said otherwise. */
#pragma once

#include <glib.h>
#include <stdbool.h>

G_BEGIN_DECLS

typedef struct lm_context lm_context;

/* `threads` 0 means one for each processor; `memory` 0 means 80 % of what the machine has. */
lm_context *lm_context_new(unsigned threads, guint64 memory);
void lm_context_free(lm_context *context);

/* The context of one of several steps that run at the same time: facts are its own; warnings,
 * cancelling, folders and the rest are those of `whole`, which must outlive it. It reports no
 * progress. */
lm_context *lm_context_new_step(lm_context *whole);

unsigned lm_context_threads(const lm_context *context);
guint64 lm_context_memory(const lm_context *context); /* the budget in bytes */

/* Folders that relative paths of inputs and outputs start from; "." until set. Not thread-safe. */
void lm_context_set_folders(lm_context *context, const char *input, const char *output);
/* `path` itself when it is absolute, else below the folder. Caller frees. */
char *lm_context_input_path(const lm_context *context, const char *path);
char *lm_context_output_path(const lm_context *context, const char *path);

/* Ask the work to stop. Safe in a signal handler. */
void lm_context_cancel(lm_context *context);
bool lm_context_cancelled(const lm_context *context);
/* False, with LM_ERROR_CANCELLED, once cancelled; else true. Cheap enough for each row of an image.
 */
bool lm_context_go_on(const lm_context *context, GError **error);

/* Progress of the step at hand, 0 to 1; never falls. The listener hears of the whole job: the
 * runner says with lm_context_begin_step() which window of it the step fills. Calls of the listener
 * do not overlap, and come at most 20 times a second, except the last of a step. */
typedef void (*lm_progress_fn)(double fraction, const char *step, gpointer user);
void lm_context_set_listener(lm_context *context, lm_progress_fn listener, gpointer user);
void lm_context_begin_step(lm_context *context, const char *step, double from, double to);
void lm_context_progress(lm_context *context, double fraction);
/* For a step made of several loops: progress from 0 to 1 now fills part `part` (from 0) of `parts`
 * equal ones, until the next part or step. */
void lm_context_part(lm_context *context, unsigned part, unsigned parts);

/* Something the user should know that does not stop the work. A text said before is not kept twice.
 */
void lm_context_warn(lm_context *context, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* All so far, NULL-ended. Caller frees with g_strfreev(). */
char **lm_context_warnings(const lm_context *context);
/* Those since the last call, also the ones that were said before that. Caller frees as well. */
char **lm_context_take_warnings(lm_context *context);

/* Something found out about the step at hand, for the report: keys as in DESIGN's JSON. Takes over
 * a floating `value`. */
void lm_context_fact(lm_context *context, const char *key, GVariant *value);
/* The facts since the last call, a vardict (a{sv}); caller unrefs. */
GVariant *lm_context_take_facts(lm_context *context);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(lm_context, lm_context_free)

G_END_DECLS
