#include "made.h"

#include "lamina/alloc.h"
#include "lamina/number.h"
#include "say.h"
#include "table.h"

static char *surface_extent(GVariant *measures)
{
    g_autoptr(GVariant) bounds = g_variant_lookup_value(measures, "bounds", NULL);
    gsize count;
    const double *b = g_variant_get_fixed_array(bounds, &count, sizeof *b);
    g_autofree char *x = lm_number_words(b[1] - b[0], 4), *y = lm_number_words(b[3] - b[2], 4);
    g_autofree char *z = lm_number_words(b[5] - b[4], 4);
    return g_strdup_printf("%s x %s x %s mm", x, y, z);
}

static char *surface_text(GVariant *measures)
{
    guint64 triangles = 0;
    gboolean closed = FALSE;
    double volume = 0, area = 0;
    g_variant_lookup(measures, "triangles", "t", &triangles);
    g_variant_lookup(measures, "closed", "b", &closed);
    g_variant_lookup(measures, "volume_mm3", "d", &volume);
    g_variant_lookup(measures, "area_mm2", "d", &area);
    g_autofree char *mm3 = lm_number_words(volume, 6), *mm2 = lm_number_words(area, 6);
    if (!closed)
        return g_strdup_printf("%" G_GUINT64_FORMAT " triangles, open, area %s mm2", triangles,
                               mm2);
    return g_strdup_printf("%" G_GUINT64_FORMAT " triangles, closed, volume %s mm3, area %s mm2",
                           triangles, mm3, mm2);
}

static char *volume_text(const lm_info *info)
{
    const gint64 *n = info->grid.size;
    return g_strdup_printf("%" G_GINT64_FORMAT " x %" G_GINT64_FORMAT " x %" G_GINT64_FORMAT
                           " voxels, %s",
                           n[0], n[1], n[2], lm_type_name(info->type));
}

static char *picture_text(GVariant *facts)
{
    const char *renderer = "";
    g_variant_lookup(facts, "renderer", "&s", &renderer);
    return g_strdup_printf("picture, drawn by %s", renderer);
}

static void add_file(table *t, const lm_node *node, const char *file)
{
    g_autoptr(GVariant) measures = g_variant_lookup_value(node->facts, "measure", NULL);
    g_autofree char *extent = NULL, *content = NULL, *size = NULL;
    guint64 bytes;
    if (g_variant_lookup(node->facts, "bytes", "t", &bytes))
        size = lm_bytes_text(bytes);
    if (measures) {
        extent = surface_extent(measures);
        content = surface_text(measures);
    } else if (g_str_equal(node->step->op->group, "picture")) {
        content = picture_text(node->facts);
    } else {
        extent = lm_grid_extent_text(&node->plan.in.grid);
        content = volume_text(&node->plan.in);
    }
    table_row(t, (const char *const[]){say_path(file), size, extent, content});
}

void say_made(const lm_job_plan *plan)
{
    table *t = table_new("lrll");
    for (guint i = 0; i < plan->nodes->len; i++) {
        const lm_node *node = plan->nodes->pdata[i];
        const char *file;
        if (node->facts && g_variant_lookup(node->facts, "file", "&s", &file))
            add_file(t, node, file);
    }
    table_print(t, 0);
}
