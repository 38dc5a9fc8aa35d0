/* The lamps, and how surfaces answer to them: Phong's model, as VTK's shaders have it. */
#pragma once

/* A lamp far away that stays where it is when the camera turns: x to the right of the picture, y
 * up, z to the eye. The ray caster takes ambient light from the lamps as well. */
typedef struct lm_lamp {
    double place[3], intensity, ambient;
} lm_lamp;
enum { LM_LAMPS = 2 };
static const lm_lamp lm_lamps[LM_LAMPS] = {{{-0.4, 0.5, 1}, 0.85, 1}, {{0.9, 0, 0.6}, 0.4, 0}};

/* Of surfaces: parts of their colour. */
#define LM_SURFACE_AMBIENT  0.12
#define LM_SURFACE_DIFFUSE  0.9
#define LM_SURFACE_SPECULAR 0.15
enum { LM_SURFACE_SHININESS = 25 };
