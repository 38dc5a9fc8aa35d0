/* The header of an NRRD file: https://teem.sourceforge.net/nrrd/format.html
 *
 * What follows it in the file are the voxels, in the order of bytes of this machine, which is the
 * little-endian one.
 */
#pragma once

#include "lamina/volume.h"

G_BEGIN_DECLS

/* Size, place and provenance of `volume`, up to and including the empty line. `encoding` is how the
 * voxels follow: "raw" or "gzip". */
GString *lm_nrrd_header(const lm_volume *volume, const char *encoding);

G_END_DECLS
