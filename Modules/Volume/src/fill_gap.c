#include "fill.h"

#include "lamina/alloc.h"
#include "values.h"

#include <math.h>
#include <string.h>

const fill_method fill_methods[FILL_METHODS] = {
    [FILL_LINEAR] = {"linear", between_linear, NULL, 0, 1e-9},
    [FILL_CUBIC] = {"cubic", between_cubic, NULL, 0, 2e-9},
    [FILL_SHAPE] = {"shape", between_shape, between_shape_scratch, 1e-6, 1e-7},
    [FILL_FLOW] = {"flow", between_flow, between_flow_scratch, 1.6e-6, 3e-7},
};

fill_mix fill_by(int method)
{
    fill_mix mix = {{0}};
    mix.share[method] = 1;
    return mix;
}

static size_t pixels_of(const lm_volume *volume)
{
    return (size_t)(volume->grid.size[0] * volume->grid.size[1]);
}

static const void *plane_of(const fill_stack *stack, gint64 slice)
{
    const lm_volume *volume = stack->volume;
    return (const char *)volume->data + (size_t)stack->slice[slice] * lm_volume_plane_bytes(volume);
}

/* Gives each pixel that holds no number the value before it in its row, those at the beginning of a
 * row the first in the row, and empty rows the row before. */
static void fill_missing(float *slice, gint64 width, gint64 height)
{
    const float *above = NULL;
    gint64 empty = 0; /* rows at the top with no number at all */
    for (gint64 y = 0; y < height; y++) {
        float *row = slice + y * width;
        gint64 first = 0;
        while (first < width && !isfinite(row[first]))
            first++;
        if (first == width) {
            if (above)
                memcpy(row, above, (size_t)width * sizeof *row);
            else
                empty++;
            continue;
        }
        for (gint64 x = 0; x < first; x++)
            row[x] = row[first];
        for (gint64 x = first; x < width; x++)
            row[x] = isfinite(row[x]) ? row[x] : row[x - 1];
        above = row;
    }
    for (gint64 y = 0; y < empty; y++)
        if (above)
            memcpy(slice + y * width, slice + empty * width, (size_t)width * sizeof *slice);
        else
            memset(slice + y * width, 0, (size_t)width * sizeof *slice);
}

static void put_missing_back(const fill_stack *stack, gint64 gap, double at, float *to)
{
    const float *a = plane_of(stack, gap), *b = plane_of(stack, gap + 1);
    const double left = stack->position[stack->slice[gap]];
    const double right = stack->position[stack->slice[gap + 1]];
    const float weight = (float)((at - left) / (right - left));
    for (size_t i = 0; i < pixels_of(stack->volume); i++)
        if (!isfinite(a[i]) || !isfinite(b[i]))
            to[i] = (1 - weight) * a[i] + weight * b[i];
}

/* As a step towards what comes in, so that equal values stay what they are. */
static void mix_in(const float *more, double share, size_t pixels, float *restrict to)
{
    for (size_t i = 0; i < pixels; i++)
        to[i] += (float)share * (more[i] - to[i]);
}

/* `spare` is not used when there is one method. */
static bool fill_by_all(const fill_mix *mix, const between_gap *seen, const fill_slices *made,
                        float *const *to, float *const *spare, lm_context *context, GError **error)
{
    double so_far = 0;
    for (int m = 0; m < FILL_METHODS; m++) {
        if (mix->share[m] <= 0)
            continue;
        const bool first = so_far == 0;
        so_far += mix->share[m];
        if (!fill_methods[m].fill(seen, made->at, made->count, first ? to : spare, context, error))
            return false;
        for (size_t i = 0; !first && i < made->count; i++)
            mix_in(spare[i], mix->share[m] / so_far, (size_t)(seen->width * seen->height), to[i]);
    }
    return true;
}

/* The slice of the stack that is the i-th of those a method sees, -1 beyond an end. */
static gint64 slice_seen(const fill_stack *stack, gint64 gap, int i)
{
    gint64 slice = gap - BETWEEN_LEFT + i;
    return slice < stack->count ? slice : -1;
}

/* `block` has room for the slices that a method sees, for those that it makes (unless they go
 * straight into a volume of floats), and for those of a further method. */
static bool fill_grey(const fill_stack *stack, gint64 gap, const fill_mix *mix,
                      const fill_slices *made, float *block, lm_context *context, GError **error)
{
    const lm_volume *volume = stack->volume;
    const size_t pixels = pixels_of(volume);
    const bool floats = volume->type == LM_FLOAT32;
    float *to[FILL_AT_ONCE], *spare[FILL_AT_ONCE];
    between_gap seen = {.width = volume->grid.size[0],
                        .height = volume->grid.size[1],
                        .spacing = {volume->grid.spacing[0], volume->grid.spacing[1]}};
    for (int i = 0; i < BETWEEN_SLICES; i++, block += pixels) {
        const gint64 slice = slice_seen(stack, gap, i);
        if (slice < 0)
            continue;
        lm_values_to_float(plane_of(stack, slice), volume->type, 1, pixels, block);
        if (floats)
            fill_missing(block, seen.width, seen.height);
        seen.slice[i] = block;
        seen.position[i] = stack->position[stack->slice[slice]];
    }
    for (size_t i = 0; i < made->count; i++) {
        to[i] = floats ? made->planes[i] : block + i * pixels;
        spare[i] = block + ((floats ? 0 : made->count) + i) * pixels;
    }
    if (!fill_by_all(mix, &seen, made, to, spare, context, error))
        return false;
    for (size_t i = 0; i < made->count; i++) {
        if (floats)
            put_missing_back(stack, gap, made->at[i], to[i]);
        else
            lm_values_from_float(to[i], pixels, made->planes[i], volume->type, 1);
    }
    return true;
}

/* Any type as ranks (values.h), which are equal where the values are. */
static bool fill_labels(const fill_stack *stack, gint64 gap, const fill_slices *made,
                        guint32 *block, lm_context *context, GError **error)
{
    const lm_volume *volume = stack->volume;
    const size_t pixels = pixels_of(volume);
    guint32 *to[FILL_AT_ONCE];
    between_labels seen = {.width = volume->grid.size[0],
                           .height = volume->grid.size[1],
                           .spacing = {volume->grid.spacing[0], volume->grid.spacing[1]}};
    for (int i = 0; i < BETWEEN_SLICES; i++, block += pixels) {
        const gint64 slice = slice_seen(stack, gap, i);
        if (slice < 0)
            continue;
        lm_values_to_ranks(plane_of(stack, slice), volume->type, 1, pixels, (gint32 *)block);
        seen.slice[i] = block;
        seen.position[i] = stack->position[stack->slice[slice]];
    }
    for (size_t i = 0; i < made->count; i++)
        to[i] = block + i * pixels;
    if (!between_shape_labels(&seen, made->at, made->count, to, context, error))
        return false;
    for (size_t i = 0; i < made->count; i++)
        lm_values_from_ranks((const gint32 *)to[i], pixels, made->planes[i], volume->type, 1);
    return true;
}

static bool is_mixed(const fill_mix *mix)
{
    int methods = 0;
    for (int m = 0; m < FILL_METHODS; m++)
        methods += mix->share[m] > 0;
    return methods > 1;
}

static size_t block_slices(const fill_mix *mix, lm_type type, bool labels, size_t count)
{
    if (labels)
        return BETWEEN_SLICES + count;
    return BETWEEN_SLICES + (type == LM_FLOAT32 ? 0 : count) + (is_mixed(mix) ? count : 0);
}

bool fill_gap(const fill_stack *stack, gint64 gap, const fill_mix *mix, const fill_slices *made,
              lm_context *context, GError **error)
{
    const size_t slices = block_slices(mix, stack->volume->type, stack->labels, made->count);
    void *block =
        lm_alloc(slices * pixels_of(stack->volume), sizeof(float), "the slices of a gap", error);
    if (!block)
        return false;
    bool ok = stack->labels ? fill_labels(stack, gap, made, block, context, error)
                            : fill_grey(stack, gap, mix, made, block, context, error);
    lm_free(block);
    return ok;
}

guint64 fill_gap_scratch(const fill_mix *mix, const lm_info *in, size_t count)
{
    const gint64 width = in->grid.size[0], height = in->grid.size[1];
    const guint64 block =
        block_slices(mix, in->type, in->labels, count) * sizeof(float) * (guint64)(width * height);
    if (in->labels)
        return block + between_shape_labels_scratch(width, height);
    guint64 most = 0;
    for (int m = 0; m < FILL_METHODS; m++)
        if (mix->share[m] > 0 && fill_methods[m].scratch)
            most = MAX(most, fill_methods[m].scratch(width, height));
    return block + most;
}
