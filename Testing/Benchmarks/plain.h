/* The stages of Lamina as one would write them with ITK or VTK alone, for one purpose and with
 * nothing else around: no checks, no cancelling, no atomic files. Each returns the seconds that the
 * library took, its inputs already in memory as it wants them. */
#pragma once

#include "lamina/mesh.h"
#include "lamina/volume.h"

G_BEGIN_DECLS

double plain_read_itk(const char *pattern, gint64 slices);          /* uint16 PNG series */
double plain_smooth_itk(const lm_volume *in, double sigma);         /* gaussian, uint16; mm */
double plain_smooth_vtk(const lm_volume *in, double sigma);         /* the same */
double plain_contour_vtk(const lm_volume *in, double value);        /* flying edges, uint16 */
double plain_smooth_mesh_vtk(const lm_mesh *in, int iterations);    /* windowed sinc */
double plain_decimate_vtk(const lm_mesh *in, double keep);          /* quadric */
double plain_write_nrrd_itk(const lm_volume *in, const char *path); /* uint16, not compressed */
double plain_write_stl_vtk(const lm_mesh *in, const char *path);    /* binary */

/* uint16 onto a grid with the same direction, into `result` as well unless it is NULL. */
typedef enum plain_interpolator {
    PLAIN_LINEAR,
    PLAIN_CUBIC,   /* VTK only: Catmull-Rom */
    PLAIN_BSPLINE, /* ITK only: order 3 */
    PLAIN_LANCZOS, /* vtkImageResize only: three voxels to either side */
} plain_interpolator;
double plain_resample_itk(const lm_volume *in, const lm_grid *out, plain_interpolator interpolator,
                          lm_volume *result);
double plain_reslice_vtk(const lm_volume *in, const lm_grid *out, plain_interpolator interpolator,
                         lm_volume *result);
double plain_resize_vtk(const lm_volume *in, const lm_grid *out, plain_interpolator interpolator,
                        lm_volume *result);
/* Means of boxes, onto a grid of which the input's size is a multiple. */
double plain_shrink_itk(const lm_volume *in, const lm_grid *out, lm_volume *result);

G_END_DECLS
