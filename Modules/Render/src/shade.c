#include "shade.h"

#include "lamina/fast.h"

#include <math.h>

static inline G_ALWAYS_INLINE float dot(const float a[3], const float b[3])
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/* Divides by the length, where there is one. */
static inline G_ALWAYS_INLINE void make_unit(float v[3])
{
    const float length = sqrtf(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
    const float by = length > 0 ? length : 1;
    for (int k = 0; k < 3; k++)
        v[k] /= by;
}

lm_shade lm_shade_of(const lm_shot *shot)
{
    lm_shade s = {.shot = shot};
    for (int i = 0; i < LM_LAMPS; i++) {
        for (int k = 0; k < 3; k++)
            s.lamps[i][k] = (float)lm_lamps[i].place[k];
        make_unit(s.lamps[i]);
    }
    for (int k = 0; k < 3; k++) {
        s.axes[0][k] = (float)shot->camera->right[k];
        s.axes[1][k] = (float)shot->camera->up[k];
        s.axes[2][k] = (float)-shot->camera->towards[k];
    }
    return s;
}

/* Of what the mirrored lamp and the eye have in common. */
static inline G_ALWAYS_INLINE float shine(float x)
{
    G_STATIC_ASSERT(LM_SURFACE_SHININESS == 25);
    const float x2 = x * x, x4 = x2 * x2, x8 = x4 * x4;
    return x8 * x8 * x8 * x;
}

/* From a place to the eye. */
typedef struct eye {
    float middle[2], pixel, near, depth;
} eye;

static eye eye_of(const lm_shot *shot)
{
    return (eye){.middle = {(float)shot->width / 2, (float)shot->height / 2},
                 .pixel = (float)(2 * shot->camera->half_height / shot->height),
                 .near = (float)(LM_SHOT_NEAR * shot->distance),
                 .depth = (float)((LM_SHOT_FAR - LM_SHOT_NEAR) * shot->distance)};
}

static inline G_ALWAYS_INLINE float light_of(const lm_shade *s, const eye *e, const lm_lit *lit,
                                             size_t i)
{
    float normal[3],
        to_eye[3] = {(e->middle[0] - lit->x[i]) * e->pixel, (e->middle[1] - lit->y[i]) * e->pixel,
                     e->near + lit->depths[i] * e->depth};
    for (int k = 0; k < 3; k++)
        normal[k] = lit->normals[0][i] * s->axes[k][0] + lit->normals[1][i] * s->axes[k][1] +
                    lit->normals[2][i] * s->axes[k][2];
    make_unit(normal);
    make_unit(to_eye);
    float light = (float)LM_SURFACE_AMBIENT;
    for (int l = 0; l < LM_LAMPS; l++) {
        const float facing = dot(normal, s->lamps[l]), intensity = (float)lm_lamps[l].intensity;
        const float mirrored = 2 * facing * dot(normal, to_eye) - dot(s->lamps[l], to_eye);
        const float part = (float)LM_SURFACE_DIFFUSE * facing +
                           (float)LM_SURFACE_SPECULAR * shine(mirrored > 0 ? mirrored : 0);
        light += facing > 0 ? intensity * part : 0;
    }
    return light;
}

LM_FAST void lm_shade_light(const lm_shade *shade, lm_lit *lit)
{
    const lm_shade s = *shade;
    const eye e = eye_of(s.shot);
    for (size_t i = 0; i < lit->count; i++)
        lit->lights[i] = light_of(&s, &e, lit, i);
}
