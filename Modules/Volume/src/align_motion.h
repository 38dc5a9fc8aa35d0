/* How a slice moves in its plane: turned, scaled and shifted.
 *
 * Places in a slice are complex numbers: x + i y in mm from the slice's centre, along the axes in
 * which its voxels lie. A motion takes z to turn * z + shift; the argument of `turn` is the angle
 * from x to y, its absolute value the scale.
 */
#pragma once

#include <complex.h>
#include <glib.h>
#include <math.h>

typedef struct align_motion {
    double complex turn, shift;
} align_motion;

static inline align_motion align_motion_none(void)
{
    return (align_motion){1, 0};
}

/* First `a`, then `b`. */
static inline align_motion align_motion_then(align_motion a, align_motion b)
{
    return (align_motion){b.turn * a.turn, b.turn * a.shift + b.shift};
}

static inline align_motion align_motion_inverse(align_motion a)
{
    return (align_motion){1 / a.turn, -a.shift / a.turn};
}

static inline double align_motion_degrees(align_motion a)
{
    return carg(a.turn) * (180 / G_PI);
}
