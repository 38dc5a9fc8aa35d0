/* A surface in pieces, so that it is drawn from the eye on, without what is hidden, and a drawing
 * can be left at any time. What is seen does not depend on it. */
#pragma once

#include "cover.h"

#include "lamina/context.h"
#include "lamina/mesh.h"

G_BEGIN_DECLS

/* Triangles that lie together: from `first` to before `end`. */
typedef struct lm_piece {
    size_t first, end;
    float box[6]; /* around them, x0 x1 y0 y1 z0 z1, mm */
} lm_piece;

/* All triangles but those with a corner twice, which nobody sees. */
typedef struct lm_pieces {
    gint32 *triangles; /* three point indices each, piece after piece */
    size_t n_triangles;
    lm_piece *pieces;
    size_t count;
} lm_pieces;

lm_pieces *lm_pieces_new(const lm_mesh *mesh, lm_context *context, GError **error);
void lm_pieces_free(lm_pieces *pieces);

/* A piece in a picture. */
typedef struct lm_placed {
    lm_place place;
    const lm_piece *piece;
    guint32 surface; /* that it is of */
} lm_placed;

/* All pieces of `n` surfaces, the nearest first. Caller frees. */
lm_placed *lm_pieces_place(const lm_pieces *const *surfaces, size_t n, const lm_shot *shot,
                           size_t *count);

/* What draws: triangles `first` to before `end`, and reads the depths (0 the nearest that can be, 1
 * the farthest) of the picture so far, rows from bottom to top, to where the cover looks. */
typedef struct lm_pencil {
    void (*draw)(size_t first, size_t end, gpointer user);
    void (*read)(gpointer user);
    gpointer user;
} lm_pencil;

/* Draws all that can be seen of an opaque surface; or, of one that is seen through (`cover` is
 * NULL), all, in the order of its triangles. Leaves when the context is cancelled. */
void lm_pieces_draw(const lm_pieces *pieces, const lm_shot *shot, lm_cover *cover,
                    const lm_pencil *pencil, lm_context *context);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(lm_pieces, lm_pieces_free)

G_END_DECLS
