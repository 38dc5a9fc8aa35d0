#include "between_flow_image.h"

#include <math.h>
#include <string.h>

static gint64 inside(gint64 i, gint64 count)
{
    return i < 0 ? 0 : i >= count ? count - 1 : i;
}

static void cubic_weights(double t, double weight[4])
{
    weight[0] = t * (-0.5 + t * (1 - 0.5 * t));
    weight[1] = 1 + t * t * (-2.5 + 1.5 * t);
    weight[2] = t * (0.5 + t * (2 - 1.5 * t));
    weight[3] = t * t * (-0.5 + 0.5 * t);
}

double flow_image_cubic(const flow_image *image, double x, double y)
{
    const gint64 width = image->width, height = image->height;
    x = CLAMP(x, 0, (double)(width - 1));
    y = CLAMP(y, 0, (double)(height - 1));
    const gint64 left = (gint64)x, top = (gint64)y;
    double of_x[4], of_y[4], sum = 0;
    cubic_weights(x - (double)left, of_x);
    cubic_weights(y - (double)top, of_y);
    const gint64 before = inside(left - 1, width), right = inside(left + 1, width),
                 after = inside(left + 2, width);
    for (int j = 0; j < 4; j++) {
        const float *row = image->value + inside(top - 1 + j, height) * width;
        sum += of_y[j] * (of_x[0] * (double)row[before] + of_x[1] * (double)row[left] +
                          of_x[2] * (double)row[right] + of_x[3] * (double)row[after]);
    }
    return sum;
}

float flow_image_linear(const flow_image *image, float x, float y)
{
    const gint64 width = image->width, height = image->height;
    x = CLAMP(x, 0, (float)(width - 1));
    y = CLAMP(y, 0, (float)(height - 1));
    const gint64 left = (gint64)x, top = (gint64)y;
    const gint64 right = inside(left + 1, width);
    const float across = x - (float)left, down = y - (float)top;
    const float *a = image->value + top * width,
                *b = image->value + inside(top + 1, height) * width;
    const float above = a[left] + across * (a[right] - a[left]);
    const float below = b[left] + across * (b[right] - b[left]);
    return above + down * (below - above);
}

static float binomial(const float *value, const gint64 at[5])
{
    return (value[at[0]] + value[at[4]]) / 16 + (value[at[1]] + value[at[3]]) / 4 +
           value[at[2]] * 3 / 8;
}

static void around(gint64 i, gint64 count, gint64 stride, gint64 at[5])
{
    for (int k = 0; k < 5; k++)
        at[k] = inside(2 * i + k - 2, count) * stride;
}

void flow_image_halve(const flow_image *image, flow_image *half, float *line)
{
    gint64 at[5];
    for (gint64 x = 0; x < half->width; x++) {
        around(x, image->width, 1, at);
        for (gint64 y = 0; y < image->height; y++)
            line[y * half->width + x] = binomial(image->value + y * image->width, at);
    }
    for (gint64 y = 0; y < half->height; y++) {
        around(y, image->height, half->width, at);
        for (gint64 x = 0; x < half->width; x++)
            half->value[y * half->width + x] = binomial(line + x, at);
    }
}

void flow_image_double(const flow_image *half, flow_image *image)
{
    for (gint64 y = 0; y < image->height; y++)
        for (gint64 x = 0; x < image->width; x++)
            image->value[y * image->width + x] =
                2 * flow_image_linear(half, (float)x / 2, (float)y / 2);
}

static float median_of_9(float *v)
{
    for (int i = 0; i < 5; i++)
        for (int k = i + 1; k < 9; k++) {
            const float low = MIN(v[i], v[k]), high = MAX(v[i], v[k]);
            v[i] = low;
            v[k] = high;
        }
    return v[4];
}

void flow_image_median(flow_image *image, float *scratch)
{
    const gint64 width = image->width, height = image->height;
    float *to = scratch;
    for (gint64 y = 0; y < height; y++)
        for (gint64 x = 0; x < width; x++) {
            float v[9];
            for (int k = 0; k < 9; k++)
                v[k] = image->value[inside(y + k / 3 - 1, height) * width +
                                    inside(x + k % 3 - 1, width)];
            *to++ = median_of_9(v);
        }
    memcpy(image->value, scratch, flow_image_pixels(image) * sizeof *scratch);
}
