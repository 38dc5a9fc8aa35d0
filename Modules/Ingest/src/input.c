#include "find.h"
#include "lamina/error.h"
#include "lamina/positions.h"
#include "lamina/series.h"
#include "positions.h"

#include <string.h>

typedef struct input_params {
    char *path;
    lm_reals spacing;
    int unit;
    double distance;
    char *pattern;
    char *variable;
    lm_reals slices;
    char *skip;
    int gaps;
    bool reverse;
    char *positions;
    int kind;
} input_params;

static const char *const spacing_words[] = {"file", NULL};
static const char *const gap_words[] = {"auto", "refuse", "close", "fill",
                                        NULL}; /* lm_series_gaps */
static const char *const kinds[] = {"grey", "labels", NULL};
enum { GREY, LABELS };
static const char *const units[] = {"mm", "um", "nm", "cm", "m", NULL};
static const double unit_mm[] = {1, 1e-3, 1e-6, 10, 1000};

static const lm_param params[] = {
    {.name = "path",
     .label = "Slices",
     .help = "Folder, file, or pattern such as scans/*.png; several are separated by semicolons.",
     .type = LM_PARAM_INPUT,
     LM_FIELD(input_params, path, char *),
     .flags = LM_PARAM_REQUIRED},
    {.name = "spacing",
     .label = "Spacing",
     .help = "Size of a voxel along x, y and z: one number for all, two for pixels and slices, or "
             "three; file takes the size of pixels from resolution tags. With positions it is of "
             "the pixels alone: one number, or x and y; so also where DICOM files place slices "
             "unevenly and "
             "do not say the size of pixels.",
     .type = LM_PARAM_REALS,
     LM_FIELD(input_params, spacing, lm_reals),
     .min_count = 1,
     .max_count = 3,
     .choices = spacing_words},
    {.name = "unit",
     .label = "Unit",
     .help = "Unit of spacing, positions and distance.",
     .type = LM_PARAM_ENUM,
     LM_FIELD(input_params, unit, int),
     .def = "mm",
     .choices = units},
    {.name = "positions",
     .label = "Positions",
     .help = "Where each slice stands, for slices that are not evenly spaced: one number for each, "
             "in the order of the files, those that are skipped included; or the name of a text "
             "file that holds them, one a line, each after the name of its slice's file if you "
             "like. Only their differences count; fill-between then makes even slices.",
     .type = LM_PARAM_TEXT,
     LM_FIELD(input_params, positions, char *)},
    {.name = "kind",
     .label = "Kind",
     .help = "grey: the values are amounts, and between two of them lie others; labels: they are "
             "whole numbers that name what is there, and no step is to make new ones.",
     .type = LM_PARAM_ENUM,
     LM_FIELD(input_params, kind, int),
     .def = "grey",
     .choices = kinds},
    {.name = "distance",
     .label = "Slice distance",
     .help = "Distance from slice to slice, needed with spacing=\"file\".",
     .type = LM_PARAM_REAL,
     LM_FIELD(input_params, distance, double),
     .flags = LM_PARAM_ADVANCED},
    {.name = "pattern",
     .label = "Only",
     .help =
         "In a mixed folder, the names of the files to take (* and ? stand for anything), or the "
         "SeriesInstanceUID or description of a DICOM series.",
     .type = LM_PARAM_TEXT,
     LM_FIELD(input_params, pattern, char *)},
    {.name = "variable",
     .label = "Variable",
     .help = "In MAT files with several arrays, the name of the one to take.",
     .type = LM_PARAM_TEXT,
     LM_FIELD(input_params, variable, char *)},
    {.name = "slices",
     .label = "Slices to take",
     .help = "First and last plane to take, counted from 0 as lamina info lists them, and the step "
             "if not all between: with a step of 2 every second one is read, and the distance from "
             "plane to plane is twice that of the files.",
     .type = LM_PARAM_REALS,
     LM_FIELD(input_params, slices, lm_reals),
     .min = 0,
     .max = G_MAXINT32,
     .min_count = 2,
     .max_count = 3,
     .flags = LM_PARAM_WHOLE | LM_PARAM_ADVANCED},
    {.name = "skip",
     .label = "Skip",
     .help = "Names of files to leave out (* and ? stand for anything); several are separated by "
             "semicolons.",
     .type = LM_PARAM_TEXT,
     LM_FIELD(input_params, skip, char *),
     .flags = LM_PARAM_ADVANCED},
    {.name = "gaps",
     .label = "Gaps",
     .help =
         "What becomes of places inside the stack where a slice is skipped or, by the numbers "
         "of the names, missing: refuse them, close them (the slices beside are neighbours), "
         "or fill them with what lies between the slices beside; auto refuses what skip "
         "leaves and warns of missing numbers, and with positions each slice stays where it is.",
     .type = LM_PARAM_ENUM,
     LM_FIELD(input_params, gaps, int),
     .def = "auto",
     .choices = gap_words,
     .flags = LM_PARAM_ADVANCED},
    {.name = "reverse",
     .label = "Reverse",
     .help = "The last slice comes first, for pictures that were numbered from the other end; "
             "origin and axes stay, so that the object is the mirror image of what it was.",
     .type = LM_PARAM_BOOL,
     LM_FIELD(input_params, reverse, bool),
     .def = "false",
     .flags = LM_PARAM_ADVANCED},
    {NULL},
};

double lm_unit_mm(const char *unit)
{
    for (int i = 0; units[i]; i++)
        if (g_str_equal(units[i], unit))
            return unit_mm[i];
    return 0;
}

/* The path itself when there is such a file, else its parts between semicolons. */
static char **paths_of(const char *path, const lm_context *context)
{
    char *whole = lm_context_input_path(context, path);
    if (!strchr(path, ';') || g_file_test(whole, G_FILE_TEST_EXISTS)) {
        char **one = g_new0(char *, 2);
        one[0] = whole;
        return one;
    }
    g_free(whole);
    GPtrArray *paths = g_ptr_array_new();
    g_auto(GStrv) parts = g_strsplit(path, ";", -1);
    for (char **part = parts; *part; part++)
        if (*g_strstrip(*part))
            g_ptr_array_add(paths, lm_context_input_path(context, *part));
    g_ptr_array_add(paths, NULL);
    return (char **)g_ptr_array_free(paths, FALSE);
}

char *lm_series_stamp(const char *path, const lm_context *context)
{
    g_auto(GStrv) paths = paths_of(path, context);
    g_autoptr(GPtrArray) found = find_files((const char *const *)paths, NULL);
    GString *stamp = g_string_new(NULL);
    for (guint i = 0; found && i < found->len; i++) {
        const find_file *file = found->pdata[i];
        g_string_append_printf(stamp, "%s %" G_GUINT64_FORMAT " %" G_GINT64_FORMAT "\n", file->path,
                               file->bytes, file->modified);
    }
    return g_string_free(stamp, FALSE);
}

static void pass_on_warnings(const lm_series *series, lm_context *context)
{
    for (const char *const *text = lm_series_warnings(series); *text; text++)
        lm_context_warn(context, "%s", *text);
    for (size_t i = 0; i < lm_series_n_others(series); i++) {
        const lm_series_other *other = lm_series_other_at(series, i);
        lm_context_warn(context,
                        "also there and not taken: %s, %zu file%s (pattern=\"%s\" takes it)",
                        other->name, other->files, other->files == 1 ? "" : "s", other->pattern);
    }
}

static bool ask_for_slices(const lm_reals *slices, lm_series_ask *ask, GError **error)
{
    if (slices->count == 0)
        return true;
    ask->first = (gint64)slices->values[0];
    ask->last = (gint64)slices->values[1];
    ask->step = slices->count > 2 ? (gint64)slices->values[2] : 1;
    return ask->step > 0 || lm_fail(error, LM_ERROR_USAGE, "slices: the step is 1 or more");
}

static bool ask_for(const input_params *p, lm_series_ask *ask, GError **error)
{
    if (!ask_for_slices(&p->slices, ask, error))
        return false;
    ask->gaps = (lm_series_gaps)p->gaps;
    ask->reverse = p->reverse;
    ask->labels = p->kind == LABELS;
    ask->pattern = p->pattern && *p->pattern ? p->pattern : NULL;
    ask->variable = p->variable && *p->variable ? p->variable : NULL;
    ask->file_spacing = p->spacing.word == 0;
    ask->distance = p->distance * unit_mm[p->unit];
    ask->n_spacing = p->spacing.count;
    for (size_t i = 0; i < p->spacing.count; i++)
        ask->spacing[i] = p->spacing.values[i] * unit_mm[p->unit];
    if (p->distance == 0 || ask->file_spacing)
        return p->distance >= 0 || lm_fail(error, LM_ERROR_USAGE, "distance must be above zero");
    return lm_fail(error, LM_ERROR_USAGE,
                   "distance goes with spacing=\"file\" only; type all of it as spacing=\"x y z\"");
}

/* Who looks at a live job sees a stack as any other. */
static void warn_of_uneven(const lm_info *info, lm_context *context)
{
    g_autofree char *apart = lm_positions_text(info->positions, info->grid.size[2]);
    lm_context_warn(context,
                    "the slices are %s mm apart, and are shown as if all were at their mean "
                    "distance, until <fill-between spacing=\"...\"/> makes even ones of them",
                    apart);
}

/* Seconds: decoders give about 100 MB of voxels a second, plain volumes are read faster. */
static double cost_of(const lm_series *series)
{
    double bytes = (double)lm_info_bytes(lm_series_info(series));
    return 1e-3 * (double)lm_series_n_files(series) +
           bytes / (lm_series_by_planes(series) ? 100e6 : 400e6);
}

static char **names_of(const char *text)
{
    char **names = g_strsplit(text ? text : "", ";", -1);
    guint kept = 0;
    for (char **name = names; *name; name++)
        if (*g_strstrip(*name))
            names[kept++] = *name;
        else
            g_free(*name);
    names[kept] = NULL;
    return names;
}

/* For those who look at the files of a live job: what can be said of a series that does not fit
 * together. */
static void look_all_the_same(lm_plan *plan, lm_series_ask *ask, lm_context *context)
{
    ask->forgiving = true;
    ask->n_spacing = ask->n_positions ? 0 : ask->n_spacing;
    ask->n_positions = 0;
    ask->step = 0;
    ask->gaps = LM_GAPS_CLOSE;
    plan->state = lm_series_open(ask, context, NULL);
    plan->free_state = (GDestroyNotify)lm_series_unref;
}

static bool ask_for_positions(const input_params *p, lm_series_ask *ask, GArray **positions,
                              const lm_context *context, GError **error)
{
    if (!p->positions || !*p->positions)
        return true;
    *positions = positions_read(p->positions, unit_mm[p->unit], context, error);
    if (!*positions)
        return false;
    ask->positions = (const lm_series_position *)(gconstpointer)(*positions)->data;
    ask->n_positions = (*positions)->len;
    return ask->n_positions > 0 ||
           lm_fail(error, LM_ERROR_USAGE, "positions: %s holds none", p->positions);
}

static bool plan(lm_plan *plan, lm_context *context, GError **error)
{
    const input_params *p = plan->params;
    lm_series_ask ask = {0};
    g_autoptr(GArray) positions = NULL;
    if (!ask_for(p, &ask, error) || !ask_for_positions(p, &ask, &positions, context, error))
        return false;
    g_auto(GStrv) paths = paths_of(p->path, context);
    ask.paths = (const char *const *)paths;
    g_auto(GStrv) skip = names_of(p->skip);
    ask.skip = (const char *const *)skip;
    lm_series *series = lm_series_open(&ask, context, error);
    if (!series && plan->dry)
        look_all_the_same(plan, &ask, context);
    if (!series)
        return false;
    plan->state = series;
    plan->free_state = (GDestroyNotify)lm_series_unref;
    pass_on_warnings(series, context);
    if (!lm_series_require_spacing(series, error))
        return false;
    plan->out = *lm_series_info(series);
    if (plan->dry && plan->out.positions)
        warn_of_uneven(&plan->out, context);
    plan->whole = !lm_series_by_planes(series);
    *(plan->whole ? &plan->scratch : &plan->scratch_per_thread) = lm_series_scratch(series);
    plan->cost = cost_of(series);
    plan->slab_planes = 1;
    return true;
}

static bool slab(const lm_plan *plan, const lm_slab *in, lm_slab *out, lm_context *context,
                 GError **error)
{
    (void)in;
    return lm_series_read_planes(plan->state, out, context, error);
}

static bool run(const lm_plan *plan, const lm_value *in, const lm_value *shown, lm_value *out,
                lm_context *context, GError **error)
{
    (void)in;
    (void)shown;
    g_autoptr(lm_volume) volume = lm_plan_new_volume(plan, error);
    if (!volume || !lm_series_read_into(plan->state, volume, context, error))
        return false;
    *out = lm_value_of_volume(g_steal_pointer(&volume));
    return true;
}

const lm_op lm_op_input = {
    .name = "input",
    .title = "Input",
    .help =
        "The slices or the volume to begin with, and their spacing where the files do not say it.",
    .group = "input",
    .since = "0.1",
    .in = LM_NONE,
    .out = LM_SERIES,
    .flags = LM_OP_SOURCE,
    .params_size = sizeof(input_params),
    .params = params,
    .plan = plan,
    .slab = slab,
    .run = run,
};
