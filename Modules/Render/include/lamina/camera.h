/* Where one looks from: a parallel camera in the world.
 *
 * The world is in millimetres, LPS (x to the patient's left, y to the back, z to the head). Views
 * are those of somebody who looks at a patient: in the front view the head is up and the patient's
 * left, +x, is at the right of the picture, as when one faces a person. The projection is parallel,
 * so that equal lengths are equally long wherever they are. How far away the eye stands does not
 * show: all that there is lies before it.
 *
 * A camera is a plain value. Angles are in degrees; pixels are those of a picture of `width` x
 * `height`, (0, 0) being the outer corner at its top left.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

G_BEGIN_DECLS

/* Where one looks from, and what lies at the picture's right and top. */
typedef enum lm_view {
    LM_VIEW_THREE_QUARTER, /* the front, from 30 degrees to the left and 15 above; top: head */
    LM_VIEW_FRONT,         /* right: left (+x); top: head (+z) */
    LM_VIEW_BACK,          /* right: right (-x); top: head */
    LM_VIEW_LEFT,          /* from the patient's left; right: back (+y); top: head */
    LM_VIEW_RIGHT,         /* from the patient's right; right: front (-y); top: head */
    LM_VIEW_TOP,           /* from the head; right: right (-x); top: front (-y) */
    LM_VIEW_BOTTOM,        /* from the feet, as slices are shown; right: left (+x); top: front */
} lm_view;

/* Names in the order of the enum, NULL-ended; static. For choices of a parameter. */
extern const char *const lm_view_names[];

typedef struct lm_camera {
    double right[3], up[3], towards[3]; /* unit vectors; `towards` points from the eye */
    double centre[3];                   /* what is in the middle of the picture */
    double half_height;                 /* of the picture, mm; 0: not framed yet */
} lm_camera;

/* Looks from there at the world's zero, not framed yet: lm_renderer_frame() does that. */
lm_camera lm_camera_of(lm_view view);

/* Moves the eye around the centre: to the right of the picture, then upwards. For a drag, call it
 * with minus what the pointer went to the right, and what it went down. */
void lm_camera_turn(lm_camera *camera, double azimuth, double elevation);

/* Turns what is seen clockwise. */
void lm_camera_roll(lm_camera *camera, double angle);

/* Moves what is seen by pixels. */
void lm_camera_pan(lm_camera *camera, int height, double right, double down);

/* Makes what is seen so many times larger around the middle of the picture, or around a pixel. */
void lm_camera_zoom(lm_camera *camera, double factor);
void lm_camera_zoom_at(lm_camera *camera, int width, int height, double x, double y, double factor);

/* Three numbers for where one looks from: azimuth, elevation and roll in the order in which they
 * turn the camera of a view. Any orientation has such, at any view. */
lm_camera lm_camera_turned(lm_view view, const double turn[3]);
void lm_camera_turn_from(const lm_camera *camera, lm_view view, double turn[3]);

/* The place in the picture of a point of the world, and how far it lies behind the centre (mm). */
void lm_camera_project(const lm_camera *camera, int width, int height, const double world[3],
                       double pixel[2], double *depth);

/* The point of the world at a place in the picture, so far behind the centre. */
void lm_camera_unproject(const lm_camera *camera, int width, int height, const double pixel[2],
                         double depth, double world[3]);

G_END_DECLS
