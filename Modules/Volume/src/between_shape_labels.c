/* Labels between two slices, by shape-based interpolation (Raya and Udupa, IEEE Trans. Med. Imaging
 * 9, 1990; Herman, Zheng and Bucholtz, IEEE Comput. Graph. Appl. 12, 1992): how far inside each
 * label a pixel lies is known in the given slices and runs along a cubic between them; the label
 * that it lies deepest in wins, the largest of equals: 0, in most volumes the outside, takes no
 * pixel that is as much another's.
 *
 * Distances are cut off where a border would lean by more than 45 degrees: so a label that is in
 * one of the slices only reaches into the gap by its own thickness, and all the work for a label
 * is done in the window around it. A pixel that both slices agree on is theirs.
 */
#include "between.h"
#include "between_distance.h"

#include "lamina/alloc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    TOGETHER = 4, /* slices made at a time */
    BATCH = 1024, /* labels whose places are looked for at a time */
};

/* In pixels: the voxels' own steps pass for shape below the first, time runs out beyond the second.
 */
static const double least_limit = 2, most_limit = 32;

typedef struct box {
    gint64 from[2], to[2]; /* to: one beyond; empty when not above from */
} box;

typedef struct scratch {
    guint32 *labels; /* of both slices, each once, sorted */
    size_t count;
    box *boxes; /* of a batch of labels */
    guint8 *mask;
    float *rows;
    float *distance[BETWEEN_SLICES];
    float *depth[TOGETHER]; /* of the label that wins so far */
} scratch;

/* What is made at a time. */
typedef struct making {
    size_t count;
    double weight[TOGETHER][BETWEEN_SLICES];
    guint32 *to[TOGETHER];
} making;

static size_t pixels_of(const between_labels *gap)
{
    return (size_t)(gap->width * gap->height);
}

static int compare(const void *a, const void *b)
{
    guint32 first = *(const guint32 *)a, second = *(const guint32 *)b;
    return (first > second) - (first < second);
}

/* Writes the label of each run of equal pixels, or only counts the runs. */
static size_t list_runs(const between_labels *gap, guint32 *labels)
{
    size_t runs = 0;
    for (int s = BETWEEN_LEFT; s <= BETWEEN_RIGHT; s++)
        for (size_t i = 0; i < pixels_of(gap); i++)
            if (i == 0 || gap->slice[s][i] != gap->slice[s][i - 1]) {
                if (labels)
                    labels[runs] = gap->slice[s][i];
                runs++;
            }
    return runs;
}

static bool list_labels(const between_labels *gap, scratch *s, GError **error)
{
    size_t runs = list_runs(gap, NULL);
    s->labels = lm_alloc(runs, sizeof *s->labels, "the labels beside a gap", error);
    if (!s->labels)
        return false;
    list_runs(gap, s->labels);
    qsort(s->labels, runs, sizeof *s->labels, compare);
    s->count = 0;
    for (size_t i = 0; i < runs; i++)
        if (i == 0 || s->labels[i] != s->labels[i - 1])
            s->labels[s->count++] = s->labels[i];
    return true;
}

static void widen(box *b, gint64 x, gint64 y)
{
    b->from[0] = MIN(b->from[0], x);
    b->from[1] = MIN(b->from[1], y);
    b->to[0] = MAX(b->to[0], x + 1);
    b->to[1] = MAX(b->to[1], y + 1);
}

/* Where the `count` labels from `first` on lie in the two slices. */
static void find_boxes(const between_labels *gap, const scratch *s, size_t first, size_t count)
{
    for (size_t i = 0; i < count; i++)
        s->boxes[i] = (box){{gap->width, gap->height}, {0, 0}};
    for (int side = BETWEEN_LEFT; side <= BETWEEN_RIGHT; side++)
        for (gint64 y = 0; y < gap->height; y++) {
            const guint32 *row = gap->slice[side] + y * gap->width;
            const guint32 *found = NULL;
            for (gint64 x = 0; x < gap->width; x++) {
                if (x == 0 || row[x] != row[x - 1])
                    found = bsearch(&row[x], s->labels + first, count, sizeof *found, compare);
                if (found)
                    widen(&s->boxes[found - (s->labels + first)], x, y);
            }
        }
}

/* Room for distances to fall to the limit around the label. */
static void add_margin(const between_labels *gap, double limit, box *b)
{
    const gint64 size[2] = {gap->width, gap->height};
    for (int k = 0; k < 2; k++) {
        gint64 margin = (gint64)fmin(ceil(limit / gap->spacing[k]) + 1, (double)size[k]);
        b->from[k] = MAX(b->from[k] - margin, 0);
        b->to[k] = MIN(b->to[k] + margin, size[k]);
    }
}

static void measure(const between_labels *gap, const scratch *s, const box *b, double limit,
                    guint32 label)
{
    const between_window window = {
        b->to[0] - b->from[0], b->to[1] - b->from[1], {gap->spacing[0], gap->spacing[1]}, limit};
    for (int side = 0; side < BETWEEN_SLICES; side++) {
        if (!gap->slice[side])
            continue;
        guint8 *mask = s->mask;
        for (gint64 y = b->from[1]; y < b->to[1]; y++) {
            const guint32 *row = gap->slice[side] + y * gap->width + b->from[0];
            for (gint64 x = 0; x < window.width; x++)
                *mask++ = row[x] == label;
        }
        between_distance(&window, s->mask, s->rows, s->distance[side]);
        between_distance_soften(&window, s->rows, s->distance[side]);
    }
}

/* The label takes the pixels of one new slice that lie deeper in it than in any before. */
static void compete(const between_labels *gap, const scratch *s, const box *b, guint32 label,
                    const double weight[BETWEEN_SLICES], float *restrict depth,
                    guint32 *restrict to)
{
    /* A slice that is not there has no weight; any other may stand in its place. */
    const float *d[BETWEEN_SLICES];
    float w[BETWEEN_SLICES];
    for (int i = 0; i < BETWEEN_SLICES; i++) {
        d[i] = s->distance[gap->slice[i] ? i : BETWEEN_LEFT];
        w[i] = (float)weight[i];
    }
    const gint64 width = b->to[0] - b->from[0];
    gint64 k = 0;
    for (gint64 y = b->from[1]; y < b->to[1]; y++) {
        gint64 place = y * gap->width + b->from[0];
        for (gint64 x = 0; x < width; x++, k++, place++) {
            /* Added in an order that is the same from both ends of the stack. */
            float now = (w[1] * d[1][k] + w[2] * d[2][k]) + (w[0] * d[0][k] + w[3] * d[3][k]);
            bool wins = now >= depth[place];
            depth[place] = wins ? now : depth[place];
            to[place] = wins ? label : to[place];
        }
    }
}

static void keep_agreement(const between_labels *gap, guint32 *to)
{
    const guint32 *left = gap->slice[BETWEEN_LEFT], *right = gap->slice[BETWEEN_RIGHT];
    for (size_t i = 0; i < pixels_of(gap); i++)
        to[i] = left[i] == right[i] ? left[i] : to[i];
}

static double limit_of(const between_labels *gap)
{
    double pixel = sqrt(gap->spacing[0] * gap->spacing[1]);
    double step = gap->position[BETWEEN_RIGHT] - gap->position[BETWEEN_LEFT];
    return CLAMP(step, least_limit * pixel, most_limit * pixel);
}

static bool make(const between_labels *gap, const scratch *s, const making *m, lm_context *context,
                 GError **error)
{
    const double limit = limit_of(gap);
    for (size_t i = 0; i < m->count; i++)
        for (size_t k = 0; k < pixels_of(gap); k++)
            s->depth[i][k] = -INFINITY;
    for (size_t first = 0; first < s->count; first += BATCH) {
        size_t batch = MIN(s->count - first, BATCH);
        find_boxes(gap, s, first, batch);
        for (size_t l = 0; l < batch; l++) {
            if (!lm_context_go_on(context, error))
                return false;
            box *b = &s->boxes[l];
            guint32 label = s->labels[first + l];
            add_margin(gap, limit, b);
            measure(gap, s, b, limit, label);
            for (size_t i = 0; i < m->count; i++)
                compete(gap, s, b, label, m->weight[i], s->depth[i], m->to[i]);
        }
    }
    for (size_t i = 0; i < m->count; i++)
        keep_agreement(gap, m->to[i]);
    return true;
}

/* The same curve as of grey values. */
static void weights(const between_labels *gap, double at, double weight[BETWEEN_SLICES])
{
    static const float there;
    between_gap curve = {0};
    for (int i = 0; i < BETWEEN_SLICES; i++) {
        curve.position[i] = gap->position[i];
        curve.slice[i] = gap->slice[i] ? &there : NULL;
    }
    between_cubic_weights(&curve, at, weight);
}

static bool allocate(const between_labels *gap, scratch *s, size_t count, GError **error)
{
    const char *what = "the distances of labels";
    const size_t pixels = pixels_of(gap);
    bool ok = list_labels(gap, s, error);
    ok = ok && (s->boxes = lm_alloc(BATCH, sizeof *s->boxes, what, error));
    ok = ok && (s->mask = lm_alloc(pixels, 1, what, error));
    ok = ok && (s->rows = lm_alloc((size_t)gap->width, 4 * sizeof *s->rows, what, error));
    for (int i = 0; ok && i < BETWEEN_SLICES; i++)
        if (gap->slice[i])
            ok = (s->distance[i] = lm_alloc(pixels, sizeof(float), what, error));
    for (size_t i = 0; ok && i < MIN(count, TOGETHER); i++)
        ok = (s->depth[i] = lm_alloc(pixels, sizeof(float), what, error));
    return ok;
}

static void release(scratch *s)
{
    lm_free(s->labels);
    lm_free(s->boxes);
    lm_free(s->mask);
    lm_free(s->rows);
    for (int i = 0; i < BETWEEN_SLICES; i++)
        lm_free(s->distance[i]);
    for (int i = 0; i < TOGETHER; i++)
        lm_free(s->depth[i]);
}

bool between_shape_labels(const between_labels *gap, const double *at, size_t count,
                          guint32 *const *to, lm_context *context, GError **error)
{
    scratch s = {0};
    bool ok = allocate(gap, &s, count, error);
    for (size_t first = 0; ok && first < count; first += TOGETHER) {
        making m = {.count = MIN(count - first, TOGETHER)};
        for (size_t i = 0; i < m.count; i++) {
            weights(gap, at[first + i], m.weight[i]);
            m.to[i] = to[first + i];
        }
        ok = make(gap, &s, &m, context, error);
    }
    release(&s);
    return ok;
}

guint64 between_shape_labels_scratch(gint64 width, gint64 height)
{
    const guint64 pixels = (guint64)(width * height);
    /* The mask, the distances and the depths; the labels of both slices, twice while sorted. */
    const guint64 of_pixel = 1 + sizeof(float) * (BETWEEN_SLICES + TOGETHER) + 4 * sizeof(guint32);
    return pixels * of_pixel + (guint64)width * 4 * sizeof(float) + BATCH * sizeof(box);
}
