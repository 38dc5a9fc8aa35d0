/* The stages of Lamina as one would write them with ITK or VTK alone, for one purpose and with
 * nothing else around: no checks, no cancelling, no atomic files. Each returns the seconds that the
 * library took, its inputs already in memory as it wants them. */
#pragma once

#include "lamina/mesh.h"
#include "lamina/volume.h"

G_BEGIN_DECLS

double plain_read_itk(const char *pattern, gint64 slices);          /* uint16 PNG series */
double plain_resample_itk(const lm_volume *in, const lm_grid *out); /* linear, uint16 */
double plain_resample_vtk(const lm_volume *in, const lm_grid *out); /* the same */
double plain_smooth_itk(const lm_volume *in, double sigma);         /* gaussian, uint16; mm */
double plain_smooth_vtk(const lm_volume *in, double sigma);         /* the same */
double plain_contour_vtk(const lm_volume *in, double value);        /* flying edges, uint16 */
double plain_smooth_mesh_vtk(const lm_mesh *in, int iterations);    /* windowed sinc */
double plain_decimate_vtk(const lm_mesh *in, double keep);          /* quadric */
double plain_write_nrrd_itk(const lm_volume *in, const char *path); /* uint16, not compressed */
double plain_write_stl_vtk(const lm_mesh *in, const char *path);    /* binary */

G_END_DECLS
