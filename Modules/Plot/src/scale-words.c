#include "scale-words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    MARKS_MOST = 2048,
    LABELS_MOST = 64,
    TICK_REACH = 2 /* what begins this near to the box is its frame or a tick */
};

static bool upright(plot_side side)
{
    return side == PLOT_LEFT || side == PLOT_RIGHT;
}

static double middle_y(const plot_rect *r)
{
    return 0.5 * (double)(r->y0 + r->y1);
}

/* From the box to the near edge of a mark. */
static double distance(const plot_rect *r, const plot_box *box, plot_side side)
{
    switch (side) {
    case PLOT_LEFT:
        return box->x0 - (double)r->x1;
    case PLOT_RIGHT:
        return (double)r->x0 - box->x1;
    case PLOT_TOP:
        return box->y0 - (double)r->y1;
    default:
        return (double)r->y0 - box->y1;
    }
}

static double middle_along(const plot_rect *r, plot_side side)
{
    return upright(side) ? middle_y(r) : 0.5 * (double)(r->x0 + r->x1);
}

static void unite(plot_rect *a, const plot_rect *b)
{
    a->x0 = MIN(a->x0, b->x0);
    a->y0 = MIN(a->y0, b->y0);
    a->x1 = MAX(a->x1, b->x1);
    a->y1 = MAX(a->y1, b->y1);
}

/* Marks: pixels of ink that hang together, also by their corners. */
typedef struct flood {
    const plot_strip *strip;
    guint8 *seen;
    GArray *stack; /* of gint64, places in the strip */
} flood;

static void visit(flood *f, gint64 x, gint64 y)
{
    if (x < 0 || y < 0 || x >= f->strip->width || y >= f->strip->height)
        return;
    const gint64 at = y * f->strip->width + x;
    if (f->seen[at] || f->strip->ink[at] < f->strip->threshold)
        return;
    f->seen[at] = 1;
    g_array_append_val(f->stack, at);
}

static plot_rect trace(flood *f, gint64 x, gint64 y)
{
    plot_rect mark = {x, y, x + 1, y + 1};
    visit(f, x, y);
    while (f->stack->len > 0) {
        const gint64 at = g_array_index(f->stack, gint64, f->stack->len - 1);
        g_array_set_size(f->stack, f->stack->len - 1);
        const gint64 px = at % f->strip->width, py = at / f->strip->width;
        unite(&mark, &(plot_rect){px, py, px + 1, py + 1});
        for (int k = 0; k < 9; k++)
            visit(f, px + k % 3 - 1, py + k / 3 - 1);
    }
    mark.x0 += f->strip->x;
    mark.x1 += f->strip->x;
    mark.y0 += f->strip->y;
    mark.y1 += f->strip->y;
    return mark;
}

/* Those of the size of letters; nothing when the margin is full of marks. */
static GArray *find_marks(const plot_strip *strip, const plot_box *box, plot_side side)
{
    const gint64 most = MAX(16, (strip->width + strip->height) / 20);
    flood f = {strip, g_new0(guint8, strip->width * strip->height),
               g_array_new(FALSE, FALSE, sizeof(gint64))};
    GArray *marks = g_array_new(FALSE, FALSE, sizeof(plot_rect));
    for (gint64 at = 0; at < strip->width * strip->height && marks->len <= MARKS_MOST; at++) {
        if (f.seen[at] || strip->ink[at] < strip->threshold)
            continue;
        const plot_rect mark = trace(&f, at % strip->width, at / strip->width);
        const double d = distance(&mark, box, side);
        const double along = middle_along(&mark, side);
        const bool level = along > plot_side_start(box, side) - TICK_REACH &&
                           along < plot_side_end(box, side) + TICK_REACH;
        if (mark.y1 - mark.y0 <= most && mark.x1 - mark.x0 <= 2 * most &&
            !(level && d <= TICK_REACH))
            g_array_append_val(marks, mark);
    }
    if (marks->len > MARKS_MOST)
        g_array_set_size(marks, 0);
    g_free(f.seen);
    g_array_unref(f.stack);
    return marks;
}

static int compare_number(gconstpointer a, gconstpointer b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Half of the marks between `from` and `to` of the box are at most this high; 0 without marks. Dots
 * and minus signs do not count. */
static double usual_height(const GArray *marks, const plot_box *box, plot_side side, double to)
{
    g_autoptr(GArray) heights = g_array_new(FALSE, FALSE, sizeof(double));
    for (guint i = 0; i < marks->len; i++) {
        const plot_rect *m = &g_array_index(marks, plot_rect, i);
        const double height = (double)(m->y1 - m->y0), d = distance(m, box, side);
        if (height >= 5 && d > TICK_REACH && d <= to)
            g_array_append_val(heights, height);
    }
    if (heights->len == 0)
        return 0;
    g_array_sort(heights, compare_number);
    return g_array_index(heights, double, heights->len / 2);
}

/* From the box to the nearest digit level with it. */
static double nearest(const GArray *marks, const plot_box *box, plot_side side)
{
    double least = INFINITY;
    for (guint i = 0; i < marks->len; i++) {
        const plot_rect *m = &g_array_index(marks, plot_rect, i);
        const double along = middle_along(m, side), d = distance(m, box, side);
        if (m->y1 - m->y0 >= 5 && d > TICK_REACH && along > plot_side_start(box, side) - 8 &&
            along < plot_side_end(box, side) + 8)
            least = MIN(least, d);
    }
    return least;
}

static bool joined(const plot_rect *a, const plot_rect *b, double height)
{
    const double gap = (double)(MAX(a->x0, b->x0) - MIN(a->x1, b->x1));
    return gap <= 0.45 * height && fabs(middle_y(a) - middle_y(b)) <= 0.7 * height;
}

static int compare_mark(gconstpointer a, gconstpointer b)
{
    const plot_rect *p = a, *q = b;
    return (p->x0 > q->x0) - (p->x0 < q->x0);
}

plot_word *plot_word_new(void)
{
    plot_word *word = g_new0(plot_word, 1);
    word->marks = g_array_new(FALSE, FALSE, sizeof(plot_rect));
    return word;
}

void plot_word_free(plot_word *word)
{
    g_array_unref(word->marks);
    g_free(word);
}

void plot_word_add(plot_word *word, const plot_rect *mark)
{
    if (word->marks->len == 0)
        word->rect = *mark;
    unite(&word->rect, mark);
    g_array_append_val(word->marks, *mark);
}

/* Takes from `marks` the last one and all that join it, one after the other. */
static plot_word *take_word(GArray *marks, double height)
{
    g_autoptr(GArray) front = g_array_new(FALSE, FALSE, sizeof(plot_rect));
    plot_word *word = plot_word_new();
    g_array_append_val(front, g_array_index(marks, plot_rect, marks->len - 1));
    g_array_set_size(marks, marks->len - 1);
    for (guint i = 0; i < front->len; i++)
        for (guint k = marks->len; k-- > 0;) {
            const plot_rect mark = g_array_index(marks, plot_rect, k);
            if (!joined(&g_array_index(front, plot_rect, i), &mark, height))
                continue;
            g_array_append_val(front, mark);
            g_array_remove_index_fast(marks, k);
        }
    g_array_sort(front, compare_mark);
    for (guint i = 0; i < front->len; i++)
        plot_word_add(word, &g_array_index(front, plot_rect, i));
    return word;
}

/* Labels stand in a column (beside) or a row (above, below) nearest to the box. */
static bool is_label(const plot_word *word, const plot_words *words, const plot_box *box,
                     plot_side side, double near)
{
    const double along = middle_along(&word->rect, side), h = words->text_height;
    const double d = distance(&word->rect, box, side), past = MAX(3.0, 0.3 * h);
    if (along < plot_side_start(box, side) - past || along > plot_side_end(box, side) + past)
        return false;
    if ((double)(word->rect.y1 - word->rect.y0) < 0.7 * h)
        return false;
    if (upright(side))
        return d <= near + 0.6 * h;
    return fabs(d + 0.5 * (double)(word->rect.y1 - word->rect.y0) - near - 0.5 * h) < 0.6 * h;
}

/* Beside: a line right above the box, beginning over it or its labels. Above and below: at the
 * right end, level with the labels or on the next line. */
static bool in_corner(const plot_word *word, const plot_words *words, const plot_box *box,
                      plot_side side, double near)
{
    const plot_rect *r = &word->rect;
    const double h = words->text_height, d = distance(r, box, side);
    const double above = box->y0 - (double)r->y1;
    if (side == PLOT_RIGHT)
        return above > -h && above < 3 * h && (double)r->x1 > box->x0 - 3 * h && d < near + h;
    if (side == PLOT_LEFT)
        return above > -h && above < 3 * h && (double)r->x0 < box->x0 + 3 * h && d < near + 3 * h;
    return (double)r->x1 > box->x1 - h && (double)r->x0 > box->x1 - 8 * h && d > -h &&
           d < near + 4 * h;
}

/* Right behind what is in the corner already. */
static bool follows(const plot_word *word, const plot_words *words)
{
    const double h = words->text_height;
    for (guint i = 0; i < words->corner->len; i++) {
        const plot_word *before = words->corner->pdata[i];
        const double gap = (double)(word->rect.x0 - before->rect.x1);
        if (gap >= -1 && gap < h && fabs(middle_y(&word->rect) - middle_y(&before->rect)) < h)
            return true;
    }
    return false;
}

static int compare_place(gconstpointer a, gconstpointer b, gpointer side)
{
    const plot_word *const *p = a, *const *q = b;
    const double x = middle_along(&(*p)->rect, *(const plot_side *)side);
    const double y = middle_along(&(*q)->rect, *(const plot_side *)side);
    return (x > y) - (x < y);
}

static int compare_left(gconstpointer a, gconstpointer b)
{
    const plot_word *const *p = a, *const *q = b;
    return ((*p)->rect.x0 > (*q)->rect.x0) - ((*p)->rect.x0 < (*q)->rect.x0);
}

static void sort_out(plot_words *words, GArray *marks, const plot_box *box, plot_side side,
                     double near)
{
    g_autoptr(GPtrArray) others = g_ptr_array_new();
    while (marks->len > 0) {
        plot_word *word = take_word(marks, words->text_height);
        if (is_label(word, words, box, side, near)) {
            words->gap = MIN(words->gap, (gint64)distance(&word->rect, box, side));
            g_ptr_array_add(words->labels, word);
        } else if (in_corner(word, words, box, side, near))
            g_ptr_array_add(words->corner, word);
        else
            g_ptr_array_add(others, word);
    }
    g_ptr_array_sort(others, compare_left);
    for (guint i = 0; i < others->len; i++)
        if (follows(others->pdata[i], words))
            g_ptr_array_add(words->corner, others->pdata[i]);
        else
            plot_word_free(others->pdata[i]);
    g_ptr_array_sort(words->corner, compare_left);
    g_ptr_array_sort_with_data(words->labels, compare_place, &side);
}

static double mean_distance(const GPtrArray *labels, const plot_box *box, plot_side side)
{
    double sum = 0;
    for (guint i = 0; i < labels->len; i++) {
        const plot_rect *r = &((const plot_word *)labels->pdata[i])->rect;
        const gint64 deep = upright(side) ? r->x1 - r->x0 : r->y1 - r->y0;
        sum += distance(r, box, side) + 0.5 * (double)deep;
    }
    return sum / MAX(labels->len, 1);
}

bool plot_words_find(plot_words *words, const plot_strip *strip, const plot_box *box,
                     plot_side side)
{
    words->labels = g_ptr_array_new_with_free_func((GDestroyNotify)plot_word_free);
    words->corner = g_ptr_array_new_with_free_func((GDestroyNotify)plot_word_free);
    g_autoptr(GArray) marks = find_marks(strip, box, side);
    const double near = nearest(marks, box, side);
    if (!isfinite(near))
        return false;
    words->text_height = usual_height(marks, box, side, near + 6);
    words->gap = (gint64)near;
    sort_out(words, marks, box, side, near);
    words->away = mean_distance(words->labels, box, side);
    return words->labels->len >= 2 && words->labels->len <= LABELS_MOST;
}

void plot_words_clear(plot_words *words)
{
    g_clear_pointer(&words->labels, g_ptr_array_unref);
    g_clear_pointer(&words->corner, g_ptr_array_unref);
}
