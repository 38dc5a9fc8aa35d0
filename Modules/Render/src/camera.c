#include "camera.h"

#include <math.h>

const char *const lm_view_names[] = {"three-quarter", "front", "back",   "left",
                                     "right",         "top",   "bottom", NULL};

/* To the eye from what is shown, and what is up in the picture. The eye of the three-quarter view
 * turns 30 degrees to the left and rises 15. */
static const double eyes[][2][3] = {
    [LM_VIEW_THREE_QUARTER] = {{0.48296291314453, -0.83651630373781, 0.25881904510252}, {0, 0, 1}},
    [LM_VIEW_FRONT] = {{0, -1, 0}, {0, 0, 1}},
    [LM_VIEW_BACK] = {{0, 1, 0}, {0, 0, 1}},
    [LM_VIEW_LEFT] = {{1, 0, 0}, {0, 0, 1}},
    [LM_VIEW_RIGHT] = {{-1, 0, 0}, {0, 0, 1}},
    [LM_VIEW_TOP] = {{0, 0, 1}, {0, -1, 0}},
    [LM_VIEW_BOTTOM] = {{0, 0, -1}, {0, -1, 0}},
};

static void cross(const double a[3], const double b[3], double out[3])
{
    out[0] = a[1] * b[2] - a[2] * b[1];
    out[1] = a[2] * b[0] - a[0] * b[2];
    out[2] = a[0] * b[1] - a[1] * b[0];
}

lm_camera lm_camera_of(lm_view view)
{
    lm_camera c = {.lo = {INFINITY, INFINITY, INFINITY}, .hi = {-INFINITY, -INFINITY, -INFINITY}};
    for (int k = 0; k < 3; k++)
        c.towards[k] = -eyes[view][0][k];
    cross(c.towards, eyes[view][1], c.right);
    double length =
        sqrt(c.right[0] * c.right[0] + c.right[1] * c.right[1] + c.right[2] * c.right[2]);
    for (int k = 0; k < 3; k++)
        c.right[k] /= length;
    cross(c.right, c.towards, c.up);
    return c;
}

void lm_camera_hold(lm_camera *camera, const double p[3])
{
    const double *axes[3] = {camera->right, camera->up, camera->towards};
    for (int a = 0; a < 3; a++) {
        double at = p[0] * axes[a][0] + p[1] * axes[a][1] + p[2] * axes[a][2];
        if (at < camera->lo[a])
            camera->lo[a] = at;
        if (at > camera->hi[a])
            camera->hi[a] = at;
    }
}

void lm_camera_fit(lm_camera *camera, int width, int height, double centre[3])
{
    static const double margin = 1.05;
    const double *axes[3] = {camera->right, camera->up, camera->towards};
    for (int k = 0; k < 3; k++) {
        centre[k] = 0;
        for (int a = 0; a < 3; a++)
            centre[k] += axes[a][k] * (camera->lo[a] + camera->hi[a]) / 2;
    }
    double half_width = (camera->hi[0] - camera->lo[0]) / 2;
    double half_height = (camera->hi[1] - camera->lo[1]) / 2;
    camera->half_height = margin * MAX(half_height, half_width * height / width);
    camera->distance = camera->hi[2] - camera->lo[2] + camera->half_height;
}
