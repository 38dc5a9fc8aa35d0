#include "volume-header.h"

#include "convert.h"
#include "lamina/error.h"
#include "lamina/number.h"

#include <glib/gstdio.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

enum { MAX_HEADER = 1 << 20, NIFTI_HEADER = 348 };

/* Deflate shrinks at most 1032 times; bzip2 has no such bound, but files do not come near this.
 * As text a number takes two bytes, and stands for at most eight. */
static const double deflate_ratio = 1032, bzip2_ratio = 20000, text_ratio = 4;

void volume_header_clear(volume_header *header)
{
    g_clear_pointer(&header->data_path, g_free);
}

/* The lines of a text header: at most `max_lines`, and not past an empty one where that ends it. */
static GPtrArray *read_lines(const char *path, guint max_lines, bool until_empty)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
    FILE *stream = fopen(path, "rbe");
    GString *line = g_string_new(NULL);
    size_t total = 0;
    for (int c; stream && total < MAX_HEADER && lines->len < max_lines && (c = getc(stream)) != EOF;
         total++) {
        if (c != '\n') {
            g_string_append_c(line, (char)c);
            continue;
        }
        char *text = g_strstrip(g_utf8_make_valid(line->str, (gssize)strlen(line->str)));
        g_string_truncate(line, 0);
        bool empty = !*text;
        g_ptr_array_add(lines, text);
        if (empty && until_empty)
            break;
    }
    if (line->len)
        g_ptr_array_add(lines, g_strstrip(g_utf8_make_valid(line->str, -1)));
    g_string_free(line, TRUE);
    if (stream)
        fclose(stream);
    return lines;
}

static const char nrrd_separator[] = ":", meta_separators[] = "=:";

/* What follows "key:" (NRRD, where "key:=" is a note of somebody's own) or "key =" or "key :"
 * (MetaImage); borrowed, NULL when there is no such line. */
static const char *field(const GPtrArray *lines, const char *key, const char *separators)
{
    for (guint i = 0; i < lines->len; i++) {
        const char *line = lines->pdata[i], *p = line + strlen(key);
        if (g_ascii_strncasecmp(line, key, strlen(key)) != 0)
            continue;
        while (*p == ' ' || *p == '\t')
            p++;
        if (!*p || !strchr(separators, *p) || (p[0] == ':' && p[1] == '='))
            continue;
        for (p++; *p == ' ' || *p == '\t';)
            p++;
        return p;
    }
    return NULL;
}

/* Millimetres in a unit, 0 when the word is no unit of length. */
static double millimetres(const char *word)
{
    static const struct {
        const char *word;
        double mm;
    } units[] = {
        {"mm", 1},        {"millimeter", 1},    {"millimetre", 1},
        {"um", 1e-3},     {"\u00b5m", 1e-3},    {"\u03bcm", 1e-3},
        {"micron", 1e-3}, {"micrometer", 1e-3}, {"micrometre", 1e-3},
        {"nm", 1e-6},     {"nanometer", 1e-6},  {"nanometre", 1e-6},
        {"cm", 10},       {"centimeter", 10},   {"centimetre", 10},
        {"m", 1000},      {"meter", 1000},      {"metre", 1000},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(units); i++) {
        size_t length = strlen(units[i].word);
        if (g_ascii_strncasecmp(word, units[i].word, length) == 0 &&
            (!word[length] || g_str_equal(word + length, "s")))
            return units[i].mm;
    }
    return 0;
}

/* Scales spacing and origin by the unit a header names; a word that is no length leaves the spacing
 * unknown. */
static void apply_unit(volume_header *header, const char *path, const char *word,
                       GPtrArray *warnings)
{
    double mm = millimetres(word);
    if (mm == 0) {
        header->spacing_known = false;
        g_ptr_array_add(warnings, g_strdup_printf("%s: gives its spacing in \"%s\", which is no "
                                                  "unit of length Lamina knows",
                                                  path, word));
        return;
    }
    for (int k = 0; k < 3; k++) {
        header->image.grid.spacing[k] *= mm;
        header->image.grid.origin[k] *= mm;
    }
}

/* Quoted words of an NRRD field, the ones that say nothing left out. */
static char **quoted(const char *text)
{
    GPtrArray *words = g_ptr_array_new();
    for (const char *p = text; (p = strchr(p, '"'));) {
        const char *end = strchr(++p, '"');
        if (!end)
            break;
        g_autofree char *word = g_strndup(p, (size_t)(end - p));
        if (*word && !g_str_equal(word, "???"))
            g_ptr_array_add(words, g_steal_pointer(&word));
        p = end + 1;
    }
    g_ptr_array_add(words, NULL);
    return (char **)g_ptr_array_free(words, FALSE);
}

static bool apply_nrrd_units(volume_header *header, const char *path, const GPtrArray *lines,
                             GPtrArray *warnings, GError **error)
{
    const char *text = field(lines, "space units", nrrd_separator);
    if (!text)
        text = field(lines, "units", nrrd_separator);
    g_auto(GStrv) words = quoted(text ? text : "");
    for (char **word = words; *word; word++)
        if (!g_str_equal(*word, words[0]))
            return lm_fail(error, LM_ERROR_INPUT,
                           "%s: its axes have different units (%s); save it with one unit", path,
                           text);
    if (words[0])
        apply_unit(header, path, words[0], warnings);
    return true;
}

/* Voxels in a file of their own are taken only from the header's folder or below it. */
static bool find_data(volume_header *header, const char *path, const char *name, GError **error)
{
    if (!name || g_ascii_strcasecmp(name, "LOCAL") == 0) {
        header->data_path = g_strdup(path);
        return true;
    }
    if (g_str_has_prefix(name, "LIST") || strchr(name, '%'))
        return lm_fail(error, LM_ERROR_INPUT,
                       "%s: keeps its voxels in several files; save it as one file", path);
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *below = g_canonicalize_filename(folder, NULL);
    g_autofree char *data = g_canonicalize_filename(name, below);
    g_autofree char *prefix = g_strconcat(g_str_equal(below, "/") ? "" : below, "/", NULL);
    if (!g_str_has_prefix(data, prefix))
        return lm_fail(
            error, LM_ERROR_INPUT,
            "%s: wants to read its voxels from %s, outside its own folder; put both files "
            "into one folder and write only the name there",
            path, name);
    header->data_path = g_build_filename(folder, data + strlen(prefix), NULL);
    return true;
}

/* ITK 5.2 turns over x where it should y. */
static void correct_las(volume_header *header, const GPtrArray *lines)
{
    const char *space = field(lines, "space", nrrd_separator);
    if (!space || (g_ascii_strcasecmp(space, "left-anterior-superior") != 0 &&
                   g_ascii_strcasecmp(space, "LAS") != 0))
        return;
    lm_grid *grid = &header->image.grid;
    for (int row = 0; row < 2; row++) {
        grid->origin[row] = -grid->origin[row];
        for (int k = 0; k < 3; k++)
            grid->direction[3 * row + k] = -grid->direction[3 * row + k];
    }
}

static double nrrd_ratio(const char *encoding)
{
    if (g_str_has_prefix(encoding, "gz"))
        return deflate_ratio;
    if (g_str_has_prefix(encoding, "bz"))
        return bzip2_ratio;
    return g_str_equal(encoding, "raw") ? 1 : text_ratio;
}

static bool read_nrrd(const char *path, volume_header *header, GPtrArray *warnings, GError **error)
{
    g_autoptr(GPtrArray) lines = read_lines(path, G_MAXUINT, true);
    const char *encoding = field(lines, "encoding", nrrd_separator);
    const char *data = field(lines, "data file", nrrd_separator);
    header->spacing_known = field(lines, "spacings", nrrd_separator) ||
                            field(lines, "space directions", nrrd_separator);
    header->ratio = nrrd_ratio(encoding ? encoding : "raw");
    if (!data)
        data = field(lines, "datafile", nrrd_separator);
    g_autoptr(image_reader) reader = NULL;
    if (!find_data(header, path, data, error) ||
        !(reader = image_reader_open(IMAGE_NRRD, path, &header->image, error)))
        return false;
    correct_las(header, lines);
    return apply_nrrd_units(header, path, lines, warnings, error);
}

static bool read_meta(const char *path, volume_header *header, GPtrArray *warnings, GError **error)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) all = read_lines(path, 200, false);
    /* The voxels follow the line that names their place. */
    for (guint i = 0; i < all->len; i++) {
        g_ptr_array_add(lines, g_strdup(all->pdata[i]));
        if (field(lines, "ElementDataFile", meta_separators))
            break;
    }
    const char *compressed = field(lines, "CompressedData", meta_separators);
    const char *unit = field(lines, "DistanceUnits", meta_separators);
    header->spacing_known = field(lines, "ElementSpacing", meta_separators) ||
                            field(lines, "ElementSize", meta_separators);
    header->ratio = compressed && g_ascii_tolower(*compressed) == 't' ? deflate_ratio : 1;
    const char *data = field(lines, "ElementDataFile", meta_separators);
    if (!data)
        return lm_fail(error, LM_ERROR_INPUT,
                       "%s: does not say where its voxels are (ElementDataFile)", path);
    g_autoptr(image_reader) reader = NULL;
    if (!find_data(header, path, data, error) ||
        !(reader = image_reader_open(IMAGE_META, path, &header->image, error)))
        return false;
    if (unit && !g_str_equal(unit, "?"))
        apply_unit(header, path, unit, warnings);
    return true;
}

static bool read_vtk(const char *path, volume_header *header, GError **error)
{
    g_autoptr(GPtrArray) lines = read_lines(path, 16, false);
    bool is_volume = false;
    header->ratio = 1;
    for (guint i = 0; i < lines->len; i++) {
        const char *line = lines->pdata[i];
        is_volume |= g_ascii_strncasecmp(line, "DATASET STRUCTURED_POINTS", 25) == 0;
        header->ratio = g_ascii_strncasecmp(line, "ASCII", 5) == 0 ? text_ratio : header->ratio;
        header->spacing_known |= g_ascii_strncasecmp(line, "SPACING", 7) == 0 ||
                                 g_ascii_strncasecmp(line, "ASPECT_RATIO", 12) == 0;
    }
    if (!is_volume)
        return lm_fail(error, LM_ERROR_INPUT,
                       "%s: is no legacy VTK file of a volume (DATASET STRUCTURED_POINTS)", path);
    header->data_path = g_strdup(path);
    g_autoptr(image_reader) reader = image_reader_open(IMAGE_VTK, path, &header->image, error);
    return reader != NULL;
}

/* gzread() reads plain files as they are. */
static bool read_nifti_bytes(const char *path, guint8 bytes[NIFTI_HEADER], GError **error)
{
    gzFile stream = gzopen(path, "rbe");
    bool ok = stream && gzread(stream, bytes, NIFTI_HEADER) == NIFTI_HEADER;
    if (stream)
        gzclose(stream);
    return ok || lm_fail(error, LM_ERROR_INPUT, "%s: is no NIfTI file, or a truncated one", path);
}

static bool read_nifti(const char *path, volume_header *header, GPtrArray *warnings, GError **error)
{
    enum {
        PIXDIM = 76,
        SLOPE = 112,
        UNITS = 123,
        MAGIC = 344,
        UNIT_MASK = 7,
        METRES = 1,
        MICRONS = 3
    };
    guint8 bytes[NIFTI_HEADER];
    if (!read_nifti_bytes(path, bytes, error))
        return false;
    if (memcmp(bytes + MAGIC, "n+1", 4) != 0)
        return lm_fail(error, LM_ERROR_INPUT,
                       "%s: is not NIfTI-1 in one file (.nii or .nii.gz); convert it", path);
    header->ratio = g_str_has_suffix(path, ".gz") ? deflate_ratio : 1;
    header->rescaled = memcmp(bytes + SLOPE, "\0\0\0\0", 4) != 0 &&
                       memcmp(bytes + SLOPE, "\0\0\200\077\0\0\0\0", 8) != 0;
    header->data_path = g_strdup(path);
    header->spacing_known = true;
    for (int k = 1; k <= 3; k++)
        header->spacing_known &= memcmp(bytes + PIXDIM + 4 * k, "\0\0\0\0", 4) != 0;
    g_autoptr(image_reader) reader = image_reader_open(IMAGE_NIFTI, path, &header->image, error);
    if (!reader)
        return false;
    /* ITK converts the spacing to mm and forgets the origin. */
    int unit = bytes[UNITS] & UNIT_MASK;
    for (int k = 0; k < 3; k++)
        header->image.grid.origin[k] *= unit == METRES ? 1000 : unit == MICRONS ? 1e-3 : 1;
    if (unit == 0)
        g_ptr_array_add(warnings,
                        g_strdup_printf("%s: does not say the unit of its spacing; taken as mm, "
                                        "which NIfTI files nearly always mean",
                                        path));
    return true;
}

static bool check_kind(const char *path, const volume_header *header, GError **error)
{
    const image_header *image = &header->image;
    if (image->more > 1)
        return lm_fail(error, LM_ERROR_INPUT,
                       "%s: holds %" G_GINT64_FORMAT " volumes (a time series?); save the one that "
                       "is wanted as a file of its own",
                       path, image->more);
    if (image->dimensions < 3)
        return lm_fail(
            error, LM_ERROR_INPUT,
            "%s: holds %d dimensions, and a volume has three; give the slices as a folder "
            "of pictures",
            path, image->dimensions);
    if (image->complex_numbers)
        return lm_fail(error, LM_ERROR_INPUT,
                       "%s: holds complex numbers; save their magnitude instead", path);
    if (image->components < 1 || image->components > 64)
        return lm_fail(error, LM_ERROR_INPUT, "%s: %d values in each voxel are not supported", path,
                       image->components);
    return lm_grid_check(&image->grid, path, error);
}

/* NIfTI's library reads into memory of its own, and once more where it rescales, from a smaller
 * type; MetaImage's takes compressed files in whole. */
static guint64 beside(const volume_header *header, guint64 file_bytes)
{
    if (header->io == IMAGE_NIFTI)
        return header->rescaled ? header->bytes / 2 * 3 : header->bytes;
    return header->io == IMAGE_META && header->ratio > 1 ? file_bytes : 0;
}

/* Before anything is allocated. */
static bool check_bytes(const char *path, volume_header *header, GError **error)
{
    GStatBuf status;
    if (g_stat(header->data_path, &status) != 0 || !S_ISREG(status.st_mode))
        return lm_fail(error, LM_ERROR_INPUT, "%s: the file with its voxels, %s, is missing", path,
                       header->data_path);
    double bytes = (double)lm_grid_voxels(&header->image.grid) * header->image.components *
                   (double)convert_stored_size(header->image.stored);
    if (bytes <= (double)status.st_size * header->ratio) {
        header->bytes = (guint64)bytes;
        header->beside = beside(header, (guint64)status.st_size);
        return true;
    }
    g_autofree char *wanted = lm_number_words(bytes, 15);
    return lm_fail(
        error, LM_ERROR_INPUT,
        "%s: its header promises %s bytes of voxels, more than there are in %s; the file "
        "is truncated or damaged: copy it again",
        path, wanted, header->data_path);
}

bool volume_header_read(const char *path, volume_header *header, GPtrArray *warnings,
                        GError **error)
{
    g_autofree char *lower = g_ascii_strdown(path, -1);
    *header = (volume_header){0};
    bool ok;
    if (g_str_has_suffix(lower, ".nrrd") || g_str_has_suffix(lower, ".nhdr")) {
        header->io = IMAGE_NRRD;
        header->format = "NRRD";
        ok = read_nrrd(path, header, warnings, error);
    } else if (g_str_has_suffix(lower, ".mha") || g_str_has_suffix(lower, ".mhd")) {
        header->io = IMAGE_META;
        header->format = "MetaImage";
        ok = read_meta(path, header, warnings, error);
    } else if (g_str_has_suffix(lower, ".vtk")) {
        header->io = IMAGE_VTK;
        header->format = "VTK";
        ok = read_vtk(path, header, error);
    } else {
        header->io = IMAGE_NIFTI;
        header->format = "NIfTI";
        ok = read_nifti(path, header, warnings, error);
    }
    if (ok && check_kind(path, header, error) && check_bytes(path, header, error))
        return true;
    volume_header_clear(header);
    return false;
}
