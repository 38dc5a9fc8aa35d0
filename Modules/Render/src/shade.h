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

/* Places of surfaces, which are lit together. */
enum { LM_SHADE_MOST = 256 };
typedef struct lm_lit {
    size_t count;
    float normals[3][LM_SHADE_MOST];          /* of any length, on the side that is seen */
    float x[LM_SHADE_MOST], y[LM_SHADE_MOST]; /* pixels from the lower left corner of the picture */
    float depths[LM_SHADE_MOST];
    float lights[LM_SHADE_MOST]; /* how much of its colour each sends to the eye */
} lm_lit;

/* Fills in the lights. */
void lm_shade_light(const lm_shade *shade, lm_lit *lit);

/* Of a colour, 0 to 1, or less. */
static inline guint8 lm_shade_byte(float part)
{
    return (guint8)(MIN(part, 1) * 255 + 0.5F);
}

G_END_DECLS
