#include "box-grip.h"

#include <math.h>

static const double reach = 8; /* pixels from an edge */

/* The side of the box that lies at the left or top (0), right or bottom (1) of the screen. */
static int side_at(const LmSlicePlane *plane, int d, int end)
{
    return 2 * plane->across[d] + (plane->flipped[d] ? 1 - end : end);
}

void lm_box_on_screen(const double box[6], const LmSlicePlane *plane, const LmSliceFrame *frame,
                      double sides[4])
{
    for (int end = 0; end < 2; end++) {
        double index[2], mm[2], pixel[2];
        for (int d = 0; d < 2; d++)
            index[d] = box[side_at(plane, d, end)] - 0.5;
        lm_slice_index_to_mm(plane, index, mm);
        lm_slice_to_pixel(frame, mm, pixel);
        sides[end] = pixel[LM_RIGHT];
        sides[2 + end] = pixel[LM_DOWN];
    }
}

unsigned lm_box_grip_at(const double box[6], const LmSlicePlane *plane, const LmSliceFrame *frame,
                        const double pixel[2])
{
    double sides[4];
    lm_box_on_screen(box, plane, frame, sides);
    unsigned grip = 0;
    for (int d = 0; d < 2; d++) {
        double from = pixel[d] - sides[2 * d], to = pixel[d] - sides[2 * d + 1];
        if (from < -reach || to > reach)
            return 0;
        if (fmin(fabs(from), fabs(to)) <= reach)
            grip |= 1U << side_at(plane, d, fabs(to) < fabs(from));
    }
    return grip ? grip : LM_GRIP_WHOLE;
}

void lm_box_move(double box[6], unsigned grip, const double by[3], const gint64 size[3])
{
    for (int k = 0; k < 3; k++) {
        double *lo = &box[2 * k], *hi = &box[2 * k + 1], most = (double)size[k];
        bool moves_lo = grip & 1U << (2 * k), moves_hi = grip & 2U << (2 * k);
        if (by[k] == 0)
            continue;
        if (moves_lo && moves_hi) {
            double length = fmax(round(*hi - *lo), 1);
            *lo = CLAMP(round(*lo + by[k]), 0, fmax(most - length, 0));
            *hi = fmin(*lo + length, most);
        } else if (moves_lo) {
            *lo = CLAMP(round(*lo + by[k]), 0, fmax(ceil(*hi) - 1, 0));
        } else if (moves_hi) {
            *hi = CLAMP(round(*hi + by[k]), fmin(floor(*lo) + 1, most), most);
        }
    }
}
