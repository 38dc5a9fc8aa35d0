/* Version 5: elements of a tag (type, bytes) and their content; a variable is an element that holds
 * others, perhaps compressed as a whole. */
#include "mat-check.h"

#include "lamina/error.h"

#include <string.h>
#include <zlib.h>

enum { HEADER = 128, MAX_DEPTH = 32, MAX_RANK = 32, MAX_NAME = 4096, BLOCK = 1 << 14 };

/* Types of elements. */
enum { INT8 = 1, INT32 = 5, UINT32 = 6, MATRIX = 14, COMPRESSED = 15 };

/* Classes of variables. */
enum { CELL = 1, STRUCT, OBJECT, TEXT, SPARSE, FIRST_NUMERIC, LAST_NUMERIC = 15, FUNCTION, OPAQUE };

/* Deflate shrinks at most 1032 times. */
static const guint64 deflate_ratio = 1032;

/* Where the walk is: in the file, or in what an element of it inflates to. */
typedef struct walk {
    const mat_stream *file;
    bool whole;
    guint64 at;       /* of the bytes that are walked */
    z_stream *z;      /* NULL: those of the file */
    guint64 z_left;   /* compressed bytes that are still in the file */
    guint8 in[BLOCK]; /* of them */
    bool left_aside;  /* values were not looked at: the walk of this variable is over */
} walk;

typedef struct tag {
    guint32 type, bytes;
    bool small; /* its content, at most 4 bytes, came with it: */
    guint32 content;
} tag;

/* Inflates until there is no room or no more data; zlib's status. */
static int inflate_on(walk *w)
{
    if (w->z->avail_in == 0 && w->z_left > 0) {
        size_t n = (size_t)MIN(w->z_left, (guint64)BLOCK);
        w->z->next_in = w->in;
        w->z->avail_in = (uInt)fread(w->in, 1, n, w->file->stream);
        w->z_left -= n;
    }
    return inflate(w->z, Z_NO_FLUSH);
}

static bool inflate_some(walk *w, void *bytes, size_t count, GError **error)
{
    w->z->next_out = bytes;
    w->z->avail_out = (uInt)count;
    while (w->z->avail_out > 0) {
        int status = inflate_on(w);
        if (status != Z_OK && !(status == Z_STREAM_END && w->z->avail_out == 0))
            return mat_damaged(w->file, "compressed data that does not unpack", error);
    }
    return true;
}

static bool take(walk *w, guint64 end, void *bytes, size_t count, GError **error)
{
    if (end - w->at < count)
        return mat_damaged(w->file, "an element longer than what holds it", error);
    w->at += count;
    if (w->z)
        return inflate_some(w, bytes, count, error);
    return fread(bytes, 1, count, w->file->stream) == count || mat_cut_off(w->file, error);
}

static bool skip(walk *w, guint64 end, guint64 count, GError **error)
{
    if (end - w->at < count)
        return mat_damaged(w->file, "an element longer than what holds it", error);
    w->at += count;
    if (!w->z)
        return fseeko(w->file->stream, (off_t)w->at, SEEK_SET) == 0 || mat_cut_off(w->file, error);
    guint8 out[BLOCK];
    for (guint64 left = count; left > 0; left -= MIN(left, (guint64)BLOCK))
        if (!inflate_some(w, out, (size_t)MIN(left, (guint64)BLOCK), error))
            return false;
    return true;
}

static bool take_words(walk *w, guint64 end, guint32 *words, guint count, GError **error)
{
    if (!take(w, end, words, count * sizeof *words, error))
        return false;
    for (guint i = 0; i < count && w->file->swap; i++)
        words[i] = GUINT32_SWAP_LE_BE(words[i]);
    return true;
}

static bool take_tag(walk *w, guint64 end, tag *t, GError **error)
{
    guint32 words[2];
    if (!take_words(w, end, words, 2, error))
        return false;
    bool is_small = words[0] >> 16 != 0;
    *t = (tag){.type = words[0] & 0xffff,
               .bytes = is_small ? words[0] >> 16 : words[1],
               .small = is_small,
               .content = words[1]};
    if (is_small ? t->bytes > 4 : t->bytes > end - w->at)
        return mat_damaged(w->file, "an element longer than what holds it", error);
    return true;
}

/* Contents are filled up to 8 bytes; some programs leave that out at the end. */
static bool skip_content(walk *w, guint64 end, const tag *t, GError **error)
{
    guint64 filled = ((guint64)t->bytes + 7) & ~(guint64)7;
    return t->small || skip(w, end, MIN(filled, end - w->at), error);
}

static bool skip_name(walk *w, guint64 end, GError **error)
{
    tag t;
    if (!take_tag(w, end, &t, error))
        return false;
    if (t.type != INT8 || t.bytes > MAX_NAME)
        return mat_damaged(w->file, "a name that is no plain text", error);
    return skip_content(w, end, &t, error);
}

/* How many values the sizes make, all of them together. */
static bool take_sizes(walk *w, guint64 end, guint64 *count, GError **error)
{
    tag t;
    guint32 sizes[MAX_RANK];
    if (!take_tag(w, end, &t, error))
        return false;
    guint rank = t.bytes / 4;
    if (t.type != INT32 || t.small || t.bytes % 4 != 0 || rank < 2 || rank > MAX_RANK)
        return mat_damaged(w->file, "an array without proper sizes", error);
    if (!take_words(w, end, sizes, rank, error) ||
        !skip(w, end, MIN(4 * (rank % 2), end - w->at), error))
        return false;
    *count = 1;
    for (guint i = 0; i < rank; i++)
        if (sizes[i] > G_MAXINT32 || !g_uint64_checked_mul(count, *count, sizes[i]))
            return mat_damaged(w->file, "an array of impossible size", error);
    return true;
}

static guint type_size(guint32 type)
{
    static const guint sizes[] = {0, 1, 1, 2, 2, 4, 4, 4, 0, 8, 0, 0, 8, 8};
    return type < G_N_ELEMENTS(sizes) ? sizes[type] : 0;
}

/* The values of a numeric array: as many as its sizes make. */
static bool walk_values(walk *w, guint64 end, guint64 count, int depth, GError **error)
{
    tag t;
    if (!take_tag(w, end, &t, error))
        return false;
    guint size = type_size(t.type);
    if (size == 0 || t.bytes % size != 0 || t.bytes / size != count)
        return mat_damaged(w->file, "an array of more or fewer values than its sizes say", error);
    w->left_aside = w->z && depth == 0 && !w->whole;
    return w->left_aside || skip_content(w, end, &t, error);
}

static bool walk_elements(walk *w, guint64 end, int count, GError **error)
{
    for (int i = 0; i < count; i++) {
        tag t;
        if (!take_tag(w, end, &t, error) || !skip_content(w, end, &t, error))
            return false;
    }
    return true;
}

static bool walk_matrix(walk *w, guint64 end, int depth, GError **error);

static bool walk_matrices(walk *w, guint64 end, guint64 count, int depth, GError **error)
{
    if (count > (end - w->at) / 8)
        return mat_damaged(w->file, "more parts than there is room for", error);
    for (guint64 i = 0; i < count; i++) {
        tag t;
        if (!take_tag(w, end, &t, error))
            return false;
        if (t.type != MATRIX || t.small)
            return mat_damaged(w->file, "a part of no known kind", error);
        if (t.bytes > 0 && !walk_matrix(w, w->at + t.bytes, depth + 1, error))
            return false;
    }
    return true;
}

/* A structure: names of equal length, and for each element of it a matrix of each name. */
static bool walk_fields(walk *w, guint64 end, guint64 count, int depth, GError **error)
{
    tag length, names;
    if (!take_tag(w, end, &length, error))
        return false;
    if (length.type != INT32 || !length.small || length.bytes != 4 || length.content < 1 ||
        length.content > MAX_NAME)
        return mat_damaged(w->file, "a structure without proper names", error);
    if (!take_tag(w, end, &names, error))
        return false;
    if (names.type != INT8 || names.bytes % length.content != 0)
        return mat_damaged(w->file, "a structure without proper names", error);
    guint64 parts = names.bytes / length.content;
    if (!g_uint64_checked_mul(&parts, parts, count))
        return mat_damaged(w->file, "a structure of impossible size", error);
    return skip_content(w, end, &names, error) && walk_matrices(w, end, parts, depth, error);
}

static bool walk_body(walk *w, guint64 end, guint kind, bool is_complex, int depth, GError **error)
{
    guint64 count = 0;
    if (!take_sizes(w, end, &count, error) || !skip_name(w, end, error))
        return false;
    switch (kind) {
    case CELL:
    case FUNCTION:
        return walk_matrices(w, end, count, depth, error);
    case OBJECT:
        return skip_name(w, end, error) && walk_fields(w, end, count, depth, error);
    case STRUCT:
        return walk_fields(w, end, count, depth, error);
    case TEXT:
        return walk_elements(w, end, 1, error);
    case SPARSE:
        return walk_elements(w, end, is_complex ? 4 : 3, error);
    default:
        return walk_values(w, end, count, depth, error) &&
               (w->left_aside || !is_complex || walk_values(w, end, count, depth, error));
    }
}

static bool walk_matrix(walk *w, guint64 end, int depth, GError **error)
{
    tag t;
    guint32 flags[2];
    if (depth > MAX_DEPTH)
        return lm_fail(error, LM_ERROR_INPUT,
                       "%s: cells or structures are nested deeper than Lamina follows them; save "
                       "the array in a file of its own",
                       w->file->path);
    if (!take_tag(w, end, &t, error))
        return false;
    if (t.type != UINT32 || t.small || t.bytes != sizeof flags)
        return mat_damaged(w->file, "a variable without a class", error);
    if (!take_words(w, end, flags, 2, error))
        return false;
    guint kind = flags[0] & 0xff;
    if (kind < CELL || kind > OPAQUE)
        return mat_damaged(w->file, "a variable of no known class", error);
    if (kind != OPAQUE && !walk_body(w, end, kind, flags[0] & 0x800, depth, error))
        return false;
    return w->left_aside || skip(w, end, end - w->at, error);
}

/* After the variable nothing may come but the checksum. */
static bool inflate_end(walk *w, GError **error)
{
    guint8 past;
    int status = Z_OK;
    w->z->next_out = &past;
    w->z->avail_out = 1;
    while (status == Z_OK && w->z->avail_out > 0)
        status = inflate_on(w);
    return status == Z_STREAM_END ||
           mat_damaged(w->file, "compressed data that does not unpack", error);
}

static bool walk_inflated(walk *w, guint64 compressed, GError **error)
{
    tag t;
    w->at = 0;
    if (!take_tag(w, G_MAXUINT64, &t, NULL) || t.type != MATRIX || t.small)
        return mat_damaged(w->file, "a compressed variable that is none", error);
    if (t.bytes / deflate_ratio > compressed)
        return mat_damaged(w->file, "an array larger than its compressed data can be", error);
    if (!walk_matrix(w, w->at + t.bytes, 0, error))
        return false;
    return w->left_aside || inflate_end(w, error);
}

static bool walk_compressed(walk *w, guint32 bytes, GError **error)
{
    z_stream z = {0};
    guint64 end = w->at + bytes;
    if (inflateInit(&z) != Z_OK)
        return lm_fail(error, LM_ERROR_MEMORY, "%s: not enough memory", w->file->path);
    w->z = &z;
    w->z_left = bytes;
    bool ok = walk_inflated(w, bytes, error);
    inflateEnd(&z);
    w->z = NULL;
    w->left_aside = false;
    w->at = end;
    return ok && skip(w, end, 0, error);
}

bool mat_check_v5(const mat_stream *file, bool whole, GError **error)
{
    walk w = {.file = file, .whole = whole};
    if (!skip(&w, file->size, HEADER, error))
        return false;
    while (w.at < file->size) {
        tag t;
        if (file->size - w.at < 8)
            return mat_cut_off(file, error);
        if (!take_tag(&w, file->size, &t, NULL))
            return mat_cut_off(file, error);
        if (t.small || (t.type != MATRIX && t.type != COMPRESSED))
            return mat_damaged(file, "something else than a variable", error);
        if (t.type == COMPRESSED ? !walk_compressed(&w, t.bytes, error)
                                 : t.bytes > 0 && !walk_matrix(&w, w.at + t.bytes, 0, error))
            return false;
    }
    return true;
}
