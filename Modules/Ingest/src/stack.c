#include "stack.h"

#include "lamina/error.h"
#include "lamina/number.h"
#include "lamina/positions.h"

#include <math.h>
#include <stdlib.h>

static double dot(const double a[3], const double b[3])
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static void cross(const double a[3], const double b[3], double c[3])
{
    for (int k = 0; k < 3; k++)
        c[k] = a[(k + 1) % 3] * b[(k + 2) % 3] - a[(k + 2) % 3] * b[(k + 1) % 3];
}

bool stack_same_orientation(const stack_slice *a, const stack_slice *b)
{
    for (int k = 0; k < 3; k++)
        if (!(fabs(a->row[k] - b->row[k]) < 1e-3 && fabs(a->column[k] - b->column[k]) < 1e-3))
            return false;
    return true;
}

static int by_place(const void *a, const void *b)
{
    const stack_slice *p = a, *q = b;
    if (p->along != q->along)
        return p->along < q->along ? -1 : 1;
    if (p->file != q->file)
        return p->file < q->file ? -1 : 1;
    return p->frame < q->frame ? -1 : p->frame > q->frame;
}

static int by_value(const void *a, const void *b)
{
    double p = *(const double *)a, q = *(const double *)b;
    return p < q ? -1 : p > q;
}

/* The middle one of the distances: what most neighbours agree on. */
static double usual_distance(const stack_slice *slices, guint n)
{
    g_autofree double *distances = g_new(double, n - 1);
    for (guint i = 0; i + 1 < n; i++)
        distances[i] = slices[i + 1].along - slices[i].along;
    qsort(distances, n - 1, sizeof *distances, by_value);
    return distances[(n - 1) / 2];
}

static char *uneven_text(const stack_slice *a, double usual)
{
    double distance = a[1].along - a[0].along, missing = round(distance / usual) - 1;
    g_autofree char *here = lm_number_words(distance, 6), *others = lm_number_words(usual, 6);
    g_autofree char *gap =
        missing < 1 ? g_strdup("") : g_strdup_printf(" (%.0f missing?)", missing);
    return g_strdup_printf(
        "the slices are not evenly spaced: %s and %s are %s mm apart, the others "
        "mostly %s mm%s",
        a[0].name, a[1].name, here, others, gap);
}

static bool check_apart(const stack_slice *slices, guint n, double usual, GError **error)
{
    for (guint i = 0; i + 1 < n; i++) {
        double distance = slices[i + 1].along - slices[i].along;
        if (distance < 1e-3 * usual || distance < 1e-6)
            return lm_fail(
                error, LM_ERROR_INPUT,
                "%s and %s lie in the same place; they seem to be of different times or kinds: "
                "choose the files of one with pattern=\"...\"",
                slices[i].name, slices[i + 1].name);
    }
    return true;
}

/* The neighbours whose distance is least like the usual one. */
static const stack_slice *oddest(const stack_slice *slices, guint n, double usual)
{
    const stack_slice *pair = slices;
    for (guint i = 1; i + 1 < n; i++)
        if (fabs(slices[i + 1].along - slices[i].along - usual) >
            fabs(pair[1].along - pair[0].along - usual))
            pair = &slices[i];
    return pair;
}

char *stack_uneven(const stack_slice *slices, guint n)
{
    g_autofree double *along = g_new(double, n);
    for (guint i = 0; i < n; i++)
        along[i] = slices[i].along;
    if (lm_positions_are_even(along, n))
        return NULL;
    double usual = usual_distance(slices, n);
    return uneven_text(oddest(slices, n, usual), usual);
}

bool stack_build(stack_slice *slices, guint n, lm_grid *grid, double shear[2], GError **error)
{
    double normal[3];
    cross(slices[0].row, slices[0].column, normal);
    for (guint i = 0; i < n; i++)
        slices[i].along = dot(slices[i].position, normal);
    qsort(slices, n, sizeof *slices, by_place);
    for (int k = 0; k < 3; k++) {
        grid->origin[k] = slices[0].position[k];
        /* Adding zero turns -0 into 0. */
        grid->direction[3 * k] = slices[0].row[k] + 0.0;
        grid->direction[3 * k + 1] = slices[0].column[k] + 0.0;
        grid->direction[3 * k + 2] = normal[k] + 0.0;
    }
    shear[0] = shear[1] = 0;
    if (n < 2)
        return true;
    if (!check_apart(slices, n, usual_distance(slices, n), error))
        return false;
    double steps = n - 1, across[3];
    for (int k = 0; k < 3; k++)
        across[k] = slices[n - 1].position[k] - slices[0].position[k];
    grid->spacing[2] = dot(across, normal) / steps;
    shear[0] = dot(across, slices[0].row) / steps;
    shear[1] = dot(across, slices[0].column) / steps;
    return true;
}
