#include "frame.h"

#include <math.h>
#include <string.h>

lm_frame lm_frame_of(const lm_camera *camera)
{
    lm_frame f = {.lo = {INFINITY, INFINITY, INFINITY}, .hi = {-INFINITY, -INFINITY, -INFINITY}};
    memcpy(f.axes[0], camera->right, sizeof f.axes[0]);
    memcpy(f.axes[1], camera->up, sizeof f.axes[1]);
    memcpy(f.axes[2], camera->towards, sizeof f.axes[2]);
    return f;
}

void lm_frame_hold(lm_frame *f, const double p[3])
{
    for (int a = 0; a < 3; a++) {
        double at = p[0] * f->axes[a][0] + p[1] * f->axes[a][1] + p[2] * f->axes[a][2];
        if (at < f->lo[a])
            f->lo[a] = at;
        if (at > f->hi[a])
            f->hi[a] = at;
    }
}

void lm_box_corner(const lm_grid *grid, const double box[6], int corner, double world[3])
{
    double index[3];
    for (int k = 0; k < 3; k++)
        index[k] = box[2 * k + (corner >> k & 1)] - 0.5;
    lm_grid_to_world(grid, index, world);
}

bool lm_frame_is_empty(const lm_frame *f)
{
    return !(f->lo[0] <= f->hi[0]);
}

void lm_frame_fit(const lm_frame *f, int width, int height, lm_camera *camera)
{
    static const double margin = 1.05;
    for (int k = 0; k < 3; k++) {
        camera->centre[k] = 0;
        for (int a = 0; a < 3; a++)
            camera->centre[k] += f->axes[a][k] * (f->lo[a] + f->hi[a]) / 2;
    }
    double half_width = (f->hi[0] - f->lo[0]) / 2;
    double half_height = (f->hi[1] - f->lo[1]) / 2;
    camera->half_height = margin * MAX(half_height, half_width * height / width);
}

double lm_frame_stand(const lm_frame *f, const lm_camera *camera, double centre[3])
{
    double distance = f->hi[2] - f->lo[2] + camera->half_height;
    double behind = (f->lo[2] + f->hi[2]) / 2;
    for (int k = 0; k < 3; k++)
        behind -= camera->centre[k] * f->axes[2][k];
    if (fabs(behind) < 1e-6 * distance) /* nothing but rounding: do not move what is framed */
        behind = 0;
    for (int k = 0; k < 3; k++)
        centre[k] = camera->centre[k] + behind * f->axes[2][k];
    return distance;
}
