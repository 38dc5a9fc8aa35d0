/* Bytes made in pieces on all processors, and written in their order. */
#pragma once

#include "file-format.h"

/* Makes the bytes for items lo <= i < hi: fills `room` and sets *size. Called from several threads.
 */
typedef bool (*stream_fn)(gint64 lo, gint64 hi, guint8 *room, size_t *size, gpointer user,
                          GError **error);

/* `count` items, `grain` at a time, which take at most `room` bytes, into the file that is open in
 * w->output. What comes out does not depend on the number of threads, each of which holds one
 * piece. */
bool stream_items(const writing *w, guint64 count, gint64 grain, size_t room, stream_fn make,
                  gpointer user, GError **error);

/* The same for bytes that are there already. */
bool stream_bytes(const writing *w, const void *bytes, guint64 size, GError **error);
