#include "align_pair.h"

#include <string.h>

/* ---- pyramids ---- */

/* Slices of more pixels are halved first, and nothing is halved below the coarsest. */
enum { MOST_PIXELS = 1 << 19, COARSEST = 16, LEAST_SIDE = 4 };

static bool can_halve(const align_level *level)
{
    return MAX(level->size[0], level->size[1]) >= 2 * COARSEST;
}

/* Along each axis that is long enough. */
static align_level halved(const align_level *level)
{
    align_level half = *level;
    for (int k = 0; k < 2; k++) {
        if (level->size[k] < 2 * COARSEST)
            continue;
        half.size[k] = level->size[k] / 2;
        half.spacing[k] = level->spacing[k] * 2;
        half.origin[k] = level->origin[k] + level->spacing[k] / 2;
    }
    return half;
}

static align_level whole_slice(const lm_grid *grid)
{
    align_level level = {.size = {grid->size[0], grid->size[1]},
                         .spacing = {grid->spacing[0], grid->spacing[1]}};
    for (int k = 0; k < 2; k++)
        level.origin[k] = -0.5 * (double)(level.size[k] - 1) * level.spacing[k];
    return level;
}

align_scales align_scales_of(const lm_grid *grid)
{
    align_scales scales = {.slice = whole_slice(grid)};
    align_level level = scales.slice;
    for (; level.size[0] * level.size[1] > MOST_PIXELS && can_halve(&level); level = halved(&level))
        scales.halved++;
    if (MIN(level.size[0], level.size[1]) < LEAST_SIDE)
        return scales;
    for (;;) {
        level.offset = scales.values;
        scales.level[scales.count++] = level;
        scales.values += (size_t)(level.size[0] * level.size[1]);
        if (!can_halve(&level) || scales.count == ALIGN_LEVELS)
            return scales;
        level = halved(&level);
    }
}

/* From one size to the next: means of two along each axis that is halved; what is no number is left
 * out. `to` may be `from`. */
static void halve(const float *from, const gint64 size[2], const gint64 half[2], float *to)
{
    const gint64 nx = size[0] > half[0] ? 2 : 1, ny = size[1] > half[1] ? 2 : 1;
    for (gint64 y = 0; y < half[1]; y++)
        for (gint64 x = 0; x < half[0]; x++) {
            float sum = 0, n = 0;
            for (gint64 j = 0; j < ny; j++)
                for (gint64 i = 0; i < nx; i++) {
                    const float v = from[(y * ny + j) * size[0] + x * nx + i];
                    if (isfinite(v)) {
                        sum += v;
                        n++;
                    }
                }
            to[y * half[0] + x] = n > 0 ? sum / n : NAN;
        }
}

/* One pass of the binomial kernel 1 4 6 4 1 over `count` values that lie `stride` apart. Beyond
 * the ends, and where there is no number, nothing is counted; what is no number stays so. */
static void smooth_line(const float *from, gint64 count, gint64 stride, float *to)
{
    static const float kernel[] = {6, 4, 1};
    for (gint64 i = 0; i < count; i++) {
        float sum = 0, weight = 0;
        for (gint64 k = MAX(i - 2, 0); k <= MIN(i + 2, count - 1); k++)
            if (isfinite(from[k * stride])) {
                sum += kernel[ABS(k - i)] * from[k * stride];
                weight += kernel[ABS(k - i)];
            }
        to[i * stride] = isfinite(from[i * stride]) ? sum / weight : NAN;
    }
}

static void smooth(float *picture, const gint64 size[2], float *work)
{
    for (gint64 y = 0; y < size[1]; y++)
        smooth_line(picture + y * size[0], size[0], 1, work + y * size[0]);
    for (gint64 x = 0; x < size[0]; x++)
        smooth_line(work + x, size[1], size[0], picture + x);
}

/* To mean 0 and standard deviation 1. */
static bool normalise(float *picture, size_t count)
{
    double sum = 0, squares = 0, n = 0;
    for (size_t i = 0; i < count; i++)
        if (isfinite(picture[i])) {
            sum += (double)picture[i];
            n++;
        }
    const double mean = n > 0 ? sum / n : 0;
    for (size_t i = 0; i < count; i++)
        if (isfinite(picture[i]))
            squares += ((double)picture[i] - mean) * ((double)picture[i] - mean);
    /* What rounding leaves of a constant is no texture. */
    if (!(squares > n * 1e-12 * mean * mean))
        return false;
    const double scale = sqrt(n / squares);
    for (size_t i = 0; i < count; i++)
        picture[i] = (float)(((double)picture[i] - mean) * scale);
    return true;
}

bool align_pyramid(const align_scales *scales, float *slice, float *work, float *pyramid)
{
    align_level whole = scales->slice;
    for (int i = 0; i < scales->halved; i++) {
        const align_level half = halved(&whole);
        halve(slice, whole.size, half.size, slice);
        whole = half;
    }
    const size_t pixels = (size_t)(whole.size[0] * whole.size[1]);
    if (scales->count == 0 || !normalise(slice, pixels))
        return false;
    for (int i = 0; i < scales->count; i++) {
        const align_level *level = &scales->level[i];
        float *picture = pyramid + level->offset;
        if (i == 0)
            memcpy(picture, slice, pixels * sizeof *slice);
        else
            halve(pyramid + level[-1].offset, level[-1].size, level->size, picture);
        smooth(picture, level->size, work);
    }
    return true;
}

/* ---- one level ---- */

/* The value at (u, v), in pixels, linearly; NaN outside. */
static float sample(const align_level *level, const float *picture, double u, double v)
{
    const gint64 width = level->size[0], height = level->size[1];
    if (!(u >= 0 && v >= 0 && u <= (double)(width - 1) && v <= (double)(height - 1)))
        return NAN;
    const gint64 x = MIN((gint64)u, width - 2), y = MIN((gint64)v, height - 2);
    const float *p = picture + y * width + x, *q = p + width;
    const float right = (float)(u - (double)x), below = (float)(v - (double)y);
    const float upper = p[0] + right * (p[1] - p[0]), lower = q[0] + right * (q[1] - q[0]);
    return upper + below * (lower - upper);
}

/* What `picture` shows where the motion takes each pixel. */
static void warp(const align_level *level, const float *picture, align_motion motion, float *to)
{
    const double *s = level->spacing, *o = level->origin;
    const double turn_x = creal(motion.turn), turn_y = cimag(motion.turn);
    for (gint64 j = 0; j < level->size[1]; j++) {
        const double y = o[1] + s[1] * (double)j;
        const double u = (creal(motion.shift) - turn_y * y + turn_x * o[0] - o[0]) / s[0];
        const double v = (cimag(motion.shift) + turn_x * y + turn_y * o[0] - o[1]) / s[1];
        for (gint64 i = 0; i < level->size[0]; i++)
            *to++ = sample(level, picture, u + turn_x * (double)i,
                           v + turn_y * s[0] / s[1] * (double)i);
    }
}

/* The correlation of `a` with `b`, moved by whole pixels; 0 where less than a third overlaps or one
 * of them has no texture there. */
static double likeness(const align_level *level, const float *a, const float *b, gint64 dx,
                       gint64 dy)
{
    const gint64 width = level->size[0], height = level->size[1];
    double n = 0, sa = 0, sb = 0, aa = 0, bb = 0, ab = 0;
    for (gint64 y = MAX(0, -dy); y < height - MAX(0, dy); y++) {
        const float *p = a + y * width, *q = b + (y + dy) * width + dx;
        for (gint64 x = MAX(0, -dx); x < width - MAX(0, dx); x++) {
            const double v = (double)p[x], w = (double)q[x];
            if (!isfinite(v * w))
                continue;
            n++;
            sa += v;
            sb += w;
            aa += v * v;
            bb += w * w;
            ab += v * w;
        }
    }
    const double spread = (aa - sa * sa / n) * (bb - sb * sb / n);
    if (3 * n < (double)(width * height) || !(spread > 1e-12 * n * n))
        return 0;
    return (ab - sa * sb / n) / sqrt(spread);
}

/* ---- the coarse search ---- */

/* The angle that moves an outer pixel by one. */
static double turn_of_a_pixel(const align_level *level)
{
    const double *s = level->spacing;
    const double x = s[0] * (double)level->size[0] / 2, y = s[1] * (double)level->size[1] / 2;
    return 1 / MAX(x / s[1], y / s[0]);
}

/* Every shift within the limit by whole pixels, and rotations as near to each other as that is of
 * use, or as time allows with long and narrow slices. */
static align_match search(const align_level *level, const float *a, const float *b,
                          const align_limits *limits, float *work)
{
    enum { MOST_TURNS = 64 };
    align_match best = {align_motion_none(), 0};
    const double *s = level->spacing;
    const double step = MAX(turn_of_a_pixel(level), limits->rotation / MOST_TURNS);
    const int turns = limits->freedom == ALIGN_TRANSLATION ? 0 : (int)(limits->rotation / step);
    const gint64 reach[2] = {(gint64)(limits->shift / s[0]), (gint64)(limits->shift / s[1])};
    for (int turn = -turns; turn <= turns; turn++) {
        const double complex turned = cexp(I * step * turn);
        warp(level, b, (align_motion){turned, 0}, work);
        for (gint64 y = -reach[1]; y <= reach[1]; y++)
            for (gint64 x = -reach[0]; x <= reach[0]; x++) {
                const double found = likeness(level, a, work, x, y);
                if (found > best.likeness)
                    best = (align_match){
                        {turned, turned * ((double)x * s[0] + I * (double)y * s[1])}, found};
            }
    }
    return best;
}

/* ---- Gauss-Newton ---- */

enum { SHIFT_X, SHIFT_Y, ANGLE, SCALE, GAIN, OFFSET, UNKNOWNS };

typedef struct equations {
    double matrix[UNKNOWNS][UNKNOWNS], right[UNKNOWNS];
    double texture, misfit; /* the sums of squared gradients, and of them times squared residuals */
} equations;

/* The state of a refinement: `gain` and `offset` take the warped picture's values to the other's.
 */
typedef struct fit {
    align_motion motion;
    double gain, offset;
    double tolerance; /* squared: residuals beyond count less */
} fit;

static void add(equations *e, const double row[UNKNOWNS], double residual, double weight)
{
    for (int i = 0; i < UNKNOWNS; i++) {
        const double w = weight * row[i];
        for (int k = 0; k <= i; k++)
            e->matrix[i][k] += w * row[k];
        e->right[i] += w * residual;
    }
}

/* The equations of one step at the present fit; `warped` is where it takes `b`. */
static void collect(const align_level *level, const float *a, const float *warped, const fit *f,
                    equations *e)
{
    const gint64 width = level->size[0];
    const double *s = level->spacing, *o = level->origin;
    memset(e, 0, sizeof *e);
    for (gint64 j = 1; j < level->size[1] - 1; j++)
        for (gint64 i = 1; i < width - 1; i++) {
            const float *p = a + j * width + i, *q = warped + j * width + i;
            const double gx =
                ((double)(p[1] - p[-1]) + f->gain * (double)(q[1] - q[-1])) / (4 * s[0]);
            const double gy =
                ((double)(p[width] - p[-width]) + f->gain * (double)(q[width] - q[-width])) /
                (4 * s[1]);
            const double r = (double)p[0] - f->gain * (double)q[0] - f->offset;
            if (!isfinite(gx + gy + r))
                continue;
            const double x = o[0] + s[0] * (double)i, y = o[1] + s[1] * (double)j;
            const double row[UNKNOWNS] = {gx,           gy, x * gy - y * gx, x * gx + y * gy,
                                          (double)q[0], 1};
            const double g = gx * gx + gy * gy;
            e->texture += g;
            e->misfit += g * r * r;
            add(e, row, r, 1 / (1 + r * r / f->tolerance));
        }
}

/* Cholesky of the lower triangle, in place; false where it is not clearly positive. */
static bool solve(equations *e)
{
    for (int i = 0; i < UNKNOWNS; i++) {
        double *row = e->matrix[i];
        const double diagonal = row[i];
        for (int k = 0; k < i; k++) {
            for (int n = 0; n < k; n++)
                row[k] -= row[n] * e->matrix[k][n];
            row[k] /= e->matrix[k][k];
            row[i] -= row[k] * row[k];
            e->right[i] -= row[k] * e->right[k];
        }
        if (!(row[i] > 1e-9 * diagonal))
            return false;
        row[i] = sqrt(row[i]);
        e->right[i] /= row[i];
    }
    for (int i = UNKNOWNS - 1; i >= 0; i--) {
        for (int k = i + 1; k < UNKNOWNS; k++)
            e->right[i] -= e->matrix[k][i] * e->right[k];
        e->right[i] /= e->matrix[i][i];
    }
    return true;
}

static void hold(equations *e, int unknown)
{
    for (int k = 0; k < UNKNOWNS; k++)
        e->matrix[MAX(k, unknown)][MIN(k, unknown)] = k == unknown;
    e->right[unknown] = 0;
}

/* One step; *moved is how far it takes an outer pixel, in pixels. */
static bool step(const align_level *level, align_freedom freedom, equations *e, fit *f,
                 double *moved)
{
    if (freedom < ALIGN_SIMILARITY)
        hold(e, SCALE);
    if (freedom < ALIGN_RIGID)
        hold(e, ANGLE);
    if (!solve(e))
        return false;
    const double *d = e->right, *s = level->spacing;
    const align_motion change = {cexp(d[SCALE] + I * d[ANGLE]), d[SHIFT_X] + I * d[SHIFT_Y]};
    f->motion = align_motion_then(change, f->motion);
    f->gain += d[GAIN];
    f->offset += d[OFFSET];
    const double radius = 0.5 * hypot(s[0] * (double)level->size[0], s[1] * (double)level->size[1]);
    *moved = (cabs(change.shift) + cabs(change.turn - 1) * radius) / MIN(s[0], s[1]);
    return f->gain > 0;
}

/* From the present motion to the nearest minimum on this level, till a step moves no pixel by more
 * than `still` of one; on failure it stays. */
static align_match refine(const align_level *level, const float *a, const float *b,
                          align_freedom freedom, align_motion from, double still, float *work)
{
    enum { STEPS = 10 };
    static const double least = 1e-12; /* of slices that are the same */
    fit f = {from, 1, 0, INFINITY};
    equations e;
    double moved = INFINITY;
    warp(level, b, f.motion, work);
    const double before = likeness(level, a, work, 0, 0);
    for (int i = 0; i < STEPS && moved > still; i++) {
        collect(level, a, work, &f, &e);
        if (i < 2)
            f.tolerance = MAX(e.misfit / e.texture, least);
        if (!step(level, freedom, &e, &f, &moved))
            return (align_match){from, before};
        warp(level, b, f.motion, work);
    }
    const double after = likeness(level, a, work, 0, 0);
    return after > before - 0.01 ? (align_match){f.motion, after} : (align_match){from, before};
}

align_match align_pair(const align_scales *scales, const float *a, const float *b,
                       const align_limits *limits, float *work)
{
    const align_level *coarsest = &scales->level[scales->count - 1];
    align_match match = search(coarsest, a + coarsest->offset, b + coarsest->offset, limits, work);
    for (int i = scales->count - 1; i >= 0 && match.likeness > 0; i--) {
        const align_level *level = &scales->level[i];
        match = refine(level, a + level->offset, b + level->offset, limits->freedom, match.motion,
                       i > 0 ? 0.05 : 0.02, work);
    }
    return match;
}

/* Smoothing leaves one independent value in about twelve; the best of many tries is about four
 * times as like as one. */
double align_chance(const align_scales *scales)
{
    if (scales->count == 0)
        return 1;
    const double pixels = (double)(scales->level[0].size[0] * scales->level[0].size[1]);
    return CLAMP(4 * sqrt(12 / pixels), 0.15, 0.8);
}
