#include "command.h"
#include "lamina/alloc.h"
#include "lamina/look.h"
#include "lamina/number.h"
#include "lamina/plot.h"
#include "lamina/positions.h"
#include "lamina/run.h"
#include "say.h"
#include "table.h"

#include <math.h>
#include <stdio.h>

static gboolean as_json;
static char *variable;

static const GOptionEntry options[] = {
    {"json", 0, 0, G_OPTION_ARG_NONE, &as_json, "Print it as JSON", NULL},
    {"variable", 0, 0, G_OPTION_ARG_STRING, &variable, "The array to look at in MAT files", "NAME"},
    {NULL}};

/* A series that was opened, and what only decoding it tells. */
typedef struct found {
    lm_series *series;
    lm_look look;
    char *plot_map; /* when they look like plots; else NULL */
} found;

/* ---- JSON ---- */

static void add_text(JsonBuilder *json, const char *key, const char *text)
{
    g_autofree char *valid = text ? g_utf8_make_valid(text, -1) : NULL;
    json_builder_set_member_name(json, key);
    json_builder_add_string_value(json, valid);
}

static void add_count(JsonBuilder *json, const char *key, gint64 count)
{
    json_builder_set_member_name(json, key);
    json_builder_add_int_value(json, count);
}

static void add_number(JsonBuilder *json, double value)
{
    if (isfinite(value))
        json_builder_add_double_value(json, value);
    else
        json_builder_add_null_value(json);
}

static void add_range(JsonBuilder *json, const found *f)
{
    json_builder_set_member_name(json, "range");
    json_builder_begin_array(json);
    add_number(json, f->look.least);
    add_number(json, f->look.greatest);
    json_builder_end_array(json);
}

static void add_null(JsonBuilder *json, const char *key)
{
    json_builder_set_member_name(json, key);
    json_builder_add_null_value(json);
}

static void add_mark(JsonBuilder *json, const char *key, unsigned marks, unsigned mark)
{
    json_builder_set_member_name(json, key);
    json_builder_add_boolean_value(json, (marks & mark) != 0);
}

static void add_file(JsonBuilder *json, const lm_series_file *file, unsigned marks)
{
    json_builder_begin_object(json);
    add_text(json, "path", file->path);
    add_count(json, "plane", file->plane);
    add_count(json, "planes", file->planes);
    json_builder_set_member_name(json, "position");
    add_number(json, file->position);
    add_count(json, "width", file->width);
    add_count(json, "height", file->height);
    add_text(json, "stored_as", file->type);
    add_count(json, "bytes", (gint64)file->bytes);
    add_count(json, "missing_before", file->missing);
    add_mark(json, "twin", marks, LM_SLICE_TWIN);
    add_mark(json, "unlike", marks, LM_SLICE_UNLIKE);
    json_builder_end_object(json);
}

static void add_other(JsonBuilder *json, const lm_series_other *other)
{
    json_builder_begin_object(json);
    add_text(json, "name", other->name);
    add_count(json, "files", (gint64)other->files);
    add_text(json, "pattern", other->pattern);
    json_builder_end_object(json);
}

static void add_texts(JsonBuilder *json, const char *const *texts)
{
    for (; *texts; texts++) {
        g_autofree char *valid = g_utf8_make_valid(*texts, -1);
        json_builder_add_string_value(json, valid);
    }
}

/* Of a plane that is one file; a file of a whole volume has none. */
static unsigned marks_of(const found *f, const lm_series_file *file)
{
    return file->planes == 1 && file->plane >= 0 ? f->look.marks[file->plane] : 0;
}

static void add_lists(JsonBuilder *json, const found *f)
{
    const lm_series *series = f->series;
    g_auto(GStrv) seen = lm_look_warnings(&f->look, series);
    json_builder_set_member_name(json, "warnings");
    json_builder_begin_array(json);
    add_texts(json, lm_series_warnings(series));
    add_texts(json, (const char *const *)seen);
    json_builder_end_array(json);
    json_builder_set_member_name(json, "files");
    json_builder_begin_array(json);
    for (size_t i = 0; i < lm_series_n_files(series); i++)
        add_file(json, lm_series_file_at(series, i), marks_of(f, lm_series_file_at(series, i)));
    json_builder_end_array(json);
    json_builder_set_member_name(json, "others");
    json_builder_begin_array(json);
    for (size_t i = 0; i < lm_series_n_others(series); i++)
        add_other(json, lm_series_other_at(series, i));
    json_builder_end_array(json);
}

/* Spacing and its source are null while nobody has said them. */
static void add_series(JsonBuilder *json, const found *f)
{
    const lm_info *info = lm_series_info(f->series);
    json_builder_begin_object(json);
    add_text(json, "path", lm_series_source(f->series));
    add_text(json, "format", lm_series_format(f->series));
    lm_json_add_volume(json, info);
    add_range(json, f);
    add_count(json, "slices", info->grid.size[2]);
    add_text(json, "spacing_source", lm_spacing_source_text(info->spacing_source));
    if (!lm_series_spacing_known(f->series)) {
        add_null(json, "spacing");
        add_null(json, "spacing_source");
    }
    add_text(json, "plot_map", f->plot_map);
    add_lists(json, f);
    json_builder_end_object(json);
}

/* ---- for people ---- */

static char *spacing_text(const lm_series *series)
{
    if (!lm_series_spacing_known(series))
        return g_strdup(
            "not known: the files do not say how far apart their pixels and slices are");
    const lm_info *info = lm_series_info(series);
    const double *s = info->grid.spacing;
    g_autofree char *x = lm_number_words(s[0], 5), *y = lm_number_words(s[1], 5);
    g_autofree char *z = info->positions ? lm_positions_text(info->positions, info->grid.size[2])
                                         : lm_number_words(s[2], 5);
    return g_strdup_printf("%s x %s x %s mm (%s)", x, y, z,
                           lm_spacing_source_text(info->spacing_source));
}

static void print_line(const char *label, const char *text)
{
    printf("  %-11s %s\n", label, text);
}

static void print_head(const found *f)
{
    const lm_info *info = lm_series_info(f->series);
    const lm_grid *grid = &info->grid;
    g_autofree char *size =
        g_strdup_printf("%" G_GINT64_FORMAT " x %" G_GINT64_FORMAT " x %" G_GINT64_FORMAT " voxels",
                        grid->size[0], grid->size[1], grid->size[2]);
    g_autofree char *type = g_strdup_printf("%s, %d component%s", lm_type_name(info->type),
                                            info->components, info->components == 1 ? "" : "s");
    g_autofree char *least = lm_number_words(f->look.least, 6);
    g_autofree char *greatest = lm_number_words(f->look.greatest, 6);
    g_autofree char *range = g_strdup_printf("%s to %s", least, greatest);
    g_autofree char *spacing = spacing_text(f->series);
    g_autofree char *origin = lm_numbers_text(grid->origin, 3);
    g_autofree char *direction = lm_numbers_text(grid->direction, 9);
    printf("%s\n", lm_series_source(f->series));
    print_line("format", lm_series_format(f->series));
    print_line("size", size);
    print_line("spacing", spacing);
    if (lm_series_spacing_known(f->series)) {
        g_autofree char *extent = lm_grid_extent_text(grid);
        print_line("physical", extent);
    }
    print_line("origin", origin);
    print_line("direction", direction);
    print_line("type", type);
    print_line("range", range);
}

static void print_files(const lm_series *series)
{
    table *t = table_new("rrrlrl");
    table_row(t, (const char *const[]){"plane", "mm", "pixels", "stored as", "on disk", "file"});
    for (size_t i = 0; i < lm_series_n_files(series); i++) {
        const lm_series_file *file = lm_series_file_at(series, i);
        g_autofree char *plane = g_strdup_printf("%" G_GINT64_FORMAT, file->plane);
        g_autofree char *position =
            isfinite(file->position) ? lm_number_words(file->position, 5) : g_strdup("");
        g_autofree char *pixels =
            g_strdup_printf("%" G_GINT64_FORMAT " x %" G_GINT64_FORMAT, file->width, file->height);
        g_autofree char *bytes = lm_bytes_text(file->bytes);
        table_row(t, (const char *const[]){plane, position, pixels, file->type, bytes, file->name});
    }
    putchar('\n');
    table_print(t, 2);
}

static void print_others(const lm_series *series)
{
    if (lm_series_n_others(series) > 0)
        puts("\n  Also found, and not taken:");
    for (size_t i = 0; i < lm_series_n_others(series); i++) {
        const lm_series_other *other = lm_series_other_at(series, i);
        printf("    %s, %zu file%s; to take it: pattern=\"%s\"\n", other->name, other->files,
               other->files == 1 ? "" : "s", other->pattern);
    }
}

static void print_series(const found *f)
{
    print_head(f);
    print_files(f->series);
    print_others(f->series);
    for (const char *const *w = lm_series_warnings(f->series); *w; w++)
        say_warning(*w);
    g_auto(GStrv) seen = lm_look_warnings(&f->look, f->series);
    for (char **w = seen; *w; w++)
        say_warning(*w);
    if (f->plot_map) {
        g_autofree char *text = g_strdup_printf(
            "these look like plots of an image (colour map: %s), not like slices: <unplot/> takes "
            "them back to numbers; the arrays themselves, saved as .mat files, are better still",
            f->plot_map);
        say_warning(text);
    }
}

/* ---- the command ---- */

static void found_free(gpointer data)
{
    found *f = data;
    lm_series_unref(f->series);
    lm_look_clear(&f->look);
    g_free(f->plot_map);
    g_free(f);
}

/* Folders stand each for itself; files that are given together are the slices of one series. */
static bool one_by_one(char **paths)
{
    for (; *paths; paths++)
        if (g_file_test(*paths, G_FILE_TEST_IS_DIR))
            return true;
    return false;
}

static bool look_at(const char *const *paths, lm_context *context, GPtrArray *all, GError **error)
{
    lm_series_ask ask = {.paths = paths, .variable = variable};
    g_autoptr(lm_series) series = lm_series_open(&ask, context, error);
    found f = {0};
    if (!series || !lm_series_look(series, context, &f.look, error))
        return false;
    f.plot_map = lm_plot_map(series, NULL, context);
    f.series = g_steal_pointer(&series);
    g_ptr_array_add(all, g_memdup2(&f, sizeof f));
    return true;
}

static bool look_at_all(char **paths, lm_context *context, GPtrArray *all, GError **error)
{
    if (!one_by_one(paths))
        return look_at((const char *const *)paths, context, all, error);
    for (; *paths; paths++)
        if (!look_at((const char *const[]){*paths, NULL}, context, all, error))
            return false;
    return true;
}

static void print_json(const GPtrArray *all)
{
    g_autoptr(JsonBuilder) json = json_builder_new();
    if (all->len > 1)
        json_builder_begin_array(json);
    for (guint i = 0; i < all->len; i++)
        add_series(json, all->pdata[i]);
    if (all->len > 1)
        json_builder_end_array(json);
    g_autoptr(JsonNode) root = json_builder_get_root(json);
    say_json(root);
}

static bool run(char **arguments, GError **error)
{
    g_autoptr(lm_context) context = lm_context_new(0, 0);
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(found_free);
    if (!look_at_all(arguments, context, all, error))
        return false;
    if (as_json)
        print_json(all);
    for (guint i = 0; !as_json && i < all->len; i++)
        print_series(all->pdata[i]);
    return true;
}

const command command_info = {
    .name = "info",
    .arguments = "PATH...",
    .summary = "Say what a series or volume is, file by file, and what looks wrong with it",
    .description =
        "PATH is a folder, a file or a pattern. Files that are given together are taken as the "
        "slices of one series; of several folders each is looked at. Every slice is read, so that "
        "a damaged one is found. With --json the answer is one object, or a list of them for "
        "several folders.",
    .examples =
        (const char *const[]){"lamina info slices", "lamina info \"scan/*.png\" --json", NULL},
    .least = 1,
    .most = G_MAXUINT,
    .options = {options},
    .run = run,
};
