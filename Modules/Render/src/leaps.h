/* How far one may leap through a volume without missing anything that is seen. */
#pragma once

#include "blocks.h"

G_BEGIN_DECLS

enum { LM_LEAP_MOST = 7 };

/* Whether anything is seen among values from least to greatest, as in lm_blocks. */
typedef bool (*lm_seen_fn)(guint16 least, guint16 greatest, gconstpointer user);

/* Of each block, in their order: how many blocks away the nearest is in which anything is seen, the
 * greatest of the distances along the axes, and at most LM_LEAP_MOST; 0: it is this one. Caller
 * frees with lm_free(). Stops within milliseconds when the context is cancelled. */
guint8 *lm_leaps_new(const lm_blocks *blocks, lm_seen_fn is_seen, gconstpointer user,
                     lm_context *context, GError **error);

G_END_DECLS
