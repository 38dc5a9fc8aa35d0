#include "corner.h"

#include "lamina/alloc.h"
#include "lamina/parallel.h"

enum {
    FARTHEST = G_MAXINT32 / 2, /* parts */
    POINTS = 1 << 14,          /* that are projected at a time */
};

/* Where world coordinates lie in the picture. */
typedef struct projection {
    double axes[3][3], at[3]; /* of x and y, in parts, and depth */
    const float *points;
    lm_corner *corners;
} projection;

static projection projection_of(const lm_shot *shot)
{
    const lm_camera *camera = shot->camera;
    const double *axes[3] = {camera->right, camera->up, camera->towards};
    double pixels = LM_PART * shot->height / (2 * camera->half_height);
    double depths = 1 / (shot->distance * (LM_SHOT_FAR - LM_SHOT_NEAR));
    const double scales[3] = {pixels, pixels, depths};
    projection p = {.at = {LM_PART * shot->width / 2.0, LM_PART * shot->height / 2.0,
                           (1 - LM_SHOT_NEAR) / (LM_SHOT_FAR - LM_SHOT_NEAR)}};
    for (int a = 0; a < 3; a++)
        for (int k = 0; k < 3; k++) {
            p.axes[a][k] = scales[a] * axes[a][k];
            p.at[a] -= p.axes[a][k] * shot->centre[k];
        }
    return p;
}

static gint32 in_parts(double at)
{
    double above = at + FARTHEST + 0.5;
    above = above > 0 ? above : 0;
    above = above < 2.0 * FARTHEST ? above : 2.0 * FARTHEST;
    return (gint32)above - FARTHEST;
}

static bool project(gint64 lo, gint64 hi, unsigned worker, gpointer user, GError **error)
{
    (void)worker, (void)error;
    const projection p = *(const projection *)user;
    for (gint64 i = lo; i < hi; i++) {
        double x = (double)p.points[3 * i], y = (double)p.points[3 * i + 1],
               z = (double)p.points[3 * i + 2], at[3];
        for (int a = 0; a < 3; a++)
            at[a] = p.axes[a][0] * x + p.axes[a][1] * y + p.axes[a][2] * z + p.at[a];
        p.corners[i] = (lm_corner){in_parts(at[0]), in_parts(at[1]), (float)at[2]};
    }
    return true;
}

lm_corner *lm_corners_new(const lm_mesh *mesh, const lm_shot *shot, lm_context *context,
                          GError **error)
{
    projection p = projection_of(shot);
    p.points = mesh->points;
    p.corners = lm_alloc(mesh->n_points, sizeof *p.corners, "the points of a picture", error);
    if (!p.corners)
        return NULL;
    if (lm_parallel(context, (gint64)mesh->n_points, POINTS, project, &p, error))
        return p.corners;
    lm_free(p.corners);
    return NULL;
}
