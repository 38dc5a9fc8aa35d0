#include "nifti-nan.h"

#include "lamina/error.h"

#include <math.h>
#include <string.h>
#include <zlib.h>

enum { HEADER = 348, DATATYPE = 70, VOX_OFFSET = 108, FLOAT32 = 16, FLOAT64 = 64, BATCH = 4096 };

typedef struct layout {
    bool swapped;
    size_t value_bytes; /* 0: the file holds integers */
    z_off_t first;      /* where the voxels begin */
} layout;

static guint32 word_at(const guint8 *bytes, bool swapped)
{
    guint32 word;
    memcpy(&word, bytes, sizeof word);
    return swapped ? GUINT32_SWAP_LE_BE(word) : word;
}

static layout layout_of(const guint8 header[HEADER])
{
    layout l = {.swapped = word_at(header, false) != HEADER};
    guint16 datatype;
    memcpy(&datatype, header + DATATYPE, sizeof datatype);
    if (l.swapped)
        datatype = GUINT16_SWAP_LE_BE(datatype);
    l.value_bytes = datatype == FLOAT32 ? 4 : datatype == FLOAT64 ? 8 : 0;
    guint32 word = word_at(header + VOX_OFFSET, l.swapped);
    float offset;
    memcpy(&offset, &word, sizeof offset);
    l.first = offset >= HEADER && offset < 0x1p30f ? (z_off_t)offset : HEADER + 4;
    return l;
}

static double value_at(const guint8 *bytes, const layout *l)
{
    if (l->value_bytes == 4) {
        guint32 word = word_at(bytes, l->swapped);
        float value;
        memcpy(&value, &word, sizeof value);
        return (double)value;
    }
    guint64 word;
    memcpy(&word, bytes, sizeof word);
    if (l->swapped)
        word = GUINT64_SWAP_LE_BE(word);
    double value;
    memcpy(&value, &word, sizeof value);
    return value;
}

static bool restore(gzFile stream, const layout *l, float *voxels, gint64 count)
{
    guint8 batch[BATCH * 8];
    for (gint64 done = 0; done < count;) {
        gint64 n = MIN(count - done, BATCH);
        int bytes = (int)(n * (gint64)l->value_bytes);
        if (gzread(stream, batch, (unsigned)bytes) != bytes)
            return false;
        for (gint64 i = 0; i < n; i++) {
            double value = value_at(batch + (size_t)i * l->value_bytes, l);
            if (!isfinite(value))
                voxels[done + i] = (float)value;
        }
        done += n;
    }
    return true;
}

bool nifti_restore_nan(const char *path, lm_volume *volume, GError **error)
{
    if (volume->type != LM_FLOAT32 || volume->components != 1)
        return true;
    gzFile stream = gzopen(path, "rbe");
    guint8 header[HEADER];
    bool ok = stream && gzread(stream, header, HEADER) == HEADER;
    if (ok) {
        layout l = layout_of(header);
        ok = l.value_bytes == 0 ||
             (gzseek(stream, l.first, SEEK_SET) == l.first &&
              restore(stream, &l, volume->data, lm_grid_voxels(&volume->grid)));
    }
    if (stream)
        gzclose(stream);
    return ok || lm_fail(error, LM_ERROR_INPUT, "%s: cannot be read to its end", path);
}
