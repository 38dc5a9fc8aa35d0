#include "dicom-file.h"

#include "lamina/error.h"

#include <stdio.h>
#include <string.h>

static const guint32 undefined_length = 0xffffffff;
static const guint32 item_tag = DICOM_TAG(0xfffe, 0xe000);
static const guint32 item_end_tag = DICOM_TAG(0xfffe, 0xe00d);
static const guint32 sequence_end_tag = DICOM_TAG(0xfffe, 0xe0dd);
static const guint32 pixels_tag = DICOM_TAG(0x7fe0, 0x0010);
static const guint32 syntax_tag = DICOM_TAG(0x0002, 0x0010);
static const guint32 shared_tag = DICOM_TAG(0x5200, 0x9229);
static const guint32 per_frame_tag = DICOM_TAG(0x5200, 0x9230);

enum { KEPT_BYTES = 1024, MAX_DEPTH = 16, PREAMBLE = 128 };

struct dicom_file {
    GHashTable *top, *shared; /* tag -> GBytes */
    GPtrArray *frames;        /* of such tables */
    gint64 pixel_bytes;
};

/* Where the walk is: the file, how it is written, and the table that values go to. */
typedef struct walk {
    dicom_file *file;
    const char *path;
    FILE *stream;
    guint64 size, at;
    bool is_explicit, big_endian;
    GHashTable *table; /* NULL: nothing here is wanted */
} walk;

typedef struct element {
    guint32 tag;
    char vr[3]; /* "" where the file does not say it */
    guint32 length;
} element;

static GHashTable *new_table(void)
{
    return g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_bytes_unref);
}

void dicom_file_close(dicom_file *file)
{
    if (!file)
        return;
    g_hash_table_unref(file->top);
    g_hash_table_unref(file->shared);
    g_ptr_array_unref(file->frames);
    g_free(file);
}

static bool damaged(const walk *w, const char *what, GError **error)
{
    return lm_fail(error, LM_ERROR_INPUT,
                   "%s: damaged DICOM: %s at byte %" G_GUINT64_FORMAT "; copy or export it again",
                   w->path, what, w->at);
}

static bool truncated(const walk *w, guint64 needed, GError **error)
{
    return lm_fail(error, LM_ERROR_INPUT,
                   "%s: truncated or damaged DICOM: %" G_GUINT64_FORMAT
                   " bytes are needed, there are %" G_GUINT64_FORMAT "; copy or export it again",
                   w->path, needed, w->size);
}

static bool take(walk *w, guint64 end, void *bytes, guint32 count, GError **error)
{
    if (w->at > end || end - w->at < count)
        return end == w->size ? truncated(w, w->at + count, error)
                              : damaged(w, "an element longer than what holds it", error);
    if (fseeko(w->stream, (off_t)w->at, SEEK_SET) != 0 ||
        fread(bytes, 1, count, w->stream) != count)
        return truncated(w, w->at + count, error);
    w->at += count;
    return true;
}

static bool skip(walk *w, guint64 end, guint32 count, GError **error)
{
    if (w->at > end || end - w->at < count)
        return end == w->size ? truncated(w, w->at + count, error)
                              : damaged(w, "an element longer than what holds it", error);
    w->at += count;
    return true;
}

static guint32 u16(const walk *w, const guint8 *p)
{
    return w->big_endian ? (guint32)p[0] << 8 | p[1] : (guint32)p[1] << 8 | p[0];
}

static guint32 u32(const walk *w, const guint8 *p)
{
    return w->big_endian ? u16(w, p) << 16 | u16(w, p + 2) : u16(w, p + 2) << 16 | u16(w, p);
}

static bool vr_in(const char *vr, const char *list)
{
    for (; *list; list += 2)
        if (memcmp(vr, list, 2) == 0)
            return true;
    return false;
}

static bool read_explicit(walk *w, guint64 end, const guint8 start[8], element *e, GError **error)
{
    static const char shorts[] = "AEASATCSDADSDTFDFLISLOLTPNSHSLSSSTTMUIULUS";
    static const char longs[] = "OBODOFOLOVOWSQSVUCUNURUTUV";
    guint8 length[4];
    memcpy(e->vr, start + 4, 2);
    if (vr_in(e->vr, shorts)) {
        e->length = u16(w, start + 6);
        return true;
    }
    if (!vr_in(e->vr, longs))
        return damaged(w, "an element of no known kind", error);
    if (!take(w, end, length, sizeof length, error))
        return false;
    e->length = u32(w, length);
    return true;
}

static bool read_element(walk *w, guint64 end, element *e, GError **error)
{
    guint8 start[8];
    if (!take(w, end, start, sizeof start, error))
        return false;
    *e = (element){.tag = u16(w, start) << 16 | u16(w, start + 2)};
    if (w->is_explicit && e->tag >> 16 != 0xfffe)
        return read_explicit(w, end, start, e, error);
    e->length = u32(w, start + 4);
    return true;
}

static bool is_wanted(guint32 tag)
{
    static const guint32 wanted[] = {
        DICOM_TAG(0x0002, 0x0010), DICOM_TAG(0x0008, 0x103e), DICOM_TAG(0x0020, 0x000e),
        DICOM_TAG(0x0020, 0x0032), DICOM_TAG(0x0020, 0x0037), DICOM_TAG(0x0028, 0x0002),
        DICOM_TAG(0x0028, 0x0004), DICOM_TAG(0x0028, 0x0008), DICOM_TAG(0x0028, 0x0010),
        DICOM_TAG(0x0028, 0x0011), DICOM_TAG(0x0028, 0x0030), DICOM_TAG(0x0028, 0x0100),
        DICOM_TAG(0x0028, 0x0101), DICOM_TAG(0x0028, 0x0103), DICOM_TAG(0x0028, 0x1052),
        DICOM_TAG(0x0028, 0x1053),
    };
    for (size_t i = 0; i < G_N_ELEMENTS(wanted); i++)
        if (wanted[i] == tag)
            return true;
    return false;
}

static bool keep_or_skip(walk *w, guint64 end, const element *e, GError **error)
{
    if (!w->table || !is_wanted(e->tag) || e->length > KEPT_BYTES)
        return skip(w, end, e->length, error);
    guint8 bytes[KEPT_BYTES];
    if (!take(w, end, bytes, e->length, error))
        return false;
    if (w->big_endian && e->length == 2) { /* the only numbers that are kept */
        guint8 first = bytes[0];
        bytes[0] = bytes[1];
        bytes[1] = first;
    }
    g_hash_table_insert(w->table, GUINT_TO_POINTER(e->tag), g_bytes_new(bytes, e->length));
    return true;
}

static bool walk_elements(walk *w, guint64 end, bool until_mark, int depth, GError **error);

/* Which table the values in item `i` of a sequence belong to. */
static GHashTable *table_of_item(const walk *w, guint32 sequence, guint i)
{
    dicom_file *file = w->file;
    if (sequence == shared_tag && i == 0)
        return file->shared;
    if (sequence == per_frame_tag) {
        g_ptr_array_add(file->frames, new_table());
        return file->frames->pdata[file->frames->len - 1];
    }
    /* What lies one level further down, PlanePositionSequence and the like, belongs to its frame.
     */
    return w->table != file->top && i == 0 ? w->table : NULL;
}

static bool walk_item(walk *w, guint64 end, const element *item, int depth, GError **error)
{
    bool until_mark = item->length == undefined_length;
    if (!until_mark && end - w->at < item->length)
        return damaged(w, "an item longer than what holds it", error);
    return walk_elements(w, until_mark ? end : w->at + item->length, until_mark, depth + 1, error);
}

static bool walk_sequence(walk *w, guint64 end, const element *e, int depth, GError **error)
{
    bool until_mark = e->length == undefined_length;
    if (depth >= MAX_DEPTH)
        return damaged(w, "sequences nested too deep", error);
    if (!until_mark) {
        if (end - w->at < e->length)
            return damaged(w, "a sequence longer than what holds it", error);
        end = w->at + e->length;
    }
    GHashTable *outer = w->table;
    for (guint i = 0; until_mark || w->at < end; i++) {
        element item;
        if (!read_element(w, end, &item, error))
            return false;
        if (until_mark && item.tag == sequence_end_tag && item.length == 0)
            break;
        if (item.tag != item_tag)
            return damaged(w, "something else than an item in a sequence", error);
        w->table = table_of_item(w, e->tag, i);
        bool ok = walk_item(w, end, &item, depth, error);
        w->table = outer;
        if (!ok)
            return false;
    }
    return true;
}

/* Compressed pixels: fragments, each of a definite length, and an end mark. */
static bool walk_fragments(walk *w, guint64 end, GError **error)
{
    for (;;) {
        element item;
        if (!read_element(w, end, &item, error))
            return false;
        if (item.tag == sequence_end_tag && item.length == 0)
            return true;
        if (item.tag != item_tag || item.length == undefined_length)
            return damaged(w, "something else than a piece of the image", error);
        if (!skip(w, end, item.length, error))
            return false;
    }
}

/* Where the file does not say the kinds of its elements, the sequences that matter are known. */
static bool is_sequence(const element *e)
{
    static const guint32 known[] = {DICOM_TAG(0x5200, 0x9229), DICOM_TAG(0x5200, 0x9230),
                                    DICOM_TAG(0x0020, 0x9113), DICOM_TAG(0x0020, 0x9116),
                                    DICOM_TAG(0x0028, 0x9110), DICOM_TAG(0x0028, 0x9145)};
    if (*e->vr)
        return memcmp(e->vr, "SQ", 2) == 0;
    for (size_t i = 0; i < G_N_ELEMENTS(known); i++)
        if (known[i] == e->tag)
            return true;
    return e->length == undefined_length;
}

static bool walk_value(walk *w, guint64 end, const element *e, int depth, GError **error)
{
    if (e->tag == pixels_tag && depth == 0) {
        w->file->pixel_bytes = e->length == undefined_length ? -1 : (gint64)e->length;
        return e->length == undefined_length ? walk_fragments(w, end, error)
                                             : skip(w, end, e->length, error);
    }
    if (is_sequence(e))
        return walk_sequence(w, end, e, depth, error);
    if (e->length != undefined_length)
        return keep_or_skip(w, end, e, error);
    if (memcmp(e->vr, "UN", 2) != 0)
        return damaged(w, "an element without a length", error);
    /* A sequence of unknown kind is written the implicit way (PS3.5, 6.2.2). */
    bool was_explicit = w->is_explicit;
    w->is_explicit = false;
    bool ok = walk_sequence(w, end, e, depth, error);
    w->is_explicit = was_explicit;
    return ok;
}

static bool walk_elements(walk *w, guint64 end, bool until_mark, int depth, GError **error)
{
    while (until_mark || w->at < end) {
        element e;
        if (!read_element(w, end, &e, error))
            return false;
        if (until_mark && e.tag == item_end_tag && e.length == 0)
            return true;
        if (e.tag >> 16 == 0xfffe || e.tag >> 16 == 0)
            return damaged(w, "a mark out of place", error);
        if (!walk_value(w, end, &e, depth, error))
            return false;
    }
    return true;
}

/* The elements of group 2 are always explicit and little-endian; they say how the rest is written.
 */
static bool walk_meta(walk *w, GError **error)
{
    for (w->is_explicit = true; w->at < w->size;) {
        guint64 start = w->at;
        element e;
        guint8 group[2];
        if (!take(w, w->size, group, sizeof group, error))
            return false;
        w->at = start;
        if (u16(w, group) != 2)
            break;
        if (!read_element(w, w->size, &e, error) || !keep_or_skip(w, w->size, &e, error))
            return false;
    }
    g_autofree char *syntax = dicom_file_text(w->file, syntax_tag);
    if (!syntax)
        return damaged(w, "no word of how the rest is written", error);
    if (g_str_equal(syntax, "1.2.840.10008.1.2.1.99"))
        return lm_fail(error, LM_ERROR_INPUT,
                       "%s: deflated DICOM is not supported; convert it to plain DICOM", w->path);
    w->is_explicit = !g_str_equal(syntax, "1.2.840.10008.1.2");
    w->big_endian = g_str_equal(syntax, "1.2.840.10008.1.2.2");
    return true;
}

static bool walk_file(walk *w, GError **error)
{
    char mark[4];
    if (w->size < PREAMBLE + sizeof mark)
        return lm_fail(error, LM_ERROR_INPUT, "%s: is no DICOM file", w->path);
    w->at = PREAMBLE;
    if (!take(w, w->size, mark, sizeof mark, error))
        return false;
    if (memcmp(mark, "DICM", sizeof mark) != 0)
        return lm_fail(error, LM_ERROR_INPUT, "%s: is no DICOM file: the mark DICM is missing",
                       w->path);
    return walk_meta(w, error) && walk_elements(w, w->size, false, 0, error);
}

dicom_file *dicom_file_open(const char *path, GError **error)
{
    FILE *stream = fopen(path, "rbe");
    if (!stream) {
        lm_fail(error, LM_ERROR_INPUT, "%s: cannot be opened", path);
        return NULL;
    }
    dicom_file *file = g_new0(dicom_file, 1);
    file->top = new_table();
    file->shared = new_table();
    file->frames = g_ptr_array_new_with_free_func((GDestroyNotify)g_hash_table_unref);
    file->pixel_bytes = -2;
    fseeko(stream, 0, SEEK_END);
    walk w = {.file = file,
              .path = path,
              .stream = stream,
              .size = (guint64)MAX(ftello(stream), 0),
              .table = file->top};
    bool ok = walk_file(&w, error);
    fclose(stream);
    if (ok)
        return file;
    dicom_file_close(file);
    return NULL;
}

static char *text_in(GHashTable *table, guint32 tag)
{
    GBytes *bytes = g_hash_table_lookup(table, GUINT_TO_POINTER(tag));
    if (!bytes)
        return NULL;
    gsize size;
    const char *data = g_bytes_get_data(bytes, &size);
    g_autofree char *ended = g_strndup(data, size);
    return g_strstrip(g_utf8_make_valid(ended, -1));
}

char *dicom_file_text(const dicom_file *file, guint32 tag)
{
    return text_in(file->top, tag);
}

int dicom_file_short(const dicom_file *file, guint32 tag)
{
    GBytes *bytes = g_hash_table_lookup(file->top, GUINT_TO_POINTER(tag));
    if (!bytes || g_bytes_get_size(bytes) < 2)
        return -1;
    const guint8 *p = g_bytes_get_data(bytes, NULL);
    return p[1] << 8 | p[0];
}

char *dicom_file_frame_text(const dicom_file *file, guint frame, guint32 tag)
{
    char *text = frame < file->frames->len ? text_in(file->frames->pdata[frame], tag) : NULL;
    return text ? text : text_in(file->shared, tag);
}

gint64 dicom_file_pixel_bytes(const dicom_file *file)
{
    return file->pixel_bytes;
}
