#include "positions.h"

#include "lamina/error.h"
#include "lamina/number.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

static const char separators[] = " \t\r,;";
static const goffset most_bytes = 16 << 20;

static void position_clear(gpointer data)
{
    g_free(((lm_series_position *)data)->name);
}

static GArray *list_new(void)
{
    GArray *list = g_array_new(FALSE, TRUE, sizeof(lm_series_position));
    g_array_set_clear_func(list, position_clear);
    return list;
}

static bool add(GArray *list, const char *word, double mm, char *name)
{
    lm_series_position position = {name, 0};
    bool ok = lm_number_parse(word, &position.mm) && isfinite(position.mm *= mm);
    g_array_append_val(list, position);
    return ok;
}

/* The number is the last word of the line; what stands before it is a name, quoted or not. */
static bool add_line(GArray *list, char *line, double mm)
{
    char *word = line + strlen(line);
    while (word > line && !strchr(separators, word[-1]))
        word--;
    g_autofree char *name = g_strndup(line, (gsize)(word - line));
    for (size_t n = strlen(name); n > 0 && strchr(separators, name[n - 1]); n--)
        name[n - 1] = '\0';
    size_t n = strlen(name);
    if (n >= 2 && name[0] == '"' && name[n - 1] == '"')
        return add(list, word, mm, g_strndup(name + 1, n - 2));
    return add(list, word, mm, n ? g_steal_pointer(&name) : NULL);
}

static bool check_named(const GArray *list, const char *path, guint line, GError **error)
{
    const lm_series_position *p = (const lm_series_position *)(gconstpointer)list->data;
    return !p->name == !p[list->len - 1].name ||
           lm_fail(error, LM_ERROR_USAGE,
                   "%s, line %u: some lines begin with the name of a file, and others do not; give "
                   "it on all of them, or on none",
                   path, line);
}

static char *contents_of(const char *path, GError **error)
{
    GStatBuf status;
    char *text = NULL;
    gsize size;
    if (g_stat(path, &status) == 0 && status.st_size > most_bytes)
        lm_fail(error, LM_ERROR_INPUT, "%s: is too large for a list of positions", path);
    else if (!g_file_get_contents(path, &text, &size, NULL))
        lm_fail(error, LM_ERROR_INPUT, "%s: cannot be read", path);
    else if (strlen(text) == size)
        return text;
    else
        lm_fail(error, LM_ERROR_INPUT,
                "%s: is no text; positions are a text file of numbers, one "
                "a line",
                path);
    g_free(text);
    return NULL;
}

static GArray *read_file(const char *path, double mm, GError **error)
{
    static const char mark[] = "\xEF\xBB\xBF"; /* of UTF-8, which some programs write first */
    g_autofree char *text = contents_of(path, error);
    if (!text)
        return NULL;
    g_autoptr(GArray) list = list_new();
    g_auto(GStrv) lines = g_strsplit(g_str_has_prefix(text, mark) ? text + 3 : text, "\n", -1);
    for (guint i = 0; lines[i]; i++) {
        char *line = g_strstrip(lines[i]);
        if (!*line || *line == '#')
            continue;
        if (!add_line(list, line, mm)) {
            lm_fail(error, LM_ERROR_USAGE,
                    "%s, line %u: does not end with a number; a line is the position of a slice, "
                    "after the name of its file if you like, and one that begins with # says "
                    "nothing",
                    path, i + 1);
            return NULL;
        }
        if (!check_named(list, path, i + 1, error))
            return NULL;
    }
    return g_steal_pointer(&list);
}

static GArray *read_numbers(const char *text, double mm, GError **error)
{
    g_autoptr(GArray) list = list_new();
    g_auto(GStrv) words = g_strsplit_set(text, " ,\t\r\n", -1);
    for (char **word = words; *word; word++)
        if (**word && !add(list, *word, mm, NULL)) {
            lm_fail(error, LM_ERROR_USAGE,
                    "positions: \"%s\" is neither a number nor, with the rest, the name of a file; "
                    "give one number for each slice, or a text file that holds them",
                    *word);
            return NULL;
        }
    return g_steal_pointer(&list);
}

GArray *positions_read(const char *text, double mm, const lm_context *context, GError **error)
{
    g_autofree char *path = lm_context_input_path(context, text);
    if (g_file_test(path, G_FILE_TEST_IS_REGULAR))
        return read_file(path, mm, error);
    return read_numbers(text, mm, error);
}
