#include "raster.h"

#include "light.h"

#include "lamina/alloc.h"
#include "lamina/parallel.h"

#include <math.h>
#include <string.h>

enum {
    ROWS = 64, /* of a strip, which one thread draws */
    PART_BITS = 8,
    PART = 1 << PART_BITS, /* corners are rounded to this part of a pixel, and all else is exact */
    FARTHEST = G_MAXINT32 / 2, /* parts: products of differences stay in 64 bits */
    WIDE = 8,                  /* pixels: in wider rows it is worked out which are inside */
    FIRST_LOOK = 1 << 13,      /* triangles, before it is looked what is hidden */
    POINTS = 1 << 14,          /* that are projected at a time */
};
static const guint32 NONE = G_MAXUINT32;

/* A point as it is seen: in parts of a pixel from the lower left corner of the picture. */
typedef struct corner {
    gint32 x, y;
    float depth;
} corner;

/* Where world coordinates lie in the picture. */
typedef struct projection {
    double axes[3][3], at[3]; /* of x and y, in parts, and depth */
} projection;

typedef struct drawing {
    const lm_shot *shot;
    guint8 *pixels;
    float *depths;
    lm_context *context;
    projection projection;
    const lm_raster_surface *surface; /* that is projected, or drawn, now */
    corner *corners;                  /* of its points */
    lm_placed *placed;                /* its pieces, the nearest first */
    guint32 *seen;                    /* of each thread's strip: the triangle that is seen */
    float lamps[LM_LAMPS][3];         /* unit vectors to them, x right, y up, z to the eye */
} drawing;

/* Some rows of the picture. */
typedef struct strip {
    const drawing *d;
    int first_row, rows;
    float *depths;
    guint32 *seen;
} strip;

/* ---- points ---- */

static projection projection_of(const lm_shot *shot)
{
    const lm_camera *camera = shot->camera;
    const double *axes[3] = {camera->right, camera->up, camera->towards};
    double pixels = PART * shot->height / (2 * camera->half_height);
    double depths = 1 / (shot->distance * (LM_SHOT_FAR - LM_SHOT_NEAR));
    const double scales[3] = {pixels, pixels, depths};
    projection p = {.at = {PART * shot->width / 2.0, PART * shot->height / 2.0,
                           (1 - LM_SHOT_NEAR) / (LM_SHOT_FAR - LM_SHOT_NEAR)}};
    for (int a = 0; a < 3; a++)
        for (int k = 0; k < 3; k++) {
            p.axes[a][k] = scales[a] * axes[a][k];
            p.at[a] -= p.axes[a][k] * shot->centre[k];
        }
    return p;
}

static gint32 in_parts(double at)
{
    double above = at + FARTHEST + 0.5;
    above = above > 0 ? above : 0;
    above = above < 2.0 * FARTHEST ? above : 2.0 * FARTHEST;
    return (gint32)above - FARTHEST;
}

static bool project(gint64 lo, gint64 hi, unsigned worker, gpointer user, GError **error)
{
    (void)worker, (void)error;
    drawing *d = user;
    const projection p = d->projection;
    const float *points = d->surface->mesh->points;
    for (gint64 i = lo; i < hi; i++) {
        double x = (double)points[3 * i], y = (double)points[3 * i + 1],
               z = (double)points[3 * i + 2], at[3];
        for (int a = 0; a < 3; a++)
            at[a] = p.axes[a][0] * x + p.axes[a][1] * y + p.axes[a][2] * z + p.at[a];
        d->corners[i] = (corner){in_parts(at[0]), in_parts(at[1]), (float)at[2]};
    }
    return true;
}

/* ---- triangles ---- */

/* Twice the area of a triangle, positive when its corners go round counter-clockwise. */
static gint64 area_of(const corner *a, const corner *b, const corner *c)
{
    return (gint64)(b->x - a->x) * (c->y - a->y) - (gint64)(b->y - a->y) * (c->x - a->x);
}

/* How much of corner c there is at a place: a part of the area, which may be negative. */
static gint64 part_of(const corner *a, const corner *b, gint64 x, gint64 y)
{
    return (b->x - a->x) * (y - a->y) - (b->y - a->y) * (x - a->x);
}

/* The middle of a pixel. */
static gint64 middle(int pixel)
{
    return (gint64)pixel * PART + PART / 2;
}

/* A triangle while it is drawn; corners counter-clockwise. */
typedef struct triangle {
    const corner *corners[3];
    gint64 parts[3];         /* of the corners, at the pixel; less 1 where the edge is another's */
    gint64 across[3], up[3]; /* what they change by to the next pixel */
    float depth, slopes[2];  /* of the first corner, and from there for the parts of the others */
} triangle;

/* False when it has no area. An edge between two triangles is of the one that lies to its left, so
 * that no pixel is left out and none is drawn twice. */
static bool begin(triangle *t, const corner *a, const corner *b, const corner *c, int x, int y)
{
    gint64 area = area_of(a, b, c);
    bool is_back = area < 0;
    const corner *corners[3] = {a, is_back ? c : b, is_back ? b : c};
    memcpy(t->corners, corners, sizeof corners);
    for (int k = 0; k < 3; k++) {
        const corner *p = corners[(k + 1) % 3], *q = corners[(k + 2) % 3];
        gint64 dx = q->x - p->x, dy = q->y - p->y;
        bool is_own = dy > 0 || (dy == 0 && dx > 0);
        t->parts[k] = part_of(p, q, middle(x), middle(y)) - !is_own;
        t->across[k] = -dy * PART;
        t->up[k] = dx * PART;
    }
    float whole = (float)(is_back ? -area : area);
    t->depth = corners[0]->depth;
    for (int k = 0; k < 2; k++)
        t->slopes[k] = (corners[k + 1]->depth - t->depth) / whole;
    return area != 0;
}

/* The pixels of a row, from *first to *last, that are inside; `parts` are at the first, and stay
 * so. */
static void narrow(const triangle *t, gint64 parts[3], int *first, int *last)
{
    gint64 lo = 0, hi = *last - *first;
    for (int k = 0; k < 3; k++) {
        gint64 step = t->across[k];
        if (step > 0 && parts[k] < 0)
            lo = MAX(lo, (step - 1 - parts[k]) / step);
        else if (step < 0)
            hi = MIN(hi, parts[k] < 0 ? -1 : parts[k] / -step);
        else if (step == 0 && parts[k] < 0)
            hi = -1;
    }
    lo = MIN(lo, hi + 1);
    for (int k = 0; k < 3; k++)
        parts[k] += lo * t->across[k];
    *last = *first + (int)hi;
    *first += (int)lo;
}

/* Whether a place, given by parts of the triangle's corners, lies where the planes leave it. */
static bool stays(const drawing *d, const triangle *t, const gint64 parts[3])
{
    double whole = (double)(parts[0] + parts[1] + parts[2]), place[3] = {0, 0, 0};
    for (int c = 0; c < 3; c++) {
        const float *point = d->surface->mesh->points + 3 * (t->corners[c] - d->corners);
        for (int k = 0; k < 3; k++)
            place[k] += (double)parts[c] / whole * (double)point[k];
    }
    for (size_t i = 0; i < d->shot->n_planes; i++)
        if (lm_plane_distance(&d->shot->planes[i], place) < 0)
            return false;
    return true;
}

static void fill_row(const strip *s, const triangle *t, guint32 number, bool is_cut, int y,
                     int first, int last)
{
    gint64 parts[3];
    memcpy(parts, t->parts, sizeof parts);
    if (last - first >= WIDE)
        narrow(t, parts, &first, &last);
    size_t at = (size_t)(y - s->first_row) * (size_t)s->d->shot->width;
    float *depths = s->depths + at;
    for (int x = first; x <= last; x++) {
        if ((parts[0] | parts[1] | parts[2]) >= 0) {
            float depth =
                t->depth + (float)parts[1] * t->slopes[0] + (float)parts[2] * t->slopes[1];
            if (depth < depths[x] && depth >= 0 && (!is_cut || stays(s->d, t, parts))) {
                depths[x] = depth;
                s->seen[at + (size_t)x] = number;
            }
        }
        for (int k = 0; k < 3; k++)
            parts[k] += t->across[k];
    }
}

static gint32 least_of(gint32 a, gint32 b, gint32 c)
{
    return MIN(a, MIN(b, c));
}

static gint32 most_of(gint32 a, gint32 b, gint32 c)
{
    return MAX(a, MAX(b, c));
}

/* The first pixel whose middle is not before a place, and the last that is not behind one. */
static int first_pixel(gint32 at)
{
    return (at + PART / 2 - 1) >> PART_BITS;
}

static int last_pixel(gint32 at)
{
    return (at - PART / 2) >> PART_BITS;
}

/* Most triangles of a large surface end before the first loop: there is no middle of a pixel among
 * their rows and columns. */
static void draw_triangle(const strip *s, guint32 number, bool is_cut)
{
    const drawing *d = s->d;
    const gint32 *at = d->surface->pieces->triangles + 3 * (size_t)number;
    const corner *a = d->corners + at[0], *b = d->corners + at[1], *c = d->corners + at[2];
    int x0 = MAX(first_pixel(least_of(a->x, b->x, c->x)), 0);
    int x1 = MIN(last_pixel(most_of(a->x, b->x, c->x)), d->shot->width - 1);
    int y0 = MAX(first_pixel(least_of(a->y, b->y, c->y)), s->first_row);
    int y1 = MIN(last_pixel(most_of(a->y, b->y, c->y)), s->first_row + s->rows - 1);
    triangle t;
    if (x0 > x1 || y0 > y1 || !begin(&t, a, b, c, x0, y0))
        return;
    for (int y = y0; y <= y1; y++) {
        fill_row(s, &t, number, is_cut, y, x0, x1);
        for (int k = 0; k < 3; k++)
            t.parts[k] += t.up[k];
    }
}

/* ---- light ---- */

static float dot(const float a[3], const float b[3])
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static void make_unit(float v[3])
{
    float length = sqrtf(dot(v, v));
    for (int k = 0; k < 3 && length > 0; k++)
        v[k] /= length;
}

static void place_lamps(drawing *d)
{
    for (int i = 0; i < LM_LAMPS; i++) {
        for (int k = 0; k < 3; k++)
            d->lamps[i][k] = (float)lm_lamps[i].place[k];
        make_unit(d->lamps[i]);
    }
}

static float power(float x, int exponent)
{
    float result = 1;
    while (exponent) {
        if (exponent % 2)
            result *= x;
        x *= x;
        exponent /= 2;
    }
    return result;
}

/* How much of its colour a place sends to the eye. Vectors in the camera's axes. */
static float answer(const drawing *d, const float normal[3], const float to_eye[3])
{
    float light = (float)LM_SURFACE_AMBIENT;
    for (int i = 0; i < LM_LAMPS; i++) {
        float facing = dot(normal, d->lamps[i]), intensity = (float)lm_lamps[i].intensity;
        if (!(facing > 0))
            continue;
        float mirrored = 2 * facing * dot(normal, to_eye) - dot(d->lamps[i], to_eye);
        light += intensity *
                 ((float)LM_SURFACE_DIFFUSE * facing +
                  (float)LM_SURFACE_SPECULAR * power(MAX(mirrored, 0), LM_SURFACE_SHININESS));
    }
    return light;
}

/* The normal of a triangle at a pixel, in the camera's axes, on the side that is seen. */
static void normal_at(const drawing *d, guint32 number, int x, int y, float normal[3])
{
    const gint32 *at = d->surface->pieces->triangles + 3 * (size_t)number;
    const corner *c[3] = {d->corners + at[0], d->corners + at[1], d->corners + at[2]};
    float world[3] = {0, 0, 0};
    for (int k = 0; k < 3; k++) {
        /* negative, as it must be, where the back is seen */
        float part = (float)part_of(c[(k + 1) % 3], c[(k + 2) % 3], middle(x), middle(y));
        for (int i = 0; i < 3; i++)
            world[i] += part * d->surface->normals[3 * (size_t)at[k] + (size_t)i];
    }
    const lm_camera *camera = d->shot->camera;
    for (int i = 0; i < 3; i++) {
        const double *axis = i == 0 ? camera->right : i == 1 ? camera->up : camera->towards;
        const float along[3] = {(float)axis[0], (float)axis[1], (float)axis[2]};
        normal[i] = i == 2 ? -dot(world, along) : dot(world, along);
    }
    make_unit(normal);
}

static void to_eye_from(const lm_shot *shot, int x, int y, float depth, float to_eye[3])
{
    double pixel = 2 * shot->camera->half_height / shot->height;
    to_eye[0] = (float)(((shot->width - 1) / 2.0 - x) * pixel);
    to_eye[1] = (float)(((shot->height - 1) / 2.0 - y) * pixel);
    to_eye[2] =
        (float)((LM_SHOT_NEAR + (double)depth * (LM_SHOT_FAR - LM_SHOT_NEAR)) * shot->distance);
    make_unit(to_eye);
}

static guint8 byte_of(float part)
{
    return (guint8)(MIN(part, 1) * 255 + 0.5F);
}

static void light_row(const strip *s, int row)
{
    const drawing *d = s->d;
    const int width = d->shot->width, y = s->first_row + row;
    const guint32 *seen = s->seen + (size_t)row * (size_t)width;
    for (int x = 0; x < width; x++) {
        if (seen[x] == NONE)
            continue;
        float normal[3], to_eye[3];
        normal_at(d, seen[x], x, y, normal);
        to_eye_from(d->shot, x, y, s->depths[(size_t)row * (size_t)width + (size_t)x], to_eye);
        float light = answer(d, normal, to_eye);
        guint8 *pixel = d->pixels + 3 * ((size_t)y * (size_t)width + (size_t)x);
        for (int k = 0; k < 3; k++)
            pixel[k] = byte_of(light * (float)d->surface->colour[k]);
    }
}

/* ---- strips ---- */

/* Whether the planes leave all of a box, nothing, or it must be seen. */
static bool is_left(const lm_shot *shot, const float box[6], bool *is_cut)
{
    *is_cut = false;
    for (size_t i = 0; i < shot->n_planes; i++) {
        const lm_plane *plane = &shot->planes[i];
        double middle[3], reach = 0;
        for (int k = 0; k < 3; k++) {
            middle[k] = ((double)box[2 * k] + (double)box[2 * k + 1]) / 2;
            reach += fabs(plane->normal[k]) * ((double)box[2 * k + 1] - middle[k]);
        }
        double distance = lm_plane_distance(plane, middle);
        if (distance < -reach)
            return false;
        *is_cut = *is_cut || !(distance > reach);
    }
    return true;
}

static void draw_pieces(const strip *s, lm_cover *cover)
{
    const lm_pieces *pieces = s->d->surface->pieces;
    size_t drawn = 0, next_look = FIRST_LOOK;
    for (size_t i = 0; i < pieces->count && !lm_context_cancelled(s->d->context); i++) {
        const lm_placed *placed = &s->d->placed[i];
        const lm_piece *piece = placed->piece;
        bool is_cut;
        if (drawn >= next_look) {
            lm_cover_update(cover);
            next_look = 2 * drawn;
        }
        if (lm_cover_hides(cover, &placed->place) || !is_left(s->d->shot, piece->box, &is_cut))
            continue;
        for (size_t k = piece->first; k < piece->end; k++)
            draw_triangle(s, (guint32)k, is_cut);
        drawn += piece->end - piece->first;
    }
}

static bool draw_strip(gint64 number, gint64 end, unsigned worker, gpointer user, GError **error)
{
    (void)end;
    const drawing *d = user;
    const size_t width = (size_t)d->shot->width;
    strip s = {.d = d, .first_row = (int)number * ROWS};
    s.rows = MIN(d->shot->height - s.first_row, ROWS);
    s.depths = d->depths + (size_t)s.first_row * width;
    s.seen = d->seen + (size_t)worker * ROWS * width;
    memset(s.seen, 0xFF, (size_t)s.rows * width * sizeof *s.seen);
    g_autoptr(lm_cover) cover = lm_cover_new(d->shot, s.first_row, s.rows, s.depths, error);
    if (!cover)
        return false;
    draw_pieces(&s, cover);
    for (int row = 0; row < s.rows && !lm_context_cancelled(d->context); row++)
        light_row(&s, row);
    return true;
}

static bool draw_surface(drawing *d, GError **error)
{
    const lm_mesh *mesh = d->surface->mesh;
    const int strips = (d->shot->height + ROWS - 1) / ROWS;
    g_autofree lm_placed *placed = lm_pieces_place(d->surface->pieces, d->shot);
    d->placed = placed;
    d->corners = lm_alloc(mesh->n_points, sizeof *d->corners, "the points of a picture", error);
    bool ok = d->corners &&
              lm_parallel(d->context, (gint64)mesh->n_points, POINTS, project, d, error) &&
              lm_parallel(d->context, strips, 1, draw_strip, d, error);
    lm_free(d->corners);
    return ok;
}

static void clear(const drawing *d)
{
    const size_t count = (size_t)d->shot->width * (size_t)d->shot->height;
    guint8 background[3];
    for (int k = 0; k < 3; k++)
        background[k] = byte_of((float)d->shot->background[k]);
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
                 .projection = projection_of(shot)};
    place_lamps(&d);
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
