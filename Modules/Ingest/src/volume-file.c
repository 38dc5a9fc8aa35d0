/* A file that holds a whole volume, as a series of one. */
#include "convert.h"
#include "lamina/error.h"
#include "series-private.h"
#include "volume-header.h"

static void warn_of_narrowing(lm_series *series, const char *path, int stored)
{
    if (stored >= LM_TYPE_COUNT && !series->info.labels)
        series_warn(series, "%s: its values are %s and are kept as %s", path,
                    convert_stored_name(stored), lm_type_name(convert_target(stored)));
}

/* What is narrowed is read beside its place. */
static guint64 scratch_of(const volume_header *header)
{
    return header->beside + (header->image.stored >= LM_TYPE_COUNT ? header->bytes : 0);
}

bool series_open_volume(lm_series *series, const find_file *found, GError **error)
{
    volume_header header;
    if (!volume_header_read(found->path, &header, series->warnings, error))
        return false;
    const image_header *image = &header.image;
    lm_series_file *file = series_add_file(series, found);
    file->planes = image->grid.size[2];
    file->width = image->grid.size[0];
    file->height = image->grid.size[1];
    file->type =
        image->components == 1
            ? g_strdup(convert_stored_name(image->stored))
            : g_strdup_printf("%s x %d", convert_stored_name(image->stored), image->components);
    warn_of_narrowing(series, found->path, image->stored);
    series->format = header.format;
    series->io = header.io;
    series->info.grid = image->grid;
    series->info.type = convert_target(image->stored);
    series->info.components = image->components;
    series->info.spacing_source = LM_SPACING_HEADER;
    /* A single picture says nothing of how far the next one would be. */
    series->scratch = scratch_of(&header);
    series->spacing_known = header.spacing_known && image->dimensions >= 3;
    volume_header_clear(&header);
    return true;
}
