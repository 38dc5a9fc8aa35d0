#include "cover.h"

#include "lamina/alloc.h"

#include <math.h>
#include <string.h>

/* Pixels across one tile, of which the farthest depth is known. */
enum { TILE = 8 };

/* Vertices and depths are rounded when they are drawn. */
static const double depth_margin = 1e-5, pixel_margin = 1;

struct lm_cover {
    lm_region region;
    int across, down; /* tiles */
    const float *depths;
    float *farthest; /* of each tile */
};

static int columns_of(const lm_cover *cover)
{
    return cover->region.end_column - cover->region.first_column;
}

static int rows_of(const lm_cover *cover)
{
    return cover->region.end_row - cover->region.first_row;
}

lm_cover *lm_cover_new(const lm_region *region, const float *depths, GError **error)
{
    g_autoptr(lm_cover) cover = g_new0(lm_cover, 1);
    cover->region = *region;
    cover->across = (columns_of(cover) + TILE - 1) / TILE;
    cover->down = (rows_of(cover) + TILE - 1) / TILE;
    cover->depths = depths;
    size_t tiles = (size_t)cover->across * (size_t)cover->down;
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
    lm_free(cover->farthest);
    g_free(cover);
}

void lm_cover_update(lm_cover *cover)
{
    const int width = columns_of(cover);
    memset(cover->farthest, 0,
           (size_t)cover->across * (size_t)cover->down * sizeof *cover->farthest);
    for (int y = 0; y < rows_of(cover); y++) {
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

lm_place lm_place_of(const lm_shot *shot, const float box[6])
{
    const lm_camera *camera = shot->camera;
    const double scale = shot->height / (2 * camera->half_height);
    lm_place place;
    double middle, reach;
    project(shot, camera->right, box, &middle, &reach);
    place.across[0] = (middle - reach) * scale + shot->width / 2.0;
    place.across[1] = (middle + reach) * scale + shot->width / 2.0;
    project(shot, camera->up, box, &middle, &reach);
    place.up[0] = (middle - reach) * scale + shot->height / 2.0;
    place.up[1] = (middle + reach) * scale + shot->height / 2.0;
    project(shot, camera->towards, box, &middle, &reach);
    place.depth =
        ((middle - reach) / shot->distance + 1 - LM_SHOT_NEAR) / (LM_SHOT_FAR - LM_SHOT_NEAR);
    return place;
}

/* The tiles that a place lies in, first and last, of `pixels` from pixel `first` on; may be none.
 */
static void tiles_along(const double place[2], int first, int pixels, int span[2])
{
    double lo = place[0] - pixel_margin - first, hi = place[1] + pixel_margin - first;
    span[0] = lo > 0 ? (int)MIN(lo, pixels) / TILE : 0; /* of a place that is not a number, too */
    span[1] = hi < 0 ? -1 : (int)MIN(hi, pixels - 1) / TILE;
}

bool lm_cover_hides(const lm_cover *cover, const lm_place *place)
{
    int x[2], y[2];
    double nearest = place->depth - depth_margin;
    tiles_along(place->across, cover->region.first_column, columns_of(cover), x);
    tiles_along(place->up, cover->region.first_row, rows_of(cover), y);
    for (int j = y[0]; j <= y[1]; j++)
        for (int i = x[0]; i <= x[1]; i++)
            if (!(nearest > (double)cover->farthest[(size_t)j * (size_t)cover->across + (size_t)i]))
                return false;
    return true;
}
