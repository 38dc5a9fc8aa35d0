#include "invert.h"
#include "lamina/alloc.h"

#include <math.h>

/* Missing samples in the order of their turn: those beside a value first, then those beside these,
 * and so on. */
typedef struct fill {
    float *values;
    gint64 nx, ny, known,
        found; /* queue: 0 to known are filled, known to found are the next layer */
    gint64 *queue;
    guint8 *queued;
} fill;

static void find_missing_around(fill *f, gint64 at)
{
    const gint64 x = at % f->nx, y = at / f->nx;
    for (gint64 j = MAX(y - 1, 0); j <= MIN(y + 1, f->ny - 1); j++)
        for (gint64 i = MAX(x - 1, 0); i <= MIN(x + 1, f->nx - 1); i++) {
            const gint64 k = j * f->nx + i;
            if (f->queued[k] || !isnan(f->values[k]))
                continue;
            f->queued[k] = true;
            f->queue[f->found++] = k;
        }
}

/* The mean of the neighbours that have a value and are not of the layer being filled. */
static float mean_around(const fill *f, gint64 at)
{
    const gint64 x = at % f->nx, y = at / f->nx;
    double sum = 0;
    int n = 0;
    for (gint64 j = MAX(y - 1, 0); j <= MIN(y + 1, f->ny - 1); j++)
        for (gint64 i = MAX(x - 1, 0); i <= MIN(x + 1, f->nx - 1); i++)
            if (f->queued[j * f->nx + i] != 1 && !isnan(f->values[j * f->nx + i]))
                sum += (double)f->values[j * f->nx + i], n++;
    return (float)(sum / n);
}

static void fill_layers(fill *f)
{
    for (gint64 k = 0; k < f->nx * f->ny; k++)
        if (!isnan(f->values[k]))
            find_missing_around(f, k);
    while (f->known < f->found) {
        const gint64 lo = f->known, hi = f->found;
        for (gint64 k = lo; k < hi; k++)
            f->values[f->queue[k]] = mean_around(f, f->queue[k]);
        for (gint64 k = lo; k < hi; k++)
            f->queued[f->queue[k]] = 2; /* filled: serves the next layer */
        for (gint64 k = lo; k < hi; k++)
            find_missing_around(f, f->queue[k]);
        f->known = hi;
    }
}

bool plot_fill_missing(float *values, gint64 nx, gint64 ny, GError **error)
{
    fill f = {.values = values, .nx = nx, .ny = ny};
    const size_t n = (size_t)nx * (size_t)ny;
    f.queue = lm_alloc(n, sizeof *f.queue, "the samples to fill", error);
    f.queued = f.queue ? lm_alloc0(n, 1, "the samples to fill", error) : NULL;
    if (f.queued)
        fill_layers(&f);
    lm_free(f.queue);
    lm_free(f.queued);
    return f.queued;
}
