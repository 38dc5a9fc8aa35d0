#include "layout-boxes.h"

#include "lamina/alloc.h"

#include <string.h>

/* --- ink --- */

enum { bins = 32 * 32 * 32 };

static int bin_of(const guint8 *p)
{
    return (p[0] >> 3) << 10 | (p[1] >> 3) << 5 | p[2] >> 3;
}

/* The pixels of the outer edge, all figures, one call of `each` for every one. */
static void along_edge(const plot_figures *f, void (*each)(const guint8 *pixel, gpointer data),
                       gpointer data)
{
    for (gint64 z = 0; z < f->count; z++) {
        for (gint64 x = 0; x < f->width; x++) {
            each(plot_pixel(f, z, x, 0), data);
            each(plot_pixel(f, z, x, f->height - 1), data);
        }
        for (gint64 y = 0; y < f->height; y++) {
            each(plot_pixel(f, z, 0, y), data);
            each(plot_pixel(f, z, f->width - 1, y), data);
        }
    }
}

static void count_bin(const guint8 *pixel, gpointer data)
{
    gint64 *histogram = data;
    histogram[bin_of(pixel)]++;
}

typedef struct edge_mean {
    int bin;
    gint64 n, sum[3];
} edge_mean;

static void add_to_mean(const guint8 *pixel, gpointer data)
{
    edge_mean *mean = data;
    if (bin_of(pixel) != mean->bin)
        return;
    mean->n++;
    for (int c = 0; c < 3; c++)
        mean->sum[c] += pixel[c];
}

typedef struct edge_share {
    const guint8 *background;
    gint64 n, alike;
} edge_share;

static bool differs(const guint8 *p, const guint8 *q, int by)
{
    return ABS(p[0] - q[0]) > by || ABS(p[1] - q[1]) > by || ABS(p[2] - q[2]) > by;
}

static void count_alike(const guint8 *pixel, gpointer data)
{
    static const int even = 8;
    edge_share *share = data;
    share->n++;
    share->alike += !differs(pixel, share->background, even);
}

static void find_background(const plot_figures *figures, plot_ink *ink, guint8 background[3])
{
    g_autofree gint64 *histogram = g_new0(gint64, bins);
    along_edge(figures, count_bin, histogram);
    edge_mean mean = {0};
    for (int b = 1; b < bins; b++)
        if (histogram[b] > histogram[mean.bin])
            mean.bin = b;
    along_edge(figures, add_to_mean, &mean);
    for (int c = 0; c < 3; c++) {
        ink->background[c] = (double)mean.sum[c] / (double)MAX(mean.n, 1);
        background[c] = (guint8)(ink->background[c] + 0.5);
    }
    edge_share share = {.background = background};
    along_edge(figures, count_alike, &share);
    ink->margin = (double)share.alike / (double)MAX(share.n, 1);
}

/* Turns what is no ink into ink where `most` pixels or fewer lie between ink, along `n` pixels that
 * are `step` apart. */
static void bridge(guint8 *drawn, gint64 n, gint64 step, gint64 most)
{
    gint64 last = -1; /* ink */
    for (gint64 i = 0; i < n; i++) {
        if (!drawn[i * step])
            continue;
        if (last >= 0 && i - last - 1 <= most)
            for (gint64 k = last + 1; k < i; k++)
                drawn[k * step] = 1;
        last = i;
    }
}

/* Grid lines of the paper's colour would cut an image into tiles. */
static void close_lines(plot_ink *ink)
{
    const gint64 most = 1 + MAX(ink->width, ink->height) / 400;
    for (gint64 y = 0; y < ink->height; y++)
        bridge(ink->drawn + y * ink->width, ink->width, 1, most);
    for (gint64 x = 0; x < ink->width; x++)
        bridge(ink->drawn + x, ink->height, ink->width, most);
}

plot_ink *plot_ink_new(const plot_figures *figures, GError **error)
{
    g_autoptr(plot_ink) ink = g_new0(plot_ink, 1);
    ink->width = figures->width;
    ink->height = figures->height;
    const size_t n = (size_t)ink->width * (size_t)ink->height;
    ink->drawn = lm_alloc0(n, 1, "what is drawn in the figures", error);
    if (!ink->drawn)
        return NULL;
    guint8 background[3];
    find_background(figures, ink, background);
    for (gint64 z = 0; z < figures->count; z++) {
        const guint8 *p = plot_pixel(figures, z, 0, 0);
        for (size_t i = 0; i < n; i++)
            ink->drawn[i] |= differs(p + 3 * i, background, PLOT_INK);
    }
    close_lines(ink);
    return g_steal_pointer(&ink);
}

void plot_ink_free(plot_ink *ink)
{
    if (ink)
        lm_free(ink->drawn);
    g_free(ink);
}

double plot_ink_share(const plot_ink *ink, const plot_rect *rect)
{
    const gint64 x0 = MAX(rect->x0, 0), x1 = MIN(rect->x1, ink->width), y0 = MAX(rect->y0, 0),
                 y1 = MIN(rect->y1, ink->height);
    gint64 n = 0;
    for (gint64 y = y0; y < y1; y++)
        for (gint64 x = x0; x < x1; x++)
            n += ink->drawn[y * ink->width + x];
    return x0 < x1 && y0 < y1 ? (double)n / ((double)(x1 - x0) * (double)(y1 - y0)) : 0;
}

/* --- pieces of connected ink --- */

enum { least_side = 4, least_length = 16 }; /* pixels, of a box: a colour bar can be narrow */

enum { most_pieces = 512 }; /* the largest are kept */

typedef struct piece {
    plot_rect box;
    guint32 same; /* the piece that this one turned out to be part of; itself when none */
    guint32 next; /* its number in the row below; GONE: it does not reach there */
} piece;

static const guint32 GONE = G_MAXUINT32;

typedef struct run {
    gint64 x0, x1;
    guint32 piece;
} run;

/* Rows are taken from the top, and only what the last of them touches is held. */
typedef struct piece_list {
    piece *all, *below; /* those of two rows and, when a row is complete, of its own alone */
    guint32 n;
    run *above, *row; /* runs of ink in two rows */
    size_t n_above, n_row;
    GArray *done; /* of plot_rect: pieces that are large enough */
} piece_list;

static guint32 whole_of(piece_list *p, guint32 i)
{
    while (p->all[i].same != i) {
        p->all[i].same = p->all[p->all[i].same].same;
        i = p->all[i].same;
    }
    return i;
}

static guint32 join(piece_list *p, guint32 a, guint32 b)
{
    a = whole_of(p, a);
    b = whole_of(p, b);
    if (a == b)
        return a;
    plot_rect *to = &p->all[MIN(a, b)].box, *from = &p->all[MAX(a, b)].box;
    to->x0 = MIN(to->x0, from->x0);
    to->y0 = MIN(to->y0, from->y0);
    to->x1 = MAX(to->x1, from->x1);
    to->y1 = MAX(to->y1, from->y1);
    p->all[MAX(a, b)].same = MIN(a, b);
    return MIN(a, b);
}

static guint32 new_piece(piece_list *p, const plot_rect *box)
{
    p->all[p->n] = (piece){*box, p->n, GONE};
    return p->n++;
}

/* Into the piece of the runs above it that it touches, or a new one. */
static void place_run(piece_list *p, size_t *above, gint64 y, gint64 x0, gint64 x1)
{
    while (*above < p->n_above && p->above[*above].x1 <= x0)
        (*above)++;
    plot_rect box = {x0, y, x1, y + 1};
    guint32 mine;
    if (*above < p->n_above && p->above[*above].x0 < x1) {
        mine = whole_of(p, p->above[*above].piece);
        plot_rect *whole = &p->all[mine].box;
        *whole = (plot_rect){MIN(whole->x0, x0), whole->y0, MAX(whole->x1, x1), y + 1};
        for (size_t i = *above + 1; i < p->n_above && p->above[i].x0 < x1; i++)
            mine = join(p, mine, p->above[i].piece);
    } else {
        mine = new_piece(p, &box);
    }
    p->row[p->n_row++] = (run){x0, x1, mine};
}

static gint64 area_of(const plot_rect *r)
{
    return (r->x1 - r->x0) * (r->y1 - r->y0);
}

static int by_area(gconstpointer a, gconstpointer b)
{
    gint64 p = area_of(a), q = area_of(b);
    return p < q ? 1 : p > q ? -1 : 0;
}

static bool large_enough(const plot_rect *r)
{
    gint64 w = r->x1 - r->x0, h = r->y1 - r->y0;
    return MIN(w, h) >= least_side && MAX(w, h) >= least_length;
}

static void keep_largest(GArray *boxes)
{
    g_array_sort(boxes, by_area);
    g_array_set_size(boxes, MIN(boxes->len, most_pieces));
}

static void take_done(piece_list *p, const piece *done)
{
    if (!large_enough(&done->box))
        return;
    g_array_append_val(p->done, done->box);
    if (p->done->len == 2 * most_pieces)
        keep_largest(p->done);
}

/* Numbers the pieces of the row anew; those that it does not touch are complete. */
static void end_row(piece_list *p)
{
    guint32 n = 0;
    for (size_t i = 0; i < p->n_row; i++) {
        const guint32 whole = whole_of(p, p->row[i].piece);
        piece *of = &p->all[whole];
        if (of->next == GONE) {
            of->next = n;
            p->below[n] = (piece){of->box, n, GONE};
            n++;
        }
        p->row[i].piece = of->next;
    }
    for (guint32 i = 0; i < p->n; i++)
        if (p->all[i].same == i && p->all[i].next == GONE)
            take_done(p, &p->all[i]);
    piece *all = p->all;
    p->all = p->below;
    p->below = all;
    p->n = n;
    run *above = p->above;
    p->above = p->row;
    p->n_above = p->n_row;
    p->row = above;
    p->n_row = 0;
}

static void place_row(piece_list *p, const plot_ink *ink, gint64 y)
{
    const guint8 *drawn = ink->drawn + y * ink->width;
    size_t above = 0;
    for (gint64 x = 0; x < ink->width;) {
        gint64 start = x;
        while (x < ink->width && drawn[x])
            x++;
        if (x > start)
            place_run(p, &above, y, start, x);
        while (x < ink->width && !drawn[x])
            x++;
    }
}

static void place_rows(piece_list *p, const plot_ink *ink)
{
    for (gint64 y = 0; y < ink->height; y++) {
        place_row(p, ink, y);
        end_row(p);
    }
    end_row(p);
    keep_largest(p->done);
}

static GArray *find_pieces(const plot_ink *ink, GError **error)
{
    const size_t most = (size_t)ink->width / 2 + 1; /* runs in a row */
    piece *pieces = lm_alloc(4 * most, sizeof(piece), "the pieces of the figures", error);
    run *runs = pieces ? lm_alloc(2 * most, sizeof(run), "two rows of a figure", error) : NULL;
    GArray *done = NULL;
    if (runs) {
        done = g_array_new(FALSE, FALSE, sizeof(plot_rect));
        piece_list p = {.all = pieces,
                        .below = pieces + 2 * most,
                        .above = runs,
                        .row = runs + most,
                        .done = done};
        place_rows(&p, ink);
    }
    lm_free(runs);
    lm_free(pieces);
    return done;
}

/* --- boxes --- */

/* Ink in the columns or rows of a rectangle. */
typedef struct tally {
    gint64 n, longest, now; /* pixels, longest run, and the run that goes on */
    gint64 first, last;     /* ink */
} tally;

typedef struct search {
    const plot_ink *ink;
    tally *columns, *rows; /* width, height */
    GArray *found;
    gint64 effort; /* pixels that may still be looked at */
} search;

static void count_pixel(tally *t, gint64 at, bool drawn)
{
    if (drawn) {
        t->first = t->n ? t->first : at;
        t->last = at;
    }
    t->now = drawn ? t->now + 1 : 0;
    t->n += drawn;
    t->longest = MAX(t->longest, t->now);
}

static void make_tally(search *s, const plot_rect *r)
{
    memset(s->columns + r->x0, 0, (size_t)(r->x1 - r->x0) * sizeof(tally));
    memset(s->rows + r->y0, 0, (size_t)(r->y1 - r->y0) * sizeof(tally));
    for (gint64 y = r->y0; y < r->y1; y++) {
        const guint8 *drawn = s->ink->drawn + y * s->ink->width;
        for (gint64 x = r->x0; x < r->x1; x++) {
            count_pixel(&s->columns[x], y, drawn[x]);
            count_pixel(&s->rows[y], x, drawn[x]);
        }
    }
}

/* Columns (rows) of a box hold a long run or much ink; those of ticks hold neither. */
static bool is_of_box(const tally *t, gint64 length)
{
    return t->longest * 8 >= length || t->n * 3 >= length;
}

static void trim(const tally *all, gint64 length, gint64 *from, gint64 *to)
{
    gint64 a = *from, b = *to;
    while (a < b && !is_of_box(&all[a], length))
        a++;
    while (b > a && !is_of_box(&all[b - 1], length))
        b--;
    *from = a;
    *to = b;
}

static gint64 extent(const tally *t)
{
    return t->n ? t->last - t->first + 1 : 0;
}

/* The pointed ends of a colour bar, which stand for what is beyond its range. */
static void blunt(const tally *all, gint64 width, gint64 *from, gint64 *to)
{
    const gint64 most = (*to - *from) / 4, first = *from, last = *to;
    if (extent(&all[first]) * 2 < width)
        while (*from < first + most && extent(&all[*from]) < width)
            (*from)++;
    if (extent(&all[last - 1]) * 2 < width)
        while (*to > last - most && extent(&all[*to - 1]) < width)
            (*to)--;
}

/* Whether the box's own edges go on through the columns (rows) from `a` to `b`. */
static bool edged(const plot_ink *ink, const plot_rect *r, bool columns, gint64 a, gint64 b)
{
    for (gint64 i = a; i < b; i++) {
        gint64 first = 0, last = 0;
        for (gint64 d = 0; d < least_side; d++) {
            first |= columns ? ink->drawn[(r->y0 + d) * ink->width + i]
                             : ink->drawn[i * ink->width + r->x0 + d];
            last |= columns ? ink->drawn[(r->y1 - 1 - d) * ink->width + i]
                            : ink->drawn[i * ink->width + r->x1 - 1 - d];
        }
        if (!first || !last)
            return false;
    }
    return true;
}

/* The widest gap without edges between two boxes that are held together by ticks. */
static bool find_gap(const search *s, const plot_rect *r, bool columns, gint64 *from, gint64 *to)
{
    const tally *all = columns ? s->columns : s->rows;
    const gint64 a = columns ? r->x0 : r->y0, b = columns ? r->x1 : r->y1,
                 length = columns ? r->y1 - r->y0 : r->x1 - r->x0;
    *from = *to = a;
    for (gint64 i = a; i < b;) {
        gint64 start = i;
        while (i < b && all[i].n * 10 <= length)
            i++;
        if (i - start > MAX(*to - *from, 1) && !edged(s->ink, r, columns, start, i)) {
            *from = start;
            *to = i;
        }
        i = MAX(i, start + 1);
    }
    return *to > *from;
}

/* Share of a side along which ink begins just inside of it. */
static double side_share(const plot_ink *ink, const plot_rect *r, int side)
{
    const bool upright = side < 2;
    const gint64 from = upright ? r->y0 : r->x0, to = upright ? r->y1 : r->x1,
                 edge = side == 0   ? r->x0
                        : side == 1 ? r->x1 - 1
                        : side == 2 ? r->y0
                                    : r->y1 - 1,
                 in = side == 0 || side == 2 ? 1 : -1;
    gint64 n = 0;
    for (gint64 t = from; t < to; t++) {
        bool drawn = false;
        for (gint64 d = 0; d < 3 && !drawn; d++)
            drawn = upright ? ink->drawn[t * ink->width + edge + in * d]
                            : ink->drawn[(edge + in * d) * ink->width + t];
        n += drawn;
    }
    return (double)n / (double)(to - from);
}

/* Four sides that are mostly there, or at one corner two that are there all along (axes that are
 * drawn on two sides of an image as pale as the paper). Where the picture ends there is a side for
 * anything, so that then all must be there all along. */
static bool has_straight_sides(const plot_ink *ink, const plot_rect *r)
{
    double share[4];
    double least = 1;
    for (int side = 0; side < 4; side++) {
        share[side] = side_share(ink, r, side);
        least = MIN(least, share[side]);
    }
    if (r->x0 == 0 || r->y0 == 0 || r->x1 == ink->width || r->y1 == ink->height)
        return least > 0.9;
    return least > 0.5 || (MAX(share[0], share[1]) > 0.95 && MAX(share[2], share[3]) > 0.95);
}

static void search_piece(search *s, plot_rect r, int depth)
{
    s->effort -= area_of(&r);
    if (!large_enough(&r) || s->effort < 0)
        return;
    make_tally(s, &r);
    trim(s->columns, r.y1 - r.y0, &r.x0, &r.x1);
    trim(s->rows, r.x1 - r.x0, &r.y0, &r.y1);
    if (!large_enough(&r))
        return;
    const gint64 width = r.x1 - r.x0, height = r.y1 - r.y0;
    if (height > 3 * width)
        blunt(s->rows, width, &r.y0, &r.y1);
    else if (width > 3 * height)
        blunt(s->columns, height, &r.x0, &r.x1);
    gint64 from, to;
    for (int columns = 0; depth > 0 && columns < 2; columns++)
        if (find_gap(s, &r, columns, &from, &to)) {
            plot_rect before = r, after = r;
            *(columns ? &before.x1 : &before.y1) = from;
            *(columns ? &after.x0 : &after.y0) = to;
            search_piece(s, before, depth - 1);
            search_piece(s, after, depth - 1);
            return;
        }
    if (has_straight_sides(s->ink, &r))
        g_array_append_val(s->found, r);
}

enum { most_cuts = 6, most_passes = 8 };

GArray *plot_find_boxes(const plot_ink *ink, GError **error)
{
    g_autoptr(GArray) pieces = find_pieces(ink, error);
    if (!pieces)
        return NULL;
    tally *tallies =
        lm_alloc((size_t)(ink->width + ink->height), sizeof(tally), "a figure's rows", error);
    if (!tallies)
        return NULL;
    search s = {ink, tallies, tallies + ink->width, g_array_new(FALSE, FALSE, sizeof(plot_rect)),
                most_passes * ink->width * ink->height};
    for (guint i = 0; i < pieces->len; i++)
        search_piece(&s, g_array_index(pieces, plot_rect, i), most_cuts);
    lm_free(tallies);
    g_array_sort(s.found, by_area);
    return s.found;
}
