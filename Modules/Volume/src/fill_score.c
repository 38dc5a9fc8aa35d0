#include "fill.h"

#include "lamina/alloc.h"
#include "lamina/parallel.h"
#include "values.h"

#include <math.h>

/* Sums over pixels; those that are numbers in the truth and in what was made. */
typedef struct sums {
    double alone, linear, across, pixels;
} sums;

/* The hidden planes of each gap, by each method, are one piece of the work. */
typedef struct comparison {
    const fill_stack *stack;
    const gint64 *hidden;
    gint64 n_hidden;
    sums *pieces;
    lm_context *context;
} comparison;

static void add_sums(sums *to, const sums *more)
{
    to->alone += more->alone;
    to->linear += more->linear;
    to->across += more->across;
    to->pixels += more->pixels;
}

/* Of one plane made by a method and by straight lines. */
static sums difference(const lm_volume *volume, gint64 plane, const char *made, const char *linear)
{
    const size_t pixels = (size_t)(volume->grid.size[0] * volume->grid.size[1]);
    const size_t bytes = lm_type_size(volume->type);
    const char *truth = (const char *)volume->data + (size_t)plane * pixels * bytes;
    float t[LM_VALUES_CHUNK], m[LM_VALUES_CHUNK], l[LM_VALUES_CHUNK];
    sums sum = {0};
    for (size_t i = 0; i < pixels; i += LM_VALUES_CHUNK) {
        const size_t n = MIN(pixels - i, LM_VALUES_CHUNK);
        lm_values_to_float(truth + i * bytes, volume->type, 1, n, t);
        lm_values_to_float(made + i * bytes, volume->type, 1, n, m);
        lm_values_to_float(linear + i * bytes, volume->type, 1, n, l);
        for (size_t k = 0; k < n; k++) {
            const double off = (double)m[k] - (double)t[k], straight = (double)l[k] - (double)t[k];
            if (isfinite(off) && isfinite(straight))
                add_sums(&sum, &(sums){off * off, straight * straight, off * straight, 1});
        }
    }
    return sum;
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

/* `made` has room for the planes twice. */
static bool compare_gap(const comparison *c, gint64 gap, const fill_method *method,
                        const gint64 *hidden, size_t count, char *made, sums *sum, GError **error)
{
    const lm_volume *volume = c->stack->volume;
    double at[FILL_AT_ONCE];
    void *planes[FILL_AT_ONCE], *linear[FILL_AT_ONCE];
    for (size_t i = 0; i < count; i++) {
        at[i] = c->stack->position[hidden[i]];
        planes[i] = made + i * lm_volume_plane_bytes(volume);
        linear[i] = made + (count + i) * lm_volume_plane_bytes(volume);
    }
    const fill_mix alone = {method, 1}, straight = {&fill_methods[FILL_LINEAR], 1};
    const fill_slices guessed = {count, at, planes}, drawn = {count, at, linear};
    if (!fill_gap(c->stack, gap, &alone, &guessed, c->context, error) ||
        !fill_gap(c->stack, gap, &straight, &drawn, c->context, error))
        return false;
    for (size_t i = 0; i < count; i++) {
        sums one = difference(volume, hidden[i], planes[i], linear[i]);
        add_sums(sum, &one);
    }
    return true;
}

static bool one_piece(gint64 piece, gint64 end, unsigned worker, gpointer user, GError **error)
{
    (void)end, (void)worker; /* one at a time */
    const comparison *c = user;
    const fill_method *method = &fill_methods[piece % FILL_METHODS];
    const gint64 *hidden, gap = piece / FILL_METHODS, count = hidden_in(c, gap, &hidden);
    sums sum = {0};
    bool ok = true;
    for (gint64 i = 0; ok && i < count; i += FILL_AT_ONCE) {
        const size_t some = (size_t)MIN(count - i, FILL_AT_ONCE);
        char *made =
            lm_alloc(2 * some, lm_volume_plane_bytes(c->stack->volume), "slices to compare", error);
        ok = made && compare_gap(c, gap, method, hidden + i, some, made, &sum, error);
        lm_free(made);
    }
    c->pieces[piece] = sum;
    return ok;
}

static fill_score score_of(const comparison *c, int method, double range)
{
    sums sum = {0};
    for (gint64 gap = 0; gap < c->stack->count - 1; gap++)
        add_sums(&sum, &c->pieces[gap * FILL_METHODS + method]);
    const double pixels = MAX(sum.pixels, 1);
    return (fill_score){sum.alone / pixels, sum.linear / pixels, sum.across / pixels, range};
}

bool fill_compare(const fill_stack *stack, const gint64 *hidden, gint64 count,
                  fill_score scores[FILL_METHODS], lm_context *context, GError **error)
{
    comparison c = {.stack = stack, .hidden = hidden, .n_hidden = count, .context = context};
    const gint64 pieces = (stack->count - 1) * FILL_METHODS;
    c.pieces = lm_alloc((size_t)pieces, sizeof *c.pieces, "scores", error);
    bool ok = c.pieces && lm_parallel(context, pieces, 1, one_piece, &c, error);
    double least = 0, greatest = 0;
    lm_volume_range(stack->volume, &least, &greatest);
    for (int m = 0; ok && m < FILL_METHODS; m++)
        scores[m] = score_of(&c, m, greatest - least);
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

bool fill_score_stack(const fill_stack *stack, fill_score scores[FILL_METHODS], lm_context *context,
                      GError **error)
{
    gint64 hidden[MOST_HIDDEN];
    gint64 *kept = lm_alloc((size_t)stack->count, sizeof *kept, "the slices of a score", error);
    if (!kept)
        return false;
    fill_stack rest = *stack;
    gint64 count = hide(stack, hidden, kept, &rest.count);
    rest.slice = kept;
    bool ok = fill_compare(&rest, hidden, count, scores, context, error);
    lm_free(kept);
    return ok;
}

double fill_rms(const fill_score *score, double share)
{
    const double rest = 1 - share;
    return sqrt(MAX(share * share * score->alone + 2 * share * rest * score->across +
                        rest * rest * score->linear,
                    0));
}

double fill_psnr(const fill_score *score, double share)
{
    const double rms = fill_rms(score, share);
    return rms > 0 ? 20 * log10(score->range / rms) : INFINITY;
}

double fill_share(const fill_score *score)
{
    int best = 10;
    for (int tenths = 9; tenths >= 0; tenths--)
        if (fill_rms(score, tenths / 10.0) < fill_rms(score, best / 10.0))
            best = tenths;
    return best / 10.0;
}

int fill_best(const fill_score scores[FILL_METHODS])
{
    static const double clearly = 0.05; /* dB */
    double most = fill_psnr(&scores[FILL_LINEAR], 1) + clearly;
    int best = FILL_LINEAR;
    for (int m = 0; m < FILL_METHODS; m++) {
        const double psnr = fill_psnr(&scores[m], fill_share(&scores[m]));
        if (psnr > most) {
            most = psnr;
            best = m;
        }
    }
    return best;
}
