/* Where the spacing comes from. It is never guessed. */
#include "lamina/error.h"
#include "lamina/number.h"
#include "lamina/positions.h"
#include "series-private.h"

#include <math.h>

/* Beyond these a volume is possible, but a wrong unit is likelier. */
static const double least_extent = 1e-3, greatest_extent = 3000, greatest_anisotropy = 20;

static bool differs(double a, double b)
{
    return fabs(a - b) > 1e-3 * MAX(a, b);
}

static void warn_of_override(lm_series *series, const double typed[3])
{
    double said[3];
    bool contradicts = false;
    for (int k = 0; k < 3; k++) {
        bool known = series->spacing_known || (k < 2 && series->pixel[k] > 0);
        said[k] = known ? series->info.grid.spacing[k] : typed[k];
        contradicts |= differs(said[k], typed[k]);
    }
    if (!contradicts || series->kind == SERIES_PICTURES)
        return;
    g_autofree char *was = lm_numbers_text(said, 3), *is = lm_numbers_text(typed, 3);
    series_warn(series, "the typed spacing, %s mm, replaces %s mm, which the %s says", is, was,
                lm_spacing_source_text(series->info.spacing_source));
}

/* The mean, when it was said where each stands. */
static double slice_distance(const lm_series *series, double otherwise)
{
    const GArray *stand = series->stand;
    return stand ? lm_positions_mean((const double *)(gconstpointer)stand->data, stand->len)
                 : otherwise;
}

static bool is_even_dicom(const lm_series *series)
{
    return series->kind == SERIES_DICOM && !series->stand && series->placed &&
           series->info.grid.size[2] > 1;
}

double lm_series_distance(const lm_series *series, char **text)
{
    const GArray *stand = series->stand;
    double distance =
        slice_distance(series, is_even_dicom(series) ? series->info.grid.spacing[2] : 0);
    if (!text)
        return distance;
    const double *at = stand ? (const double *)(gconstpointer)stand->data : NULL;
    *text = distance > 0 && at && !lm_positions_are_even(at, stand->len)
                ? lm_positions_text(at, stand->len)
            : distance > 0 ? lm_number_words(distance, 4)
                           : NULL;
    return distance;
}

bool lm_series_keeps_positions(const lm_series *series)
{
    return series->stand;
}

/* With positions, what is typed is the size of pixels; a volume file may have said that itself. */
static bool find_typed(const lm_series *series, const lm_series_ask *ask, double typed[3],
                       GError **error)
{
    const double *s = ask->n_spacing ? ask->spacing : series->info.grid.spacing;
    size_t n = ask->n_spacing ? ask->n_spacing : 2;
    if (ask->n_positions > 0 && n == 3)
        return lm_fail(error, LM_ERROR_USAGE,
                       "positions say where the slices are, and spacing then speaks of the pixels: "
                       "spacing=\"x y\"");
    typed[0] = s[0];
    typed[1] = n == 3 || series->stand ? s[MIN(n, 2) - 1] : s[0];
    typed[2] = slice_distance(series, s[n - 1]);
    return true;
}

static bool use_typed(lm_series *series, const lm_series_ask *ask, GError **error)
{
    double typed[3];
    if (!find_typed(series, ask, typed, error))
        return false;
    for (int k = 0; k < 3; k++)
        if (!(typed[k] > 0))
            return lm_fail(error, LM_ERROR_USAGE, "spacing must be above zero");
    warn_of_override(series, typed);
    for (int k = 0; k < 3; k++)
        series->info.grid.spacing[k] = typed[k];
    series->info.spacing_source = LM_SPACING_TYPED;
    series->spacing_known = true;
    return true;
}

static char *pixel_text(const lm_series *series)
{
    g_autofree char *x = lm_number_words(series->pixel[0], 6);
    g_autofree char *y = lm_number_words(series->pixel[1], 6);
    return g_strdup_printf("%s x %s", x, y);
}

static bool use_tags(lm_series *series, const lm_series_ask *ask, GError **error)
{
    if (series->kind != SERIES_PICTURES)
        return true; /* what their headers say is taken anyway */
    if (!(series->pixel[0] > 0 && series->pixel[1] > 0))
        return lm_fail(
            error, LM_ERROR_SPACING,
            "%s: spacing=\"file\", but the files carry no resolution tag, or not the same "
            "one; type it instead: spacing=\"x y z\"",
            series->source);
    if (ask->n_positions > 0 && ask->distance > 0)
        return lm_fail(error, LM_ERROR_USAGE,
                       "positions say where the slices are; leave distance out");
    if (!(ask->distance > 0) && ask->n_positions == 0) {
        g_autofree char *pixel = pixel_text(series);
        return lm_fail(
            error, LM_ERROR_SPACING,
            "%s: spacing=\"file\" gives the size of the pixels, %s mm, but no picture says "
            "how far apart slices are; type that as well: distance=\"...\", or positions=\"...\" "
            "where they differ",
            series->source, pixel);
    }
    double *spacing = series->info.grid.spacing;
    spacing[0] = series->pixel[0];
    spacing[1] = series->pixel[1];
    spacing[2] = slice_distance(series, ask->distance);
    series->info.spacing_source = LM_SPACING_FILE_TAG;
    series->spacing_known = true;
    return true;
}

char **lm_spacing_doubts(const lm_grid *grid)
{
    GPtrArray *doubts = g_ptr_array_new();
    double extent[3], largest = 0, coarse = 0, fine = INFINITY;
    lm_grid_extent(grid, extent);
    for (int k = 0; k < 3; k++) {
        largest = MAX(largest, extent[k]);
        coarse = MAX(coarse, grid->spacing[k]);
        fine = MIN(fine, grid->spacing[k]);
    }
    g_autofree char *text = lm_grid_extent_text(grid);
    if (largest > greatest_extent || largest < least_extent)
        g_ptr_array_add(
            doubts,
            g_strdup_printf("the volume would measure %s; check the spacing and its unit", text));
    if (coarse > greatest_anisotropy * fine) {
        g_autofree char *ratio = lm_number_words(coarse / fine, 3);
        g_autofree char *x = lm_number_words(grid->spacing[0], 4),
                        *y = lm_number_words(grid->spacing[1], 4),
                        *z = lm_number_words(grid->spacing[2], 4);
        g_ptr_array_add(
            doubts, g_strdup_printf("the voxels are %s times as long one way as another (%s x %s x "
                                    "%s mm); check the spacing",
                                    ratio, x, y, z));
    }
    g_ptr_array_add(doubts, NULL);
    return (char **)g_ptr_array_free(doubts, FALSE);
}

static void warn_if_implausible(lm_series *series)
{
    g_auto(GStrv) doubts = lm_spacing_doubts(&series->info.grid);
    for (char **doubt = doubts; *doubt; doubt++)
        series_warn(series, "%s", *doubt);
}

void series_fill_positions(lm_series *series)
{
    lm_info *info = &series->info;
    if (series->spacing_known && series->stand)
        info->positions = lm_positions_keep((const double *)(gconstpointer)series->stand->data,
                                            info->grid.size[2]);
    for (guint i = 0; i < series->files->len; i++) {
        lm_series_file *file = &g_array_index(series->files, lm_series_file, i);
        if (!series->spacing_known || file->plane < 0)
            file->position = NAN;
        else if (info->positions)
            file->position = info->positions[file->plane];
        else
            file->position = (double)file->plane * info->grid.spacing[2];
    }
}

bool series_decide_spacing(lm_series *series, const lm_series_ask *ask, GError **error)
{
    bool typed = ask->n_spacing > 0 || (ask->n_positions > 0 && series->spacing_known);
    if ((typed && !use_typed(series, ask, error)) ||
        (ask->file_spacing && !use_tags(series, ask, error)))
        return false;
    if (series->spacing_known)
        warn_if_implausible(series);
    return true;
}

/* What is known of the pixels' size although it is not enough, as a sentence. */
static char *known_text(const lm_series *series)
{
    if (!(series->pixel[0] > 0))
        return g_strdup("");
    g_autofree char *pixel = pixel_text(series);
    if (series->kind == SERIES_PICTURES)
        return g_strdup_printf(
            " A tag in the files says %s mm, which is often only a resolution for "
            "printing; spacing=\"file\"%s would use it.",
            pixel, series->stand ? "" : " and distance=\"...\"");
    return g_strdup_printf(" Its pixels are %s mm.", pixel);
}

bool lm_series_require_spacing(const lm_series *series, GError **error)
{
    if (series->spacing_known)
        return true;
    const gint64 *size = series->info.grid.size;
    g_autofree char *known = known_text(series);
    return lm_fail(error, LM_ERROR_SPACING,
                   "%s: the %s %s not say the spacing of the volume, %" G_GINT64_FORMAT
                   " x %" G_GINT64_FORMAT " pixels x %" G_GINT64_FORMAT
                   " slice%s.%s Type the size of a pixel%s (or in another unit: unit=\"um\")",
                   series->source,
                   series->kind == SERIES_PICTURES ? series->format
                   : series->kind == SERIES_DICOM  ? "DICOM file"
                   : series->kind == SERIES_MAT    ? "MAT file"
                                                   : "volume file",
                   series->kind == SERIES_PICTURES ? "files do" : "does", size[0], size[1], size[2],
                   size[2] == 1 ? "" : "s", known,
                   series->stand ? " in mm, for instance spacing=\"0.01 0.02\""
                                 : " and the distance from slice to slice in mm, for instance "
                                   "spacing=\"0.01 0.02 0.25\"");
}
