#include "fill.h"

#include "lamina/alloc.h"
#include "lamina/parallel.h"
#include "values.h"

#include <math.h>

/* The hidden planes of each gap, by each method, are one piece of the work. */
typedef struct comparison {
    const fill_stack *stack;
    const gint64 *hidden;
    gint64 n_hidden;
    struct result {
        double squares; /* sum of squared differences */
        gint64 pixels;  /* those that are numbers in both */
    } * results;
    lm_context *context;
} comparison;

static struct result difference(const lm_volume *volume, gint64 plane, const float *made)
{
    const size_t pixels = (size_t)(volume->grid.size[0] * volume->grid.size[1]);
    const size_t bytes = lm_type_size(volume->type);
    const char *truth = (const char *)volume->data + (size_t)plane * pixels * bytes;
    char typed[LM_VALUES_CHUNK * sizeof(float)];
    float a[LM_VALUES_CHUNK], b[LM_VALUES_CHUNK];
    struct result result = {0, 0};
    for (size_t i = 0; i < pixels; i += LM_VALUES_CHUNK) {
        size_t n = MIN(pixels - i, LM_VALUES_CHUNK);
        lm_values_from_float(made + i, n, typed, volume->type, 1);
        lm_values_to_float(typed, volume->type, 1, n, a);
        lm_values_to_float(truth + i * bytes, volume->type, 1, n, b);
        for (size_t k = 0; k < n; k++) {
            double d = (double)a[k] - (double)b[k];
            if (isfinite(d)) {
                result.squares += d * d;
                result.pixels++;
            }
        }
    }
    return result;
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

static bool compare_gap(const comparison *c, gint64 gap, const fill_method *method,
                        const gint64 *hidden, gint64 count, float *made, struct result *sum,
                        GError **error)
{
    const lm_volume *volume = c->stack->volume;
    double at[FILL_AT_ONCE];
    float *to[FILL_AT_ONCE];
    for (gint64 i = 0; i < count; i++) {
        at[i] = c->stack->position[hidden[i]];
        to[i] = made + i * volume->grid.size[0] * volume->grid.size[1];
    }
    if (!fill_gap(c->stack, gap, method, at, (size_t)count, to, c->context, error))
        return false;
    for (gint64 i = 0; i < count; i++) {
        struct result one = difference(volume, hidden[i], to[i]);
        sum->squares += one.squares;
        sum->pixels += one.pixels;
    }
    return true;
}

static bool one_piece(gint64 piece, gint64 end, unsigned worker, gpointer user, GError **error)
{
    (void)end, (void)worker; /* one at a time */
    const comparison *c = user;
    const gint64 *size = c->stack->volume->grid.size, *hidden;
    const gint64 gap = piece / FILL_METHODS, count = hidden_in(c, gap, &hidden);
    struct result sum = {0, 0};
    bool ok = true;
    for (gint64 i = 0; ok && i < count; i += FILL_AT_ONCE) {
        const gint64 some = MIN(count - i, FILL_AT_ONCE);
        float *made =
            lm_alloc((size_t)(some * size[0] * size[1]), sizeof *made, "slices to compare", error);
        ok = made && compare_gap(c, gap, &fill_methods[piece % FILL_METHODS], hidden + i, some,
                                 made, &sum, error);
        lm_free(made);
    }
    c->results[piece] = sum;
    return ok;
}

static fill_score score_of(const comparison *c, int method, double range)
{
    struct result sum = {0, 0};
    for (gint64 gap = 0; gap < c->stack->count - 1; gap++) {
        sum.squares += c->results[gap * FILL_METHODS + method].squares;
        sum.pixels += c->results[gap * FILL_METHODS + method].pixels;
    }
    double rms = sum.pixels ? sqrt(sum.squares / (double)sum.pixels) : 0;
    return (fill_score){rms, rms > 0 ? 20 * log10(range / rms) : INFINITY};
}

bool fill_compare(const fill_stack *stack, const gint64 *hidden, gint64 count,
                  fill_score scores[FILL_METHODS], lm_context *context, GError **error)
{
    comparison c = {.stack = stack, .hidden = hidden, .n_hidden = count, .context = context};
    const gint64 pieces = (stack->count - 1) * FILL_METHODS;
    c.results = lm_alloc((size_t)pieces, sizeof *c.results, "scores", error);
    bool ok = c.results && lm_parallel(context, pieces, 1, one_piece, &c, error);
    double least = 0, greatest = 0;
    lm_volume_range(stack->volume, &least, &greatest);
    for (int m = 0; ok && m < FILL_METHODS; m++)
        scores[m] = score_of(&c, m, greatest - least);
    lm_free(c.results);
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

int fill_best(const fill_score scores[FILL_METHODS])
{
    static const double clearly = 0.1; /* dB */
    int best = FILL_LINEAR;
    for (int m = 0; m < FILL_METHODS; m++)
        if (scores[m].psnr > scores[best].psnr + (best == FILL_LINEAR ? clearly : 0))
            best = m;
    return best;
}
