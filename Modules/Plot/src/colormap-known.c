#include "colormap-tables.h"
#include "lamina/colormap.h"

#include <string.h>

static gpointer make_all(gpointer unused)
{
    (void)unused;
    const lm_colormap **maps = g_new0(const lm_colormap *, colormap_table_count + 1);
    for (size_t i = 0; i < colormap_table_count; i++)
        maps[i] =
            lm_colormap_new(colormap_tables[i].name, colormap_tables[i].rgb, colormap_tables[i].n);
    return maps;
}

const lm_colormap *const *lm_colormaps(void)
{
    static GOnce once = G_ONCE_INIT;
    return g_once(&once, make_all, NULL);
}

static const colormap_table *table_named(const char *name, size_t length)
{
    for (size_t i = 0; i < colormap_table_count; i++)
        if (strlen(colormap_tables[i].name) == length &&
            g_ascii_strncasecmp(colormap_tables[i].name, name, length) == 0)
            return &colormap_tables[i];
    return NULL;
}

static lm_colormap *backwards(const colormap_table *table)
{
    g_autofree guint8(*rgb)[3] = g_malloc_n(table->n, sizeof *rgb);
    for (size_t i = 0; i < table->n; i++)
        memcpy(rgb[i], table->rgb[table->n - 1 - i], sizeof *rgb);
    g_autofree char *name = g_strconcat(table->name, "_r", NULL);
    return lm_colormap_new(name, (const guint8(*)[3])rgb, table->n);
}

lm_colormap *lm_colormap_find(const char *name)
{
    size_t length = strlen(name);
    const colormap_table *table = table_named(name, length);
    if (table)
        return lm_colormap_new(table->name, table->rgb, table->n);
    if (length > 2 && g_ascii_strcasecmp(name + length - 2, "_r") == 0)
        table = table_named(name, length - 2);
    return table ? backwards(table) : NULL;
}
