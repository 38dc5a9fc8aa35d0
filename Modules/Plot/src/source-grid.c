#include "source-grid.h"

#include "source-grid-scan.h"

#include <math.h>

enum {
    LATTICES = 16, /* that are kept apart */
    SHIFTS = 2     /* cells more or fewer at either end than a lattice was found with */
};

/* Where images end, in pixels. OpenGL draws image and frame to fractions of a pixel. Matplotlib
 * draws both in whole pixels, and the image's first or last is the frame's or its neighbour. */
static const double DRAWN_SPREAD = 0.25, EXACT_SPREAD = 0.06, WHOLE_SPREAD = 0.1;
static const double CHANCE = 18;    /* likelihood that the best of all lattices reaches on noise */
static const double SHARP = 0.1;    /* blur of nearest neighbours without JPEG stays below, */
static const double BLURRED = 0.75; /* and with it; where samples are left out, changes of one and
                                      of two samples differ by less */
static const double EXACT = 0.1; /* noise of what was drawn and stored without loss stays below */

/* Pixels a sample. Larger cells are seen easily; of smaller ones nothing is left to be seen. */
static const double LARGEST = 24, SMALLEST = 1.1;
enum { FEWEST = 8, COMPARED = 60 };

/* What chance reaches among all sizes, and among those that fit the labels; and from where sizes
 * are looked at closely. See plot_scan_drop(). */
static const double DROP = 9, LABELLED_DROP = 4, NOTABLE_DROP = 3;

/* What sizes that are not the array's leave: where samples are left out, every second or third edge
 * is a greater one, and a size that has those alone explains a little. */
static const double FAINT = 2; /* noise: the true size leaves less, but where JPEG adds its own, */
static const double SHALLOW = 0.25; /* and there falls below its level by more, as a logarithm */

/* Blocks of JPEG that each hold k cells are explained by any picture's cells: sizes nearer to that
 * than IN_STEP have to fall by more than IN_STEP_DROP times k, */
static const double IN_STEP = 0.8, IN_STEP_DROP = 0.25;
static const double EXPLAINED = 0.5; /* or to explain more of the profile */

/* What is known of one axis beside its lattices. */
typedef struct axis_facts {
    double x0, x1;    /* ends of the box, in pixels of the profile */
    double low, high; /* the pixel edges at which the frame's first and last pixels begin */
    int axis;
    bool numbered;    /* the axis counts samples: */
    double labelled;  /* so many between the ends, */
    double tolerance; /* give or take */
} axis_facts;

static void read_labels(const plot_scale *scale, double first, axis_facts *facts)
{
    if (scale->labels < 2 || scale->logarithmic || !isfinite(scale->at_0) ||
        !isfinite(scale->step) || scale->step == 0)
        return;
    const double a = scale->at_0 + scale->step * (first + facts->x0);
    const double b = scale->at_0 + scale->step * (first + facts->x1);
    const double pixel = fabs(scale->step), start = fmin(a, b);
    const double off = fmin(fabs(start - 0.5), fabs(start + 0.5));
    facts->numbered = off < 1.3 * pixel + 0.05 && fabs(b - a) > 0.5;
    facts->labelled = fabs(b - a);
    facts->tolerance = pixel + 0.05;
}

static double square(double x)
{
    return x * x;
}

static double add_logs(double a, double b)
{
    return fmax(a, b) + log1p(exp(-fabs(a - b)));
}

static double bell(double x, double spread)
{
    return -0.5 * square(x / spread) - log(spread);
}

static double drawn_worth(const plot_lattice *l, const axis_facts *facts, double spread)
{
    return bell(l->x0 - facts->x0, spread) + bell(l->x1 - facts->x1, spread);
}

/* Logarithm of how likely it is that the image has these ends. */
static double ends_worth(const plot_lattice *l, const axis_facts *facts)
{
    const double a = l->x0 - facts->low, b = l->x1 - facts->high;
    const double drawn = drawn_worth(l, facts, DRAWN_SPREAD),
                 exact = drawn_worth(l, facts, EXACT_SPREAD);
    const double whole = bell(a, WHOLE_SPREAD) + bell(b, WHOLE_SPREAD);
    const double wider = facts->axis == 0 ? bell(a, WHOLE_SPREAD) + bell(b - 1, WHOLE_SPREAD)
                                          : bell(a + 1, WHOLE_SPREAD) + bell(b, WHOLE_SPREAD);
    const double strayed = bell(l->x0 - facts->x0, 1) + bell(l->x1 - facts->x1, 1) - 4;
    return add_logs(add_logs(add_logs(drawn, exact), add_logs(whole, wider) - 1), strayed);
}

/* Logarithm of how likely a lattice is by its ends and by the labels. */
static double worth(const plot_lattice *l, const axis_facts *facts)
{
    const double labels =
        facts->numbered ? square(((double)l->cells - facts->labelled) / facts->tolerance) : 0;
    return l->likelihood + ends_worth(l, facts) - 0.5 * fmin(labels, 12) -
           PLOT_LATTICE_PLAIN * log((double)l->cells);
}

typedef struct choice {
    plot_lattice lattice;
    double worth, others; /* logarithms; of all other numbers of cells together */
} choice;

static void offer(choice *best, const plot_lattice *l, double worth)
{
    if (l->cells == best->lattice.cells) {
        if (worth > best->worth) {
            best->lattice = *l;
            best->worth = worth;
        }
    } else if (worth > best->worth) {
        best->others = add_logs(best->others, best->worth);
        best->lattice = *l;
        best->worth = worth;
    } else
        best->others = add_logs(best->others, worth);
}

/* A lattice may go on for a cell or two, or stop earlier: its edges are the same. */
static void offer_shifts(choice *best, const plot_lattice *l, const axis_facts *facts)
{
    const double pitch = (l->x1 - l->x0) / (double)l->cells;
    for (int a = -SHIFTS; a <= SHIFTS; a++)
        for (int b = -SHIFTS; b <= SHIFTS; b++) {
            plot_lattice shifted = *l;
            shifted.cells += b - a;
            shifted.x0 += a * pitch;
            shifted.x1 += b * pitch;
            if (shifted.cells >= 1)
                offer(best, &shifted, worth(&shifted, facts));
        }
}

static choice undecided(const axis_facts *facts)
{
    return (choice){{1, facts->x0, facts->x1, 0, 0}, -G_MAXDOUBLE, -G_MAXDOUBLE};
}

static choice choose(const plot_profile *profile, const axis_facts *facts)
{
    plot_lattice found[LATTICES];
    const size_t n = plot_find_lattices(profile, facts->x0, facts->x1, found, LATTICES);
    choice best = undecided(facts);
    for (size_t i = 0; i < n; i++)
        offer_shifts(&best, &found[i], facts);
    return best;
}

/* ---- what the picture itself says of sizes ---- */

/* What was found of each size, low and above. JPEG rounds the edges of cells off, so that what is
 * seen lies between both drawings: the true size is confirmed by both, in part, and chance by one.
 */
typedef struct search {
    const plot_profile *profile;
    const axis_facts *facts;
    const plot_lines *lines;
    gint64 low, high;
    double *drops[2]; /* of each drawing, with the ends that suit it best */
    bool *deep;       /* more is explained than blocks of JPEG do */
} search;

/* Logarithm of noise that a size has to fall by so that it is not JPEG's blocks. */
static double least_depth(const plot_profile *profile, gint64 cells, double size)
{
    const double blocks = size / 8, in_block = (double)cells / blocks;
    const bool in_step = fabs(in_block - round(in_block)) * blocks < IN_STEP;
    return profile->compressed && in_step ? IN_STEP_DROP * fmax(round(in_block), 1) : 0;
}

static bool fits_labels(const axis_facts *facts, gint64 cells)
{
    return !facts->numbered || fabs((double)cells - facts->labelled) < 1 + facts->tolerance;
}

static bool is_explained(const search *s, const plot_verdict *v)
{
    return v->noise < FAINT || (s->profile->compressed && v->depth > SHALLOW);
}

static void offer_lattice(search *s, const plot_scan *scan, const plot_lattice *l)
{
    const plot_verdict v = plot_scan_judge(scan, s->lines, l);
    if (v.drop <= 0 || !is_explained(s, &v))
        return;
    const gint64 i = l->cells - s->low;
    s->deep[i] = s->deep[i] || v.depth > least_depth(s->profile, l->cells, l->x1 - l->x0) ||
                 (l->explained > EXPLAINED && ends_worth(l, s->facts) > 0);
    if (s->deep[i])
        s->drops[scan->drawing][i] = fmax(s->drops[scan->drawing][i], v.drop);
}

static void scan_sizes(search *s, plot_drawing drawing, double x0, double x1,
                       const plot_lattice *edges)
{
    g_auto(plot_scan) scan;
    plot_scan_init(&scan, s->lines, drawing, x0, x1, s->low, s->high);
    for (gint64 i = 0; i < scan.n; i++)
        if (plot_scan_drop(&scan, i) > NOTABLE_DROP && fits_labels(s->facts, s->low + i))
            offer_lattice(s, &scan, &(plot_lattice){.cells = s->low + i, .x0 = x0, .x1 = x1});
    if (fits_labels(s->facts, edges->cells))
        offer_lattice(s, &scan, edges);
}

/* With the image on whole pixels, or one pixel larger, or with the box's own ends. */
static void search_sizes(search *s, const plot_lattice *edges)
{
    const axis_facts *f = s->facts;
    const double wider_x0 = f->low - f->axis, wider_x1 = f->high + 1 - f->axis;
    const bool whole = fabs(f->x0 - f->low) + fabs(f->x1 - f->high) < WHOLE_SPREAD;
    for (plot_drawing drawing = PLOT_CELLS; drawing <= PLOT_TRANSITIONS; drawing++) {
        scan_sizes(s, drawing, f->x0, f->x1, edges);
        scan_sizes(s, drawing, wider_x0, wider_x1, edges);
        if (!whole)
            scan_sizes(s, drawing, f->low, f->high, edges);
    }
}

static void each_pixel(const plot_profile *profile, double confidence, plot_extent *extent)
{
    *extent = (plot_extent){profile->n, confidence, true};
}

/* The pixels say nothing. */
static void by_labels(const plot_profile *profile, const axis_facts *facts, plot_extent *extent)
{
    const gint64 n = (gint64)llround(facts->labelled);
    if (!facts->numbered)
        each_pixel(profile, 0.5, extent);
    else if (n >= profile->n)
        each_pixel(profile, 0.9, extent);
    else
        *extent = (plot_extent){n, 0.6, false};
}

/* Boxes may reach out of the figure. */
static double near(double x, double place)
{
    return fmin(fmax(x, place - 1), place + 1);
}

static axis_facts facts_of(const plot_axis_view *view, const plot_profile *profile)
{
    const double first = (double)profile->first, n = (double)profile->n;
    const plot_box *box = view->box;
    return (axis_facts){.x0 = near((view->axis == 0 ? box->x0 : box->y0) - first, 0),
                        .x1 = near((view->axis == 0 ? box->x1 : box->y1) - first, n),
                        .low = (double)(plot_frame_pixel(view, 0) - profile->first),
                        .high = (double)(plot_frame_pixel(view, 1) - profile->first),
                        .axis = view->axis};
}

/* Whether edges alone tell: cells are large, or all that is seen. */
static bool plain(const plot_profile *profile, const plot_lines *lines, const plot_lattice *l)
{
    const double size = l->x1 - l->x0, blur = plot_lattice_blur(profile, l);
    double freedom;
    if (size > LARGEST * (double)l->cells || l->cells < FEWEST)
        return blur < SHARP ||
               (blur < BLURRED && profile->compressed && least_depth(profile, l->cells, size) <= 0);
    return blur < SHARP &&
           plot_lines_noise(lines, PLOT_CELLS, l->cells, l->x0, l->x1, &freedom) < EXACT;
}

typedef struct ranking {
    gint64 cells;       /* 0: none */
    double drop, rival; /* of the best size, and of the best other, but at least what chance does */
} ranking;

static void rank_size(ranking *r, gint64 cells, double drop)
{
    if (drop <= r->drop) {
        r->rival = fmax(r->rival, drop);
        return;
    }
    *r = (ranking){cells, drop, r->drop};
}

static ranking rank_sizes(const search *s)
{
    ranking r = {0, s->facts->numbered ? LABELLED_DROP : DROP, 0};
    for (gint64 cells = s->low; cells < s->high; cells++) {
        const gint64 i = cells - s->low;
        const double a = s->drops[PLOT_CELLS][i], b = s->drops[PLOT_TRANSITIONS][i];
        rank_size(&r, cells, fmax(a, b) + fmin(a, b) / 2);
    }
    return r;
}

/* The sizes to try; around those that fit the labels, enough to compare with. */
static void find_range(search *s)
{
    const double n = (double)s->profile->n, labelled = s->facts->labelled;
    double low = fmax(n / LARGEST, FEWEST), high = n / SMALLEST;
    if (s->facts->numbered) {
        low = fmin(fmax(low, labelled - COMPARED), n);
        high = fmin(high, labelled + COMPARED);
    }
    s->low = (gint64)low;
    s->high = MAX((gint64)high, s->low);
}

static void by_search(const plot_profile *profile, const plot_lines *lines, const axis_facts *facts,
                      const plot_lattice *edges, plot_extent *extent)
{
    search s = {.profile = profile, .facts = facts, .lines = lines};
    find_range(&s);
    const gsize sizes = (gsize)(s.high - s.low);
    g_autofree double *drops = g_new0(double, 2 * sizes);
    g_autofree bool *deep = g_new0(bool, sizes);
    s.drops[PLOT_CELLS] = drops;
    s.drops[PLOT_TRANSITIONS] = drops + sizes;
    s.deep = deep;
    search_sizes(&s, edges);
    const ranking r = rank_sizes(&s);
    if (r.cells == 0) {
        by_labels(profile, facts, extent);
        return;
    }
    *extent = (plot_extent){r.cells, 1 / (1 + exp((r.rival - r.drop) / 2)), false};
}

void plot_find_extent(const plot_figures *figures, const plot_panel *panel, const guint8 *overlay,
                      int axis, const plot_scale *scale, const lm_colormap *map,
                      plot_extent *extent)
{
    const plot_axis_view view = {figures, &panel->image, overlay, axis};
    g_auto(plot_profile) profile;
    plot_profile_init(&profile, &view);
    axis_facts facts = facts_of(&view, &profile);
    read_labels(scale, (double)profile.first, &facts);
    const choice best = choose(&profile, &facts);
    g_autoptr(plot_lines) lines = plot_lines_new(&profile, &view, map);
    if (best.lattice.likelihood > CHANCE && plain(&profile, lines, &best.lattice)) {
        extent->samples = best.lattice.cells;
        extent->confidence = 1 / (1 + exp(fmin(best.others - best.worth, 700)));
        extent->fewer = false;
        return;
    }
    by_search(&profile, lines, &facts, &best.lattice, extent);
}
