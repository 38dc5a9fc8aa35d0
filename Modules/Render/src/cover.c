#include "cover.h"

#include "lamina/alloc.h"

#include <math.h>
#include <string.h>

/* Pixels across one tile, of which the farthest depth is known. */
enum { TILE = 8 };

/* Vertices and depths are rounded when they are drawn. */
static const double depth_margin = 1e-5, pixel_margin = 1;

struct lm_cover {
    const lm_shot *shot;
    int across, down; /* tiles */
    float *depths, *farthest;
};

lm_cover *lm_cover_new(const lm_shot *shot, GError **error)
{
    g_autoptr(lm_cover) cover = g_new0(lm_cover, 1);
    cover->shot = shot;
    cover->across = (shot->width + TILE - 1) / TILE;
    cover->down = (shot->height + TILE - 1) / TILE;
    size_t tiles = (size_t)cover->across * (size_t)cover->down;
    cover->depths = lm_alloc((size_t)shot->width * (size_t)shot->height, sizeof *cover->depths,
                             "the depths", error);
    if (!cover->depths)
        return NULL;
    cover->farthest = lm_alloc(tiles, sizeof *cover->farthest, "the depths", error);
    if (!cover->farthest)
        return NULL;
    lm_cover_lift(cover);
    return g_steal_pointer(&cover);
}

void lm_cover_lift(lm_cover *cover)
{
    for (size_t i = 0; i < (size_t)cover->across * (size_t)cover->down; i++)
        cover->farthest[i] = 1;
}

void lm_cover_free(lm_cover *cover)
{
    if (!cover)
        return;
    lm_free(cover->depths);
    lm_free(cover->farthest);
    g_free(cover);
}

float *lm_cover_depths(lm_cover *cover)
{
    return cover->depths;
}

void lm_cover_update(lm_cover *cover)
{
    const int width = cover->shot->width;
    memset(cover->farthest, 0,
           (size_t)cover->across * (size_t)cover->down * sizeof *cover->farthest);
    for (int y = 0; y < cover->shot->height; y++) {
        const float *row = cover->depths + (size_t)y * (size_t)width;
        float *tiles = cover->farthest + (size_t)(y / TILE) * (size_t)cover->across;
        for (int t = 0; t < cover->across; t++)
            for (int x = t * TILE; x < MIN((t + 1) * TILE, width); x++)
                tiles[t] = MAX(tiles[t], row[x]);
    }
}

/* The middle of a box along an axis of the picture, from its centre, and how far it reaches. */
static void project(const lm_shot *shot, const double axis[3], const float box[6], double *middle,
                    double *reach)
{
    *middle = *reach = 0;
    for (int k = 0; k < 3; k++) {
        double lo = (double)box[2 * k], hi = (double)box[2 * k + 1];
        *middle += axis[k] * ((lo + hi) / 2 - shot->centre[k]);
        *reach += fabs(axis[k]) * (hi - lo) / 2;
    }
}

double lm_shot_depth(const lm_shot *shot, const float box[6])
{
    double middle, reach;
    project(shot, shot->camera->towards, box, &middle, &reach);
    return ((middle - reach) / shot->distance + 1 - LM_SHOT_NEAR) / (LM_SHOT_FAR - LM_SHOT_NEAR);
}

/* The tiles that a box lies in along one axis of the picture, first and last; may be none. */
static void tiles_along(const lm_shot *shot, const double axis[3], const float box[6], int pixels,
                        int span[2])
{
    double middle, reach, scale = shot->height / (2 * shot->camera->half_height);
    project(shot, axis, box, &middle, &reach);
    double lo = (middle - reach) * scale + pixels / 2.0 - pixel_margin;
    double hi = (middle + reach) * scale + pixels / 2.0 + pixel_margin;
    span[0] = (int)CLAMP(lo, 0, pixels) / TILE;
    span[1] = hi < 0 ? -1 : (int)MIN(hi, pixels - 1) / TILE;
}

bool lm_cover_hides(const lm_cover *cover, const float box[6])
{
    int x[2], y[2];
    const lm_shot *shot = cover->shot;
    double nearest = lm_shot_depth(shot, box) - depth_margin;
    tiles_along(shot, shot->camera->right, box, shot->width, x);
    tiles_along(shot, shot->camera->up, box, shot->height, y);
    for (int j = y[0]; j <= y[1]; j++)
        for (int i = x[0]; i <= x[1]; i++)
            if (nearest <= (double)cover->farthest[(size_t)j * (size_t)cover->across + (size_t)i])
                return false;
    return true;
}
