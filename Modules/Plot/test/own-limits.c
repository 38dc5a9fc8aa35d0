/* Figures as values on the map, 0 to 1, each drawn with its own limits or all with the same. */
#include "own-limits.h"

#include "testing.h"

#include <math.h>

enum { NX = 80, NY = 60, FIGURES = 6, SAMPLES = NX * NY };

typedef struct limits {
    double lo, hi;
} limits;

typedef struct stack {
    float *values; /* FIGURES planes */
    limits own[FIGURES], all;
} stack;

/* Waves whose strength changes, and speckle: the mean of four numbers, so that it has tails. */
static float sample(const lm_volume *noise, gint64 x, gint64 y, gint64 z, double speckle)
{
    double grain = 0;
    for (int k = 0; k < 4; k++)
        grain += lm_volume_get(noise, x, y, z, k) / 255 - 0.5;
    const double strength = 1 + 0.3 * sin(7.0 * (double)z);
    const double wave = sin(0.11 * (double)x + (double)z) * cos(0.07 * (double)y);
    return (float)(strength * wave + speckle * grain);
}

static stack *stack_new(double speckle)
{
    lm_grid grid = lm_grid_make(NX, NY, FIGURES);
    g_autoptr(lm_volume) noise = test_noise(&grid, LM_UINT8, 4, 11);
    stack *s = g_new0(stack, 1);
    s->values = g_new(float, FIGURES *SAMPLES);
    s->all = (limits){INFINITY, -INFINITY};
    for (gint64 z = 0; z < FIGURES; z++) {
        s->own[z] = (limits){INFINITY, -INFINITY};
        for (gint64 i = 0; i < SAMPLES; i++) {
            const float v = sample(noise, i % NX, i / NX, z, speckle);
            s->values[z * SAMPLES + i] = v;
            s->own[z] = (limits){MIN(s->own[z].lo, (double)v), MAX(s->own[z].hi, (double)v)};
        }
        s->all = (limits){MIN(s->all.lo, s->own[z].lo), MAX(s->all.hi, s->own[z].hi)};
    }
    return s;
}

static void stack_free(stack *s)
{
    g_free(s->values);
    g_free(s);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(stack, stack_free)

/* The chance for figures drawn in `colours`, found on a map of 256. */
static double chance(const stack *s, const limits drawn[FIGURES], int colours)
{
    plot_reach figures[FIGURES];
    g_autofree float *places = g_new(float, SAMPLES);
    for (int z = 0; z < FIGURES; z++) {
        for (int i = 0; i < SAMPLES; i++) {
            const double v = (double)s->values[z * SAMPLES + i];
            const double share = (v - drawn[z].lo) / (drawn[z].hi - drawn[z].lo);
            const double colour = CLAMP(floor(share * colours), 0, colours - 1);
            places[i] = (float)(colour / (colours - 1));
        }
        places[z] = NAN; /* as one may be missing */
        figures[z] = plot_reach_of(places, SAMPLES, 256);
    }
    return plot_common_chance(figures, FIGURES);
}

static double common_chance(const stack *s, double lo, double hi, int colours)
{
    limits drawn[FIGURES];
    for (int z = 0; z < FIGURES; z++)
        drawn[z] = (limits){lo, hi};
    return chance(s, drawn, colours);
}

static const double speckles[] = {0.5, 1, 2, 0};

/* Without speckle, waves of any strength look the same. */
static void own_limits(void)
{
    for (size_t i = 0; speckles[i] > 0; i++) {
        g_autoptr(stack) s = stack_new(speckles[i]);
        const double found = chance(s, s->own, 256);
        g_test_message("speckle %g: %g", speckles[i], found);
        g_assert_cmpfloat(found, <, 0.01);
    }
}

/* From the least to the greatest value of all, and so that much or little is cut off. */
static void common_limits(void)
{
    static const double cuts[] = {0, 0.01, 0.05, 0.1, 0.2, 0.3};
    for (size_t i = 0; i < G_N_ELEMENTS(speckles); i++) {
        g_autoptr(stack) s = stack_new(speckles[i]);
        for (size_t k = 0; k < G_N_ELEMENTS(cuts); k++) {
            const double cut = cuts[k] * (s->all.hi - s->all.lo);
            const double lo = s->all.lo + cut, hi = s->all.hi - cut;
            g_assert_cmpfloat(common_chance(s, lo, hi, 64), >, 0.2);
        }
    }
}

/* The same figure over and over has one scale however it was drawn. */
static void alike(void)
{
    g_autoptr(stack) s = stack_new(1);
    for (int i = SAMPLES; i < FIGURES * SAMPLES; i++)
        s->values[i] = s->values[i % SAMPLES];
    g_assert_cmpfloat(common_chance(s, s->own[0].lo, s->own[0].hi, 256), ==, 1);
}

/* Nothing to see, and next to nothing. */
static void few(void)
{
    static const float values[] = {NAN, 0.5F, 1};
    for (size_t n = 0; n <= 3; n++) {
        const plot_reach figures[] = {plot_reach_of(values, n, 2), plot_reach_of(values, n, 2)};
        for (gint64 count = 1; count <= 2; count++)
            g_assert_cmpfloat(plot_common_chance(figures, count), ==, 1);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/own-limits/own", own_limits);
    g_test_add_func("/own-limits/common", common_limits);
    g_test_add_func("/own-limits/alike", alike);
    g_test_add_func("/own-limits/few", few);
    return g_test_run();
}
