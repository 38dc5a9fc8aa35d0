/* MAT files: what is listed can be read to the end, rightly or with an error. */
#include "fuzz.h"

#include "lamina/series.h"

#include <string.h>
#include <zlib.h>

enum { HEADER = 128 };

/* Reads at most a few MB, as lamina does; a small file can promise more. */
static void look(const char *path, const char *variable)
{
    GError *error = NULL;
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    const char *const paths[] = {path, NULL};
    lm_series_ask ask = {
        .paths = paths, .variable = variable, .n_spacing = 1, .spacing = {1, 1, 1}};
    g_autoptr(lm_series) series = lm_series_open(&ask, context, &error);
    fuzz_check_error(series != NULL, &error, path);
    if (!series || lm_info_bytes(lm_series_info(series)) > 1 << 24)
        return;
    g_autoptr(lm_volume) volume = lm_series_read(series, context, &error);
    fuzz_check_error(volume != NULL, &error, path);
}

static void look_twice(const uint8_t *data, size_t size)
{
    const char *path = fuzz_file("a.mat", data, size);
    look(path, NULL);
    look(path, "a");
}

static void append_packed(GByteArray *file, const uint8_t *data, size_t size)
{
    uLong room = compressBound((uLong)size);
    g_autofree guint8 *packed = g_malloc(room);
    compress(packed, &room, data, (uLong)size);
    const guint32 tag[] = {GUINT32_TO_LE(15), GUINT32_TO_LE((guint32)room)};
    g_byte_array_append(file, (const guint8 *)tag, sizeof tag);
    g_byte_array_append(file, packed, (guint)room);
}

/* Every variable compressed, with a right checksum: what is changed in a compressed file would
 * seldom be looked into. */
static void look_packed(const uint8_t *data, size_t size)
{
    g_autoptr(GByteArray) file = g_byte_array_new();
    g_byte_array_append(file, data, HEADER);
    for (size_t at = HEADER; at + 8 <= size;) {
        guint32 bytes;
        memcpy(&bytes, data + at + 4, sizeof bytes);
        size_t count = MIN(size - at, 8 + (size_t)GUINT32_FROM_LE(bytes));
        append_packed(file, data + at, count);
        at += count;
    }
    look_twice(file->data, file->len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    look_twice(data, size);
    if (size > HEADER && memcmp(data + 124, "\0\1IM", 4) == 0)
        look_packed(data, size);
    return 0;
}
