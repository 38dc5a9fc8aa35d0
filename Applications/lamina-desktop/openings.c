#include "openings.h"

#include <glib/gi18n.h>
#include <string.h>

/* In a list, what would part a name, or be taken for a pattern by then, matches anything. */
static char *listed(const char *path)
{
    char *name = g_strdup(path);
    return strchr(name, ';') ? g_strdelimit(name, ";*[", '?') : name;
}

static char *joined(const GPtrArray *series)
{
    if (series->len == 1)
        return g_strdup(series->pdata[0]);
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < series->len; i++) {
        g_autofree char *name = listed(series->pdata[i]);
        g_string_append_printf(text, "%s%s", i ? ";" : "", name);
    }
    return g_strdup(text->str);
}

static char *refusal_of(GFile *file)
{
    g_autofree char *name = g_file_get_parse_name(file);
    return g_strdup_printf(_("%s is not on this machine: copy it here first"), name);
}

char **lm_openings(GFile *const *files, guint count, char **refusal)
{
    g_autoptr(GPtrArray) series = g_ptr_array_new_with_free_func(g_free);
    GPtrArray *all = g_ptr_array_new();
    guint at = 0; /* the place of the series */
    *refusal = NULL;
    for (guint i = 0; i < count; i++) {
        char *path = g_file_get_path(files[i]);
        if (!path) {
            *refusal = *refusal ? *refusal : refusal_of(files[i]);
        } else if (g_str_has_suffix(path, ".xml")) {
            g_ptr_array_add(all, path);
        } else {
            at = series->len ? at : all->len;
            g_ptr_array_add(series, path);
        }
    }
    if (series->len)
        g_ptr_array_insert(all, (gint)at, joined(series));
    g_ptr_array_add(all, NULL);
    return (char **)g_ptr_array_free(all, FALSE);
}
