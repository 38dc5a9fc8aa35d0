/* Normals for smooth shading. */
#pragma once

#include "lamina/context.h"
#include "lamina/mesh.h"

/* A unit normal for each point: the mean of the triangles around it, weighted by their areas;
 * (0, 0, 1) where there is none. From lm_alloc(); NULL on failure. */
float *lm_normals_make(const lm_mesh *mesh, lm_context *context, GError **error);
