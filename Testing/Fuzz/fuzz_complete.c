/* Pictures: the completeness check ends and keeps its word, and what it passes is read to the
 * end, rightly or with an error. */
#include "fuzz.h"

#include "lamina/complete.h"
#include "lamina/series.h"

#include <string.h>
#include <zlib.h>

static bool equal(const lm_picture_header *a, const lm_picture_header *b)
{
    return a->format == b->format && a->width == b->width && a->height == b->height &&
           a->bits == b->bits && a->components == b->components;
}

static void read_on(const char *path)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    const char *const paths[] = {path, NULL};
    lm_series_ask ask = {.paths = paths, .n_spacing = 1, .spacing = {1, 1, 1}};
    g_autoptr(lm_series) series = lm_series_open(&ask, context, &error);
    lm_volume *volume = series ? lm_series_read(series, context, &error) : NULL;
    g_assert(volume || error);
    lm_volume_unref(volume);
}

static void look(const uint8_t *data, size_t size)
{
    const char *path = fuzz_file("slice", data, size);
    lm_picture_header first, whole;
    GError *error = NULL;
    bool begins = lm_complete_header(path, &first, &error);
    fuzz_check_error(begins, &error, path);
    bool complete = lm_complete_check(path, &whole, &error);
    fuzz_check_error(complete, &error, path);
    g_assert(begins || !complete);
    g_assert(!complete || (equal(&first, &whole) && whole.pages == 1));
    if (complete && (guint64)whole.width * whole.height < 1 << 22)
        read_on(path);
}

static guint32 u32(const guint8 *p)
{
    return (guint32)p[0] << 24 | (guint32)p[1] << 16 | (guint32)p[2] << 8 | p[3];
}

/* Gives every chunk of a PNG a right checksum, or no changed one would be looked into. */
static void repair(guint8 *png, size_t size)
{
    for (size_t at = 8; at + 12 <= size && u32(png + at) <= size - at - 12;) {
        guint32 length = u32(png + at);
        guint32 sum = GUINT32_TO_BE((guint32)crc32(0, png + at + 4, length + 4));
        memcpy(png + at + 8 + length, &sum, sizeof sum);
        at += 12 + (size_t)length;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    look(data, size);
    if (size > 8 && memcmp(data, "\x89PNG", 4) == 0) {
        g_autofree guint8 *copy = g_memdup2(data, size);
        repair(copy, size);
        look(copy, size);
    }
    return 0;
}
