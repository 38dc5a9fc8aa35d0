#include "kept.h"

kept *kept_new(const char *key)
{
    kept *entry = g_atomic_rc_box_new0(kept);
    entry->key = g_strdup(key);
    return entry;
}

kept *kept_ref(kept *entry)
{
    return g_atomic_rc_box_acquire(entry);
}

static void clear(gpointer data)
{
    kept *entry = data;
    g_free(entry->key);
    lm_value_clear(&entry->value);
    lm_series_unref(entry->series);
    g_clear_pointer(&entry->facts, g_variant_unref);
    g_strfreev(entry->warnings);
    g_strfreev(entry->outputs);
}

void kept_unref(kept *entry)
{
    if (entry)
        g_atomic_rc_box_release_full(entry, clear);
}

struct kept_store {
    GMutex lock;
    GHashTable *entries; /* key -> kept */
    guint64 runs, uses, bytes;
};

kept_store *kept_store_new(void)
{
    kept_store *store = g_new0(kept_store, 1);
    g_mutex_init(&store->lock);
    store->entries =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)kept_unref);
    return store;
}

void kept_store_free(kept_store *store)
{
    g_hash_table_unref(store->entries);
    g_mutex_clear(&store->lock);
    g_free(store);
}

guint64 kept_store_begin(kept_store *store)
{
    g_mutex_lock(&store->lock);
    guint64 run = ++store->runs;
    g_mutex_unlock(&store->lock);
    return run;
}

static void use(kept_store *store, kept *entry, guint64 run)
{
    entry->run = MAX(entry->run, run);
    entry->used = ++store->uses;
}

kept *kept_store_find(kept_store *store, const char *key, guint64 run)
{
    g_mutex_lock(&store->lock);
    kept *entry = g_hash_table_lookup(store->entries, key);
    if (entry)
        use(store, kept_ref(entry), run);
    g_mutex_unlock(&store->lock);
    return entry;
}

/* With the lock held. */
static void let_go(kept_store *store, const kept *entry)
{
    store->bytes -= entry->bytes;
    g_hash_table_remove(store->entries, entry->key);
}

void kept_store_add(kept_store *store, kept *entry, guint64 run)
{
    g_mutex_lock(&store->lock);
    kept *before = g_hash_table_lookup(store->entries, entry->key);
    if (before)
        let_go(store, before);
    use(store, entry, run);
    store->bytes += entry->bytes;
    g_hash_table_insert(store->entries, entry->key, kept_ref(entry));
    g_mutex_unlock(&store->lock);
}

void kept_store_remove(kept_store *store, const kept *entry)
{
    g_mutex_lock(&store->lock);
    if (g_hash_table_lookup(store->entries, entry->key) == entry)
        let_go(store, entry);
    g_mutex_unlock(&store->lock);
}

void kept_store_clear(kept_store *store)
{
    g_mutex_lock(&store->lock);
    g_hash_table_remove_all(store->entries);
    store->bytes = 0;
    g_mutex_unlock(&store->lock);
}

static kept *oldest(const kept_store *store, guint64 run)
{
    kept *found = NULL, *entry;
    GHashTableIter at;
    g_hash_table_iter_init(&at, store->entries);
    while (g_hash_table_iter_next(&at, NULL, (gpointer *)&entry))
        if (entry->run < run && (!found || entry->used < found->used))
            found = entry;
    return found;
}

bool kept_store_drop(kept_store *store, guint64 run)
{
    g_mutex_lock(&store->lock);
    kept *entry = oldest(store, run);
    if (entry)
        let_go(store, entry);
    g_mutex_unlock(&store->lock);
    return entry;
}

guint64 kept_store_bytes(kept_store *store)
{
    g_mutex_lock(&store->lock);
    guint64 bytes = store->bytes;
    g_mutex_unlock(&store->lock);
    return bytes;
}
