#include "slice-geometry.h"

#include <glib/gi18n.h>
#include <math.h>

/* Which world axis each index axis is nearest to, all three together. */
static const int *nearest_axes(const double direction[9])
{
    static const int orders[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                     {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    static const double tie = 1e-9;
    double most = 0;
    int best = 0;
    for (int n = 0; n < 6; n++) {
        double sum = 0;
        for (int k = 0; k < 3; k++)
            sum += fabs(direction[3 * orders[n][k] + k]);
        if (sum > most + tie) {
            most = sum;
            best = n;
        }
    }
    return orders[best];
}

/* What lies to the right and downwards by custom: a world axis and its sign. */
static const struct {
    int world[2], sign[2];
} custom[3] = {{{1, 2}, {1, -1}}, {{0, 2}, {1, -1}}, {{0, 1}, {1, 1}}};

LmSlicePlane lm_slice_plane(const lm_grid *grid, int axis)
{
    static const char rising[] = "LPH", falling[] = "RAF";
    const int *world = nearest_axes(grid->direction);
    int index_of[3];
    for (int k = 0; k < 3; k++)
        index_of[world[k]] = k;
    LmSlicePlane p = {.axis = axis, .world = world[axis], .count = grid->size[axis]};
    for (int d = 0; d < 2; d++) {
        int towards = custom[p.world].world[d], sign = custom[p.world].sign[d];
        int k = p.across[d] = index_of[towards];
        p.flipped[d] = grid->direction[3 * towards + k] * sign < 0;
        p.size[d] = grid->size[k];
        p.spacing[d] = grid->spacing[k];
        p.sides[2 * d] = (sign > 0 ? falling : rising)[towards];
        p.sides[2 * d + 1] = (sign > 0 ? rising : falling)[towards];
    }
    return p;
}

bool lm_slice_plane_equal(const LmSlicePlane *a, const LmSlicePlane *b)
{
    bool equal = a->axis == b->axis && a->world == b->world && a->count == b->count;
    for (int d = 0; d < 2; d++)
        equal = equal && a->across[d] == b->across[d] && a->flipped[d] == b->flipped[d] &&
                a->size[d] == b->size[d] && a->spacing[d] == b->spacing[d];
    return equal;
}

const char *lm_slice_plane_name(const LmSlicePlane *plane)
{
    static const char *const names[] = {N_("Sagittal"), N_("Coronal"), N_("Axial")};
    return _(names[plane->world]);
}

gint64 lm_slice_nearest(const lm_grid *grid, int axis, double index)
{
    return (gint64)CLAMP(floor(index + 0.5), 0, (double)(grid->size[axis] - 1));
}

gint64 lm_slice_of(const lm_grid *grid, int axis, const double world[3])
{
    double index[3];
    lm_grid_to_index(grid, world, index);
    return lm_slice_nearest(grid, axis, index[axis]);
}

double lm_slice_position(const lm_grid *grid, const LmSlicePlane *plane, gint64 slice)
{
    double along = (double)slice * grid->spacing[plane->axis];
    for (int w = 0; w < 3; w++)
        along += grid->origin[w] * grid->direction[3 * w + plane->axis];
    return grid->direction[3 * plane->world + plane->axis] < 0 ? -along : along;
}

/* ---- zoom ---- */

static double extent(const LmSlicePlane *plane, int d)
{
    return (double)plane->size[d] * plane->spacing[d];
}

LmSliceZoom lm_slice_zoom_fit(const LmSlicePlane *plane)
{
    return (LmSliceZoom){1, {extent(plane, LM_RIGHT) / 2, extent(plane, LM_DOWN) / 2}};
}

LmSliceFrame lm_slice_frame(const LmSlicePlane *plane, const LmSliceZoom *zoom, int width,
                            int height)
{
    const double room[2] = {MAX(width, 1), MAX(height, 1)};
    double fit = fmin(room[0] / extent(plane, LM_RIGHT), room[1] / extent(plane, LM_DOWN));
    LmSliceFrame frame = {.scale = fit * zoom->factor};
    for (int d = 0; d < 2; d++)
        frame.corner[d] = room[d] / 2 - zoom->centre[d] * frame.scale;
    return frame;
}

/* From where to where, in steps of `every` voxels: in blocks, so that a small move asks for nothing
 * new. */
static void part_in_sight(LmSlicePart *part, int d, double voxel, double corner, int room,
                          gint64 size)
{
    enum { BLOCK = 512 };
    gint64 every = 1;
    while ((double)(2 * every) * voxel <= 1)
        every *= 2;
    gint64 steps = (size + every - 1) / every, from = 0, to = steps;
    if (steps > LM_SLICE_SIDE_MOST) {
        double block = BLOCK * (double)every * voxel;
        from = BLOCK * (gint64)CLAMP(floor(-corner / block), 0, (double)((steps - 1) / BLOCK));
        to = BLOCK * (gint64)CLAMP(ceil((room - corner) / block), 0, (double)(steps / BLOCK + 1));
        to = CLAMP(to, MIN(from + BLOCK, steps), steps);
    }
    part->from[d] = from * every;
    part->every[d] = every;
    part->count[d] = (int)MAX(to - from, 1);
}

LmSlicePart lm_slice_part(const LmSlicePlane *plane, const LmSliceFrame *frame, int width,
                          int height)
{
    const int room[2] = {width, height};
    LmSlicePart part;
    for (int d = 0; d < 2; d++) {
        part.from[d] = 0;
        part.every[d] = 1;
        part.count[d] = (int)plane->size[d];
        if (plane->size[d] > LM_SLICE_SIDE_MOST)
            part_in_sight(&part, d, plane->spacing[d] * frame->scale, frame->corner[d], room[d],
                          plane->size[d]);
    }
    return part;
}

bool lm_slice_part_equal(const LmSlicePart *a, const LmSlicePart *b)
{
    bool equal = true;
    for (int d = 0; d < 2; d++)
        equal = equal && a->from[d] == b->from[d] && a->every[d] == b->every[d] &&
                a->count[d] == b->count[d];
    return equal;
}

void lm_slice_zoom_about(LmSliceZoom *zoom, const LmSliceFrame *frame, const double pixel[2],
                         double by)
{
    double factor = CLAMP(zoom->factor * by, 1, LM_ZOOM_MOST), mm[2];
    lm_slice_to_mm(frame, pixel, mm);
    for (int d = 0; d < 2; d++)
        zoom->centre[d] = mm[d] + (zoom->centre[d] - mm[d]) * zoom->factor / factor;
    zoom->factor = factor;
}

void lm_slice_pan(LmSliceZoom *zoom, const LmSlicePlane *plane, const LmSliceFrame *frame,
                  const double pixels[2])
{
    for (int d = 0; d < 2; d++)
        zoom->centre[d] = CLAMP(zoom->centre[d] - pixels[d] / frame->scale, 0, extent(plane, d));
}

/* ---- positions ---- */

void lm_slice_to_mm(const LmSliceFrame *frame, const double pixel[2], double mm[2])
{
    for (int d = 0; d < 2; d++)
        mm[d] = (pixel[d] - frame->corner[d]) / frame->scale;
}

void lm_slice_to_pixel(const LmSliceFrame *frame, const double mm[2], double pixel[2])
{
    for (int d = 0; d < 2; d++)
        pixel[d] = frame->corner[d] + mm[d] * frame->scale;
}

void lm_slice_mm_to_index(const LmSlicePlane *plane, const double mm[2], double index[2])
{
    for (int d = 0; d < 2; d++) {
        double face = mm[d] / plane->spacing[d];
        index[d] = (plane->flipped[d] ? (double)plane->size[d] - face : face) - 0.5;
    }
}

void lm_slice_index_to_mm(const LmSlicePlane *plane, const double index[2], double mm[2])
{
    for (int d = 0; d < 2; d++) {
        double face = index[d] + 0.5;
        mm[d] = (plane->flipped[d] ? (double)plane->size[d] - face : face) * plane->spacing[d];
    }
}

bool lm_slice_voxel_at(const LmSlicePlane *plane, const LmSliceFrame *frame, const double pixel[2],
                       gint64 slice, gint64 voxel[3])
{
    double mm[2], index[2];
    lm_slice_to_mm(frame, pixel, mm);
    lm_slice_mm_to_index(plane, mm, index);
    voxel[plane->axis] = slice;
    for (int d = 0; d < 2; d++) {
        double nearest = floor(index[d] + 0.5);
        if (!(nearest >= 0 && nearest < (double)plane->size[d]))
            return false;
        voxel[plane->across[d]] = (gint64)nearest;
    }
    return true;
}

void lm_window_dragged(double window[2], const double pixels[2])
{
    static const double doubling = 150; /* pixels */
    double width = window[1] - window[0];
    double level = (window[0] + window[1]) / 2 + pixels[LM_DOWN] / (2 * doubling) * width;
    width *= exp2(pixels[LM_RIGHT] / doubling);
    window[0] = level - width / 2;
    window[1] = level + width / 2;
}
