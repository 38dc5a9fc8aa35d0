#include "raster.h"

#include "corner.h"
#include "scan.h"
#include "shade.h"

#include "lamina/alloc.h"
#include "lamina/parallel.h"

#include <string.h>

enum {
    ROWS = 64,            /* of a strip, which one thread draws */
    FIRST_LOOK = 1 << 13, /* triangles, before it is looked what is hidden */
};
static const guint32 NONE = G_MAXUINT32;

typedef struct drawing {
    const lm_shot *shot;
    guint8 *pixels;
    float *depths;
    lm_context *context;
    const lm_raster_surface *surface; /* that is drawn now */
    lm_corner *corners;               /* of its points */
    lm_placed *placed;                /* its pieces, the nearest first */
    size_t n_placed;
    guint32 *seen; /* of each thread's strip: the triangle that is seen */
    lm_shade shade;
} drawing;

/* Some rows of the picture. */
typedef struct strip {
    const drawing *d;
    lm_region region;
    float *depths;
    guint32 *seen;
    guint32 number; /* of the triangle that is drawn */
    lm_lit lit;     /* pixels of a row */
    bool is_cut;    /* by planes */
} strip;

static bool stays(const drawing *d, const lm_triangle *t, const gint64 parts[3])
{
    double place[3];
    lm_scan_place(t->points, d->surface->mesh, parts, place);
    return lm_shot_leaves(d->shot, place);
}

static inline G_ALWAYS_INLINE void put(gpointer user, const lm_triangle *t, int x, int y,
                                       const gint64 parts[3], float depth)
{
    const strip *s = user;
    size_t at = (size_t)(y - s->region.first_row) * (size_t)s->d->shot->width + (size_t)x;
    if (!(depth < s->depths[at] && depth >= 0) || (s->is_cut && !stays(s->d, t, parts)))
        return;
    s->depths[at] = depth;
    s->seen[at] = s->number;
}

/* ---- light ---- */

/* The normal of a triangle at a pixel, on the side that is seen. */
static void normal_at(const drawing *d, const gint32 *at, int x, int y, float normal[3])
{
    const lm_corner *c[3] = {d->corners + at[0], d->corners + at[1], d->corners + at[2]};
    normal[0] = normal[1] = normal[2] = 0;
    for (int k = 0; k < 3; k++) {
        /* negative, as it must be, where the back is seen */
        float part = (float)lm_scan_part(c[(k + 1) % 3], c[(k + 2) % 3], lm_scan_middle(x),
                                         lm_scan_middle(y));
        for (int i = 0; i < 3; i++)
            normal[i] += part * d->surface->normals[3 * (size_t)at[k] + (size_t)i];
    }
}

/* Draws the pixels of a row that were gathered. */
static void draw_lit(strip *s, int y)
{
    const drawing *d = s->d;
    guint8 *row = d->pixels + 3 * (size_t)y * (size_t)d->shot->width;
    lm_shade_light(&d->shade, &s->lit);
    for (size_t i = 0; i < s->lit.count; i++)
        for (int k = 0; k < 3; k++)
            row[3 * (size_t)s->lit.x[i] + (size_t)k] =
                lm_shade_byte(s->lit.lights[i] * (float)d->surface->colour[k]);
    s->lit.count = 0;
}

static void light_row(strip *s, int y)
{
    const drawing *d = s->d;
    const size_t before = (size_t)(y - s->region.first_row) * (size_t)d->shot->width;
    for (int x = 0; x < d->shot->width; x++) {
        const guint32 seen = s->seen[before + (size_t)x];
        if (seen == NONE)
            continue;
        const size_t at = s->lit.count++;
        float normal[3];
        normal_at(d, d->surface->pieces->triangles + 3 * (size_t)seen, x, y, normal);
        for (int k = 0; k < 3; k++)
            s->lit.normals[k][at] = normal[k];
        s->lit.x[at] = (float)x + 0.5F;
        s->lit.y[at] = (float)y + 0.5F;
        s->lit.depths[at] = s->depths[before + (size_t)x];
        if (s->lit.count == LM_SHADE_MOST)
            draw_lit(s, y);
    }
    draw_lit(s, y);
}

/* ---- strips ---- */

static void draw_pieces(strip *s, lm_cover *cover)
{
    const drawing *d = s->d;
    size_t drawn = 0, next_look = FIRST_LOOK;
    for (size_t i = 0; i < d->n_placed && !lm_context_cancelled(d->context); i++) {
        const lm_placed *placed = &d->placed[i];
        const lm_piece *piece = placed->piece;
        if (drawn >= next_look) {
            lm_cover_update(cover);
            next_look = 2 * drawn;
        }
        if (lm_cover_hides(cover, &placed->place) ||
            !lm_shot_leaves_some(d->shot, piece->box, &s->is_cut))
            continue;
        for (size_t k = piece->first; k < piece->end; k++) {
            s->number = (guint32)k;
            lm_scan(d->corners, d->surface->pieces->triangles + 3 * k, &s->region, put, s);
        }
        drawn += piece->end - piece->first;
    }
}

static bool draw_strip(gint64 number, gint64 end, unsigned worker, gpointer user, GError **error)
{
    (void)end;
    const drawing *d = user;
    const size_t width = (size_t)d->shot->width;
    const int first = (int)number * ROWS, rows = MIN(d->shot->height - first, ROWS);
    strip s = {.d = d,
               .region = {0, d->shot->width, first, first + rows},
               .depths = d->depths + (size_t)first * width,
               .seen = d->seen + (size_t)worker * ROWS * width};
    memset(s.seen, 0xFF, (size_t)rows * width * sizeof *s.seen);
    g_autoptr(lm_cover) cover = lm_cover_new(&s.region, s.depths, error);
    if (!cover)
        return false;
    draw_pieces(&s, cover);
    for (int y = first; y < first + rows && !lm_context_cancelled(d->context); y++)
        light_row(&s, y);
    return true;
}

static bool draw_surface(drawing *d, GError **error)
{
    const int strips = (d->shot->height + ROWS - 1) / ROWS;
    g_autofree lm_placed *placed = lm_pieces_place(&d->surface->pieces, 1, d->shot, &d->n_placed);
    d->placed = placed;
    d->corners = lm_corners_new(d->surface->mesh, d->shot, d->context, error);
    bool ok = d->corners && lm_parallel(d->context, strips, 1, draw_strip, d, error);
    lm_free(d->corners);
    return ok;
}

static void clear(const drawing *d)
{
    const size_t count = (size_t)d->shot->width * (size_t)d->shot->height;
    guint8 background[3];
    for (int k = 0; k < 3; k++)
        background[k] = lm_shade_byte((float)d->shot->background[k]);
    for (size_t i = 0; i < count; i++) {
        d->depths[i] = 1;
        memcpy(d->pixels + 3 * i, background, sizeof background);
    }
}

bool lm_raster_draw(const lm_shot *shot, const lm_raster_surface *surfaces, size_t count,
                    guint8 *pixels, float *depths, lm_context *context, GError **error)
{
    g_autoptr(lm_context) quiet = lm_context_new_step(context);
    drawing d = {.shot = shot,
                 .pixels = pixels,
                 .depths = depths,
                 .context = quiet,
                 .shade = lm_shade_of(shot)};
    clear(&d);
    d.seen = lm_alloc((size_t)lm_context_threads(quiet) * ROWS,
                      (size_t)shot->width * sizeof *d.seen, "what is seen", error);
    bool ok = d.seen;
    for (size_t i = 0; ok && i < count; i++) {
        d.surface = &surfaces[i];
        ok = draw_surface(&d, error);
    }
    lm_free(d.seen);
    return ok;
}
