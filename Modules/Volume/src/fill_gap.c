#include "fill.h"

#include "lamina/alloc.h"
#include "values.h"

#include <math.h>
#include <string.h>

const fill_method fill_methods[FILL_METHODS] = {
    [FILL_LINEAR] = {"linear", between_linear, NULL, 0, 1e-9},
    [FILL_CUBIC] = {"cubic", between_cubic, NULL, 0, 2e-9},
};

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

static void load(const fill_stack *stack, gint64 gap, float *block, between_gap *to)
{
    const lm_volume *volume = stack->volume;
    const size_t pixels = pixels_of(volume);
    *to = (between_gap){.width = volume->grid.size[0],
                        .height = volume->grid.size[1],
                        .spacing = {volume->grid.spacing[0], volume->grid.spacing[1]}};
    for (int i = 0; i < BETWEEN_SLICES; i++, block += pixels) {
        gint64 slice = gap - BETWEEN_LEFT + i;
        if (slice < 0 || slice >= stack->count)
            continue;
        lm_values_to_float(plane_of(stack, slice), volume->type, 1, pixels, block);
        if (volume->type == LM_FLOAT32)
            fill_missing(block, to->width, to->height);
        to->slice[i] = block;
        to->position[i] = stack->position[stack->slice[slice]];
    }
}

bool fill_gap(const fill_stack *stack, gint64 gap, const fill_method *method, const double *at,
              size_t count, float *const *to, lm_context *context, GError **error)
{
    const lm_volume *volume = stack->volume;
    float *block = lm_alloc(BETWEEN_SLICES * pixels_of(volume), sizeof *block,
                            "the slices beside a gap", error);
    if (!block)
        return false;
    between_gap as_float;
    load(stack, gap, block, &as_float);
    bool ok = method->fill(&as_float, at, count, to, context, error);
    lm_free(block);
    for (size_t i = 0; ok && volume->type == LM_FLOAT32 && i < count; i++)
        put_missing_back(stack, gap, at[i], to[i]);
    return ok;
}

guint64 fill_gap_scratch(const fill_method *method, const lm_grid *grid)
{
    guint64 slices = BETWEEN_SLICES * sizeof(float) * (guint64)(grid->size[0] * grid->size[1]);
    return slices + (method->scratch ? method->scratch(grid->size[0], grid->size[1]) : 0);
}
