#include "between_flow_motion.h"

#include "lamina/alloc.h"

#include <math.h>
#include <string.h>

enum {
    LEVELS = 8,         /* of the pyramid, at most */
    SMALLEST_SIDE = 16, /* pixels: what is smaller is not halved */
    WARPS = 2,          /* at each level the pictures are moved so many times ... */
    STEPS = 12          /* ... and after each the motion is improved in so many steps */
};

/* A motion that changes by less than this from pixel to pixel costs as its square. */
static const float HUBER = 0.1F;
/* Steps of the primal and the dual variable: their product times 8 stays below 1. */
static const float STEP = 0.35F;

/* One level's unknowns and what a warp fixes. Planes of `pixels` values each, except the duals,
 * which have a row of zeros in front: the divergence looks at the pixel above and before. */
typedef struct solver {
    gint64 width, height;
    flow_motion *motion;
    float pull;                        /* of the data in one step, at most */
    float *ahead[2];                   /* the motion, extrapolated */
    float *dual[2][2];                 /* of each component's gradient along x and y */
    float *slope_x, *slope_y, *offset; /* residual = offset + slope . motion */
} solver;

enum { PLANES = 9 };

static size_t solver_values(gint64 width, gint64 height)
{
    return PLANES * (size_t)(width * height) + 4 * (size_t)width;
}

static void solver_lay_out(solver *s, flow_motion *motion, float *block)
{
    s->width = motion->x.width;
    s->height = motion->x.height;
    s->motion = motion;
    const size_t pixels = flow_image_pixels(&motion->x);
    float **plane[] = {&s->ahead[0], &s->ahead[1], &s->slope_x, &s->slope_y, &s->offset};
    for (size_t i = 0; i < G_N_ELEMENTS(plane); i++, block += pixels)
        *plane[i] = block;
    for (int k = 0; k < 4; k++, block += pixels) {
        memset(block, 0, (pixels + (size_t)s->width) * sizeof *block);
        block += s->width;
        s->dual[k / 2][k % 2] = block;
    }
}

/* Both pictures moved to the middle, into `ahead`, which the steps fill anew. */
static void warp(const solver *s, const flow_image *left, const flow_image *right)
{
    for (gint64 y = 0, i = 0; y < s->height; y++)
        for (gint64 x = 0; x < s->width; x++, i++) {
            const double dx = 0.5 * (double)s->motion->x.value[i];
            const double dy = 0.5 * (double)s->motion->y.value[i];
            s->ahead[0][i] = (float)flow_image_cubic(left, (double)x - dx, (double)y - dy);
            s->ahead[1][i] = (float)flow_image_cubic(right, (double)x + dx, (double)y + dy);
        }
}

/* The residual as a plane over the motion. */
static void linearise(const solver *s)
{
    const float *a = s->ahead[0], *b = s->ahead[1];
    for (gint64 y = 0; y < s->height; y++) {
        const gint64 row = y * s->width;
        const gint64 up = MAX(y - 1, 0) * s->width, down = MIN(y + 1, s->height - 1) * s->width;
        for (gint64 x = 0; x < s->width; x++) {
            const gint64 i = row + x, before = row + MAX(x - 1, 0);
            const gint64 after = row + MIN(x + 1, s->width - 1);
            s->slope_x[i] = 0.25F * ((a[after] + b[after]) - (a[before] + b[before]));
            s->slope_y[i] = 0.25F * ((a[down + x] + b[down + x]) - (a[up + x] + b[up + x]));
            s->offset[i] = (b[i] - a[i]) - (s->slope_x[i] * s->motion->x.value[i] +
                                            s->slope_y[i] * s->motion->y.value[i]);
        }
    }
}

/* The duals of a row climb along the gradient of the motion and are held to length 1. Beyond the
 * last column and row the motion goes on, so the gradient there is 0. */
static void climb(const solver *s, gint64 y)
{
    const gint64 width = s->width, row = y * width, down = y + 1 < s->height ? width : 0;
    const float *restrict u = s->ahead[0] + row, *restrict v = s->ahead[1] + row;
    float *restrict ux = s->dual[0][0] + row, *restrict uy = s->dual[0][1] + row;
    float *restrict vx = s->dual[1][0] + row, *restrict vy = s->dual[1][1] + row;
    const float shrink = 1 / (1 + STEP * HUBER);
    for (gint64 x = 0; x < width; x++) {
        uy[x] = (uy[x] + STEP * (u[x + down] - u[x])) * shrink;
        vy[x] = (vy[x] + STEP * (v[x + down] - v[x])) * shrink;
    }
    for (gint64 x = 0; x + 1 < width; x++) {
        ux[x] = (ux[x] + STEP * (u[x + 1] - u[x])) * shrink;
        vx[x] = (vx[x] + STEP * (v[x + 1] - v[x])) * shrink;
    }
    for (gint64 x = 0; x < width; x++) {
        const float length =
            sqrtf((ux[x] * ux[x] + uy[x] * uy[x]) + (vx[x] * vx[x] + vy[x] * vy[x]));
        const float scale = 1 / MAX(length, 1);
        ux[x] *= scale;
        uy[x] *= scale;
        vx[x] *= scale;
        vy[x] *= scale;
    }
}

/* The motion of a row goes down the divergence of the duals, then towards no residual, as far as
 * the data may pull it in one step. */
static void descend(const solver *s, gint64 y)
{
    const gint64 width = s->width, row = y * width;
    const float *ux = s->dual[0][0] + row, *uy = s->dual[0][1] + row;
    const float *vx = s->dual[1][0] + row, *vy = s->dual[1][1] + row;
    const float *restrict gx = s->slope_x + row, *restrict gy = s->slope_y + row;
    const float *restrict offset = s->offset + row;
    float *restrict u = s->motion->x.value + row, *restrict v = s->motion->y.value + row;
    float *restrict u_ahead = s->ahead[0] + row, *restrict v_ahead = s->ahead[1] + row;
    for (gint64 x = 0; x < width; x++) {
        float p = u[x] + STEP * ((ux[x] - ux[x - 1]) + (uy[x] - uy[x - width]));
        float q = v[x] + STEP * ((vx[x] - vx[x - 1]) + (vy[x] - vy[x - width]));
        const float steep = gx[x] * gx[x] + gy[x] * gy[x] + 1e-12F;
        const float pull = (offset[x] + gx[x] * p + gy[x] * q) / steep;
        const float held = MAX(-s->pull, MIN(s->pull, pull));
        p -= held * gx[x];
        q -= held * gy[x];
        u_ahead[x] = 2 * p - u[x];
        v_ahead[x] = 2 * q - v[x];
        u[x] = p;
        v[x] = q;
    }
}

static bool solve(const solver *s, lm_context *context, GError **error)
{
    const size_t bytes = flow_image_pixels(&s->motion->x) * sizeof(float);
    memcpy(s->ahead[0], s->motion->x.value, bytes);
    memcpy(s->ahead[1], s->motion->y.value, bytes);
    for (int step = 0; step < STEPS; step++) {
        if (!lm_context_go_on(context, error))
            return false;
        for (gint64 y = 0; y < s->height; y++)
            climb(s, y);
        for (gint64 y = 0; y < s->height; y++)
            descend(s, y);
    }
    return true;
}

static bool improve(const flow_image *left, const flow_image *right, float data,
                    flow_motion *motion, float *block, lm_context *context, GError **error)
{
    solver s;
    solver_lay_out(&s, motion, block);
    s.pull = STEP * data;
    for (int i = 0; i < WARPS; i++) {
        warp(&s, left, right);
        linearise(&s);
        if (!solve(&s, context, error))
            return false;
        flow_image_median(&motion->x, s.offset);
        flow_image_median(&motion->y, s.offset);
    }
    return true;
}

static bool can_halve(gint64 width, gint64 height)
{
    return MIN(width, height) >= 2 * SMALLEST_SIDE;
}

/* Values of all the levels below the first, of one picture. */
static size_t smaller_values(gint64 width, gint64 height)
{
    size_t values = 0;
    for (int level = 1; level < LEVELS && can_halve(width, height); level++) {
        width = (width + 1) / 2;
        height = (height + 1) / 2;
        values += (size_t)(width * height);
    }
    return values;
}

/* Levels 1 and on of a pyramid whose level 0 is given, in `block`; returns how many there are. */
static int build_pyramid(flow_image level[LEVELS], float *block, float *line)
{
    int count = 1;
    for (; count < LEVELS && can_halve(level[count - 1].width, level[count - 1].height); count++) {
        const flow_image *larger = &level[count - 1];
        level[count] = (flow_image){(larger->width + 1) / 2, (larger->height + 1) / 2, block};
        block += flow_image_pixels(&level[count]);
        if (line)
            flow_image_halve(larger, &level[count], line);
    }
    return count;
}

typedef struct pyramid {
    flow_image left[LEVELS], right[LEVELS], x[LEVELS], y[LEVELS];
    int levels;
} pyramid;

static bool descend_pyramid(const pyramid *p, float data, float *block, lm_context *context,
                            GError **error)
{
    const flow_image *x = &p->x[p->levels - 1], *y = &p->y[p->levels - 1];
    memset(x->value, 0, flow_image_pixels(x) * sizeof(float));
    memset(y->value, 0, flow_image_pixels(y) * sizeof(float));
    for (int i = p->levels - 1; i >= 0; i--) {
        flow_motion motion = {p->x[i], p->y[i]};
        if (i + 1 < p->levels) {
            flow_image_double(&p->x[i + 1], &motion.x);
            flow_image_double(&p->y[i + 1], &motion.y);
        }
        if (!improve(&p->left[i], &p->right[i], data, &motion, block, context, error))
            return false;
    }
    return true;
}

guint64 flow_motion_scratch(gint64 width, gint64 height)
{
    return (4 * smaller_values(width, height) + solver_values(width, height)) * sizeof(float);
}

bool flow_motion_find(const flow_image *left, const flow_image *right, float data,
                      flow_motion *motion, lm_context *context, GError **error)
{
    const size_t smaller = smaller_values(left->width, left->height);
    float *block = lm_alloc(flow_motion_scratch(left->width, left->height), 1,
                            "the motion between two slices", error);
    if (!block)
        return false;
    pyramid p = {.left = {*left}, .right = {*right}, .x = {motion->x}, .y = {motion->y}};
    float *solving = block + 4 * smaller;
    p.levels = build_pyramid(p.left, block, solving);
    build_pyramid(p.right, block + smaller, solving);
    build_pyramid(p.x, block + 2 * smaller, NULL);
    build_pyramid(p.y, block + 3 * smaller, NULL);
    bool ok = descend_pyramid(&p, data, solving, context, error);
    lm_free(block);
    return ok;
}
