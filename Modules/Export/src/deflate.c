#include "deflate.h"

#include "stream.h"

#include "lamina/alloc.h"
#include "lamina/error.h"

#include <zlib.h>

typedef enum wrap { WRAP_GZIP, WRAP_ZLIB, WRAP_EACH } wrap;

typedef struct block {
    size_t size, length; /* packed, and before */
    uLong check;         /* of what was packed */
} block;

typedef struct packer {
    const guint8 *bytes;
    guint64 size;
    size_t count;
    wrap wrap;
    block *blocks;
} packer;

size_t deflate_block_count(guint64 size)
{
    return (size_t)((size + DEFLATE_BLOCK - 1) / DEFLATE_BLOCK);
}

/* Blocks that are parts of one stream end at a byte and say that more will follow, except the last.
 */
static bool pack(const void *bytes, size_t length, int window, int flush, guint8 *room,
                 size_t *size, GError **error)
{
    z_stream z = {.next_in = (Bytef *)bytes, .avail_in = (uInt)length};
    if (deflateInit2(&z, DEFLATE_LEVEL, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return lm_fail(error, LM_ERROR_MEMORY, "not enough memory for packing");
    z.next_out = room;
    z.avail_out = (uInt)*size;
    int status = deflate(&z, flush);
    bool ok =
        status == (flush == Z_FINISH ? Z_STREAM_END : Z_OK) && z.avail_in == 0 && z.avail_out > 0;
    *size -= z.avail_out;
    deflateEnd(&z);
    return ok || lm_fail(error, LM_ERROR_INTERNAL, "zlib could not pack a block (%d)", status);
}

static size_t room_of_block(void)
{
    return compressBound(DEFLATE_BLOCK) + 16;
}

static uLong check_of(wrap kind, const void *bytes, size_t length)
{
    return kind == WRAP_GZIP ? crc32(crc32(0, NULL, 0), bytes, (uInt)length)
                             : adler32(adler32(0, NULL, 0), bytes, (uInt)length);
}

static bool pack_block(gint64 lo, gint64 hi, guint8 *room, size_t *size, gpointer user,
                       GError **error)
{
    packer *p = user;
    const guint8 *bytes = p->bytes + lo;
    size_t length = (size_t)(hi - lo);
    bool each = p->wrap == WRAP_EACH, last = each || (guint64)hi == p->size;
    *size = room_of_block();
    if (!pack(bytes, length, each ? MAX_WBITS : -MAX_WBITS, last ? Z_FINISH : Z_SYNC_FLUSH, room,
              size, error))
        return false;
    p->blocks[lo / DEFLATE_BLOCK] = (block){*size, length, check_of(p->wrap, bytes, length)};
    return true;
}

/* Packs and writes all blocks; p->blocks is the caller's to free, also after a failure. */
static bool pack_all(packer *p, const writing *w, GError **error)
{
    p->count = deflate_block_count(p->size);
    p->blocks = lm_alloc(p->count, sizeof *p->blocks, "the list of packed blocks", error);
    return p->blocks &&
           stream_items(w, p->size, DEFLATE_BLOCK, room_of_block(), pack_block, p, error);
}

static uLong check_of_all(const packer *p, uLong check)
{
    for (size_t i = 0; i < p->count; i++) {
        const block *b = &p->blocks[i];
        check = p->wrap == WRAP_GZIP ? crc32_combine(check, b->check, (z_off_t)b->length)
                                     : adler32_combine(check, b->check, (z_off_t)b->length);
    }
    return check;
}

static bool gzip_head(const writing *w, const void *head, size_t head_size, GError **error)
{
    static const guint8 magic[10] = {0x1f, 0x8b, 8, [9] = 3}; /* deflate, no name, no time, Unix */
    guint8 room[1024];
    size_t size = sizeof room;
    g_return_val_if_fail(compressBound((uLong)head_size) + 16 <= sizeof room, false);
    return lm_output_write(w->output, magic, sizeof magic, error) &&
           (head_size == 0 ||
            (pack(head, head_size, -MAX_WBITS, Z_SYNC_FLUSH, room, &size, error) &&
             lm_output_write(w->output, room, size, error)));
}

bool deflate_gzip(const writing *w, const void *head, size_t head_size, const void *bytes,
                  guint64 size, GError **error)
{
    packer p = {.bytes = bytes, .size = size, .wrap = WRAP_GZIP};
    bool ok = gzip_head(w, head, head_size, error) && pack_all(&p, w, error);
    if (ok) {
        uLong check = check_of(WRAP_GZIP, head, head_size);
        guint32 tail[2] = {GUINT32_TO_LE((guint32)check_of_all(&p, check)),
                           GUINT32_TO_LE((guint32)(head_size + size))};
        ok = lm_output_write(w->output, tail, sizeof tail, error);
    }
    lm_free(p.blocks);
    return ok;
}

bool deflate_zlib(const writing *w, const void *bytes, guint64 size, guint64 *packed,
                  GError **error)
{
    static const guint8 magic[2] = {0x78, 0x5e};
    packer p = {.bytes = bytes, .size = size, .wrap = WRAP_ZLIB};
    bool ok = lm_output_write(w->output, magic, sizeof magic, error) && pack_all(&p, w, error);
    if (ok) {
        guint32 tail = GUINT32_TO_BE((guint32)check_of_all(&p, adler32(0, NULL, 0)));
        ok = lm_output_write(w->output, &tail, sizeof tail, error);
        *packed = sizeof magic + sizeof tail;
        for (size_t i = 0; i < p.count; i++)
            *packed += p.blocks[i].size;
    }
    lm_free(p.blocks);
    return ok;
}

bool deflate_blocks(const writing *w, const void *bytes, guint64 size, guint64 *sizes,
                    GError **error)
{
    packer p = {.bytes = bytes, .size = size, .wrap = WRAP_EACH};
    bool ok = pack_all(&p, w, error);
    for (size_t i = 0; ok && i < p.count; i++)
        sizes[i] = p.blocks[i].size;
    lm_free(p.blocks);
    return ok;
}
