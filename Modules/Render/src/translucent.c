#include "translucent.h"

#include "corner.h"
#include "fragments.h"
#include "scan.h"
#include "shade.h"
#include "small.h"

#include "lamina/alloc.h"
#include "lamina/error.h"
#include "lamina/parallel.h"

enum {
    COLUMNS = 128, /* of a tile, which one thread draws */
    ROWS = 128,
    FIRST_LOOK = 1 << 13, /* triangles, before it is looked what is hidden */
};

/* A surface in the picture. */
typedef struct body {
    const lm_raster_surface *surface;
    lm_corner *corners;
} body;

typedef struct drawing {
    const lm_shot *shot;
    body *bodies;
    size_t n_bodies;
    lm_veil *veils;
    lm_placed *placed; /* the pieces of all, the nearest first */
    size_t n_placed;
    lm_fragments **fragments; /* of each thread */
    lm_cast *cast;            /* NULL when there is no volume */
    const float *depths;
    guint8 *pixels;
    lm_context *context;
    lm_shade shade;
} drawing;

/* ---- fragments ---- */

/* What draws one piece after another. */
typedef struct brush {
    const drawing *d;
    lm_fragments *fragments;
    const body *body;
    guint32 veil;
    bool is_cut;                   /* by planes */
    bool is_full;                  /* there is no room for more */
    guint32 pixels[LM_SHADE_MOST]; /* of what is to be lit */
    lm_lit lit;
    lm_small small;
    lm_specks specks; /* of these */
} brush;

/* Lights what was gathered of a surface, and adds it to the fragments. */
static void add_lit(brush *b)
{
    lm_shade_light(&b->d->shade, &b->lit);
    b->is_full = b->is_full || !lm_fragments_add(b->fragments, b->veil, b->lit.count, b->pixels,
                                                 b->lit.depths, b->lit.lights);
    b->lit.count = 0;
}

static bool is_seen(const brush *b, size_t pixel, float depth)
{
    return depth >= 0 && depth <= b->fragments->limits[pixel];
}

/* Gathers a place in a triangle, with the parts of its corners there. */
static inline G_ALWAYS_INLINE void add_place(brush *b, const gint32 points[3], bool is_back,
                                             const gint64 parts[3], int x, int y, size_t pixel,
                                             float depth)
{
    const size_t at = b->lit.count;
    const float *normals[3];
    float part[3];
    for (int c = 0; c < 3; c++) {
        normals[c] = b->body->surface->normals + 3 * (size_t)points[c];
        part[c] = (float)(is_back ? -1 - parts[c] : parts[c] + 1);
    }
    for (int k = 0; k < 3; k++)
        b->lit.normals[k][at] =
            part[0] * normals[0][k] + part[1] * normals[1][k] + part[2] * normals[2][k];
    b->lit.x[at] = (float)x + 0.5F;
    b->lit.y[at] = (float)y + 0.5F;
    b->lit.depths[at] = depth;
    b->pixels[at] = (guint32)pixel;
    if (++b->lit.count == LM_SHADE_MOST)
        add_lit(b);
}

static bool stays(const brush *b, const gint32 points[3], const gint64 parts[3])
{
    double place[3];
    lm_scan_place(points, b->body->surface->mesh, parts, place);
    return lm_shot_leaves(b->d->shot, place);
}

static void put(gpointer user, const lm_triangle *t, int x, int y, const gint64 parts[3],
                float depth)
{
    brush *b = user;
    const size_t pixel = lm_fragments_at(b->fragments, x, y);
    if (is_seen(b, pixel, depth) && (!b->is_cut || stays(b, t->points, parts)))
        add_place(b, t->points, t->is_back, parts, x, y, pixel, depth);
}

/* Gathers all specks. */
static void add_specks(brush *b)
{
    const lm_small *s = &b->small;
    for (size_t i = 0; i < b->specks.count; i++) {
        const lm_speck one = lm_small_speck(s, &b->specks, i);
        const size_t t = one.triangle, pixel = lm_fragments_at(b->fragments, one.x, one.y);
        if (!is_seen(b, pixel, one.depth))
            continue;
        const gint32 points[3] = {s->points[0][t], s->points[1][t], s->points[2][t]};
        const gint64 parts[3] = {one.parts[0], one.parts[1], one.parts[2]};
        if (!b->is_cut || stays(b, points, parts))
            add_place(b, points, s->is_back[t], parts, one.x, one.y, pixel, one.depth);
    }
    b->specks.count = 0;
}

static void draw_some(brush *b, size_t first, size_t count)
{
    const lm_pieces *pieces = b->body->surface->pieces;
    const gint32 *triangles = pieces->triangles + 3 * first;
    const lm_region *region = &b->fragments->region;
    const lm_small *s = &b->small;
    lm_small_begin(&b->small, b->body->corners, triangles, count,
                   MIN(count, pieces->n_triangles - first - count), region);
    for (size_t i = 0; i < count; i++) {
        if (s->first_row[i] > s->last_row[i])
            continue;
        if (s->is_large[i]) {
            lm_scan(b->body->corners, triangles + 3 * i, region, put, b);
            continue;
        }
        for (int c = 0; c < 3; c++)
            __builtin_prefetch(b->body->surface->normals + 3 * (size_t)s->points[c][i]);
        lm_small_scan(s, i, &b->specks);
        if (b->specks.count >= LM_SPECKS)
            add_specks(b);
    }
    add_specks(b);
}

static void draw_piece(brush *b, const lm_placed *placed)
{
    b->veil = placed->surface;
    b->body = &b->d->bodies[b->veil];
    for (size_t k = placed->piece->first; k < placed->piece->end && !b->is_full;
         k += LM_SMALL_MOST) {
        if (lm_context_cancelled(b->d->context))
            return;
        draw_some(b, k, MIN(placed->piece->end - k, LM_SMALL_MOST));
    }
    add_lit(b);
}

/* False when there is no room for the fragments of the region. */
static bool gather(const drawing *d, lm_fragments *f, lm_cover *cover)
{
    brush b = {.d = d, .fragments = f};
    size_t drawn = 0, next_look = 0;
    for (size_t i = 0; i < d->n_placed && !b.is_full && !lm_context_cancelled(d->context); i++) {
        const lm_placed *placed = &d->placed[i];
        if (drawn >= next_look) {
            lm_cover_update(cover);
            next_look = MAX(2 * drawn, FIRST_LOOK);
        }
        if (lm_cover_hides(cover, &placed->place) ||
            !lm_shot_leaves_some(d->shot, placed->piece->box, &b.is_cut))
            continue;
        draw_piece(&b, placed);
        drawn += placed->piece->end - placed->piece->first;
    }
    return !b.is_full;
}

/* ---- regions ---- */

/* Cuts a region in two. */
static void halve(const lm_region *whole, lm_region halves[2])
{
    halves[0] = halves[1] = *whole;
    if (whole->end_row - whole->first_row > 1)
        halves[0].end_row = halves[1].first_row = (whole->first_row + whole->end_row) / 2;
    else
        halves[0].end_column = halves[1].first_column =
            (whole->first_column + whole->end_column) / 2;
}

static bool draw_region(const drawing *d, lm_fragments *f, const lm_region *region, GError **error)
{
    lm_fragments_begin(f, region, d->depths, d->shot->width);
    g_autoptr(lm_cover) cover = lm_cover_new(region, f->limits, error);
    if (!cover)
        return false;
    if (!gather(d, f, cover)) {
        lm_region halves[2];
        halve(region, halves);
        return draw_region(d, f, &halves[0], error) && draw_region(d, f, &halves[1], error);
    }
    if (!lm_context_go_on(d->context, error))
        return false;
    lm_fragments_deal(f);
    if (d->cast)
        lm_cast_region(d->cast, region, f);
    else
        lm_fragments_lay(f, d->pixels, d->shot->width);
    return true;
}

/* So many pixels that no block of rays is cut. */
static int whole_blocks(const lm_shot *shot, int pixels)
{
    return pixels - pixels % shot->ray_pixels;
}

static int tiles_along(const lm_shot *shot, int pixels, int tile)
{
    const int step = whole_blocks(shot, tile);
    return (pixels + step - 1) / step;
}

static bool draw_tile(gint64 number, gint64 end, unsigned worker, gpointer user, GError **error)
{
    (void)end;
    const drawing *d = user;
    const int columns = whole_blocks(d->shot, COLUMNS), rows = whole_blocks(d->shot, ROWS);
    const int across = tiles_along(d->shot, d->shot->width, COLUMNS);
    const int x = (int)number % across * columns, y = (int)number / across * rows;
    const lm_region tile = {x, MIN(x + columns, d->shot->width), y, MIN(y + rows, d->shot->height)};
    if (!d->fragments[worker])
        d->fragments[worker] =
            lm_fragments_new((size_t)COLUMNS * ROWS, d->veils, d->n_bodies, error);
    return d->fragments[worker] && draw_region(d, d->fragments[worker], &tile, error);
}

/* ---- a picture ---- */

static void set_bodies(drawing *d, const lm_raster_surface *surfaces)
{
    g_autofree const lm_pieces **pieces = g_new(const lm_pieces *, d->n_bodies);
    d->bodies = g_new0(body, d->n_bodies);
    d->veils = g_new0(lm_veil, d->n_bodies);
    for (size_t i = 0; i < d->n_bodies; i++) {
        d->bodies[i].surface = &surfaces[i];
        d->veils[i].opacity = surfaces[i].opacity;
        for (int k = 0; k < 3; k++)
            d->veils[i].colour[k] = (float)surfaces[i].colour[k];
        pieces[i] = surfaces[i].pieces;
    }
    d->placed = lm_pieces_place(pieces, d->n_bodies, d->shot, &d->n_placed);
}

static void clear(drawing *d)
{
    for (size_t i = 0; i < d->n_bodies; i++)
        lm_free(d->bodies[i].corners);
    for (unsigned i = 0; i < lm_context_threads(d->context); i++)
        lm_fragments_free(d->fragments[i]);
    g_free(d->fragments);
    g_free(d->bodies);
    g_free(d->veils);
    g_free(d->placed);
    lm_cast_free(d->cast);
}

static bool place_corners(const drawing *d, GError **error)
{
    g_autoptr(lm_context) quiet = lm_context_new_step(d->context);
    for (size_t i = 0; i < d->n_bodies; i++) {
        body *b = &d->bodies[i];
        if (!(b->corners = lm_corners_new(b->surface->mesh, d->shot, quiet, error)))
            return false;
    }
    return true;
}

static bool draw(drawing *d, const lm_rays *rays, GError **error)
{
    const int tiles =
        tiles_along(d->shot, d->shot->width, COLUMNS) * tiles_along(d->shot, d->shot->height, ROWS);
    if (rays && !(d->cast = lm_cast_new(rays, d->shot, d->depths, d->pixels, d->context, error)))
        return false;
    return place_corners(d, error) && lm_parallel(d->context, tiles, 1, draw_tile, d, error);
}

bool lm_translucent_draw(const lm_shot *shot, const lm_raster_surface *surfaces, size_t count,
                         const lm_rays *rays, const float *depths, guint8 *pixels,
                         lm_context *context, GError **error)
{
    if (count > LM_FRAGMENTS_VEILS)
        return lm_fail(error, LM_ERROR_USAGE,
                       "%zu surfaces that are seen through cannot be drawn together: %d can; hide "
                       "some, or make them opaque",
                       count, LM_FRAGMENTS_VEILS);
    drawing d = {.shot = shot,
                 .n_bodies = count,
                 .depths = depths,
                 .pixels = pixels,
                 .context = context,
                 .fragments = g_new0(lm_fragments *, lm_context_threads(context)),
                 .shade = lm_shade_of(shot)};
    set_bodies(&d, surfaces);
    bool ok = draw(&d, rays, error);
    clear(&d);
    return ok;
}

guint64 lm_translucent_bytes(void)
{
    return lm_fragments_bytes((size_t)COLUMNS * ROWS);
}
