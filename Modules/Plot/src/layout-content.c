#include "layout-content.h"

#include "layout-boxes.h"

#include <math.h>

/* --- images --- */

enum { shades = 16 * 16 * 16, samples_along = 96, most_figures = 10 };

static int shade_of(const guint8 *p)
{
    return (p[0] >> 4) << 8 | (p[1] >> 4) << 4 | p[2] >> 4;
}

typedef struct content {
    double plain; /* share of paper and of the background */
    bool dark;    /* the paper, on a light background */
    int colours;  /* shades that make up nine tenths of the rest */
    double solid; /* share of the rest that is not plain on all sides, either */
} content;

typedef struct sampling {
    gint64 dx, dy, dz;
} sampling;

static sampling sample_box(const plot_figures *f, const plot_rect *r)
{
    return (sampling){MAX((r->x1 - r->x0) / samples_along, 1),
                      MAX((r->y1 - r->y0) / samples_along, 1),
                      (f->count + most_figures - 1) / most_figures};
}

static bool near_colour(const guint8 *p, const double colour[3], double within)
{
    for (int c = 0; c < 3; c++)
        if (fabs(p[c] - colour[c]) > within)
            return false;
    return true;
}

/* The mean colour of the commonest shade. */
static void commonest(const plot_figures *f, const plot_rect *r, double colour[3])
{
    g_autofree gint64 *sum = g_new0(gint64, (gsize)4 * shades);
    const sampling s = sample_box(f, r);
    for (gint64 z = 0; z < f->count; z += s.dz)
        for (gint64 y = r->y0; y < r->y1; y += s.dy)
            for (gint64 x = r->x0; x < r->x1; x += s.dx) {
                const guint8 *p = plot_pixel(f, z, x, y);
                gint64 *shade = sum + (gsize)4 * (gsize)shade_of(p);
                shade[3]++;
                for (int c = 0; c < 3; c++)
                    shade[c] += p[c];
            }
    gsize best = 0;
    for (gsize i = 1; i < shades; i++)
        if (sum[4 * i + 3] > sum[4 * best + 3])
            best = i;
    for (gsize c = 0; c < 3; c++)
        colour[c] = (double)sum[4 * best + c] / (double)MAX(sum[4 * best + 3], 1);
}

static int descending(const void *a, const void *b)
{
    gint64 p = *(const gint64 *)a, q = *(const gint64 *)b;
    return p < q ? 1 : p > q ? -1 : 0;
}

static int shades_for(gint64 *histogram, gint64 total)
{
    qsort(histogram, shades, sizeof(gint64), descending);
    int n = 0;
    for (gint64 sum = 0; n < shades && sum * 10 < total * 9; n++)
        sum += histogram[n];
    return n;
}

static double share_near(const plot_figures *f, const plot_rect *r, const double colour[3],
                         double within)
{
    gint64 n = 0, near = 0;
    const sampling s = sample_box(f, r);
    for (gint64 z = 0; z < f->count; z += s.dz)
        for (gint64 y = r->y0; y < r->y1; y += s.dy)
            for (gint64 x = r->x0; x < r->x1; x += s.dx, n++)
                near += near_colour(plot_pixel(f, z, x, y), colour, within);
    return (double)near / (double)MAX(n, 1);
}

/* Paper is grey and even, more so than the pale colours of a map; but JPEG blurs what is drawn on
 * it. */
typedef struct plot_paper {
    const plot_figures *figures;
    const double *background;
    double colour[3];
    bool there;
} plot_paper;

static plot_paper find_paper(const plot_figures *f, const plot_rect *r, const double background[3])
{
    static const double neutral = 4, even = 3;
    plot_paper p = {.figures = f, .background = background};
    commonest(f, r, p.colour);
    p.there = fabs(p.colour[0] - p.colour[1]) < neutral &&
              fabs(p.colour[1] - p.colour[2]) < neutral && share_near(f, r, p.colour, even) > 0.25;
    return p;
}

static bool is_plain(const plot_paper *paper, const guint8 *p)
{
    static const double even = 3, blurred = 20;
    return near_colour(p, paper->background, even) ||
           (paper->there && near_colour(p, paper->colour, blurred));
}

/* Whether the pixels around one, some way off, are not plain: lines and points are thin. */
static bool is_solid(const plot_paper *paper, gint64 z, gint64 x, gint64 y)
{
    const plot_figures *f = paper->figures;
    const gint64 off = 2 + MAX(f->width, f->height) / 400;
    return !is_plain(paper, plot_pixel(f, z, MAX(x - off, 0), y)) &&
           !is_plain(paper, plot_pixel(f, z, MIN(x + off, f->width - 1), y)) &&
           !is_plain(paper, plot_pixel(f, z, x, MAX(y - off, 0))) &&
           !is_plain(paper, plot_pixel(f, z, x, MIN(y + off, f->height - 1)));
}

static content look_into(const plot_figures *f, const plot_rect *r, const double background[3])
{
    const plot_paper paper = find_paper(f, r, background);
    g_autofree gint64 *histogram = g_new0(gint64, shades);
    gint64 n = 0, rest = 0, solid = 0;
    const sampling s = sample_box(f, r);
    for (gint64 z = 0; z < f->count; z += s.dz)
        for (gint64 y = r->y0; y < r->y1; y += s.dy)
            for (gint64 x = r->x0; x < r->x1; x += s.dx, n++) {
                const guint8 *p = plot_pixel(f, z, x, y);
                if (is_plain(&paper, p))
                    continue;
                rest++;
                solid += is_solid(&paper, z, x, y);
                histogram[shade_of(p)]++;
            }
    return (content){.plain = 1 - (double)rest / (double)MAX(n, 1),
                     .dark = paper.there && paper.colour[1] < 60 && background[1] > 120,
                     .colours = shades_for(histogram, rest),
                     .solid = (double)solid / (double)MAX(rest, 1)};
}

static plot_rect within(const plot_rect *r, gint64 by)
{
    gint64 w = r->x1 - r->x0, h = r->y1 - r->y0, bx = MIN(by, (w - 1) / 2),
           d = MIN(by, (h - 1) / 2);
    return (plot_rect){r->x0 + bx, r->y0 + d, r->x1 - bx, r->y1 - d};
}

/* Black paper in a light figure is an image's own black. */
bool plot_holds_image(const plot_figures *f, const plot_rect *r, const double background[3],
                      bool framed)
{
    plot_rect inner = within(r, 3);
    content c = look_into(f, &inner, background);
    if (c.dark)
        return c.colours >= 2;
    if (c.plain < 0.1)
        return c.colours >= (framed ? 2 : 6);
    return c.plain < 0.97 && c.colours >= 10 && c.solid > 0.5;
}

/* --- colour bars --- */

enum { bar_samples = 256 };

typedef struct band {
    const plot_figures *figures;
    const plot_rect *box;
    bool upright;
} band;

/* Mean colour of the middle of a bar at one place along it, and how much its brightness varies
 * across. */
static double across(const band *b, gint64 along, double mean[3])
{
    const plot_rect *r = b->box;
    const gint64 a0 = b->upright ? r->x0 : r->y0, a1 = b->upright ? r->x1 : r->y1,
                 inset = MAX((a1 - a0) / 4, MIN(2, (a1 - a0 - 1) / 2)), n = a1 - a0 - 2 * inset;
    double sum = 0, square = 0;
    for (int c = 0; c < 3; c++)
        mean[c] = 0;
    for (gint64 a = a0 + inset; a < a0 + inset + n; a++) {
        const guint8 *p =
            b->upright ? plot_pixel(b->figures, 0, a, along) : plot_pixel(b->figures, 0, along, a);
        const double bright = plot_luma_256(p) / 256.0;
        sum += bright / (double)n;
        square += bright * bright / (double)n;
        for (int c = 0; c < 3; c++)
            mean[c] += p[c] / (double)n;
    }
    return sqrt(MAX(square - sum * sum, 0));
}

bool plot_is_bar(const plot_figures *f, const plot_rect *r)
{
    const gint64 w = r->x1 - r->x0, h = r->y1 - r->y0;
    if (MAX(w, h) < 3 * MIN(w, h))
        return false;
    const band b = {f, r, h > w};
    const gint64 from = b.upright ? r->y0 : r->x0, length = MAX(w, h), inset = 2 + length / 50,
                 step = MAX(length / bar_samples, 1);
    double least[3] = {255, 255, 255}, most[3] = {0}, rough = 0, range = 0;
    gint64 n = 0;
    for (gint64 t = from + inset; t < from + length - inset; t += step, n++) {
        double mean[3];
        rough += across(&b, t, mean);
        for (int c = 0; c < 3; c++) {
            least[c] = MIN(least[c], mean[c]);
            most[c] = MAX(most[c], mean[c]);
        }
    }
    for (int c = 0; c < 3; c++)
        range = MAX(range, most[c] - least[c]);
    rough /= (double)MAX(n, 1);
    return range > 40 && rough < 8 && rough < 0.12 * range;
}

/* --- colours --- */

double plot_coloured_share(const plot_figures *f)
{
    const plot_rect whole = {0, 0, f->width, f->height};
    const sampling s = sample_box(f, &whole);
    gint64 n = 0, coloured = 0;
    for (gint64 z = 0; z < f->count; z += s.dz)
        for (gint64 y = 0; y < f->height; y += s.dy)
            for (gint64 x = 0; x < f->width; x += s.dx, n++) {
                const guint8 *p = plot_pixel(f, z, x, y);
                int most = MAX(MAX(p[0], p[1]), p[2]), least = MIN(MIN(p[0], p[1]), p[2]);
                coloured += most - least > PLOT_INK;
            }
    return (double)coloured / (double)MAX(n, 1);
}
