#include "command.h"
#include "lamina/number.h"
#include "lamina/plot.h"
#include "lamina/positions.h"
#include "say.h"

#include <stdio.h>
#include <string.h>

static char *variable;

static const GOptionEntry options[] = {
    {"variable", 0, 0, G_OPTION_ARG_STRING, &variable, "The array to take from MAT files", "NAME"},
    {NULL}};

/* Whether a text may stand in an XML comment as it is. */
static bool fits_comment(const char *text)
{
    return !strstr(text, "--") && g_utf8_validate(text, -1, NULL);
}

static void append_what_it_is(GString *xml, const lm_series *series)
{
    const lm_info *info = lm_series_info(series);
    const gint64 *n = info->grid.size;
    g_string_append_printf(xml,
                           "  <!-- %s: %" G_GINT64_FORMAT " x %" G_GINT64_FORMAT
                           " x %" G_GINT64_FORMAT " voxels of %s",
                           lm_series_format(series), n[0], n[1], n[2], lm_type_name(info->type));
    if (lm_series_spacing_known(series)) {
        g_autofree char *extent = lm_grid_extent_text(&info->grid);
        g_string_append_printf(xml, ", %s (%s)", extent,
                               lm_spacing_source_text(info->spacing_source));
    }
    g_string_append(xml, " -->\n");
    for (size_t i = 0; i < lm_series_n_others(series); i++) {
        const lm_series_other *other = lm_series_other_at(series, i);
        if (fits_comment(other->name) && fits_comment(other->pattern))
            g_string_append_printf(xml, "  <!-- Also there: %s; to take it: pattern=\"%s\" -->\n",
                                   other->name, other->pattern);
        else
            g_string_append(xml, "  <!-- More is there; lamina info says what -->\n");
    }
}

static void append_input(GString *xml, const char *path, const lm_series *series,
                         const char *plot_map)
{
    if (plot_map)
        g_string_append(xml, "  <!-- These look like plots, not like slices. If the arrays can be "
                             "had as .mat files, take them instead.\n"
                             "       Spacing is that of the samples, not of the pixels of the "
                             "figures. -->\n");
    if (!lm_series_spacing_known(series))
        g_string_append(
            xml, "  <!-- The files do not say how far apart pixels and slices are, and it is "
                 "never guessed.\n"
                 "       Before this job can run, add to the input, in millimetres along x, "
                 "y and z:\n"
                 "       spacing=\"X Y Z\" -->\n");
    g_autofree char *escaped = g_markup_escape_text(path, -1);
    g_string_append_printf(xml, "  <input path=\"%s\"", escaped);
    if (variable) {
        g_autofree char *name = g_markup_escape_text(variable, -1);
        g_string_append_printf(xml, " variable=\"%s\"", name);
    }
    g_string_append(xml, "/>\n");
}

static void append_fill_between(GString *xml, const lm_info *info)
{
    if (!info->positions)
        return;
    g_autofree char *apart = lm_positions_text(info->positions, info->grid.size[2]);
    g_string_append_printf(xml,
                           "    <!-- The slices are %s mm apart; what follows takes even ones. "
                           "Without spacing=\"...\" these\n"
                           "         are as far apart as pixels are -->\n"
                           "    <fill-between/>\n",
                           apart);
}

static void append_pipeline(GString *xml, const lm_info *info, const char *plot_map)
{
    g_string_append(xml, "  <pipeline>\n");
    if (plot_map)
        g_string_append_printf(xml,
                               "    <!-- From figures (colour map: %s) to the numbers they show "
                               "-->\n    <unplot/>\n",
                               plot_map);
    else if (info->components > 1)
        g_string_append(xml, "    <!-- From colour to one value per voxel -->\n"
                             "    <to-scalar/>\n");
    append_fill_between(xml, info);
    g_string_append(xml, "    <!-- The volume itself, true to scale -->\n"
                         "    <save path=\"volume.nrrd\"/>\n"
                         "    <!-- Its surface; the volume goes on untouched after the branch -->\n"
                         "    <branch id=\"surface\">\n"
                         "      <!-- The value where the surface lies: a number, or otsu to let "
                         "the histogram decide "
                         "-->\n"
                         "      <contour value=\"otsu\" close=\"true\"/>\n"
                         "      <smooth-mesh/>\n"
                         "      <save path=\"surface.stl\"/>\n"
                         "    </branch>\n"
                         "    <!-- A picture of the surface; show=\"main\" draws the volume -->\n"
                         "    <render path=\"picture.png\" show=\"surface\"/>\n"
                         "  </pipeline>\n");
}

static bool run(char **arguments, GError **error)
{
    const char *path = arguments[0];
    g_autoptr(lm_context) context = lm_context_new(0, 0);
    lm_series_ask ask = {.paths = (const char *const[]){path, NULL}, .variable = variable};
    g_autoptr(lm_series) series = lm_series_open(&ask, context, error);
    if (!series)
        return false;
    for (const char *const *w = lm_series_warnings(series); *w; w++)
        say_warning(*w);
    g_autoptr(GString) xml = g_string_new(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<!-- lamina check JOB.xml says what this job would do, lamina run JOB.xml does "
        "it,\n"
        "     and lamina ops lists what else there is. Inputs are found from the folder "
        "of this file. -->\n"
        "<lamina version=\"1\">\n");
    append_what_it_is(xml, series);
    g_autofree char *plot_map = lm_plot_map(series, NULL, context);
    append_input(xml, path, series, plot_map);
    append_pipeline(xml, lm_series_info(series), plot_map);
    g_string_append(xml, "</lamina>\n");
    fputs(xml->str, stdout);
    return true;
}

const command command_new = {
    .name = "new",
    .arguments = "PATH",
    .summary = "Print a starter job for an input",
    .description = "Looks at a folder, file or pattern and prints a commented job that saves its "
                   "volume, a surface and a picture. Where the files do not say their spacing, the "
                   "job says where to type it.",
    .examples = (const char *const[]){"lamina new slices > job.xml", NULL},
    .least = 1,
    .most = 1,
    .options = {options},
    .run = run,
};
