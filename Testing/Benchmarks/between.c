/* How near the methods of fill-between come to slices that were left out.
 *
 *     between DATA
 *
 * DATA is the folder of real data that tests use; the MR head comes from the package mricron-data.
 * Of each volume every second and every fourth slice is kept and the others are predicted: PSNR in
 * dB for each method, against the range of the volume, what `auto` chose from the kept slices alone
 * and what that gains over linear. Then the plastic head, scanned in slices of 5 mm, brought to
 * 1 mm by the operation and held against a scan in slices of 1 mm. Then the AAL atlas, of which
 * every second and every fifth slice along z is kept: Dice of all predicted voxels together, for
 * each of the 20 largest labels, and their mean; in brackets the same of the nearest slice.
 */
#include "fill.h"
#include "lamina/registry.h"
#include "lamina/series.h"
#include "testing.h"

#include <math.h>
#include <stdio.h>

static lm_volume *read_volume(const char *path, lm_context *context)
{
    const char *const paths[] = {path, NULL};
    const lm_series_ask ask = {.paths = paths};
    g_autoptr(GError) error = NULL;
    g_autoptr(lm_series) series = lm_series_open(&ask, context, &error);
    lm_volume *volume = series ? lm_series_read(series, context, &error) : NULL;
    g_assert_no_error(error);
    return volume;
}

/* ---- slices left out ---- */

/* A volume seen as every so-manieth slice of it, and the slices between those. */
typedef struct thinned {
    double *position;
    gint64 *kept, *hidden, n_kept, n_hidden;
} thinned;

static thinned thin(const lm_volume *volume, gint64 every)
{
    const gint64 planes = volume->grid.size[2];
    thinned t = {g_new(double, planes), g_new(gint64, planes), g_new(gint64, planes), 0, 0};
    const gint64 last = (planes - 1) / every * every;
    for (gint64 z = 0; z < planes; z++) {
        t.position[z] = (double)z * volume->grid.spacing[2];
        if (z % every == 0)
            t.kept[t.n_kept++] = z;
        else if (z < last)
            t.hidden[t.n_hidden++] = z;
    }
    return t;
}

static void thinned_clear(thinned *t)
{
    g_free(t->position);
    g_free(t->kept);
    g_free(t->hidden);
}

/* Prints a row of the table and returns what auto gains over linear, in dB. */
static double left_out(const char *name, const lm_volume *volume, gint64 every, lm_context *context)
{
    thinned t = thin(volume, every);
    const fill_stack stack = {volume, false, t.position, t.kept, t.n_kept};
    fill_score guess, truth;
    g_autoptr(GError) error = NULL;
    const gint64 start = g_get_monotonic_time();
    bool ok = fill_score_stack(&stack, &guess, context, &error);
    const double scoring = (double)(g_get_monotonic_time() - start) * 1e-6;
    ok = ok && fill_compare(&stack, t.hidden, t.n_hidden, &truth, context, &error);
    const double filling = (double)(g_get_monotonic_time() - start) * 1e-6 - scoring;
    g_assert_no_error(error);
    g_assert_true(ok);
    const fill_mix best = fill_best(&guess), linear = fill_by(FILL_LINEAR);
    const double psnr = fill_psnr(&truth, &best), gain = psnr - fill_psnr(&truth, &linear);
    printf("%-18s every %d ", name, (int)every);
    for (int m = 0; m < FILL_METHODS; m++) {
        const fill_mix alone = fill_by(m);
        printf(" %s %.2f (%.2f)", fill_methods[m].name, fill_psnr(&truth, &alone),
               fill_psnr(&guess, &alone));
    }
    printf("  auto %.2f:", psnr);
    for (int m = 0; m < FILL_METHODS; m++)
        if (best.share[m] > 0)
            printf(" %.1f %s", best.share[m], fill_methods[m].name);
    printf(", %+.2f  [%.1f s, score %.1f s]\n", gain, filling, scoring);
    thinned_clear(&t);
    return gain;
}

static void all_left_out(const char *data, lm_context *context)
{
    static const struct {
        const char *name, *path;
    } volumes[] = {
        {"headsq", "volumes/headsq.nhdr"},
        {"LIDC2", "volumes/LIDC2.nhdr"},
        {"plastic-head-1mm", "volumes/plastic-head-1mm.nrrd"},
        {"HeadMRVolume", "formats/HeadMRVolume.mhd"},
        {"ch2", "/usr/share/mricron/templates/ch2.nii.gz"},
    };
    printf("PSNR in dB of slices left out (in brackets: the score, of the kept slices alone)\n");
    for (gint64 every = 2; every <= 4; every += 2) {
        double sum = 0, least = INFINITY;
        for (size_t i = 0; i < G_N_ELEMENTS(volumes); i++) {
            g_autofree char *path = g_canonicalize_filename(volumes[i].path, data);
            g_autoptr(lm_volume) volume = read_volume(path, context);
            double gain = left_out(volumes[i].name, volume, every, context);
            sum += gain;
            least = MIN(least, gain);
        }
        printf("every %d: auto over linear %+.2f dB on average, %+.2f dB at the least\n\n",
               (int)every, sum / G_N_ELEMENTS(volumes), least);
    }
}

/* ---- the plastic head, 5 mm to 1 mm ---- */

/* The value of a volume at a place in the world, linear between voxels; false outside. */
static bool sample(const lm_volume *v, const double world[3], double *value)
{
    double index[3], sum = 0, f[3];
    gint64 i[3];
    lm_grid_to_index(&v->grid, world, index);
    for (int k = 0; k < 3; k++) {
        if (index[k] < 0 || index[k] > (double)v->grid.size[k] - 1)
            return false;
        i[k] = MIN((gint64)index[k], MAX(v->grid.size[k] - 2, 0));
        f[k] = index[k] - (double)i[k];
    }
    for (int corner = 0; corner < 8; corner++) {
        double weight = 1;
        for (int k = 0; k < 3; k++)
            weight *= corner >> k & 1 ? f[k] : 1 - f[k];
        if (weight > 0)
            sum += weight * lm_volume_get(v, i[0] + (corner & 1), i[1] + (corner >> 1 & 1),
                                          i[2] + (corner >> 2), 0);
    }
    *value = sum;
    return true;
}

static double psnr_against(const lm_volume *truth, const lm_volume *made)
{
    double squares = 0, count = 0, least, greatest;
    for (gint64 z = 0; z < truth->grid.size[2]; z++)
        for (gint64 y = 0; y < truth->grid.size[1]; y++)
            for (gint64 x = 0; x < truth->grid.size[0]; x++) {
                double index[3] = {(double)x, (double)y, (double)z}, world[3], value;
                lm_grid_to_world(&truth->grid, index, world);
                if (!sample(made, world, &value))
                    continue;
                double d = value - lm_volume_get(truth, x, y, z, 0);
                squares += d * d;
                count++;
            }
    lm_volume_range(truth, &least, &greatest);
    return 20 * log10((greatest - least) / sqrt(squares / count));
}

static void plastic_head(const char *data, lm_context *context)
{
    g_autofree char *thick_path = g_build_filename(data, "dicom/plastic-head-5mm", NULL);
    g_autofree char *thin_path = g_build_filename(data, "volumes/plastic-head-1mm.nrrd", NULL);
    g_autoptr(lm_volume) thick = read_volume(thick_path, context);
    g_autoptr(lm_volume) truth = read_volume(thin_path, context);
    const lm_op *op = lm_op_find("fill-between");
    const char *const *names = lm_param_find(op->params, "method")->choices;
    double linear = 0;
    printf("plastic-head-5mm to 1 mm against plastic-head-1mm\n");
    for (int m = 0; names[m]; m++) {
        const gint64 start = g_get_monotonic_time();
        g_autoptr(lm_volume) made =
            test_run_volume(op, thick, "spacing", "1", "method", names[m], NULL);
        const double seconds = (double)(g_get_monotonic_time() - start) * 1e-6;
        double psnr = psnr_against(truth, made);
        linear = m == 0 ? psnr : linear;
        printf("    %-8s %.2f dB  %+.2f  [%.1f s]\n", names[m], psnr, psnr - linear, seconds);
    }
}

/* ---- labels ---- */

enum { LARGEST = 20 };

/* Voxels of each value that truth and prediction have, and those where both have it. */
typedef struct overlap {
    gint64 truth[256], made[256], both[256];
} overlap;

static void count_overlap(const guint8 *truth, const guint8 *made, size_t pixels, overlap *o)
{
    for (size_t i = 0; i < pixels; i++) {
        o->truth[truth[i]]++;
        o->made[made[i]]++;
        o->both[truth[i]] += truth[i] == made[i];
    }
}

static double mean_dice(const overlap *o, const int labels[LARGEST])
{
    double sum = 0;
    for (int i = 0; i < LARGEST; i++) {
        const int l = labels[i];
        sum += 2 * (double)o->both[l] / (double)(o->truth[l] + o->made[l]);
    }
    return sum / LARGEST;
}

static void largest_labels(const lm_volume *volume, int labels[LARGEST])
{
    gint64 count[256] = {0};
    const guint8 *value = volume->data;
    for (gint64 i = 0; i < lm_grid_voxels(&volume->grid); i++)
        count[value[i]]++;
    count[0] = 0; /* the background */
    for (int i = 0; i < LARGEST; i++) {
        labels[i] = 1;
        for (int l = 1; l < 256; l++)
            if (count[l] > count[labels[i]])
                labels[i] = l;
        count[labels[i]] = 0;
    }
}

static void labels_left_out(const lm_volume *volume, const int labels[LARGEST], gint64 every,
                            lm_context *context)
{
    thinned t = thin(volume, every);
    const fill_stack stack = {volume, true, t.position, t.kept, t.n_kept};
    const size_t pixels = lm_volume_plane_bytes(volume);
    const guint8 *planes = volume->data;
    g_autofree guint8 *block = g_malloc((gsize)every * pixels);
    const fill_mix by_shape = fill_by(FILL_SHAPE);
    overlap shape = {0}, nearest = {0};
    g_autoptr(GError) error = NULL;
    const gint64 start = g_get_monotonic_time();
    for (gint64 gap = 0; gap < t.n_kept - 1; gap++) {
        void *to[FILL_AT_ONCE];
        for (gint64 i = 0; i < every - 1; i++)
            to[i] = block + (size_t)i * pixels;
        const fill_slices made = {(size_t)every - 1, t.position + t.kept[gap] + 1, to};
        bool ok = fill_gap(&stack, gap, &by_shape, &made, context, &error);
        g_assert_no_error(error);
        g_assert_true(ok);
        for (gint64 i = 1; i < every; i++) {
            const gint64 z = t.kept[gap] + i, near = t.kept[gap + (2 * i > every)];
            count_overlap(planes + (size_t)z * pixels, to[i - 1], pixels, &shape);
            count_overlap(planes + (size_t)z * pixels, planes + (size_t)near * pixels, pixels,
                          &nearest);
        }
    }
    printf("    every %d  shape %.4f  (nearest %.4f)  [%.1f s]\n", (int)every,
           mean_dice(&shape, labels), mean_dice(&nearest, labels),
           (double)(g_get_monotonic_time() - start) * 1e-6);
    thinned_clear(&t);
}

static void atlas(lm_context *context)
{
    g_autoptr(lm_volume) volume = read_volume("/usr/share/mricron/templates/aal.nii.gz", context);
    int labels[LARGEST];
    g_assert_cmpint(volume->type, ==, LM_UINT8);
    largest_labels(volume, labels);
    printf("\nAAL atlas: mean Dice of its %d largest labels\n", LARGEST);
    labels_left_out(volume, labels, 2, context);
    labels_left_out(volume, labels, 5, context);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: between DATA\n");
        return 2;
    }
    g_autoptr(lm_context) context = lm_context_new(0, 0);
    all_left_out(argv[1], context);
    plastic_head(argv[1], context);
    atlas(context);
    return 0;
}
