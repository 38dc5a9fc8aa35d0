#include "fill.h"

#include "lamina/alloc.h"
#include "lamina/parallel.h"
#include "values.h"

#include <math.h>

/* Sums over the pixels that are numbers in the truth and in what every method made. */
typedef struct sums {
    double product[FILL_METHODS][FILL_METHODS]; /* of one method and one that is not after it */
    double pixels;
} sums;

/* The hidden planes of each gap are one piece of the work. */
typedef struct comparison {
    const fill_stack *stack;
    const gint64 *hidden;
    gint64 n_hidden;
    sums *pieces;
    lm_context *context;
} comparison;

static void add_sums(sums *to, const sums *more)
{
    for (int a = 0; a < FILL_METHODS; a++)
        for (int b = 0; b <= a; b++)
            to->product[a][b] += more->product[a][b];
    to->pixels += more->pixels;
}

static void add_pixel(sums *sum, const double off[FILL_METHODS])
{
    for (int m = 0; m < FILL_METHODS; m++)
        if (!isfinite(off[m]))
            return;
    for (int a = 0; a < FILL_METHODS; a++)
        for (int b = 0; b <= a; b++)
            sum->product[a][b] += off[a] * off[b];
    sum->pixels++;
}

/* Of one plane; made[m] is the one of method m. */
static void add_plane(const lm_volume *volume, gint64 plane, const char *const made[FILL_METHODS],
                      sums *sum)
{
    const size_t pixels = (size_t)(volume->grid.size[0] * volume->grid.size[1]);
    const size_t bytes = lm_type_size(volume->type);
    const char *truth = (const char *)volume->data + (size_t)plane * pixels * bytes;
    float t[LM_VALUES_CHUNK], values[FILL_METHODS][LM_VALUES_CHUNK];
    for (size_t i = 0; i < pixels; i += LM_VALUES_CHUNK) {
        const size_t n = MIN(pixels - i, LM_VALUES_CHUNK);
        lm_values_to_float(truth + i * bytes, volume->type, 1, n, t);
        for (int m = 0; m < FILL_METHODS; m++)
            lm_values_to_float(made[m] + i * bytes, volume->type, 1, n, values[m]);
        for (size_t k = 0; k < n; k++) {
            double off[FILL_METHODS];
            for (int m = 0; m < FILL_METHODS; m++)
                off[m] = (double)values[m][k] - (double)t[k];
            add_pixel(sum, off);
        }
    }
}

/* The hidden planes of one gap; returns how many there are. */
static gint64 hidden_in(const comparison *c, gint64 gap, const gint64 **first)
{
    const gint64 *at = c->hidden, *end = c->hidden + c->n_hidden;
    while (at < end && *at < c->stack->slice[gap])
        at++;
    *first = at;
    while (at < end && *at < c->stack->slice[gap + 1])
        at++;
    return at - *first;
}

/* `made` has room for the planes of every method. */
static bool compare_gap(const comparison *c, gint64 gap, const gint64 *hidden, size_t count,
                        char *made, sums *sum, GError **error)
{
    const lm_volume *volume = c->stack->volume;
    const size_t bytes = lm_volume_plane_bytes(volume);
    double at[FILL_AT_ONCE];
    for (size_t i = 0; i < count; i++)
        at[i] = c->stack->position[hidden[i]];
    for (int m = 0; m < FILL_METHODS; m++) {
        void *planes[FILL_AT_ONCE];
        for (size_t i = 0; i < count; i++)
            planes[i] = made + ((size_t)m * count + i) * bytes;
        const fill_mix alone = fill_by(m);
        if (!fill_gap(c->stack, gap, &alone, &(fill_slices){count, at, planes}, c->context, error))
            return false;
    }
    for (size_t i = 0; i < count; i++) {
        const char *of[FILL_METHODS];
        for (int m = 0; m < FILL_METHODS; m++)
            of[m] = made + ((size_t)m * count + i) * bytes;
        add_plane(volume, hidden[i], of, sum);
    }
    return true;
}

static bool one_piece(gint64 gap, gint64 end, unsigned worker, gpointer user, GError **error)
{
    (void)end, (void)worker; /* one at a time */
    const comparison *c = user;
    const gint64 *hidden, count = hidden_in(c, gap, &hidden);
    sums sum = {0};
    bool ok = true;
    for (gint64 i = 0; ok && i < count; i += FILL_AT_ONCE) {
        const size_t some = (size_t)MIN(count - i, FILL_AT_ONCE);
        char *made = lm_alloc(FILL_METHODS * some, lm_volume_plane_bytes(c->stack->volume),
                              "slices to compare", error);
        ok = made && compare_gap(c, gap, hidden + i, some, made, &sum, error);
        lm_free(made);
    }
    c->pieces[gap] = sum;
    return ok;
}

static fill_score score_of(const comparison *c)
{
    sums sum = {0};
    for (gint64 gap = 0; gap < c->stack->count - 1; gap++)
        add_sums(&sum, &c->pieces[gap]);
    fill_score score = {0};
    for (int a = 0; a < FILL_METHODS; a++)
        for (int b = 0; b <= a; b++)
            score.product[a][b] = score.product[b][a] = sum.product[a][b] / MAX(sum.pixels, 1);
    double least = 0, greatest = 0;
    lm_volume_range(c->stack->volume, &least, &greatest);
    score.range = greatest - least;
    return score;
}

bool fill_compare(const fill_stack *stack, const gint64 *hidden, gint64 count, fill_score *score,
                  lm_context *context, GError **error)
{
    comparison c = {.stack = stack, .hidden = hidden, .n_hidden = count, .context = context};
    const gint64 gaps = stack->count - 1;
    c.pieces = lm_alloc((size_t)gaps, sizeof *c.pieces, "scores", error);
    bool ok = c.pieces && lm_parallel(context, gaps, 1, one_piece, &c, error);
    if (ok)
        *score = score_of(&c);
    lm_free(c.pieces);
    return ok;
}

/* More would make the choice no better, only later. */
enum { MOST_HIDDEN = 24 };

/* Takes from `slice`, evenly, the slices to predict, and leaves the others of the score in `kept`.
 */
static gint64 hide(const fill_stack *stack, gint64 hidden[MOST_HIDDEN], gint64 *kept,
                   gint64 *n_kept)
{
    gint64 inner = (stack->count - 1) / 2, count = MIN(inner, MOST_HIDDEN);
    for (gint64 i = 0; i < count; i++)
        hidden[i] = stack->slice[2 * ((2 * i + 1) * inner / (2 * count)) + 1];
    *n_kept = 0;
    for (gint64 i = 0; i < stack->count; i++)
        if (i % 2 == 0 || i == stack->count - 1)
            kept[(*n_kept)++] = stack->slice[i];
    return count;
}

bool fill_score_stack(const fill_stack *stack, fill_score *score, lm_context *context,
                      GError **error)
{
    gint64 hidden[MOST_HIDDEN];
    gint64 *kept = lm_alloc((size_t)stack->count, sizeof *kept, "the slices of a score", error);
    if (!kept)
        return false;
    fill_stack rest = *stack;
    gint64 count = hide(stack, hidden, kept, &rest.count);
    rest.slice = kept;
    bool ok = fill_compare(&rest, hidden, count, score, context, error);
    lm_free(kept);
    return ok;
}

double fill_rms(const fill_score *score, const fill_mix *mix)
{
    double sum = 0;
    for (int a = 0; a < FILL_METHODS; a++)
        for (int b = 0; b < FILL_METHODS; b++)
            sum += mix->share[a] * mix->share[b] * score->product[a][b];
    return sqrt(MAX(sum, 0));
}

double fill_psnr(const fill_score *score, const fill_mix *mix)
{
    const double rms = fill_rms(score, mix);
    return rms > 0 ? 20 * log10(score->range / rms) : INFINITY;
}

/* Shares the fifths that are left among `method` and those after it in every way. */
static void try_shares(const fill_score *score, int method, int left, fill_mix *mix, fill_mix *best)
{
    if (method == FILL_METHODS - 1) {
        mix->share[method] = left / 5.0;
        if (fill_rms(score, mix) < fill_rms(score, best))
            *best = *mix;
        return;
    }
    for (int fifths = 0; fifths <= left; fifths++) {
        mix->share[method] = fifths / 5.0;
        try_shares(score, method + 1, left - fifths, mix, best);
    }
}

fill_mix fill_best(const fill_score *score)
{
    static const double clearly = 0.05; /* dB */
    const fill_mix linear = fill_by(FILL_LINEAR);
    fill_mix mix, best = linear;
    try_shares(score, 0, 5, &mix, &best);
    return fill_psnr(score, &best) > fill_psnr(score, &linear) + clearly ? best : linear;
}
