/* Which file each plane comes from, when not simply all of them in their order. */
#include "lamina/error.h"
#include "lamina/positions.h"
#include "series-private.h"

/* The places a file can take in the stack: with gaps to be filled, more than there are files. */
typedef struct places {
    const GArray *slots; /* NULL: files stand one after the other */
    gint64 count;
} places;

static gint64 place_of(const places *p, guint file)
{
    return p->slots ? g_array_index(p->slots, gint64, file) - g_array_index(p->slots, gint64, 0)
                    : (gint64)file;
}

static places find_places(const lm_series *series, const lm_series_ask *ask)
{
    guint n = series->files->len;
    places p = {.count = series->info.grid.size[2]};
    if (ask->gaps == LM_GAPS_FILL && series->slots->len == n) {
        p.slots = series->slots;
        p.count = place_of(&p, n - 1) + 1;
    }
    return p;
}

static bool check_asked(const lm_series *series, const lm_series_ask *ask, const places *p,
                        GError **error)
{
    bool asked = ask->step > 0 || ask->reverse || ask->gaps == LM_GAPS_FILL;
    if (asked && !lm_series_by_planes(series))
        return lm_fail(error, LM_ERROR_USAGE,
                       "%s: holds a whole volume; slices, reverse and gaps choose among slices in "
                       "files of their own: use <crop/>, <resample/> or <flip/> here",
                       series->source);
    if (series->kind == SERIES_DICOM && (ask->reverse || ask->gaps == LM_GAPS_FILL))
        return lm_fail(error, LM_ERROR_USAGE,
                       "%s: DICOM says itself where each slice is; reverse and gaps are for "
                       "pictures and MAT files",
                       series->source);
    if (series->info.labels && ask->gaps == LM_GAPS_FILL)
        return lm_fail(error, LM_ERROR_USAGE,
                       "gaps=\"fill\" mixes the slices beside a gap, and labels do not mix; say "
                       "with positions=\"...\" where the slices are, and <fill-between/> fills "
                       "what is between");
    if (ask->step > 0 && (ask->first < 0 || ask->last < ask->first || ask->last >= p->count))
        return lm_fail(error, LM_ERROR_USAGE,
                       "slices: there are planes 0 to %" G_GINT64_FORMAT
                       "; give a first and a last of them, and a step if not all between are "
                       "wanted",
                       p->count - 1);
    return true;
}

/* The sources of places first, first + step, ... */
static GArray *choose(const places *p, guint files, gint64 first, gint64 step, gint64 count)
{
    GArray *sources = g_array_new(FALSE, FALSE, sizeof(plane_source));
    guint file = 0;
    for (gint64 k = 0; k < count; k++) {
        gint64 place = first + k * step;
        while (file + 1 < files && place_of(p, file + 1) <= place)
            file++;
        plane_source source = {file, file, 0};
        gint64 beyond = place - place_of(p, file);
        if (beyond > 0) {
            source.b = file + 1;
            source.part = (double)beyond / (double)(place_of(p, file + 1) - place_of(p, file));
        }
        g_array_append_val(sources, source);
    }
    return sources;
}

static void turn_round(GArray *sources)
{
    for (guint i = 0; i < sources->len / 2; i++) {
        plane_source *a = &g_array_index(sources, plane_source, i),
                     *b = &g_array_index(sources, plane_source, sources->len - 1 - i), c = *a;
        *a = *b;
        *b = c;
    }
}

/* Only the files that planes come from stay, in the order of the planes. */
static void take_files(lm_series *series, const GArray *sources, bool reverse)
{
    guint n = series->files->len, kept = 0;
    g_autofree bool *used = g_new0(bool, n);
    g_autofree guint *now = g_new0(guint, n);
    for (guint k = 0; k < sources->len; k++) {
        const plane_source *s = &g_array_index(sources, plane_source, k);
        used[s->a] = used[s->b] = true;
    }
    GArray *files = g_array_new(FALSE, TRUE, sizeof(lm_series_file)), *rest = series->left_out;
    for (guint i = 0; i < n; i++) {
        guint at = reverse ? n - 1 - i : i;
        lm_series_file file = g_array_index(series->files, lm_series_file, at);
        file.plane = -1;
        now[at] = kept;
        kept += used[at];
        g_array_append_val(used[at] ? files : rest, file);
        if (!used[at])
            g_array_index(rest, lm_series_file, rest->len - 1).fault =
                g_strdup("not among the slices asked for");
    }
    for (guint k = 0; k < sources->len; k++) {
        plane_source *s = &g_array_index(sources, plane_source, k);
        *s = (plane_source){now[s->a], now[s->b], s->part};
        if (s->part == 0)
            g_array_index(files, lm_series_file, s->a).plane = k;
    }
    series_replace_files(series, files);
}

/* Where the planes of these sources stand: mm from the first plane of the whole stack, which the
 * other end is when it is turned. */
static GArray *find_stand(const lm_series *series, const GArray *sources, bool reverse)
{
    const double *files = (const double *)(gconstpointer)series->stand->data;
    double last = files[series->stand->len - 1];
    GArray *stand = g_array_new(FALSE, FALSE, sizeof(double));
    for (guint k = 0; k < sources->len; k++) {
        const plane_source *s =
            &g_array_index(sources, plane_source, reverse ? sources->len - 1 - k : k);
        double at = files[s->a] + s->part * (files[s->b] - files[s->a]);
        at = reverse ? last - at : at;
        g_array_append_val(stand, at);
    }
    return stand;
}

/* The first plane is now where `first` steps of the old spacing led, and planes are `step` of them
 * apart. */
static void place_grid(lm_series *series, double first, double step, gint64 count)
{
    lm_grid *grid = &series->info.grid;
    for (int row = 0; row < 3; row++)
        grid->origin[row] += grid->direction[3 * row + 2] * grid->spacing[2] * first;
    for (int k = 0; k < 2; k++) {
        series->shear.start[k] += series->shear.step[k] * first;
        series->shear.step[k] *= step;
    }
    grid->size[2] = count;
    if (series->spacing_known)
        grid->spacing[2] *= step;
}

/* Takes `stand` over. */
static void place_unevenly(lm_series *series, GArray *stand)
{
    const double *at = (const double *)(gconstpointer)stand->data;
    double spacing = series->info.grid.spacing[2];
    double mean = stand->len > 1 ? lm_positions_mean(at, stand->len) : spacing;
    place_grid(series, series->spacing_known ? at[0] / spacing : 0, mean / spacing, stand->len);
    g_array_unref(series->stand);
    series->stand = stand;
}

static bool has_fillings(const GArray *sources)
{
    for (guint k = 0; k < sources->len; k++)
        if (g_array_index(sources, plane_source, k).part > 0)
            return true;
    return false;
}

bool series_arrange(lm_series *series, const lm_series_ask *ask, GError **error)
{
    const places p = find_places(series, ask);
    if (!check_asked(series, ask, &p, error))
        return false;
    if (ask->step == 0 && !ask->reverse && !p.slots)
        return true;
    gint64 first = ask->step ? ask->first : 0, last = ask->step ? ask->last : p.count - 1;
    gint64 step = MAX(ask->step, 1), count = (last - first) / step + 1;
    GArray *sources = choose(&p, series->files->len, first, step, count);
    GArray *stand = series->stand ? find_stand(series, sources, ask->reverse) : NULL;
    if (ask->reverse) {
        turn_round(sources);
        first = p.count - 1 - (first + (count - 1) * step);
    }
    take_files(series, sources, ask->reverse);
    if (stand)
        place_unevenly(series, stand);
    else
        place_grid(series, (double)first, (double)step, count);
    if (has_fillings(sources)) {
        series->sources = sources;
        const lm_info *info = &series->info;
        series->scratch += (guint64)(info->grid.size[0] * info->grid.size[1]) *
                           lm_type_size(info->type) * (guint64)info->components;
    } else {
        g_array_unref(sources);
    }
    return true;
}
