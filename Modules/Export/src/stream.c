#include "stream.h"

#include "lamina/alloc.h"
#include "lamina/parallel.h"

typedef struct stream {
    const writing *w;
    size_t room;
    stream_fn make;
    gpointer user;
    guint8 *rooms; /* one for each thread */
    GMutex lock;   /* of all below, and of the output */
    GCond moved;
    gint64 turn; /* the item to write next */
    bool failed;
} stream;

/* Waits for the turn of a piece. One before it may never come, when its thread was cancelled; so
 * the wait looks up now and then. */
static bool wait_for_turn(stream *s, gint64 lo, GError **error)
{
    while (s->turn != lo && !s->failed) {
        g_cond_wait_until(&s->moved, &s->lock, g_get_monotonic_time() + G_TIME_SPAN_SECOND / 20);
        if (!lm_context_go_on(s->w->context, error))
            return false;
    }
    return true;
}

static bool one_piece(gint64 lo, gint64 hi, unsigned worker, gpointer user, GError **error)
{
    stream *s = user;
    guint8 *room = s->rooms + worker * s->room;
    size_t size = 0;
    bool ok = s->make(lo, hi, room, &size, s->user, error);
    g_mutex_lock(&s->lock);
    ok = ok && wait_for_turn(s, lo, error);
    /* After somebody else's failure there is nothing more to say. */
    if (ok && !s->failed)
        ok = lm_output_write(s->w->output, room, size, error);
    s->failed = s->failed || !ok;
    s->turn = hi;
    g_cond_broadcast(&s->moved);
    g_mutex_unlock(&s->lock);
    return ok;
}

bool stream_items(const writing *w, guint64 count, gint64 grain, size_t room, stream_fn make,
                  gpointer user, GError **error)
{
    stream s = {.w = w, .room = room, .make = make, .user = user};
    s.rooms = lm_alloc(lm_context_threads(w->context), room, "what goes to disk next", error);
    if (!s.rooms)
        return false;
    g_mutex_init(&s.lock);
    g_cond_init(&s.moved);
    bool ok = lm_parallel(w->context, (gint64)count, grain, one_piece, &s, error);
    g_mutex_clear(&s.lock);
    g_cond_clear(&s.moved);
    lm_free(s.rooms);
    return ok;
}

bool stream_bytes(const writing *w, const void *bytes, guint64 size, GError **error)
{
    enum { CHUNK = 8 << 20 };
    for (guint64 at = 0; at < size; at += CHUNK) {
        size_t part = (size_t)MIN(size - at, (guint64)CHUNK);
        if (!lm_context_go_on(w->context, error) ||
            !lm_output_write(w->output, (const guint8 *)bytes + at, part, error))
            return false;
        lm_context_progress(w->context, (double)(at + part) / (double)size);
    }
    return true;
}
