/* A coarse mesh that stands in for a fine one while something moves. */
#pragma once

#include "lamina/context.h"
#include "lamina/mesh.h"

/* A mesh of at most so many triangles, like `mesh` as seen from afar, with normals: points that
 * lie in one cell of a cubic lattice and whose normals do not oppose each other become one, their
 * mean, and triangles whose points do not stay apart go (vertex clustering: Rossignac and Borrel
 * 1993). The lattice is the finest, to about a tenth, that leaves so few. */
lm_mesh *lm_stand_in_new(const lm_mesh *mesh, const float *normals, size_t most_triangles,
                         lm_context *context, GError **error);
