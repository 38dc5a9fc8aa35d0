/* The body of lm_march() and lm_march_avx2(), whose names stand in MARCH: compiled once for every
 * processor and once for wider registers. Every value goes through the same operations in both, so
 * that the picture is the same. */
#pragma once

#include "around.h"

#include "lamina/type.h"

#ifdef __AVX2__
#include <immintrin.h>
#elif defined __SSE2__
#include <emmintrin.h>
#endif
#include <math.h>
#include <string.h>

/* Samples that are looked at together. */
enum { AT_ONCE = 8 };
typedef float eight __attribute__((vector_size(AT_ONCE * sizeof(float))));
typedef gint32 numbers __attribute__((vector_size(AT_ONCE * sizeof(gint32))));
typedef gint32 four_numbers __attribute__((vector_size(4 * sizeof(gint32))));

/* The same, one after another. */
typedef union reals {
    eight all;
    float each[AT_ONCE];
} reals;
typedef union counts {
    numbers all;
    gint32 each[AT_ONCE];
} counts;

/* Of a voxel whose neighbours differ by one. What is less lies between that and none, and so does
 * the light there. */
static const float least_gradient = 0.5F;

/* ---- eight at a time ---- */

static inline G_ALWAYS_INLINE eight all(float a)
{
    return a - (eight){0};
}

static inline G_ALWAYS_INLINE numbers whole(eight a)
{
    return __builtin_convertvector(a, numbers);
}

static inline G_ALWAYS_INLINE eight real(numbers a)
{
    return __builtin_convertvector(a, eight);
}

static inline G_ALWAYS_INLINE eight where(numbers which, eight a)
{
    return (eight)(which & (numbers)a);
}

#ifdef __AVX2__

static inline G_ALWAYS_INLINE eight at_least(eight a, float least)
{
    return (eight)_mm256_max_ps((__m256)a, (__m256)all(least));
}

static inline G_ALWAYS_INLINE eight at_most(eight a, float most)
{
    return (eight)_mm256_min_ps((__m256)a, (__m256)all(most));
}

static inline G_ALWAYS_INLINE eight root(eight a)
{
    return (eight)_mm256_sqrt_ps((__m256)a);
}

static inline G_ALWAYS_INLINE bool any(numbers which)
{
    return _mm256_movemask_ps((__m256)which) != 0;
}

#else

static inline G_ALWAYS_INLINE eight at_least(eight a, float least)
{
    return where(a > least, a) + where(a <= least, all(least));
}

static inline G_ALWAYS_INLINE eight at_most(eight a, float most)
{
    return where(a < most, a) + where(a >= most, all(most));
}

static inline G_ALWAYS_INLINE eight root(eight a)
{
    for (int i = 0; i < AT_ONCE; i++)
        a[i] = sqrtf(a[i]);
    return a;
}

static inline G_ALWAYS_INLINE bool any(numbers which)
{
    typedef guint64 longs __attribute__((vector_size(sizeof(numbers))));
    const longs l = (longs)which;
    return (l[0] | l[1] | l[2] | l[3]) != 0;
}

#endif

/* ---- places ---- */

/* The voxels before samples, and how far each is on the way to the next. */
typedef struct places {
    numbers cells[3];
    eight at[3], parts[3];
} places;

static inline G_ALWAYS_INLINE void find_places(const lm_cast *c, const lm_ray *r, places *p)
{
    const numbers count = {0, 1, 2, 3, 4, 5, 6, 7};
    const eight k = real(r->next + count);
    for (int axis = 0; axis < 3; axis++) {
        p->at[axis] = at_most(at_least(r->start[axis] + k * r->step[axis], 0), c->limits[axis]);
        p->cells[axis] = whole(p->at[axis]);
        p->parts[axis] = p->at[axis] - real(p->cells[axis]);
    }
}

/* ---- samples ---- */

/* Values and how they change along the axes, by two voxels; a sample in each lane. */
typedef struct lanes {
    eight value, along[3];
} lanes;

static inline G_ALWAYS_INLINE eight side_by_side(const lm_four *a, const lm_four *b)
{
    return __builtin_shufflevector(*a, *b, 0, 1, 2, 3, 4, 5, 6, 7);
}

static inline G_ALWAYS_INLINE void turn(const lm_four samples[AT_ONCE], lanes *l)
{
    const eight a = side_by_side(samples, samples + 4), b = side_by_side(samples + 1, samples + 5),
                c = side_by_side(samples + 2, samples + 6),
                d = side_by_side(samples + 3, samples + 7);
    const eight ac0 = __builtin_shufflevector(a, c, 0, 8, 1, 9, 4, 12, 5, 13);
    const eight ac1 = __builtin_shufflevector(a, c, 2, 10, 3, 11, 6, 14, 7, 15);
    const eight bd0 = __builtin_shufflevector(b, d, 0, 8, 1, 9, 4, 12, 5, 13);
    const eight bd1 = __builtin_shufflevector(b, d, 2, 10, 3, 11, 6, 14, 7, 15);
    l->value = __builtin_shufflevector(ac0, bd0, 0, 8, 1, 9, 4, 12, 5, 13);
    l->along[0] = __builtin_shufflevector(ac0, bd0, 2, 10, 3, 11, 6, 14, 7, 15);
    l->along[1] = __builtin_shufflevector(ac1, bd1, 0, 8, 1, 9, 4, 12, 5, 13);
    l->along[2] = __builtin_shufflevector(ac1, bd1, 2, 10, 3, 11, 6, 14, 7, 15);
}

/* ---- where gradients are ready ---- */

/* Parts of voxels are counted so, and make one together. */
enum { ONE = 1 << 14 };

/* Of the eight voxels around samples, by z and x: how much there is of those before and after along
 * y, in the lower and the higher 16 bits. */
typedef struct weights {
    counts pairs[4];
} weights;

static inline G_ALWAYS_INLINE void weigh(const places *p, weights *w)
{
    const eight *x = &p->parts[0], *y = &p->parts[1], *z = &p->parts[2];
    const eight far = *z * ONE, far_after = far * *y, far_before = far - far_after;
    const eight near = ONE - far, near_after = near * *y, near_before = near - near_after;
    const numbers parts[4] = {whole(near_before), whole(near_after), whole(far_before),
                              whole(far_after)};
    const numbers right[4] = {whole(near_before * *x), whole(near_after * *x),
                              whole(far_before * *x), whole(far_after * *x)};
    const numbers rest = ONE - parts[0] - parts[1] - parts[2] - parts[3];
    w->pairs[0].all = (parts[0] - right[0] + rest) | (parts[1] - right[1]) << 16;
    w->pairs[1].all = right[0] | right[1] << 16;
    w->pairs[2].all = (parts[2] - right[2]) | (parts[3] - right[3]) << 16;
    w->pairs[3].all = right[2] | right[3] << 16;
}

typedef gint16 shorts __attribute__((vector_size(8 * sizeof(gint16))));

/* Sums of neighbours' products. */
static inline G_ALWAYS_INLINE four_numbers products(shorts a, gint32 pair)
{
    const four_numbers b = {pair, pair, pair, pair};
#ifdef __SSE2__
    return (four_numbers)_mm_madd_epi16((__m128i)a, (__m128i)b);
#else
    four_numbers sum = {0};
    for (int i = 0; i < 4; i++)
        sum[i] = a[2 * i] * ((shorts)b)[0] + a[2 * i + 1] * ((shorts)b)[1];
    return sum;
#endif
}

static inline G_ALWAYS_INLINE shorts two_voxels(const gint16 (*voxels)[4])
{
    shorts both;
    memcpy(&both, voxels, sizeof both);
    return both;
}

/* What two rows of two voxels have part in a sample. */
static inline G_ALWAYS_INLINE four_numbers two_rows(const gint16 (*voxels)[4], gint64 row,
                                                    gint32 left, gint32 right)
{
    const shorts a = two_voxels(voxels), b = two_voxels(voxels + row);
    return products(__builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11), left) +
           products(__builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15), right);
}

/* Also those beyond the end of the ray, whose places are within the volume. */
static inline G_ALWAYS_INLINE void sample_ready(const lm_cast *c, const places *p, lanes *l)
{
    const lm_gradients *g = c->rays->gradients;
    const gint16(*voxels)[4] = (const gint16(*)[4])g->voxels;
    const gint64 row = g->row, plane = g->plane;
    const counts at = {p->cells[2] * (gint32)plane + p->cells[1] * (gint32)row + p->cells[0]};
    weights w;
    weigh(p, &w);
    for (int i = 0; i < AT_ONCE; i += 2) {
        const gint16(*v)[4] = voxels + at.each[i] + c->ahead;
        __builtin_prefetch(v);
        __builtin_prefetch(v + row);
        __builtin_prefetch(v + plane);
        __builtin_prefetch(v + plane + row);
    }
    lm_four samples[AT_ONCE];
#pragma GCC unroll 1
    for (int i = 0; i < AT_ONCE; i++) {
        const gint16(*v)[4] = voxels + at.each[i];
        samples[i] = (lm_four)(two_rows(v, row, w.pairs[0].each[i], w.pairs[1].each[i]) +
                               two_rows(v + plane, row, w.pairs[2].each[i], w.pairs[3].each[i]));
    }
    turn(samples, l);
    l->value = real((numbers)l->value) * (1.0F / ONE);
    for (int k = 0; k < 3; k++)
        l->along[k] = real((numbers)l->along[k]) * (1.0F / ONE);
}

/* ---- where they are not ---- */

static inline G_ALWAYS_INLINE void sample_volume(const lm_cast *c, size_t size, const places *p,
                                                 int count, lanes *l)
{
    lm_four samples[AT_ONCE] = {{0}};
    for (int i = 0; i < count; i++) {
        lm_around a;
        for (int k = 0; k < 3; k++) {
            a.cell[k] = p->cells[k][i];
            a.part[k] = p->parts[k][i];
        }
        const lm_four plane = lm_around_look(c, size, &a);
        samples[i][0] = lm_around_along_x(&a, plane);
        const float bin = (samples[i][0] - c->first) * c->scale + 0.5F;
        if (c->is_seen[(int)CLAMP(bin, 0, LM_CAST_BINS - 1)])
            lm_around_gradient(c, size, &a, plane, &samples[i]);
    }
    turn(samples, l);
}

/* ---- light ---- */

static inline G_ALWAYS_INLINE eight dot(const float a[3], const eight b[3])
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/* What becomes of the colours of samples: how much of them is seen, and white besides. */
typedef struct lit {
    eight opacity, matt, glossy;
} lit;

static inline G_ALWAYS_INLINE eight power(const lm_cast *c, eight cosine)
{
    const counts at = {whole(at_most(cosine, 1) * (LM_CAST_POWERS - 1) + 0.5F)};
    reals result;
    for (int i = 0; i < AT_ONCE; i++)
        result.each[i] = c->powers[at.each[i]];
    return result.all;
}

/* How bright a surface across the gradient is, seen from either side. */
static inline G_ALWAYS_INLINE void light(const lm_cast *c, const lanes *s, lit *l)
{
    eight gradient[3];
    for (int k = 0; k < 3; k++)
        gradient[k] = s->along[k] * c->gradient[k];
    const eight length =
        root(gradient[0] * gradient[0] + gradient[1] * gradient[1] + gradient[2] * gradient[2]);
    const numbers away = (dot(c->towards, gradient) > 0) & G_MININT32;
    const eight outwards = (eight)((numbers)(1 / at_least(length, least_gradient)) ^ away);
    const eight opacity = at_most(c->least_edge + c->edge_scale * length, 1);
    eight matt = all(c->ambient), glossy = {0};
    for (int i = 0; i < LM_LAMPS; i++) {
        const eight facing = dot(c->lamps[i], gradient) * outwards;
        const eight half_way = where(facing > 0, dot(c->half_ways[i], gradient) * outwards);
        matt += c->diffuse[i] * at_least(facing, 0);
        if (any(half_way > c->least_gloss))
            glossy += c->specular[i] * power(c, at_least(half_way, 0));
    }
    *l = (lit){opacity, matt, glossy};
}

/* ---- a ray ---- */

/* Blocks from the first cell to where something is seen. */
static inline G_ALWAYS_INLINE int distance(const lm_cast *c, const places *p)
{
    const gint64 *n = c->rays->blocks->size;
    const gint64 row = (p->cells[2][0] >> LM_BLOCK_BITS) * n[1] + (p->cells[1][0] >> LM_BLOCK_BITS);
    return c->rays->leaps[row * n[0] + (p->cells[0][0] >> LM_BLOCK_BITS)];
}

/* Samples to the first beyond all blocks that are nearer than `blocks`. */
static inline G_ALWAYS_INLINE int leap(const lm_ray *r, const places *p, int blocks)
{
    float least = G_MAXINT16;
    for (int k = 0; k < 3; k++) {
        int side = (p->cells[k][0] >> LM_BLOCK_BITS) + (r->step[k] < 0 ? 1 - blocks : blocks);
        least = MIN(least, ((float)(side * LM_BLOCK) - p->at[k][0]) * r->inverse[k]);
    }
    return MAX((int)least + 1, 1);
}

/* The numbers before each, multiplied; and all of them, last. */
static inline G_ALWAYS_INLINE void products_before(eight a, eight *before, float *product)
{
    const eight one = all(1);
    a *= __builtin_shufflevector(a, one, 8, 0, 1, 2, 3, 4, 5, 6);
    a *= __builtin_shufflevector(a, one, 8, 9, 0, 1, 2, 3, 4, 5);
    a *= __builtin_shufflevector(a, one, 8, 9, 10, 11, 0, 1, 2, 3);
    *before = __builtin_shufflevector(a, one, 8, 0, 1, 2, 3, 4, 5, 6);
    *product = a[7];
}

/* Samples of these opacities, to where what is left is not worth a look; those that there are not
 * have none. */
static inline G_ALWAYS_INLINE void blend(const lm_cast *c, const counts *bins, eight opacity,
                                         const lit *l, int count, lm_ray *r)
{
    eight left;
    float product;
    products_before(1 - opacity, &left, &product);
    left *= r->left;
    const numbers closed = left <= r->least;
    const eight part = where(~closed, left * opacity);
    const reals matt = {l->matt * part}, glossy = {l->glossy * part};
    lm_four colour = r->colour, white = {0};
#pragma GCC unroll 1
    for (int i = 0; i < AT_ONCE; i++)
        colour += c->bins[bins->each[i]] * matt.each[i];
    for (int i = 0; i < AT_ONCE; i += 4)
        white +=
            (lm_four){glossy.each[i], glossy.each[i + 1], glossy.each[i + 2], glossy.each[i + 3]};
    r->colour = colour + (white[0] + white[1] + white[2] + white[3]);
    if (!any(closed)) {
        r->left *= product;
        r->next += count;
        return;
    }
    int end = 1;
    while (end < count && !closed[end])
        end++;
    r->left = end < AT_ONCE ? left[end] : r->left * product;
    r->next += end;
}

/* How a volume is looked at: where gradients are ready, or by the size of its values. */
typedef enum source { READY, BYTES, WORDS } source;

static inline G_ALWAYS_INLINE void look(const lm_cast *c, source by, lm_ray *r, const places *p,
                                        int count)
{
    lanes s;
    lit l;
    if (by == READY)
        sample_ready(c, p, &s);
    else
        sample_volume(c, by == BYTES ? 1 : 2, p, count, &s);
    const counts bins = {
        whole(at_most(at_least((s.value - c->first) * c->scale + 0.5F, 0), LM_CAST_BINS - 1))};
    const numbers number = {0, 1, 2, 3, 4, 5, 6, 7};
    reals opacity;
    for (int i = 0; i < AT_ONCE; i++)
        opacity.each[i] = c->bins[bins.each[i]][3];
    opacity.all = where(number < count, opacity.all);
    if (!any(opacity.all > 0)) {
        r->next += count;
        return;
    }
    light(c, &s, &l);
    blend(c, &bins, opacity.all * l.opacity, &l, count, r);
}

static inline G_ALWAYS_INLINE void march(const lm_cast *c, source by, lm_ray *r, int end)
{
    while (r->next < end && r->left > r->least) {
        places p;
        find_places(c, r, &p);
        const int blocks = distance(c, &p);
        if (blocks)
            r->next += leap(r, &p, blocks);
        else
            look(c, by, r, &p, MIN(end - r->next, AT_ONCE));
    }
}

void MARCH(const lm_cast *c, lm_ray *r, int end)
{
    if (c->rays->gradients)
        march(c, READY, r, end);
    else if (lm_type_size(c->rays->volume->type) == 1)
        march(c, BYTES, r, end);
    else
        march(c, WORDS, r, end);
}
