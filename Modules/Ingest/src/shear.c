#include "shear.h"

#include <math.h>

shear shear_make(const double displacement[2], lm_grid *grid)
{
    shear s = {.size = {grid->size[0], grid->size[1]}};
    for (int k = 0; k < 2; k++) {
        double step = displacement[k] / grid->spacing[k];
        double total = step * (double)(grid->size[2] - 1);
        if (fabs(total) < 0.5)
            continue;
        s.step[k] = step;
        s.start[k] = total < 0 ? ceil(-total) : 0;
        grid->size[k] += (gint64)ceil(fabs(total));
        for (int row = 0; row < 3; row++)
            grid->origin[row] -= s.start[k] * grid->spacing[k] * grid->direction[3 * row + k];
    }
    return s;
}

bool shear_is_none(const shear *s)
{
    return s->step[0] == 0 && s->step[1] == 0;
}

/* Where index i of the grid falls in the stored slice: between `at` and `at` + 1, so far from `at`.
 */
typedef struct place {
    gint64 at;
    double part;
} place;

static place place_of(const shear *s, int k, gint64 i, double z)
{
    double at = (double)i - s->start[k] - s->step[k] * z;
    return (place){(gint64)floor(at), at - floor(at)};
}

static bool inside(const shear *s, int k, place p)
{
    return p.at >= 0 && (p.at + 1 < s->size[k] || (p.at + 1 == s->size[k] && p.part == 0));
}

#define SHEAR(NAME, T)                                                                             \
    static T between_##NAME(const T *v, gint64 x_step, gint64 y_step, double x, double y)          \
    {                                                                                              \
        double a = (double)v[0], b = x > 0 ? (double)v[x_step] : a;                                \
        double above = a + x * (b - a), below = above;                                             \
        if (y > 0) {                                                                               \
            a = (double)v[y_step];                                                                 \
            b = x > 0 ? (double)v[y_step + x_step] : a;                                            \
            below = a + x * (b - a);                                                               \
        }                                                                                          \
        double value = above + y * (below - above);                                                \
        return (T)(LM_##NAME == LM_FLOAT32 ? value : floor(value + 0.5));                          \
    }                                                                                              \
    static void plane_##NAME(const shear *s, const lm_grid *grid, double z, int n, int c,          \
                             const T *from, T *to)                                                 \
    {                                                                                              \
        T least = from[c];                                                                         \
        for (gint64 i = 0; i < s->size[0] * s->size[1]; i++)                                       \
            least = MIN(least, from[i * n + c]);                                                   \
        for (gint64 y = 0; y < grid->size[1]; y++) {                                               \
            place py = place_of(s, 1, y, z);                                                       \
            gint64 row = py.at * s->size[0] * n + c;                                               \
            T *out = to + y * grid->size[0] * n + c;                                               \
            for (gint64 x = 0; x < grid->size[0]; x++) {                                           \
                place px = place_of(s, 0, x, z);                                                   \
                out[x * n] = inside(s, 0, px) && inside(s, 1, py)                                  \
                                 ? between_##NAME(from + row + px.at * n, n, s->size[0] * n,       \
                                                  px.part, py.part)                                \
                                 : least;                                                          \
            }                                                                                      \
        }                                                                                          \
    }
LM_FOR_EACH_TYPE (SHEAR)
#undef SHEAR

    void shear_plane(const shear *s, const lm_grid *grid, double z, lm_type type, int components,
                     const void *from, void *to)
    {
        for (int c = 0; c < components; c++)
            switch (type) {
#define PLANE(NAME, T)                                                                             \
    case LM_##NAME:                                                                                \
        plane_##NAME(s, grid, z, components, c, from, to);                                         \
        break;
                LM_FOR_EACH_TYPE (PLANE)
#undef PLANE
            }
    }
