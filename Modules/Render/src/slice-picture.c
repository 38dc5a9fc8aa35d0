#include "lamina/slice-picture.h"

#include "lamina/error.h"
#include "lamina/histogram.h"

#include <math.h>
#include <string.h>

const guint8 lm_slice_nan[3] = {24, 32, 72};

const lm_window_preset lm_window_presets[] = {
    {"bone", "Bone", {-500, 1300}},
    {"lung", "Lung", {-1350, 150}},
    {"soft-tissue", "Soft tissue", {-160, 240}},
    {"brain", "Brain", {0, 80}},
    {NULL, NULL, {0, 0}},
};

/* A plane to be drawn: pixel (x, y) has its values at first + x * right + y * down. */
typedef struct plane {
    size_t first, right, down; /* counted in values */
    int width, height, components;
} plane;

static plane plane_of(const lm_volume *volume, int axis, gint64 index)
{
    const gint64 *size = volume->grid.size;
    size_t n = (size_t)volume->components;
    size_t stride[3] = {n, n * (size_t)size[0], n * (size_t)size[0] * (size_t)size[1]};
    int right = axis == 0 ? 1 : 0, down = axis == 2 ? 1 : 2;
    gint64 from = axis == 2 ? volume->held.lo : 0;
    return (plane){.first = (size_t)(index - from) * stride[axis],
                   .right = stride[right],
                   .down = stride[down],
                   .width = (int)size[right],
                   .height = (int)size[down],
                   .components = volume->components};
}

static guint8 level(double value, const lm_window *window, double scale)
{
    double at = (value - window->low) * scale + 0.5;
    return at > 0 ? (guint8)MIN(at, 255) : 0;
}

static void draw_row(const lm_volume *volume, const plane *p, int y, const lm_window *window,
                     guint8 *out)
{
    double scale = 255 / (window->high - window->low);
    size_t first = p->first + p->down * (size_t)y;
    size_t green = p->components >= 3 ? 1 : 0, blue = 2 * green;
    switch (volume->type) {
#define DRAW(NAME, T)                                                                              \
    case LM_##NAME: {                                                                              \
        const T *v = (const T *)volume->data + first;                                              \
        for (int x = 0; x < p->width; x++, v += p->right, out += 3) {                              \
            out[0] = level((double)v[0], window, scale);                                           \
            out[1] = green ? level((double)v[green], window, scale) : out[0];                      \
            out[2] = green ? level((double)v[blue], window, scale) : out[0];                       \
        }                                                                                          \
        break;                                                                                     \
    }
        LM_FOR_EACH_TYPE (DRAW)
#undef DRAW
    }
}

/* Over a row that was drawn. */
static void mark_nan(const lm_volume *volume, const plane *p, int y, guint8 *out)
{
    const float *v = (const float *)volume->data + p->first + p->down * (size_t)y;
    for (int x = 0; x < p->width; x++, v += p->right, out += 3)
        for (int c = 0; c < p->components; c++)
            if (isnan(v[c]))
                memcpy(out, lm_slice_nan, sizeof lm_slice_nan);
}

lm_picture *lm_slice_picture(const lm_volume *volume, int axis, gint64 index,
                             const lm_window *window, GError **error)
{
    g_return_val_if_fail(axis >= 0 && axis < 3 && index >= 0 && index < volume->grid.size[axis],
                         NULL);
    if (volume->components > 4) {
        lm_fail(error, LM_ERROR_USAGE,
                "slices of %d components cannot be shown: 1 (grey) or 3 (colour) are needed",
                volume->components);
        return NULL;
    }
    plane p = plane_of(volume, axis, index);
    g_autoptr(lm_picture) picture = lm_picture_new(p.width, p.height, 3, error);
    for (int y = 0; picture && y < p.height; y++) {
        guint8 *out = picture->pixels + 3 * (size_t)p.width * (size_t)y;
        draw_row(volume, &p, y, window, out);
        if (volume->type == LM_FLOAT32)
            mark_nan(volume, &p, y, out);
    }
    return g_steal_pointer(&picture);
}

bool lm_window_auto(const lm_volume *volume, lm_window *window, lm_context *context, GError **error)
{
    if (volume->components == 3 && volume->type == LM_UINT8) {
        *window = (lm_window){0, 255};
        return true;
    }
    enum { BINS = 4096 };
    g_autoptr(lm_histogram) h = lm_histogram_new(volume, BINS, context, error);
    if (!h)
        return false;
    size_t low = lm_histogram_quantile(h, 0, BINS, 0.01);
    size_t high = lm_histogram_quantile(h, 0, BINS, 0.99);
    *window = low < high ? (lm_window){lm_histogram_value(h, (double)low),
                                       lm_histogram_value(h, (double)high)}
                         : (lm_window){h->least, h->greatest};
    return true;
}
