/* Voxels packed by zlib on all processors, in blocks that do not know of each other. */
#pragma once

#include "file-format.h"

enum { DEFLATE_BLOCK = 1 << 20 }; /* bytes before packing */

/* zlib's. Packs images about as well as the higher ones, in a fraction of the time. */
enum { DEFLATE_LEVEL = 2 };

/* Bytes of scratch each thread needs. */
enum { DEFLATE_SCRATCH = DEFLATE_BLOCK + (DEFLATE_BLOCK >> 8) + (320 << 10) };

/* One gzip file: first `head`, then `bytes`. */
bool deflate_gzip(const writing *w, const void *head, size_t head_size, const void *bytes,
                  guint64 size, GError **error);

/* One zlib stream; *packed is its size. */
bool deflate_zlib(const writing *w, const void *bytes, guint64 size, guint64 *packed,
                  GError **error);

/* A zlib stream for each block; sizes[i] is the size of the i-th. */
bool deflate_blocks(const writing *w, const void *bytes, guint64 size, guint64 *sizes,
                    GError **error);

size_t deflate_block_count(guint64 size);
