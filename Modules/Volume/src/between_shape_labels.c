/* Labels between two slices, by shape-based interpolation (Raya and Udupa, IEEE Trans. Med. Imaging
 * 9, 1990; Herman, Zheng and Bucholtz, IEEE Comput. Graph. Appl. 12, 1992): how far inside each
 * label a pixel lies is known in the given slices and runs along a cubic between them; the label
 * that it lies deepest in wins, the largest of equals: 0, in most volumes the outside, takes no
 * pixel that is as much another's.
 *
 * Distances are cut off where a border would lean by more than 45 degrees: so a label that is in
 * one of the slices only reaches into the gap by its own thickness, and all the work for a label
 * is done in the window around it. A pixel that both slices agree on is theirs.
 *
 * The windows of all labels together are at most MOST_PICTURES times as large as the slice, so that
 * noise takes no longer than shapes. Where they would be more, labels that are scattered, with a
 * window more than MOST_PICTURES / 2 times as large as themselves even at the least cut-off, are
 * not followed: they are what they are in the nearer slice, and the others share the rest. For
 * these the cut-off is halved until they are within the bound, as they are at its least: no pixel
 * has two labels.
 */
#include "between.h"
#include "between_distance.h"

#include "lamina/alloc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    TOGETHER = 4,       /* slices made at a time */
    MOST_PICTURES = 64, /* the windows of all labels together; more only shows in noise */
};

/* In pixels: the voxels' own steps pass for shape below the first, time runs out beyond the second.
 */
static const double least_limit = 2, most_limit = 32;

typedef struct box {
    gint64 from[2], to[2]; /* to: one beyond */
} box;

/* All pixels of a label in the two slices. */
typedef struct shape {
    guint32 label;
    gint32 from[2], to[2]; /* to: the last */
    guint32 pixels;        /* no more than fit */
} shape;

typedef struct scratch {
    shape *shapes; /* of both slices, by label */
    size_t count;
    double limit;                      /* mm: where distances are cut off */
    bool crowded;                      /* the scattered are not followed */
    guint8 *scattered[BETWEEN_SLICES]; /* if crowded: whether a pixel's label is */
    guint8 *mask;
    float *rows;
    float *distance[BETWEEN_SLICES];
    float *depth[TOGETHER]; /* of the label that wins so far */
} scratch;

/* What is made at a time. */
typedef struct making {
    size_t count;
    double at[TOGETHER];
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

/* A shape for each label, without pixels yet. */
static bool list_shapes(const between_labels *gap, scratch *s, GError **error)
{
    size_t runs = list_runs(gap, NULL), count = 0;
    guint32 *labels = lm_alloc(runs, sizeof *labels, "the labels beside a gap", error);
    if (!labels)
        return false;
    list_runs(gap, labels);
    qsort(labels, runs, sizeof *labels, compare);
    for (size_t i = 0; i < runs; i++)
        if (i == 0 || labels[i] != labels[i - 1])
            labels[count++] = labels[i];
    s->count = count;
    s->shapes = lm_alloc(count, sizeof *s->shapes, "the labels beside a gap", error);
    for (size_t i = 0; s->shapes && i < count; i++)
        s->shapes[i] = (shape){labels[i], {G_MAXINT32, G_MAXINT32}, {0, 0}, 0};
    lm_free(labels);
    return s->shapes;
}

/* A label is what a shape begins with. */
static shape *shape_of(const scratch *s, guint32 label)
{
    return bsearch(&label, s->shapes, s->count, sizeof *s->shapes, compare);
}

static void widen(shape *of, gint32 x, gint32 y)
{
    of->from[0] = MIN(of->from[0], x);
    of->from[1] = MIN(of->from[1], y);
    of->to[0] = MAX(of->to[0], x);
    of->to[1] = MAX(of->to[1], y);
    of->pixels += of->pixels < G_MAXUINT32;
}

static void find_shapes(const between_labels *gap, const scratch *s)
{
    for (int side = BETWEEN_LEFT; side <= BETWEEN_RIGHT; side++)
        for (gint64 y = 0; y < gap->height; y++) {
            const guint32 *row = gap->slice[side] + y * gap->width;
            shape *found = NULL;
            for (gint64 x = 0; x < gap->width; x++) {
                if (x == 0 || row[x] != row[x - 1])
                    found = shape_of(s, row[x]);
                widen(found, (gint32)x, (gint32)y);
            }
        }
}

/* The box of a shape, with room for distances to fall to the limit around it: also beyond the
 * picture. */
static box grown(const between_labels *gap, double limit, const shape *of)
{
    box b;
    for (int k = 0; k < 2; k++) {
        double most = (double)MAX(gap->width, gap->height);
        gint64 margin = (gint64)fmin(ceil(limit / gap->spacing[k]) + 1, most);
        b.from[k] = of->from[k] - margin;
        b.to[k] = of->to[k] + 1 + margin;
    }
    return b;
}

static box window_of(const between_labels *gap, double limit, const shape *of)
{
    const gint64 size[2] = {gap->width, gap->height};
    box b = grown(gap, limit, of);
    for (int k = 0; k < 2; k++) {
        b.from[k] = MAX(b.from[k], 0);
        b.to[k] = MIN(b.to[k], size[k]);
    }
    return b;
}

static double area(box b)
{
    return (double)(b.to[0] - b.from[0]) * (double)(b.to[1] - b.from[1]);
}

static double pixel_of(const between_labels *gap)
{
    return sqrt(gap->spacing[0] * gap->spacing[1]);
}

/* At a picture's edge as anywhere in it. */
static bool is_followed(const between_labels *gap, const scratch *s, const shape *of)
{
    return !s->crowded || area(grown(gap, least_limit * pixel_of(gap), of)) <=
                              MOST_PICTURES / 2 * (double)of->pixels;
}

static bool exceeds_bound(const between_labels *gap, const scratch *s)
{
    double sum = 0;
    for (size_t i = 0; i < s->count; i++)
        if (is_followed(gap, s, &s->shapes[i]))
            sum += area(window_of(gap, s->limit, &s->shapes[i]));
    return sum > (double)MOST_PICTURES * (double)pixels_of(gap);
}

static void choose_limit(const between_labels *gap, scratch *s)
{
    const double step = gap->position[BETWEEN_RIGHT] - gap->position[BETWEEN_LEFT];
    const double least = least_limit * pixel_of(gap);
    s->limit = CLAMP(step, least, most_limit * pixel_of(gap));
    s->crowded = exceeds_bound(gap, s);
    while (s->limit > least && exceeds_bound(gap, s))
        s->limit = fmax(s->limit / 2, least);
}

static void measure(const between_labels *gap, const scratch *s, const box *b, guint32 label)
{
    const between_window window = {
        b->to[0] - b->from[0], b->to[1] - b->from[1], {gap->spacing[0], gap->spacing[1]}, s->limit};
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

static void mark_scattered(const between_labels *gap, const scratch *s)
{
    for (int side = BETWEEN_LEFT; side <= BETWEEN_RIGHT; side++) {
        const guint32 *slice = gap->slice[side];
        bool followed = true;
        for (size_t i = 0; i < pixels_of(gap); i++) {
            if (i == 0 || slice[i] != slice[i - 1])
                followed = is_followed(gap, s, shape_of(s, slice[i]));
            s->scattered[side][i] = !followed;
        }
    }
}

/* The nearer slice; halfway the one with the larger label, whichever end the stack is seen from. */
static int nearer(const between_labels *gap, double at, size_t i)
{
    const double from_left = at - gap->position[BETWEEN_LEFT];
    const double from_right = gap->position[BETWEEN_RIGHT] - at;
    bool larger = gap->slice[BETWEEN_LEFT][i] > gap->slice[BETWEEN_RIGHT][i];
    bool left = from_left < from_right || (from_left == from_right && larger);
    return left ? BETWEEN_LEFT : BETWEEN_RIGHT;
}

/* Labels that are not followed take their pixels before the others compete. */
static void place_scattered(const between_labels *gap, const scratch *s, double at, float *depth,
                            guint32 *to)
{
    for (size_t i = 0; i < pixels_of(gap); i++) {
        int side = nearer(gap, at, i);
        if (s->scattered[side][i]) {
            depth[i] = INFINITY;
            to[i] = gap->slice[side][i];
        }
    }
}

static void begin(const between_labels *gap, const scratch *s, const making *m)
{
    for (size_t i = 0; i < m->count; i++) {
        for (size_t k = 0; k < pixels_of(gap); k++)
            s->depth[i][k] = -INFINITY;
        if (s->crowded)
            place_scattered(gap, s, m->at[i], s->depth[i], m->to[i]);
    }
}

static bool make(const between_labels *gap, const scratch *s, const making *m, lm_context *context,
                 GError **error)
{
    begin(gap, s, m);
    for (size_t l = 0; l < s->count; l++) {
        if (!lm_context_go_on(context, error))
            return false;
        const shape *of = &s->shapes[l];
        if (!is_followed(gap, s, of))
            continue;
        const box window = window_of(gap, s->limit, of);
        measure(gap, s, &window, of->label);
        for (size_t i = 0; i < m->count; i++)
            compete(gap, s, &window, of->label, m->weight[i], s->depth[i], m->to[i]);
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
    bool ok = list_shapes(gap, s, error);
    ok = ok && (s->mask = lm_alloc(pixels, 1, what, error));
    ok = ok && (s->rows = lm_alloc((size_t)gap->width, 4 * sizeof *s->rows, what, error));
    for (int i = BETWEEN_LEFT; ok && i <= BETWEEN_RIGHT; i++)
        ok = (s->scattered[i] = lm_alloc(pixels, 1, what, error));
    for (int i = 0; ok && i < BETWEEN_SLICES; i++)
        if (gap->slice[i])
            ok = (s->distance[i] = lm_alloc(pixels, sizeof(float), what, error));
    for (size_t i = 0; ok && i < MIN(count, TOGETHER); i++)
        ok = (s->depth[i] = lm_alloc(pixels, sizeof(float), what, error));
    return ok;
}

static void release(scratch *s)
{
    lm_free(s->shapes);
    lm_free(s->mask);
    lm_free(s->rows);
    for (int i = 0; i < BETWEEN_SLICES; i++) {
        lm_free(s->distance[i]);
        lm_free(s->scattered[i]);
    }
    for (int i = 0; i < TOGETHER; i++)
        lm_free(s->depth[i]);
}

bool between_shape_labels(const between_labels *gap, const double *at, size_t count,
                          guint32 *const *to, lm_context *context, GError **error)
{
    scratch s = {0};
    bool ok = allocate(gap, &s, count, error);
    if (ok) {
        find_shapes(gap, &s);
        choose_limit(gap, &s);
        if (s.crowded)
            mark_scattered(gap, &s);
    }
    for (size_t first = 0; ok && first < count; first += TOGETHER) {
        making m = {.count = MIN(count - first, TOGETHER)};
        for (size_t i = 0; i < m.count; i++) {
            m.at[i] = at[first + i];
            weights(gap, m.at[i], m.weight[i]);
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
    /* The masks, the distances and the depths; at worst a shape for each pixel of both slices. */
    const guint64 of_pixel = 3 + sizeof(float) * (BETWEEN_SLICES + TOGETHER) + 2 * sizeof(shape);
    return pixels * of_pixel + (guint64)width * 4 * sizeof(float);
}
