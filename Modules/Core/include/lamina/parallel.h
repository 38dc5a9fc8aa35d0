/* A loop on all processors. */
#pragma once

#include "lamina/context.h"

G_BEGIN_DECLS

/* Work on lo <= i < hi; `worker` is 0 .. lm_context_threads()-1, for scratch that each keeps. */
typedef bool (*lm_parallel_fn)(gint64 lo, gint64 hi, unsigned worker, gpointer user,
                               GError **error);

/* Calls `body` for pieces of at most `grain` that together make 0 .. count, on as many threads as
 * the context allows, this one among them; returns when all are done. Pieces are the same whatever
 * the number of threads, so a body whose pieces do not depend on each other gives one answer. The
 * first error, or cancellation, stops further pieces and is returned. Reports progress by pieces
 * done. Not to be nested. */
bool lm_parallel(lm_context *context, gint64 count, gint64 grain, lm_parallel_fn body,
                 gpointer user, GError **error);

G_END_DECLS
