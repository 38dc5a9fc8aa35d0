/* Bytes made piece by piece on all processors, and written in the order of the pieces. */
#pragma once

#include "file-format.h"

/* Makes piece number `piece`: fills `room` and sets *size. Called from several threads. */
typedef bool (*stream_fn)(gint64 piece, guint8 *room, size_t *size, gpointer user, GError **error);

/* Pieces 0 to count-1, each of at most `room` bytes, into the file that is open in w->output. What
 * comes out does not depend on the number of threads, each of which holds one piece. */
bool stream_pieces(const writing *w, gint64 count, size_t room, stream_fn make, gpointer user,
                   GError **error);

/* The same for bytes that are there already. */
bool stream_bytes(const writing *w, const void *bytes, guint64 size, GError **error);
