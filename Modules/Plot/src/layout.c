#include "layout.h"

#include "layout-boxes.h"
#include "layout-side.h"

#include "lamina/error.h"

#include <math.h>
#include <string.h>

/* --- what a box holds --- */

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

/* An image fills its box, or is solid and in many shades where it does not; bars and areas have few
 * colours. Black paper in a light figure is an image's own black. */
static bool holds_image(const plot_figures *f, const plot_rect *r, const double background[3],
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

/* Long, each colour all across, and the colours change along it. */
static bool is_bar(const plot_figures *f, const plot_rect *r)
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

/* --- to a part of a pixel --- */

typedef struct sides {
    plot_view view[4]; /* in the order of plot_side */
    plot_edge edge[4];
    int lines; /* sides that have one */
} sides;

static plot_view view_of(const plot_figures *f, const plot_rect *r, plot_side side)
{
    const bool upright = side == PLOT_LEFT || side == PLOT_RIGHT;
    const gint64 from = upright ? r->y0 : r->x0, to = upright ? r->y1 : r->x1,
                 inset = MIN(4 + (to - from) / 50, (to - from - 1) / 2);
    return (plot_view){.figures = f,
                       .side = side,
                       .base = side == PLOT_LEFT    ? r->x0
                               : side == PLOT_RIGHT ? r->x1 - 1
                               : side == PLOT_TOP   ? r->y0
                                                    : r->y1 - 1,
                       .from = from + inset,
                       .to = to - inset};
}

static double from_whole(double x)
{
    return fabs(x - nearbyint(x));
}

/* How the program drew the frames, which is the same in all figures and on all sides. */
typedef struct drawing {
    const plot_edge *line; /* the clearest; NULL: no frames */
    bool whole;            /* exact pixels, part of the image */
    bool middle;           /* the lines' middles are those of pixels */
    double width;          /* of lines */
} drawing;

/* Axes of MATLAB and Octave are dark grey, and on the screen their lines are exact pixels. */
static bool matlab_grey(double grey)
{
    return fabs(grey - 38) < 12;
}

typedef struct line_count {
    int lines, whole, middle, grey;
} line_count;

static void count_lines(const sides *s, line_count *n, drawing *found)
{
    static const double close = 0.12, untouched = 3;
    for (int i = 0; i < 4; i++) {
        const plot_edge *e = &s->edge[i];
        if (!e->line || e->apart)
            continue;
        if (!found->line || e->most > found->line->most)
            found->line = e;
        const bool middle = from_whole((e->outer + e->inner) / 2 - 0.5) < close;
        n->lines++;
        n->middle += middle;
        n->grey += matlab_grey(e->solid);
        n->whole += from_whole(e->outer) < close && (e->trace < untouched || middle);
    }
}

static int ascending(const void *a, const void *b)
{
    double p = *(const double *)a, q = *(const double *)b;
    return p < q ? -1 : p > q ? 1 : 0;
}

/* The upper median: on dark images lines look narrower than they are. */
static double line_width(const sides *all, size_t n_boxes)
{
    double widths[4 * PLOT_PANELS_MAX] = {0};
    size_t n = 0;
    for (size_t i = 0; i < 4 * n_boxes; i++) {
        const plot_edge *e = &all[i / 4].edge[i % 4];
        if (e->line && !e->apart)
            widths[n++] = e->inner - e->outer;
    }
    qsort(widths, n, sizeof(double), ascending);
    return n ? widths[MIN(n / 2 + n / 4, n - 1)] : 0;
}

static drawing find_drawing(const sides *all, size_t n_boxes)
{
    drawing found = {0};
    line_count n = {0};
    for (size_t i = 0; i < n_boxes; i++)
        count_lines(&all[i], &n, &found);
    found.width = line_width(all, n_boxes);
    found.middle = n.middle * 8 >= n.lines * 7;
    found.whole = n.whole * 8 >= n.lines * 7 && n.grey * 2 > n.lines;
    return found;
}

static double place_of(const sides *s, int side, const drawing *how)
{
    static const double alike = 60;
    const plot_edge *e = &s->edge[side], *line = how->line;
    const plot_view *view = &s->view[side];
    const bool hidden = line && !e->line && fabs(e->most - line->solid) < alike &&
                        fabs(e->least - line->solid) < alike;
    if (e->apart)
        return nearbyint(plot_view_place(view, e->image));
    if (!e->line && !hidden)
        return plot_view_place(view, e->outer);
    if (how->whole)
        return nearbyint(plot_view_place(view, e->outer));
    const bool unclear = hidden || fabs(e->most - e->solid) < alike;
    const double half = unclear ? how->width / 2 : e->image - e->outer;
    const double middle = plot_view_place(view, e->outer + half);
    return how->middle ? floor(middle + 0.01) : middle;
}

static plot_box box_of(const plot_figures *f, const sides *s, const drawing *how)
{
    return (plot_box){CLAMP(place_of(s, PLOT_LEFT, how), 0, (double)f->width),
                      CLAMP(place_of(s, PLOT_TOP, how), 0, (double)f->height),
                      CLAMP(place_of(s, PLOT_RIGHT, how), 0, (double)f->width),
                      CLAMP(place_of(s, PLOT_BOTTOM, how), 0, (double)f->height)};
}

/* --- the layout --- */

typedef struct finding {
    const plot_figures *figures;
    const plot_ink *ink;
    plot_layout *layout;
    GArray *bars;                 /* of plot_rect */
    bool lines;                   /* a box was found that holds lines or points */
    sides sides[PLOT_PANELS_MAX]; /* of each panel */
    drawing drawing;
} finding;

static bool lies_in(const plot_rect *r, const plot_box *box)
{
    const double slack = 3;
    return (double)r->x0 >= box->x0 - slack && (double)r->x1 <= box->x1 + slack &&
           (double)r->y0 >= box->y0 - slack && (double)r->y1 <= box->y1 + slack;
}

static bool inside_panel(const finding *find, const plot_rect *r)
{
    for (size_t i = 0; i < find->layout->n_panels; i++)
        if (lies_in(r, &find->layout->panels[i].image))
            return true;
    return false;
}

static void find_sides(const finding *find, const plot_rect *r, sides *s)
{
    s->lines = 0;
    for (int i = 0; i < 4; i++) {
        s->view[i] = view_of(find->figures, r, (plot_side)i);
        plot_find_edge(&s->view[i], find->ink->background, &s->edge[i]);
        s->lines += s->edge[i].line;
    }
}

static void add_panel(finding *find, const plot_rect *r, const sides *s)
{
    const size_t n = find->layout->n_panels;
    find->sides[n] = *s;
    find->layout->panels[n].image =
        (plot_box){(double)r->x0, (double)r->y0, (double)r->x1, (double)r->y1};
    find->layout->panels[n].framed = s->lines >= 2;
    find->layout->n_panels++;
}

/* Once all frames are known. */
static void place_panels(finding *find)
{
    find->drawing = find_drawing(find->sides, find->layout->n_panels);
    for (size_t i = 0; i < find->layout->n_panels; i++) {
        plot_panel *panel = &find->layout->panels[i];
        panel->image = box_of(find->figures, &find->sides[i], &find->drawing);
    }
}

enum { least_panel = 16 };              /* pixels */
static const double least_area = 0.004; /* of the picture */

static bool large_enough(const finding *find, const plot_rect *r)
{
    const gint64 w = r->x1 - r->x0, h = r->y1 - r->y0;
    return MIN(w, h) >= least_panel && (double)w * (double)h >= least_area *
                                                                    (double)find->ink->width *
                                                                    (double)find->ink->height;
}

/* One pixel row or column of a box, `in` pixels from a side, but for its ends, where ticks are. */
static double line_share(const plot_ink *ink, const plot_rect *r, plot_side side, gint64 in)
{
    const gint64 dx = (r->x1 - r->x0) / 20, dy = (r->y1 - r->y0) / 20;
    plot_rect line = {r->x0 + dx, r->y0 + dy, r->x1 - dx, r->y1 - dy};
    if (side == PLOT_LEFT || side == PLOT_RIGHT) {
        line.x0 = side == PLOT_LEFT ? r->x0 + in : r->x1 - 1 - in;
        line.x1 = line.x0 + 1;
    } else {
        line.y0 = side == PLOT_TOP ? r->y0 + in : r->y1 - 1 - in;
        line.y1 = line.y0 + 1;
    }
    return plot_ink_share(ink, &line);
}

/* Pixels from a side of the box to the image when an empty band lies between, which ends at once;
 * else 0. */
static gint64 band_width(const plot_ink *ink, const plot_rect *r, plot_side side, gint64 frame)
{
    static const double empty = 0.03, full = 0.9;
    const gint64 most = (MIN(r->x1 - r->x0, r->y1 - r->y0) - 1) / 2;
    gint64 in = frame;
    while (in < most && line_share(ink, r, side, in) <= empty)
        in++;
    if (in < frame + 3 || in + 1 >= most || line_share(ink, r, side, in + 1) < full)
        return 0;
    return in;
}

/* Axes with equal scales can be wider or higher than their image, which is in the middle. */
static bool leave_bands(const plot_ink *ink, const sides *s, plot_rect *r)
{
    for (int side = PLOT_LEFT; side <= PLOT_TOP; side += 2) {
        const gint64 frame = 2 + (gint64)ceil(MAX(s->edge[side].inner, s->edge[side + 1].inner));
        const gint64 first = band_width(ink, r, (plot_side)side, frame),
                     last = band_width(ink, r, (plot_side)(side + 1), frame);
        if (first == 0 || last == 0 || ABS(first - last) > 3)
            continue;
        *(side == PLOT_LEFT ? &r->x0 : &r->y0) += first;
        *(side == PLOT_LEFT ? &r->x1 : &r->y1) -= last;
        return true;
    }
    return false;
}

static void sort_out(finding *find, plot_rect *r)
{
    if (inside_panel(find, r))
        return;
    if (is_bar(find->figures, r)) {
        g_array_append_val(find->bars, *r);
        return;
    }
    if (!large_enough(find, r) || find->layout->n_panels == PLOT_PANELS_MAX)
        return;
    sides s;
    find_sides(find, r, &s);
    if (s.lines == 4 && leave_bands(find->ink, &s, r))
        find_sides(find, r, &s);
    if (holds_image(find->figures, r, find->ink->background, s.lines >= 2))
        add_panel(find, r, &s);
    else
        find->lines = true;
}

/* Pixels between a bar and the panel it stands beside; a negative number when it does not. */
static double bar_distance(const plot_rect *bar, const plot_box *image)
{
    const double x0 = (double)bar->x0, x1 = (double)bar->x1, y0 = (double)bar->y0,
                 y1 = (double)bar->y1;
    const bool upright = y1 - y0 > x1 - x0;
    const double length = upright ? y1 - y0 : x1 - x0,
                 shared = upright ? MIN(y1, image->y1) - MAX(y0, image->y0)
                                  : MIN(x1, image->x1) - MAX(x0, image->x0),
                 side = upright ? image->y1 - image->y0 : image->x1 - image->x0,
                 gap = upright ? MAX(x0 - image->x1, image->x0 - x1)
                               : MAX(y0 - image->y1, image->y0 - y1);
    if (shared < 0.5 * MIN(length, side) || gap < -4 || length < 0.25 * side)
        return -1;
    return MAX(gap, 0);
}

static plot_panel *nearest_panel(plot_layout *layout, const plot_rect *bar, bool only_without)
{
    plot_panel *best = NULL;
    double least = HUGE_VAL;
    for (size_t i = 0; i < layout->n_panels; i++) {
        plot_panel *panel = &layout->panels[i];
        double gap = bar_distance(bar, &panel->image);
        if (gap >= 0 && gap < least && !(only_without && panel->has_bar)) {
            best = panel;
            least = gap;
        }
    }
    return best;
}

/* A bar's frame is drawn like that of its axes, which is easier to see. */
static void give_bar(finding *find, plot_panel *panel, const plot_rect *bar)
{
    sides s;
    for (int i = 0; i < 4; i++) {
        const gint64 thickness = i < 2 ? bar->x1 - bar->x0 : bar->y1 - bar->y0;
        s.view[i] = view_of(find->figures, bar, (plot_side)i);
        plot_find_bar_edge(&s.view[i], find->ink->background, thickness, find->drawing.line,
                           &s.edge[i]);
    }
    panel->bar = box_of(find->figures, &s, &find->drawing);
    panel->has_bar = true;
    panel->bar_upright = bar->y1 - bar->y0 > bar->x1 - bar->x0;
}

/* Each bar to the panel it stands next to; one bar alone is for all panels. */
static void give_bars(finding *find)
{
    plot_layout *layout = find->layout;
    for (guint i = 0; i < find->bars->len; i++) {
        const plot_rect *bar = &g_array_index(find->bars, plot_rect, i);
        plot_panel *panel = nearest_panel(layout, bar, true);
        if (panel)
            give_bar(find, panel, bar);
    }
    if (find->bars->len != 1)
        return;
    const plot_rect *bar = &g_array_index(find->bars, plot_rect, 0);
    if (nearest_panel(layout, bar, false))
        for (size_t i = 0; i < layout->n_panels; i++)
            if (!layout->panels[i].has_bar)
                give_bar(find, &layout->panels[i], bar);
}

/* Rows from the top: panels belong to one row when the middle of one is beside the other. */
static int in_reading_order(const void *a, const void *b)
{
    const plot_box *p = &((const plot_panel *)a)->image, *q = &((const plot_panel *)b)->image;
    if (p->y1 <= q->y0 + 0.5 * (q->y1 - q->y0) && p->y0 < q->y0)
        return -1;
    if (q->y1 <= p->y0 + 0.5 * (p->y1 - p->y0) && q->y0 < p->y0)
        return 1;
    return p->x0 < q->x0 ? -1 : p->x0 > q->x0 ? 1 : 0;
}

static double area_of(const plot_box *b)
{
    return (b->x1 - b->x0) * (b->y1 - b->y0);
}

static void put_in_order(plot_layout *layout)
{
    qsort(layout->panels, layout->n_panels, sizeof(plot_panel), in_reading_order);
    layout->largest = 0;
    for (size_t i = 1; i < layout->n_panels; i++)
        if (area_of(&layout->panels[i].image) > area_of(&layout->panels[layout->largest].image))
            layout->largest = i;
}

/* --- pictures without a box --- */

typedef struct tones {
    double coloured; /* share of pixels that are not grey */
    bool one;        /* all pixels are of one colour */
} tones;

static tones find_tones(const plot_figures *f)
{
    const plot_rect whole = {0, 0, f->width, f->height};
    const sampling s = sample_box(f, &whole);
    const guint8 *first = plot_pixel(f, 0, 0, 0);
    gint64 n = 0, coloured = 0;
    for (gint64 z = 0; z < f->count; z += s.dz)
        for (gint64 y = 0; y < f->height; y += s.dy)
            for (gint64 x = 0; x < f->width; x += s.dx, n++) {
                const guint8 *p = plot_pixel(f, z, x, y);
                int most = MAX(MAX(p[0], p[1]), p[2]), least = MIN(MIN(p[0], p[1]), p[2]);
                coloured += most - least > PLOT_INK;
            }
    bool one = true;
    const gint64 all = f->width * f->height * f->count;
    for (gint64 i = 0; i < all && one; i++)
        one = memcmp(f->rgb + 3 * i, first, 3) == 0;
    return (tones){(double)coloured / (double)MAX(n, 1), one};
}

/* A light grey margin is paper, and what stands on it without a box is a drawing. */
static bool on_paper(const plot_ink *ink)
{
    const double *b = ink->background;
    return ink->margin > 0.5 && b[1] > 128 && fabs(b[0] - b[1]) < 12 && fabs(b[1] - b[2]) < 12;
}

static bool without_box(const finding *find, GError **error)
{
    const plot_figures *f = find->figures;
    tones t = find_tones(f);
    if (t.one)
        return lm_fail(error, LM_ERROR_REQUIRE,
                       "the pictures are blank: every pixel has the same colour");
    if (find->lines)
        return lm_fail(error, LM_ERROR_REQUIRE,
                       "this is a plot of lines or points, not of an image: its axes box is mostly "
                       "empty, and there are no colours in it to turn into numbers");
    if (on_paper(find->ink))
        return lm_fail(error, LM_ERROR_REQUIRE,
                       "no image was found in these pictures: nothing on them is a rectangle with "
                       "straight sides filled with colours, as imagesc or imshow draw it");
    if (t.coloured < 0.05)
        return lm_fail(error, LM_ERROR_REQUIRE,
                       "these are grey pictures without axes, not plots: their grey values are the "
                       "numbers already, so leave unplot out");
    *find->layout = (plot_layout){0};
    find->layout->panels[0] =
        (plot_panel){.image = {0, 0, (double)f->width, (double)f->height}, .bare = true};
    find->layout->n_panels = 1;
    return true;
}

/* A narrow image of a gradient looks like a colour bar, but for there being nothing else. */
static void take_bar_for_panel(finding *find)
{
    const plot_rect *bar = &g_array_index(find->bars, plot_rect, 0);
    const plot_rect whole = {0, 0, find->ink->width, find->ink->height};
    const double all = plot_ink_share(find->ink, &whole) * (double)find->ink->width *
                       (double)find->ink->height,
                 own = (double)(bar->x1 - bar->x0) * (double)(bar->y1 - bar->y0);
    if (own < 0.5 * all || !large_enough(find, bar))
        return;
    sides s;
    find_sides(find, bar, &s);
    add_panel(find, bar, &s);
    g_array_set_size(find->bars, 0);
}

static bool nothing_around(const finding *find, const plot_box *b)
{
    const plot_ink *ink = find->ink;
    const plot_rect around[] = {{0, 0, ink->width, (gint64)b->y0 - 2},
                                {0, (gint64)b->y1 + 2, ink->width, ink->height},
                                {0, 0, (gint64)b->x0 - 2, ink->height},
                                {(gint64)b->x1 + 2, 0, ink->width, ink->height}};
    for (size_t i = 0; i < G_N_ELEMENTS(around); i++)
        if (plot_ink_share(ink, &around[i]) > 0)
            return false;
    return true;
}

/* Rectangles in a picture that has neither frames nor a margin are parts of what it shows; and one
 * with nothing around it is a scan when it is grey. */
static bool is_without_axes(const finding *find)
{
    const plot_layout *layout = find->layout;
    const bool margin = find->ink->margin > 0.5, grey = find_tones(find->figures).coloured < 0.01;
    if (grey && !margin)
        return true;
    for (size_t i = 0; i < layout->n_panels; i++)
        if (layout->panels[i].framed)
            return false;
    if (find->bars->len > 0)
        return false;
    return !margin || (grey && nothing_around(find, &layout->panels[0].image));
}

bool plot_find_layout(const plot_figures *figures, plot_layout *layout, GError **error)
{
    *layout = (plot_layout){0};
    g_autoptr(plot_ink) ink = plot_ink_new(figures, error);
    g_autoptr(GArray) boxes = ink ? plot_find_boxes(ink, error) : NULL;
    if (!boxes)
        return false;
    g_autoptr(GArray) bars = g_array_new(FALSE, FALSE, sizeof(plot_rect));
    g_autofree finding *find = g_new0(finding, 1);
    *find = (finding){.figures = figures, .ink = ink, .layout = layout, .bars = bars};
    for (guint i = 0; i < boxes->len; i++)
        sort_out(find, &g_array_index(boxes, plot_rect, i));
    if (layout->n_panels == 0 && bars->len > 0 && !find->lines)
        take_bar_for_panel(find);
    place_panels(find);
    if (layout->n_panels == 0 || is_without_axes(find))
        return without_box(find, error);
    give_bars(find);
    put_in_order(layout);
    return true;
}
