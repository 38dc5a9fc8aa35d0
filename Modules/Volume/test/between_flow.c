/* The motion between slices, against shapes and textures whose motion is known. */
#include "between.h"
#include "lamina/alloc.h"
#include "lamina/error.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum { WIDTH = 96, HEIGHT = 80, PIXELS = WIDTH * HEIGHT };

typedef float picture[PIXELS];
typedef double (*grey_fn)(double x, double y);

static lm_context *context;

static void draw(grey_fn grey, double dx, double dy, float *to)
{
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            *to++ = (float)grey(x - dx, y - dy);
}

/* A disc of radius 9 with a soft edge, about (30, 30). */
static double disc(double x, double y)
{
    return 100 / (1 + exp(2 * (hypot(x - 30, y - 30) - 9)));
}

static double texture(double x, double y)
{
    return 40 * sin(0.31 * x + 0.12 * y) + 30 * sin(0.17 * y - 0.05 * x) +
           20 * cos(0.23 * (x + y)) + 15 * sin(0.4 * y - 0.35 * x);
}

static between_gap gap_of(const float *before, const float *left, const float *right,
                          const float *after)
{
    return (between_gap){.width = WIDTH,
                         .height = HEIGHT,
                         .spacing = {1, 1},
                         .position = {-4, 0, 4, 8},
                         .slice = {before, left, right, after}};
}

static void fill(const between_gap *gap, double at, float *to)
{
    g_autoptr(GError) error = NULL;
    bool ok = between_flow(gap, &at, 1, &to, context, &error);
    g_assert_no_error(error);
    g_assert_true(ok);
}

static void centre(const float *value, double at[2])
{
    double sum = 0;
    at[0] = at[1] = 0;
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++) {
            const double grey = (double)*value++;
            sum += grey;
            at[0] += grey * x;
            at[1] += grey * y;
        }
    at[0] /= sum;
    at[1] /= sum;
}

static double rms(const float *a, const float *b, int margin)
{
    double sum = 0;
    int count = 0;
    for (int y = margin; y < HEIGHT - margin; y++)
        for (int x = margin; x < WIDTH - margin; x++, count++) {
            const double d = (double)a[y * WIDTH + x] - (double)b[y * WIDTH + x];
            sum += d * d;
        }
    return sqrt(sum / count);
}

/* Steps of (8, 5) pixels, half a diameter: what is between stays on the straight line, and round.
 */
static void test_slanted_cylinder(void)
{
    picture slice[BETWEEN_SLICES], between, straight, truth;
    for (int i = 0; i < BETWEEN_SLICES; i++)
        draw(disc, 8 * i, 5 * i, slice[i]);
    for (int ends = 0; ends < 2; ends++)
        for (int i = 1; i < 8; i++) {
            const double at = 0.5 * i;
            const between_gap gap =
                gap_of(ends ? NULL : slice[0], slice[1], slice[2], ends ? NULL : slice[3]);
            double found[2];
            fill(&gap, at, between);
            centre(between, found);
            g_assert_cmpfloat_with_epsilon(found[0], 30 + 8 * (1 + at / 4), 0.1);
            g_assert_cmpfloat_with_epsilon(found[1], 30 + 5 * (1 + at / 4), 0.1);
            draw(disc, 8 * (1 + at / 4), 5 * (1 + at / 4), truth);
            float *to = straight;
            g_assert_true(between_linear(&gap, &at, 1, &to, context, NULL));
            g_assert_cmpfloat(rms(between, truth, 0), <, 0.4 * rms(straight, truth, 0));
        }
}

/* A texture that moves by (3.4, -2.2) pixels is recovered where it stays inside the picture. */
static void test_shift(void)
{
    picture left, right, between, straight, truth;
    draw(texture, 0, 0, left);
    draw(texture, 3.4, -2.2, right);
    const between_gap gap = gap_of(NULL, left, right, NULL);
    for (int i = 1; i < 4; i++) {
        const double at = i;
        float *to = straight;
        draw(texture, 3.4 * at / 4, -2.2 * at / 4, truth);
        fill(&gap, at, between);
        g_assert_true(between_linear(&gap, &at, 1, &to, context, NULL));
        g_assert_cmpfloat(rms(between, truth, 4), <, 1);
        g_assert_cmpfloat(rms(between, truth, 4), <, 0.1 * rms(straight, truth, 4));
    }
}

static void test_nothing_moves(void)
{
    picture slice, between;
    draw(texture, 0, 0, slice);
    const between_gap middle = gap_of(slice, slice, slice, slice);
    const between_gap end = gap_of(NULL, slice, slice, NULL);
    fill(&middle, 1.3, between);
    g_assert_true(memcmp(between, slice, sizeof slice) == 0);
    fill(&end, 1.3, between);
    g_assert_true(memcmp(between, slice, sizeof slice) == 0);
}

/* The stack upside down gives the same slices upside down. */
static void test_both_ways(void)
{
    picture slice[BETWEEN_SLICES], up, down;
    for (int i = 0; i < BETWEEN_SLICES; i++)
        draw(texture, 2.1 * i, 0.4 * i * i, slice[i]);
    const between_gap gap = gap_of(slice[0], slice[1], slice[2], slice[3]);
    const between_gap turned = gap_of(slice[3], slice[2], slice[1], slice[0]);
    for (int i = 0; i < 4; i++) {
        const double at = 0.5 + i;
        fill(&gap, at, up);
        fill(&turned, 4 - at, down);
        g_assert_cmpfloat(rms(up, down, 0), <, 1e-4);
    }
}

/* Where there is only noise, nothing is gained, and next to nothing lost, against straight lines.
 */
static void test_noise(void)
{
    picture slice[BETWEEN_SLICES + 1], between, straight;
    const float *truth = slice[BETWEEN_SLICES];
    g_autoptr(GRand) random = g_rand_new_with_seed(7);
    for (size_t k = 0; k < G_N_ELEMENTS(slice); k++)
        for (int i = 0; i < PIXELS; i++)
            slice[k][i] = (float)g_rand_double(random);
    const between_gap gap = gap_of(slice[0], slice[1], slice[2], slice[3]);
    const double at = 2;
    float *to = straight;
    fill(&gap, at, between);
    g_assert_true(between_linear(&gap, &at, 1, &to, context, NULL));
    g_assert_cmpfloat(20 * log10(rms(between, truth, 0) / rms(straight, truth, 0)), <, 0.1);
}

/* Values as large as a float holds, and a picture brighter and darker by whole numbers. */
static void test_any_range(void)
{
    picture left, right, between, scaled;
    draw(disc, 0, 0, left);
    draw(disc, 6, 4, right);
    const between_gap gap = gap_of(NULL, left, right, NULL);
    fill(&gap, 1, between);
    const float largest = FLT_MAX / 101;
    for (int i = 0; i < PIXELS; i++) {
        left[i] *= largest;
        right[i] *= largest;
    }
    fill(&gap, 1, scaled);
    for (int i = 0; i < PIXELS; i++)
        scaled[i] /= largest;
    g_assert_cmpfloat(rms(between, scaled, 0), <, 1e-3);
    for (int i = 0; i < PIXELS; i++) {
        left[i] = i % 3 ? FLT_MAX : -FLT_MAX;
        right[i] = i % 5 ? FLT_MAX : -FLT_MAX;
    }
    fill(&gap, 1, between);
    for (int i = 0; i < PIXELS; i++)
        g_assert_true(isfinite(between[i]));
}

static void test_any_size(void)
{
    static const gint64 sizes[][2] = {{1, 1}, {1, 7}, {300, 1}, {2, 2}, {33, 32}, {3, 200}};
    for (size_t k = 0; k < G_N_ELEMENTS(sizes); k++) {
        picture left, right, to;
        draw(texture, 0, 0, left);
        draw(disc, 0, 0, right);
        between_gap gap = gap_of(NULL, left, right, left);
        gap.width = sizes[k][0];
        gap.height = sizes[k][1];
        fill(&gap, 1, to);
        for (gint64 i = 0; i < gap.width * gap.height; i++)
            g_assert_true(isfinite(to[i]));
    }
}

static void test_stops(void)
{
    picture left, right, between;
    float *to = between;
    const double at = 1;
    draw(disc, 0, 0, left);
    draw(disc, 1, 0, right);
    const between_gap gap = gap_of(NULL, left, right, NULL);
    bool ok = false;
    for (int i = 0; !ok && i < 10; i++) {
        g_autoptr(GError) error = NULL;
        lm_alloc_fail_after(i);
        ok = between_flow(&gap, &at, 1, &to, context, &error);
        g_assert_true(ok || g_error_matches(error, LM_ERROR, LM_ERROR_MEMORY));
    }
    lm_alloc_fail_after(-1);
    g_assert_true(ok);
    g_autoptr(lm_context) stopped = lm_context_new(1, 0);
    g_autoptr(GError) error = NULL;
    lm_context_cancel(stopped);
    g_assert_false(between_flow(&gap, &at, 1, &to, stopped, &error));
    g_assert_error(error, LM_ERROR, LM_ERROR_CANCELLED);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    context = lm_context_new(1, 0);
    g_test_add_func("/between-flow/slanted-cylinder", test_slanted_cylinder);
    g_test_add_func("/between-flow/shift", test_shift);
    g_test_add_func("/between-flow/nothing-moves", test_nothing_moves);
    g_test_add_func("/between-flow/both-ways", test_both_ways);
    g_test_add_func("/between-flow/noise", test_noise);
    g_test_add_func("/between-flow/any-range", test_any_range);
    g_test_add_func("/between-flow/any-size", test_any_size);
    g_test_add_func("/between-flow/stops", test_stops);
    int status = g_test_run();
    lm_context_free(context);
    return status;
}
