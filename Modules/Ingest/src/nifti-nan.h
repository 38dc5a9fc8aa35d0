/* NaN and infinities of NIfTI files. The library that reads them for ITK puts zeros in their place,
 * which are values like any other; missing is not zero. */
#pragma once

#include "lamina/volume.h"

/* Puts those of the file back into the volume that was read from it. Only 32-bit volumes of one
 * component can hold them; others are left as they are. */
bool nifti_restore_nan(const char *path, lm_volume *volume, GError **error);
