/* A body that looks different from every side, on any grid. */
#pragma once

#include "lamina/render.h"

#include <math.h>
#include <string.h>

/* A body with three bumps, none like another, in mm around the world's zero: to the left (+x), to
 * the front (-y) and on top (+z). Small marks, the same on all sides, keep its middle in the middle
 * of every picture. */
enum { REACH = 29, BUMP = 20 };
static const double balls[][4] = {{0, 0, 0, 14}, {BUMP, 0, 0, 5}, {0, -BUMP, 0, 6}, {0, 0, BUMP, 4},
                                  {27, 0, 0, 2}, {-27, 0, 0, 2},  {0, 27, 0, 2},    {0, -27, 0, 2},
                                  {0, 0, 27, 2}, {0, 0, -27, 2}};

static inline double phantom(const double p[3])
{
    double depth = -1;
    for (size_t b = 0; b < G_N_ELEMENTS(balls); b++) {
        double d[3] = {p[0] - balls[b][0], p[1] - balls[b][1], p[2] - balls[b][2]};
        double distance = sqrt(d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
        depth = MAX(depth, CLAMP((balls[b][3] - distance) / 1.5, -1, 1));
    }
    return (depth + 1) / 2;
}

/* The phantom on a grid of 1 mm with these directions, centred on the world's zero; values from 0
 * to `top`. */
static inline lm_volume *phantom_on(const double direction[9], lm_type type, double top)
{
    lm_grid grid = lm_grid_make(64, 64, 64);
    double middle[3] = {31.5, 31.5, 31.5}, at[3];
    memcpy(grid.direction, direction, sizeof grid.direction);
    lm_grid_to_world(&grid, middle, at);
    for (int k = 0; k < 3; k++)
        grid.origin[k] = -at[k];
    g_autoptr(lm_volume) exact = lm_volume_new(&grid, LM_FLOAT32, 1, NULL);
    float *v = exact->data;
    for (gint64 i = 0; i < 64 * 64 * 64; i++) {
        double index[3] = {(double)(i % 64), (double)(i / 64 % 64), (double)(i / 4096)}, p[3];
        lm_grid_to_world(&grid, index, p);
        v[i] = (float)(top * phantom(p));
    }
    if (type == LM_FLOAT32)
        return g_steal_pointer(&exact);
    lm_volume *volume = lm_volume_new(&grid, type, 1, NULL);
    switch (type) {
#define COPY(NAME, T)                                                                              \
    case LM_##NAME:                                                                                \
        for (gint64 i = 0; i < 64 * 64 * 64; i++)                                                  \
            ((T *)volume->data)[i] = (T)v[i];                                                      \
        break;
        LM_FOR_EACH_TYPE (COPY)
#undef COPY
    }
    return volume;
}

static const double identity[9] = {1, 0, 0, 0, 1, 0, 0, 0, 1};

/* NULL, after saying that the test is skipped, where OpenGL cannot be had. */
static inline lm_renderer *renderer_new(int width, int height)
{
    g_autoptr(GError) error = NULL;
    lm_renderer *renderer = lm_renderer_new(width, height, &error);
    if (!renderer)
        g_test_skip(error->message);
    return renderer;
}
