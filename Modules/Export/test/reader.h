/* What other programs make of our files: volumes as ITK's and VTK's own readers see them, meshes as
 * VTK's. Each ends the test when the file cannot be read. */
#pragma once

#include "lamina/mesh.h"
#include "lamina/volume.h"

G_BEGIN_DECLS

/* .nrrd .nii .nii.gz .mha .png .tif by ITK, .vti by VTK. */
lm_volume *reader_volume(const char *path);

/* A header entry of a file that ITK reads, as text; NULL when it is not there. Caller frees. */
char *reader_entry(const char *path, const char *key);

/* .stl .ply .obj .vtp; equal points are not merged. */
lm_mesh *reader_mesh(const char *path);

G_END_DECLS
