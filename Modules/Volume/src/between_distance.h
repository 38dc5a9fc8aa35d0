/* Signed distances to the border of a shape in a picture.
 *
 * Exact Euclidean distances, axis by axis: along the columns by counting, along the rows as the
 * lowest of the parabolas that stand on them (Saito and Toriwaki, Pattern Recognition 27, 1994;
 * Felzenszwalb and Huttenlocher, Theory of Computing 8, 2012). As nothing beyond a limit is asked
 * for, only the parabolas within it are looked at.
 */
#pragma once

#include <glib.h>

typedef struct between_window {
    gint64 width, height;
    double spacing[2]; /* mm */
    double limit;      /* mm: distances are cut off here; finite */
} between_window;

/* For each pixel how far inside its shape it lies, from -limit to limit: positive where the mask is
 * not 0. The border is half a pixel from the pixels beside it. Without a border everything is at
 * the limit. `rows` has room for 4 rows. */
void between_distance(const between_window *window, const guint8 *mask, float *rows,
                      float *distance);

/* Takes the steps of the voxels off a border: each distance becomes the mean of the 3x3 about it,
 * weighed 1-4-1 along each axis. `rows` has room for 2 rows. */
void between_distance_soften(const between_window *window, float *rows, float *distance);
