/* Text in aligned columns. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct table table;

/* `alignment` has a letter for each column: 'l' or 'r'. */
table *table_new(const char *alignment);

/* A row: as many texts as there are columns, copied; NULL is an empty cell. */
void table_row(table *t, const char *const *cells);

/* Prints every row on standard output, `indent` spaces before it, and frees the table. */
void table_print(table *t, int indent);
