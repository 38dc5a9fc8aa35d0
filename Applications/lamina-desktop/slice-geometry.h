/* Where a slice of a volume is on the screen, and what is under the pointer: arithmetic only.
 *
 * A plane is looked at along one index axis. It is drawn as the anatomical direction nearest to
 * that axis is by custom, whatever the order and the signs of the volume's axes: axial slices from
 * the feet (the patient's left at the right, front at the top), coronal ones from the front and
 * sagittal ones from the left (head at the top). Letters say which side is which.
 *
 * Positions: an *index* counts voxels, whole numbers at their centres; a *face* counts their edges,
 * so that voxel i lies between faces i and i + 1; *mm* are counted to the right and downwards from
 * the left top corner of the slice as it is drawn; *pixels* are those of the widget.
 */
#pragma once

#include "lamina/grid.h"

G_BEGIN_DECLS

enum { LM_RIGHT, LM_DOWN };

typedef struct LmSlicePlane {
    int axis;          /* the index axis looked along */
    int world;         /* the world axis nearest to it: 0 sagittal, 1 coronal, 2 axial */
    gint64 count;      /* of slices along it */
    int across[2];     /* the index axes to the right and downwards */
    bool flipped[2];   /* whether the index falls in that direction */
    gint64 size[2];    /* voxels to the right and downwards */
    double spacing[2]; /* mm to the right and downwards */
    char sides[4];     /* letters at the left, right, top and bottom: R L A P H F */
} LmSlicePlane;

/* What a slice is seen as. */
typedef enum LmSliceKind {
    LM_SLICE_TRUE,    /* true to scale, at its place in the world */
    LM_SLICE_PICTURE, /* in pixels, which have no size yet */
    LM_SLICE_FIGURE,  /* a plot, whose pixels are not what it shows */
} LmSliceKind;

LmSlicePlane lm_slice_plane(const lm_grid *grid, int axis);

/* Whether pictures of one can be drawn in place of the other's. */
bool lm_slice_plane_equal(const LmSlicePlane *a, const LmSlicePlane *b);

/* "Sagittal", "Coronal", "Axial", translated; static. */
const char *lm_slice_plane_name(const LmSlicePlane *plane);

/* The slice along an axis that this index lies in, or the nearest one there is. */
gint64 lm_slice_nearest(const lm_grid *grid, int axis, double index);
/* The same of a world point. */
gint64 lm_slice_of(const lm_grid *grid, int axis, const double world[3]);

/* Where that slice lies along its axis, mm, rising towards the left, the back or the head. */
double lm_slice_position(const lm_grid *grid, const LmSlicePlane *plane, gint64 slice);

/* How a slice is looked at: 1 fits it into the widget, and `centre` (mm) is in its middle. */
typedef struct LmSliceZoom {
    double factor, centre[2];
} LmSliceZoom;

enum { LM_ZOOM_MOST = 64 };
LmSliceZoom lm_slice_zoom_fit(const LmSlicePlane *plane);

/* Where the slice lies in the widget. */
typedef struct LmSliceFrame {
    double corner[2]; /* pixels */
    double scale;     /* pixels for each mm */
} LmSliceFrame;

LmSliceFrame lm_slice_frame(const LmSlicePlane *plane, const LmSliceZoom *zoom, int width,
                            int height);

/* The voxels that are worth drawing, counted from the left and the top as they are drawn: all of
 * them, but of a plane wider or higher than LM_SLICE_SIDE_MOST only those in sight and around it;
 * and where such a plane has several voxels for a pixel, one of every so many. */
enum { LM_SLICE_SIDE_MOST = 2048 };
typedef struct LmSlicePart {
    gint64 from[2], every[2];
    int count[2]; /* of those that are drawn */
} LmSlicePart;

LmSlicePart lm_slice_part(const LmSlicePlane *plane, const LmSliceFrame *frame, int width,
                          int height);
bool lm_slice_part_equal(const LmSlicePart *a, const LmSlicePart *b);

/* Zooms by `by`, leaving what is at this pixel where it is; between fit and LM_ZOOM_MOST. */
void lm_slice_zoom_about(LmSliceZoom *zoom, const LmSliceFrame *frame, const double pixel[2],
                         double by);
/* Moves the slice by so many pixels; its middle stays in sight. */
void lm_slice_pan(LmSliceZoom *zoom, const LmSlicePlane *plane, const LmSliceFrame *frame,
                  const double pixels[2]);

/* From the widget to the volume: mm, then the indices along plane->across; and back. */
void lm_slice_to_mm(const LmSliceFrame *frame, const double pixel[2], double mm[2]);
void lm_slice_mm_to_index(const LmSlicePlane *plane, const double mm[2], double index[2]);
void lm_slice_index_to_mm(const LmSlicePlane *plane, const double index[2], double mm[2]);
void lm_slice_to_pixel(const LmSliceFrame *frame, const double mm[2], double pixel[2]);

/* The voxel at a pixel: all three indices, `slice` being that of the plane. False beside it. */
bool lm_slice_voxel_at(const LmSlicePlane *plane, const LmSliceFrame *frame, const double pixel[2],
                       gint64 slice, gint64 voxel[3]);

/* Grey levels after dragging by so many pixels: to the right more contrast is taken away, downwards
 * it gets darker. */
void lm_window_dragged(double window[2], const double pixels[2]);

G_END_DECLS
