#include "mat-check.h"

#include "lamina/error.h"

#include <string.h>

enum { HEADER_5 = 128, HEADER_4 = 20, MAX_NAME = 256 };

typedef struct header_4 {
    guint32 kind, rows, columns, imaginary, name;
} header_4;

/* The kind in decimal digits: byte order, 0, type of the numbers, class (full, text, sparse). */
static bool is_kind_4(guint32 kind)
{
    return kind / 1000 <= 1 && kind / 100 % 10 == 0 && kind / 10 % 10 <= 5 && kind % 10 <= 2;
}

static bool is_header_4(const header_4 *h)
{
    return is_kind_4(h->kind) && h->rows <= G_MAXINT32 && h->columns <= G_MAXINT32 &&
           h->imaginary <= 1 && h->name >= 1 && h->name <= MAX_NAME;
}

static bool read_header_4(const mat_stream *file, guint64 at, header_4 *h)
{
    if (file->size - at < HEADER_4 || fseeko(file->stream, (off_t)at, SEEK_SET) != 0 ||
        fread(h, 1, HEADER_4, file->stream) != HEADER_4)
        return false;
    if (file->swap)
        *h = (header_4){GUINT32_SWAP_LE_BE(h->kind), GUINT32_SWAP_LE_BE(h->rows),
                        GUINT32_SWAP_LE_BE(h->columns), GUINT32_SWAP_LE_BE(h->imaginary),
                        GUINT32_SWAP_LE_BE(h->name)};
    return true;
}

/* The name is text that ends with a zero. */
static bool check_name_4(const mat_stream *file, const header_4 *h, GError **error)
{
    char name[MAX_NAME];
    if (fread(name, 1, h->name, file->stream) != h->name)
        return mat_cut_off(file, error);
    return strnlen(name, h->name) == h->name - 1 ||
           mat_damaged(file, "a variable without a proper name", error);
}

bool mat_check_v4(const mat_stream *file, GError **error)
{
    static const guint64 sizes[] = {8, 4, 4, 2, 2, 1};
    for (guint64 at = 0; at < file->size;) {
        header_4 h;
        if (!read_header_4(file, at, &h))
            return mat_cut_off(file, error);
        if (!is_header_4(&h))
            return mat_damaged(file, "a variable of no known kind", error);
        if (!check_name_4(file, &h, error))
            return false;
        guint64 count = (guint64)h.rows * h.columns; /* below 2^62 */
        guint64 room = file->size - at - HEADER_4 - h.name;
        guint64 each = sizes[h.kind / 10 % 10] * (1 + h.imaginary);
        if (count > room / each)
            return mat_cut_off(file, error);
        at += HEADER_4 + h.name + count * each;
    }
    return true;
}

/* A file of version 4 has no mark; it begins with the header of a variable. */
static bool begins_as_4(mat_stream *file)
{
    header_4 h;
    for (int turn = 0; turn < 2; turn++, file->swap = !file->swap)
        if (read_header_4(file, 0, &h) && is_header_4(&h) &&
            (h.kind / 1000 == 1) == (file->swap == (G_BYTE_ORDER == G_LITTLE_ENDIAN)))
            return true;
    return false;
}

/* The mark of the byte order, then the version, at the end of the header. */
static bool find_version(mat_stream *file, mat_version *version)
{
    guint8 header[HEADER_5];
    bool five = fread(header, 1, sizeof header, file->stream) == sizeof header;
    bool little = five && memcmp(header + 126, "IM", 2) == 0;
    bool big = five && memcmp(header + 126, "MI", 2) == 0;
    guint number = little ? header[125] : big ? header[124] : 0;
    if (number == 1 || number == 2) {
        *version = number == 1 ? MAT_VERSION_5 : MAT_VERSION_73;
        file->swap = little != (G_BYTE_ORDER == G_LITTLE_ENDIAN);
        return true;
    }
    *version = MAT_VERSION_4;
    return begins_as_4(file);
}

static bool check(mat_stream *file, bool whole, mat_version *version, GError **error)
{
    if (!find_version(file, version))
        return lm_fail(error, LM_ERROR_INPUT,
                       "%s: is no MAT file, or damaged at its beginning; save it again (in Octave "
                       "with save -v7)",
                       file->path);
    switch (*version) {
    case MAT_VERSION_4:
        return mat_check_v4(file, error);
    case MAT_VERSION_5:
        return mat_check_v5(file, whole, error);
    default:
        return mat_check_hdf5(file->path, error);
    }
}

bool mat_check(const char *path, bool whole, mat_version *version, GError **error)
{
    mat_stream file = {.path = path, .stream = fopen(path, "rbe")};
    if (!file.stream)
        return lm_fail(error, LM_ERROR_INPUT, "%s: cannot be opened", path);
    fseeko(file.stream, 0, SEEK_END);
    file.size = (guint64)MAX(ftello(file.stream), 0);
    rewind(file.stream);
    bool ok = check(&file, whole, version, error);
    fclose(file.stream);
    return ok;
}
