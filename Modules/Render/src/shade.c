#include "shade.h"

#include <math.h>

static float dot(const float a[3], const float b[3])
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static void make_unit(float v[3])
{
    float length = sqrtf(dot(v, v));
    for (int k = 0; k < 3 && length > 0; k++)
        v[k] /= length;
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

static float power(float x, int exponent)
{
    float result = 1;
    while (exponent) {
        if (exponent % 2)
            result *= x;
        x *= x;
        exponent /= 2;
    }
    return result;
}

static void to_eye_from(const lm_shot *shot, double x, double y, float depth, float to_eye[3])
{
    double pixel = 2 * shot->camera->half_height / shot->height;
    to_eye[0] = (float)((shot->width / 2.0 - x) * pixel);
    to_eye[1] = (float)((shot->height / 2.0 - y) * pixel);
    to_eye[2] =
        (float)((LM_SHOT_NEAR + (double)depth * (LM_SHOT_FAR - LM_SHOT_NEAR)) * shot->distance);
    make_unit(to_eye);
}

float lm_shade_light(const lm_shade *s, const float normal[3], double x, double y, float depth)
{
    float turned[3] = {dot(normal, s->axes[0]), dot(normal, s->axes[1]), dot(normal, s->axes[2])};
    float to_eye[3], light = (float)LM_SURFACE_AMBIENT;
    make_unit(turned);
    to_eye_from(s->shot, x, y, depth, to_eye);
    for (int i = 0; i < LM_LAMPS; i++) {
        float facing = dot(turned, s->lamps[i]), intensity = (float)lm_lamps[i].intensity;
        if (!(facing > 0))
            continue;
        float mirrored = 2 * facing * dot(turned, to_eye) - dot(s->lamps[i], to_eye);
        light += intensity *
                 ((float)LM_SURFACE_DIFFUSE * facing +
                  (float)LM_SURFACE_SPECULAR * power(MAX(mirrored, 0), LM_SURFACE_SHININESS));
    }
    return light;
}
