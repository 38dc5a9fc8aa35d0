/* What the readers of surfaces share: the file in memory, a mesh that grows, words of text. */
#pragma once

#include "lamina/error.h"
#include "lamina/mesh.h"

#include <stddef.h>

G_BEGIN_DECLS

typedef struct lm_mesh_builder {
    const char *path; /* for messages */
    float *points;
    gint32 *triangles;
    size_t n_points, room_points, n_triangles, room_triangles;
} lm_mesh_builder;

bool lm_mesh_add_point(lm_mesh_builder *mesh, const double at[3], GError **error);

/* One more corner of a polygon, whose corners so far are counted by `corner` (starting with 0):
 * from the third on, each makes a triangle with the first and the one before. */
typedef struct lm_mesh_fan {
    size_t corners;
    gint32 first, last;
} lm_mesh_fan;
bool lm_mesh_add_corner(lm_mesh_builder *mesh, lm_mesh_fan *fan, double index, GError **error);
/* Ends a polygon: fewer than three corners are an error. */
bool lm_mesh_end_fan(const lm_mesh_builder *mesh, const lm_mesh_fan *fan, GError **error);

/* Returns false: "FILE: damaged NAME: what; export it again". */
bool lm_mesh_damaged(const lm_mesh_builder *mesh, GError **error, const char *what, ...)
    G_GNUC_PRINTF(3, 4);

/* Text with words between white space. */
typedef struct lm_mesh_text {
    const char *at, *end;
    size_t line;
} lm_mesh_text;
enum { LM_MESH_WORD = 64 }; /* longer words are cut: none of them means anything */

/* The next word; false at the end of the text, or of the line with `in_line`. */
bool lm_mesh_word(lm_mesh_text *text, bool in_line, char word[LM_MESH_WORD]);
void lm_mesh_skip_line(lm_mesh_text *text);
/* The next word of the line or the text as a number. */
bool lm_mesh_number(const lm_mesh_builder *mesh, lm_mesh_text *text, bool in_line, double *value,
                    GError **error);

typedef bool (*lm_mesh_reader)(lm_mesh_builder *mesh, const char *bytes, size_t size,
                               GError **error);
bool lm_stl_read_binary(lm_mesh_builder *mesh, const char *bytes, size_t size, GError **error);
bool lm_stl_read_text(lm_mesh_builder *mesh, const char *bytes, size_t size, GError **error);
bool lm_ply_read(lm_mesh_builder *mesh, const char *bytes, size_t size, GError **error);
bool lm_obj_read(lm_mesh_builder *mesh, const char *bytes, size_t size, GError **error);
bool lm_vtp_read(lm_mesh_builder *mesh, const char *bytes, size_t size, GError **error);

/* Bridge: fills the builder from the file that its path names, through VTK's reader. */
bool lm_vtp_bridge(lm_mesh_builder *mesh, GError **error);

G_END_DECLS
