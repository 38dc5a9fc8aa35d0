/* How much two pictures differ. */
#pragma once

#include "lamina/render.h"

#include <math.h>

/* The greatest difference between windows of 8 x 8 pixels of two pictures, each the mean of its
 * window, of 255. An edge that moves by half a pixel changes a window by at most 16; a part that is
 * missing or mirrored by 100 and more. */
static inline double difference(const lm_picture *a, const lm_picture *b)
{
    enum { WINDOW = 8 };
    double worst = 0;
    g_assert_cmpint(a->width, ==, b->width);
    g_assert_cmpint(a->height, ==, b->height);
    for (int y = 0; y + WINDOW <= a->height; y += WINDOW)
        for (int x = 0; x + WINDOW <= a->width; x += WINDOW)
            for (int c = 0; c < 3; c++) {
                double sum = 0;
                for (int k = 0; k < WINDOW * WINDOW; k++) {
                    int at = 3 * ((y + k / WINDOW) * a->width + x + k % WINDOW) + c;
                    sum += a->pixels[at] - b->pixels[at];
                }
                worst = MAX(worst, fabs(sum) / (WINDOW * WINDOW));
            }
    return worst;
}
