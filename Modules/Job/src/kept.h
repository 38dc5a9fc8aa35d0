/* What live jobs keep: what came of steps, by key, the least recently used leaving first.
 * Thread-safe. */
#pragma once

#include "lamina/run.h"
#include "lamina/series.h"

/* What came of one step. Counted, and not changed once it is in a store. */
typedef struct kept {
    char *key;
    lm_info info; /* as planned */
    lm_value value;
    guint64 bytes;     /* of the value; 0 when it is the very value that came in */
    lm_series *series; /* of an input */
    GVariant *facts;
    char **warnings;
    char **outputs; /* paths it would write besides */
    double seconds;
    guint64 run, used; /* the last run that took it, and when; the store's own */
} kept;

kept *kept_new(const char *key);
kept *kept_ref(kept *entry);
void kept_unref(kept *entry);

typedef struct kept_store kept_store;

kept_store *kept_store_new(void);
void kept_store_free(kept_store *store);

/* The number of a run that begins, greater than all before it. */
guint64 kept_store_begin(kept_store *store);

/* A reference to what is kept under the key, now in use by the run; NULL when there is nothing. */
kept *kept_store_find(kept_store *store, const char *key, guint64 run);

/* Keeps it, in use by the run. The caller's reference stays the caller's. */
void kept_store_add(kept_store *store, kept *entry, guint64 run);

void kept_store_remove(kept_store *store, const kept *entry);
void kept_store_clear(kept_store *store);

/* Lets the entry go that was used longest ago, of those that only runs before this one used; false
 * when there is none. */
bool kept_store_drop(kept_store *store, guint64 run);

guint64 kept_store_bytes(kept_store *store);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(kept, kept_unref)
