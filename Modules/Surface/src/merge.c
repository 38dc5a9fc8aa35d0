#include "merge.h"

#include "lamina/alloc.h"

#include <string.h>

typedef struct bits3 {
    guint32 b[3];
} bits3;

/* The bits of a point, minus zero read as zero. */
static bits3 bits_of(const float *points, size_t point)
{
    bits3 bits;
    for (size_t k = 0; k < 3; k++) {
        float at = points[3 * point + k] + 0.0f;
        memcpy(&bits.b[k], &at, sizeof at);
    }
    return bits;
}

static size_t hash(bits3 bits)
{
    guint64 h = bits.b[0] * 0x9e3779b97f4a7c15u;
    h = (h ^ (h >> 29) ^ bits.b[1]) * 0xbf58476d1ce4e5b9u;
    h = (h ^ (h >> 32) ^ bits.b[2]) * 0x94d049bb133111ebu;
    return (size_t)(h ^ (h >> 31));
}

bool lm_merge_points(const float *points, size_t count, gint32 *same, GError **error)
{
    size_t slots = 1;
    while (slots < 2 * count)
        slots *= 2;
    gint32 *table = lm_alloc(slots, sizeof *table, "merging the points of a mesh", error);
    if (!table)
        return false;
    memset(table, -1, slots * sizeof *table);
    for (size_t i = 0; i < count; i++) {
        bits3 bits = bits_of(points, i);
        size_t slot = hash(bits) & (slots - 1);
        while (table[slot] >= 0) {
            bits3 other = bits_of(points, (size_t)table[slot]);
            if (memcmp(&bits, &other, sizeof bits) == 0)
                break;
            slot = (slot + 1) & (slots - 1);
        }
        if (table[slot] < 0)
            table[slot] = (gint32)i;
        same[i] = table[slot];
    }
    lm_free(table);
    return true;
}
