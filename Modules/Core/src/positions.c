#include "lamina/positions.h"

#include "lamina/number.h"

#include <math.h>

double lm_positions_mean(const double *positions, gint64 count)
{
    return (positions[count - 1] - positions[0]) / (double)(count - 1);
}

bool lm_positions_are_even(const double *positions, gint64 count)
{
    static const double tolerance = 0.02;
    if (count < 3)
        return true;
    double mean = lm_positions_mean(positions, count);
    for (gint64 i = 0; i < count; i++)
        if (fabs(positions[i] - positions[0] - (double)i * mean) > tolerance * mean)
            return false;
    return true;
}

/* The block with these numbers; takes `positions` over. */
static const double *intern(double *positions, gint64 count)
{
    static GMutex lock;
    static GHashTable *blocks; /* of GBytes */
    GBytes *block = g_bytes_new_take(positions, (gsize)count * sizeof *positions);
    g_mutex_lock(&lock);
    if (!blocks)
        blocks = g_hash_table_new_full(g_bytes_hash, g_bytes_equal, NULL, NULL);
    GBytes *known = g_hash_table_lookup(blocks, block);
    if (known)
        g_bytes_unref(block);
    else
        g_hash_table_add(blocks, known = block);
    g_mutex_unlock(&lock);
    return g_bytes_get_data(known, NULL);
}

const double *lm_positions_keep(const double *positions, gint64 count)
{
    if (lm_positions_are_even(positions, count))
        return NULL;
    double *copy = g_new(double, (gsize)count);
    for (gint64 i = 0; i < count; i++)
        copy[i] = positions[i] - positions[0];
    return intern(copy, count);
}

const double *lm_positions_reversed(const double *kept, gint64 count)
{
    double *copy = g_new(double, (gsize)count);
    for (gint64 i = 0; i < count; i++)
        copy[i] = kept[count - 1] - kept[count - 1 - i];
    return intern(copy, count);
}

char *lm_positions_text(const double *positions, gint64 count)
{
    double least = INFINITY, greatest = 0;
    for (gint64 i = 1; i < count; i++) {
        least = MIN(least, positions[i] - positions[i - 1]);
        greatest = MAX(greatest, positions[i] - positions[i - 1]);
    }
    g_autofree char *from = lm_number_words(least, 4), *to = lm_number_words(greatest, 4);
    return g_strdup_printf("%s to %s", from, to);
}
