/* Surfaces from files: STL, PLY, OBJ and VTP. */
#pragma once

#include "lamina/mesh.h"

G_BEGIN_DECLS

/* Reads points and triangles; coordinates are taken for millimetres, LPS. The format is known from
 * the content (OBJ, which has no mark, from its ending):
 *   STL  binary and text; three points for each triangle, equal ones are not merged
 *   PLY  text and binary, either byte order; elements other than `vertex` and `face` are skipped
 *   OBJ  `v` and `f` lines
 *   VTP  polygons, through VTK
 * A polygon of more than three corners is cut into a fan from its first corner. Normals, colours
 * and other attributes are left out. NULL with LM_ERROR_INPUT when the file is no such surface, is
 * cut off, has a coordinate that is no finite number, a corner that does not exist, or no triangle.
 * Memory stays in proportion to the file, whatever it claims. Thread-safe. Caller unrefs. */
lm_mesh *lm_mesh_read(const char *path, GError **error);

G_END_DECLS
