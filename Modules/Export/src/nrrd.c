/* NRRD: https://teem.sourceforge.net/nrrd/format.html */
#include "deflate.h"
#include "file-format.h"
#include "stream.h"

#include "lamina/nrrd-header.h"

bool nrrd_write(const writing *w, GError **error)
{
    const lm_volume *v = w->volume;
    guint64 size = writing_bytes(w);
    g_autoptr(GString) text = lm_nrrd_header(v, w->pack ? "gzip" : "raw");
    if (!lm_output_open(w->output, w->path, error) ||
        !lm_output_write(w->output, text->str, text->len, error))
        return false;
    return w->pack ? deflate_gzip(w, NULL, 0, v->data, size, error)
                   : stream_bytes(w, v->data, size, error);
}
