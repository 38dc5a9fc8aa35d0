/* Is this MAT file sound and whole? Walked in C before libmatio sees it: libmatio takes a file that
 * is cut off or whose compressed data is corrupt for a good one, follows nested cells as deep as
 * they go, and on some files never returns.
 *
 * Versions 4 (a row of matrices), 5 (tagged elements, compressed or not: what MATLAB calls v6 and
 * v7) and 7.3 (an HDF5 file). "MAT-File Format", MathWorks; the HDF5 library checks its own. */
#pragma once

#include "mat-stream.h"

typedef enum mat_version { MAT_VERSION_4, MAT_VERSION_5, MAT_VERSION_73 } mat_version;

/* Walks the file; without `whole` the compressed values of arrays are left aside. False with
 * LM_ERROR_INPUT: the file is damaged, cut off, or not a MAT file. Allocates little whatever the
 * file claims. Thread-safe for versions 4 and 5; of version 7.3 the caller checks one at a time. */
bool mat_check(const char *path, bool whole, mat_version *version, GError **error);

/* One for each version. */
bool mat_check_v4(const mat_stream *file, GError **error);
bool mat_check_v5(const mat_stream *file, bool whole, GError **error);
bool mat_check_hdf5(const char *path, GError **error);
