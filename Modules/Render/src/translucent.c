#include "translucent.h"

#include "corner.h"
#include "fragments.h"
#include "scan.h"
#include "shade.h"

#include "lamina/alloc.h"
#include "lamina/parallel.h"

enum {
    ROWS = 32,            /* of a strip, which one thread draws */
    SMALL = 4 * LM_PART,  /* triangles, lit at their corners */
    FIRST_LOOK = 1 << 13, /* triangles, before it is looked what is hidden */
    POINTS = 1 << 14,     /* that are lit at a time */
    LOOK = 16,            /* triangles, before it is looked whether to stop */
};

/* A surface in the picture. */
typedef struct body {
    const lm_raster_surface *surface;
    lm_corner *corners;
    float *lights; /* of each point, on its front and its back */
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

/* ---- light ---- */

typedef struct lighting {
    const drawing *d;
    const body *b;
} lighting;

static bool light_points(gint64 lo, gint64 hi, unsigned worker, gpointer user, GError **error)
{
    (void)worker, (void)error;
    const lighting *l = user;
    for (gint64 i = lo; i < hi; i++) {
        const lm_corner *c = &l->b->corners[i];
        const float *n = l->b->surface->normals + 3 * i, back[3] = {-n[0], -n[1], -n[2]};
        const double x = (double)c->x / LM_PART, y = (double)c->y / LM_PART;
        l->b->lights[2 * i] = lm_shade_light(&l->d->shade, n, x, y, c->depth);
        l->b->lights[2 * i + 1] = lm_shade_light(&l->d->shade, back, x, y, c->depth);
    }
    return true;
}

static bool prepare(const drawing *d, body *b, GError **error)
{
    g_autoptr(lm_context) quiet = lm_context_new_step(d->context);
    const lm_mesh *mesh = b->surface->mesh;
    lighting l = {d, b};
    b->corners = lm_corners_new(mesh, d->shot, quiet, error);
    if (b->corners)
        b->lights = lm_alloc(mesh->n_points, 2 * sizeof *b->lights, "the light", error);
    return b->lights && lm_parallel(quiet, (gint64)mesh->n_points, POINTS, light_points, &l, error);
}

/* ---- fragments ---- */

/* What draws one surface after another. */
typedef struct brush {
    const drawing *d;
    lm_fragments *fragments;
    const body *body;
    guint32 veil;
    bool is_cut;  /* by planes */
    bool is_full; /* there is no room for more */
} brush;

static bool stays(const brush *b, const lm_triangle *t, const gint64 parts[3])
{
    double place[3];
    lm_scan_place(t, b->body->surface->mesh, parts, place);
    return lm_shot_leaves(b->d->shot, place);
}

/* How light a place in a triangle is, by parts of its corners. */
static float light_at(const brush *b, const lm_triangle *t, int x, int y, const gint64 parts[3],
                      float depth)
{
    const float part[3] = {(float)(parts[0] + 1), (float)(parts[1] + 1), (float)(parts[2] + 1)};
    const float *lights = b->body->lights + t->is_back, *normals = b->body->surface->normals;
    const size_t at[3] = {(size_t)t->points[0], (size_t)t->points[1], (size_t)t->points[2]};
    if (t->reach <= SMALL)
        return (part[0] * lights[2 * at[0]] + part[1] * lights[2 * at[1]] +
                part[2] * lights[2 * at[2]]) /
               (part[0] + part[1] + part[2]);
    float normal[3] = {0, 0, 0};
    for (int c = 0; c < 3; c++)
        for (size_t k = 0; k < 3; k++)
            normal[k] += (t->is_back ? -part[c] : part[c]) * normals[3 * at[c] + k];
    return lm_shade_light(&b->d->shade, normal, x + 0.5, y + 0.5, depth);
}

static inline G_ALWAYS_INLINE void put(gpointer user, const lm_triangle *t, int x, int y,
                                       const gint64 parts[3], float depth)
{
    brush *b = user;
    const size_t pixel = lm_fragments_at(b->fragments, x, y);
    if (!(depth >= 0 && depth <= b->fragments->limits[pixel]) || (b->is_cut && !stays(b, t, parts)))
        return;
    const float light = light_at(b, t, x, y, parts, depth);
    b->is_full = !lm_fragments_add(b->fragments, pixel, depth, light, b->veil) || b->is_full;
}

static void draw_piece(brush *b, const lm_placed *placed)
{
    const gint32 *triangles;
    b->veil = placed->surface;
    b->body = &b->d->bodies[b->veil];
    triangles = b->body->surface->pieces->triangles;
    for (size_t k = placed->piece->first; k < placed->piece->end && !b->is_full; k++) {
        if (k % LOOK == 0 && lm_context_cancelled(b->d->context))
            return;
        lm_scan(b->body->corners, triangles + 3 * k, &b->fragments->region, put, b);
    }
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
    lm_fragments_begin(f, region, d->depths);
    g_autoptr(lm_cover) cover = lm_cover_new(d->shot, region->first_row,
                                             region->end_row - region->first_row, f->limits, error);
    if (!cover)
        return false;
    if (!gather(d, f, cover)) {
        lm_region halves[2];
        halve(region, halves);
        return draw_region(d, f, &halves[0], error) && draw_region(d, f, &halves[1], error);
    }
    if (!lm_context_go_on(d->context, error))
        return false;
    if (d->cast)
        lm_cast_region(d->cast, region, f);
    else
        lm_fragments_lay(f, d->pixels);
    return true;
}

/* So many that no block of rays is cut. */
static int rows_of(const lm_shot *shot)
{
    return ROWS - ROWS % shot->ray_pixels;
}

static bool draw_strip(gint64 number, gint64 end, unsigned worker, gpointer user, GError **error)
{
    (void)end;
    const drawing *d = user;
    const int rows = rows_of(d->shot), first = (int)number * rows;
    const lm_region strip = {0, d->shot->width, first, MIN(first + rows, d->shot->height)};
    if (!d->fragments[worker])
        d->fragments[worker] = lm_fragments_new(d->shot->width, rows, d->veils, d->n_bodies, error);
    return d->fragments[worker] && draw_region(d, d->fragments[worker], &strip, error);
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
    for (size_t i = 0; i < d->n_bodies; i++) {
        lm_free(d->bodies[i].corners);
        lm_free(d->bodies[i].lights);
    }
    for (unsigned i = 0; i < lm_context_threads(d->context); i++)
        lm_fragments_free(d->fragments[i]);
    g_free(d->fragments);
    g_free(d->bodies);
    g_free(d->veils);
    g_free(d->placed);
    lm_cast_free(d->cast);
}

static bool draw(drawing *d, const lm_rays *rays, GError **error)
{
    const int rows = rows_of(d->shot), strips = (d->shot->height + rows - 1) / rows;
    if (rays && !(d->cast = lm_cast_new(rays, d->shot, d->depths, d->pixels, d->context, error)))
        return false;
    for (size_t i = 0; i < d->n_bodies; i++)
        if (!prepare(d, &d->bodies[i], error))
            return false;
    return lm_parallel(d->context, strips, 1, draw_strip, d, error);
}

bool lm_translucent_draw(const lm_shot *shot, const lm_raster_surface *surfaces, size_t count,
                         const lm_rays *rays, const float *depths, guint8 *pixels,
                         lm_context *context, GError **error)
{
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

guint64 lm_translucent_bytes(int width)
{
    return lm_fragments_bytes(width, ROWS);
}
