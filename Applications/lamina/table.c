#include "table.h"

#include <stdio.h>
#include <string.h>

struct table {
    const char *alignment;
    guint columns;
    int *widths;      /* of each column, in characters */
    GPtrArray *cells; /* row after row */
};

table *table_new(const char *alignment)
{
    table *t = g_new0(table, 1);
    t->alignment = alignment;
    t->columns = (guint)strlen(alignment);
    t->widths = g_new0(int, t->columns);
    t->cells = g_ptr_array_new_with_free_func(g_free);
    return t;
}

void table_row(table *t, const char *const *cells)
{
    for (guint i = 0; i < t->columns; i++) {
        char *text =
            g_utf8_make_valid(cells[i] ? cells[i] : "", -1); /* names of files may be anything */
        t->widths[i] = MAX(t->widths[i], (int)g_utf8_strlen(text, -1));
        g_ptr_array_add(t->cells, text);
    }
}

static void append_cell(GString *row, const char *text, int width, bool right)
{
    int space = width - (int)g_utf8_strlen(text, -1);
    g_string_append_printf(row, "%*s%s%*s", right ? space : 0, "", text, right ? 2 : 2 + space, "");
}

void table_print(table *t, int indent)
{
    for (guint first = 0; first < t->cells->len; first += t->columns) {
        g_autoptr(GString) row = g_string_new(NULL);
        for (guint i = 0; i < t->columns; i++)
            append_cell(row, t->cells->pdata[first + i], t->widths[i], t->alignment[i] == 'r');
        printf("%*s%s\n", indent, "", g_strchomp(row->str));
    }
    g_ptr_array_unref(t->cells);
    g_free(t->widths);
    g_free(t);
}
