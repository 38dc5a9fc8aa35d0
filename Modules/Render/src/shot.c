#include "shot.h"

#include <math.h>

bool lm_shot_leaves(const lm_shot *shot, const double place[3])
{
    for (size_t i = 0; i < shot->n_planes; i++)
        if (lm_plane_distance(&shot->planes[i], place) < 0)
            return false;
    return true;
}

bool lm_shot_leaves_some(const lm_shot *shot, const float box[6], bool *is_cut)
{
    *is_cut = false;
    for (size_t i = 0; i < shot->n_planes; i++) {
        const lm_plane *plane = &shot->planes[i];
        double middle[3], reach = 0;
        for (int k = 0; k < 3; k++) {
            middle[k] = ((double)box[2 * k] + (double)box[2 * k + 1]) / 2;
            reach += fabs(plane->normal[k]) * ((double)box[2 * k + 1] - middle[k]);
        }
        double distance = lm_plane_distance(plane, middle);
        if (distance < -reach)
            return false;
        *is_cut = *is_cut || !(distance > reach);
    }
    return true;
}
