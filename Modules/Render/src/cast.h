/* The rays of one picture, and what they share. */
#pragma once

#include "blocks.h"
#include "gradients.h"
#include "light.h"
#include "rays.h"

G_BEGIN_DECLS

enum {
    LM_CAST_BINS = 4096,   /* of the transfer function, from its first point to its last */
    LM_CAST_POWERS = 1024, /* of the cosines that specular light falls off with */
};

/* Red, green, blue and how opaque; or four neighbours along a row of voxels; or a sample: its value
 * and its differences along x, y and z across two voxels. */
typedef float lm_four __attribute__((vector_size(4 * sizeof(float))));

/* How values look. */
typedef struct lm_look {
    lm_transfer transfer;
    float first, scale;         /* of the bins; values count from the least of their type */
    lm_four bins[LM_CAST_BINS]; /* opacities are those of a layer as in lm_transfer_point */
    guint16 seen_before[LM_CAST_BINS + 1]; /* bins before each that are not clear */
} lm_look;

struct lm_rays {
    const lm_volume *volume;
    lm_blocks *blocks;
    lm_gradients *gradients; /* NULL where there is no room for them */
    lm_look *look;
    guint8 *leaps; /* of the blocks */
};

/* One ray: sample k lies at start + k * step. */
typedef struct lm_ray {
    float start[3], step[3], inverse[3];
    int next, end;
    lm_four colour; /* so far */
    float left;     /* of what lies behind */
    float least;    /* that is worth a look */
} lm_ray;

/* Goes on along a ray, to before sample `end` or where nothing behind is worth a look. */
typedef void (*lm_march_fn)(const lm_cast *cast, lm_ray *ray, int end);
void lm_march(const lm_cast *cast, lm_ray *ray, int end);
void lm_march_avx2(const lm_cast *cast, lm_ray *ray, int end);

/* Places are counted in voxels. */
struct lm_cast {
    const lm_rays *rays;
    lm_march_fn march;
    guint64 flip; /* the bits that make signed values count from the least */
    gint64 size[3];
    float limits[3]; /* just before the last voxels */
    gint64 ahead;    /* voxels in memory from samples to those after the next eight */
    const lm_shot *shot;
    const float *depths;
    guint8 *pixels;
    lm_context *context;
    float first, scale;           /* of the bins, for the values of samples */
    lm_four bins[LM_CAST_BINS];   /* of one step */
    guint8 is_seen[LM_CAST_BINS]; /* whether they are not clear */
    float powers[LM_CAST_POWERS];

    double corner[3], right[3], up[3], step[3]; /* of the near plane; by one pixel; of a ray */
    double steps_to_far;
    double plane_normals[6][3], plane_offsets[6], plane_slopes[6];
    float gradient[3]; /* from differences along the volume's axes to mm */
    float towards[3];  /* where the eye looks, in the volume's axes */
    float lamps[LM_LAMPS][3], half_ways[LM_LAMPS][3]; /* towards the lamps; between them and it */
    float least_gloss;                                /* a cosine: beyond it there is any */
    float ambient, diffuse[LM_LAMPS], specular[LM_LAMPS];
    float least_edge, edge_scale;
};

G_END_DECLS
