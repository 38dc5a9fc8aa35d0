/* Surfaces in the light of the lamps (light.h). */
#pragma once

#include "light.h"
#include "shot.h"

#include <glib.h>

G_BEGIN_DECLS

/* The lamps of a shot. */
typedef struct lm_shade {
    const lm_shot *shot;
    float lamps[LM_LAMPS][3]; /* unit vectors to them, x right, y up, z to the eye */
    float axes[3][3];         /* of these, in the world */
} lm_shade;

lm_shade lm_shade_of(const lm_shot *shot);

/* How much of its colour a place sends to the eye. The normal, of any length, is on the side that
 * is seen; x and y are pixels from the lower left corner of the picture. */
float lm_shade_light(const lm_shade *shade, const float normal[3], double x, double y, float depth);

/* Of a colour, 0 to 1, or less. */
static inline guint8 lm_shade_byte(float part)
{
    return (guint8)(MIN(part, 1) * 255 + 0.5F);
}

G_END_DECLS
