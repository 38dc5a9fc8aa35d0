/* A small grid on which every mistake of geometry shows: no two sizes or spacings alike, an origin,
 * and an oblique, left-handed direction. */
#pragma once

#include "lamina/grid.h"

static inline lm_grid oblique_grid(gint64 nx, gint64 ny, gint64 nz)
{
    lm_grid grid = lm_grid_make(nx, ny, nz);
    static const double spacing[] = {0.5, 0.75, 2}, origin[] = {-11, 23, 7};
    /* 3-4-5 turns about z and then x, the last axis reversed. */
    static const double direction[] = {0.6, -0.8, 0, 0.64, 0.48, 0.6, 0.48, 0.36, -0.8};
    for (int k = 0; k < 3; k++) {
        grid.spacing[k] = spacing[k];
        grid.origin[k] = origin[k];
    }
    for (int i = 0; i < 9; i++)
        grid.direction[i] = direction[i];
    return grid;
}
