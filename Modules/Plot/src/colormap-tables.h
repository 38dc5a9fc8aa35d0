/* The files of Data/Colormaps, which CMake makes a part of the program. */
#pragma once

#include <glib.h>
#include <stddef.h>

typedef struct colormap_table {
    const char *name;
    size_t n;
    const guint8 (*rgb)[3];
} colormap_table;

extern const colormap_table colormap_tables[];
extern const size_t colormap_table_count;
