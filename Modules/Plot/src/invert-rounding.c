#include "invert-rounding.h"

#include <math.h>

static const guint8 luma_table[64] = {16,  11,  10,  16,  24, 40, 51,  61,  12,  12,  14,  19,  26,
                                      58,  60,  55,  14,  13, 16, 24,  40,  57,  69,  56,  14,  17,
                                      22,  29,  51,  87,  80, 62, 18,  22,  37,  56,  68,  109, 103,
                                      77,  24,  35,  55,  64, 81, 104, 113, 92,  49,  64,  78,  87,
                                      103, 121, 120, 101, 72, 92, 95,  98,  112, 100, 103, 99};
static const guint8 chroma_table[64] = {
    17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99,
    99, 99, 47, 66, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99};

static void set_steps(float steps[64], const guint8 table[64], int quality)
{
    const int percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;
    for (int k = 0; k < 64; k++)
        steps[k] = (float)CLAMP((table[k] * percent + 50) / 100, 1, 255);
}

static void set_patterns(plot_rounding *rounding)
{
    for (int k = 0; k < 8; k++)
        for (int x = 0; x < 8; x++)
            rounding->pattern[k][x] = rounding->turned[x][k] =
                (float)((k ? 0.5 : sqrt(0.125)) * cos((2 * x + 1) * k * G_PI / 16));
}

static void multiply(const float a[8][8], const float b[8][8], float product[8][8])
{
    for (int i = 0; i < 8; i++) {
        float row[8] = {0};
        for (int k = 0; k < 8; k++)
            for (int j = 0; j < 8; j++)
                row[j] += a[i][k] * b[k][j];
        for (int j = 0; j < 8; j++)
            product[i][j] = row[j];
    }
}

static void to_amplitudes(const plot_rounding *rounding, float block[8][8])
{
    float half[8][8];
    multiply(block, rounding->turned, half);
    multiply(rounding->pattern, half, block);
}

static void to_pixels(const plot_rounding *rounding, float block[8][8])
{
    float half[8][8];
    multiply(block, rounding->pattern, half);
    multiply(rounding->turned, half, block);
}

/* How far the amplitudes lie from multiples of the steps, as shares of a step: a quarter when they
 * have nothing to do with them. Amplitudes of less than a step would agree with any. */
typedef struct misfit {
    double sum;
    gint64 count;
} misfit;

static void add_block(misfit *m, float block[8][8], const float steps[64])
{
    for (int k = 1; k < 64; k++) {
        const float share = fabsf(block[k / 8][k % 8]) / steps[k];
        if (share < 0.6f)
            continue;
        m->sum += (double)fabsf(share - rintf(share));
        m->count++;
    }
}

enum { QUALITIES = 100, BLOCKS = 512 };

static void judge_block(const plot_rounding *rounding, const float *luma, gint64 width,
                        float tables[QUALITIES][64], misfit of[QUALITIES])
{
    float block[8][8];
    for (gint64 y = 0; y < 8; y++)
        for (gint64 x = 0; x < 8; x++)
            block[y][x] = luma[y * width + x];
    to_amplitudes(rounding, block);
    for (int q = 0; q < QUALITIES; q++)
        add_block(&of[q], block, tables[q]);
}

/* The one furthest from chance: the mean of many shares without order is a quarter, and strays from
 * it by one over the root of their number. Many shares a little too near are more than few very
 * near. */
static int best_quality(const misfit of[QUALITIES])
{
    int best = QUALITIES;
    double most = 0;
    for (int q = 0; q < QUALITIES; q++) {
        const double n = (double)MAX(of[q].count, 1);
        const double order = (0.25 * n - of[q].sum) / sqrt(n);
        if (order > most)
            most = order, best = q + 1;
    }
    return best;
}

void plot_rounding_find(plot_rounding *rounding, const float *luma, gint64 width, gint64 height)
{
    float tables[QUALITIES][64];
    misfit of[QUALITIES] = {0};
    set_patterns(rounding);
    for (int q = 0; q < QUALITIES; q++)
        set_steps(tables[q], luma_table, q + 1);
    const gint64 across = width / 8, blocks = across * (height / 8);
    const gint64 stride = blocks / BLOCKS + 1;
    for (gint64 k = 0; k < blocks; k += stride)
        judge_block(rounding, luma + (k / across * width + k % across) * 8, width, tables, of);
    const int quality = best_quality(of);
    set_steps(rounding->luma, luma_table, quality);
    set_steps(rounding->chroma, chroma_table, quality);
}

static void grant_block(const plot_rounding *rounding, const float steps[64], float block[8][8])
{
    const float share = 0.25f; /* errors near half a step are as likely as none: half of that */
    to_amplitudes(rounding, block);
    for (int k = 0; k < 64; k++) {
        float *amplitude = &block[k / 8][k % 8];
        *amplitude = CLAMP(*amplitude, -share * steps[k], share * steps[k]);
    }
    to_pixels(rounding, block);
}

void plot_rounding_grant(const plot_rounding *rounding, const float steps[64], const float *seen,
                         const float *made, float *goal, gint64 width, gint64 height)
{
    for (gint64 corner_y = 0; corner_y < height; corner_y += 8)
        for (gint64 corner_x = 0; corner_x < width; corner_x += 8) {
            float block[8][8];
            const gint64 corner = corner_y * width + corner_x;
            for (gint64 k = 0; k < 64; k++) {
                const gint64 at = corner + k / 8 * width + k % 8;
                block[k / 8][k % 8] = made[at] - seen[at];
            }
            grant_block(rounding, steps, block);
            for (gint64 k = 0; k < 64; k++) {
                const gint64 at = corner + k / 8 * width + k % 8;
                goal[at] = seen[at] + block[k / 8][k % 8];
            }
        }
}
