/* Taking the files of a group: their numbers, what is skipped, and the gaps that are left. */
#include "lamina/error.h"
#include "names.h"
#include "series-private.h"

bool series_skips(const lm_series_ask *ask, const char *path)
{
    for (const char *const *pattern = ask->skip; pattern && *pattern; pattern++)
        if (find_matches(*pattern, path))
            return true;
    return false;
}

static void warn_of_names(lm_series *series, const GPtrArray *groups)
{
    const names_group *group = groups->pdata[0], *next = groups->len > 1 ? groups->pdata[1] : NULL;
    if (group->names->len > 1 && !group->numbers->len)
        series_warn(series,
                    "the names of %s are not counted by one number; their natural order is "
                    "taken, from %s to %s",
                    group->pattern, find_base(group->names->pdata[0]),
                    find_base(group->names->pdata[group->names->len - 1]));
    if (next && next->names->len == group->names->len)
        series_warn(series,
                    "%s was taken, though there are as many of %s; say which with "
                    "pattern=\"...\"",
                    group->pattern, next->pattern);
}

/* The place of each name in the stack, from 0: by its number, where numbers rise from name to name.
 */
static GArray *slots_of(const names_group *group)
{
    guint n = group->names->len;
    GArray *slots = g_array_sized_new(FALSE, FALSE, sizeof(gint64), n);
    gint64 step = names_step(group);
    bool rising = group->numbers->len == n && step > 0;
    for (guint i = 1; rising && i < n; i++)
        rising =
            g_array_index(group->numbers, gint64, i) > g_array_index(group->numbers, gint64, i - 1);
    for (guint i = 0; i < n; i++) {
        gint64 slot = i;
        if (rising)
            slot = (g_array_index(group->numbers, gint64, i) -
                    g_array_index(group->numbers, gint64, 0)) /
                   step;
        g_array_append_val(slots, slot);
    }
    return slots;
}

/* What is not there between two files that follow each other. */
typedef struct gap {
    const lm_series_file *before, *after;
    gint64 skipped, missing;
} gap;

static bool refuse(const gap *g, GError **error)
{
    if (g->skipped)
        return lm_fail(
            error, LM_ERROR_INPUT,
            "%s: what is skipped between %s and it leaves a gap in the stack; say what "
            "becomes of it: gaps=\"fill\" puts there what lies between the slices beside "
            "it, gaps=\"close\" makes them neighbours, and with positions=\"...\" each stays "
            "where it is",
            g->after->path, g->before->name);
    return lm_fail(error, LM_ERROR_INPUT,
                   "%s: by the numbers, slices are missing between %s and it; gaps=\"fill\" puts "
                   "there what lies between the slices beside it, gaps=\"close\" makes them "
                   "neighbours",
                   g->after->path, g->before->name);
}

/* `slots` are of all names of the group, skipped or not; each file's is in the series. */
static bool look_at_gaps(lm_series *series, const GArray *slots, const lm_series_ask *ask,
                         GError **error)
{
    guint at = 0; /* in slots, which rise in both lists */
    gint64 filled = 0;
    for (guint i = 1; i < series->files->len; i++) {
        gint64 from = g_array_index(series->slots, gint64, i - 1),
               to = g_array_index(series->slots, gint64, i);
        lm_series_file *file = &g_array_index(series->files, lm_series_file, i);
        gap g = {file - 1, file, 0, to - from - 1};
        for (; at < slots->len && g_array_index(slots, gint64, at) < to; at++)
            g.skipped += g_array_index(slots, gint64, at) > from;
        filled += g.missing;
        file->missing = g.missing -= g.skipped;
        if ((ask->gaps == LM_GAPS_REFUSE && (g.missing || g.skipped)) ||
            (ask->gaps == LM_GAPS_UNSAID && g.skipped && ask->n_positions == 0))
            return refuse(&g, error);
    }
    if (ask->gaps != LM_GAPS_FILL || filled == 0)
        return true;
    if (filled > (gint64)series->files->len)
        return lm_fail(error, LM_ERROR_INPUT,
                       "%s: of this stack more is missing (%" G_GINT64_FORMAT
                       " slices) than there is (%u); that is too much to be filled",
                       series->source, filled, series->files->len);
    series_warn(series, "%" G_GINT64_FORMAT " missing slice%s filled from those beside", filled,
                filled == 1 ? " is" : "s are");
    return true;
}

static void warn_of_missing(lm_series *series, const names_group *group)
{
    g_autofree char *missing = names_missing(group);
    if (missing)
        series_warn(series,
                    "the numbers of %s have gaps, missing: %s; the slices beside a gap are "
                    "taken as neighbours",
                    group->pattern, missing);
}

static bool nothing_left(const lm_series *series, GError **error)
{
    return lm_fail(error, LM_ERROR_USAGE, "%s: skip leaves no slice", series->source);
}

bool series_take_group(lm_series *series, GPtrArray *found, const GPtrArray *groups,
                       const lm_series_ask *ask, GError **error)
{
    const names_group *group = groups->pdata[0];
    g_autoptr(GArray) slots = slots_of(group);
    guint at = 0; /* both lists are in natural order */
    for (guint i = 0; i < group->names->len; i++) {
        while (((find_file *)found->pdata[at])->path != group->names->pdata[i])
            at++;
        lm_series_file *file = series_add_file(series, found->pdata[at]);
        if (group->numbers->len)
            file->number = g_array_index(group->numbers, gint64, i);
        if (series_skips(ask, file->path))
            series_leave_out(series, series->files->len - 1, g_strdup("skipped"));
        else
            g_array_append_val(series->slots, g_array_index(slots, gint64, i));
    }
    if (series->files->len == 0)
        return nothing_left(series, error);
    if (ask->gaps == LM_GAPS_UNSAID && ask->n_positions == 0)
        warn_of_missing(series, group);
    warn_of_names(series, groups);
    series_list_groups(series, groups, 1);
    return look_at_gaps(series, slots, ask, error);
}
