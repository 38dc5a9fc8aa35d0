#include "fill-missing.h"

#include "lamina/alloc.h"

#include <math.h>

/* A ring is the missing samples that touch known ones; each becomes the mean of the known among its
 * eight neighbours, before any other of the ring is filled. */
typedef struct hole {
    float *values;
    gint64 nx, ny;
    guint8 *queued;
    gint64 *queue;
    float *filled; /* for each of the queue */
    gint64 length;
} hole;

typedef void (*neighbour_fn)(hole *h, gint64 at, float *sum, int *n);

static void for_each_neighbour(hole *h, gint64 at, neighbour_fn visit, float *sum, int *n)
{
    const gint64 x = at % h->nx, y = at / h->nx;
    for (gint64 v = MAX(y - 1, 0); v <= MIN(y + 1, h->ny - 1); v++)
        for (gint64 u = MAX(x - 1, 0); u <= MIN(x + 1, h->nx - 1); u++)
            visit(h, v * h->nx + u, sum, n);
}

static void add_known(hole *h, gint64 at, float *sum, int *n)
{
    if (isnan(h->values[at]))
        return;
    *sum += h->values[at];
    (*n)++;
}

static void queue_missing(hole *h, gint64 at, float *sum, int *n)
{
    (void)sum;
    (void)n;
    if (!isnan(h->values[at]) || h->queued[at])
        return;
    h->queued[at] = 1;
    h->queue[h->length++] = at;
}

static void fill_ring(hole *h, gint64 lo, gint64 hi)
{
    for (gint64 k = lo; k < hi; k++) {
        float sum = 0;
        int n = 0;
        for_each_neighbour(h, h->queue[k], add_known, &sum, &n);
        h->filled[k] = sum / (float)n;
    }
    for (gint64 k = lo; k < hi; k++)
        h->values[h->queue[k]] = h->filled[k];
}

static void fill(hole *h)
{
    const gint64 n = h->nx * h->ny;
    for (gint64 at = 0; at < n; at++)
        if (!isnan(h->values[at]))
            for_each_neighbour(h, at, queue_missing, NULL, NULL);
    for (gint64 lo = 0; lo < h->length;) {
        const gint64 hi = h->length;
        fill_ring(h, lo, hi);
        for (gint64 k = lo; k < hi; k++)
            for_each_neighbour(h, h->queue[k], queue_missing, NULL, NULL);
        lo = hi;
    }
}

static gint64 count_missing(const float *values, gint64 n)
{
    gint64 missing = 0;
    for (gint64 k = 0; k < n; k++)
        missing += isnan(values[k]);
    return missing;
}

bool plot_fill_missing(float *values, gint64 nx, gint64 ny, GError **error)
{
    static const char what[] = "filling what is missing";
    hole h = {.values = values, .nx = nx, .ny = ny};
    const size_t missing = (size_t)count_missing(values, nx * ny);
    if (missing == 0)
        return true;
    h.queued = lm_alloc0((size_t)nx * (size_t)ny, 1, what, error);
    h.queue = h.queued ? lm_alloc(missing, sizeof *h.queue, what, error) : NULL;
    h.filled = h.queue ? lm_alloc(missing, sizeof *h.filled, what, error) : NULL;
    if (h.filled)
        fill(&h);
    const bool ok = h.filled;
    lm_free(h.queued);
    lm_free(h.queue);
    lm_free(h.filled);
    return ok;
}
