#include "lamina/camera.h"

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

static double dot(const double a[3], const double b[3])
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static void cross(const double a[3], const double b[3], double out[3])
{
    out[0] = a[1] * b[2] - a[2] * b[1];
    out[1] = a[2] * b[0] - a[0] * b[2];
    out[2] = a[0] * b[1] - a[1] * b[0];
}

static void normalise(double v[3])
{
    double length = sqrt(dot(v, v));
    for (int k = 0; k < 3; k++)
        v[k] /= length;
}

lm_camera lm_camera_of(lm_view view)
{
    lm_camera c = {.half_height = 0};
    for (int k = 0; k < 3; k++)
        c.towards[k] = -eyes[view][0][k];
    cross(c.towards, eyes[view][1], c.right);
    normalise(c.right);
    cross(c.right, c.towards, c.up);
    return c;
}

/* Turns two axes in their plane, a towards b, and keeps all three at right angles however often
 * that is done. */
static void turn_axes(lm_camera *c, double a[3], double b[3], double angle)
{
    if (angle == 0)
        return;
    double cosine = cos(angle * G_PI / 180), sine = sin(angle * G_PI / 180);
    for (int k = 0; k < 3; k++) {
        double was = a[k];
        a[k] = was * cosine + b[k] * sine;
        b[k] = b[k] * cosine - was * sine;
    }
    normalise(c->towards);
    cross(c->towards, c->up, c->right);
    normalise(c->right);
    cross(c->right, c->towards, c->up);
}

void lm_camera_turn(lm_camera *c, double azimuth, double elevation)
{
    turn_axes(c, c->right, c->towards, azimuth);
    turn_axes(c, c->up, c->towards, elevation);
}

void lm_camera_roll(lm_camera *c, double angle)
{
    turn_axes(c, c->right, c->up, angle);
}

void lm_camera_pan(lm_camera *c, int height, double right, double down)
{
    double mm = 2 * c->half_height / height;
    for (int k = 0; k < 3; k++)
        c->centre[k] += mm * (down * c->up[k] - right * c->right[k]);
}

void lm_camera_zoom(lm_camera *c, double factor)
{
    c->half_height /= factor;
}

void lm_camera_zoom_at(lm_camera *c, int width, int height, double x, double y, double factor)
{
    double right = x - width / 2.0, down = y - height / 2.0;
    lm_camera_pan(c, height, -right, -down);
    lm_camera_zoom(c, factor);
    lm_camera_pan(c, height, right, down);
}

lm_camera lm_camera_turned(lm_view view, const double turn[3])
{
    lm_camera c = lm_camera_of(view);
    lm_camera_turn(&c, turn[0], turn[1]);
    lm_camera_roll(&c, turn[2]);
    return c;
}

void lm_camera_turn_from(const lm_camera *camera, lm_view view, double turn[3])
{
    lm_camera c = lm_camera_of(view);
    const double *t = camera->towards;
    turn[0] = atan2(-dot(t, c.right), dot(t, c.towards)) * 180 / G_PI;
    turn[1] = asin(CLAMP(-dot(t, c.up), -1, 1)) * 180 / G_PI;
    lm_camera_turn(&c, turn[0], turn[1]);
    turn[2] = atan2(dot(camera->right, c.up), dot(camera->right, c.right)) * 180 / G_PI;
}

void lm_camera_project(const lm_camera *c, int width, int height, const double world[3],
                       double pixel[2], double *depth)
{
    double from_centre[3], pixels_per_mm = height / (2 * c->half_height);
    for (int k = 0; k < 3; k++)
        from_centre[k] = world[k] - c->centre[k];
    pixel[0] = width / 2.0 + pixels_per_mm * dot(from_centre, c->right);
    pixel[1] = height / 2.0 - pixels_per_mm * dot(from_centre, c->up);
    *depth = dot(from_centre, c->towards);
}

void lm_camera_unproject(const lm_camera *c, int width, int height, const double pixel[2],
                         double depth, double world[3])
{
    double mm = 2 * c->half_height / height;
    double right = mm * (pixel[0] - width / 2.0), up = mm * (height / 2.0 - pixel[1]);
    for (int k = 0; k < 3; k++)
        world[k] = c->centre[k] + right * c->right[k] + up * c->up[k] + depth * c->towards[k];
}
