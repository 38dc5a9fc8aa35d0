#include "map-search.h"

#include "lamina/alloc.h"

#include <math.h>

/* 64 steps of 4 along luma; chroma goes as far as 8-bit colours reach. */
enum { CELLS = 64, STEP = 4, ENTRIES_MOST = 1024 };

struct plot_search {
    size_t n;
    float weight; /* of squares of chroma */
    plot_ycc *entries;
    float *runs;      /* of entries: the middle of the run of one colour, or -1 */
    guint16 *nearest; /* CELLS^3: entry nearest to the middle of the cell; y slowest, then cb */
};

static plot_ycc ycc(float r, float g, float b)
{
    return (plot_ycc){0.299F * r + 0.587F * g + 0.114F * b,
                      -0.168736F * r - 0.331264F * g + 0.5F * b,
                      0.5F * r - 0.418688F * g - 0.081312F * b};
}

plot_ycc plot_ycc_of(const guint8 rgb[3])
{
    return ycc(rgb[0], rgb[1], rgb[2]);
}

static plot_ycc mix(plot_ycc a, plot_ycc b, float t)
{
    return (plot_ycc){a.y + t * (b.y - a.y), a.cb + t * (b.cb - a.cb), a.cr + t * (b.cr - a.cr)};
}

static float square_between(const plot_search *search, plot_ycc a, plot_ycc b)
{
    const float y = a.y - b.y, cb = a.cb - b.cb, cr = a.cr - b.cr;
    return y * y + search->weight * (cb * cb + cr * cr);
}

/* Maps of more entries than matter are thinned. */
static void set_entries(plot_search *search, const lm_colormap *map)
{
    for (size_t i = 0; i < search->n; i++) {
        const double p = (double)i * (double)(map->n - 1) / (double)(search->n - 1);
        const float *rgb = map->rgb[(size_t)lround(p)];
        search->entries[i] = ycc(255 * rgb[0], 255 * rgb[1], 255 * rgb[2]);
    }
}

/* A map of few colours, as a bar shows it: a colour stands for the whole of its run. */
static void set_runs(plot_search *search)
{
    enum { RUN = 4 };
    for (size_t from = 0, to; from < search->n; from = to) {
        to = from + 1;
        while (to < search->n &&
               square_between(search, search->entries[from], search->entries[to]) <= 0)
            to++;
        for (size_t i = from; i < to; i++)
            search->runs[i] = to - from < RUN ? -1 : 0.5F * (float)(from + to - 1);
    }
}

static size_t nearest_entry(const plot_search *search, plot_ycc colour)
{
    size_t best = 0;
    float least = INFINITY;
    for (size_t i = 0; i < search->n; i++) {
        const float square = square_between(search, colour, search->entries[i]);
        if (square < least) {
            least = square;
            best = i;
        }
    }
    return best;
}

static void set_lattice(plot_search *search)
{
    guint16 *at = search->nearest;
    for (int y = 0; y < CELLS; y++)
        for (int cb = 0; cb < CELLS; cb++)
            for (int cr = 0; cr < CELLS; cr++) {
                const float half = STEP / 2.0F;
                const plot_ycc middle = {(float)(STEP * y) + half, (float)(STEP * cb) + half - 128,
                                         (float)(STEP * cr) + half - 128};
                *at++ = (guint16)nearest_entry(search, middle);
            }
}

plot_search *plot_search_new(const lm_colormap *map, float chroma, GError **error)
{
    g_autoptr(plot_search) search = g_new0(plot_search, 1);
    search->n = MIN(map->n, ENTRIES_MOST);
    search->weight = chroma;
    search->entries = g_new(plot_ycc, search->n);
    search->runs = g_new(float, search->n);
    search->nearest =
        lm_alloc((size_t)CELLS * CELLS * CELLS, sizeof *search->nearest, "the colour map", error);
    if (!search->nearest)
        return NULL;
    set_entries(search, map);
    set_runs(search);
    set_lattice(search);
    return g_steal_pointer(&search);
}

void plot_search_free(plot_search *search)
{
    if (!search)
        return;
    g_free(search->entries);
    g_free(search->runs);
    lm_free(search->nearest);
    g_free(search);
}

static size_t cell_of(float value)
{
    return (size_t)CLAMP((int)floorf(value / STEP), 0, CELLS - 1);
}

/* Downhill along the entries, over a rise of a few of them. */
static size_t walk(const plot_search *search, plot_ycc colour, size_t from)
{
    enum { REACH = 6 };
    size_t best = from;
    float least = square_between(search, colour, search->entries[from]);
    for (int way = -1; way <= 1; way += 2)
        for (size_t i = from, since = 0; since < REACH; since++) {
            if ((way < 0 && i == 0) || (way > 0 && i + 1 == search->n))
                break;
            i = way < 0 ? i - 1 : i + 1;
            const float square = square_between(search, colour, search->entries[i]);
            if (square < least) {
                least = square;
                best = i;
                since = 0;
            }
        }
    return best;
}

/* The nearest place between entries i and i + 1, from 0 to 1, and the square of its distance. */
static float project(const plot_search *search, plot_ycc colour, size_t i, float *square)
{
    const plot_ycc a = search->entries[i], b = search->entries[i + 1];
    const float w = search->weight, dy = b.y - a.y, db = b.cb - a.cb, dr = b.cr - a.cr;
    const float length = dy * dy + w * (db * db + dr * dr);
    const float dot =
        (colour.y - a.y) * dy + w * ((colour.cb - a.cb) * db + (colour.cr - a.cr) * dr);
    const float t = length > 0 ? CLAMP(dot / length, 0, 1) : 0.5F;
    *square = square_between(search, colour, mix(a, b, t));
    return t;
}

float plot_search_find(const plot_search *search, plot_ycc colour)
{
    const size_t cell =
        (cell_of(colour.y) * CELLS + cell_of(colour.cb + 128)) * CELLS + cell_of(colour.cr + 128);
    const size_t i = walk(search, colour, search->nearest[cell]);
    if (search->runs[i] >= 0)
        return search->runs[i] / (float)(search->n - 1);
    float place = (float)i, least = INFINITY;
    for (size_t k = i > 0 ? i - 1 : 0; k <= i && k + 1 < search->n; k++) {
        float square;
        const float t = project(search, colour, k, &square);
        if (square < least) {
            least = square;
            place = (float)k + t;
        }
    }
    return place / (float)(search->n - 1);
}

plot_ycc plot_search_colour(const plot_search *search, float place)
{
    const float p = CLAMP(place, 0, 1) * (float)(search->n - 1);
    const size_t i = MIN((size_t)p, search->n - 2);
    return mix(search->entries[i], search->entries[i + 1], p - (float)i);
}
