#include "pieces.h"

#include "lamina/alloc.h"
#include "lamina/parallel.h"

#include <math.h>
#include <string.h>

enum {
    LEVELS = 6, /* halvings of the surface's box along each axis */
    SIDE = 1 << LEVELS,
    CELLS = SIDE * SIDE * SIDE,
    PIECE = 1024,    /* triangles at most */
    MOST_RANGES = 8, /* of triangles, that are sorted at the same time */
    FIRST_LOOK =
        1 << 17,    /* triangles: fewer are drawn sooner than it is found out which are hidden */
    LOOK = 1 << 16, /* triangles, before it is looked whether to stop */
};

/* Where the triangles of each smallest cell begin; cells in the order of an octree's leaves, so
 * that every part of the tree is a run of them. Threads sort ranges of the triangles. */
typedef struct octree {
    const lm_mesh *mesh;
    lm_context *context;
    double lo[3], per_mm;     /* cells */
    guint32 spread[SIDE];     /* the bits of a number, each three places from the next */
    size_t n_ranges, *places; /* of each range: how many a cell has of it, then where they go */
    size_t *starts;           /* CELLS + 1 */
    gint32 *triangles;        /* in the order of the cells */
} octree;

static bool is_seen(const gint32 *t)
{
    return t[0] != t[1] && t[1] != t[2] && t[2] != t[0];
}

/* The cell of a triangle's first corner. */
static guint32 cell_of(const octree *o, const gint32 *triangle)
{
    const float *point = o->mesh->points + 3 * (size_t)triangle[0];
    guint32 cell = 0;
    for (int k = 0; k < 3; k++) {
        double at = ((double)point[k] - o->lo[k]) * o->per_mm;
        cell |= o->spread[at > 0 ? (size_t)MIN(at, SIDE - 1) : 0] << k;
    }
    return cell;
}

static size_t range_begin(const octree *o, gint64 range)
{
    return o->mesh->n_triangles * (size_t)range / o->n_ranges;
}

/* Whether the loop is at a place where it looks whether it is to stop, and is. */
static bool is_left(const octree *o, size_t i)
{
    return i % LOOK == 0 && lm_context_cancelled(o->context);
}

static bool count_range(gint64 range, gint64 after, unsigned worker, gpointer user, GError **error)
{
    (void)worker, (void)error;
    const octree *o = user;
    size_t *counts = o->places + (size_t)range * CELLS;
    memset(counts, 0, CELLS * sizeof *counts);
    for (size_t i = range_begin(o, range); i < range_begin(o, after) && !is_left(o, i); i++) {
        const gint32 *t = o->mesh->triangles + 3 * i;
        if (is_seen(t))
            counts[cell_of(o, t)]++;
    }
    return true;
}

static void find_places(octree *o)
{
    size_t place = 0;
    for (size_t cell = 0; cell < CELLS; cell++) {
        o->starts[cell] = place;
        for (size_t range = 0; range < o->n_ranges; range++) {
            size_t *at = &o->places[range * CELLS + cell], count = *at;
            *at = place;
            place += count;
        }
    }
    o->starts[CELLS] = place;
}

/* Puts triangles into the order of the cells. */
static bool sort_range(gint64 range, gint64 after, unsigned worker, gpointer user, GError **error)
{
    (void)worker, (void)error;
    const octree *o = user;
    size_t *places = o->places + (size_t)range * CELLS;
    for (size_t i = range_begin(o, range); i < range_begin(o, after) && !is_left(o, i); i++) {
        const gint32 *t = o->mesh->triangles + 3 * i;
        if (is_seen(t))
            memcpy(o->triangles + 3 * places[cell_of(o, t)]++, t, 3 * sizeof *t);
    }
    return true;
}

static void box_of(const lm_mesh *mesh, const gint32 *triangles, lm_piece *piece)
{
    for (int k = 0; k < 3; k++) {
        piece->box[2 * k] = INFINITY;
        piece->box[2 * k + 1] = -INFINITY;
    }
    for (size_t i = 3 * piece->first; i < 3 * piece->end; i++)
        for (int k = 0; k < 3; k++) {
            float at = mesh->points[3 * (size_t)triangles[i] + (size_t)k];
            piece->box[2 * k] = MIN(at, piece->box[2 * k]); /* leaves out what is no number */
            piece->box[2 * k + 1] = MAX(at, piece->box[2 * k + 1]);
        }
}

/* A piece for each part of the tree with few enough triangles, or as many as are needed. */
static void cut(const octree *o, size_t cell, int level, GArray *pieces)
{
    size_t width = (size_t)1 << 3 * level, first = o->starts[cell], end = o->starts[cell + width];
    if (level > 0 && end - first > PIECE) {
        for (size_t part = 0; part < 8; part++)
            cut(o, cell + part * width / 8, level - 1, pieces);
        return;
    }
    while (first < end) {
        lm_piece piece = {.first = first, .end = first + MIN(end - first, PIECE)};
        g_array_append_val(pieces, piece);
        first = piece.end;
    }
}

static void octree_place(octree *o)
{
    double bounds[6];
    lm_mesh_bounds(o->mesh, bounds);
    double side = 0;
    for (int k = 0; k < 3; k++) {
        o->lo[k] = bounds[2 * k];
        side = MAX(side, bounds[2 * k + 1] - bounds[2 * k]);
    }
    o->per_mm = side > 0 ? SIDE / side : 1;
    for (size_t i = 0; i < SIDE; i++)
        for (int bit = 0; bit < LEVELS; bit++)
            o->spread[i] |= (guint32)(i >> bit & 1) << 3 * bit;
}

typedef struct boxing {
    const lm_mesh *mesh;
    lm_pieces *pieces;
} boxing;

static bool box_some(gint64 lo, gint64 hi, unsigned worker, gpointer user, GError **error)
{
    (void)worker, (void)error;
    const boxing *b = user;
    for (gint64 i = lo; i < hi; i++)
        box_of(b->mesh, b->pieces->triangles, &b->pieces->pieces[i]);
    return true;
}

static const char what[] = "the pieces of a surface";

static bool sort(octree *o, GError **error)
{
    const size_t n = o->mesh->n_triangles;
    o->n_ranges = MIN(MIN(lm_context_threads(o->context), MOST_RANGES), n / CELLS + 1);
    if (!(o->starts = lm_alloc(CELLS + 1, sizeof *o->starts, what, error)) ||
        !(o->places = lm_alloc(o->n_ranges, CELLS * sizeof *o->places, what, error)) ||
        !lm_parallel(o->context, (gint64)o->n_ranges, 1, count_range, o, error))
        return false;
    find_places(o);
    o->triangles = lm_alloc(o->starts[CELLS], 3 * sizeof *o->triangles, what, error);
    return o->triangles && lm_parallel(o->context, (gint64)o->n_ranges, 1, sort_range, o, error);
}

lm_pieces *lm_pieces_new(const lm_mesh *mesh, lm_context *context, GError **error)
{
    g_autoptr(lm_context) quiet = lm_context_new_step(context);
    g_autoptr(lm_pieces) pieces = g_new0(lm_pieces, 1);
    octree o = {.mesh = mesh, .context = quiet};
    octree_place(&o);
    bool ok = sort(&o, error);
    pieces->triangles = o.triangles;
    if (ok) {
        GArray *list = g_array_new(FALSE, FALSE, sizeof(lm_piece));
        cut(&o, 0, LEVELS, list);
        pieces->n_triangles = o.starts[CELLS];
        pieces->count = list->len;
        pieces->pieces = (lm_piece *)(void *)g_array_free(list, FALSE);
        boxing b = {mesh, pieces};
        ok = lm_parallel(quiet, (gint64)pieces->count, 64, box_some, &b, error);
    }
    lm_free(o.starts);
    lm_free(o.places);
    return ok ? g_steal_pointer(&pieces) : NULL;
}

void lm_pieces_free(lm_pieces *pieces)
{
    if (!pieces)
        return;
    lm_free(pieces->triangles);
    g_free(pieces->pieces);
    g_free(pieces);
}

/* ---- drawing ---- */

static int nearer(const void *a, const void *b)
{
    const lm_placed *x = a, *y = b;
    if (x->place.depth < y->place.depth || x->place.depth > y->place.depth)
        return x->place.depth < y->place.depth ? -1 : 1;
    if (x->surface != y->surface)
        return x->surface < y->surface ? -1 : 1;
    return (x->piece > y->piece) - (x->piece < y->piece);
}

lm_placed *lm_pieces_place(const lm_pieces *const *surfaces, size_t n, const lm_shot *shot,
                           size_t *count)
{
    *count = 0;
    for (size_t i = 0; i < n; i++)
        *count += surfaces[i]->count;
    lm_placed *all = g_new(lm_placed, *count), *placed = all;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < surfaces[i]->count; k++) {
            const lm_piece *piece = &surfaces[i]->pieces[k];
            *placed++ = (lm_placed){lm_place_of(shot, piece->box), piece, (guint32)i};
        }
    if (all)
        qsort(all, *count, sizeof *all, nearer);
    return all;
}

static void draw_all(const lm_pieces *pieces, const lm_pencil *pencil, lm_context *context)
{
    for (size_t i = 0; i < pieces->count && !lm_context_cancelled(context); i++)
        pencil->draw(pieces->pieces[i].first, pieces->pieces[i].end, pencil->user);
}

/* Looks at what was drawn after a sixteenth of the triangles, and then each time it has doubled. */
static void draw_seen(const lm_pieces *pieces, const lm_shot *shot, const lm_pencil *pencil,
                      lm_cover *cover, lm_context *context)
{
    size_t count;
    g_autofree lm_placed *placed = lm_pieces_place(&pieces, 1, shot, &count);
    lm_cover_lift(cover);
    size_t drawn = 0, next_look = MAX(pieces->n_triangles / 16, FIRST_LOOK);
    for (size_t i = 0; i < count && !lm_context_cancelled(context); i++) {
        const lm_piece *piece = placed[i].piece;
        if (drawn >= next_look) {
            pencil->read(pencil->user);
            lm_cover_update(cover);
            next_look = 2 * drawn;
        }
        if (lm_cover_hides(cover, &placed[i].place))
            continue;
        pencil->draw(piece->first, piece->end, pencil->user);
        drawn += piece->end - piece->first;
    }
}

void lm_pieces_draw(const lm_pieces *pieces, const lm_shot *shot, lm_cover *cover,
                    const lm_pencil *pencil, lm_context *context)
{
    if (cover)
        draw_seen(pieces, shot, pencil, cover, context);
    else
        draw_all(pieces, pencil, context);
}
